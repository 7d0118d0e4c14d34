import { describe, expect, it } from 'vitest';
import { checked } from './checked.js';
import { predict } from './predict.js';

// Source: pages blue-green-, linear- and canary-deployment-implementation, deployment-lifecycle-hooks, nlb-resources-for-blue-green.

interface More {
  readonly service?: string;
  readonly deployments?: string;
  readonly rest?: string;
}

/** Two tasks, deployed anew at 600 s; a task is healthy five seconds after its request. */
const text = (configuration: string, { service = '', deployments = '{ at: 10m }', rest = '' }: More = {}) => `
name: strategies
duration: 3h
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 2 }]
taskDefinitions:
  - { family: app, memory: "1024", containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }
services:
  - serviceName: web
    taskDefinition: app
    desiredCount: 2
    launchType: EC2
    deployments: [${deployments}]
    deploymentConfiguration: { ${configuration} }
    ${service}
timings: { containerStart: 5s, imagePull: 0s, containerStop: 0s }
serviceScheduler: { reaction: 0s, healthyAfter: 0s, firstCheck: atOnce }
${rest}
`;

const BALANCED = 'loadBalancers: [{ targetGroupArn: web }]';
const NETWORK = 'targetGroups: [{ name: web, loadBalancerType: network }]';
const TESTED = 'loadBalancers: [{ targetGroupArn: web, advancedConfiguration: { testListenerRule: arn } }]';
const CONNECTED = 'serviceConnectConfiguration: { enabled: true, namespace: n }';

/** When traffic moved, as [second, percent on green]; when blue and green were told to stop; and how the deployment ended. */
function story(scenario: string) {
  const { tasks, of } = predict(scenario);
  const told = (isGreen: boolean) => tasks.find(({ requested }) => requested >= 600 === isGreen)?.told;
  const end = of('deploymentChanged').find(({ args }) => args.revision === 1 && args.rollout !== 1);
  return {
    shifts: of('trafficShifted').map(({ at, args }) => [at, args.greenTenths! / 10]),
    blue: told(false),
    green: told(true),
    end: end === undefined ? undefined : [end.at, ['COMPLETED', 'FAILED'][end.args.rollout! - 2]],
  };
}

const said = (configuration: string, more?: More) => {
  const { errors } = checked(text(configuration, more));
  return errors.map(({ path, message }) => `${path.replace('services.web.deploymentConfiguration.', '')}: ${message}`);
};

describe('what a service needs to be deployed by a strategy that shifts traffic', () => {
  // Green starts at 600 s and is healthy at 605 s. No traffic moves; after a bake of five minutes, at 905 s, the blue tasks stop.
  it('[N.STRAT-1] none for BLUE_GREEN, which then replaces its tasks', () => {
    const { tasks } = predict(text('strategy: BLUE_GREEN, bakeTimeInMinutes: 5'));
    expect(tasks.map(({ requested, running, told }) => [requested, running, told])).toEqual([
      [0, 5, 905],
      [0, 5, 905],
      [600, 605, undefined],
      [600, 605, undefined],
    ]);
  });

  it('[N.STRAT-1] a load balancer, Service Connect or VPC Lattice for LINEAR and CANARY', () => {
    for (const strategy of ['LINEAR', 'CANARY']) {
      expect(said(`strategy: ${strategy}`)).toEqual([
        `strategy: ${strategy} needs something to shift traffic with: give loadBalancers, serviceConnectConfiguration or vpcLatticeConfigurations`,
      ]);
      for (const service of [BALANCED, CONNECTED, 'vpcLatticeConfigurations: [{ roleArn: r, targetGroupArn: t, portName: p }]'])
        expect(said(`strategy: ${strategy}`, { service })).toEqual([]);
      expect(said(`strategy: ${strategy}`, { service: 'serviceConnectConfiguration: { enabled: false }' })).toHaveLength(1);
    }
    expect(said('strategy: LINEAR', { service: BALANCED, rest: 'awsBehaviour: guide-2024' })).toEqual([
      'strategy: LINEAR is newer than guide-2024: ROLLING, or awsBehaviour: current',
    ]);
  });

  it('[N.STRAT-2] percents and minutes in their ranges, and a bake time for BLUE_GREEN', () => {
    const of = (configuration: string) => said(configuration, { service: BALANCED });
    expect(of('strategy: BLUE_GREEN')).toEqual(['bakeTimeInMinutes: is missing: BLUE_GREEN needs it, 0 for none']);
    expect(of('strategy: CANARY, canaryConfiguration: { canaryPercent: 0.1, canaryBakeTimeInMinutes: 1440 }')).toEqual([]);
    expect(of('strategy: LINEAR, linearConfiguration: { stepPercent: 3, stepBakeTimeInMinutes: 0 }')).toEqual([]);
    const wrong = [
      ['strategy: CANARY, canaryConfiguration: { canaryPercent: 0.05 }', 'canaryConfiguration.canaryPercent'],
      ['strategy: CANARY, canaryConfiguration: { canaryPercent: 0.15 }', 'canaryConfiguration.canaryPercent'],
      ['strategy: CANARY, canaryConfiguration: { canaryBakeTimeInMinutes: 1441 }', 'canaryConfiguration.canaryBakeTimeInMinutes'],
      ['strategy: LINEAR, linearConfiguration: { stepPercent: 2.9 }', 'linearConfiguration.stepPercent'],
      ['strategy: LINEAR, linearConfiguration: { stepPercent: 10.05 }', 'linearConfiguration.stepPercent'],
      ['strategy: LINEAR, linearConfiguration: { stepBakeTimeInMinutes: 1441 }', 'linearConfiguration.stepBakeTimeInMinutes'],
      ['strategy: LINEAR, linearConfiguration: { stepBakeTimeInMinutes: -1 }', 'linearConfiguration.stepBakeTimeInMinutes'],
      ['strategy: BLUE_GREEN, bakeTimeInMinutes: 1441', 'bakeTimeInMinutes'],
    ] as const;
    for (const [configuration, path] of wrong) expect(of(configuration)).toEqual([expect.stringMatching(`^${path}: `)]);
  });
});

describe('when traffic moves', () => {
  // Green is healthy at 605 s. Ten steps of 10 %, with nine waits of 360 s: all of it at 605 + 3,240 = 3,845 s. Without a bake time blue stops then.
  it('[N.T-STRAT-a, N.STRAT-2] LINEAR: in ceil(100 / stepPercent) steps, with a wait between two', () => {
    const { shifts, blue } = story(text('strategy: LINEAR', { service: BALANCED }));
    expect(shifts).toEqual(Array.from({ length: 10 }, (_, i) => [605 + 360 * i, 10 * (i + 1)]));
    expect(blue).toBe(3_845);
    const ofThirty = 'strategy: LINEAR, linearConfiguration: { stepPercent: 30, stepBakeTimeInMinutes: 5 }';
    for (const service of [BALANCED, CONNECTED])
      expect(story(text(ofThirty, { service })).shifts).toEqual([
        [605, 30],
        [905, 60],
        [1_205, 90],
        [1_505, 100],
      ]);
    expect(story(text('strategy: LINEAR, linearConfiguration: { stepPercent: 100 }', { service: BALANCED }))).toMatchObject({
      shifts: [[605, 100]],
      blue: 605,
    });
  });

  it('[N.T-STRAT-b, N.STRAT-2] CANARY: 5 %, and the rest ten minutes later', () => {
    expect(story(text('strategy: CANARY, bakeTimeInMinutes: 5', { service: BALANCED }))).toMatchObject({
      shifts: [
        [605, 5],
        [1_205, 100],
      ],
      blue: 1_505,
    });
  });

  // Test traffic from 605 to 1,205 s, production traffic to 1,805 s, five minutes of bake time to 2,105 s.
  it('[N.T-STRAT-c, N.STRAT-4, N.STRAT-3] ten minutes each for test and production traffic behind a Network Load Balancer', () => {
    const configuration = 'strategy: BLUE_GREEN, bakeTimeInMinutes: 5';
    expect(story(text(configuration, { service: TESTED, rest: NETWORK }))).toMatchObject({ shifts: [[1_205, 100]], blue: 2_105 });
    expect(story(text(configuration, { service: TESTED }))).toMatchObject({ shifts: [[605, 100]], blue: 905 });
    // Nothing is tested without a test listener.
    expect(story(text(configuration, { service: BALANCED, rest: NETWORK }))).toMatchObject({ shifts: [[605, 100]], blue: 1_505 });
    // Each step moves for ten minutes before its own ten of bake time.
    expect(story(text('strategy: CANARY', { service: BALANCED, rest: NETWORK }))).toMatchObject({
      shifts: [
        [605, 5],
        [1_805, 100],
      ],
      blue: 2_405,
    });
  });
});

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

  it('[N.HOOK-1] asks a function again after 30 seconds, or its callBackDelay', () => {
    expect(hooked('{ lifecycleStages: [POST_SCALE_UP], takes: 95s }').shifts).toEqual([[605 + 120, 100]]);
    expect(hooked('{ lifecycleStages: [POST_SCALE_UP], takes: 95s, callBackDelay: 10s }').shifts).toEqual([[605 + 100, 100]]);
  });

  it('[N.HOOK-1] waits 24 hours or as long as told, and then rolls back or goes on', () => {
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
      'lifecycleHooks: is newer than guide-2024: leave it out, or write awsBehaviour: current',
    ]);
  });
});

describe('the bake time of a rolling update', () => {
  const rolling = (configuration = '', alarms = '{ at: 2h, for: 1m }', rest = '') =>
    text(`alarms: { enable: true, rollback: true, alarmNames: [a] }${configuration}`, { service: `deploymentAlarms: [${alarms}]`, rest });

  // The new tasks are healthy at 605 s, and the old ones gone: watched from then on.
  it('[N.STRAT-5] begins when the new tasks are healthy and the old ones are gone: 5 minutes, or as told', () => {
    expect(story(rolling()).end).toEqual([905, 'COMPLETED']);
    expect(story(rolling('', undefined, 'alarms: { rollingBakeTime: 90s }')).end).toEqual([695, 'COMPLETED']);
    expect(story(rolling(', bakeTimeInMinutes: 2', undefined, 'alarms: { rollingBakeTime: 90s }')).end).toEqual([725, 'COMPLETED']);
    expect(story(text('bakeTimeInMinutes: 2')).end).toEqual([605, 'COMPLETED']);
  });

  it('[N.STRAT-5] is when an alarm still rolls it back', () => {
    expect(story(rolling('', '{ at: 904s, for: 1m }')).end).toEqual([904, 'FAILED']);
    expect(story(rolling('', '{ at: 906s, for: 1m }')).end).toEqual([905, 'COMPLETED']);
  });

  it('[N.STRAT-5] is of no use without alarms, at most a day, and newer than the guide', () => {
    expect(checked(text('bakeTimeInMinutes: 2')).warnings.map(({ message }) => message)).toContain(
      'has no effect: the rolling update has no alarms to watch',
    );
    expect(said('bakeTimeInMinutes: 1441')).toHaveLength(1);
    expect(said('maximumPercent: 200', { rest: 'alarms: { rollingBakeTime: 25h }' })).toEqual([
      'alarms.rollingBakeTime: "25h" is too long: at most 24h',
    ]);
    expect(said('bakeTimeInMinutes: 2', { rest: 'awsBehaviour: guide-2024' })).toEqual([
      'bakeTimeInMinutes: of a rolling update is newer than guide-2024: leave it out, or write awsBehaviour: current',
    ]);
  });
});
