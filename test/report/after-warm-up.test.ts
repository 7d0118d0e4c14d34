import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { execute } from '../../src/run/execute.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { steadySeries, warmUpOf } from '../../src/run/warm-up.js';
import { Fact, type FactKind } from '../../src/sim/facts.js';

const HOUR_MS = 3_600_000;
const scenario = readScenario(join(import.meta.dirname, '../../scenarios/headline/binpack-100.yaml'), { set: ['duration=12h'] });

/** When tasks other than daemons were requested and ran, from the facts. */
class Waits {
  readonly requested = new Map<number, number>();
  readonly ran: { readonly atMs: number; readonly waitMs: number }[] = [];
  onFact(kind: FactKind, atMs: number, a: number): void {
    if (kind === Fact.taskRequested) this.requested.set(a, atMs);
    if (kind === Fact.taskRunning) this.ran.push({ atMs, waitMs: atMs - this.requested.get(a)! });
  }
}

describe('metrics after a warm-up', async () => {
  const waits = new Waits();
  const whole = await execute(scenario, { subscribers: [waits], hasShares: false });
  const warmUpMs = 5 * HOUR_MS;
  const after = await execute(scenario, { warmUpMs, hasShares: false });
  const [all, rest] = [whole, after].map(({ record }) => record.metrics.headline);
  const { series } = whole.record;
  const mark = series.timesMs.indexOf(warmUpMs);

  it('change nothing of the run itself', () => {
    expect(after.identity).toEqual(whole.identity);
    expect(after.record.series).toEqual(whole.record.series);
  });

  it('are sums of what came after, as the series of the run has it', () => {
    expect(rest.cost_usd).toBeCloseTo(all.cost_usd! - series.costUsd[mark], 3);
    expect(rest.tasks_started).toBe(waits.ran.filter(({ atMs }) => atMs > warmUpMs).length);
    expect(rest.scale_outs).toBe(series.providers[0].scaleOuts.slice(mark + 1).reduce((sum, n) => sum + n, 0));
    const running = series.tasks.running.slice(mark + 1);
    expect(rest.task_hours!).toBeCloseTo(running.reduce((sum, n) => sum + n, 0) / 60, -1);
    expect(rest.cost_per_task_hour_usd).toBeCloseTo(rest.cost_usd! / rest.task_hours!, 5);
  });

  it('are waits of tasks that reached RUNNING after, and peaks of that time', () => {
    const late = Float64Array.from(waits.ran.filter(({ atMs }) => atMs > warmUpMs).map(({ waitMs }) => waitMs)).sort();
    expect([rest.wait_p50_ms, rest.wait_p95_ms, rest.wait_max_ms]).toEqual(
      [50, 95, 100].map((percent) => late[Math.ceil((percent * late.length) / 100) - 1]),
    );
    expect(rest.wait_mean_ms).toBeCloseTo(late.reduce((sum, ms) => sum + ms, 0) / late.length, 2);
    expect(rest.wait_mean_ms).not.toBe(all.wait_mean_ms);
    expect(rest.peak_instances).toBeGreaterThanOrEqual(Math.max(...series.instances.slice(mark)));
    expect(rest.tasks_waiting).toBe(all.tasks_waiting);
  });

  it('are shares weighted over that time', () => {
    const minutes = series.reservedPercent.cpu
      .slice(mark + 1)
      .map((share, i) => ({ share: share!, weight: series.instances[mark + 1 + i] }));
    const weight = minutes.reduce((sum, one) => sum + one.weight, 0);
    const mean = minutes.reduce((sum, one) => sum + one.share * one.weight, 0) / weight;
    expect(Math.abs(rest.cpu_reserved_percent! - mean)).toBeLessThan(1);
    expect(rest.cpu_reserved_percent).not.toBe(all.cpu_reserved_percent);
  });
});

describe('money and availability after a warm-up', () => {
  it('are those of the whole run less those of a run that ends with the warm-up', async () => {
    const path = join(import.meta.dirname, '../../scenarios/services/two-loops.yaml');
    const of = async (duration: string, warmUpMs?: number) => {
      const { record } = await execute(
        readScenario(path, { set: [`duration=${duration}`, 'expect='] }),
        warmUpMs === undefined ? {} : { warmUpMs },
      );
      return record.metrics.headline;
    };
    const [whole, early, rest] = [await of('12h'), await of('10h'), await of('12h', 10 * HOUR_MS)];
    for (const key of [
      'cost_usd',
      'cost_unreserved_usd',
      'task_hours',
      'below_desired_task_minutes',
      'worst_service_task_minutes',
      'without_task_service_minutes',
      'requests_lost',
    ] as const)
      expect(rest[key], key).toBeCloseTo(whole[key]! - early[key]!, 2);
    expect(early.requests_lost).toBeGreaterThan(0);
    expect(rest.cost_unreserved_usd).toBeGreaterThan(0);
    // A month has 730 hours like the two after the warm-up, in which everything ran on instances and nothing else was bought.
    expect(rest.cost_per_month_usd).toBeCloseTo((rest.cost_usd! * 730) / 2, 2);
    expect(rest.cost_unreserved_percent).toBeCloseTo((100 * rest.cost_unreserved_usd!) / rest.cost_usd!, 2);
    expect(rest.tasks_waited).toBe(whole.tasks_waited! - early.tasks_waited!);
  });
});

describe('a warm-up found by MSER-5', () => {
  const rising = (start: number) => Array.from({ length: 200 }, (_, i) => (i < 40 ? start + i / 10 : 9 + ((i * 7) % 5) / 10));
  const of = (values: number[]) => ({ stretchMs: 60_000, capacity: values, runningTasks: values.map(() => 3) });

  it('is the longest of the series of the average replication', () => {
    const found = warmUpOf([of(rising(1)), of(rising(1))]);
    expect(found).toEqual({ ms: 40 * 60_000 });
    expect(warmUpOf([of(Array(200).fill(4))])).toEqual({ ms: 0 });
  });

  it('is refused where a run has none or is too short', () => {
    expect(warmUpOf([of(Array.from({ length: 200 }, (_, i) => i))])).toEqual({
      problem: 'the capacity in use has no steady state in the run; give a time, such as --warm-up 1d',
    });
    expect(warmUpOf([of(rising(1).slice(0, 40))])).toEqual({ problem: 'the run is too short to tell; give a time, such as --warm-up 1d' });
  });

  it('uses equal stretches, a thousand at most', () => {
    const timesMs = Array.from({ length: 2501 }, (_, i) => Math.min(60_000 * (i + 1), 150_030_000));
    const ones = timesMs.map(() => 1);
    const series = steadySeries({ timesMs, instances: ones, fargateVcpus: ones, tasks: { running: timesMs.map((_, i) => i) } } as never);
    expect([series.stretchMs, series.capacity.length, series.capacity[0], series.runningTasks[1]]).toEqual([180_000, 833, 2, 4]);
  });
});
