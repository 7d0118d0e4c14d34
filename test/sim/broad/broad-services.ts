import type { Draws } from './draws.js';

export const TARGET_GROUPS = ['web', 'network', 'sets', 'api'];
/** The services that faults name. */
export const SERVICES = ['web', 'chain', 'data', 'sets', 'late', 'api', 'serverchain'];

const on = (...items: readonly [capacityProvider: string, weight: number, base?: number][]) => ({
  capacityProviderStrategy: items.map(([capacityProvider, weight, base = 0]) => ({ capacityProvider, weight, base })),
});
const behind = (targetGroupArn: string) => ({ loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }] });
const volume = (sizeInGiB: number) => ({ volumeConfigurations: [{ name: 'data', managedEBSVolume: { sizeInGiB } }] });

export function broadServices(draws: Draws) {
  const { below, pick, maybe, at, seconds } = draws;
  const desired = (most: number) => ({
    desiredCountSchedule: {
      ...maybe(4, () => ({ every: '2h' })),
      entries: [{ at: '0s', desiredCount: 1 + below(most) }, ...(below(2) === 0 ? [] : [{ at: at(), desiredCount: below(most) }])],
    },
  });
  const created = () => maybe(4, () => ({ createdAt: `${1 + below(600)}s` }));
  const counted = (most: number) => (below(4) === 0 ? { desiredCount: 1 + below(most), createdAt: `${1 + below(600)}s` } : desired(most));
  const rolling = () => ({
    deploymentConfiguration: {
      minimumHealthyPercent: pick([0, 50, 100]),
      maximumPercent: pick([150, 200]),
      ...maybe(2, () => ({ deploymentCircuitBreaker: breaker(draws) })),
      ...maybe(3, () => ({
        earlySuccessCriteria: { enable: true, healthyPercent: 100, sourceServiceRevisionCleanup: pick(['BLOCKING', 'DEFERRED']) },
      })),
      ...maybe(3, () => ({ alarms: { enable: true, rollback: below(2) === 0, alarmNames: ['drawn'] } })),
    },
    deploymentAlarms: below(2) === 0 ? [] : [{ at: `${900 + below(1200)}s`, for: '5m', alarmName: 'drawn' }],
  });
  const deployments = (family: string, of: () => object = () => ({})) => ({
    deployments: [15, 30].slice(0, below(3)).map((minute, i) => ({
      at: `${minute}m`,
      ...maybe(4, () => ({ failureMode: failure(draws) })),
      taskDefinition: `${family}:${2 - i}`,
      ...of(),
    })),
  });
  const isShifted = below(2) === 0;
  const isCodeDeploy = below(3) === 0;
  return [
    {
      ...{ serviceName: 'web', taskDefinition: 'web:1', ...counted(6), ...behind('web'), healthCheckGracePeriodSeconds: pick([0, 60]) },
      ...(below(2) === 0 ? on(['managed', 1, 1], ['warm', 2]) : on(['managed', 1])),
      ...(isShifted ? { deploymentConfiguration: shifted(draws) } : rolling()),
      ...deployments('web', () => maybe(3, () => on(['warm', 1]))),
      ...maybe(2, () => ({ serviceConnectConfiguration: { enabled: true } })),
      ...maybe(2, () => ({ taskProtection: { share: 0.5, for: '10m', expiresInMinutes: pick([1, 30]), renews: below(2) === 0 } })),
      dependencies: [{ name: 'db', share: 0.5, startup: below(2) === 0, startupTimeout: '1m', healthCheck: below(2) === 0 }],
      ...load(draws),
      scaling: scaling(draws),
    },
    {
      ...{ serviceName: 'chain', taskDefinition: 'chain:1', ...counted(5), ...on(['scaled', 1]), ...rolling(), ...deployments('chain') },
      ...maybe(2, () => ({ timeToFailure: { exponential: { mean: '40m' } } })),
      containers: behaviors(draws),
    },
    {
      ...{ serviceName: 'data', taskDefinition: 'data:1', ...desired(8), ...on(['warm', 1], ['scaled', 1]), ...rolling(), ...volume(10) },
      ...deployments('data', () => maybe(2, () => volume(20))),
      placementStrategy: pick([[], [{ type: 'binpack', field: 'memory' }]]),
    },
    {
      ...{ serviceName: 'agent', taskDefinition: 'agent:1', schedulingStrategy: 'DAEMON', ...created() },
      deployments: below(2) === 0 ? [] : [{ at: '20m', taskDefinition: 'agent:2' }],
    },
    {
      ...{ serviceName: 'sets', taskDefinition: 'web:1', ...desired(6), ...on(['managed', 1]), ...behind('sets') },
      deploymentController: { type: 'EXTERNAL' },
      taskSets: taskSets(draws),
      load: { arrivals: { type: 'constant', rate: '20/s' }, task: { serviceTime: '100ms', cpuTime: '10ms' } },
    },
    {
      ...{
        serviceName: 'late',
        taskDefinition: 'agent:2',
        launchType: 'EC2',
        desiredCount: 1,
        createdAt: seconds(900).replace(/^0s/, '1s'),
      },
      load: {
        arrivals: {
          type: 'ramps',
          entries: [
            { at: '0s', rate: '0/s' },
            { at: '30m', rate: '5/s' },
            { at: '60m', rate: '0/s' },
          ],
        },
        ...{ task: { serviceTime: '1s', cpuTime: '100ms' }, queue: { whenStopped: pick(['redelivered', 'finishes']) } },
      },
      scaling: { minCapacity: below(2), maxCapacity: 6, policies: [onOwnMetric(draws)] },
    },
    {
      ...{ serviceName: 'api', taskDefinition: 'api:1', desiredCount: 2 + below(3), ...created(), ...behind(pick(['api', 'network'])) },
      ...(isCodeDeploy
        ? {
            launchType: 'FARGATE',
            deploymentController: { type: 'CODE_DEPLOY' },
            codeDeploy: { terminationWait: '5m', readyWait: pick(['0s', '1m']) },
          }
        : {
            ...on(['FARGATE', 1, 1], ['FARGATE_SPOT', 1]),
            ...rolling(),
            ...maybe(2, () => ({ serviceConnectConfiguration: { enabled: true } })),
          }),
      deployments: below(2) === 0 ? [] : [{ at: '20m', taskDefinition: 'api:2', ...maybe(3, () => ({ failureMode: failure(draws) })) }],
    },
    {
      ...{ serviceName: 'serverchain', taskDefinition: 'serverchain:1', ...desired(3), ...on(['FARGATE_SPOT', 1]), ...rolling() },
      ...{ ...deployments('serverchain'), containers: behaviors(draws) },
    },
  ];
}

export function broadWorkloads({ below, pick, maybe, at }: Draws) {
  const arrivals = () =>
    pick([
      { type: 'schedule', at: [at()] },
      { type: 'bursts', rate: '6/h', size: 3 },
      { type: 'diurnal', peak: '30/h', trough: '2/h' },
      { type: 'rate', scheduleExpression: 'rate(10 minutes)' },
    ]);
  return [
    { name: 'disks', taskDefinition: 'data:1', ...on(['warm', 1]), ...volume(5), runTime: '8m', count: 1 + below(4), arrivals: arrivals() },
    { name: 'calls', taskDefinition: 'serverchain:1', launchType: 'FARGATE', runTime: '5m', arrivals: arrivals() },
    {
      ...{
        name: 'named',
        taskDefinition: 'agent:1',
        launchType: 'EC2',
        runTime: pick(['forever', '20m']),
        arrivals: { type: 'schedule', at: [at()] },
      },
      startTask: { containerInstances: [0, 3 + below(4)] },
    },
  ].map((workload) => ({ ...workload, ...maybe(4, () => ({ group: 'own' })) }));
}

function breaker({ below, pick, maybe }: Draws) {
  return {
    enable: true,
    rollback: below(2) === 0,
    ...maybe(2, () => ({ resetOnHealthyTask: false })),
    ...maybe(2, () => ({
      thresholdConfiguration: { type: pick(['BOUNDED_PERCENT', 'UNBOUNDED_PERCENT', 'COUNT']), value: 1 + below(20) },
    })),
  };
}

function failure({ pick, below }: Draws) {
  return pick([
    { failedStarts: 0.5 },
    { exitsAfter: `${1 + below(90)}s` },
    { badImage: true },
    { unhealthyAfter: '2m', unhealthyBy: pick(['hang', 'refusal', 'check']) },
    { crashes: '6/h', slowerStart: 3 },
  ]);
}

function shifted({ pick, some, below }: Draws) {
  const strategy = pick(['BLUE_GREEN', 'LINEAR', 'CANARY']);
  const stages = ['PRE_SCALE_UP', 'POST_SCALE_UP', 'PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT', 'RECONCILE_SERVICE'];
  return {
    strategy,
    bakeTimeInMinutes: pick([0, 3]),
    ...(strategy === 'CANARY' ? { canaryConfiguration: { canaryPercent: 20, canaryBakeTimeInMinutes: 2 } } : {}),
    ...(strategy === 'LINEAR' ? { linearConfiguration: { stepPercent: 40, stepBakeTimeInMinutes: 1 } } : {}),
    lifecycleHooks: some(
      3,
      stages.map((stage) => () => ({
        lifecycleStages: [stage],
        takes: pick(['20s', '2m', '30m']),
        timeoutConfiguration: { timeoutInMinutes: 5, action: pick(['ROLLBACK', 'CONTINUE']) },
      })),
    ),
    alarms: { enable: below(2) === 0, rollback: below(2) === 0, alarmNames: [] },
  };
}

function taskSets({ below, pick }: Draws) {
  return [1, 2].map((revision) => ({
    at: revision === 1 ? '0s' : '10m',
    taskDefinition: `web:${revision}`,
    scale: [
      { at: revision === 1 ? '0s' : '10m', value: pick([0, 50, 100]) },
      { at: '40m', value: pick([0, 100]) },
    ],
    weights: [
      { at: revision === 1 ? '0s' : '10m', value: 1 + below(3) },
      { at: `${2400 + below(600)}s`, value: revision === 1 ? 1 : below(2) },
    ],
  }));
}

function load({ below, pick }: Draws) {
  return {
    load: {
      arrivals: pick([
        { type: 'constant', rate: `${1 + below(60)}/s` },
        {
          type: 'steps',
          entries: [
            { at: '0s', rate: '5/s' },
            { at: '10m', rate: `${below(150)}/s` },
            { at: '40m', rate: '1/s' },
          ],
        },
      ]),
      spikes: below(2) === 0 ? [] : [{ at: '20m', rate: '100/s', rise: '1m', hold: '5m', fall: '2m' }],
      task: { concurrency: 1 + below(8), serviceTime: '80ms', cpuTime: '10ms', memoryIdle: 64, cpuLimit: pick(['task', 'none']) },
      requests: { timeout: pick(['none', '1s']), waitingPerTask: pick(['none', 20]) },
    },
  };
}

function scaling({ below, pick, some, maybe }: Draws) {
  const tracking = (predefinedMetricType: string, targetValue: number) => ({
    policyName: predefinedMetricType,
    targetTrackingScalingPolicyConfiguration: {
      ...{ targetValue, predefinedMetricSpecification: { predefinedMetricType } },
      ...{ scaleOutCooldown: pick([0, 60]), scaleInCooldown: pick([0, 120]), disableScaleIn: below(3) === 0 },
    },
  });
  const action = (scheduledActionName: string, schedule: string, scalableTargetAction: object) => ({
    scheduledActionName,
    schedule,
    scalableTargetAction,
  });
  return {
    minCapacity: below(3),
    maxCapacity: 4 + below(6),
    suspendedState: Object.fromEntries(
      ['dynamicScalingInSuspended', 'dynamicScalingOutSuspended', 'scheduledScalingSuspended'].map((key) => [key, below(4) === 0]),
    ),
    // A fault sets the alarm of the first.
    policies: [
      tracking('ECSServiceAverageCPUUtilization', 20 + below(50)),
      ...some<object>(2, [
        () => tracking('ECSServiceAverageMemoryUtilization', 20 + below(30)),
        () => tracking('ALBRequestCountPerTarget', 100 + below(900)),
      ]),
    ],
    scheduledActions: some(2, [
      () => action('up', 'at(2026-11-26T03:12:00)', { minCapacity: 3, maxCapacity: 8 }),
      () => action('wide', 'rate(20 minutes)', { ...maybe(2, () => ({ minCapacity: 1 })), maxCapacity: 5 }),
    ]),
  };
}

/** Waiting messages by task, as metric math has it. */
function onOwnMetric({ pick }: Draws) {
  const stat = (metricName: string, namespace: string, name: string) => ({ metric: { metricName, namespace }, stat: name });
  const running = stat('RunningTaskCount', 'ECS/ContainerInsights', 'Average');
  const metrics = [
    { id: 'waiting', metricStat: stat('Waiting', 'Own', 'Sum'), returnData: false },
    { id: 'running', metricStat: running, returnData: false },
    { id: 'each', expression: pick(['waiting / running', 'FILL(waiting, 0) / IF(running > 0, running, 1)']) },
  ];
  return {
    policyName: 'each',
    targetTrackingScalingPolicyConfiguration: { targetValue: 40, scaleInCooldown: 60, customizedMetricSpecification: { metrics } },
  };
}

function behaviors({ pick, maybe }: Draws) {
  return {
    init: { runTime: pick(['2s', '20s', '60s']), exitCode: pick([0, 0, 0, 1]), ...maybe(3, () => ({ stopTime: '5s' })) },
    side: { healthyAfter: pick(['0s', '15s', 'never']), ...maybe(2, () => ({ runTime: { exponential: { mean: '9m' } }, exitCode: 1 })) },
    app: maybe(2, () => ({ runTime: ['30s', '5m', '20m'], exitCode: pick([0, 1]) })),
  };
}
