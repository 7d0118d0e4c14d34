import { describe, expect, it } from 'vitest';
import { type Headline, METRICS } from '../../../src/record/metrics.js';
import { replicationSeeds } from '../../../src/run/seeds.js';
import { answerText } from '../../../src/studies/compare/printed/replications.js';
import { replicatedComparison } from '../../../src/studies/compare/replicated.js';
import { replicationsJson } from '../../../src/studies/compare/replications-files.js';

const ZERO = { ...Object.fromEntries(METRICS.map(({ key }) => [key, 0])), task_hours: 1 } as Record<string, number> as Headline;
const RUNS = 6;

/** Values in each of six runs around a mean, by the same small steps that add up to nothing. */
interface Around {
  readonly cost: number;
  readonly wait?: number;
  readonly missing?: number;
  /** Which of two patterns of chance, so that differences between patterns vary and those within do not. */
  readonly chance?: 0 | 1;
}

const CHANCE = [
  [-1, 1, -1, 1, -1, 1],
  [1, 1, -1, -1, 1, -1],
];

function runsOf({ cost, wait = 60_000, missing = 10, chance = 0 }: Around): Headline[] {
  return CHANCE[chance].map((step) => ({
    ...ZERO,
    peak_instances: 5,
    cost_usd: cost + step,
    cost_per_month_usd: 10 * (cost + step),
    wait_p95_ms: wait + 100 * step,
    below_desired_task_minutes: missing + step,
  }));
}

function comparisonOf(scenarios: Record<string, Around>, failures: Record<string, readonly string[]> = {}) {
  const names = Object.keys(scenarios);
  return replicatedComparison({
    scenarios: names,
    runs: names.map((name) => runsOf(scenarios[name])),
    failures: names.map((name) => Array.from({ length: RUNS }, () => failures[name] ?? [])),
    seeds: replicationSeeds(7, RUNS),
    warmUp: null,
    precision: null,
  });
}

function answerOf(...of: Parameters<typeof comparisonOf>): string[] {
  return answerText(comparisonOf(...of), { width: 250, hasColour: false }).split('\n');
}

describe('the answer of a replicated comparison', () => {
  it('is the cheapest where it is shown to cost less than all others, and names those with better service for more', () => {
    const lines = answerOf({ plain: { cost: 200 }, packed: { cost: 100, wait: 90_000 }, roomy: { cost: 300, wait: 30_000 } });
    expect(lines.slice(0, 3)).toEqual([
      'Choose packed: $1,000.00 a month, 50.0 % ± 0.3 % less than plain.',
      'Sure at 95 %: in 6 runs each it costs less than plain and roomy.',
      'Shown as well: roomy starts tasks sooner (95 % within 30 s, not 1 min 30 s) for 200.0 % ± 2.3 % more. No other is shown to have fewer tasks missing.',
    ]);
  });

  it('names the others for which that is not shown', () => {
    // 2 apart on average; chance of the other pattern makes differences of 0 or 2 up and down: s = 2.19 of 6, t = 2.24 < 2.57.
    const lines = answerOf({ plain: { cost: 200 }, packed: { cost: 100 }, near: { cost: 102, chance: 1 } });
    expect(lines[1]).toMatch(
      /^Sure at 95 %: in 6 runs each it costs less than plain\. Not shown, and perhaps luck: that it costs less than near \(2\.0 % ± \d\.\d % apart\)\.$/,
    );
  });

  it('keeps the first where no difference is shown', () => {
    expect(answerOf({ plain: { cost: 102, chance: 1 }, packed: { cost: 100 } }).slice(0, 2)).toEqual([
      'Keep plain: $1,020.00 a month. No other is shown to cost less.',
      'Not sure: 6 runs each show no difference in cost. More replications may show one.',
    ]);
  });

  it('takes of equally cheap ones the one that serves better', () => {
    const [line] = answerOf({ plain: { cost: 100, chance: 1 }, quick: { cost: 101, wait: 30_000 } });
    expect(line).toBe('Choose quick: $1,010.00 a month. It is not shown to cost less than plain, but its tasks start sooner.');
  });

  it('chooses no scenario that is the first with other faults, and notes it', () => {
    const runs = [{ cost: 100 }, { cost: 90, missing: 40 }].map(runsOf);
    const comparison = replicatedComparison({
      ...{ scenarios: ['plain', 'outage'], runs, failures: [[], []], seeds: replicationSeeds(7, RUNS), warmUp: null, precision: null },
      faulted: [1],
    });
    const lines = answerText(comparison, { width: 250, hasColour: false }).split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'plain: $1,000.00 a month.',
      'outage is plain with other faults: it shows what they do, and is no choice.',
    ]);
    // The table has its marks all the same.
    expect(lines.at(-1)).toMatch(/^ {2}outage .*✓.*✗/);
  });

  it('names no choice where the first failed, and did its work with other faults alone', () => {
    const runs = [{ cost: 100 }, { cost: 90 }].map(runsOf);
    const comparison = replicatedComparison({
      ...{ scenarios: ['plain', 'calm'], runs, failures: [['ran no task of web'], []].map((of) => runs[0].map(() => of)) },
      ...{ seeds: replicationSeeds(7, RUNS), warmUp: null, precision: null, faulted: [1] },
    });
    const [line] = answerText(comparison, { width: 250, hasColour: false }).split('\n');
    expect(line).toBe('Choose none of these: no other scenario did its work in every run.');
  });

  it('neither takes a scenario that failed nor compares with it', () => {
    const failures = { arm: ['ran no task of batch: its image is x86_64 and the fleet arm64'] };
    const scenarios = { plain: { cost: 200 }, arm: { cost: 10 }, packed: { cost: 100 } };
    const lines = answerOf(scenarios, failures);
    expect(lines[0]).toBe('Choose packed: $1,000.00 a month, 50.0 % ± 0.3 % less than plain.');
    expect(lines).toContain('arm failed and is not ranked: it ran no task of batch: its image is x86_64 and the fleet arm64.');
    const row = lines.find((line) => line.startsWith('  arm'))!;
    expect(row).toMatch(/^ {2}arm +failed$/);
    // Two that failed in the same way are one sentence.
    const two = answerOf({ ...scenarios, arm2: { cost: 11 } }, { ...failures, arm2: failures.arm });
    expect(two).toContain('arm and arm2 failed and are not ranked: each ran no task of batch: its image is x86_64 and the fleet arm64.');
    const { failed, answer, others } = replicationsJson(comparisonOf(scenarios, failures)) as never as {
      failed: unknown;
      answer: { choice: string };
      others: { scenario: string; metrics: Record<string, { verdict: string; change: unknown; mean: number }> }[];
    };
    expect(failed).toEqual([{ scenario: 'arm', replications: 6, clauses: failures.arm }]);
    expect(answer.choice).toBe('packed');
    expect(others[0].metrics.cost_usd).toMatchObject({ verdict: 'not judged', change: null, mean: 10 });
    expect(answerOf({ arm: { cost: 10 }, plain: { cost: 200 }, packed: { cost: 100 } }, failures)[0]).toBe(
      'Choose packed: $1,000.00 a month.',
    );
  });

  it('has its table in 80 columns, with the four figures of four scenarios', () => {
    const table = (of: Record<string, Around>) =>
      answerText(comparisonOf(of), { width: 80, hasColour: false }).split('\n\n')[1]!.split('\n');
    const lines = table({
      'spread-100': { cost: 191.59, wait: 116_000, missing: 91.5 },
      'binpack-100': { cost: 156.37, wait: 147_000, missing: 459.1, chance: 1 },
      'zone-memory-100': { cost: 154.79, wait: 138_000, missing: 386.3 },
    });
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines[3]).toMatch(/^> zone-memory-100 +\$1,547\.90 ✓ +−19\.2 % ± 0\.\d+ +2 min 18 s ✗ +386 task-minutes ✗$/);
  });

  it('is none where all failed', () => {
    const failures = { a: ['ran no task of web'], b: ['ran no task of web'] };
    expect(answerOf({ a: { cost: 1 }, b: { cost: 2 } }, failures)[0]).toBe('Choose none of these: no scenario did its work in every run.');
  });

  it('judges no part of the bill, which would widen what all others have to show', () => {
    const comparison = comparisonOf({ plain: { cost: 200 }, packed: { cost: 100 } });
    const verdicts = new Map(comparison.metrics.map(({ metric, others }) => [metric.key, others[0].verdict]));
    expect(verdicts.get('cost_usd')).toBe('better');
    expect(verdicts.get('cost_per_task_hour_usd')).toBe('not judged');
    expect(verdicts.get('instance_hours')).toBe('not judged');
  });
});
