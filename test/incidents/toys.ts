import { predict } from '../predicted/predict.js';

/** Cluster of the vectors: equal instances that are full of tasks of 512 CPU units, and nothing left to chance. */
interface Toy {
  readonly zones?: number;
  /** Instances at the start. */
  readonly size?: number;
  /** Tasks, and the CPU units of each. */
  readonly tasks?: number;
  readonly cpu?: number;
  readonly types?: string;
  /** More keys of the group, of the service and of the scenario. */
  readonly group?: string;
  readonly service?: string;
  readonly top?: string;
  readonly duration?: string;
}

const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c', 'us-east-1d'];

/** When groups try again in the vectors: after 1, 2, 4, 8 and then every 15 minutes. */
export const TRIES = 'launchRetry: 1m, launchRetryFactor: 2, launchRetryMax: 15m';

export function toy(faults: readonly string[], parts: Toy = {}): string {
  const { zones = 3, size = 3, tasks = 12, cpu = 512, types = 'm5.large', group = '', service = '', top = '', duration = '110m' } = parts;
  return `
name: toy
duration: ${duration}
region: us-east-1
timings: { instanceBoot: 120s, imagePull: 10s, containerStart: 5s, containerStop: 0s }
serviceScheduler: { reaction: 0s, placementBackOff: none }
${top.includes('groups:') ? '' : `groups: { healthCheckInterval: 1m, healthCheckPhase: inService, ${TRIES} }`}
cluster:
  availabilityZones: [${ZONES.slice(0, zones).join(', ')}]
  capacityProviders:
    - name: w
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED, managedDraining: DISABLED }
      autoScalingGroup: { instanceTypes: [${types}], minSize: ${size}, desiredCapacity: ${size}, maxSize: 9${group} }
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: ${cpu}, memory: 1024 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: ${tasks}
    capacityProviderStrategy: [{ capacityProvider: w, weight: 1 }]
    placementStrategy: [{ type: spread, field: attribute:ecs.availability-zone }, { type: spread, field: instanceId }]
    ${service}
${top}
faults: [${faults.map((fault) => `{ ${fault} }`).join(', ')}]
`;
}

export const ONE_ENDS = 'at: 60m, type: terminate, count: 1';

/** What a run comes to: the shortfall of its services in task-minutes after the first fill, and the moment of the last RUNNING. */
export function played(text: string, savedAt?: number) {
  const run = predict(text, savedAt === undefined ? {} : { savedAt });
  const { setup, tasks, of } = run;
  const wanted = setup.services.reduce((sum, { desired }) => sum + (desired[0]?.count ?? 0), 0);
  const moves = tasks.flatMap(({ running, stopping, stopped }) => {
    if (running === undefined) return [];
    const end = stopping ?? stopped;
    return [[running, 1] as const, ...(end === undefined ? [] : [[end, -1] as const])];
  });
  moves.sort(([a], [b]) => a - b);
  const endS = setup.durationMs / 1000;
  let count = 0;
  let atS = 0;
  let seconds = 0;
  for (const [at, change] of [...moves, [endS, 0] as const]) {
    const fromS = Math.max(atS, FILLED_S);
    if (at > fromS) seconds += Math.max(0, wanted - count) * (at - fromS);
    count += change;
    atS = at;
  }
  return {
    ...run,
    shortfall: seconds / 60,
    failures: of('launchFailed').map(({ at }) => at / 60),
    launches: of('instanceLaunched').flatMap(({ at }) => (at > 0 ? [at / 60] : [])),
    lastRunning: Math.max(...tasks.map(({ running }) => running ?? 0)) / 60,
  };
}

const FILLED_S = 600;
