import type { Draws } from './draws.js';

/** The names that faults and services use. */
export const GROUPS = ['managed', 'scaled', 'warm'];

/** One that ECS scales, one with policies of its own, and one with a warm pool and refreshes. */
export function broadGroups(draws: Draws) {
  const { below, pick, maybe, some, at } = draws;
  const hook = (lifecycleHookName: string, transition: 'LAUNCHING' | 'TERMINATING') => ({
    lifecycleHookName,
    lifecycleTransition: `autoscaling:EC2_INSTANCE_${transition}`,
    heartbeatTimeout: pick([60, 600]),
    defaultResult: pick(['CONTINUE', 'ABANDON']),
    actionTime: pick(['never', '20s', '2m']),
    recordsHeartbeats: below(2) === 0,
  });
  const common = () => ({
    minSize: below(2),
    maxSize: 4 + below(6),
    desiredCapacity: 1 + below(3),
    atStart: pick(['registered', 'registered', 'launched']),
    healthCheckGracePeriod: pick([0, 120]),
    availabilityZoneDistribution: { capacityDistributionStrategy: pick(['balanced-best-effort', 'balanced-only']) },
    ...maybe(3, () => ({ maxInstanceLifetime: 86_400 })),
    ...maybe(2, () => ({
      lifecycleHookSpecificationList: some(2, [() => hook('enter', 'LAUNCHING'), () => hook('leave', 'TERMINATING')]),
    })),
    ...maybe(4, () => ({
      suspendedProcesses: [{ processName: pick(['AZRebalance', 'HealthCheck', 'ReplaceUnhealthy', 'ScheduledActions']) }],
    })),
  });
  const managed = () => ({
    managedScaling: {
      status: 'ENABLED',
      targetCapacity: pick([100, 70]),
      instanceWarmupPeriod: pick([0, 60]),
      maximumScalingStepSize: pick([1, 10_000]),
    },
    managedTerminationProtection: pick(['ENABLED', 'DISABLED']),
    managedDraining: pick(['ENABLED', 'DISABLED']),
  });
  return [
    {
      name: 'managed',
      autoScalingGroupProvider: managed(),
      autoScalingGroup: {
        ...common(),
        capacityRebalance: below(2) === 0,
        spotInstanceDraining: below(2) === 0,
        mixedInstancesPolicy: {
          launchTemplate: { overrides: [{ instanceType: 'm5.large' }, { instanceType: 'c5.xlarge' }] },
          instancesDistribution: {
            onDemandBaseCapacity: below(2),
            onDemandPercentageAboveBaseCapacity: pick([0, 50, 100]),
            spotAllocationStrategy: pick(['lowest-price', 'price-capacity-optimized']),
          },
        },
        terminationPolicies: [
          pick(['Default', 'AllocationStrategy', 'OldestLaunchTemplate', 'ClosestToNextInstanceHour', 'NewestInstance']),
        ],
      },
    },
    {
      name: 'scaled',
      autoScalingGroupProvider: { managedDraining: pick(['ENABLED', 'DISABLED']) },
      autoScalingGroup: {
        ...common(),
        instanceTypes: ['m5.large'],
        defaultCooldown: pick([0, 120, 300]),
        ...maybe(2, () => ({ defaultInstanceWarmup: 60 })),
        ...maybe(2, () => ({ newInstancesProtectedFromScaleIn: true })),
        ...maybe(2, () => ({ monitoring: { enabled: true } })),
        scalingPolicies: policies(draws),
      },
    },
    {
      name: 'warm',
      autoScalingGroupProvider: managed(),
      autoScalingGroup: {
        ...common(),
        instanceTypes: ['m5.large', 'm5.xlarge'],
        warmPool: {
          minSize: below(3),
          maxGroupPreparedCapacity: pick([-1, 3, 6]),
          poolState: pick(['Stopped', 'Running', 'Hibernated']),
          warmPoolsCheck: true,
        },
        ...maybe(2, () => ({ instanceRefreshes: [refresh(draws)] })),
      },
    },
  ].map((group) => ({ ...group, ...maybe(6, () => ({ drawnBy: `${group.name}-${at()}` })) }));
}

function refresh({ below, pick, maybe }: Draws) {
  return {
    at: `${600 + below(600)}s`,
    ...maybe(3, () => ({ cancelAt: '25m' })),
    ...maybe(2, () => ({ desiredConfiguration: { instanceTypes: pick([['m5.xlarge'], ['m5.xlarge', 'm5.large']]) } })),
    preferences: {
      minHealthyPercentage: pick([50, 90, 100]),
      maxHealthyPercentage: pick([100, 150]),
      instanceWarmup: pick([0, 60]),
      checkpointPercentages: pick([[100], [50, 100]]),
      checkpointDelay: 300,
      scaleInProtectedInstances: pick(['Wait', 'Refresh', 'Ignore']),
      skipMatching: below(2) === 0,
    },
  };
}

/** At least the step policy `out`, which a fault executes. */
function policies({ below, pick, maybe, some }: Draws) {
  const alarm = (comparisonOperator: string, threshold: number) => ({
    alarm: {
      ...{ metricName: 'CPUUtilization', namespace: 'AWS/EC2', comparisonOperator, threshold, evaluationPeriods: 1 + below(3) },
      ...maybe(2, () => ({ treatMissingData: pick(['missing', 'ignore', 'breaching', 'notBreaching']) })),
    },
  });
  return [
    {
      policyName: 'out',
      adjustmentType: pick(['ChangeInCapacity', 'PercentChangeInCapacity']),
      stepAdjustments: [
        { metricIntervalLowerBound: 0, metricIntervalUpperBound: 20, scalingAdjustment: 1 },
        { metricIntervalLowerBound: 20, scalingAdjustment: 40 },
      ],
      estimatedInstanceWarmup: pick([0, 120]),
      ...maybe(2, () => alarm('GreaterThanThreshold', 30)),
    },
    ...some<object>(2, [
      () => ({
        policyName: 'tracks',
        targetTrackingConfiguration: {
          targetValue: 20 + below(50),
          predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageCPUUtilization' },
          disableScaleIn: below(3) === 0,
        },
      }),
      () => ({
        policyName: 'in',
        adjustmentType: 'ChangeInCapacity',
        scalingAdjustment: -1,
        cooldown: pick([0, 120]),
        ...alarm('LessThanThreshold', 15),
      }),
    ]),
  ];
}
