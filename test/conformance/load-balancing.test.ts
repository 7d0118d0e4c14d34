import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../src/services/health/condition.js';
import { type BalancerUse, limitProblems } from '../../src/services/load-balancing/limits.js';
import { type BalancedService, loadBalancerProblems, type TargetGroup } from '../../src/services/load-balancing/rules.js';
import { type CheckedTarget, TARGET_CHECK_DEFAULTS, targetTimeline } from '../../src/services/load-balancing/target-health.js';
import { TARGET_DEFAULTS, type TargetSettings } from '../../src/services/load-balancing/target-settings.js';
import { reconcileReplica } from '../../src/services/replica.js';
import { HEALTH } from '../sim/parts.js';

describe('the health of a target', () => {
  const LATE: TargetSettings = { ...TARGET_DEFAULTS, firstCheckMs: null };
  const timelineOf = (target: Partial<CheckedTarget>, check = TARGET_CHECK_DEFAULTS, settings = LATE) =>
    targetTimeline(check, { passesFromMs: 0, failsFromMs: null, failMs: 0, ...target }, settings);

  it('[T.LB-2, S.HEALTH-10] is lost after two failures 30 seconds apart: 60 seconds', () => {
    expect(timelineOf({ passesFromMs: null })).toEqual([{ atMs: 60_000, status: 'unhealthy' }]);
    expect(timelineOf({ failsFromMs: 3_600_000 })).toEqual([
      { atMs: 30_000, status: 'healthy' },
      { atMs: 3_630_000, status: 'unhealthy' }, // Checks at 3600 and 3630 s.
    ]);
    expect(timelineOf({ failsFromMs: 3_600_001 })[1]).toEqual({ atMs: 3_660_000, status: 'unhealthy' }); // The check at 3600 s was still good.
    expect(timelineOf({ passesFromMs: null, failMs: 60_000 })[0]!.atMs).toBe(65_000); // No answer: the second check ends at its timeout.
    const tuned = { ...TARGET_CHECK_DEFAULTS, intervalMs: 5_000 };
    expect(timelineOf({ passesFromMs: null }, tuned)[0]!.atMs).toBe(10_000); // 2 × 5 s
  });

  it('[T.LB-2] is won by one success at first and by five after it was lost', () => {
    expect(timelineOf({ passesFromMs: 31_000 })).toEqual([{ atMs: 60_000, status: 'healthy' }]);
    expect(timelineOf({ passesFromMs: 61_000 })).toEqual([
      { atMs: 60_000, status: 'unhealthy' },
      { atMs: 210_000, status: 'healthy' }, // The fifth of 90, 120, ... s: 150 s to recover.
    ]);
    expect(timelineOf({ passesFromMs: 61_000, failsFromMs: 200_000 })).toEqual([{ atMs: 60_000, status: 'unhealthy' }]); // Four of five.
  });

  it('begins with the registration, some time or an interval later', () => {
    expect(timelineOf({}, TARGET_CHECK_DEFAULTS, TARGET_DEFAULTS)).toEqual([{ atMs: 1_500, status: 'healthy' }]);
    expect(timelineOf({}, TARGET_CHECK_DEFAULTS, { ...TARGET_DEFAULTS, firstCheckMs: 0 })).toEqual([{ atMs: 0, status: 'healthy' }]);
    expect(timelineOf({})).toEqual([{ atMs: 30_000, status: 'healthy' }]);
  });

  it('[S.LB-3, T.LB-2] when it is lost the task is stopped, and another started, until the desired count is healthy', () => {
    const signs = { runningSinceMs: 0, containers: null, target: 'unhealthy' as const };
    const { condition } = conditionOf(signs, 0, 60_000, HEALTH);
    const counts = { waiting: 0, healthy: 3, unhealthy: 0, onDraining: 0, stopping: 0 };
    const target = { desired: 4, minimumHealthyPercent: 100, maximumPercent: 200, isRollingUpdate: false };
    const bad = { ...counts, [condition]: counts[condition] + 1 };
    expect(reconcileReplica(bad, target)).toMatchObject({ start: 1, stop: { unhealthy: 0 } });
    expect(reconcileReplica({ ...bad, healthy: 4 }, target)).toMatchObject({ start: 0, stop: { unhealthy: 1 } });
    expect(reconcileReplica({ ...bad, unhealthy: 0, healthy: 4 }, target)).toMatchObject({ start: 0, stop: { unhealthy: 0 } });
  });
});

describe('a target of a load balancer', () => {
  it('has its place within the quotas of the load balancer', () => {
    const problemsOf = (use: Partial<BalancerUse>) =>
      limitProblems({ type: 'application', targets: [1_000], zones: 3, ...use }).map(({ group, message }) => [group, message]);
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ targets: [10, 1_001] })).toEqual([[1, 'takes 1000 targets by default, and may have 1001']]);
    expect(problemsOf({ targets: [600, 401] })).toEqual([[null, 'takes 1000 targets by default, and may have 1001']]);
    const network = (targets: number[], zones: number) => problemsOf({ type: 'network', targets, zones });
    expect(network([600, 900], 3)).toEqual([]);
    expect(network([600, 901], 3)).toEqual([[null, 'takes 500 targets in a zone by default, and may have 501 in each of 3']]);
    expect(network([1_000, 1_000, 1_000, 1], 9)).toEqual([[null, 'takes 3000 targets by default, and may have 3001']]);
    expect(problemsOf({ targets: Array(101).fill(1) })).toEqual([[null, 'takes 100 target groups by default, and has 101']]);
    expect(network(Array(101).fill(1), 1)).toEqual([]);
  });
});

describe('load balancers of a service', () => {
  const group: TargetGroup = { balancer: 'application', targetType: 'ip', deregistrationDelayMs: 20_000 };
  const service: BalancedService = {
    targetGroups: [group],
    controller: 'ECS',
    networkMode: 'awsvpc',
    isExternal: false,
    stopTimeoutMs: 30_000,
  };
  const problemsOf = (changes: Partial<BalancedService>) =>
    loadBalancerProblems({ ...service, ...changes }).map(({ path, level }) => [path.join('.'), level ?? 'error']);

  it('[T.LB-1, S.LB-4] are at most five target groups; awsvpc needs targets of type ip, bridge and host of type instance', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ targetGroups: Array(5).fill(group) })).toEqual([]);
    expect(problemsOf({ targetGroups: Array(6).fill(group) })).toEqual([['loadBalancers', 'error']]);
    expect(problemsOf({ targetGroups: [group, { ...group, targetType: 'instance' }] })).toEqual([['loadBalancers.1.targetType', 'error']]);
    for (const networkMode of ['bridge', 'host'] as const)
      expect(problemsOf({ networkMode })).toEqual([['loadBalancers.0.targetType', 'error']]);
    expect(problemsOf({ networkMode: 'host', targetGroups: [{ ...group, targetType: 'instance' }] })).toEqual([]);
    expect(problemsOf({ networkMode: 'none' })).toEqual([['loadBalancers', 'error']]);
  });

  it('[T.LB-1] are Application or Network ones in awsvpc, and none on EXTERNAL instances', () => {
    expect(problemsOf({ targetGroups: [{ ...group, balancer: 'network' }] })).toEqual([]);
    expect(problemsOf({ targetGroups: [{ ...group, balancer: 'classic', targetType: 'instance' }] })).toEqual([
      ['loadBalancers.0.loadBalancer', 'error'],
    ]);
    expect(problemsOf({ isExternal: true })).toEqual([['loadBalancers', 'error']]);
    expect(problemsOf({ isExternal: true, targetGroups: [] })).toEqual([]);
    const classic: TargetGroup = { ...group, balancer: 'classic', targetType: 'instance' };
    expect(problemsOf({ networkMode: 'bridge', targetGroups: [classic] })).toEqual([]);
    expect(problemsOf({ networkMode: 'bridge', targetGroups: [classic, classic] })).toEqual([['loadBalancers', 'error']]);
    expect(problemsOf({ controller: 'EXTERNAL', targetGroups: [group, group] })).toEqual([['loadBalancers', 'error']]);
    expect(problemsOf({ controller: 'EXTERNAL' })).toEqual([]);
    expect(problemsOf({ controller: 'CODE_DEPLOY', targetGroups: [group, group] })).toEqual([]); // Blue and green.
  });

  it('[T.LB-1, S.LB-2, S.LB-4] are reported with the remedy', () => {
    const messages = (changes: Partial<BalancedService>) => loadBalancerProblems({ ...service, ...changes }).map(({ message }) => message);
    const delay = (deregistrationDelayMs: number) => messages({ targetGroups: [{ ...group, deregistrationDelayMs }] });
    const classic: TargetGroup = { ...group, balancer: 'classic' };
    expect([
      ...messages({ controller: 'EXTERNAL', targetGroups: [group, group] }),
      ...messages({ targetGroups: [classic] }),
      ...messages({ targetGroups: [{ ...group, targetType: 'instance' }] }),
      ...messages({ targetGroups: Array(6).fill(group) }),
      ...delay(-1_000),
      ...delay(40_000),
    ]).toEqual([
      'several target groups are not possible with the controller EXTERNAL: one',
      'a Classic Load Balancer cannot reach tasks in awsvpc: an Application or a Network Load Balancer',
      'instance is not possible for tasks in awsvpc: ip',
      'has 6 target groups: at most 5',
      '-1 s is not possible: 0 to 3600 s',
      'has a deregistration delay of 40 s, which is not below the stopTimeout of 30 s: a shorter delay or a longer stopTimeout, as AWS recommends',
    ]);
  });

  it('[S.LB-2, T.LB-3] should drain connections sooner than the stopTimeout', () => {
    const delay = (deregistrationDelayMs: number) => problemsOf({ targetGroups: [{ ...group, deregistrationDelayMs }] });
    expect(delay(29_999)).toEqual([]);
    expect(delay(30_000)).toEqual([['loadBalancers.0.deregistrationDelay', 'warning']]);
    expect(delay(3_600_001)).toEqual([['loadBalancers.0.deregistrationDelay', 'error']]);
  });
});
