import { describe, expect, it } from 'vitest';
import { ServiceMetric } from '../../src/metrics/names.js';
import { changed, load, messages } from './scenarios.js';

const MINUTE = 60_000;
const SERVICE = 'desiredCount: 2';
const LOAD = 'load: { arrivals: { type: constant, rate: 40/s }, task: { concurrency: 4, serviceTime: 200ms, cpuTime: 50ms } }';
const BALANCED = 'loadBalancers: [{ targetGroupArn: web }]';
const withKeys = (...keys: string[]) => changed([SERVICE, [SERVICE, ...keys].join('\n    ')]);
/** A configuration that shifts traffic, with more in it. */
const shifting = (more: string) => `deploymentConfiguration: { strategy: BLUE_GREEN, bakeTimeInMinutes: 5, ${more} }`;
const deploymentSpecOf = (...keys: string[]) => {
  const { setup, errors } = load(withKeys(...keys));
  expect(errors).toBeUndefined();
  return setup!.services[0]!.deploymentSpec!;
};

describe('lifecycle hooks', () => {
  it('are taken as create-service takes them, and a function that works longer is called again every 30 seconds', () => {
    const hooks = [
      '{ hookTargetArn: arn, roleArn: arn, lifecycleStages: [PRE_SCALE_UP, POST_SCALE_UP], takes: 95s }',
      '{ targetType: PAUSE, lifecycleStages: [PRE_PRODUCTION_TRAFFIC_SHIFT], timeoutConfiguration: { timeoutInMinutes: 20160, action: CONTINUE } }',
      '{ targetType: PAUSE, lifecycleStages: [POST_TEST_TRAFFIC_SHIFT], takes: 95s }',
    ];
    const { shift, revisions } = deploymentSpecOf(
      BALANCED,
      shifting(`lifecycleHooks: [${hooks.join(', ')}]`),
      'deployments: [{ at: 1h, failureMode: { failedHooks: [POST_SCALE_UP] } }]',
    );
    const usual = { timeoutMs: 1_440 * MINUTE, onTimeout: 'ROLLBACK' };
    expect(shift!.kind === 'native' && shift!.rules.hooks).toEqual([
      { stage: 'PRE_SCALE_UP', answersAfterMs: 2 * MINUTE, ...usual },
      { stage: 'POST_SCALE_UP', answersAfterMs: 2 * MINUTE, ...usual },
      { stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', answersAfterMs: null, timeoutMs: 14 * 24 * 60 * MINUTE, onTimeout: 'CONTINUE' },
      { stage: 'POST_TEST_TRAFFIC_SHIFT', answersAfterMs: 95_000, ...usual },
    ]);
    expect(revisions.map(({ mode }) => mode.failedHooks)).toEqual([[], ['POST_SCALE_UP']]);
  });

  it('need a deployment that has stages, and a hook where one is to fail', () => {
    expect(messages(withKeys('deploymentConfiguration: { lifecycleHooks: [{ lifecycleStages: [POST_SCALE_UP] }] }'))).toEqual([
      'services.web.deploymentConfiguration.lifecycleHooks: needs strategy: BLUE_GREEN, LINEAR or CANARY; a rolling update has no such stages',
    ]);
    const twice = 'lifecycleHooks: [{ lifecycleStages: [POST_SCALE_UP, RECONCILE_SERVICE] }, { lifecycleStages: [POST_SCALE_UP] }]'; // As AWS takes it.
    const fails = 'deployments: [{ at: 1h, failureMode: { failedHooks: [PRE_SCALE_UP] } }]';
    expect(messages(withKeys(BALANCED, shifting(twice), fails))).toEqual([
      'services.web.deployments.0.failureMode.failedHooks.0: has no effect: no hook of deploymentConfiguration.lifecycleHooks is asked at PRE_SCALE_UP',
    ]);
    expect(messages(withKeys(BALANCED, shifting('lifecycleHooks: [{ lifecycleStages: [SCALE_UP], takes: 5 }]')))).toEqual([
      expect.stringContaining(
        'lifecycleHooks.0.lifecycleStages.0: "SCALE_UP" is not one of RECONCILE_SERVICE, PRE_SCALE_UP, POST_SCALE_UP',
      ),
      expect.stringContaining('lifecycleHooks.0.takes: 5 has no unit'),
    ]);
  });
});

describe('metric alarms of deployments', () => {
  const alarm = (more: string) =>
    `{ alarmName: slow, metricName: TargetResponseTime, comparisonOperator: GreaterThanThreshold, threshold: 0.5${more} }`;
  const watching = 'alarms: { enable: true, rollback: true, alarmNames: [slow] }';

  it('are those that alarmNames names', () => {
    const busy = '{ alarmName: busy, metricName: RequestsPerSecond, comparisonOperator: GreaterThanThreshold, threshold: 50 }';
    const { metricAlarms, watch } = deploymentSpecOf(
      LOAD,
      `deploymentConfiguration: { ${watching} }`,
      `metricAlarms: [${alarm(', period: 120, evaluationPeriods: 3')}, ${busy}]`,
    );
    expect(metricAlarms).toEqual([
      expect.objectContaining({
        ...{ name: 'slow', isOfNew: false },
        terms: expect.objectContaining({ metric: ServiceMetric.ResponseTime, periodMs: 2 * MINUTE, datapointsToAlarm: 3, threshold: 0.5 }),
      }),
    ]);
    expect(watch).toMatchObject({ alarms: { enable: true, rollback: true }, bakeMs: 5 * MINUTE });
    const ofNew = deploymentSpecOf(LOAD, BALANCED, shifting(watching), `metricAlarms: [${alarm(', tasks: new')}]`);
    expect(ofNew.metricAlarms[0]!.isOfNew).toBe(true);
  });

  it('are all of them with CODE_DEPLOY, which has alarms of its own', () => {
    const { metricAlarms, watch } = deploymentSpecOf(
      ...[LOAD, BALANCED, 'deploymentController: { type: CODE_DEPLOY }', 'deployments: [{ at: 1h }]', `metricAlarms: [${alarm('')}]`],
    );
    expect([metricAlarms.length, watch.alarms]).toEqual([1, { enable: true, rollback: true }]);
  });

  it('need a load that has the metric, a period of minutes, an action, and tasks that can be distinguished', () => {
    const rolling = `deploymentConfiguration: { ${watching} }`;
    expect(messages(withKeys(rolling, `metricAlarms: [${alarm('')}]`))).toEqual([
      'services.web.metricAlarms.0: needs a metric, and the service has none: give it a load',
    ]);
    const wrong = alarm(', tasks: new, period: 30, datapointsToAlarm: 2').replace('TargetResponseTime', 'Backlog');
    expect(
      messages(withKeys(LOAD, rolling, `metricAlarms: [${wrong}, ${alarm('').replace('TargetResponseTime', 'ResponsTime')}]`)),
    ).toEqual([
      'services.web.metricAlarms.0.metricName: Backlog is a metric that the service does not have: it has CPUUtilization, MemoryUtilization, RequestCountPerTarget, RequestsPerSecond, ResponseTime',
      'services.web.metricAlarms.0.tasks: new needs tasks in a target group of their own: a strategy that shifts traffic, or all',
      'services.web.metricAlarms.0.period: 30 is no multiple of 60: a load balancer and ECS have a data point a minute',
      'services.web.metricAlarms.0.datapointsToAlarm: 2 is above evaluationPeriods, 1',
      'services.web.metricAlarms.1.alarmName: "slow" is taken: names are unique here',
      'services.web.metricAlarms.1.metricName: "ResponsTime" is no metric of a service here; did you mean ResponseTime?',
    ]);
    expect(messages(withKeys(LOAD, `metricAlarms: [${alarm('')}]`))).toEqual([
      'services.web.metricAlarms: has no effect: write deploymentConfiguration: { alarms: { enable: true } }',
    ]);
    expect(messages(withKeys(LOAD, rolling.replace('[slow]', '[slwo]'), `metricAlarms: [${alarm('')}]`))).toEqual([
      'services.web.metricAlarms.0.alarmName: has no effect: "slow" is not in alarmNames; did you mean slwo?',
    ]);
  });
});

describe('weights of external task sets', () => {
  const set = (more: string) => `{ taskDefinition: web, scale: [{ at: 0s, value: 100 }]${more} }`;
  const external = (...sets: string[]) => [`deploymentController: { type: EXTERNAL }`, `taskSets: [${sets.join(', ')}]`];

  it('are numbers over time, of all sets or of none', () => {
    const { taskSets } = deploymentSpecOf(
      BALANCED,
      ...external(set(', weights: [{ at: 0s, value: 1 }]'), set(', weights: [{ at: 1h, value: 999 }]')),
    );
    expect(taskSets!.map(({ weights }) => weights)).toEqual([[{ atMs: 0, weight: 1 }], [{ atMs: 60 * MINUTE, weight: 999 }]]);
    expect(deploymentSpecOf(...external(set(''))).taskSets![0]).not.toHaveProperty('weights');
    expect(messages(withKeys(BALANCED, ...external(set(', weights: [{ at: 0s, value: 0 }]'), set(''))))).toEqual([
      'services.web.taskSets: have no weight above 0: no task set would get a request',
      'services.web.taskSets.1.weights: is missing, and another task set has them: give them to all, or to none',
    ]);
    expect(messages(withKeys(...external(set(', weights: [{ at: 0s, value: 1 }]'))))).toEqual([
      'services.web.taskSets.0.weights: needs a load balancer, whose listener has the weights: give loadBalancers',
    ]);
  });
});
