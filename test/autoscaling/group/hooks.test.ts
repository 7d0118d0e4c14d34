import { describe, expect, it } from 'vitest';
import {
  completeHook,
  type LifecycleHook,
  longestWaitMs,
  nextTimeoutMs,
  outcomeOf,
  recordHeartbeat,
  startWait,
  timeOutHooks,
} from '../../../src/autoscaling/group/hooks.js';
import { type LifecycleState, nextLifecycleState } from '../../../src/autoscaling/group/lifecycle.js';

const HOUR = 3_600_000;
const short: LifecycleHook = { heartbeatMs: 60_000, defaultResult: 'CONTINUE' };
const long: LifecycleHook = { heartbeatMs: 300_000, defaultResult: 'ABANDON' };
const hooks = [short, long];

describe('lifecycle hooks', () => {
  it('run side by side: the group waits for all, each until its own timeout', () => {
    const wait = startWait(hooks, 1000);
    expect(nextTimeoutMs(wait)).toBe(61_000);
    const first = timeOutHooks(wait, hooks, 61_000);
    expect(first.results).toEqual(['CONTINUE', null]);
    expect([outcomeOf(wait), outcomeOf(first)]).toEqual([null, null]);
    expect(nextTimeoutMs(first)).toBe(301_000);
    expect(timeOutHooks(first, hooks, 300_999)).toEqual(first);
    expect(outcomeOf(completeHook(first, 1, 'CONTINUE'))).toBe('CONTINUE');
    expect(nextTimeoutMs(completeHook(first, 1, 'CONTINUE'))).toBeNull();
  });

  it('end the wait for the others with ABANDON', () => {
    expect(outcomeOf(completeHook(startWait(hooks, 0), 0, 'ABANDON'))).toBe('ABANDON');
    expect(outcomeOf(timeOutHooks(startWait(hooks, 0), hooks, 300_000))).toBe('ABANDON');
  });

  it('answer once', () => {
    const answered = completeHook(startWait(hooks, 0), 0, 'CONTINUE');
    expect(completeHook(answered, 0, 'ABANDON')).toEqual(answered);
    const continued = completeHook(startWait(hooks, 0), 1, 'CONTINUE');
    expect(timeOutHooks(continued, hooks, HOUR).results).toEqual(['CONTINUE', 'CONTINUE']);
  });

  it('have their timeout started anew by a heartbeat, within the longest wait', () => {
    const wait = recordHeartbeat(startWait(hooks, 1000), 0, short, 50_000);
    expect(wait.deadlinesMs).toEqual([110_000, 301_000]);
    const last = recordHeartbeat(wait, 0, short, 5_990_000);
    expect(last.deadlinesMs[0]).toBe(1000 + longestWaitMs(short)); // 100 minutes after the wait began
    expect(longestWaitMs({ heartbeatMs: 1_728_000 })).toBe(48 * HOUR);
    expect(longestWaitMs({ heartbeatMs: 1_727_000 })).toBe(172_700_000);
  });

  it('need none to be waited for', () => {
    expect(outcomeOf(startWait([], 0))).toBe('CONTINUE');
    expect(nextTimeoutMs(startWait([], 0))).toBeNull();
  });
});

describe('the life cycle of an instance', () => {
  const next = (state: LifecycleState, hasHook: boolean, outcome: 'CONTINUE' | 'ABANDON' | null = null) =>
    nextLifecycleState(state, { hasHook, outcome, poolState: 'Hibernated' });

  it('has no Wait state without a hook', () => {
    expect(next('Pending', false)).toBe('InService');
    expect(next('Warmed:Pending', false)).toBe('Warmed:Hibernated');
    expect(next('Terminating', false)).toBe('Terminated');
  });

  it('stays in a Wait state until there is an outcome', () => {
    const waits: LifecycleState[] = ['Pending:Wait', 'Warmed:Pending:Wait', 'Terminating:Wait'];
    expect(waits.map((state) => next(state, true))).toEqual(waits);
    expect(waits.map((state) => next(state, true, 'CONTINUE'))).toEqual([
      'Pending:Proceed',
      'Warmed:Pending:Proceed',
      'Terminating:Proceed',
    ]);
    expect(waits.map((state) => next(state, true, 'ABANDON'))).toEqual(['Terminating', 'Terminating', 'Terminating:Proceed']);
  });

  it('goes on from Proceed, and rests where only the group decides', () => {
    expect(next('Pending:Proceed', true)).toBe('InService');
    expect(next('Warmed:Pending:Proceed', true)).toBe('Warmed:Hibernated');
    expect(next('Terminating:Proceed', true)).toBe('Terminated');
    const rests: LifecycleState[] = ['InService', 'Terminated', 'Warmed:Stopped', 'Warmed:Running', 'Warmed:Hibernated'];
    expect(rests.map((state) => next(state, true, 'CONTINUE'))).toEqual(rests);
  });
});
