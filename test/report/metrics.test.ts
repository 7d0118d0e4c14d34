import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunAccounts } from '../../src/record/ledger/run-accounts.js';
import { measure } from '../../src/record/measure.js';
import { METRICS } from '../../src/record/metrics.js';
import { Fact, StopCause } from '../../src/sim/facts.js';
import { reread } from '../reread.js';
import { History, HOUR, MINUTE, setupFor } from './history.js';
import { slowHeadline } from './oracle.js';
import { RandomHistory } from './random-history.js';

function headlineOf(history: History, endMs = HOUR) {
  return measure(history.play(new RunAccounts(setupFor())), endMs).headline;
}

/** One instance from 0 that registers at 1 min; one task requested at 0 that runs from 2 min to 32 min; the instance ends at 40 min. */
function oneTask(): History {
  return new History()
    .defineClass(0)
    .launch(0)
    .request(0)
    .at(MINUTE)
    .register(0)
    .place(0, 0, MINUTE)
    .at(MINUTE + 10_000)
    .pend(0, 30_000, 20_000)
    .at(2 * MINUTE)
    .run(0)
    .at(32 * MINUTE)
    .stop(0)
    .at(40 * MINUTE)
    .terminate(0);
}

describe('headline metrics', () => {
  it('report what is paid for CPU and memory that no task reserves', () => {
    // test.small weighs 9 x 2,000 + 4,000 = 22,000, the task 9 x 500 + 1,000 = 5,500: a quarter. It holds its room from 1 min to 32 min, of 40 min at a cent each
    // (0.36 USD an hour is 0.6 cents a minute): 31 x 0.006 / 4 = 0.0465 of 0.24 USD. A month has 730 such hours of 0.24 USD.
    const metrics = measure(oneTask().play(new RunAccounts(setupFor())), HOUR);
    expect(metrics.headline).toMatchObject({ cost_per_month_usd: 175.2, cost_unreserved_usd: 0.1935, cost_unreserved_percent: 80.625 });
    expect(metrics.providers.map((p) => p.cost_unreserved_usd)).toEqual([0.1935, 0]);
  });

  it('count no daemons: another instance with nothing but one makes a task-hour dearer', () => {
    expect(headlineOf(oneTask())).toMatchObject({ cost_per_task_hour_usd: 0.48, task_hours: 0.5 });
    const history = oneTask().at(40 * MINUTE);
    history.defineClass(1, { service: 1, cpu: 100, memory: 100 }).launch(1).register(1);
    history.request(1, 1).place(1, 1).pend(1).run(1).at(HOUR).stop(1, StopCause.instanceTerminated).terminate(1);
    const both = measure(history.play(new RunAccounts(setupFor())), HOUR);
    // 20 min more at 0.006 USD: 0.36 / 0.5 task-hours.
    expect(both.headline).toMatchObject({ cost_usd: 0.36, cost_per_task_hour_usd: 0.72, task_hours: 0.5 });
    expect(both.headline).toMatchObject({ tasks_started: 1, tasks_waited: 1, tasks_interrupted: 0 });
    expect(both.owners[1]).toMatchObject({ name: 'agent', is_daemon: true, tasks_started: 1, tasks_interrupted: 0, task_hours: 0.333 });
    expect(both.owners[0].is_daemon).toBeUndefined();
  });

  it('bill an instance from launch to termination', () => {
    // 40 min x 60 s x 0.36 / 3600 USD = 0.24; 40/60 h; a task-hour is half of one: 0.24 / 0.5.
    expect(headlineOf(oneTask())).toMatchObject({
      cost_usd: 0.24,
      cost_on_demand_usd: 0.24,
      instance_hours: 0.667,
      task_hours: 0.5,
      cost_per_task_hour_usd: 0.48,
      peak_instances: 1,
    });
  });

  it.each([
    ['a minute at least', 1000, 60],
    ['a begun second as a whole one', 60_001, 61],
    ['a full minute as a minute', 60_000, 60],
  ])('bill %s', (_, lifeMs, seconds) => {
    const history = new History().launch(0).at(lifeMs).terminate(0);
    expect(headlineOf(history).cost_usd).toBe(Math.round(seconds * 100) / 1e6);
  });

  it('bill what still lives up to the end, and each price once', () => {
    // An hour of test.small at 0.36 and half an hour of test.large at 0.72.
    const history = new History()
      .launch(0)
      .at(30 * MINUTE)
      .launch(1, { type: 1, provider: -1 });
    const metrics = measure(history.play(new RunAccounts(setupFor())), HOUR);
    expect(metrics.headline.cost_usd).toBe(0.72);
    expect(metrics.providers.map((p) => [p.capacity_provider, p.cost_usd, p.instance_hours])).toEqual([
      ['workers', 0.36, 1],
      ['batch', 0, 0],
      ['', 0.36, 0.5],
    ]);
  });

  it('split a wait by its causes, which add up to it', () => {
    expect(headlineOf(oneTask())).toMatchObject({
      wait_p50_ms: 120_000,
      wait_max_ms: 120_000,
      wait_mean_ms: 120_000,
      wait_quota_mean_ms: 0,
      wait_capacity_mean_ms: 0, // 60 s without an instance, all of them while it was booting.
      wait_boot_mean_ms: 60_000,
      wait_eni_mean_ms: 10_000, // 1:00 placed, 1:10 PENDING.
      wait_pull_mean_ms: 30_000,
      wait_start_mean_ms: 20_000,
    });
  });

  it('take a percentile by nearest rank', () => {
    // Waits of 1..20 s: rank ceil(0.5 x 20) = 10, ceil(0.95 x 20) = 19, ceil(0.99 x 20) = 20.
    const history = new History().defineClass(0, { cpu: 1, memory: 1, eni: 0 }).launch(0).register(0);
    for (let task = 0; task < 20; task++) history.request(task).place(task, 0).pend(task);
    for (let task = 0; task < 20; task++) history.at(1000 * (task + 1)).run(task);
    expect(headlineOf(history)).toMatchObject({ wait_p50_ms: 10_000, wait_p95_ms: 19_000, wait_p99_ms: 20_000, wait_max_ms: 20_000 });
  });

  it('count what is reserved as a share of what is registered, weighted by time', () => {
    // Registered 1 min to 40 min = 39 min; reserved 1 min to 32 min = 31 min of a quarter (500 of 2,000; 1,000 of 4,000), a third of 3 ENIs.
    expect(headlineOf(oneTask())).toMatchObject({
      cpu_reserved_percent: 19.872, // 100 x 31 / 39 / 4 = 19.8718
      memory_reserved_percent: 19.872,
      eni_reserved_percent: 26.496, // 100 x 31 / 39 / 3 = 26.4957
    });
  });

  it('call free CPU stranded where not even the smallest task fits any more', () => {
    // From 0: 3 tasks take 1,500 of 2,000 CPU and all 3 ENIs for half an hour of the hour: 500 x 0.5 of 2,000; memory 1,000 x 0.5 of 4,000.
    const history = new History().defineClass(0).launch(0).register(0);
    for (const task of [0, 1, 2]) history.request(task).place(task, 0);
    history.at(30 * MINUTE).stop(2);
    expect(headlineOf(history)).toMatchObject({ cpu_stranded_percent: 12.5, memory_stranded_percent: 12.5 });
    // A class without an interface still fits the 500 units: nothing is stranded from then on.
    const roomy = new History().defineClass(0).launch(0).register(0);
    for (const task of [0, 1, 2]) roomy.request(task).place(task, 0);
    roomy.at(15 * MINUTE).defineClass(1, { workload: 0, eni: 0 });
    expect(headlineOf(roomy).cpu_stranded_percent).toBe(6.25);
  });

  it('count a daemon for what is reserved, not for what would fit', () => {
    const history = new History().defineClass(0).defineClass(1, { service: 1, cpu: 10, memory: 10, eni: 0 }).launch(0).register(0);
    for (const task of [0, 1, 2]) history.request(task).place(task, 0);
    expect(headlineOf(history).cpu_stranded_percent).toBe(25);
  });

  it('count task-minutes below the desired count', () => {
    // Two desired from 0. One runs from 2 min to 32 min: 2 x 2 + 1 x 30 + 2 x 28 = 90.
    const history = new History();
    history.add(Fact.serviceDesired, 0, 2);
    history.facts.push(...oneTask().facts);
    // Without any task before 2 min and from 32 min on.
    const { owners, headline } = measure(history.play(new RunAccounts(setupFor())), HOUR);
    expect(headline).toMatchObject({
      below_desired_task_minutes: 90,
      worst_service_task_minutes: 90,
      without_task_service_minutes: 30,
    });
    expect(owners.map(({ name, without_task_minutes }) => [name, without_task_minutes])).toEqual([
      ['web', 30],
      ['agent', 0],
      ['nightly', 0],
    ]);
  });

  it('report how tasks ended and which are still waiting', () => {
    const history = new History().defineClass(0).launch(0).register(0);
    history.request(0).place(0, 0).pend(0).run(0).stop(0, StopCause.crashed);
    history.request(1).add(Fact.taskRefused, 1, 100);
    history.request(2).stop(2, StopCause.provisioningTimeout);
    history.request(3).place(3, 0).pend(3).run(3).stop(3, StopCause.instanceTerminated);
    history.request(4).place(4, 0);
    history.request(5).stop(5, StopCause.serviceScaledIn);
    expect(headlineOf(history)).toMatchObject({
      tasks_requested: 6,
      tasks_started: 2,
      tasks_completed: 0,
      tasks_failed: 3,
      tasks_crashed: 1,
      tasks_refused: 1,
      tasks_timed_out: 1,
      tasks_interrupted: 1,
      tasks_waiting: 1,
    });
  });

  it('count decisions that changed DesiredCapacity, not those that held it', () => {
    const history = new History();
    history.add(Fact.scalingDecided, 0, 2, 5, 8).add(Fact.scalingDecided, 0, 5, 5, 6).add(Fact.scalingDecided, 1, 5, 4, 13);
    expect(headlineOf(history)).toMatchObject({ scale_outs: 1, scale_ins: 1 });
  });

  it('are 0 or null for an empty run', () => {
    expect(headlineOf(new History())).toMatchObject({
      cost_usd: 0,
      cost_per_task_hour_usd: null,
      cpu_reserved_percent: null,
      wait_p95_ms: null,
    });
  });

  it('are named with their unit', () => {
    for (const { key, unit } of METRICS) {
      const suffix = {
        USD: '_usd',
        h: '_hours',
        '%': '_percent',
        ms: '_ms',
        'task-minutes': '_task_minutes',
        'service-minutes': '_service_minutes',
        'instance-minutes': '_instance_minutes',
      }[unit as string];
      if (suffix) expect(key.endsWith(suffix)).toBe(true);
      else expect(key).toMatch(/^tasks_|^scale_(outs|ins)$|_instances$|^launch_failures$|_vcpus$|_refused_tasks$|^requests_lost$/);
    }
  });

  it('equal a recomputation of every moment from the list of facts', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 90 }), (seed, steps) => {
        const { history } = new RandomHistory(seed, steps);
        const setup = setupFor();
        const endMs = history.atMs + 1234;
        const { headline } = measure(history.play(new RunAccounts(setup)), endMs);
        for (const [key, slow] of Object.entries(slowHeadline(history.facts, setup, endMs))) {
          const fast = headline[key as keyof typeof headline];
          if (slow === null) expect(fast, key).toBeNull();
          else expect(Math.abs(fast! - slow), `${key}: ${fast} or ${slow}`).toBeLessThan(0.00051);
        }
        expect(Object.keys(headline).sort()).toEqual(METRICS.map((metric) => metric.key).sort());
      }),
      // In this history an instance ends in the millisecond in which two come.
      { numRuns: 60, examples: [[648421145, 78]] },
    );
  });

  it('are the same after a save and a load in the middle', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 60 }), (seed, cut) => {
        const { history } = new RandomHistory(seed, 60);
        const [setup, endMs] = [setupFor(), history.atMs + 1];
        const first = new RunAccounts(setup, { hasShares: true });
        for (const fact of history.facts.slice(0, cut)) first.onFact(...fact);
        const second = new RunAccounts(setup, { hasShares: true });
        second.load(reread(first.save()));
        for (const fact of history.facts.slice(cut)) second.onFact(...fact);
        const whole = measure(history.play(new RunAccounts(setup, { hasShares: true })), endMs);
        expect(measure(second, endMs)).toEqual(whole);
        // Services, workloads and what is idle are the bill.
        const borne = whole.owners.reduce((sum, owner) => sum + owner.cost_usd!, whole.idleUsd!);
        expect(borne).toBeCloseTo(whole.headline.cost_usd!, 5);
        expect(Math.min(whole.idleUsd!, ...whole.owners.map((owner) => owner.cost_usd!))).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 30 },
    );
  });
});
