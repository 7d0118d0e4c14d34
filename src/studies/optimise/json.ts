import { significant } from '../../record/digits.js';
import { intervalOf } from '../sweep/json.js';
import type { Finalist, OptimiseResult } from './result.js';

/** Returns summary.json of an optimisation: the answer, and every finalist. */
export function optimiseJson(result: OptimiseResult): string {
  const { identity, objectives, rounds, pointCount, runs, failed, finalists, winner, next, settings } = result;
  const { name, scenario, hash, engineVersion, command, seeds, warmUpMs, measuredMs } = identity;
  const content = {
    name,
    scenario,
    experiment_hash: hash,
    engine_version: engineVersion,
    command,
    objectives,
    points: pointCount,
    rounds,
    runs,
    failed_runs: failed,
    seeds,
    ...(warmUpMs === null ? {} : { warm_up_ms: warmUpMs }),
    ...(measuredMs === null ? {} : { measured_ms: measuredMs }),
    winner: winner === null ? null : { point: winner.point, values: winner.values, settings, cost_usd: intervalOf(winner.cost) },
    next: next === null ? null : { point: next.finalist.point, costs_more_usd: intervalOf(next.more) },
    finalists: finalists.map((finalist) => finalistOf(finalist, result)),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function finalistOf(
  { point, values, cost, wait, objectives, verdict, undone, standing, bound }: Finalist,
  { waiting, objectives: texts }: OptimiseResult,
) {
  return {
    point,
    values,
    objectives: verdict,
    undone_runs: undone?.runs ?? 0,
    standing,
    cost_usd: intervalOf(cost),
    [waiting.key]: intervalOf(wait),
    by_objective: Object.fromEntries(objectives.map((one, o) => [texts[o], { verdict: one.verdict, found: intervalOf(one.found) }])),
    bound:
      typeof bound === 'string' || bound === null
        ? bound
        : { run_cost_on_demand_usd: significant(bound.runUsd), least_cost_on_demand_usd: significant(bound.leastUsd) },
  };
}
