import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Ms } from '../../kernel/event-loop.js';
import { metricNamed } from '../../record/metric-names.js';
import { METRICS } from '../../record/metrics.js';
import { UserError } from '../../run/failure.js';
import { type JobScenario, jobScenarioOf } from '../../run/jobs/job-scenario.js';
import { type RunJob, runJobOf } from '../../run/jobs/run-job.js';
import type { Policy } from '../../run/policy-module.js';
import { readScenario, requiredText, type ScenarioFile, tryScenario } from '../../run/scenario-file.js';
import { replicationSeeds } from '../../run/seeds.js';
import { type FaultStart, faultStarts, leftOutText } from '../../run/warm-up.js';
import type { Problem } from '../../scenario/text/problem.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import { formatProblem, type LocatedProblem } from '../../scenario/text/sources.js';
import { formatDuration } from '../../scenario/units.js';
import type { Point } from '../../statistics/points.js';
import { type AxisModules, axisModules, jobPolicy, placedBy, policyConflict, withModules } from './axis-policies.js';
import { metricProblems, type ReadSpace, readSweep, type SpaceText, type SweepText, METRICS as USUAL } from './file.js';
import { type PackPlan, packPlan } from './pack-plan.js';
import { publishedPlan } from './published.js';
import { pointText } from './result.js';
import { checkedCount, experimentHash, type SweepOptions, type SweepRuns, spaceError } from './runs.js';
import { assignmentsOf, pathsOf, pointPlan, trialPoints } from './space.js';

/** A checked sweep of a scenario. */
export interface SweepPlan extends SweepRuns {
  readonly scenario: ScenarioFile;
  /** Of all points without one of their own. */
  readonly policy: Policy | null;
  /** Assignments of all points. */
  readonly set: readonly Assignment[];
  readonly modules: AxisModules;
}

/** The most points read before any run: each takes a few milliseconds. */
const TRIALS = 300;
const MISTAKES_SHOWN = 10;

/** Reads a sweep file and what it varies, and tries every value of every axis. Throws one error with all mistakes. */
export async function readSweepPlan(path: string, options: SweepOptions): Promise<SweepPlan | PackPlan> {
  const read = readSweep(requiredText(path), path);
  if (read.errors !== undefined) throw new UserError(read.errors.map(formatProblem));
  const { sweep } = read;
  if (sweep.pack !== undefined) return packPlan(read, path, options);
  const { policy, isSure, allowsCode, warmUpMs } = options;
  const space = await spaceOf({ ...sweep, scenario: sweep.scenario! }, path, { policy, allowsCode });
  const { points, seed, set } = space;
  const { metrics, mistakes } = metricsOf(sweep);
  const published = points && publishedPlan(sweep.published, { points, paths: pathsOf(points), metrics, keyOf: metricNamed }, mistakes);
  if (points === undefined || space.problems.length + mistakes.length > 0) throw spaceError(read, [...space.problems, ...mistakes]);
  const runs = checkedCount(path, points, sweep.replications, isSure);
  const plan = { ...space, points, paths: pathsOf(points), metrics, runs, warmUpMs, subject: space.scenario.setup.name };
  const { carried, leftOut, measuredMs } = await tried(read, plan);
  const seeds = replicationSeeds(seed, sweep.replications);
  const jobWith = (all: readonly Assignment[], ofSeed: number) => jobOf({ ...plan, carried }, all, ofSeed);
  return {
    ...plan,
    leftOut,
    measuredMs,
    carried,
    seeds,
    published: published ?? null,
    hash: experimentHash({ id: jobWith(set, seeds[0]).id, points, seeds, ...moduleHashes(plan.modules) }),
    jobOf: (values, ofSeed) => jobWith([...set, ...assignmentsOf(values)], ofSeed),
  };
}

/** Returns a scenario, the points that a file defines, and the mistakes in these. */
export async function spaceOf(
  sweep: SpaceText & { readonly scenario: string },
  path: string,
  { policy, allowsCode }: Pick<SweepOptions, 'policy' | 'allowsCode'>,
) {
  const set = assignmentsOf(sweep.set);
  const scenarioPath = isAbsolute(sweep.scenario) ? sweep.scenario : join(dirname(path), sweep.scenario);
  const scenario = readScenario(scenarioPath, { set: set.map((one) => `${one.path}=${one.value}`), policy });
  const seed = sweep.seed ?? scenario.setup.seed;
  const { value: points, problems: ofPoints } = pointPlan(sweep, seed);
  const problems = [...ofPoints];
  const modules = await axisModules(points, { file: path, allowsCode }, problems);
  const name = sweep.name ?? basename(path).replace(/\.(ya?ml|json)$/, '');
  return { name, scenario, scenarioPath, set, seed, policy, points, modules, problems };
}

/** The hashes of modules as a part of an experiment's content; nothing without modules. */
export function moduleHashes(modules: AxisModules): { modules?: readonly (readonly [string, string])[] } {
  return modules.size === 0 ? {} : { modules: [...modules].map(([value, { module }]) => [value, module!.sha256] as const) };
}

function jobOf(
  { carried: { scenario, policy }, modules, warmUpMs }: Pick<SweepPlan, 'carried' | 'modules' | 'warmUpMs'>,
  set: readonly Assignment[],
  seed: number,
): RunJob {
  return runJobOf({ scenario, ...jobPolicy(modules, set, policy), seed, ...(warmUpMs === null ? {} : { warmUpMs }) });
}

function metricsOf({ metrics = USUAL }: SweepText): { metrics: (typeof METRICS)[number][]; mistakes: Problem[] } {
  const keys = new Set(metrics.map(metricNamed).filter((key) => key !== undefined));
  return { metrics: [...keys].map((key) => METRICS.find((metric) => metric.key === key)!), mistakes: metricProblems(metrics) };
}

type Read = Pick<Extract<ReadSpace<SpaceText>, { errors?: undefined }>, 'report'>;

interface Trying extends Pick<SweepPlan, 'points' | 'paths' | 'set' | 'policy' | 'modules' | 'scenario' | 'warmUpMs'> {
  readonly scenarioPath: string;
}

/** The scenario with all files that points name, a sentence on the faults of points that the warm-up hides, and the time that is left. */
type Tried = Pick<SweepRuns, 'carried' | 'leftOut' | 'measuredMs'>;

/** Reads the scenario with each value of each axis. */
export async function tried(read: Read, trying: Trying): Promise<Tried> {
  const { policy, paths, scenario, scenarioPath, warmUpMs } = trying;
  let carried = withModules(await jobScenarioOf(scenario, policy), trying.modules);
  const asWritten = policy === null ? undefined : tryScenario(scenarioPath, trying.set).loaded.setup;
  const faults = new Map<string, FaultStart>();
  const durations = new Set([scenario.setup.durationMs]);
  const found = new Map<string, { readonly problem: Problem } | { readonly line: string }>();
  for (const point of trialPoints(trying.points, TRIALS)) {
    const { module, set } = placedBy(trying.modules, [...trying.set, ...assignmentsOf(point)]);
    const { loaded, inputs } = tryScenario(scenarioPath, set);
    if (loaded.setup !== undefined) durations.add(loaded.setup.durationMs);
    if (warmUpMs !== null && loaded.setup !== undefined)
      for (const fault of faultStarts(loaded.setup)) faults.set(`${fault.what} ${fault.fromMs}`, fault);
    if (loaded.errors !== undefined) for (const error of loaded.errors) note(error, point, { ...trying, found });
    else if (warmUpMs !== null && loaded.setup.durationMs <= warmUpMs) found.set('warm-up', { line: nothingLeft(loaded.setup, warmUpMs) });
    else if (policy !== null && (module?.name ?? loaded.setup.placement.policy) !== asWritten?.placement.policy)
      found.set('policy', { problem: policyConflict(policy, paths) });
    else if (namesMore(carried, inputs, loaded.setup))
      carried = merged(carried, await jobScenarioOf({ ...scenario, ...loaded, inputs }, policy));
  }
  const problems = [...found.values()].flatMap((one) => ('problem' in one ? [one.problem] : []));
  const lines = [...found.values()].flatMap((one) => ('line' in one ? [one.line] : [])).slice(0, MISTAKES_SHOWN);
  if (found.size > 0) throw new UserError([...read.report(problems).map(formatProblem), ...lines]);
  const measuredMs = durations.size === 1 ? scenario.setup.durationMs - (warmUpMs ?? 0) : null;
  return { carried, leftOut: leftOutText([...faults.values()], warmUpMs), measuredMs };
}

function nothingLeft({ name, durationMs }: ScenarioFile['setup'], warmUpMs: Ms): string {
  return `${name}: --warm-up ${formatDuration(warmUpMs)} leaves nothing of ${formatDuration(durationMs)}`;
}

/** Reports a mistake in a value at its axis, and a mistake that only a combination has at its point. */
function note(
  error: LocatedProblem,
  point: Point,
  { paths, found }: Trying & { found: Map<string, { problem: Problem } | { line: string }> },
): void {
  const axis = assignmentsOf(point).find(({ path, value }) => error.file === `--set ${path}=${value}`);
  if (axis === undefined) {
    const line = `with ${pointText({ values: point }, paths)}: ${formatProblem(error)}`;
    if (!found.has(error.message)) found.set(error.message, { line });
  } else {
    const what = error.path === '' || error.message.startsWith(axis.value) ? error.message : `${axis.value}: ${error.message}`;
    found.set(`${axis.path} ${what}`, { problem: { path: ['axes', axis.path], message: what } });
  }
}

function namesMore({ scenario }: JobScenario, inputs: ReadonlyMap<string, string>, { workloads }: ScenarioFile['setup']): boolean {
  const isKnown = (file: string) => file === scenario.file || Object.hasOwn(scenario.texts, file);
  const traces = workloads.flatMap(({ arrivals }) => (arrivals.kind === 'trace' ? [arrivals.file] : []));
  return ![...inputs.keys()].every(isKnown) || !traces.every((file) => Object.hasOwn(scenario.traces, file));
}

function merged(a: JobScenario, b: JobScenario): JobScenario {
  return {
    ...a,
    scenario: {
      ...a.scenario,
      texts: { ...a.scenario.texts, ...b.scenario.texts },
      traces: { ...a.scenario.traces, ...b.scenario.traces },
    },
    materials: { traces: { ...a.materials.traces, ...b.materials.traces }, modules: { ...a.materials.modules, ...b.materials.modules } },
  };
}
