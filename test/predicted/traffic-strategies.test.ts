import { describe, expect, it } from 'vitest';
import { checked } from './checked.js';
import { predict } from './predict.js';
import { BALANCED, CONNECTED, NETWORK, said, story, TESTED, text } from './strategies.js';

// Source: pages blue-green-, linear- and canary-deployment-implementation, deployment-lifecycle-hooks, nlb-resources-for-blue-green.

describe('requirements of a strategy that shifts traffic', () => {
  // Green starts at 600 s and is healthy at 605 s. No traffic moves; after a bake of five minutes, at 905 s, the blue tasks stop.
  it('[N.STRAT-1] none for BLUE_GREEN, which then replaces its tasks', () => {
    const { tasks } = predict(text('strategy: BLUE_GREEN, bakeTimeInMinutes: 5'));
    expect(tasks.map(({ requested, running, stopping }) => [requested, running, stopping])).toEqual([
      [0, 5, 905],
      [0, 5, 905],
      [600, 605, undefined],
      [600, 605, undefined],
    ]);
  });

  // Blue stops for the deployment, and green for the desired count of 0 at 1,000 s.
  it('[N.STRAT-1] none for the scale-in of its service to nothing', () => {
    const toNothing = 'desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 2 }, { at: 1000s, desiredCount: 0 }] }';
    const { tasks } = predict(text('strategy: BLUE_GREEN, bakeTimeInMinutes: 5').replace('desiredCount: 2', toNothing));
    const [blue, green] = [
      { stopping: 905, cause: 'deployment' },
      { stopping: 1000, cause: 'serviceScaledIn' },
    ];
    expect(tasks).toMatchObject([blue, blue, green, green]);
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
      'strategy: is newer than the edition in awsBehaviour: leave it out, or write awsBehaviour: current',
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

describe('the bake time of a rolling update', () => {
  const rolling = (configuration = '', alarms = '{ at: 2h, for: 1m }', rest = '') =>
    text(`alarms: { enable: true, rollback: true, alarmNames: [a] }${configuration}`, { service: `deploymentAlarms: [${alarms}]`, rest });

  // The new tasks are healthy at 605 s, and the old ones gone: watched from then on.
  it('[N.STRAT-5] begins when the new tasks are healthy and the old ones are gone: 5 minutes, or the given time', () => {
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
      'bakeTimeInMinutes: is newer than the edition in awsBehaviour: leave it out, or write awsBehaviour: current',
    ]);
  });
});
