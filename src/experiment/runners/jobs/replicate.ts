import type { Headline, MetricKey } from '../../../report/metrics.js';
import type { ReplicatedComparison } from '../../../report/replications/result.js';
import { canonicalJson } from '../../../scenario/canonical.js';
import type { Assignment } from '../../../scenario/set-path.js';
import { comparedPrecision, reachedPrecision, replicatedComparison } from '../../replicated.js';
import { replicationSeeds } from '../../seeds.js';
import type { PrecisionRule } from '../../statistics/precision.js';
import { EXIT_FAILED, EXIT_INTERRUPTED, UserError } from '../failure.js';
import { sha256 } from '../scenario-hash.js';
import { finishRuns } from './finish-runs.js';
import type { JobScenario } from './job-scenario.js';
import type { Journal } from './journal.js';
import { isDone, type RunDone, type RunJob, runJobOf } from './run-job.js';
import type { Runner } from './runner.js';

/** Several scenarios, replicated with common random numbers. */
export interface ReplicationPlan {
  readonly names: readonly string[];
  readonly scenarios: readonly JobScenario[];
  readonly set: readonly Assignment[];
  /** Of the first replication. */
  readonly seed: number;
  /** At most; without a rule of precision exactly. */
  readonly replications: number;
  readonly precision: { readonly rule: PrecisionRule; readonly metrics: readonly MetricKey[] } | null;
}

/** Everything on which a result depends: equal hashes, equal runs. */
export function replicationHash({ scenarios, set, seed, ...rest }: ReplicationPlan): string {
  const jobs = scenarios.map((of) => runJobOf({ ...carried(of), set: [...set], seed }).id);
  return sha256(canonicalJson({ ...rest, jobs }));
}

export interface Replicating {
  readonly runner: Runner;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly progress: (done: number, of: number) => void;
}

export interface ReplicatedRuns {
  readonly comparison: ReplicatedComparison;
  /** By scenario and replication. */
  readonly runs: readonly (readonly RunDone[])[];
}

/** Runs whole batches until they are precise enough, or all at once. Which runs are in the answer depends on no clock. */
export async function replicate(plan: ReplicationPlan, doing: Replicating): Promise<ReplicatedRuns> {
  const { names, precision, replications } = plan;
  const width = names.length;
  let wanted = precision === null ? replications : 0;
  let step = null;
  for (;;) {
    if (precision !== null) {
      step = comparedPrecision(precision.rule, precision.metrics, headlinesOf(runsOf(plan, doing.journal, wanted)));
      if (step.kind !== 'more') break;
      wanted = step.replications;
    }
    await runAll(plan, wanted, doing);
    if (precision === null) break;
  }
  const count = step?.replications ?? replications;
  const runs = runsOf(plan, doing.journal, count);
  const comparison = replicatedComparison({
    scenarios: names,
    runs: headlinesOf(runs),
    seeds: replicationSeeds(plan.seed, count),
    precision: precision === null || step === null ? null : reachedPrecision(precision.rule, step),
  });
  doing.progress(width * count, width * count);
  return { comparison, runs };
}

async function runAll(plan: ReplicationPlan, replications: number, { runner, journal, signal, progress }: Replicating): Promise<void> {
  const of = plan.names.length * replications;
  const count = () => Array.from({ length: of }, (_, run) => run).filter((run) => journal.has(run)).length;
  let done = count();
  await finishRuns(jobsOf(plan, replications), { runner, journal, signal, onResult: () => progress(++done, of) });
  if (count() < of) {
    const most = plan.precision === null ? '' : ' that are wanted so far';
    throw new UserError(
      [`compare: stopped after ${count()} of ${of} runs${most}; they are kept in ${journal.path}; go on with --resume`],
      EXIT_INTERRUPTED,
    );
  }
}

/** All scenarios of a replication, then those of the next. */
function* jobsOf({ scenarios, set, seed }: ReplicationPlan, replications: number): Generator<RunJob> {
  for (const one of replicationSeeds(seed, replications))
    for (const scenario of scenarios) yield runJobOf({ ...carried(scenario), set: [...set], seed: one });
}

function carried({ scenario, policy }: JobScenario): Pick<RunJob, 'scenario' | 'policy'> {
  return { scenario, policy };
}

/** A comparison with a run missing compares something else: a failure ends it. */
function runsOf({ names }: ReplicationPlan, journal: Journal, replications: number): RunDone[][] {
  return names.map((name, s) =>
    Array.from({ length: replications }, (_, r) => {
      const result = journal.read(r * names.length + s);
      if (isDone(result)) return result;
      throw new UserError([`replication ${r + 1} of ${name} failed:`, ...result.failure], EXIT_FAILED);
    }),
  );
}

function headlinesOf(runs: readonly (readonly RunDone[])[]): Headline[][] {
  return runs.map((of) => of.map(({ headline }) => headline));
}
