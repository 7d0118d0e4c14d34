import { describe, expect, it } from 'vitest';
import { checked } from './checked.js';
import { predict } from './predict.js';
import { BALANCED, story, text } from './strategies.js';

// Source: JWanderer73/credit-card-fraud, 2026-09: P.124 for the circuit breaker, P.123 for the traffic after an alarm.

const BREAKER = 'deploymentCircuitBreaker: { enable: true, rollback: true }';
const CANARY = 'strategy: CANARY, canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 5 }';

describe('a failed deployment by a strategy of ECS', () => {
  // Programs of the second revision end 10 s after they run, at 615 s: two tasks fail at once, and their replacements from 605 + 15 s on. The third
  // failure, at 630 s, reaches the threshold of three. No traffic had moved.
  it.each([CANARY, 'strategy: LINEAR', 'strategy: BLUE_GREEN, bakeTimeInMinutes: 5'])(
    '[P.124] is ended by its circuit breaker: %s',
    (strategy) => {
      const of = (breaker: string) =>
        text(`${strategy}${breaker}`, { service: BALANCED, deployments: '{ at: 10m, failureMode: { exitsAfter: 10s } }' });
      expect(checked(of(`, ${BREAKER}`)).warnings).toEqual(checked(of('')).warnings);
      expect(story(of(`, ${BREAKER}`))).toMatchObject({ shifts: [], end: [630, 'FAILED'] });
      expect(story(of(''))).toMatchObject({ shifts: [], end: undefined });
    },
  );

  // Turns at 3, 13, 23 s ... The alarm begins at 15 min, 900 s, while the canary has 10 %: the scheduler sees it at 903 s, and the traffic is back at 913 s.
  it('[P.123] gives its traffic back at the turn after its failure', () => {
    const alarms = 'alarms: { enable: true, rollback: true, alarmNames: [errors] }';
    const service = `${BALANCED}\n    deploymentAlarms: [{ at: 15m, for: 10m }]`;
    const scenario = text(`${CANARY}, ${alarms}`, { service }).replace('reaction: 0s', 'turnPhase: 3s');
    const { of } = predict(scenario, { hasTurns: true });
    expect(of('trafficShifted').map(({ at, args }) => [at, args.greenTenths])).toEqual([
      [expect.any(Number), 100],
      [913, 0],
    ]);
  });

  // Green has all traffic from 630 s on, and bakes until 930 s. Its tasks begin to stop with the rollback, deregistered a turn later and gone at the next
  // one: blue is COMPLETED 40 s after that.
  it.each([
    ['an alarm', ', alarms: { enable: true, rollback: true, alarmNames: [errors] }', 'deploymentAlarms: [{ at: 15m, for: 10m }]', ''],
    ['a stop at 800 s', '', '', 'faults: [{ at: 800s, type: stopDeployment, service: web }]'],
    ['a stop at 920 s', '', '', 'faults: [{ at: 920s, type: stopDeployment, service: web }]'],
  ])('[V.6, N.STRAT-3] goes back in the same time after %s', (_, alarms, more, rest) => {
    const service = `${BALANCED}\n    ${more}`;
    const scenario = text(`strategy: BLUE_GREEN, bakeTimeInMinutes: 5${alarms}`, { service, rest }).replace(
      'reaction: 0s',
      'turnPhase: 0s',
    );
    const changes = predict(scenario, { hasTurns: true }).of('deploymentChanged');
    const failed = changes.find(({ args }) => args.revision === 1 && args.rollout === 3)!;
    const back = changes.find(({ at, args }) => at > failed.at && args.revision === 0 && args.rollout === 2)!;
    expect(back.at - failed.at).toBe(60);
  });
});

// A task runs 5 s after its request and ends a second later, so three failures have come after two tasks and one replacement: 606 and 612 s.
describe('a green revision of which no task is left when the deployment fails', () => {
  const STRATEGIES = [`${CANARY}`, 'strategy: LINEAR', 'strategy: BLUE_GREEN, bakeTimeInMinutes: 5'];
  const ENDING = '{ at: 10m, failureMode: { exitsAfter: 1s } }';
  const rollouts = (scenario: string) =>
    predict(scenario)
      .of('deploymentChanged')
      .map(({ at, args }) => [at, args.revision, args.rollout]);

  it.each(STRATEGIES)('[S.SM-2, S.SM-3] is rolled back, and blue is COMPLETED at once: it has all its tasks: %s', (strategy) => {
    const scenario = text(`${strategy}, ${BREAKER}`, { service: BALANCED, deployments: ENDING });
    expect(rollouts(scenario).slice(2)).toEqual([[600, 1, 1], [612, 1, 3], [612, 0, 1], [612, 0, 2]]); // biome-ignore format: steps
  });

  it.each(STRATEGIES)('[S.CB-5, S.BG-4] leaves blue its tasks, which was never COMPLETED: %s', (strategy) => {
    // The first deployment is IN_PROGRESS at 2 s, and its tasks run at 5 s; those of the second one end at 8 and 14 s.
    const deployments = '{ at: 2s, failureMode: { exitsAfter: 1s } }';
    const scenario = text(`${strategy}, ${BREAKER}`, { service: BALANCED, deployments });
    expect(rollouts(scenario)).toEqual([[0, 0, 1], [2, 1, 1], [14, 1, 3], [14, 0, 1], [14, 0, 2]]); // biome-ignore format: steps
    expect(
      predict(scenario)
        .tasks.filter(({ stopping }) => stopping === undefined)
        .map(({ requested }) => requested),
    ).toEqual([0, 0]);
  });

  it('[N.THR-3, S.THR-3] no longer holds up the replacements of blue', () => {
    // The starts of green fail at 605 and 610 s: after the third and fourth the service would wait a minute each. Blue ends by itself at 611 s.
    const service = `${BALANCED}\n    timeToFailure: 606s`;
    const deployments = '{ at: 10m, failureMode: { failedStarts: 1 } }';
    const { tasks } = predict(text(`${CANARY}, ${BREAKER}`, { service, deployments }));
    const blue = tasks.filter(({ requested, running }) => requested > 600 && running !== undefined);
    expect(blue.slice(0, 2).map(({ requested, running }) => [requested, running])).toEqual([[611, 616], [611, 616]]); // biome-ignore format: steps
  });
});

// Source: API reference, DeploymentAlarms ("Set the rollback parameter to have Amazon ECS to roll back").
describe('a failed shift without a rollback', () => {
  const failedAt = (at: number) => [[600, 1, 1], [at, 1, 3]]; // biome-ignore format: steps
  const changes = (of: ReturnType<typeof predict>['of']) =>
    of('deploymentChanged').map(({ at, args }) => [at, args.revision, args.rollout]);

  // The canary has 10 % from 605 s on. The alarm begins at 700 s.
  it('[S.ALARM-1, S.ALARM-2] after an alarm leaves traffic and tasks as they are', () => {
    const service = `${BALANCED}\n    deploymentAlarms: [{ at: 700s, for: 10m }]`;
    const alarms = 'alarms: { enable: true, rollback: false, alarmNames: [errors] }';
    const { of, tasks } = predict(text(`${CANARY}, ${alarms}`, { service }));
    expect(of('trafficShifted').map(({ at, args }) => [at, args.greenTenths])).toEqual([[605, 100]]);
    expect(changes(of).slice(2)).toEqual(failedAt(700));
    expect(tasks.map(({ requested, stopping }) => [requested, stopping])).toEqual([0, 0, 600, 600].map((at) => [at, undefined]));
  });

  // Green has all traffic from 605 s on, and bakes for five minutes. The alarm begins at 700 s. The next deployment goes well: its blue is green.
  it('[S.SM-2, S.ALARM-2] stays FAILED with all traffic on green when the next deployment begins', () => {
    const service = `${BALANCED}\n    deploymentAlarms: [{ at: 700s, for: 10m }]`;
    const alarms = 'alarms: { enable: true, rollback: false, alarmNames: [errors] }';
    const deployments = '{ at: 10m }, { at: 30m }';
    const { simulation } = predict(text(`strategy: BLUE_GREEN, bakeTimeInMinutes: 5, ${alarms}`, { service, deployments }));
    const { list } = simulation.world.records.services[0]!.deploymentState.deployments;
    expect(list.map(({ rollout }) => rollout)).toEqual([2, 3, 2]);
  });

  // Turns at 3, 13, 23 s ... The hook refuses at 623 s, when green has all traffic; the alarm begins at 632 s, and blue has its traffic again at 633 s.
  it('[S.ALARM-2, N.HOOK-1] does not end a rollback that a hook has begun', () => {
    const alarms = 'alarms: { enable: true, rollback: false, alarmNames: [errors] }';
    const hooks = 'lifecycleHooks: [{ lifecycleStages: [POST_PRODUCTION_TRAFFIC_SHIFT] }]';
    const service = `${BALANCED}\n    deploymentAlarms: [{ at: 632s, for: 10m }]`;
    const deployments = '{ at: 10m, failureMode: { failedHooks: [POST_PRODUCTION_TRAFFIC_SHIFT] } }';
    const scenario = text(`strategy: BLUE_GREEN, bakeTimeInMinutes: 5, ${alarms}, ${hooks}`, { service, deployments });
    const { of } = predict(scenario.replace('reaction: 0s', 'turnPhase: 3s'), { hasTurns: true });
    expect(of('trafficShifted').map(({ at, args }) => [at, args.greenTenths])).toEqual([[623, 1000], [633, 0]]); // biome-ignore format: steps
    const ofBlue = changes(of).filter(([at, revision]) => at! > 600 && revision === 0);
    expect(ofBlue.map(([, , rollout]) => rollout)).toEqual([1, 2]);
  });

  // The third failure comes at 612 s, of replacements that were started at 606 s. No other follows; blue, which ends by itself at 905 s, is replaced.
  it('[S.CB-5, S.SM-2] after the circuit breaker starts no task of green, and keeps blue at its count', () => {
    const service = `${BALANCED}\n    timeToFailure: 900s`;
    const breaker = 'deploymentCircuitBreaker: { enable: true, rollback: false }';
    const deployments = '{ at: 10m, failureMode: { exitsAfter: 1s } }';
    const { of, tasks } = predict(text(`${CANARY}, ${breaker}`, { service, deployments }), { until: 1000 });
    expect(changes(of).slice(2)).toEqual(failedAt(612));
    expect(tasks.map(({ requested }) => requested)).toEqual([0, 0, 600, 600, 606, 606, 905, 905]);
  });
});

// A container check fails each time from the start on: the task is never HEALTHY.
it('[V.11] a task whose container is never HEALTHY is not registered, with registersWhen: healthy', () => {
  const sick = text('minimumHealthyPercent: 100', {
    service: BALANCED,
    deployments: '{ at: 10m, failureMode: { unhealthyAfter: 0s } }',
  })
    .replace('cpu: 64,', 'healthCheck: { command: [CMD, check], interval: 10, retries: 3 }, cpu: 64,')
    .replace('reaction: 0s', 'reaction: 0s, registersWhen: healthy');
  const registered = (of: string) =>
    predict(of)
      .of('targetRegistered')
      .map(({ args }) => args.task);
  expect(registered(sick)).toEqual([0, 1]);
});
