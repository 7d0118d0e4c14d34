import { describe, expect, it } from 'vitest';
import { whenNoRoom } from '../../src/services/admission.js';
import { splitTasks, WEIGHT_ROUNDING_DEFAULT, type WeightRounding } from '../../src/services/capacity-provider-strategy.js';
import { mayAssociate, onCapacityChange } from '../../src/services/strategy-rules.js';
import { DesiredStatus, nextTaskState, TaskState } from '../../src/services/task-states.js';

type Item = [base: number, weight: number];
const split = (count: number, items: Item[], rounding: WeightRounding = WEIGHT_ROUNDING_DEFAULT) =>
  splitTasks(
    count,
    items.map(() => 0),
    items.map(([base, weight], provider) => ({ provider, base, weight })),
    rounding,
  );
describe('the split of tasks by a capacity provider strategy', () => {
  it.each(['greedy', 'largestRemainder'] as const)('[C.CAP-06, S.CPS-4, S.CPS-5] base first, then by weight (%s)', (rounding) => {
    const one: Item = [0, 1];
    const four: Item = [0, 4];
    expect(split(10, [one, one], rounding)).toEqual([5, 5]); // 1:1
    expect(split(10, [one, four], rounding)).toEqual([2, 8]); // 1:4
    expect(split(5, [one, four], rounding)).toEqual([1, 4]); // 1:4
    expect(split(10, [[2, 1], one], rounding)).toEqual([6, 4]); // 2 + 8/2, 8/2; not 5 and 5: the base is no part of the ratio
    expect(split(11, [[1, 1], four], rounding)).toEqual([3, 8]); // 1 + 10/5, 4 * 10/5
    expect(split(13, [[3, 1], four], rounding)).toEqual([5, 8]); // 3 + 10/5, 4 * 10/5
  });

  it('[C.CAP-05, S.CPS-3] a base is a minimum on its provider', () => {
    const items: Item[] = [
      [5, 1],
      [0, 1],
    ];
    expect(split(3, items)).toEqual([3, 0]); // 3 < 5: the base takes all
    expect(split(6, items)).toEqual([6, 0]); // 5, then one by weight: the tie goes to the earlier item
    expect(split(7, items)).toEqual([6, 1]);
  });

  it('[C.CAP-08, S.CPS-6] a provider of weight 0 gets nothing, unless it stands alone', () => {
    const idle: Item = [0, 0];
    expect(split(10, [idle, [0, 1]])).toEqual([0, 10]);
    expect(split(10, [idle])).toEqual([10]);
  });

  it('[A.T-CAS-j, A.T-CAS-k] two on demand, then one to three: 10 tasks are 4 and 6, 22 are 7 and 15', () => {
    const onDemand: Item = [2, 1];
    const spot: Item = [0, 3];
    expect(split(10, [onDemand, spot])).toEqual([4, 6]); // 2 + 8/4, 3 * 8/4
    expect(split(22, [onDemand, spot])).toEqual([7, 15]); // 2 + 20/4, 3 * 20/4
    const items = [
      { provider: 0, base: 2, weight: 1 },
      { provider: 1, base: 0, weight: 3 },
    ];
    expect(splitTasks(12, [4, 6], items, 'greedy')).toEqual([3, 9]); // The ten that run stay where they are.
  });
});

describe('a service and its capacity', () => {
  it('[C.CAP-10] a service does not move between Auto Scaling group providers and Fargate providers', () => {
    expect(onCapacityChange('autoScalingGroup', 'fargate')).toBe('refused');
    expect(onCapacityChange('fargate', 'autoScalingGroup')).toBe('refused');
    expect(onCapacityChange('fargate', 'fargate')).toBe('nextTasks');
  });

  it('[C.CAP-11] from a launch type to a strategy a service may move, with a new deployment', () => {
    expect(onCapacityChange('launchType', 'autoScalingGroup')).toBe('newDeployment');
    expect(onCapacityChange('launchType', 'fargate')).toBe('newDeployment');
    expect(onCapacityChange('launchType', 'launchType')).toBe('nextTasks');
  });

  it('[C.CAP-14] a provider with managed scaling belongs to one cluster, one without may serve several', () => {
    expect(mayAssociate(true, 0)).toBe(true);
    expect(mayAssociate(true, 1)).toBe(false);
    expect(mayAssociate(false, 1)).toBe(true);
  });
});

describe('who counts for a capacity provider', () => {
  it('[C.CAP-03, S.CPS-8, A.CAS-6] only a task with a strategy: one with a launch type may wait, but scales nothing', () => {
    expect(whenNoRoom({ hasStrategy: true, isService: false })).toEqual({ waits: true, isCounted: true });
    expect(whenNoRoom({ hasStrategy: true, isService: true })).toEqual({ waits: true, isCounted: true });
    expect(whenNoRoom({ hasStrategy: false, isService: true })).toEqual({ waits: true, isCounted: false });
    expect(whenNoRoom({ hasStrategy: false, isService: false })).toEqual({ waits: false, isCounted: false });
  });

  it('[C.CAP-15, C.TSK-05, S.TASK-4] a task for which the group cannot grow never leaves PROVISIONING', () => {
    const steps = { hasCapacity: false, hasAttachment: false, isRegistered: false, hasExited: false };
    expect(nextTaskState(TaskState.PROVISIONING, DesiredStatus.RUNNING, steps)).toBe(TaskState.PROVISIONING);
    expect(nextTaskState(TaskState.PROVISIONING, DesiredStatus.RUNNING, { ...steps, hasCapacity: true })).toBe(TaskState.PENDING);
    expect(nextTaskState(TaskState.PROVISIONING, DesiredStatus.STOPPED, steps)).toBe(TaskState.STOPPED); // Nothing to undo.
  });
});
