import { type Loaded, type LoadOptions, loadScenario } from '../../src/scenario/load-scenario.js';
import { formatProblem } from '../../src/scenario/text/sources.js';

/** A small lawful scenario; tests change one line of it. */
export const GOOD = `name: small
duration: 2h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider:
        managedScaling: { status: ENABLED, targetCapacity: 100 }
        managedTerminationProtection: ENABLED
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 10 }
    - name: spare
      autoScalingGroup: { instanceTypes: [c5.large], minSize: 1, maxSize: 1 }
    - FARGATE
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: nginx, cpu: 256, memory: 512 }] }
  - { family: pods, networkMode: awsvpc, containerDefinitions: [{ name: pod, image: pod, cpu: 256, memory: 512 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 2
    capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
workloads:
  - name: jobs
    taskDefinition: pods
    launchType: EC2
    arrivals: { type: constant, every: 10m }
    runTime: 5m
`;

export type Change = readonly [from: string, to: string];

/** GOOD with texts replaced; a text that is not there is a mistake of the test. */
export function changed(...changes: readonly Change[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the test changes ${JSON.stringify(from)}, which is not there`);
    return text.replace(from, () => to);
  }, GOOD);
}

export function load(text: string, options: Partial<LoadOptions> = {}): Loaded {
  return loadScenario(text, { file: 's.yaml', read: () => undefined, ...options });
}

/** Errors and then warnings as a user sees them, without the place. */
export function messages(text: string, options: Partial<LoadOptions> = {}): string[] {
  return messagesOf(load(text, options));
}

export function messagesOf({ errors = [], warnings }: Loaded): string[] {
  return [...errors, ...warnings].map((problem) => (problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`));
}

/** The same with the place. */
export function placedMessages(text: string, options: Partial<LoadOptions> = {}): string[] {
  const { errors = [], warnings } = load(text, options);
  return [...errors, ...warnings].map(formatProblem);
}
