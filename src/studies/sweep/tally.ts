import type { Headline, MetricKey, MetricSpec } from '../../record/metrics.js';
import { ALPHA, type Interval, meanInterval, meanOf } from '../../statistics/interval.js';
import { mainEffects, type SweptPoint } from '../../statistics/main-effects.js';
import type { Point } from '../../statistics/points.js';
import type { AxisEffect, SweepPoint, SweepResult } from './result.js';

/** What a page lists. */
const BEST_SHOWN = 20;
/** What is looked at together; of more points only their own rows are made. */
const POINTS_TOGETHER = 20_000;
/** What is drawn. */
const POINTS_DRAWN = 5000;

type Metric = MetricSpec & { readonly key: MetricKey };

/** Points of a sweep in their order, one at a time: what each came to, and what is said of all of them. */
export class SweepTally {
  private readonly best: SweepPoint[] = [];
  private readonly drawn: SweepPoint[] = [];
  /** By metric. */
  private readonly swept: SweptPoint[][];
  private count = 0;

  constructor(private readonly metrics: readonly Metric[]) {
    this.swept = metrics.map(() => []);
  }

  /** The runs of the next point by replication, null for those that failed. */
  add(values: Point, runs: readonly (Headline | null)[]): SweepPoint {
    const columns = this.metrics.map(({ key }) => runs.map((headline) => headline?.[key] ?? null));
    const finished = runs.filter((headline) => headline !== null).length;
    const point = { point: ++this.count, values, finished, failed: runs.length - finished, means: columns.map(intervalOf) };
    for (const [m, column] of columns.entries()) this.keep(POINTS_TOGETHER, this.swept[m], { point: values, values: column });
    this.keep(POINTS_DRAWN, this.drawn, point);
    if (point.failed === 0) this.rank(point);
    return point;
  }

  result(): Pick<SweepResult, 'best' | 'points' | 'effects' | 'pointCount'> {
    return {
      best: this.best,
      points: this.drawn,
      effects: this.count <= POINTS_TOGETHER ? this.swept.map(effectsOf) : [],
      pointCount: this.count,
    };
  }

  /** All points up to so many; of more nobody will ask, and those that are kept go. */
  private keep<T>(most: number, kept: T[], one: T): void {
    if (this.count <= most) kept.push(one);
    else kept.length = 0;
  }

  private rank(point: SweepPoint): void {
    const sign = this.metrics[0].better === 'higher' ? -1 : 1;
    const rankOf = ({ means: [first] }: SweepPoint) => (first === null ? Number.POSITIVE_INFINITY : sign * first.estimate);
    const at = this.best.findIndex((other) => rankOf(point) < rankOf(other));
    this.best.splice(at < 0 ? this.best.length : at, 0, point);
    if (this.best.length > BEST_SHOWN) this.best.pop();
  }
}

/** Of one replication the value alone: nobody knows how far it may be off. */
function intervalOf(values: readonly (number | null)[]): Interval | null {
  const known = values.filter((value) => value !== null);
  const estimate = meanOf(known);
  if (estimate === null) return null;
  return meanInterval(known, ALPHA) ?? { estimate, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
}

/** Axes by what they do, the strongest first. */
function effectsOf(swept: readonly SweptPoint[]): AxisEffect[] {
  return mainEffects(swept, ALPHA).axes.toSorted((a, b) => b.span - a.span);
}
