import type { Draws } from './draws.js';

const FARGATE = { launchType: 'FARGATE' };
const behind = (targetGroupArn: string) => ({ loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }] });
const on = (...names: readonly string[]) => ({
  capacityProviderStrategy: names.map((capacityProvider, i) => ({ capacityProvider, weight: 1, base: i === 0 ? 1 : 0 })),
});

/** Small services of all kinds that are deployed and resized again and again. `isOld`: without the keys of 2025 and later. */
export function churnServices(draws: Draws, isOld: boolean) {
  const { below, pick, maybe } = draws;
  const connected = () => maybe(3, () => ({ serviceConnectConfiguration: { enabled: true } }));
  const grace = () => maybe(3, () => ({ healthCheckGracePeriodSeconds: pick([0, 30, 300]) }));
  const common = (serviceName: string, family: string, most: number) => ({
    ...{ serviceName, taskDefinition: `${family}:1`, ...sizes(draws, most), ...rolling(draws, isOld) },
    ...maybe(6, () => ({ desiredCount: 1 + below(most), desiredCountSchedule: undefined, createdAt: `${1 + below(59)}s` })),
    ...{ deployments: succession(draws, family), ...maybe(2, () => ({ failureMode: failure(draws) })) },
    ...maybe(3, () => ({ timeToFailure: { exponential: { mean: pick(['90s', '5m', '30m']) } } })),
    ...maybe(3, () => ({ taskProtection: { share: 0.5, for: pick(['40s', '5m']), expiresInMinutes: 1 } })),
    ...(isOld ? {} : maybe(3, () => ({ availabilityZoneRebalancing: 'DISABLED' }))),
  });
  return [
    { ...common('single', 'small', 1), ...FARGATE },
    { ...common('plain', 'small', 4), ...pick([FARGATE, on('FARGATE', 'FARGATE_SPOT'), on('FARGATE_SPOT')]), ...connected() },
    { ...common('balanced', 'small', 4), ...FARGATE, ...behind('web'), ...grace(), ...connected(), ...load(draws) },
    { ...common('chained', 'chain', 3), ...FARGATE, containers: behaviors(draws), ...maybe(3, () => behind('chain')) },
    { ...common('fixed', 'host', 4), launchType: 'EC2', ...maybe(2, () => ({ ...behind('fixed'), ...grace() })) },
    { ...common('grouped', 'host', 5), ...on('group'), ...maybe(3, () => load(draws)) },
    { serviceName: 'agent', taskDefinition: 'agent:1', schedulingStrategy: 'DAEMON', deployments: succession(draws, 'agent') },
    ...(isOld
      ? []
      : [
          {
            ...common('shifted', 'small', 3),
            ...FARGATE,
            ...behind('shifted'),
            deploymentConfiguration: shifted(draws),
            taskProtection: undefined,
          },
        ]),
  ].filter((_, i) => i === 0 || below(3) > 0);
}

/** Up and down, to zero and back, often within a turn of the scheduler. */
function sizes({ below, pick, at, maybe }: Draws, most: number) {
  const seconds = [...new Set(Array.from({ length: below(10) }, () => Number.parseInt(at(), 10)))].sort((a, b) => a - b);
  const entries = seconds.map((second) => ({ at: `${second}s`, desiredCount: pick([0, 1, 1 + below(most)]) }));
  return {
    desiredCountSchedule: { entries: [{ at: '0s', desiredCount: pick([0, 1, most]) }, ...entries] },
    ...maybe(6, () => ({ scaling: { minCapacity: 0, maxCapacity: most, policies: [], scheduledActions: actions(pick) } })),
  };
}

const actions = (pick: Draws['pick']) =>
  [pick([2, 5]), pick([3, 7])].map((minutes, i) => ({
    scheduledActionName: `to-${i}`,
    schedule: `rate(${minutes} minutes)`,
    scalableTargetAction: i === 0 ? { minCapacity: 0, maxCapacity: 0 } : { minCapacity: 1, maxCapacity: 3 },
  }));

/** Deployments a few seconds to some minutes apart, of which the next one often comes before the last one has begun. */
function succession(draws: Draws, family: string) {
  const { below, pick, maybe, at } = draws;
  let second = 60 + Number.parseInt(at(), 10);
  return Array.from({ length: below(9) }, () => {
    second += pick([1, 10, 30, 30, 30, 90, 400]);
    return {
      at: `${second}s`,
      ...maybe(2, () => ({ taskDefinition: `${family}:${1 + below(2)}` })),
      ...maybe(3, () => ({ failureMode: failure(draws) })),
    };
  });
}

function rolling({ below, pick, maybe }: Draws, isOld: boolean) {
  const [minimumHealthyPercent, maximumPercent] = pick<readonly [number, number]>([
    [0, 100],
    [0, 100],
    [100, 100],
    [50, 100],
    [100, 110],
    [100, 150],
    [34, 134],
    [0, 200],
    [100, 200],
  ]);
  const breaker = () => ({
    ...{ enable: true, rollback: below(2) === 0 },
    ...(isOld ? {} : maybe(2, () => ({ resetOnHealthyTask: false, thresholdConfiguration: { type: 'COUNT', value: 1 + below(4) } }))),
  });
  const early = () => ({
    earlySuccessCriteria: {
      enable: true,
      healthyPercent: pick([minimumHealthyPercent, 100]),
      sourceServiceRevisionCleanup: pick(['BLOCKING', 'DEFERRED']),
    },
  });
  return {
    deploymentConfiguration: {
      ...{ minimumHealthyPercent, maximumPercent },
      ...maybe(2, () => ({ deploymentCircuitBreaker: breaker() })),
      ...(isOld ? {} : maybe(4, early)),
      ...maybe(4, () => ({
        alarms: { enable: true, rollback: below(2) === 0, alarmNames: ['drawn'] },
        ...(isOld ? {} : maybe(2, () => ({ bakeTimeInMinutes: 1 }))),
      })),
    },
    deploymentAlarms: below(2) === 0 ? [] : [{ at: `${below(3600)}s`, for: '3m', alarmName: 'drawn' }],
  };
}

function shifted({ below, pick, maybe }: Draws) {
  const stages = ['RECONCILE_SERVICE', 'PRE_SCALE_UP', 'POST_SCALE_UP', 'PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'];
  const hook = () => ({
    ...{ lifecycleStages: [pick(stages)], takes: pick(['0s', '20s', '3m']) },
    timeoutConfiguration: { timeoutInMinutes: 1, action: pick(['ROLLBACK', 'CONTINUE']) },
  });
  return {
    ...{ strategy: 'BLUE_GREEN', bakeTimeInMinutes: pick([0, 1]), lifecycleHooks: Array.from({ length: below(3) }, hook) },
    ...maybe(2, () => ({ deploymentCircuitBreaker: { enable: true, rollback: true } })),
    ...{ minimumHealthyPercent: pick([0, 100]), maximumPercent: pick([100, 200]) },
  };
}

function failure({ pick, below }: Draws) {
  return pick<object>([
    { failedStarts: pick([0.3, 1]) },
    { exitsAfter: `${below(90)}s` },
    { badImage: true },
    { unhealthyAfter: `${below(120)}s`, unhealthyBy: pick(['hang', 'refusal', 'check']) },
    { crashes: pick(['6/h', '40/h']) },
    { answersAfter: '70s', slowerStart: 3 },
  ]);
}

function load({ below, pick, maybe }: Draws) {
  const tracking = {
    policyName: 'tracks',
    targetTrackingScalingPolicyConfiguration: {
      ...{ targetValue: 20, scaleOutCooldown: 0, scaleInCooldown: 0 },
      predefinedMetricSpecification: { predefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    },
  };
  return {
    load: {
      arrivals: { type: 'constant', rate: `${1 + below(20)}/s` },
      task: { concurrency: 4, serviceTime: '80ms', cpuTime: '20ms' },
      requests: { timeout: pick(['none', '1s']) },
    },
    ...maybe(2, () => ({ scaling: { minCapacity: below(2), maxCapacity: 5, policies: [tracking] } })),
  };
}

function behaviors({ pick, maybe }: Draws) {
  return {
    init: { runTime: pick(['0s', '2s', '45s']), exitCode: pick([0, 0, 1]) },
    side: {
      healthyAfter: pick(['0s', '15s', 'never']),
      ...maybe(2, () => ({ runTime: { exponential: { mean: '2m' } }, exitCode: pick([0, 1]) })),
    },
    app: maybe(2, () => ({ runTime: [pick(['1s', '30s']), '5m', '70s'], exitCode: pick([0, 1]) })),
  };
}
