import { describe, expect, it } from 'vitest';
import { readSchedule, type Schedule } from '../../../src/services/scaling/schedule.js';
import { type ScheduledAction, ScheduledActions } from '../../../src/services/scaling/scheduled-actions.js';
import { reread } from '../../reread.js';
import { targetOf } from './toy-service.js';

const HOUR = 3_600_000;
const action = (expression: string, minCapacity: number | null, more: Partial<ScheduledAction> = {}): ScheduledAction => ({
  schedule: readSchedule(expression, { timeZone: 'UTC', startsAtMs: 0 }) as Schedule,
  ...{ minCapacity, maxCapacity: null, startMs: 0, endMs: null, ...more },
});

describe('scheduled actions', () => {
  it('are due from their start to their end, both included', () => {
    const actions = new ScheduledActions([action('rate(1 hour)', 2, { startMs: 2 * HOUR, endMs: 3 * HOUR })]);
    expect(actions.nextMs).toBe(2 * HOUR);
    const target = targetOf();
    expect(actions.apply(2 * HOUR - 1, target)).toBe(target);
    expect(actions.apply(2 * HOUR, target).minCapacity).toBe(2);
    expect(actions.nextMs).toBe(3 * HOUR);
    actions.apply(3 * HOUR, target);
    expect(actions.nextMs).toBe(Number.POSITIVE_INFINITY);
    expect(new ScheduledActions([]).nextMs).toBe(Number.POSITIVE_INFINITY);
  });

  it('that are due together run by time, then by place', () => {
    const actions = new ScheduledActions([action('rate(2 hours)', 4, { startMs: 1 }), action('rate(1 hour)', 9, { startMs: 1 })]);
    const after = actions.apply(2 * HOUR, targetOf());
    expect(after.minCapacity).toBe(9); // 1:00 nine, 2:00 four and then nine
    expect(actions.nextMs).toBe(3 * HOUR);
  });

  it('leave a bound that they do not name, and are refused when the bounds would cross', () => {
    const actions = new ScheduledActions([
      action('rate(1 hour)', 5, { startMs: 1 }),
      action('rate(2 hours)', null, { maxCapacity: 4, startMs: 1 }),
    ]);
    expect(actions.apply(HOUR, targetOf({ maxCapacity: 50 }))).toMatchObject({ minCapacity: 5, maxCapacity: 50 });
    expect(actions.apply(2 * HOUR, targetOf({ minCapacity: 5, maxCapacity: 50 }))).toMatchObject({ minCapacity: 5, maxCapacity: 50 });
    expect(actions.refused).toBe(1);
  });

  it('go on from what was saved', () => {
    const list = [action('rate(1 hour)', 5), action('at(1970-01-01T00:30:00)', 7)];
    const first = new ScheduledActions(list);
    first.apply(HOUR, targetOf());
    const second = new ScheduledActions(list);
    second.load(reread(first.save()));
    expect(second.nextMs).toBe(2 * HOUR);
    expect(second.save()).toEqual({ refused: 0, dueMs: [2 * HOUR, null] });
  });
});
