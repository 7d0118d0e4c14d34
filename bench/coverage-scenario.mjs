// The cluster of `bench -- coverage`: a service that grows and shrinks every hour, so that its recording shows boots, pulls and starts.
export const SCENARIO = `
name: coverage
duration: 4h
startsAt: 2025-11-03T06:00:00Z
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider:
        managedScaling: { status: ENABLED, targetCapacity: 100, instanceWarmupPeriod: 60 }
        managedTerminationProtection: ENABLED
      autoScalingGroup: { instanceTypes: [m5.xlarge], minSize: 1, maxSize: 40 }
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: "example/web:1", cpu: 1024, memory: 2048 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 4
    availabilityZoneRebalancing: DISABLED
    desiredCountSchedule:
      every: 57m13s
      entries: [{ at: 10m, desiredCount: 40 }, { at: 26m, desiredCount: 8 }, { at: 51m, desiredCount: 14 }, { at: 54m, desiredCount: 4 }]
scaler: { lowDatapoints: 15, highDatapoints: 1, scaleInAfterScaleOut: 15m }
`;

/** The predicted cluster: the same cluster with a quarter of its instances kept empty. */
export const CHANGE = [{ path: 'cluster...targetCapacity', value: '80' }];
