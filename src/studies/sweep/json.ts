import { significant } from '../../record/digits.js';
import type { Interval } from '../../statistics/interval.js';
import { uncertaintyJson } from '../compare/uncertain/json.js';
import type { SweepPoint, SweepResult } from './result.js';

/** summary.json of a sweep: its identity, the best points, and the effect of each axis. Everything else is in the tables. */
export function sweepJson(result: SweepResult): string {
  const { identity, metrics, best, effects, pointCount, runs, failed, uncertain } = result;
  const { name, scenario, hash, engineVersion, command, seeds, warmUpMs, measuredMs } = identity;
  const content = {
    name,
    scenario,
    experiment_hash: hash,
    engine_version: engineVersion,
    command,
    points: pointCount,
    replications: seeds.length,
    seeds,
    ...(warmUpMs === null ? {} : { warm_up_ms: warmUpMs }),
    ...(measuredMs === null ? {} : { measured_ms: measuredMs }),
    runs,
    failed_runs: failed,
    best_points: best.map((point) => pointOf(point, result)),
    main_effects: Object.fromEntries(
      effects.map((axes, m) => [
        metrics[m].key,
        axes.map(({ path, span, levels }) => ({
          path,
          span: significant(span),
          levels: levels.map(({ value, points, mean, effect, interval }) => ({
            value,
            points,
            mean: significant(mean),
            effect: significant(effect),
            ...(interval === null ? {} : { effect_low: significant(interval.low), effect_high: significant(interval.high) }),
          })),
        })),
      ]),
    ),
    ...(uncertain == null ? {} : { uncertainty: uncertaintyJson(uncertain.uncertainty) }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function pointOf({ point, values, finished, undone, means }: SweepPoint, { metrics }: SweepResult) {
  const intervals = metrics.map(({ key }, m) => [key, intervalOf(means[m])]);
  return { point, values, replications: finished, undone_runs: undone, ...Object.fromEntries(intervals) };
}

export function intervalOf(interval: Interval | null) {
  return interval && { mean: significant(interval.estimate), low: significant(interval.low), high: significant(interval.high) };
}
