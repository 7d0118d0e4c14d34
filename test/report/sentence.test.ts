import { describe, expect, it } from 'vitest';
import type { FinishedRun } from '../../src/report/summary.js';
import { runText } from '../../src/report/terminal.js';
import { comparisonText } from '../../src/studies/compare/printed/terminal.js';
import { comparisonSentence } from '../../src/studies/compare/texts/single-run-texts.js';
import { finishedRun } from './finished.js';

/** The same run with some of its headline metrics replaced. */
function like(run: FinishedRun, name: string, headline: Partial<FinishedRun['record']['metrics']['headline']>): FinishedRun {
  const metrics = { ...run.record.metrics, headline: { ...run.record.metrics.headline, ...headline } };
  return { ...run, identity: { ...run.identity, name }, record: { ...run.record, metrics } };
}

const NOTHING_LEFT = { tasks_waiting: 0, tasks_refused: 0, tasks_timed_out: 0, tasks_interrupted: 0 };
const base = finishedRun('base', 100, 120);
const dear = like(base, 'dear', { ...NOTHING_LEFT, cost_usd: 200, wait_p95_ms: 60_000 });
const cheap = like(base, 'cheap', { ...NOTHING_LEFT, cost_usd: 100, wait_p95_ms: 90_000 });

describe('the verdict of a comparison', () => {
  it('names the cheapest and the quickest of those that did all the work', () => {
    expect(comparisonSentence([dear, cheap])).toBe(
      'In one run each cheap cost least: $100.00, and 95 % of its tasks started within 1 min 30 s. dear started them soonest: within 1 min, for $200.00 (100.0 % more). That may be luck: --replications 10 says what is shown.',
    );
  });

  it('names those that cost as little or started as soon', () => {
    const same = like(cheap, 'same', {});
    expect(comparisonSentence([cheap, same])).toMatch(
      /^In one run each cheap cost least \(as did same\), \$100\.00, and started its tasks soonest \(as did same\): 95 % within 1 min 30 s\./,
    );
    expect(comparisonSentence([cheap, dear, same])).toMatch(/cheap cost least \(as did same\): .* dear started them soonest: within 1 min/);
  });

  it('ranks runs of different lengths by the cost a month', () => {
    const short = like(finishedRun('base', 100, 60), 'short', {
      ...NOTHING_LEFT,
      cost_usd: 1,
      cost_per_month_usd: 700,
      wait_p95_ms: 60_000,
    });
    const long = like(base, 'long', { ...NOTHING_LEFT, cost_usd: 2, cost_per_month_usd: 650, wait_p95_ms: 90_000 });
    expect(comparisonSentence([short, long])).toBe(
      'In one run each long cost least: $650.00 a month, and 95 % of its tasks started within 1 min 30 s. short started them soonest: within 1 min, for $700.00 a month (7.7 % more). That may be luck: --replications 10 says what is shown.',
    );
  });

  it.each([
    ['tasks_waiting', 3, 'left 3 tasks undone or interrupted'],
    ['tasks_refused', 1, 'left 1 task undone or interrupted'],
    ['tasks_timed_out', 2, 'left 2 tasks undone or interrupted'],
    ['tasks_interrupted', 58, 'left 58 tasks undone or interrupted'],
  ])('crowns no run that is cheap because of %s', (key, count, fault) => {
    const free = like(base, 'free', { ...NOTHING_LEFT, cost_usd: 0, wait_p95_ms: null, [key]: count });
    const verdict = comparisonSentence([dear, free, cheap]);
    expect(verdict).toContain(`free ${fault}. In one run each cheap cost least`);
    expect(comparisonSentence([free, cheap])).toBe(`free ${fault}. cheap alone did all the work, for $100.00.`);
    expect(comparisonSentence([free, free])).toContain('No scenario did all the work');
  });

  it('ranks no run that failed, and sets no difference, tick or percentage beside it', () => {
    const failures = ['ran no task of batch: its image is x86_64 and the fleet arm64'];
    const arm = { ...like(base, 'arm', { ...NOTHING_LEFT, cost_usd: 1 }), record: { ...base.record, failures } };
    expect(comparisonSentence([dear, arm, cheap])).toMatch(
      /^arm failed and is not ranked: it ran no task of batch: its image is x86_64 and the fleet arm64\. In one run each cheap cost least: \$100/,
    );
    const [table] = comparisonText([dear, arm, cheap], { width: 120, hasColour: false }).split('\n\n');
    expect(table).toMatch(/^Cost +\$200\.00 +\$\d+\.\d\d {2,}\$100\.00 \(−50\.0 %\)$/m);
    expect(comparisonText([arm, dear, cheap], { width: 120, hasColour: false })).not.toMatch(/%\)$/m);
  });

  it('keeps a number and its unit on one line', () => {
    for (const width of [40, 60, 80, 100, 120]) {
      const verdict = comparisonText([dear, cheap], { width, hasColour: false }).split('\n\n').at(-1)!;
      expect(verdict).not.toMatch(/\d\n(%|min|s|h)\b/);
      expect(verdict).not.toMatch(/min\n\d/);
      for (const line of verdict.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    }
  });
});

it('names the limits from formulas, if any', () => {
  const byFormula = {
    ...base,
    setup: { ...base.setup, instanceTypes: base.setup.instanceTypes.map((type) => ({ ...type, trunkSource: 'ec2-api' as const })) },
  };
  const note = `awsvpc task limits by formula, not from AWS's table (trunkLimits: ec2-api): ${base.setup.instanceTypes[0].name}`;
  const look = { width: 120, hasColour: false };
  expect(runText(byFormula, look)).toContain(note);
  expect(comparisonText([base, byFormula], look)).toContain(note);
  expect(runText(base, look) + comparisonText([base, base], look)).not.toContain('by formula');
});
