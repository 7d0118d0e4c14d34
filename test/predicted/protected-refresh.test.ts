import { expect, it } from 'vitest';
import { predict } from './predict.js';

/** Two instances with a task each, which ECS protects from scale-in; all are to be replaced from 600 s on. */
const scenario = (preferences: string) => `
name: protected
duration: 30m
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - name: p
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100 }, managedTerminationProtection: ENABLED }
      autoScalingGroup:
        instanceTypes: [t3.medium]
        minSize: 2
        maxSize: 4
        desiredCapacity: 2
        instanceRefreshes: [{ at: 10m, preferences: { ${preferences} } }]
taskDefinitions: [{ family: w, networkMode: bridge, containerDefinitions: [{ name: w, image: w, cpu: 2048, memory: 1024 }] }]
services: [{ serviceName: w, taskDefinition: w, desiredCount: 2, capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }] }]
`;

// Source: a note of 2026-10-08 on moving a production to other hosts: the refresh launched new hosts, and then waited without end for the old ones, which had
// tasks. 150 % of two is one instance more, 200 % two, of which a checkpoint at 50 % needs one; 100 % launches none ahead.
it.each([
  ['minHealthyPercentage: 100, maxHealthyPercentage: 150', [600]],
  ['minHealthyPercentage: 100, maxHealthyPercentage: 200', [600, 600]],
  ['minHealthyPercentage: 50', []],
  ['minHealthyPercentage: 100, maxHealthyPercentage: 200, checkpointPercentages: [50]', [600]],
])('[P.214, C.MID-02] a refresh that launches first does so before it waits for protected instances: %s', (preferences, launched) => {
  const { of } = predict(scenario(preferences));
  expect(of('instanceLaunched').map(({ at }) => at).filter((at) => at >= 600)).toEqual(launched); // biome-ignore format: one row
  expect(of('instanceTerminated')).toEqual([]);
});
