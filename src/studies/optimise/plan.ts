import { plural } from '../../kernel/quantity-text.js';
import type { Expectation } from '../../record/expect/expectation.js';
import { metricLabel, metricNamed } from '../../record/metric-names.js';
import { METRICS } from '../../record/metrics.js';
import { UserError } from '../../run/failure.js';
import { sha256 } from '../../run/hashes.js';
import { type RunJob, runJobOf } from '../../run/jobs/run-job.js';
import { requiredText } from '../../run/scenario-file.js';
import { replicationSeeds } from '../../run/seeds.js';
import { figureNames, readExpectation } from '../../scenario/expectations/setup.js';
import { canonicalJson } from '../../scenario/text/canonical.js';
import type { Problem } from '../../scenario/text/problem.js';
import { formatProblem } from '../../scenario/text/sources.js';
import { instead } from '../../scenario/text/suggest.js';
import type { Setup } from '../../sim/setup.js';
import { halvingSchedule, type Rung, scheduledRuns } from '../../statistics/halving.js';
import { keyOf, type Point, type PointPlan, pointCount, pointsOf } from '../../statistics/points.js';
import { jobPolicy } from '../sweep/axis-policies.js';
import { moduleHashes, type SweepPlan, spaceOf, tried } from '../sweep/plan.js';
import { RUNS_MAX, RUNS_WITHOUT_YES, type SweepOptions, spaceError } from '../sweep/runs.js';
import { assignmentsOf, pathsOf } from '../sweep/space.js';
import { type OptimiseText, readOptimise } from './file.js';

type FromSweep = 'name' | 'scenario' | 'policy' | 'carried' | 'set' | 'paths' | 'modules' | 'seeds' | 'warmUpMs' | 'leftOut' | 'measuredMs';

/** A checked optimisation; its points are varied as those of a sweep are. */
export interface OptimisePlan extends Pick<SweepPlan, FromSweep> {
  readonly scenarioPath: string;
  /** Without duplicates. */
  readonly points: readonly Point[];
  readonly objectives: readonly Expectation[];
  /** Figures of the objectives: each run returns them. */
  readonly figures: readonly (readonly string[])[];
  readonly waiting: (typeof METRICS)[number];
  readonly rungs: readonly Rung[];
}

/** The most points: all are in memory at once. */
const POINTS_MAX = 1_000_000;

/** Reads an optimisation and its scenario, and tries every value of every axis. Throws one error with all mistakes. */
export async function readOptimisePlan(path: string, { policy, isSure, allowsCode, warmUpMs }: SweepOptions): Promise<OptimisePlan> {
  const read = readOptimise(requiredText(path), path);
  if (read.errors !== undefined) throw new UserError(read.errors.map(formatProblem));
  const { sweep: text } = read;
  const space = await spaceOf(text, path, { policy, allowsCode });
  const mistakes = [...space.problems];
  const objectives = objectivesOf(text, space.scenario.setup, mistakes);
  const waiting = waitingOf(text, mistakes);
  if (space.points === undefined || mistakes.length > 0 || waiting === undefined) throw spaceError(read, mistakes);
  const { points: plan } = space;
  const rungs = checkedRungs(path, text, plan, isSure);
  const paths = pathsOf(plan);
  const { carried, leftOut, measuredMs } = await tried(read, { ...space, points: plan, paths, warmUpMs });
  const { name, scenario, scenarioPath, set, seed, modules } = space;
  return {
    ...{ name, scenario, scenarioPath, policy, modules, carried, leftOut, measuredMs, set, paths, objectives, waiting, rungs, warmUpMs },
    points: distinct(plan),
    figures: figuresOf(objectives),
    seeds: replicationSeeds(seed, rungs.at(-1)!.to),
  };
}

/** Hashes everything on which a result depends: equal hashes, equal runs. */
export function optimiseHash(plan: OptimisePlan): string {
  const { points, rungs, seeds, objectives, waiting } = plan;
  const { id } = jobAt(plan, points[0], seeds[0]);
  return sha256(
    canonicalJson({
      id,
      points,
      rungs,
      seeds,
      objectives: objectives.map(({ text }) => text),
      waiting: waiting.key,
      ...moduleHashes(plan.modules),
    }),
  );
}

export function jobAt({ carried, set, modules, figures, warmUpMs }: OptimisePlan, point: Point, seed: number): RunJob {
  const { scenario, policy } = carried;
  const results = { figures: figures.map((figure) => [...figure]), ...(warmUpMs === null ? {} : { warmUpMs }) };
  return runJobOf({ scenario, ...jobPolicy(modules, [...set, ...assignmentsOf(point)], policy), seed, ...results });
}

function objectivesOf({ objectives }: OptimiseText, setup: Setup, mistakes: Problem[]): Expectation[] {
  const named = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name);
  const names = figureNames({
    capacityProviders: named(setup.capacityProviders),
    services: named(setup.services),
    workloads: named(setup.workloads),
  });
  return objectives.flatMap((text, i) => {
    const read = readExpectation(text, names);
    const mistake = 'mistake' in read ? read.mistake : limitMistake(read);
    if (mistake !== null) mistakes.push({ path: ['objectives', i], message: mistake });
    return 'mistake' in read ? [] : [read];
  });
}

function limitMistake({ comparison }: Expectation): string | null {
  return comparison === '==' || comparison === '!=' ? `${comparison} is no limit that a mean can keep: write one of <= >= < >` : null;
}

function waitingOf({ waiting }: OptimiseText, mistakes: Problem[]): OptimisePlan['waiting'] | undefined {
  const key = metricNamed(waiting);
  const metric = METRICS.find((one) => one.key === key);
  const report = (message: string) => mistakes.push({ path: ['waiting'], message });
  if (metric === undefined) report(`there is no metric ${waiting}${instead(waiting, metricLabel())}`);
  else if (metric.better !== 'lower')
    report(`${waiting} is not better when it is lower: the front has cost and something else to keep low`);
  return metric;
}

/** Returns the rounds, if this number of runs is allowed. Duplicate points of a Latin hypercube count as well. */
function checkedRungs(path: string, text: OptimiseText, points: PointPlan, isSure: boolean): Rung[] {
  const count = pointCount(points);
  const many = count.toLocaleString('en-US');
  if (count > POINTS_MAX)
    throw new UserError([
      `${path}: there are ${many} points, at most ${POINTS_MAX.toLocaleString('en-US')} can be tried: take fewer values, or combine: latinHypercube with as many samples as are worth trying`,
    ]);
  const rungs = scheduleOf(text, points.kind === 'latinHypercube' ? distinct(points).length : Number(count));
  const runs = scheduledRuns(rungs);
  const what = `${path}: ${plural(rungs[0].configurations, 'point')} in ${plural(rungs.length, 'round')} take ${runs.toLocaleString('en-US')} runs`;
  if (runs > RUNS_MAX)
    throw new UserError([`${what}, at most ${RUNS_MAX.toLocaleString('en-US')} can be made: take fewer values, or a Latin hypercube`]);
  if (runs > RUNS_WITHOUT_YES && !isSure) throw new UserError([`${what}: give --yes if they are meant`]);
  return rungs;
}

function scheduleOf({ replications, firstReplications, keepOneOf, finalists }: OptimiseText, configurations: number): Rung[] {
  return halvingSchedule({ configurations, eta: keepOneOf, first: firstReplications, keep: finalists, confirming: replications });
}

function distinct(plan: PointPlan): Point[] {
  const points = new Map<string, Point>();
  for (const point of pointsOf(plan)) {
    const key = keyOf(point);
    if (!points.has(key)) points.set(key, point);
  }
  return [...points.values()];
}

function figuresOf(objectives: readonly Expectation[]): (readonly string[])[] {
  const all = objectives.flatMap(({ figure, against }) => (typeof against === 'number' ? [figure] : [figure, against]));
  return [...new Map(all.map((path) => [path.join('.'), path])).values()];
}
