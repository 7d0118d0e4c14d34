import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

/** A group is set to 500 instances at 1 s, which all boot in exactly 40 s. */
const scenario = (quotas: string) => `
name: registrations
duration: 1m
quotas: { ${quotas} }
timings: { instanceBoot: 40s }
groups: { launchDelay: 0s }
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: p
      autoScalingGroupProvider: { managedScaling: { status: DISABLED } }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 500, desiredCapacity: 0 }
taskDefinitions: [{ family: w, containerDefinitions: [{ name: c, image: x, memory: 64 }] }]
services: [{ serviceName: w, taskDefinition: w, desiredCount: 0 }]
faults: [{ type: desiredCapacity, at: 1s, capacityProvider: p, desiredCapacity: 500 }]
`;

/** Registrations by second. */
function bySecond(quotas: string, savedAt?: number) {
  const { of } = predict(scenario(quotas), savedAt === undefined ? {} : { savedAt });
  const counts = new Map<number, number>();
  for (const { at } of of('instanceRegistered')) counts.set(at, (counts.get(at) ?? 0) + 1);
  return { registered: [...counts], throttled: of('callThrottled').length };
}

/** Source: page request-throttling: RegisterContainerInstance and its like together 200, and 120 a second. */
describe('calls of RegisterContainerInstance', () => {
  it('[N.THR-4] are throttled beyond 200 at once and 120 a second, and tried again each second', () => {
    // 500 = 200 + 120 + 120 + 60; refused 300, then 180, then 60.
    const aws = bySecond('registrationCalls: aws');
    expect(aws).toEqual({ registered: [[41, 200], [42, 120], [43, 120], [44, 60]], throttled: 300 + 180 + 60 }); // biome-ignore format: pairs
    expect(bySecond('registrationCalls: aws', 42.5)).toEqual(aws);
    expect(bySecond('registrationCalls: none')).toEqual({ registered: [[41, 500]], throttled: 0 });
  });
});
