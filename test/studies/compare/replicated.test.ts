import { describe, expect, it } from 'vitest';
import { type Headline, METRICS } from '../../../src/record/metrics.js';
import { replicationSeeds } from '../../../src/run/seeds.js';
import { changeCharts } from '../../../src/studies/compare/page/change-charts.js';
import { replicationsText } from '../../../src/studies/compare/printed/replications.js';
import { comparedPrecision, reachedPrecision, replicatedComparison, shownOf } from '../../../src/studies/compare/replicated.js';
import { replicationsCsv, replicationsJson } from '../../../src/studies/compare/replications-files.js';
import { changeText, meanText, replicationNotes, verdictText } from '../../../src/studies/compare/texts/comparison-texts.js';

const ZERO = Object.fromEntries(METRICS.map(({ key }) => [key, 0])) as Record<string, number> as Headline;
const LOOK = { width: 100, hasColour: false };

function headline(cost: number, wait: number | null, reserved = 50): Headline {
  return { ...ZERO, peak_instances: 5, cost_usd: cost, cost_per_month_usd: 4 * cost, wait_p95_ms: wait, cpu_reserved_percent: reserved };
}

/** Costs 100 and 102 in turn; the other one 10 less each time, give or take 1. */
const base = Array.from({ length: 10 }, (_, r) => headline(100 + 2 * (r % 2), 60_000 + 1000 * (r % 3), 50 + (r % 2)));
const other = base.map((one, r) => headline(one.cost_usd! - 10 + (r % 2 === 0 ? 1 : -1), 60_000 + 1000 * ((r + 1) % 3), 50 + (r % 2) + 4));
const seeds = replicationSeeds(7, 10);
const compared = (runs: Headline[][]) =>
  replicatedComparison({ scenarios: ['plain', 'packed'], runs, seeds, warmUp: null, precision: null, failures: [[], []] });
const comparison = compared([base, other]);
const of = (key: string) => comparison.metrics.find(({ metric }) => metric.key === key)!;

describe('seeds of replications', () => {
  it('begin with the seed itself, are all different, and stay what they are when there are more', () => {
    const many = replicationSeeds(7, 20_000);
    expect(many[0]).toBe(7);
    expect(new Set(many).size).toBe(20_000);
    expect(many.slice(0, 10)).toEqual(seeds);
    expect(many.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
    expect(
      replicationSeeds(8, 10)
        .slice(1)
        .some((seed) => many.includes(seed)),
    ).toBe(false);
  });
});

describe('replicated scenarios', () => {
  it('differ by the mean of the differences, replication by replication', () => {
    const [cost] = of('cost_usd').others;
    // 9 and 11 less in turn: 10 less, s = 1.054, t(0.975, 9) = 2.262.
    expect(cost.difference!.estimate).toBeCloseTo(-10, 12);
    expect(cost.difference!.high - cost.difference!.low).toBeCloseTo((2 * 2.2621572 * Math.sqrt(10 / 9)) / Math.sqrt(10), 6);
    expect(cost.change!.estimate).toBeCloseTo(-10 / 101, 12);
    expect([cost.verdict, of('cpu_reserved_percent').others[0].verdict]).toEqual(['better', 'better']);
    expect(of('wait_p95_ms').others[0].verdict).toBe('no difference shown');
    expect(of('tasks_failed').others[0].verdict).toBe('no difference shown');
  });

  it('have a visible bar of its true ends for each change, however narrow', () => {
    const [cheaper, dearer] = [100, 50].map((cost) => base.map(() => headline(cost, 60_000)));
    const { config } = changeCharts(compared([cheaper!, dearer!]))[0]!;
    const [bars] = config.data.datasets as { data: unknown[]; minBarLength?: number }[];
    expect(bars!.data[(config.data.labels as string[]).indexOf('Cost')]).toEqual([-50, -50]);
    expect(bars!.minBarLength).toBeGreaterThanOrEqual(3);
  });

  it('are judged by metrics that have a better direction and are not zero in all runs', () => {
    const keys = shownOf([base, other]).map(({ key }) => key);
    expect(keys).toContain('cost_usd');
    expect(keys).not.toContain('scale_outs');
    expect(keys).not.toContain('interrupted_instances');
    const onSpot = base.map((one) => ({ ...one, spot_instance_hours: 3 }));
    expect(shownOf([base, onSpot]).map(({ key }) => key)).toContain('interrupted_instances');
  });

  it('are reported as a mean, a change with its half width, and a word', () => {
    const { metric, base: mean, others } = of('cost_usd');
    expect([meanText(metric, mean), changeText(metric, others[0]), verdictText(others[0])]).toEqual([
      '$101.00 ± 0.75',
      '−9.9 % ± 0.7',
      'better',
    ]);
    const share = of('cpu_reserved_percent');
    expect(changeText(share.metric, share.others[0])).toBe('+4.0 pp');
    const failed = of('tasks_failed');
    expect([changeText(failed.metric, failed.others[0]), verdictText(failed.others[0])]).toEqual(['=', '']);
    const text = replicationsText(comparison, LOOK);
    expect(text).toMatch(/^Cost +\$101\.00 ± 0\.75 +\$91\.00 +−9\.9 % ± 0\.7 better$/m);
    expect(text.split('\n').slice(0, 3)).toEqual([
      'Choose packed: $364.00 a month, 9.9 % ± 0.7 % less than plain.',
      'Sure at 95 %: in 10 runs each it costs less than plain.',
      'No other is shown to start tasks sooner.',
    ]);
    expect(text).not.toContain('Tasks failed');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('show minutes without a task as durations, half widths too, and note when nothing could be compared', () => {
    const minutes = of('cost_usd').metric;
    const metric = { ...minutes, unit: 'service-minutes' as const };
    const interval = { estimate: 3 + 1 / 6, low: 3 + 1 / 6 - 1.6, high: 3 + 1 / 6 + 1.6 };
    expect(meanText(metric, interval)).toBe('3 min 10 s ± 1 min 36 s');
    const contrast = { ...of('cost_usd').others[0], change: null, difference: interval };
    expect(changeText(metric, contrast)).toBe('+3 min 10 s ± 1 min 36 s');
    expect(replicationNotes({ ...comparison, metrics: [] })[0]).toMatch(/± is half of the 95 % interval: nothing could be compared\.$/);
  });

  it('have one verdict on a figure that decides, in the choice and in the table of all metrics', () => {
    // 10 dearer in each of three runs, give or take 1: s = 1, t = 17.3, p = 0.0033. That is below 0.05 / 3, and above 0.05 over all metrics.
    const [few, dearer] = [base.slice(0, 3), [109, 112, 111].map((cost) => headline(cost, 60_000))];
    const some = replicatedComparison({
      ...{ scenarios: ['plain', 'spare'], runs: [few, dearer], seeds: seeds.slice(0, 3), failures: [[], []] },
      ...{ warmUp: null, precision: null },
    });
    const text = replicationsText(some, LOOK);
    expect(text).toContain('Sure at 95 %: in 3 runs each it costs less than spare.');
    expect(text).toMatch(/^Cost a month .* worse$/m);
    expect(text).toMatch(/^Cost .* worse$/m);
    expect(replicationNotes(some)[0]).toMatch(
      /\. Verdicts hold together \(Holm\): on "Cost a month" and "Wait, p95" for 2 comparisons of every pair of scenarios, on other metrics for \d+ comparisons with plain\. /,
    );
  });

  it('of unlike length have a verdict on the cost a month, and none on the cost of the run', () => {
    const longer = base.map((one) => ({ ...one, cost_usd: 18 * one.cost_usd!, cost_per_month_usd: one.cost_per_month_usd! - 40 }));
    const [cost, month] = ['cost_usd', 'cost_per_month_usd'].map(
      (key) => compared([base, longer]).metrics.find(({ metric }) => metric.key === key)!.others[0]!,
    );
    expect([cost!.verdict, month!.verdict]).toEqual(['not judged', 'better']);
  });

  it('leave out, and count, replications in which a metric has no value', () => {
    const gaps = other.map((one, r) => (r < 3 ? { ...one, wait_p95_ms: null } : one));
    const some = replicatedComparison({
      scenarios: ['plain', 'packed'],
      runs: [base, gaps],
      seeds,
      warmUp: null,
      precision: null,
      failures: [[], []],
    });
    expect(some.metrics.find(({ metric }) => metric.key === 'wait_p95_ms')!.others[0]).toMatchObject({ pairs: 7, leftOut: 3 });
    expect(replicationNotes(some)[1]).toContain('In up to 3 replications "Wait, p95" had no value');
  });

  it('are in files as numbers', () => {
    const json = replicationsJson(comparison) as { others: { metrics: Record<string, unknown> }[] };
    expect(json).toMatchObject({ count: 10, seeds, confidence: 0.95, base: { scenario: 'plain' } });
    expect(json.others[0].metrics.cost_usd).toMatchObject({ verdict: 'better', mean: 91, method: 't', pairs: 10, left_out: 0 });
    const identity = { name: 'plain', seed: 7, scenarioHash: 'a', engineVersion: '1', digest: 'd', events: 3 };
    const rows = replicationsCsv([base.map((one) => ({ identity, headline: one, failures: [] }))]).split('\r\n');
    expect(rows).toHaveLength(12);
    expect(rows[0]).toMatch(/^replication,scenario,seed,scenario_hash,engine_version,digest,events,cost_per_month_usd,cost_usd,/);
    expect(rows[2]).toMatch(/^2,plain,7,a,1,d,3,408,102,/);
  });
});

describe('precision of a comparison', () => {
  const rule = { halfWidthMost: 0.01, batch: 5, replicationsMin: 5, replicationsMax: 10 };

  it('adds whole batches until the change of each scenario is narrow enough', () => {
    expect(comparedPrecision(rule, ['cost_usd'], [[], []])).toMatchObject({ kind: 'more', replications: 5 });
    const five = [base.slice(0, 5), other.slice(0, 5)];
    expect(comparedPrecision(rule, ['cost_usd'], five)).toMatchObject({ kind: 'more', replications: 10 });
    const step = comparedPrecision(rule, ['cost_usd'], [base, other]);
    expect(step).toMatchObject({ kind: 'precise', replications: 10 });
    const reached = reachedPrecision(rule, step);
    expect(reached).toMatchObject({ isReached: true, replicationsMost: 10 });
    const notes = replicationNotes({ ...comparison, precision: reached });
    expect(notes.at(-1)).toBe('Precise to ± 1 % of the base after 10 replications: cost_usd ± 0.67 %, widest of the scenarios.');
  });

  it('that is not reached is reported', () => {
    const strict = { ...rule, halfWidthMost: 0.001 };
    const step = comparedPrecision(strict, ['cost_usd', 'tasks_failed'], [base, other]);
    const precision = reachedPrecision(strict, step);
    expect(precision).toMatchObject({ isReached: false, halfWidths: { tasks_failed: null } });
    expect(replicationNotes({ ...comparison, precision }).at(-1)).toMatch(
      /^Not precise to ± 0\.1 % of the base after 10 replications, at most 10: cost_usd ± 0\.67 %, tasks_failed unknown/,
    );
  });
});
