import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';
import { BALANCED, type More, said, story, text } from './strategies.js';

// Source: pages blue-green-, linear- and canary-deployment-implementation, deployment-lifecycle-hooks, nlb-resources-for-blue-green.

describe('lifecycle hooks', () => {
  const hooked = (hooks: string, more: More = {}, strategy = 'strategy: BLUE_GREEN, bakeTimeInMinutes: 0') =>
    story(text(`${strategy}, lifecycleHooks: [${hooks}]`, { service: BALANCED, ...more }));

  // Five pauses of 60 s, each before a step of 20 %: 605 + 5 x 60 = 905 s.
  it('[N.T-STRAT-d, N.STRAT-3, N.HOOK-1] of production traffic run for each step', () => {
    const linear = 'strategy: LINEAR, linearConfiguration: { stepPercent: 20, stepBakeTimeInMinutes: 0 }';
    const pause = '{ targetType: PAUSE, lifecycleStages: [PRE_PRODUCTION_TRAFFIC_SHIFT], takes: 60s }';
    const steps = [1, 2, 3, 4, 5].map((n) => [605 + 60 * n, 20 * n]);
    expect(hooked(pause, {}, linear).shifts).toEqual(steps);
    const call = '{ lifecycleStages: [PRODUCTION_TRAFFIC_SHIFT], takes: 60s }';
    expect(hooked(call, {}, linear).shifts).toEqual(steps);
    // Pause, then function, at each step.
    expect(hooked(`${pause}, ${call}`, {}, linear).shifts.at(-1)).toEqual([605 + 5 * 120, 100]);
  });

  // A hook of 60 s at POST_SCALE_UP: until 665 s. The second step comes a minute after the first, without that hook.
  it('[N.STRAT-3] of the stages before production traffic run once', () => {
    const linear = 'strategy: LINEAR, linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 1 }';
    expect(hooked('{ lifecycleStages: [POST_SCALE_UP], takes: 60s }', {}, linear).shifts).toEqual([
      [665, 50],
      [725, 100],
    ]);
  });

  it('[N.HOOK-1] run in the order of the stages, those of one stage in parallel', () => {
    const lambda = '{ lifecycleStages: [POST_SCALE_UP, POST_TEST_TRAFFIC_SHIFT], takes: 90s }';
    expect(hooked(lambda).shifts).toEqual([[605 + 180, 100]]);
    const pause = '{ targetType: PAUSE, lifecycleStages: [POST_SCALE_UP], takes: 5m }';
    // 300 s for both at POST_SCALE_UP, then 90 s.
    expect(hooked(`${lambda}, ${pause}`).shifts).toEqual([[605 + 390, 100]]);
  });

  it('[N.HOOK-1] calls a function again after 30 seconds, or its callBackDelay', () => {
    expect(hooked('{ lifecycleStages: [POST_SCALE_UP], takes: 95s }').shifts).toEqual([[605 + 120, 100]]);
    expect(hooked('{ lifecycleStages: [POST_SCALE_UP], takes: 95s, callBackDelay: 10s }').shifts).toEqual([[605 + 100, 100]]);
  });

  it('[N.HOOK-1] waits 24 hours or the given timeout, and then rolls back or goes on', () => {
    const silent = (action: string) =>
      `{ targetType: PAUSE, lifecycleStages: [POST_SCALE_UP], timeoutConfiguration: { timeoutInMinutes: 10, action: ${action} } }`;
    expect(hooked(silent('CONTINUE'))).toMatchObject({ shifts: [[1_205, 100]], end: [1_205, 'COMPLETED'] });
    expect(hooked(silent('ROLLBACK'))).toMatchObject({ shifts: [], blue: undefined, green: 1_205, end: [1_205, 'FAILED'] });
    // One that refuses ends the stage, whatever the others do.
    expect(hooked(`${silent('ROLLBACK')}, { lifecycleStages: [POST_SCALE_UP], takes: 30m }`).end).toEqual([1_205, 'FAILED']);
    expect(hooked('{ targetType: PAUSE, lifecycleStages: [POST_SCALE_UP] }').end).toBeUndefined();
  });

  it('[N.HOOK-1] takes an answer that comes at the timeout, and none after it', () => {
    const answered = (takes: string) =>
      hooked(
        `{ targetType: PAUSE, lifecycleStages: [POST_SCALE_UP], takes: ${takes}, timeoutConfiguration: { timeoutInMinutes: 10, action: ROLLBACK } }`,
      );
    expect(answered('10m')).toMatchObject({ shifts: [[1_205, 100]], end: [1_205, 'COMPLETED'] });
    expect(answered('601s')).toMatchObject({ shifts: [], end: [1_205, 'FAILED'] });
  });

  // Each of the two steps: a pause of 60 s, a hook of 90 s. Half of the traffic moves at 755 s; the alarm comes in the pause after it, which lasts
  // until 815 s. The hook of production traffic is through again at 890 s.
  it('[N.HOOK-1, N.STRAT-3] of production traffic run again on a rollback between two steps', () => {
    const hooks = [
      '{ targetType: PAUSE, lifecycleStages: [PRE_PRODUCTION_TRAFFIC_SHIFT], takes: 60s }',
      '{ lifecycleStages: [PRODUCTION_TRAFFIC_SHIFT], takes: 90s }',
    ].join(', ');
    const strategy =
      'strategy: LINEAR, linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 0 }, alarms: { enable: true, rollback: true, alarmNames: [a] }';
    const service = `${BALANCED}\n    deploymentAlarms: [{ at: 800s, for: 1m }]`;
    expect(hooked(hooks, { service }, strategy)).toEqual({
      shifts: [
        [755, 50],
        [800, 0],
      ],
      blue: undefined,
      green: 890,
      end: [890, 'FAILED'],
    });
  });

  // Test hook until 665 s, production hook until 755 s, the check after it fails at 785 s. The traffic is back then; the production hook is through
  // again at 875 s and the test hook at 935 s, when green stops.
  it('[N.HOOK-1] of the two shifts of traffic run again on a rollback', () => {
    const hooks = [
      '{ lifecycleStages: [TEST_TRAFFIC_SHIFT], takes: 60s }',
      '{ lifecycleStages: [PRODUCTION_TRAFFIC_SHIFT], takes: 90s }',
      '{ lifecycleStages: [POST_PRODUCTION_TRAFFIC_SHIFT], takes: 30s }',
    ].join(', ');
    const deployments = '{ at: 10m, failureMode: { failedHooks: [POST_PRODUCTION_TRAFFIC_SHIFT] } }';
    expect(hooked(hooks, { deployments })).toEqual({
      shifts: [
        [755, 100],
        [785, 0],
      ],
      blue: undefined,
      green: 935,
      end: [935, 'FAILED'],
    });
    // A shift that has not begun has nothing to take back.
    expect(hooked(hooks, { deployments: '{ at: 10m, failureMode: { failedHooks: [TEST_TRAFFIC_SHIFT] } }' })).toMatchObject({
      shifts: [],
      end: [665 + 60, 'FAILED'],
    });
  });

  // The second deployment comes in the bake time of the first, with two revisions ACTIVE: its hook holds green up for two minutes.
  it('[N.STRAT-3] of RECONCILE_SERVICE run only where another deployment is under way', () => {
    const { tasks } = predict(
      text('strategy: BLUE_GREEN, bakeTimeInMinutes: 5, lifecycleHooks: [{ lifecycleStages: [RECONCILE_SERVICE], takes: 2m }]', {
        deployments: '{ at: 10m }, { at: 11m }',
      }),
    );
    expect(tasks.map(({ requested }) => requested)).toEqual([0, 0, 600, 600, 780, 780]);
  });

  it('[N.HOOK-1] are refused where AWS refuses them', () => {
    const of = (hooks: string, more: More = {}) =>
      said(`strategy: BLUE_GREEN, bakeTimeInMinutes: 0, lifecycleHooks: [${hooks}]`, { service: BALANCED, ...more });
    const hook = (type: string, more = '', stage = 'POST_SCALE_UP') => `{ targetType: ${type}, lifecycleStages: [${stage}]${more} }`;
    const waits = (minutes: number) => `, timeoutConfiguration: { timeoutInMinutes: ${minutes} }`;
    const times = (count: number, type: string) => Array.from({ length: count }, () => hook(type)).join(', ');
    expect(of(`${times(10, 'AWS_LAMBDA')}, ${times(10, 'PAUSE')}`)).toEqual([]);
    expect(of(times(11, 'PAUSE'))).toEqual(['lifecycleHooks: has 11 hooks of type PAUSE: a service has at most 10']);
    expect(of(`${hook('AWS_LAMBDA', waits(1_440))}, ${hook('PAUSE', waits(20_160))}`)).toEqual([]);
    expect(of(hook('AWS_LAMBDA', waits(1_441)))).toEqual([
      'lifecycleHooks.0.timeoutConfiguration.timeoutInMinutes: 1441 is too long for AWS_LAMBDA: at most 1440',
    ]);
    expect(of(hook('PAUSE', waits(20_161)))).toHaveLength(1);
    for (const stage of ['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT']) {
      expect(of(hook('AWS_LAMBDA', '', stage))).toEqual([]);
      expect(of(hook('PAUSE', '', stage))).toEqual([
        `lifecycleHooks.0.lifecycleStages.0: ${stage} is not possible for a PAUSE: PRE_PRODUCTION_TRAFFIC_SHIFT waits before traffic moves`,
      ]);
    }
    for (const stage of ['SCALE_UP', 'BAKE_TIME', 'CLEAN_UP']) expect(of(hook('AWS_LAMBDA', '', stage))).toHaveLength(1);
    expect(said(`lifecycleHooks: [${hook('PAUSE')}]`, { rest: 'awsBehaviour: guide-2024' })).toEqual([
      'lifecycleHooks: is newer than the edition in awsBehaviour: leave it out, or write awsBehaviour: current',
    ]);
    expect(said(`lifecycleHooks: [${hook('PAUSE')}]`, { rest: 'awsBehaviour: 2023-05-01' })).toEqual([
      'lifecycleHooks: is newer than the edition in awsBehaviour: leave it out, or write awsBehaviour: current',
    ]);
  });
});
