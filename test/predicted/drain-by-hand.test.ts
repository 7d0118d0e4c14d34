import { expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: page container-instance-draining: an instance stays DRAINING until it is reactivated or removed, and its service tasks are replaced.

/** Two full instances of four tasks; the scaler measures and acts each whole minute. An operator drains one of them at 3,600 s. */
const SCENARIO = `
name: drain-by-hand
duration: 3h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: ec2
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 10, desiredCapacity: 2 }
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100 } }
timings: { imagePull: 0s, containerStart: 0s, containerStop: 0s, instanceBoot: 30s }
scaler: { metricDelay: 0s, actionDelay: 0s, evaluationPhase: 0s }
taskDefinitions: [{ family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 512, memory: 1024 }] }]
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 8, capacityProviderStrategy: [{ capacityProvider: ec2, weight: 1 }] }
faults: [{ at: 1h, type: drain, count: 1 }]
`;

// At 3,600 s four tasks wait: N = 2, M = 2 + 1, so that DesiredCapacity turns 3. Their replacements run at 3,630 s and count as healthy at
// 3,670 s, when the old ones stop. The first low point, N = 3 and M = 2, is of 3,720 s, the fifteenth of 4,560 s: the empty instance goes.
it('[C.DRN-08, C.SOUT-04] room is launched for the tasks of an instance that an operator drains, which goes when it is empty', () => {
  const { of, tasks } = predict(SCENARIO);
  const decided = of('scalingDecided').map(({ at, args }) => ({ at, from: args.fromDesired, to: args.toDesired }));
  expect(decided).toEqual([
    { at: 3_600, from: 2, to: 3 },
    { at: 4_560, from: 3, to: 2 },
  ]);
  const drained = of('instanceDraining')[0]!.args.instance;
  expect(of('instanceTerminated').map(({ args }) => args.instance)).toEqual([drained]);
  expect(tasks.filter(({ stopped }) => stopped === undefined)).toHaveLength(8);
});
