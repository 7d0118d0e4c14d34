/** A group that grows by four instances each half hour, and shrinks again: the parts of its scenario beside name, duration and timings. */
export const GROWS = `cluster:
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100, instanceWarmupPeriod: 60 } }
      autoScalingGroup: { instanceTypes: [m5.xlarge], minSize: 1, maxSize: 20 }
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: web, cpu: 3072, memory: 2048 }] }]
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 1
    desiredCountSchedule: { every: 31m17s, entries: [{ at: 3m, desiredCount: 7 }, { at: 9m, desiredCount: 1 }] }
`;
