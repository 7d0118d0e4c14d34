import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { predict } from './predict.js';

// Source: pages cluster-auto-scaling and EC2 Auto Scaling, asg-capacity-limits: a new group launches its desired capacity, by default
// minSize.

const scenario = (group: string) => `
name: cold
duration: 10m
timings: { instanceBoot: 60s, imagePull: 0s, containerStart: 1s }
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: p
      autoScalingGroupProvider: { managedScaling: { status: ENABLED } }
      autoScalingGroup: { instanceTypes: [m5.large], maxSize: 4, ${group} }
taskDefinitions: [{ family: w, containerDefinitions: [{ name: c, image: w, cpu: 1024, memory: 512 }] }]
services:
  - { serviceName: w, taskDefinition: w, desiredCount: 4, capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }] }
`;

describe('a cold start of a group', () => {
  it('launches minSize instances at time 0, which take part when they have booted', () => {
    // Two m5.large of 2,048 CPU units hold four tasks of 1,024: launched 0, registered 60, RUNNING 60 + 1.
    const { of, tasks } = predict(scenario('minSize: 2, atStart: launched'));
    expect(of('instanceLaunched').map(({ at }) => at)).toEqual([0, 0]);
    expect(of('instanceRegistered').map(({ at }) => at)).toEqual([60, 60]);
    expect(tasks.map(({ requested, placed, running }) => [requested, placed, running])).toEqual(Array(4).fill([0, 60, 61]));
  });

  it('launches desiredCapacity where that is above minSize; without atStart all are there at time 0', () => {
    const cold = predict(scenario('minSize: 1, desiredCapacity: 3, atStart: launched'));
    expect(cold.of('instanceRegistered').map(({ at }) => at)).toEqual([60, 60, 60]);
    const warm = predict(scenario('minSize: 2'));
    expect(warm.of('instanceRegistered').map(({ at }) => at)).toEqual([0, 0]);
    expect(warm.tasks.map(({ running }) => running)).toEqual(Array(4).fill(1));
  });

  it('is named where it is used as AWS would refuse it', () => {
    const text = scenario('minSize: 2, desiredCapacity: 0');
    const { errors = [] } = checkScenario(text, { file: 'scenario.yaml', read: () => undefined });
    expect(errors.map(({ message }) => message)).toEqual([
      '0 is not between minSize 2 and maxSize 4; for a cold start leave it out and write atStart: launched',
    ]);
  });
});
