import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: page cluster-auto-scaling and the AWS blog on it: M is what the instances of N and the waiting tasks need together.

const ON_P = 'capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }], placementStrategy: [{ type: binpack, field: memory }]';

/** Four tasks each of 1,000 and of 1,100 MiB come at 5 s to an empty group whose instances have 2,048 units and 8,000 MiB and boot 205 s. */
const scenario = (groupsCombine: string) => `
name: launched-two-groups
duration: 1800s
groups: { launchDelay: 0s }
timings: { instanceBoot: 205s, containerStart: 5s, eniAttach: 0s, imagePull: 0s, containerStop: 0s, eniDetach: 0s }
scaler: { countN: launched, groupsCombine: ${groupsCombine}, metricDelay: 0s, evaluationPhase: 0s, actionDelay: 0s }
instanceTypes: [{ name: own.p, cpuUnits: 2048, memoryMib: 8000, eniTasks: 0, usdPerHour: 0.1 }]
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: p
      autoScalingGroupProvider:
        managedScaling: { status: ENABLED, targetCapacity: 100, minimumScalingStepSize: 1, instanceWarmupPeriod: 300 }
        managedTerminationProtection: ENABLED
      autoScalingGroup: { instanceTypes: [own.p], minSize: 0, maxSize: 10, desiredCapacity: 0 }
taskDefinitions:
  - { family: small, containerDefinitions: [{ name: c, image: x, cpu: 512, memory: 1000 }] }
  - { family: large, containerDefinitions: [{ name: c, image: x, cpu: 512, memory: 1100 }] }
workloads:
  - { name: a, taskDefinition: small, count: 4, arrivals: { type: schedule, at: [5s] }, runTime: 365d, ${ON_P} }
  - { name: b, taskDefinition: large, count: 4, arrivals: { type: schedule, at: [5s] }, runTime: 365d, ${ON_P} }
`;

describe('groups of waiting tasks that share booting instances', () => {
  // Eight tasks of 512 units fill two instances of 2,048. At 60 s the group is empty, which makes two instances of any M. From 120 s on they count
  // as N. Either kind of task alone would use one of them, and both kinds use two: M = 2, also at 300 s, where all eight are placed.
  // Nothing is added and nothing removed.
  it.each([
    ['max', 1],
    ['sum', 2],
  ] as const)('[C.SOUT-04] M counts the instances that they use together (groupsCombine: %s)', (groupsCombine, first) => {
    const { of, tasks } = predict(scenario(groupsCombine));
    const measured = of('capacityMeasured').map(({ at, args }) => [at, args.needed, args.running]);
    expect(measured.slice(0, 5)).toEqual([[60, first, 0], [120, 2, 2], [180, 2, 2], [240, 2, 2], [300, 2, 2]]); // biome-ignore format: minutes
    expect(measured.slice(5).every(([, needed, running]) => needed === 2 && running === 2)).toBe(true);
    expect(of('instanceLaunched').map(({ at }) => at)).toEqual([60, 60]);
    expect(tasks.map(({ placed }) => placed)).toEqual(Array(8).fill(265));
  });
});
