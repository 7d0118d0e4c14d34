import { ALPHA, type Interval, meanInterval } from '../../statistics/interval.js';
import { pairedDifference } from '../../statistics/paired.js';
import { paretoFront } from '../../statistics/pareto.js';
import type { Point } from '../../statistics/points.js';
import type { Tried } from './advancement.js';
import { judgePoints } from './objective.js';
import type { Finalist, OptimiseResult } from './result.js';

/** A point with the runs of the last round alone. */
export interface LastRuns {
  /** From 1. */
  readonly point: number;
  readonly values: Point;
  readonly runs: Tried;
}

const STANDINGS = { front: 'front', notShownWorse: 'not shown worse', dominated: 'dominated' } as const;

/** Sorts by cost, the cheapest first; equals keep their order. */
export function finalistsOf(all: readonly LastRuns[]): Finalist[] {
  const judged = judgePoints(
    all.map(({ runs }) => runs.objectives),
    ALPHA,
  );
  const standings = standingsOf(all);
  return all
    .map(({ point, values, runs }, i): Finalist => {
      const verdicts = judged[i].objectives;
      return {
        point,
        values,
        cost: wholeInterval(runs.cost)!,
        wait: wholeInterval(runs.wait),
        objectives: runs.objectives.map(({ found }, o) => ({ verdict: verdicts[o], found: wholeInterval(found) })),
        verdict: judged[i].verdict,
        standing: standings.get(point) ?? null,
        bound: null,
      };
    })
    .sort((a, b) => a.cost.estimate - b.cost.estimate || a.point - b.point);
}

function standingsOf(all: readonly LastRuns[]): Map<number, Finalist['standing']> {
  const candidates = all.flatMap(({ point, runs: { cost, wait } }) =>
    wait.includes(null) ? [] : [{ name: String(point), cost: cost as number[], wait: wait as number[] }],
  );
  const { points } = paretoFront(candidates, { replicationsMin: 2, alpha: ALPHA });
  return new Map(points.map(({ name, standing }) => [Number(name), STANDINGS[standing]]));
}

/** Returns the cheapest finalist shown to meet all objectives, and the next dearer one. */
export function chosenOf(finalists: readonly Finalist[], all: readonly LastRuns[]): Pick<OptimiseResult, 'winner' | 'next'> {
  const [winner = null, second] = finalists.filter(({ verdict }) => verdict === 'meets');
  if (winner === null || second === undefined) return { winner, next: null };
  const costOf = ({ point }: Finalist) => all.find((one) => one.point === point)!.runs.cost as number[];
  const more = pairedDifference({ base: costOf(winner), other: costOf(second) })!.interval(ALPHA);
  return { winner, next: { finalist: second, more } };
}

/** Null if a replication had nothing to measure. */
function wholeInterval(values: readonly (number | null)[]): Interval | null {
  return values.includes(null) ? null : meanInterval(values as number[], ALPHA);
}
