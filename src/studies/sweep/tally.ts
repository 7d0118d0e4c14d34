import type { MetricSpec } from '../../record/metrics.js';
import { figuresOf, type RunDone } from '../../run/jobs/run-job.js';
import { areIdle, undoneOf } from '../../run/jobs/undone.js';
import { ALPHA, type Interval, meanInterval, meanOf } from '../../statistics/interval.js';
import { mainEffects, type SweptPoint } from '../../statistics/main-effects.js';
import type { Point } from '../../statistics/points.js';
import type { AxisEffect, SweepPoint, SweepResult } from './result.js';

/** The most points that a page lists. */
const BEST_SHOWN = 20;
/** The most points analysed together; with more points, only their own rows are written. */
const POINTS_TOGETHER = 20_000;
/** The most points in a chart. */
const POINTS_DRAWN = 5000;

type PointRun = Pick<RunDone, 'packed' | 'headline' | 'failures'>;

/** Summarises the points of a sweep, added one at a time in their order. */
export class SweepTally {
  private readonly best: SweepPoint[] = [];
  private readonly drawn: SweepPoint[] = [];
  /** By metric. */
  private readonly swept: SweptPoint[][];
  private count = 0;
  /** Points whose first metric is the best. */
  private tied = 0;
  private undone: SweepResult['undone'] = null;

  constructor(private readonly metrics: readonly MetricSpec[]) {
    this.swept = metrics.map(() => []);
  }

  /** Adds the next point with its runs by replication, null for failed ones. */
  add(values: Point, runs: readonly (PointRun | null)[]): SweepPoint {
    const columns = this.metrics.map(({ key }) => runs.map((run) => (run && figuresOf(run)[key]) ?? null));
    const done = runs.filter((run) => run !== null);
    const undone = undoneOf(done);
    const counts = {
      finished: done.length,
      failed: runs.length - done.length,
      undone: undone?.runs ?? 0,
      isIdle: areIdle(done.map(({ headline }) => headline)),
    };
    const point = { point: ++this.count, values, ...counts, means: columns.map(intervalOf) };
    if (undone !== null) this.undone = { points: (this.undone?.points ?? 0) + 1, why: this.undone?.why ?? undone.why };
    for (const [m, column] of columns.entries()) this.keep(POINTS_TOGETHER, this.swept[m], { point: values, values: column });
    this.keep(POINTS_DRAWN, this.drawn, point);
    if (point.failed === 0) this.rank(point);
    return point;
  }

  result(): Pick<SweepResult, 'best' | 'tied' | 'undone' | 'points' | 'effects' | 'pointCount'> {
    return {
      best: this.best,
      tied: this.tied,
      undone: this.undone,
      points: this.drawn,
      effects: this.count <= POINTS_TOGETHER ? this.swept.map(effectsOf) : [],
      pointCount: this.count,
    };
  }

  /** Keeps all points up to a limit; above it drops them all, because their analysis is left out. */
  private keep<T>(most: number, kept: T[], one: T): void {
    if (this.count <= most) kept.push(one);
    else kept.length = 0;
  }

  private rank(point: SweepPoint): void {
    const sign = this.metrics[0].better === 'higher' ? -1 : 1;
    const valueAt = ({ means: [first] }: SweepPoint) => (first === null ? Number.POSITIVE_INFINITY : sign * first.estimate);
    const isBetter = (one: SweepPoint, other: SweepPoint) =>
      one.undone > 0 === other.undone > 0 ? valueAt(one) < valueAt(other) : one.undone === 0;
    const [first] = this.best;
    if (first === undefined || isBetter(point, first)) this.tied = 1;
    else if (!isBetter(first, point)) this.tied++;
    const at = this.best.findIndex((other) => isBetter(point, other));
    this.best.splice(at < 0 ? this.best.length : at, 0, point);
    if (this.best.length > BEST_SHOWN) this.best.pop();
  }
}

/** A single replication gives the value without an interval: its error is unknown. */
function intervalOf(values: readonly (number | null)[]): Interval | null {
  const known = values.filter((value) => value !== null);
  const estimate = meanOf(known);
  if (estimate === null) return null;
  return meanInterval(known, ALPHA) ?? { estimate, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
}

/** Sorts axes by their effect, the strongest first. */
function effectsOf(swept: readonly SweptPoint[]): AxisEffect[] {
  return mainEffects(swept, ALPHA).toSorted((a, b) => b.span - a.span);
}
