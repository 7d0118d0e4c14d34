import { checkScenario } from '../../src/engine.js';
import { predict } from './predict.js';

/** One m5.large; pull 0, container start 1 s; a container stops at once, unless a test says otherwise. */
export interface Parts {
  readonly containers: string;
  /** What the containers do. */
  readonly table?: string;
  readonly more?: string;
  readonly head?: string;
  readonly duration?: string;
}

export const CHECK = 'healthCheck: { command: [CMD-SHELL, x], interval: 10, timeout: 5, retries: 3 }';

export function text({ containers, table = '', more = '', head = '', duration = '4h' }: Parts): string {
  return `
name: containers
duration: ${duration}
timings: { imagePull: 0s, containerStart: 1s, containerStop: 0s }
serviceScheduler: { placementBackOff: none }
${head}
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 1 }]
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [${containers}] }
services:
  - { serviceName: w, taskDefinition: w, desiredCount: 1, launchType: EC2${table === '' ? '' : `, containers: { ${table} }`} ${more} }
`;
}

export const SIZE = 'cpu: 128, memory: 128';
export const app = (more = '') => `{ name: app, image: a, ${SIZE} ${more} }`;
export const side = (more = '') => `{ name: side, image: b, ${SIZE} ${more} }`;
export const init = (more = '') => `{ name: init, image: b, essential: false, ${SIZE} ${more} }`;
export const on = (containerName: string, condition: string) =>
  `, dependsOn: [{ containerName: ${containerName}, condition: ${condition} }]`;
export const first = (parts: Parts) => predict(text(parts)).tasks[0]!;
export const problems = (parts: Parts) =>
  checkScenario(text(parts), { file: 'scenario.yaml', read: () => undefined }).errors?.map(({ message }) => message) ?? [];
