import type { Ms } from '../../kernel/event-loop.js';
import type { MetricSpec } from '../../record/metrics.js';
import { UserError } from '../../run/failure.js';
import { sha256 } from '../../run/hashes.js';
import type { JobScenario } from '../../run/jobs/job-scenario.js';
import type { RunJob } from '../../run/jobs/run-job.js';
import type { Journal } from '../../run/journal/journal.js';
import type { Policy } from '../../run/policy-module.js';
import { canonicalJson } from '../../scenario/text/canonical.js';
import type { Problem } from '../../scenario/text/problem.js';
import { formatProblem } from '../../scenario/text/sources.js';
import { type Point, type PointPlan, pointCount, pointsOf } from '../../statistics/points.js';
import type { ReadSpace, SpaceText } from './file.js';
import type { PublishedPlan } from './published.js';

/** The runs of a sweep, whatever is run. */
export interface SweepRuns {
  readonly name: string;
  /** The name of the scenario that is varied. */
  readonly subject: string;
  readonly carried: JobScenario;
  readonly points: PointPlan;
  readonly paths: readonly string[];
  readonly seeds: readonly number[];
  /** Time left out at the beginning of each run; null: none. */
  readonly warmUpMs: Ms | null;
  /** The faults that the warm-up hides, as a sentence; null: none. */
  readonly leftOut: string | null;
  /** Time that the figures of each run are of; null: it is not the same at all points, or these are no simulations. */
  readonly measuredMs: Ms | null;
  readonly metrics: readonly MetricSpec[];
  readonly runs: number;
  /** Published values; null: the file has none. */
  readonly published: PublishedPlan | null;
  /** Of everything on which the result depends: equal hashes, equal runs. */
  readonly hash: string;
  jobOf(values: Point, seed: number): RunJob;
  /** The figures in the rows of runs; absent: the headline. */
  figureKeys?(journal: Journal): readonly string[];
}

export interface SweepOptions {
  readonly policy: Policy | null;
  /** `--yes`: allows any number of runs. */
  readonly isSure: boolean;
  /** `--allow-code`: a policy of an axis may be a module. */
  readonly allowsCode: boolean;
  readonly warmUpMs: Ms | null;
}

/** More runs than this need an explicit confirmation. */
export const RUNS_WITHOUT_YES = 20_000;
export const RUNS_MAX = 10_000_000;
/** Hashes everything on which a result depends. */
export function experimentHash(content: object): string {
  return sha256(canonicalJson(content));
}

/** Yields all replications of a point, then those of the next. Calls `onPoint` before each run's job. */
export function* sweepJobs(plan: SweepRuns, onPoint?: (run: number, point: Point) => void): Generator<RunJob> {
  let run = 0;
  for (const point of pointsOf(plan.points)) {
    for (const seed of plan.seeds) {
      onPoint?.(run++, point);
      yield plan.jobOf(point, seed);
    }
  }
}

export function checkedCount(path: string, points: PointPlan, replications: number, isSure: boolean): number {
  const count = pointCount(points);
  const runs = count * BigInt(replications);
  const what = `${path}: ${count.toLocaleString('en-US')} points with ${replications} replications each are ${runs.toLocaleString('en-US')} runs`;
  if (runs > RUNS_MAX)
    throw new UserError([`${what}, at most ${RUNS_MAX.toLocaleString('en-US')} can be made: take fewer values, or a Latin hypercube`]);
  if (runs > RUNS_WITHOUT_YES && !isSure) throw new UserError([`${what}: give --yes if they are meant`]);
  return Number(runs);
}

type Read = Pick<Extract<ReadSpace<SpaceText>, { errors?: undefined }>, 'report'>;

export function spaceError(read: Read, problems: readonly Problem[]): UserError {
  return new UserError(read.report(problems).map(formatProblem));
}
