import type { Ms } from '../../kernel/event-loop.js';
import type { Headline, MetricKey } from '../../record/metrics.js';
import { plainAssignment } from '../../run/assignment.js';
import { EXIT_FAILED, UserError } from '../../run/failure.js';
import { sha256 } from '../../run/hashes.js';
import { finishRuns, type StudyRuns, stoppedAfter } from '../../run/jobs/finish-runs.js';
import type { JobScenario } from '../../run/jobs/job-scenario.js';
import { isDone, type RunDone, type RunJob, runJobOf } from '../../run/jobs/run-job.js';
import type { JournalRuns } from '../../run/journal/part.js';
import { replicationSeeds } from '../../run/seeds.js';
import type { Worlds } from '../../run/uncertain/worlds.js';
import { type FaultStart, leftOutText, periodicWarmUpOf, settlingSentence, transientSentence, warmUpOf } from '../../run/warm-up.js';
import { canonicalJson } from '../../scenario/text/canonical.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import type { PrecisionRule } from '../../statistics/precision.js';
import { comparedPrecision, reachedPrecision, replicatedComparison } from './replicated.js';
import type { ReplicatedComparison, ScenarioSentence } from './result.js';
import { uncertaintyCsv } from './uncertain/csv.js';
import { playWorlds, worldRuns } from './uncertain/play.js';
import type { Uncertainty } from './uncertain/result.js';
import { uncertaintyOf } from './uncertain/uncertainty.js';

interface ReplicatedScenario extends JobScenario {
  /** Of this one alone, after those of the plan. */
  readonly changes?: readonly Assignment[];
}

/** Several scenarios, replicated with common random numbers. */
export interface ReplicationPlan {
  readonly names: readonly string[];
  readonly scenarios: readonly ReplicatedScenario[];
  readonly set: readonly Assignment[];
  readonly durationsMs: readonly Ms[];
  /** The faults of each scenario. */
  readonly faults: readonly (readonly FaultStart[])[];
  /** Whether the load of every scenario repeats: then warm-ups are whole periods. */
  readonly arePeriodic: boolean;
  /** Of the first replication. */
  readonly seed: number;
  /** The most replications; without a rule of precision the exact number. */
  readonly replications: number;
  /** Time left out at the beginning of each run: milliseconds, or the warm-up that MSER-5 finds; null: none. */
  readonly warmUp: Ms | 'auto' | null;
  readonly precision: { readonly rule: PrecisionRule; readonly metrics: readonly MetricKey[] } | null;
  /** Plausible ECSs in which all scenarios run as well. */
  readonly worlds?: Worlds;
}

/** Hashes everything on which a result depends: equal hashes, equal runs. */
export function replicationHash({ scenarios, set, seed, faults: _, ...rest }: ReplicationPlan): string {
  const jobs = scenarios.map((scenario) => runJobOf({ ...carried(scenario, set), seed }).id);
  return sha256(canonicalJson({ ...rest, jobs }));
}

export interface Replicating extends Omit<StudyRuns, 'journal'> {
  readonly journal: JournalRuns;
}

export interface ReplicatedRuns {
  readonly comparison: ReplicatedComparison;
  /** By scenario and replication. */
  readonly runs: readonly (readonly RunDone[])[];
  /** The result over plausible ECSs, and uncertainty.csv; null: none were requested. */
  readonly uncertain: { readonly uncertainty: Uncertainty; readonly csv: string } | null;
}

/** Runs whole batches until the result is precise enough, or all runs at once. The set of runs in the result depends on no clock. */
export async function replicate(plan: ReplicationPlan, doing: Replicating): Promise<ReplicatedRuns> {
  const { names, precision, replications } = plan;
  const width = names.length;
  const warmUpMs = await warmUpFor(plan, doing);
  let total = precision === null ? replications : 0;
  let step = null;
  for (;;) {
    if (precision !== null) {
      step = comparedPrecision(precision.rule, precision.metrics, headlinesOf(runsOf(plan, doing.journal, total)));
      if (step.kind !== 'more') break;
      total = step.replications;
    }
    await runAll(plan, { replications: total, warmUpMs }, doing);
    if (precision === null) break;
  }
  const count = step?.replications ?? replications;
  const runs = runsOf(plan, doing.journal, count);
  const comparison = replicatedComparison({
    scenarios: names,
    runs: headlinesOf(runs),
    failures: runs.map((replications) => replications.map(({ failures }) => failures)),
    seeds: replicationSeeds(plan.seed, count),
    warmUp: warmUpMs === null ? null : { ms: warmUpMs, isAutomatic: plan.warmUp === 'auto', isByPeriods: plan.arePeriodic },
    precision: precision === null || step === null ? null : reachedPrecision(precision.rule, step),
    transients: [...transientsOf(plan, runs, warmUpMs), ...leftOutFaults(plan, warmUpMs)],
    faulted: plan.scenarios.flatMap(({ changes }, i) => (i > 0 && hasOtherFaultsAlone(changes) ? [i] : [])),
    limits: names.flatMap((scenario, s) => runs[s][0].limits.map((sentence) => ({ scenario, sentence }))),
  });
  doing.progress({ done: width * count, total: width * count });
  return { comparison, runs, uncertain: await uncertainOf(plan, doing, { comparison, warmUpMs }) };
}

/** Of the assignments of a variant, those that change no run. */
const ABOUT_ITSELF = ['name', 'description', 'breaks'];

function hasOtherFaultsAlone(changes: readonly Assignment[] = []): boolean {
  const ofRuns = changes.filter(({ path }) => !ABOUT_ITSELF.includes(path));
  return ofRuns.length > 0 && ofRuns.every(({ path }) => /^(faults|incidents)\b/.test(path));
}

/** Runs of plausible ECSs are numbered after all others. */
async function uncertainOf(
  plan: ReplicationPlan,
  { progress, ...doing }: Replicating,
  { comparison, warmUpMs }: { readonly comparison: ReplicatedComparison; readonly warmUpMs: Ms | null },
): Promise<ReplicatedRuns['uncertain']> {
  const { names, worlds } = plan;
  if (worlds === undefined) return null;
  const firstRun = names.length * (plan.replications + PILOTS);
  const total = worldRuns({ scenarios: names, worlds });
  let done = Array.from({ length: total }, (_, i) => firstRun + i).filter((run) => doing.journal.has(run)).length;
  const onResult = () => progress({ done: ++done, total });
  const played = await playWorlds({ ...plan, worlds, warmUpMs }, { ...doing, command: 'compare', firstRun, onResult });
  return { uncertainty: uncertaintyOf(comparison, worlds, played), csv: uncertaintyCsv(names, worlds, played) };
}

/** The transients of runs whose loads repeat: those that go on to the end, and those that no warm-up leaves out. */
function transientsOf(
  { names, durationsMs }: ReplicationPlan,
  runs: readonly (readonly RunDone[])[],
  warmUpMs: Ms | null,
): ScenarioSentence[] {
  return names.flatMap((scenario, s) => {
    const periods = runs[s].flatMap((run) => run.periods ?? []);
    if (periods.length < runs[s].length || periods[0].capacity.length === 0) return [];
    const found = transientSentence(periods, durationsMs[s]) ?? (warmUpMs === null ? settlingSentence(periods) : null);
    return found === null ? [] : [{ scenario, sentence: [...found, '.'] }];
  });
}

function leftOutFaults({ names, faults }: ReplicationPlan, warmUpMs: Ms | null): ScenarioSentence[] {
  return names.flatMap((scenario, s) => {
    const text = leftOutText(faults[s], warmUpMs);
    return text === null ? [] : [{ scenario, sentence: [text] }];
  });
}

async function runAll(
  plan: ReplicationPlan,
  { replications, warmUpMs }: { readonly replications: number; readonly warmUpMs: Ms | null },
  { runner, journal, signal, progress }: Replicating,
): Promise<void> {
  const total = plan.names.length * replications;
  const count = () => Array.from({ length: total }, (_, run) => run).filter((run) => journal.has(run)).length;
  let done = count();
  const jobs = jobsOf(plan, replications, warmUpMs === null ? {} : { warmUpMs });
  await finishRuns(jobs, { runner, journal, signal, onResult: () => progress({ done: ++done, total }) });
  if (count() < total) throw stopped(plan, journal, { done: count(), total });
}

function stopped({ precision }: ReplicationPlan, journal: JournalRuns, { done, total }: { done: number; total: number }): UserError {
  const most = precision === null ? '' : ' that are wanted so far';
  return stoppedAfter(`compare: stopped after ${done} of ${total} runs${most}`, journal);
}

/** Replications that determine the warm-up: enough for a smooth average. */
const PILOTS = 10;

/**
 * Returns one warm-up for all scenarios, the longest, so that all are compared over the same time. The pilot runs are no part of the
 * result.
 */
async function warmUpFor(plan: ReplicationPlan, { runner, journal, signal, progress }: Replicating): Promise<Ms | null> {
  if (plan.warmUp !== 'auto') return plan.warmUp;
  const width = plan.names.length;
  const pilots = Math.min(PILOTS, plan.replications);
  // Pilot runs are numbered after all others, so that a number always means the same run.
  const firstRun = width * plan.replications;
  let done = 0;
  const onResult = () => progress({ done: ++done, total: width * pilots });
  await finishRuns(jobsOf(plan, pilots, plan.arePeriodic ? {} : { hasSeries: true }), { runner, journal, signal, firstRun, onResult });
  const runs = Array.from({ length: width * pilots }, (_, i) => firstRun + i);
  const finished = runs.filter((run) => journal.has(run)).length;
  if (finished < runs.length) throw stopped(plan, journal, { done: finished, total: runs.length });
  const found = plan.names.map((name, s) => {
    const pilotsOf = Array.from({ length: pilots }, (_, r) => doneIn(journal, firstRun + r * width + s, `replication ${r + 1} of ${name}`));
    const periods = pilotsOf.flatMap((run) => run.periods ?? []);
    const series = pilotsOf.flatMap((run) => run.series ?? []);
    return { name, ...(plan.arePeriodic ? periodicWarmUpOf(periods, plan.durationsMs[s]) : warmUpOf(series)) };
  });
  const problems = found.flatMap((one) => ('problem' in one ? [`--warm-up auto: ${one.name}: ${one.problem}`] : []));
  if (problems.length > 0) {
    // A continuation would find the same warm-up.
    journal.remove();
    throw new UserError(problems);
  }
  return Math.max(...found.map((one) => ('ms' in one ? one.ms : 0))) || null;
}

/** Yields all scenarios of a replication, then those of the next. */
function* jobsOf(
  { scenarios, set, seed }: ReplicationPlan,
  replications: number,
  more: Pick<RunJob, 'warmUpMs' | 'hasSeries'>,
): Generator<RunJob> {
  for (const one of replicationSeeds(seed, replications))
    for (const scenario of scenarios) yield runJobOf({ ...carried(scenario, set), seed: one, ...more });
}

function carried(
  { scenario, policy, changes = [] }: ReplicatedScenario,
  set: readonly Assignment[],
): Pick<RunJob, 'scenario' | 'policy' | 'set'> {
  return { scenario, policy, set: [...set, ...changes].map(plainAssignment) };
}

function runsOf({ names }: ReplicationPlan, journal: JournalRuns, replications: number): RunDone[][] {
  return names.map((name, s) =>
    Array.from({ length: replications }, (_, r) => doneIn(journal, r * names.length + s, `replication ${r + 1} of ${name}`)),
  );
}

/** A failed run ends the comparison: without it the result would compare something else. */
function doneIn(journal: JournalRuns, run: number, what: string): RunDone {
  const result = journal.read(run);
  if (isDone(result)) return result;
  throw new UserError([`${what} failed:`, ...result.failure], EXIT_FAILED);
}

function headlinesOf(runs: readonly (readonly RunDone[])[]): Headline[][] {
  return runs.map((replications) => replications.map(({ headline }) => headline));
}
