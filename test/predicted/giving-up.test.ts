import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: page cluster-auto-scaling: tasks in PROVISIONING are what M counts; the order within the millisecond is Drydock's.

/** From `at` on four tasks of an instance each are wanted in a group of at most one, and each gives up after ten minutes of waiting. */
const scenario = (at: string) => `
name: provisioning-timeout-dip
duration: 3600s
timings: { instanceBoot: 97s, containerStart: 5s, eniAttach: 0s, imagePull: 0s, containerStop: 0s, eniDetach: 0s }
waiting: { provisioningTimeout: 600s }
instanceTypes: [{ name: own.p, cpuUnits: 1024, memoryMib: 4000, eniTasks: 0, usdPerHour: 0.1 }]
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: p
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100, minimumScalingStepSize: 1 }, managedTerminationProtection: ENABLED }
      autoScalingGroup: { instanceTypes: [own.p], minSize: 0, maxSize: 1, desiredCapacity: 1 }
taskDefinitions:
  - { family: w, containerDefinitions: [{ name: c, image: x, memory: 1000, cpu: 1024 }] }
services:
  - serviceName: w
    taskDefinition: w
    capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }]
    desiredCountSchedule: { entries: [{ at: ${at}, desiredCount: 4 }] }
`;

describe('tasks that time out in the millisecond of a measurement', () => {
  // M counts tasks in PROVISIONING. Three wait for an instance each: M = 1 + 3. They give up at whole minutes, and their service requests
  // three others in the same millisecond (reaction: 0s) or at its next turn, within ten seconds: no minute is without the three.
  it.each([
    ['60s', false],
    ['0s', false],
    ['0s', true],
  ])('[C.SOUT-04] M stays 4 in each minute (from %s, turns: %s)', (at, hasTurns) => {
    const { of } = predict(scenario(at), { hasTurns });
    const gaveUp = of('taskStopped').map((fact) => fact.at);
    expect(gaveUp.slice(0, 3)).toEqual(Array(3).fill(at === '0s' ? 600 : 660));
    const needed = of('capacityMeasured').map(({ args }) => args.needed);
    expect(needed).toEqual(Array(60).fill(4));
  });
});
