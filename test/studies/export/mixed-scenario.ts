import { hash32 } from '../../../src/kernel/hash.js';

/**
 * A scenario of all that a random one has not: Fargate, a daemon, Spot, GPUs, and trunks of awsvpc tasks. Arrivals and changes are over in the first
 * `minutes`, and nothing of Spot is interrupted by chance: where its market stands no call of AWS reports.
 */
export function mixedScenario(seed: number, minutes: number) {
  let calls = 0;
  const below = (bound: number) => hash32(seed, 89, calls++, 0) % bound;
  const before = () => `${1 + below(minutes - 1)}m`;
  const on = (capacityProvider: string) => ({ capacityProviderStrategy: [{ capacityProvider, weight: 1 }] });
  const desired = (...counts: number[]) => ({
    desiredCountSchedule: { entries: counts.map((desiredCount, i) => ({ at: i === 0 ? '0s' : before(), desiredCount })) },
  });
  const provider = (name: string, instanceType: string, over: object = {}) => ({
    name,
    autoScalingGroupProvider: {
      managedScaling: { status: 'ENABLED', targetCapacity: 100, instanceWarmupPeriod: 120 },
      managedTerminationProtection: below(2) === 0 ? 'ENABLED' : 'DISABLED',
      managedDraining: 'ENABLED',
    },
    autoScalingGroup: { instanceTypes: [instanceType], minSize: below(2), maxSize: 9, desiredCapacity: 2, ...over },
  });
  const definition = (family: string, container: object, over: object = {}) => ({
    family,
    revision: 1,
    containerDefinitions: [{ name: family, image: `${family}:1`, ...container }],
    ...over,
  });
  const fargate = { networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '512', memory: '1024' };
  return {
    name: `mixed${seed}`,
    seed,
    duration: `${4 * minutes}m`,
    startsAt: '2026-11-26T03:00:00Z',
    cluster: {
      accountSettings: { awsvpcTrunking: 'enabled' },
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      capacityProviders: [
        provider('trunked', 'c5.xlarge'),
        provider('spot', 'm5.large', {
          mixedInstancesPolicy: { instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 0 } },
          spotInstanceDraining: true,
        }),
        provider('gpu', 'g4dn.xlarge'),
        'FARGATE',
        'FARGATE_SPOT',
      ],
    },
    taskDefinitions: [
      definition('web', { cpu: 256, memory: 512 }, { networkMode: 'awsvpc' }),
      definition('batch', { cpu: 512, memory: 1024 }),
      definition('agent', { cpu: 64, memory: 128 }),
      definition('train', { cpu: 1024, memory: 2048, resourceRequirements: [{ type: 'GPU', value: '1' }] }),
      definition('api', {}, fargate),
      definition('job', {}, fargate),
    ],
    services: [
      {
        serviceName: 'web',
        taskDefinition: 'web:1',
        ...desired(6 + below(6), 4 + below(12)),
        ...on('trunked'),
        loadBalancers: [{ targetGroupArn: 'slow', containerName: 'web', containerPort: 80 }],
      },
      { serviceName: 'batch', taskDefinition: 'batch:1', ...desired(4, 2 + below(8)), ...on('spot') },
      { serviceName: 'agent', taskDefinition: 'agent:1', schedulingStrategy: 'DAEMON' },
      {
        serviceName: 'api',
        taskDefinition: 'api:1',
        ...desired(3, 2 + below(6)),
        // No call shows that a move between zones changed nothing, because base and weights keep them uneven: it is tried once more.
        availabilityZoneRebalancing: 'DISABLED',
        capacityProviderStrategy: [
          { capacityProvider: 'FARGATE', weight: 1, base: 1 },
          { capacityProvider: 'FARGATE_SPOT', weight: 2 },
        ],
        timeToFailure: { exponential: { mean: '2h' } },
      },
      { serviceName: 'direct', taskDefinition: 'api:1', ...desired(2), launchType: 'FARGATE' },
    ],
    targetGroups: [
      {
        name: 'slow',
        healthCheckIntervalSeconds: 120,
        healthCheckTimeoutSeconds: 20,
        healthyThresholdCount: 3,
        unhealthyThresholdCount: 4,
      },
    ],
    workloads: [
      { name: 'train', taskDefinition: 'train:1', ...on('gpu'), arrivals: { type: 'schedule', at: [before(), before()] }, count: 2 },
      { name: 'job', taskDefinition: 'job:1', launchType: 'FARGATE', arrivals: { type: 'schedule', at: [before()] }, count: 3 },
    ].map((workload) => ({ ...workload, runTime: { exponential: { mean: '50m' } } })),
    spot: { interruptedByBucket: [0, 0, 0, 0, 0] },
    // As in a random one.
    scaler: { metricDelay: '0s', evaluationPhase: '0s', actionDelay: '0s' },
    serviceScheduler: { placementBackOff: 'none', completesAfter: '0s' },
    timings: { imagePull: '0s' },
    fargate: { start: { pullMibPerSecond: 1000 } },
  };
}
