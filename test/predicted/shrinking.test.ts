import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

const SHRINK = `
name: shrink-base-weight
duration: 2h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: od
      autoScalingGroupProvider: { managedScaling: { status: DISABLED } }
      autoScalingGroup: { instanceTypes: [big], minSize: 4, maxSize: 4 }
    - name: spot
      autoScalingGroupProvider: { managedScaling: { status: DISABLED } }
      autoScalingGroup: { instanceTypes: [small], minSize: 16, maxSize: 16 }
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: c, image: x, cpu: 2048, memory: 7000 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 40 }, { at: 1h, desiredCount: 10 }] }
    capacityProviderStrategy: [{ capacityProvider: od, base: 2, weight: 1 }, { capacityProvider: spot, weight: 3 }]
    placementStrategy: [{ type: binpack, field: memory }]
instanceTypes:
  - { name: big, cpuUnits: 8192, memoryMib: 31600, usdPerHour: 0.2 }
  - { name: small, cpuUnits: 4096, memoryMib: 15800, usdPerHour: 0.1 }
`;

/** Tasks at the end that run on [od, spot]: the instances of od are the first four. */
function shares(settings = '') {
  const { tasks } = predict(`${SHRINK}${settings}`);
  const left = tasks.filter(({ stopping, running }) => running !== undefined && stopping === undefined);
  const onDemand = left.filter(({ instance }) => instance! < 4).length;
  return [onDemand, left.length - onDemand];
}

/** Source: S.STOP-1 has the stop rule of a strategy; AWS does not document whether base and weights hold on the way down. */
describe('a service on instances of two providers that shrinks from 40 to 10', () => {
  it('keeps its base and weights with stopShares: kept', () => {
    // Base 2, then 1 to 3 of the other 8: 2 + 2 = 4 and 6.
    expect(shares('waiting: { stopShares: kept }')).toEqual([4, 6]);
  });

  it('stops tasks by its placement strategy alone by default, tasks of the base too', () => {
    expect(shares()).toEqual([0, 10]);
  });
});

describe('a standalone task with a run time for ever', () => {
  it('runs until the run ends', () => {
    const text = (runTime: string) => `
name: forever
duration: 30d
timings: { imagePull: 0s, containerStart: 1s, containerStop: 0s }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions: [{ family: w, containerDefinitions: [{ name: c, image: w, memory: 512 }] }]
workloads: [{ name: w, taskDefinition: w, launchType: EC2, arrivals: { type: schedule, at: [0s] }, runTime: ${runTime} }]
`;
    // RUNNING at 1 s in both; 10 minutes end at 601 s.
    expect(predict(text('forever')).tasks).toEqual([expect.objectContaining({ running: 1 })]);
    expect(predict(text('forever')).tasks[0]!.stopped).toBeUndefined();
    expect(predict(text('10m')).tasks[0]!.stopped).toBe(601);
  });
});
