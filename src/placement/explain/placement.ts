import { type Criterion, type Score, scoreOf } from '../strategies.js';
import { type FleetView, NOWHERE, type TaskRequest } from '../view.js';
import { closest, explainInstance, type InstanceVerdict } from './verdict.js';

/** One step of a chain: it ranks the instances that tied before it, and keeps those with the lowest score (S.PLACE-8). */
interface PlacementStep {
  readonly criterion: Criterion | Score;
  /** By row, for each instance that fits, including those that an earlier step ruled out. */
  readonly scores: ReadonlyMap<number, number>;
  /** Remaining rows, oldest first. */
  readonly left: readonly number[];
}

/** The placement of a task now, with its reasons: data for text and tables. */
export interface PlacementExplanation {
  /** By row: every living instance, of any provider. */
  readonly verdicts: readonly InstanceVerdict[];
  readonly steps: readonly PlacementStep[];
  /** The row that the simulator would also choose, or NOWHERE. */
  readonly pick: number;
  /** The deciding rule: the index of a step, the age of instances that tie to the end, or the lack of a choice. */
  readonly decidedBy: number | 'oldest' | 'onlyOne' | 'nothingFits';
  /** The refusing instance that came closest; undefined if the task fits somewhere, or no instance is registered. */
  readonly closest: InstanceVerdict | undefined;
}

/** Places one task slowly and keeps the reasons. A step is one of a strategy, or any other score. */
export function explainPlacement(
  fleet: FleetView,
  request: TaskRequest,
  chain: readonly (Criterion | Score)[],
  draw: number,
): PlacementExplanation {
  const verdicts = Array.from({ length: fleet.count }, (_, row) => explainInstance(fleet, row, request));
  const fitting = verdicts.filter(({ failed }) => failed.length === 0).map(({ row }) => row);
  let left: readonly number[] = fitting;
  const steps = chain.map((criterion): PlacementStep => {
    const score = typeof criterion === 'function' ? criterion : scoreOf(criterion);
    const scores = new Map(fitting.map((row) => [row, score(fleet, row, request, draw)]));
    const least = left.reduce((best, row) => Math.min(best, scores.get(row)!), Number.POSITIVE_INFINITY);
    left = left.filter((row) => scores.get(row) === least);
    return { criterion, scores, left };
  });
  const pick = left[0] ?? NOWHERE;
  return { verdicts, steps, pick, decidedBy: decisiveStep(fitting, steps), closest: pick === NOWHERE ? closest(verdicts) : undefined };
}

function decisiveStep(fitting: readonly number[], steps: readonly PlacementStep[]): PlacementExplanation['decidedBy'] {
  if (fitting.length < 2) return fitting.length === 0 ? 'nothingFits' : 'onlyOne';
  const step = steps.findIndex(({ left }) => left.length === 1);
  return step < 0 ? 'oldest' : step;
}
