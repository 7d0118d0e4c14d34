import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { durationText } from '../../src/kernel/quantity-text.js';
import { type Headline, METRICS, type MetricKey } from '../../src/record/metrics.js';
import { type FinishedRun, summaryCsv, summaryJson, summaryOf, summaryRow } from '../../src/report/summary.js';
import { runText, sparkline } from '../../src/report/terminal.js';
import { comparisonText } from '../../src/studies/compare/printed/terminal.js';
import { comparisonOf, comparisonRows } from '../../src/studies/compare/rows.js';
import { comparisonSentence } from '../../src/studies/compare/texts/single-run-texts.js';
import { finishedRun } from './finished.js';

const run = finishedRun('first');

/** The run with other headline values. */
function having(name: string, values: Partial<Headline>): FinishedRun {
  const metrics = { ...run.record.metrics, headline: { ...run.record.metrics.headline, ...values } };
  return { ...run, identity: { ...run.identity, name }, record: { ...run.record, metrics } };
}

describe('summary.json', () => {
  it('has the command that repeats the run and every headline metric', () => {
    const summary = summaryOf(run);
    expect(summary).toMatchObject({
      name: 'first',
      seed: 7,
      scenario_hash: 'a1b2c3d4',
      engine_version: '0.1.0',
      digest: '0f0f0f0f',
      events: 1234,
    });
    for (const { key } of METRICS) expect(summary[key], key).toBe(run.record.metrics.headline[key]);
    expect(JSON.parse(summaryJson(run))).toEqual(summary);
    expect(summary.instance_types).toMatchObject([{ instance_type: 'test.small', price_usd_per_hour: 0.36, price_source: 'test' }]);
  });
});

describe('summary.csv', () => {
  it('has a row per run', () => {
    const rows = parse(summaryCsv([run, having('=evil', { cost_per_task_hour_usd: null })]), { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => [row.scenario, row.cost_usd, row.cost_per_task_hour_usd])).toEqual([
      ['first', String(run.record.metrics.headline.cost_usd), String(run.record.metrics.headline.cost_per_task_hour_usd)],
      ["'=evil", String(run.record.metrics.headline.cost_usd), ''],
    ]);
  });
});

describe('a comparison', () => {
  it.each<[MetricKey, number | null, number | null, string, string, boolean | null]>([
    ['cost_usd', 100, 125, '$125.00', '+25.0 %', false],
    ['cost_usd', 100, 75, '$75.00', '−25.0 %', true],
    ['cost_usd', 100, 100.01, '$100.01', '+<0.1 %', false],
    ['cpu_reserved_percent', 40, 52.5, '52.5 %', '+12.5 pp', true],
    ['wait_p95_ms', 90_000, 90_000, '1 min 30 s', '=', null],
    ['wait_p95_ms', null, 90_000, '1 min 30 s', '–', null],
    ['tasks_failed', 0, 3, '3', 'new', false],
    ['scale_outs', 4, 5, '5', '+25.0 %', null],
    ['below_desired_task_minutes', 10, null, '–', '–', null],
  ])('of %s, %s against %s, gives %s and %s', (key, first, second, text, difference, isBetter) => {
    const headlines = [first, second].map((value) => ({ ...run.record.metrics.headline, [key]: value }));
    const [row] = comparisonRows(headlines, { keys: [key] });
    expect(row.cells[1]).toEqual({ text, difference, isBetter });
    expect(row.cells[0]).toMatchObject({ difference: '', isBetter: null });
  });

  it('gives differences from the first as numbers', () => {
    const { scenarios } = comparisonOf(
      [having('a', { cost_usd: 0.1 }), having('b', { cost_usd: 0.3, wait_p95_ms: null })].map(summaryRow),
    ) as {
      scenarios: { name: string; difference: Record<string, number | null> }[];
    };
    expect(scenarios.map(({ name, difference }) => [name, difference.cost_usd, difference.wait_p95_ms])).toEqual([
      ['a', 0, 0],
      ['b', 0.2, null],
    ]);
  });

  it('names the cheapest and the quickest', () => {
    const cheap = having('cheap', { cost_usd: 80, wait_p95_ms: 120_000 });
    const quick = having('quick', { cost_usd: 100, wait_p95_ms: 30_000 });
    expect(comparisonSentence([quick, cheap])).toBe(
      'In one run each cheap cost least: $80.00, and 95 % of its tasks started within 2 min. quick started them soonest: within 30 s, for $100.00 (25.0 % more). That may be luck: --replications 10 says what is shown.',
    );
    expect(comparisonSentence([having('dear', { cost_usd: 90, wait_p95_ms: 120_000 }), cheap])).toMatch(
      /^In one run each cheap cost least, \$80\.00, and started its tasks soonest \(as did dear\): 95 % within 2 min\. That may be luck/,
    );
  });
});

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1000, '1 s'],
    [1540, '1.5 s'],
    [59_400, '59 s'],
    [59_600, '1 min'], // 59.6 s round to 60.
    [200_000, '3 min 20 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [3_599_600, '1 h'],
    [273_600_000, '3 d 4 h'], // 76 h.
  ])('of %i ms read %s', (ms, text) => expect(durationText(ms)).toBe(text));
});

describe('terminal text', () => {
  const runs = ['one', 'two', 'a-much-longer-name'].map((name, i) => having(name, { cost_usd: 100 + i }));

  it('aligns values to the right, under their scenario', () => {
    const lines = comparisonText(runs, { width: 200, hasColour: false }).split('\n');
    const heads = lines[0];
    const cost = lines.find((line) => /^Cost {2}/.test(line))!;
    expect(cost.length).toBe(heads.length);
    expect(cost.slice(0, heads.indexOf('one') + 3)).toMatch(/\$100\.00$/);
    expect(cost).toMatch(/\$102\.00 \(\+2\.0 %\)$/);
  });

  it('fits the width: columns that do not fit go below', () => {
    const text = comparisonText(runs, { width: 60, hasColour: false });
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
    expect(text.match(/^Cost {2}/gm)!.length).toBeGreaterThan(1);
    for (const line of runText(run, { width: 70, hasColour: false }).split('\n').slice(0, -2)) expect(line.length).toBeLessThanOrEqual(70);
  });

  it('has colour only on request', () => {
    const esc = String.fromCharCode(27);
    expect(comparisonText(runs, { width: 100, hasColour: false })).not.toContain(esc);
    expect(comparisonText(runs, { width: 100, hasColour: true })).toContain(`${esc}[33m(+1.0 %)${esc}[39m`);
  });

  it('draws the greatest of each stretch', () => {
    // Two values a bar: 0, 7, 14, 7 of 14 are bars 0, 3.5 -> 4, 7, 4.
    expect(sparkline([0, 0, 7, 1, 2, 14, 7, 7], 4)).toBe('▁▅█▅');
    expect(sparkline([0, 0], 10)).toBe('▁▁');
    expect(sparkline([], 10)).toBe('');
  });
});
