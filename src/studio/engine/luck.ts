import type { Headline } from '../../record/metrics.js';
import { compare } from '../../statistics/compare.js';
import { ALPHA, type Interval, meanInterval } from '../../statistics/interval.js';

/** The figures that the studio shows large, with the method of docs/statistics.md for each. */
const JUDGED = [
  { name: 'cost_per_month_usd', better: 'lower', method: 't' },
  { name: 'wait_p95_ms', better: 'lower', method: 'bootstrap' },
  { name: 'below_desired_task_minutes', better: 'lower', method: 't' },
  { name: 'tasks_interrupted', better: 'lower', method: 't' },
] as const;

export interface LuckRow {
  readonly metric: (typeof JUDGED)[number]['name'];
  /** Mean over the seeds with its interval; null where fewer than two runs have a value. */
  readonly now: Interval | null;
  readonly before: Interval | null;
  /** now - before, seed by seed; null without a pinned run. */
  readonly difference: Interval | null;
  readonly verdict: 'better' | 'worse' | 'same' | 'no difference shown' | null;
}

/** Judges the runs of the same seeds of one scenario, or of two, as `drydock compare` does. */
export function judgeLuck(now: readonly Headline[], before: readonly Headline[], seed: number): LuckRow[] {
  const valuesOf = (runs: readonly Headline[], key: keyof Headline) => runs.map((headline) => headline[key]);
  const meanOf = (runs: readonly Headline[], key: keyof Headline) => meanInterval(valuesOf(runs, key), ALPHA);
  const judged = JUDGED.map((metric) => ({ ...metric, base: valuesOf(before, metric.name), other: valuesOf(now, metric.name) }));
  const answers = before.length === 0 ? [] : compare(judged, { seed });
  return JUDGED.map(({ name }, i) => ({
    metric: name,
    now: meanOf(now, name),
    before: meanOf(before, name),
    difference: answers[i]?.difference ?? null,
    verdict: isSame(answers[i]?.difference) ? 'same' : (answers[i]?.verdict ?? null),
  }));
}

function isSame(difference: Interval | null | undefined): boolean {
  return difference != null && difference.low === 0 && difference.high === 0;
}
