import { expect, it } from 'vitest';
import { changed, messages } from './scenarios.js';

it('task definitions that a group cannot run for the same reason are named in one warning', () => {
  const big = '{ family: big, containerDefinitions: [{ name: a, image: a, cpu: 4096, memory: 512 }] }';
  const text = changed(
    ['instanceTypes: [m5.large]', 'instanceTypes: [m5.large, m5.2xlarge]'],
    ['cpu: 256, memory: 512 }] }\n  - { family: pods', `cpu: 4096, memory: 512 }] }\n  - ${big}\n  - { family: pods`],
    [
      'taskDefinition: pods\n    launchType: EC2',
      'taskDefinition: big\n    capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]',
    ],
  );
  expect(messages(text)).toEqual([
    'services.web.taskDefinition: workers never scales out for web, big, which do not fit every type of its group: m5.large has 2048 CPU units, not 4096',
  ]);
});

it('a warning of several task definitions is in the plural', () => {
  const job = (family: string) => `{ family: ${family}, containerDefinitions: [{ name: a, image: a, cpu: 4096, memory: 512 }] }`;
  const work = (family: string) =>
    `{ name: ${family}, taskDefinition: ${family}, launchType: EC2, arrivals: { type: schedule, at: [0s] }, runTime: 1m }`;
  const text = `
name: jobs
duration: 1h
cluster: { containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions: [${job('one')}, ${job('two')}]
workloads: [${work('one')}, ${work('two')}]
`;
  expect(messages(text)).toEqual([
    'workloads.one.taskDefinition: one, two fit no empty instance of their capacity and their tasks fail at once: m5.large has 2048 CPU units, not 4096',
  ]);
});

// unpackFactor has an effect: it decides whether the storage holds the images (T.STOR-2).
it('parts of a start on Fargate beside the whole one are named, for they do nothing', () => {
  const start = 'fargate: { start: { whole: 28s, machine: 3s, unpackFactor: 5, unknownImageMib: 10 } }';
  expect(messages(changed(['duration: 2h', `duration: 2h\n${start}`]))).toEqual([
    'fargate.start.machine: has no effect: fargate.start.whole takes its place',
    'fargate.start.unknownImageMib: has no effect: fargate.start.whole takes its place',
  ]);
});

it('a known pull on Fargate takes its time, and the time of one on instances is named, for it does nothing', () => {
  const text = (timings: string) => `
name: pulls
duration: 1h
cluster: { capacityProviders: [FARGATE] }
taskDefinitions:
  - family: app
    requiresCompatibilities: [FARGATE]
    networkMode: awsvpc
    cpu: '256'
    memory: '512'
    containerDefinitions: [{ name: a, image: a }]
workloads: [{ name: jobs, taskDefinition: app, launchType: FARGATE, arrivals: { type: schedule, at: [0s] }, runTime: 1m }]
${timings}
`;
  expect(messages(text('fargate: { start: { pull: 8s } }'))).toEqual([]);
  expect(messages(text('timings: { imagePull: 8s }'))).toEqual([
    'timings.imagePull: has no effect: there are no instances; fargate.start and fargate.stop have the times of Fargate',
  ]);
});
