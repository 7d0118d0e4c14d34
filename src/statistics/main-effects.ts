import { grouped } from '../kernel/grouped.js';
import { meanInterval, meanOf } from './interval.js';
import { keyOf, type Point } from './points.js';

/** A point of a sweep, with a metric's value in each replication. Replication r has common random numbers in all points. */
export interface SweptPoint {
  readonly point: Point;
  readonly values: readonly (number | null)[];
}

/** The effect of a level of an axis on the metric, over all values of the other axes. */
type LevelEffect = ReturnType<typeof levelOf>;

interface MainEffect {
  readonly path: string;
  /** In order of their first points. */
  readonly levels: readonly LevelEffect[];
  /** The greatest mean of a level less the least, by which axes are compared. */
  readonly span: number;
}

/**
 * Returns the main effect of each axis of a sweep. In a cartesian sweep every level meets the same levels of all other axes. Each
 * replication gives a mean of the level less the mean of all points. The interval is that of these differences, so chance that is common to
 * all points cancels. Points that lack a value in some replication are left out.
 */
export function mainEffects(swept: readonly SweptPoint[], alpha: number): MainEffect[] {
  const replications = Math.max(0, ...swept.map(({ values }) => values.length));
  const complete = swept.filter(({ values }) => replications > 0 && values.length === replications && !values.includes(null));
  const overall = meansByReplication(complete, replications);
  const paths = complete.length === 0 ? [] : Object.keys(complete[0].point);
  return paths.map((path) => effectOf(path, complete, overall, alpha));
}

function effectOf(path: string, swept: readonly SweptPoint[], overall: readonly number[], alpha: number): MainEffect {
  const groups = grouped(swept, ({ point }) => keyOf(point[path]));
  const levels = [...groups.values()].map((group) => levelOf(path, group, overall, alpha));
  const means = levels.map(({ mean }) => mean);
  return { path, levels, span: Math.max(...means) - Math.min(...means) };
}

function levelOf(path: string, group: readonly SweptPoint[], overall: readonly number[], alpha: number) {
  const means = meansByReplication(group, overall.length);
  const effects = means.map((mean, r) => mean - overall[r]);
  return {
    value: group[0].point[path],
    /** Number of points with this level. */
    points: group.length,
    mean: meanOf(means)!,
    /** Its mean less the mean of all points. */
    effect: meanOf(effects)!,
    /** Of the effect; null with one replication. */
    interval: meanInterval(effects, alpha),
  };
}

function meansByReplication(swept: readonly SweptPoint[], replications: number): number[] {
  return Array.from({ length: replications }, (_, r) => meanOf(swept.map(({ values }) => values[r]!)) ?? 0);
}
