import { describe, expect, it } from 'vitest';
import { checked } from './checked.js';
import { predict } from './predict.js';

const text = (configuration: string) => `
name: strategies
duration: 1h
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 2 }]
taskDefinitions:
  - { family: app, containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }
services:
  - serviceName: web
    taskDefinition: app
    desiredCount: 2
    launchType: EC2
    deployments: [{ at: 10m }]
    deploymentConfiguration: { ${configuration} }
timings: { containerStart: 5s, imagePull: 0s, containerStop: 0s }
serviceScheduler: { reaction: 0s, healthyAfter: 0s }
`;

describe('a service without a load balancer', () => {
  // Green starts at 600 s and is healthy at 605 s. No traffic moves; after a bake of five minutes, at 905 s, the blue tasks stop.
  it('[N.STRAT-1] may be deployed BLUE_GREEN, which replaces its tasks', () => {
    const { tasks } = predict(text('strategy: BLUE_GREEN, bakeTimeInMinutes: 5'));
    expect(tasks.map(({ requested, running, told }) => [requested, running, told])).toEqual([
      [0, 5, 905],
      [0, 5, 905],
      [600, 605, undefined],
      [600, 605, undefined],
    ]);
  });

  it('[N.STRAT-1] is refused LINEAR and CANARY', () => {
    for (const strategy of ['LINEAR', 'CANARY'])
      expect(checked(text(`strategy: ${strategy}, bakeTimeInMinutes: 5`)).errors.map(({ path }) => path)).toEqual([
        'services.web.deploymentConfiguration.strategy',
      ]);
  });
});
