import { describe, expect, it } from 'vitest';
import { ServiceMetric } from '../../src/metrics/names.js';
import { HOUR } from '../sim/setups.js';
import { changed, load, messages, placedMessages } from './scenarios.js';

const SERVICE = 'desiredCount: 2';
const TASK = 'task: { concurrency: 4, serviceTime: 200ms, cpuTime: 50ms }';
const RATES = 'arrivals: { type: constant, rate: 40/s }';
const LOAD = `load: { ${RATES}, ${TASK} }`;
const withKeys = (...keys: string[]) => changed([SERVICE, [SERVICE, ...keys].join('\n    ')]);
const ofWeb = (text: string, files: Record<string, string> = {}) => {
  const { setup, errors } = load(text, { read: (file) => files[file] });
  expect(errors).toBeUndefined();
  return setup!.services[0]!;
};

describe('a load', () => {
  it('is what comes, and what a task does with what its definition reserves', () => {
    const requests = 'requests: { timeout: none, waitingPerTask: 20, serviceVariation: 2 }';
    const { load } = ofWeb(withKeys(`load: { ${RATES}, ${TASK}, ${requests} }`));
    expect(load).toEqual({
      kind: 'requests',
      shape: { kind: 'constant', perSecond: 40 },
      uses: [
        {
          ...{ concurrency: 4, meanMs: 200, cpuMs: 50, cpuUnits: 256, memoryMib: 512, cpuUnitsIdle: 0, memoryMibIdle: 0, memoryMibEach: 0 },
          ...{ cpuUnitsMost: null, arrivalVariation: 1, serviceVariation: 2, timeoutMs: null, waitingPerTaskMax: 20 },
        },
      ],
    });
  });

  it('of a queue has its own words, and no CPU beyond the task where that is a limit', () => {
    const task = 'task: { serviceTime: 3s, cpuTime: 1s, cpuLimit: task }';
    const { load } = ofWeb(withKeys(`load: { arrivals: { type: constant, rate: 90/m }, ${task}, queue: { whenStopped: finishes } }`));
    expect(load).toMatchObject({
      ...{ kind: 'queue', shape: { perSecond: 1.5 } },
      uses: [{ concurrency: 1, meanMs: 3_000, cpuUnitsMost: 256, visibilityTimeoutMs: 30_000, whenStopped: 'finishes' }],
    });
  });

  it('is borne by each deployment as its own definition and its own pace have it', () => {
    const big = '{ family: web, revision: 2, containerDefinitions: [{ name: web, image: web, cpu: 512, memory: 1024 }] }';
    const deployments =
      'deployments: [{ at: 1m, taskDefinition: "web:2", failureMode: { slower: 1.5 } }, { at: 2m }, { at: 3m, taskDefinition: "web:2" }]';
    const text = changed(
      [SERVICE, [SERVICE, LOAD, deployments].join('\n    ')],
      ['taskDefinition: web\n', 'taskDefinition: web:1\n'],
      ['taskDefinitions:\n', `taskDefinitions:\n  - ${big}\n`],
    );
    const { load } = ofWeb(text);
    expect(load!.uses.map(({ meanMs, cpuMs, cpuUnits, memoryMib }) => [meanMs, cpuMs, cpuUnits, memoryMib])).toEqual([
      [200, 50, 256, 512],
      [300, 75, 512, 1_024],
      [300, 75, 512, 1_024], // Deployed anew, it is what it was.
      [200, 50, 512, 1_024],
    ]);
  });

  it('is steps, ramps, a day, by day of the week, with spikes on top and times a factor', () => {
    const spikes = 'spikes: [{ at: 9h, rate: 10/s, rise: 5m, hold: 10m, every: 24h }]';
    const arrivals = 'arrivals: { type: diurnal, peak: 10/s, trough: 0/s, peakAt: 12h }';
    const { load } = ofWeb(withKeys(`load: { ${arrivals}, weekly: [1, 1, 1, 1, 1, 0, 0], factor: 2, ${spikes}, ${TASK} }`));
    expect(load!.shape).toMatchObject({
      kind: 'scaled',
      by: { values: [2] },
      of: {
        kind: 'sum',
        of: [
          {
            kind: 'scaled',
            of: { kind: 'diurnal', peakPerSecond: 10, troughPerSecond: 0, peakAtMs: 12 * HOUR },
            by: { values: [1, 1, 1, 1, 1, 0, 0] },
          },
          { kind: 'ramps', values: [0, 10, 10, 0], everyMs: 24 * HOUR },
        ],
      },
    });
    const steps = 'arrivals: { type: steps, every: 2h, entries: [{ at: 0s, rate: 1/s }, { at: 1h, rate: 120/m }] }';
    expect(ofWeb(withKeys(`load: { ${steps}, ${TASK} }`)).load!.shape).toEqual({
      ...{ kind: 'steps', perMs: 1_000, atMs: [0, HOUR], values: [1, 2], everyMs: 2 * HOUR },
    });
  });

  it('comes from a file: rates, a day of Azure Functions, or an access log', () => {
    const ofFile = (more: string) => withKeys(`load: { arrivals: { type: file, file: f, ${more} }, ${TASK} }`);
    const { shape } = ofWeb(ofFile('format: rates'), { f: 'time_h,per_minute\n0,60\n1,120\n' }).load!;
    expect(shape).toEqual({ kind: 'steps', perMs: 60_000, atMs: [0, HOUR], values: [60, 120], everyMs: null });
    const minutes = Array.from({ length: 1_440 }, (_, i) => i + 1);
    const day = [
      ['HashOwner,HashApp,HashFunction,Trigger', ...minutes],
      ['a,b,c,http', ...minutes],
      ['a,b,d,timer', ...minutes],
    ].join('\n');
    const azure = ofWeb(ofFile('format: azure-functions, functions: { trigger: http }'), { f: day }).load!.shape;
    expect(azure).toMatchObject({ kind: 'steps', values: minutes, everyMs: 24 * HOUR });
    const line = (time: string) => `host - - [01/Jul/1995:${time} -0400] "GET / HTTP/1.0" 200 1`;
    const log = ofWeb(ofFile('format: access-log, repeat: false'), { f: [line('00:00:01'), line('00:00:09'), line('00:02:00')].join('\n') })
      .load!.shape;
    expect(log).toMatchObject({ kind: 'steps', values: [2, 0, 1, 0], everyMs: null });
    expect(messages(ofFile('format: rates'))).toEqual(['services.web.load.arrivals.file: the file "f" cannot be read']);
    const mistaken = { read: () => 'time_h,per_minute\n0,many\n' };
    expect(placedMessages(ofFile('format: rates'), mistaken)[0]).toMatch(/^f:2 per_minute: /);
  });

  it('loads to itself, written out', () => {
    const once = load(
      withKeys(
        LOAD,
        'scaling: { minCapacity: 1, maxCapacity: 9, policies: [{ targetTrackingScalingPolicyConfiguration: { targetValue: 50, predefinedMetricSpecification: { predefinedMetricType: ECSServiceAverageCPUUtilization } } }] }',
      ),
    );
    if (once.setup === undefined) throw new Error('the scenario does not load');
    expect(load(JSON.stringify(once.scenario))).toMatchObject({ setup: once.setup, canonicalScenario: once.canonicalScenario });
  });
});

const CPU =
  '{ TargetValue: 60, PredefinedMetricSpecification: { PredefinedMetricType: ECSServiceAverageCPUUtilization }, ScaleInCooldown: 600 }';

describe('a scaler', () => {
  it('is taken as AWS writes it, with large first letters', () => {
    const policy = `{ PolicyName: cpu, ServiceNamespace: ecs, ResourceId: service/default/web, ScalableDimension: "ecs:service:DesiredCount", PolicyType: TargetTrackingScaling, TargetTrackingScalingPolicyConfiguration: ${CPU} }`;
    const { scaling } = ofWeb(withKeys(LOAD, `scaling: { MinCapacity: 1, MaxCapacity: 20, Policies: [${policy}] }`));
    expect(scaling).toEqual({
      target: {
        minCapacity: 1,
        maxCapacity: 20,
        dynamicScalingInSuspended: false,
        dynamicScalingOutSuspended: false,
        scheduledScalingSuspended: false,
      },
      policies: [
        {
          ...{ policyType: 'TargetTrackingScaling', metric: ServiceMetric.CPUUtilization, isHighResolution: false, targetValue: 60 },
          ...{ scaleOutCooldownMs: 300_000, scaleInCooldownMs: 600_000, disableScaleIn: false },
        },
      ],
      policyNames: ['cpu'],
      actions: [],
    });
  });

  it('has step policies with their alarm, forecasts, and scheduled actions', () => {
    const step = `{ adjustmentType: PercentChangeInCapacity, stepAdjustments: [{ metricIntervalLowerBound: 0, scalingAdjustment: 50 }], minAdjustmentMagnitude: 2, cooldown: 60 }`;
    const alarm =
      '{ metricName: TargetResponseTime, comparisonOperator: GreaterThanThreshold, threshold: 1, period: 60, evaluationPeriods: 3, datapointsToAlarm: 2 }';
    const forecast =
      '{ mode: ForecastAndScale, maxCapacityBreachBehavior: IncreaseMaxCapacity, maxCapacityBuffer: 10, metricSpecifications: [{ targetValue: 40, predefinedMetricPairSpecification: { predefinedMetricType: ECSServiceCPUUtilization } }] }';
    const action =
      '{ scheduledActionName: office, schedule: cron(0 8 ? * MON-FRI *), timezone: Europe/Berlin, startTime: 2026-01-06T00:00:00Z, scalableTargetAction: { minCapacity: 5 } }';
    const { scaling } = ofWeb(
      withKeys(
        LOAD,
        `scaling: { minCapacity: 1, maxCapacity: 20, policies: [{ stepScalingPolicyConfiguration: ${step}, alarm: ${alarm} }, { predictiveScalingPolicyConfiguration: ${forecast} }], scheduledActions: [${action}] }`,
      ),
    );
    expect(scaling!.policies).toEqual([
      {
        ...{ policyType: 'StepScaling', adjustmentType: 'PercentChangeInCapacity', steps: [{ lower: 0, upper: null, change: 50 }] },
        ...{ minMagnitude: 2, cooldownMs: 60_000 },
        alarm: {
          ...{ metric: ServiceMetric.ResponseTime, statistic: 0, comparison: 0, threshold: 1, periodMs: 60_000 },
          ...{ evaluationPeriods: 3, datapointsToAlarm: 2, treatMissingData: 'missing' },
        },
      },
      {
        ...{ policyType: 'PredictiveScaling', metric: ServiceMetric.CPUUtilization, targetValue: 40, mode: 'ForecastAndScale' },
        ...{ schedulingBufferMs: 300_000, maxCapacityBuffer: 10 },
      },
    ]);
    expect(scaling!.actions).toEqual([
      {
        ...{ name: 'office', expression: 'cron(0 8 ? * MON-FRI *)', timeZone: 'Europe/Berlin', minCapacity: 5, maxCapacity: null },
        ...{ startMs: 24 * HOUR, endMs: null },
      },
    ]);
  });
});

const AT = 'services.web.scaling';
const scalerWith = (more: string, ...keys: string[]) => withKeys(...keys, `scaling: { minCapacity: 1, maxCapacity: 9, ${more} }`);
const tracking = (metric: string) =>
  `{ targetTrackingScalingPolicyConfiguration: { targetValue: 5, customizedMetricSpecification: { metricName: ${metric} } } }`;
const stepsOf = (steps: string, alarm = 'period: 60') =>
  `policies: [{ stepScalingPolicyConfiguration: { adjustmentType: ChangeInCapacity, stepAdjustments: [${steps}] }, alarm: { metricName: CPUUtilization, comparisonOperator: GreaterThanThreshold, threshold: 50, ${alarm} } }]`;

const MISTAKES: readonly [what: string, text: string, message: string][] = [
  [
    'a minimum above the maximum',
    withKeys(
      LOAD,
      'scaling: { minCapacity: 10, maxCapacity: 9, scheduledActions: [{ scheduledActionName: a, schedule: rate(1 hour), scalableTargetAction: { maxCapacity: 12 } }] }',
    ),
    `${AT}.minCapacity: 10 is above maxCapacity, 9`,
  ],
  [
    'a policy on a metric that the service does not have',
    scalerWith(`policies: [${tracking('BacklogPerTask')}]`, LOAD),
    `${AT}.policies.0: follows a metric that the service does not have: with requests it has CPUUtilization, MemoryUtilization, RequestCountPerTarget, RequestsPerSecond, ResponseTime`,
  ],
  [
    'a policy of a service without a load',
    scalerWith(`policies: [${tracking('CPUUtilization')}]`),
    `${AT}.policies.0: needs a metric, and the service has none: give it a load`,
  ],
  [
    'a metric that nobody has',
    scalerWith(`policies: [${tracking('BacklogPerTsk')}]`, LOAD),
    `${AT}.policies.0.targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metricName: "BacklogPerTsk" is no metric of a service here; did you mean BacklogPerTask?`,
  ],
  [
    'requests of a load balancer without one',
    scalerWith(
      'policies: [{ targetTrackingScalingPolicyConfiguration: { targetValue: 5, predefinedMetricSpecification: { predefinedMetricType: ALBRequestCountPerTarget } } }]',
      LOAD,
    ),
    `${AT}.policies.0: tracks ALBRequestCountPerTarget, which comes from the target group of a load balancer: give loadBalancers`,
  ],
  [
    'memory that never moves',
    scalerWith(`policies: [${tracking('MemoryUtilization')}]`, LOAD),
    `${AT}.policies.0: follows MemoryUtilization, which is always 0 here: give memoryIdle, memoryEach or both in the task of load`,
  ],
  [
    'fewer tasks than the minimum',
    withKeys(LOAD, `scaling: { minCapacity: 3, maxCapacity: 9, policies: [${tracking('CPUUtilization')}] }`),
    'services.web.desiredCount: 2 is below minCapacity, 3: the service keeps that count until a policy or a scheduled action raises it',
  ],
  [
    'percentages that hold the fewest tasks of a scaler fast',
    scalerWith(
      `policies: [${tracking('CPUUtilization')}]`,
      LOAD,
      'deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 100 }',
    ),
    'services.web.deploymentConfiguration: can never replace a task of 1: minimumHealthyPercent 50 keeps ceil(1 × 50 %) = 1 healthy, maximumPercent 100 allows floor(1 × 100 %) = 1; give a minimumHealthyPercent of at most 0 or a maximumPercent of at least 200. A drain waits for ever, a managed one for 48 hours (C.ERR-07)',
  ],
  [
    'a daemon whose tasks all have to stay',
    changed(
      [SERVICE, 'schedulingStrategy: DAEMON\n    deploymentConfiguration: { minimumHealthyPercent: 100 }'],
      ['capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]', 'launchType: EC2'],
    ),
    'services.web.deploymentConfiguration.minimumHealthyPercent: 100 lets no task of a DAEMON service be replaced, because its maximumPercent is 100: at most 99',
  ],
  [
    'two policies on one metric',
    scalerWith(`policies: [${tracking('CPUUtilization')}, ${tracking('CPUUtilization')}]`, LOAD),
    `${AT}.policies.1: tracks the metric of a policy before it: target tracking takes one policy for each metric (S.TT-6)`,
  ],
  [
    'no configuration',
    scalerWith('policies: [{ policyName: cpu }]', LOAD),
    `${AT}.policies.cpu: needs exactly one of targetTrackingScalingPolicyConfiguration, stepScalingPolicyConfiguration, predictiveScalingPolicyConfiguration`,
  ],
  [
    'a type of another configuration',
    scalerWith(`policies: [{ policyType: StepScaling, targetTrackingScalingPolicyConfiguration: ${CPU} }]`, LOAD),
    `${AT}.policies.0.policyType: StepScaling does not go with targetTrackingScalingPolicyConfiguration: TargetTrackingScaling`,
  ],
  [
    'steps with a gap',
    scalerWith(
      stepsOf(
        '{ metricIntervalLowerBound: 0, metricIntervalUpperBound: 10, scalingAdjustment: 1 }, { metricIntervalLowerBound: 20, scalingAdjustment: 2 }',
      ),
      LOAD,
    ),
    `${AT}.policies.0.stepScalingPolicyConfiguration.stepAdjustments: there is a gap between two steps: they must lie side by side`,
  ],
  [
    'a period that no alarm has',
    scalerWith(stepsOf('{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }', 'period: 45'), LOAD),
    `${AT}.policies.0.alarm.period: 45 is no period of an alarm: 10, 20, 30 or a multiple of 60 seconds`,
  ],
  [
    'a cron of Unix',
    scalerWith('scheduledActions: [{ scheduledActionName: a, schedule: cron(0 8 * * *), scalableTargetAction: { minCapacity: 2 } }]'),
    `${AT}.scheduledActions.a.schedule: "cron(0 8 * * *)" is no cron expression of AWS: cron(minutes hours day-of-month month day-of-week year), one of the two kinds of day a ?, as cron(0 8 ? * MON-FRI *)`,
  ],
  [
    'a zone that is not on the map',
    scalerWith(
      'scheduledActions: [{ scheduledActionName: a, schedule: at(2026-01-05T01:00:00), timezone: Mars/North, scalableTargetAction: { minCapacity: 2 } }]',
    ),
    `${AT}.scheduledActions.a.timezone: "Mars/North" is no time zone such as Europe/Berlin`,
  ],
  [
    'an action above the maximum',
    scalerWith('scheduledActions: [{ scheduledActionName: a, schedule: rate(1 hour), scalableTargetAction: { minCapacity: 20 } }]'),
    `${AT}.scheduledActions.a.scalableTargetAction: would leave a minimum of 20 above the maximum of 9`,
  ],
  [
    'an action that changes nothing',
    scalerWith('scheduledActions: [{ scheduledActionName: a, schedule: rate(1 hour), scalableTargetAction: {} }]'),
    `${AT}.scheduledActions.a.scalableTargetAction: changes nothing: give minCapacity, maxCapacity or both`,
  ],
  ['nothing to follow', scalerWith('policies: []'), `${AT}: has no effect: it has neither policies nor scheduledActions`],
  [
    'a trough above the peak',
    withKeys(`load: { arrivals: { type: diurnal, peak: 1/s, trough: 2/s }, ${TASK} }`),
    'services.web.load.arrivals.trough: 2/s is above the peak of 1/s',
  ],
  [
    'steps out of order',
    withKeys(`load: { arrivals: { type: steps, entries: [{ at: 1h, rate: 1/s }, { at: 1h, rate: 2/s }] }, ${TASK} }`),
    'services.web.load.arrivals.entries.1.at: 1h does not come after the entry before it',
  ],
  [
    'a rate without a unit',
    withKeys(`load: { arrivals: { type: constant, rate: 40 }, ${TASK} }`),
    'services.web.load.arrivals.rate: 40 has no unit: write "40/s" (or /m, /h, /d, /w)',
  ],
  [
    'messages that outlast their timeout',
    withKeys(`load: { ${RATES}, task: { serviceTime: 1m, cpuTime: 1s }, queue: {} }`),
    'services.web.load.queue.visibilityTimeout: 30s is less than the serviceTime of 1m: a message would be delivered again while a task works on it',
  ],
  [
    'requests from a queue',
    withKeys(`load: { ${RATES}, ${TASK}, queue: {}, requests: {} }`),
    'services.web.load.requests: does not go with queue: tasks take messages from a queue, or requests from a load balancer',
  ],
  [
    'six days a week',
    withKeys(`load: { ${RATES}, ${TASK}, weekly: [1, 1, 1, 1, 1, 1] }`),
    'services.web.load.weekly: has 6 entries: seven, a factor for each day of the week',
  ],
  [
    'a spike of no length',
    withKeys(`load: { ${RATES}, ${TASK}, spikes: [{ at: 1h, rate: 5/s }] }`),
    'services.web.load.spikes.0: lasts for no time: give at least one of rise, hold and fall',
  ],
];

describe('a mistake', () => {
  it.each(MISTAKES)('is reported with its path and its remedy: %s', (_, text, message) => {
    expect(messages(text)).toEqual([message]);
  });

  it('is reported at its line, also where AWS has a large letter', () => {
    const text = withKeys(
      LOAD,
      'scaling:',
      '  MinCapacity: 10',
      '  MaxCapacity: 9',
      '  ScheduledActions: [{ ScheduledActionName: a, Schedule: rate(1 hour), ScalableTargetAction: { MaxCapacity: 12 } }]',
    );
    expect(placedMessages(text)).toEqual(['s.yaml:23:7 services.web.scaling.minCapacity: 10 is above maxCapacity, 9']);
  });

  it('of a DAEMON service is to have a scaler at all (S.SAS-10)', () => {
    const daemon = changed([
      `${SERVICE}\n    capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]`,
      'schedulingStrategy: DAEMON\n    scaling: { minCapacity: 1, maxCapacity: 3, scheduledActions: [{ scheduledActionName: a, schedule: rate(1 hour), scalableTargetAction: { minCapacity: 2 } }] }',
    ]);
    expect(messages(daemon)).toContain(`${AT}: a DAEMON service takes none: its instances are its desired count (S.SAS-10)`);
  });
});
