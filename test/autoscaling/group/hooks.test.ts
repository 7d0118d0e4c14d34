import { describe, expect, it } from 'vitest';
import { answerOf, answerOfAll, type HookAnswer, type LifecycleHook, longestWaitMs, NEVER } from '../../../src/autoscaling/group/hooks.js';

const HOUR = 3_600_000;
const short: LifecycleHook = { heartbeatMs: 60_000, defaultResult: 'CONTINUE', recordsHeartbeats: false };
const long: LifecycleHook = { heartbeatMs: 300_000, defaultResult: 'ABANDON', recordsHeartbeats: false };
const answers = (...actionsMs: [number, number]) => answerOfAll([answerOf(short, actionsMs[0]), answerOf(long, actionsMs[1])]);

describe('lifecycle hooks', () => {
  it('run side by side: the group waits for all, each until its own timeout', () => {
    expect(answers(10_000, 200_000)).toEqual({ afterMs: 200_000, result: 'CONTINUE' });
    expect(answers(NEVER, 20_000)).toEqual({ afterMs: 60_000, result: 'CONTINUE' });
    expect(answers(NEVER, 300_000)).toEqual({ afterMs: 300_000, result: 'CONTINUE' });
  });

  it('end the wait for the others with the first ABANDON', () => {
    expect(answers(10_000, 300_001)).toEqual({ afterMs: 300_000, result: 'ABANDON' });
    const abandoned = (afterMs: number): HookAnswer => ({ afterMs, result: 'ABANDON' });
    expect(answerOfAll([abandoned(9), { afterMs: HOUR, result: 'CONTINUE' }, abandoned(5)])).toEqual(abandoned(5));
  });

  it('have their timeout started anew by heartbeats, within the longest wait', () => {
    const beating = { ...long, recordsHeartbeats: true };
    expect(answerOf(beating, 20_000_000)).toEqual({ afterMs: 20_000_000, result: 'CONTINUE' });
    expect(answerOf(beating, 30_000_001)).toEqual({ afterMs: 30_000_000, result: 'ABANDON' }); // 100 timeouts
    expect(answerOf(beating, NEVER)).toEqual({ afterMs: 300_000, result: 'ABANDON' }); // a dead instance sends no heartbeat
    expect(longestWaitMs({ heartbeatMs: 1_728_000 })).toBe(48 * HOUR);
    expect(longestWaitMs({ heartbeatMs: 1_727_000 })).toBe(172_700_000);
  });

  it('need none to be waited for', () => {
    expect(answerOfAll([])).toEqual({ afterMs: 0, result: 'CONTINUE' });
  });
});
