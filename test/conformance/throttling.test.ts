import { describe, expect, it } from 'vitest';
import {
  fullLaunchState,
  LAUNCH_DEFAULTS,
  type Launched,
  type LaunchState,
  launch,
  launchRates,
  runTaskCall,
  UNLIMITED,
} from '../../src/fargate/launching.js';
import { FargateProvider } from '../../src/fargate/providers.js';
import { API_BUCKETS, apiBucketOf } from '../../src/services/rates/api-calls.js';
import {
  LAUNCHES_PER_MINUTE,
  type LaunchLimit,
  type LaunchLog,
  launchesLeft,
  launchLimit,
  logLaunches,
  nextLaunchMs,
} from '../../src/services/rates/launches.js';

const { FARGATE, FARGATE_SPOT } = FargateProvider;
const rates = launchRates(LAUNCH_DEFAULTS.large);

/** When each of so many tasks that are wanted at once starts: an event loop that tries again only at the returned times. */
function startTimes(before: LaunchState, tasks: number, { nowMs = 0, provider = FARGATE as FargateProvider, by = rates } = {}): number[] {
  const times: number[] = [];
  let state = before;
  for (let now: number | null = nowMs; now !== null; ) {
    const launched: Launched = launch(state, by, { provider, tasks: tasks - times.length, nowMs: now });
    for (let i = 0; i < launched.starting; i++) times.push(now);
    state = launched.state;
    now = launched.nextMs;
  }
  return times;
}

describe('launches on Fargate', () => {
  it('[S.RATE-1, T.THR-1] are 100 at once and then 20 a second', () => {
    const times = startTimes(fullLaunchState(rates, 0), 140);
    expect(times.slice(0, 100).every((ms) => ms === 0)).toBe(true);
    expect(times.slice(100, 103)).toEqual([50, 100, 150]);
    expect(times.filter((ms) => ms > 0 && ms <= 1_000)).toHaveLength(20);
    expect(times.at(-1)).toBe(2_000);
    // Nearest counter-example: a hundred and no more do not wait.
    expect(startTimes(fullLaunchState(rates, 0), 100).at(-1)).toBe(0);
  });

  it('[T.THR-1] have their 100 again after five quiet seconds, and no more after an hour', () => {
    const empty = launch(fullLaunchState(rates, 0), rates, { provider: FARGATE, tasks: 100, nowMs: 0 }).state;
    expect(startTimes(empty, 100, { nowMs: 4_999 }).at(-1)).toBe(5_000);
    expect(startTimes(empty, 100, { nowMs: 5_000 }).at(-1)).toBe(5_000);
    expect(startTimes(empty, 101, { nowMs: 3_600_000 }).at(-1)).toBe(3_600_050);
  });

  it('[S.RATE-1] on FARGATE and on FARGATE_SPOT do not take from each other', () => {
    const spent = launch(fullLaunchState(rates, 0), rates, { provider: FARGATE, tasks: 100, nowMs: 0 }).state;
    expect(startTimes(spent, 100, { provider: FARGATE_SPOT }).at(-1)).toBe(0);
    expect(startTimes(spent, 1)).toEqual([50]);
  });

  it('[A.RT-1] are 25 at once and 5 a second in a small Region, and without quotas all at once', () => {
    const small = launchRates(LAUNCH_DEFAULTS.small);
    expect(startTimes(fullLaunchState(small, 0), 30, { by: small }).slice(24)).toEqual([0, 200, 400, 600, 800, 1_000]);
    expect(startTimes(fullLaunchState(UNLIMITED, 0), 5_000, { by: UNLIMITED }).at(-1)).toBe(0);
    expect(runTaskCall(fullLaunchState(UNLIMITED, 0), UNLIMITED, 0).retryMs).toBeNull();
  });

  it('[S.RATE-2, T.THR-2] come from at most 20 calls of RunTask a second: 10 calls of 10 tasks, or 20 of 5', () => {
    const inOneSecond = (tasks: number, perCall: number) => {
      let state = fullLaunchState(rates, 0);
      let started = 0;
      for (let call = 0; call < tasks / perCall; call++) {
        const called = runTaskCall(state, rates, 0);
        if (called.retryMs !== null) return { started, refusedCall: call + 1, retryMs: called.retryMs };
        const launched = launch(called.state, rates, { provider: FARGATE, tasks: perCall, nowMs: 0 });
        started += launched.starting;
        state = launched.state;
      }
      return { started };
    };
    expect(inOneSecond(100, 10)).toEqual({ started: 100 });
    expect(inOneSecond(100, 5)).toEqual({ started: 100 });
    expect(inOneSecond(100, 4)).toEqual({ started: 80, refusedCall: 21, retryMs: 50 });
  });

  it('[T.TEST-1, T.THR-1, T.THR-2] of 200 tasks by 20 calls in a second start 100 at once and the others at 20 a second', () => {
    const calls = Array(20).fill(10); // Ten tasks a call: golden-vectors.test.ts has it from a run.
    let state = fullLaunchState(rates, 0);
    for (const _ of calls) {
      const called = runTaskCall(state, rates, 0);
      expect(called.retryMs).toBeNull();
      state = called.state;
    }
    const times = startTimes(state, 200);
    expect(times.filter((ms) => ms === 0)).toHaveLength(100);
    for (const second of [0, 1, 2, 3, 4]) expect(times.filter((ms) => ms > second * 1_000 && ms <= (second + 1) * 1_000)).toHaveLength(20);
    expect(times.at(-1)).toBe(5_000); // Five more seconds.
    expect(runTaskCall(state, rates, 0).retryMs).toBe(50); // One call more would have been too many.
  });
});

describe('launches of a service', () => {
  const startAll = (limit: LaunchLimit | null, tasks: number) => {
    const times: number[] = [];
    let log: LaunchLog = [];
    for (let now = 0; times.length < tasks; now = nextLaunchMs(log, limit, now)) {
      const starting = Math.min(tasks - times.length, launchesLeft(log, limit, now));
      for (let i = 0; i < starting; i++) times.push(now);
      log = logLaunches(log, limit, now, starting);
    }
    return times;
  };

  it('[S.LIM-4, S.LIM-5, T.QUOTA-3] are 500 a minute, on instances and on Fargate', () => {
    expect(LAUNCHES_PER_MINUTE.instances).toBe(500);
    expect(LAUNCHES_PER_MINUTE.fargate.large).toBe(500);
    const times = startAll(launchLimit(500), 1_001);
    expect([times[499], times[500], times[999], times[1_000]]).toEqual([0, 60_000, 60_000, 120_000]);
    expect(startAll(launchLimit(500), 500).at(-1)).toBe(0);
    expect(startAll(null, 5_000).at(-1)).toBe(0);
    expect(nextLaunchMs([], null, 7)).toBe(7);
  });

  it('[T.QUOTA-3] are counted on instances and on Fargate each by itself, and service by service: a log each', () => {
    const limit = launchLimit(500);
    const onInstances = logLaunches([], limit, 0, 500);
    expect(launchesLeft(onInstances, limit, 59_999)).toBe(0);
    expect(launchesLeft([], limit, 59_999)).toBe(500);
  });

  it('[A.RT-1] are 125 a minute on Fargate in a small Region, where instances still get 500', () => {
    const times = startAll(launchLimit(LAUNCHES_PER_MINUTE.fargate.small), 126);
    expect(times.slice(124)).toEqual([0, 60_000]);
  });

  it('never exceed the limit in a minute, wherever it begins', () => {
    const limit = launchLimit(500);
    let log = logLaunches([], limit, 0, 300);
    log = logLaunches(log, limit, 59_000, launchesLeft(log, limit, 59_000)); // 200 late in the first minute
    expect(launchesLeft(log, limit, 60_000)).toBe(300);
    expect(nextLaunchMs(log, limit, 59_500)).toBe(60_000);
    log = logLaunches(log, limit, 60_000, 300);
    expect(nextLaunchMs(log, limit, 60_000)).toBe(119_000);
    expect(log).toEqual([
      [59_000, 200],
      [60_000, 300],
    ]);
  });

  it('are spread by a shorter window: 25 every three seconds are 500 a minute too', () => {
    const times = startAll(launchLimit(500, 3_000), 501);
    expect(times.filter((ms) => ms < 60_000)).toHaveLength(500);
    expect([times[24], times[25], times[500]]).toEqual([0, 3_000, 60_000]);
    expect(launchLimit(125, 100).tasks).toBe(1);
  });
});

describe('calls of the ECS API', () => {
  const run = apiBucketOf('RunTask');

  it('[T.THR-4, A.RT-1] take from the bucket of their kind: RunTask, StartTask and StopTask from one of 100 that gets 40 a second', () => {
    expect([apiBucketOf('StartTask'), apiBucketOf('StopTask')]).toEqual([run, run]);
    expect(API_BUCKETS[run]).toMatchObject({ category: 'cluster resource modify', rate: { capacity: 100, refill: 40, perMs: 1_000 } });
    expect(API_BUCKETS[apiBucketOf('UpdateService')]!.rate).toMatchObject({ capacity: 50, refill: 5 });
    expect(API_BUCKETS[apiBucketOf('RegisterContainerInstance')]!.rate).toMatchObject({ capacity: 200, refill: 120 });
    expect(API_BUCKETS[apiBucketOf('CreateCapacityProvider')]!.rate).toMatchObject({ capacity: 10, refill: 1 });
    expect(API_BUCKETS).toHaveLength(18);
    expect(apiBucketOf('RunTasks')).toBe(-1);
  });
});
