// Source: EC2 Auto Scaling guide, "Suspend and resume Amazon EC2 Auto Scaling processes"; API reference, ExecutePolicy.
import { describe, expect, it } from 'vitest';
import { GROUP_SCALING_REASON_NAMES } from '../../src/autoscaling/policies/group-reasons.js';
import { checked } from './checked.js';
import { alarm, changes, row, scenario, tracking } from './own-policies.js';
import { predict } from './predict.js';

const POLICIES = `[${tracking(100)}]`;
const with_ = (text: string, faults: string) => `${text}faults: [${faults}]\n`;
const suspend = (at: string, processes: string, type = 'suspendProcesses') =>
  `{ type: ${type}, at: ${at}, capacityProvider: web, scalingProcesses: [${processes}] }`;
const minutesOf = (text: string, fact: string) =>
  predict(text)
    .of(fact)
    .filter(({ at }) => at > 0)
    .map(({ at }) => at / 60);

describe('suspended processes of a group', () => {
  const quiet = scenario({ size: 4, policies: POLICIES });
  const raised = '{ type: desiredCapacity, at: 10m, capacityProvider: web, desiredCapacity: 6 }';

  it('[M.OWN-4] Launch: DesiredCapacity rises, and instances come once the process goes on', () => {
    expect(minutesOf(with_(quiet, raised), 'instanceLaunched')).toEqual([10, 10]);
    const text = with_(quiet, [suspend('5m', 'Launch'), raised, suspend('30m', 'Launch', 'resumeProcesses')].join(', '));
    expect(minutesOf(text, 'instanceLaunched')).toEqual([30, 30]);
    expect(
      minutesOf(with_(scenario({ size: 4, policies: POLICIES, more: 'suspendedProcesses: [Launch]' }), raised), 'instanceLaunched'),
    ).toEqual([]);
  });

  it('[M.OWN-4] Terminate: the group keeps what is more than desired', () => {
    const lowered = '{ type: desiredCapacity, at: 10m, capacityProvider: web, desiredCapacity: 2 }';
    const text = with_(quiet, [suspend('5m', 'Terminate'), lowered, suspend('30m', 'Terminate', 'resumeProcesses')].join(', '));
    expect(minutesOf(text, 'instanceTerminated')).toEqual([30, 30]);
  });

  it('[M.ALM-2] AlarmNotification: policies do nothing, and act at the next call once it goes on', () => {
    const text = scenario({ size: 4, policies: POLICIES, load: [...row(150, 12), ...row(95, 9)] });
    expect(changes(text)).toEqual([[3, 4, 6], [9, 6, 9]]); // biome-ignore format: a row a step
    const held = with_(text, [suspend('1m', 'AlarmNotification'), suspend('5m30s', 'AlarmNotification', 'resumeProcesses')].join(', '));
    expect(changes(held)).toEqual([[6, 4, 6], [12, 6, 9]]); // biome-ignore format: a row a step
    expect(
      predict(held)
        .of('groupScaled')
        .map(({ args }) => GROUP_SCALING_REASON_NAMES[args.reason!])[0],
    ).toBe('alarmNotificationSuspended');
  });

  it('HealthCheck and ReplaceUnhealthy: an instance that fails its checks stays until they go on', () => {
    const failure = '{ type: instanceFailure, at: 10m, count: 1, capacityProvider: web }';
    expect(minutesOf(with_(quiet, failure), 'instanceTerminated')).toHaveLength(1);
    for (const process of ['HealthCheck', 'ReplaceUnhealthy']) {
      const text = with_(quiet, [suspend('5m', process), failure, suspend('1h', process, 'resumeProcesses')].join(', '));
      expect(minutesOf(text, 'instanceTerminated')).toEqual([60]);
    }
  });

  it('[M.SCHD-1] ScheduledActions: what is scheduled does not happen, what a user sets does', () => {
    const by = (bySchedule: boolean) =>
      `{ type: desiredCapacity, at: 10m, capacityProvider: web, desiredCapacity: 6, bySchedule: ${bySchedule} }`;
    expect(minutesOf(with_(quiet, [suspend('5m', 'ScheduledActions'), by(true)].join(', ')), 'instanceLaunched')).toEqual([]);
    expect(minutesOf(with_(quiet, [suspend('5m', 'ScheduledActions'), by(false)].join(', ')), 'instanceLaunched')).toEqual([10, 10]);
    const bounds = '{ type: groupSize, at: 10m, capacityProvider: web, minSize: 6, bySchedule: true }';
    expect(minutesOf(with_(quiet, [suspend('5m', 'ScheduledActions'), bounds].join(', ')), 'instanceLaunched')).toEqual([]);
    expect(minutesOf(with_(quiet, bounds), 'instanceLaunched')).toEqual([10, 10]);
  });

  it('[M.T-OWN-j, M.SCHD-1] a scheduled minimum of 6 lifts a desired capacity of 4 to 6', () => {
    const morning = '{ type: groupSize, at: 2h, capacityProvider: web, minSize: 6, bySchedule: true }';
    const { simulation } = predict(with_(quiet, morning), { until: 7_200 });
    expect(simulation.world.records.groups[0]!.desired).toBe(6);
  });
});

describe('the execution of a policy of a group', () => {
  const simple = `{ policyName: up, adjustmentType: ChangeInCapacity, scalingAdjustment: 2, cooldown: 600 }`;
  const steps = `{ policyName: steps, adjustmentType: ChangeInCapacity, stepAdjustments: [{ scalingAdjustment: 1, metricIntervalLowerBound: 0, metricIntervalUpperBound: 10 }, { scalingAdjustment: 4, metricIntervalLowerBound: 10 }], ${alarm('GreaterThanOrEqualTo', 50)} }`;
  const text = scenario({ size: 4, policies: `[${simple}, ${steps}, ${tracking(100)}]`, duration: '1h' });
  const execute = (at: string, policy: string, more = '') =>
    `{ type: executePolicy, at: ${at}, capacityProvider: web, policyName: ${policy}${more} }`;

  it('[M.SIM-1] acts at once on a simple policy, and with honorCooldown waits for activities and cooldowns', () => {
    expect(changes(with_(text, [execute('10m', 'up'), execute('11m30s', 'up')].join(', ')))).toEqual([[10, 4, 6], [11.5, 6, 8]]); // biome-ignore format: a row a step
    const kind = ', honorCooldown: true';
    // In service at minute 11; the cooldown ends at minute 21.
    const calls = ['10m', '10m30s', '12m', '20m59s', '21m'].map((at) => execute(at, 'up', kind));
    expect(changes(with_(text, calls.join(', ')))).toEqual([[10, 4, 6], [21, 6, 8]]); // biome-ignore format: a row a step
  });

  it('[M.STEP-1] takes the step of MetricValue less BreachThreshold', () => {
    expect(changes(with_(text, execute('10m', 'steps', ', metricValue: 59, breachThreshold: 50')))).toEqual([[10, 4, 5]]);
    expect(changes(with_(text, execute('10m', 'steps', ', metricValue: 60, breachThreshold: 50')))).toEqual([[10, 4, 8]]);
  });

  it('is refused for target tracking, a policy that is not there, and a step without a breach', () => {
    const errors = (fault: string) => checked(with_(text, fault)).errors.map(({ message }) => message);
    expect(errors(execute('10m', 'track-100'))).toEqual(['"track-100" tracks a target: only step and simple policies can be executed']);
    expect(errors(execute('10m', 'step'))).toEqual(['"step" is no scaling policy of web; did you mean steps?']);
    expect(errors(execute('10m', 'steps'))).toEqual(['needs metricValue and breachThreshold: a step is chosen by them']);
  });
});
