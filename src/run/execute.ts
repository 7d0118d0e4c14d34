import { basename } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { Ms } from '../kernel/event-loop.js';
import { durationText } from '../kernel/quantity-text.js';
import type { AlgorithmFactory } from '../placement/algorithms/algorithm.js';
import { PolicyFault } from '../placement/algorithms/fault.js';
import { AfterWarmUp } from '../record/after-warm-up.js';
import { judge } from '../record/expect/expectation.js';
import { FiguresRecorder, type RunFigures } from '../record/figures-recorder.js';
import type { RunAccounts } from '../record/ledger/run-accounts.js';
import { PeriodMeans } from '../record/period-means.js';
import type { TrafficLog } from '../record/traffic/traffic-log.js';
import type { FinishedRun, RunIdentity } from '../report/summary.js';
import { flatSettings } from '../scenario/text/flat-settings.js';
import { Digest } from '../sim/digest.js';
import type { Subscriber } from '../sim/facts.js';
import { type RunTracer, Simulation } from '../sim/simulation.js';
import { breakable } from './breakable.js';
import type { Checkpoints } from './checkpoints/checkpoints.js';
import { beginFiles, checkpointOf, type Fork, resume } from './checkpoints/fork.js';
import { setCompilerFor } from './compiler.js';
import { type Between, drive } from './drive.js';
import { engineVersion } from './engine-version.js';
import { EXIT_FAILED, EXIT_INTERRUPTED, UserError } from './failure.js';
import { FollowingDigest } from './following-digest.js';
import { loadPeriodMs } from './load-period.js';
import { ownPolicy } from './policies.js';
import { RunRecorder } from './recorder.js';
import { ecsEventsOf, type RunFiles, sinksOf } from './run-files.js';
import type { ScenarioFile } from './scenario-file.js';
import { scenarioHash } from './scenario-hash.js';
import { Traces } from './traces.js';
import { transientSentence } from './warm-up.js';

/** Options of a run in this process. */
export interface ExecuteOptions extends RunFiles {
  readonly subscribers?: readonly Subscriber[];
  readonly tracers?: readonly RunTracer[];
  /** Subscribers that read the accounts of the run. They receive each fact before the accounts do. */
  readonly watching?: (accounts: RunAccounts) => readonly Subscriber[];
  /** False: leaves out the cost shares of services and workloads, which saves time for each task. */
  readonly hasShares?: boolean;
  /** Headline metrics cover the run from this time on. */
  readonly warmUpMs?: Ms | undefined;
  /** Creates the placement algorithm, for a scenario from withAlgorithm(). */
  readonly algorithm?: AlgorithmFactory | undefined;
  /** Stops the run between two slices: execute() then throws a UserError. */
  readonly signal?: AbortSignal;
  /** Receives the progress of the run between slices. */
  readonly progress?: (nowMs: Ms, eventsHandled: number) => void;
  /** Saves the state of the run at these times. */
  readonly checkpoints?: Checkpoints | undefined;
  /** Continues from this checkpoint instead of from the start; the scenario must come from forkedScenario(). */
  readonly from?: Fork | undefined;
}

/** Runs a scenario to its end and streams its CSV files into the directory. Throws a UserError if a policy breaks its contract. */
export function execute(scenario: ScenarioFile, options: ExecuteOptions = {}): Promise<FinishedRun> {
  const { setup } = scenario;
  const { hasShares = true, checkpoints } = options;
  const record = ({ nameOf }: Traces) =>
    new RunRecorder(setup, sinksOf(setup, options), { hasShares, isForkable: checkpoints !== undefined, nameOfTraced: nameOf });
  return guarded(scenario, options, record);
}

/** Runs the scenario and keeps only its figures. */
export function executeForFigures(
  scenario: ScenarioFile,
  options: Pick<ExecuteOptions, 'hasShares' | 'warmUpMs' | 'signal' | 'algorithm' | 'watching'>,
): Promise<FinishedRun<RunFigures>> {
  return guarded(scenario, options, () => new FiguresRecorder(scenario.setup, { hasShares: options.hasShares ?? true }));
}

/** Records a run and returns its result. */
interface Recorder<Figures> extends Subscriber {
  readonly accounts: RunAccounts;
  readonly traffic: TrafficLog;
  finish(endMs: Ms): Figures;
}

async function guarded<Figures extends RunFigures>(
  scenario: ScenarioFile,
  options: ExecuteOptions,
  recorderOf: (traces: Traces) => Recorder<Figures>,
): Promise<FinishedRun<Figures>> {
  try {
    return await run(scenario, options, recorderOf);
  } catch (error) {
    if (error instanceof PolicyFault)
      throw new UserError([`${scenario.policyModule?.path ?? scenario.path}: ${error.message}`], EXIT_FAILED);
    // A tampered state may cause an error late.
    if (options.from === undefined || error instanceof UserError) throw error;
    throw new UserError([`${options.from.path}: no run can go on from this checkpoint: ${(error as Error).message}`], EXIT_FAILED);
  }
}

async function run<Figures extends RunFigures>(
  scenario: ScenarioFile,
  options: ExecuteOptions,
  recorderOf: (traces: Traces) => Recorder<Figures>,
): Promise<FinishedRun<Figures>> {
  const { setup } = scenario;
  const { directory, subscribers = [], watching = () => [], checkpoints, from } = options;
  // Before the run: a build that replaces this one during the run is another engine.
  const engine = engineVersion();
  // Before the run, so that an unreadable trace fails at once, and the hash covers the bytes of the replay.
  const hash = await scenarioHash(scenario);
  const policy = await ownPolicy(scenario, options.algorithm);
  if (from !== undefined && directory !== undefined) await beginFiles(from, directory);
  const traces = await Traces.read(setup, scenario);
  const recorder = recorderOf(traces);
  const afterWarmUp = options.warmUpMs === undefined ? null : new AfterWarmUp(recorder, options.warmUpMs);
  const periodMeans = new PeriodMeans(recorder.accounts, loadPeriodMs(setup));
  const digest = new Digest();
  const ecsEvents = ecsEventsOf(setup, options);
  // The digest of a run from a present state is compared with that of the original run.
  const follows = setup.present === undefined || from !== undefined ? null : new FollowingDigest(setup, 0);
  setCompilerFor(setup);
  const simulation = new Simulation(setup, {
    sources: traces.sourcesOf(setup),
    subscribers: [
      ...(afterWarmUp === null ? [] : [afterWarmUp]),
      ...[periodMeans, ...watching(recorder.accounts), recorder],
      digest,
      ...ecsEvents,
      ...subscribers,
      ...(follows === null ? [] : [follows]),
    ],
    policy,
    tracers: options.tracers,
  });
  if (from !== undefined) resume(simulation, digest, from);
  const leave = async () => checkpoints?.write(await checkpointOf(simulation, { scenario, hash, digest: digest.text, options }));
  const isDone = await drive(simulation, betweenSlices(options, { isOwnPolicy: policy !== undefined, leave }));
  if (!isDone) throw stopped(simulation, checkpoints?.paths.at(-1));
  for (const events of ecsEvents) events.finish(setup.durationMs);
  const identity = {
    name: setup.name,
    ...(scenario.variantOf === undefined ? {} : { variantOf: scenario.variantOf }),
    seed: setup.seed,
    scenarioHash: hash,
    engineVersion: engine,
    digest: digest.text,
    ...(follows === null ? {} : { whatFollows: follows.text }),
    events: simulation.eventsHandled,
    policy: policyIdentity(scenario),
    ...(from?.forkedFrom == null ? {} : { forkedFrom: from.forkedFrom }),
  };
  const record = withoutWarmUp(recorder.finish(setup.durationMs), afterWarmUp, setup.durationMs);
  return {
    identity,
    setup,
    record,
    verdicts: judge(record, scenario.expectations),
    traces: traces.replayed,
    ...(directory === undefined ? {} : { settings: flatSettings(scenario.scenario) }),
    ...periodsOf(periodMeans, setup),
  };
}

function betweenSlices(
  { directory, signal, progress, checkpoints }: ExecuteOptions,
  { isOwnPolicy, leave }: { readonly isOwnPolicy: boolean; readonly leave: (nowMs: Ms) => Promise<void> },
): Between {
  return {
    drain: () => directory?.drain(),
    yieldNow: yieldingOften(),
    isInterrupted: () => signal?.aborted === true,
    // A user's policy may loop, and Ctrl-C must interrupt it there. Signals do not reach threads, which are ended from outside.
    ...(isOwnPolicy && isMainThread ? { around: breakable({ breakOnSigint: true }) } : {}),
    ...(progress === undefined ? {} : { progress }),
    ...(checkpoints === undefined ? {} : { halts: { after: (nowMs) => checkpoints.after(nowMs), at: leave } }),
  };
}

function periodsOf(means: PeriodMeans, { durationMs }: ScenarioFile['setup']): Pick<FinishedRun, 'periods' | 'transient'> {
  const periods = means.finish(durationMs);
  if (periods === null) return {};
  return { periods, transient: transientSentence([periods], durationMs) };
}

function stopped({ setup, nowMs }: Simulation, last: string | undefined): UserError {
  const lines = [`${setup.name}: stopped at ${durationText(nowMs)} of simulated time`];
  return new UserError(last === undefined ? lines : [...lines, `To go on: drydock run --from ${last}`], EXIT_INTERRUPTED);
}

function withoutWarmUp<Figures extends RunFigures>(record: Figures, after: AfterWarmUp | null, endMs: Ms): Figures {
  if (after === null) return record;
  return { ...record, metrics: { ...record.metrics, headline: after.headline(record.metrics.headline, endMs) } };
}

function policyIdentity({ setup, policyModule: module }: ScenarioFile): RunIdentity['policy'] {
  const { policy } = setup.placement;
  if (policy === null) return undefined;
  return { name: policy, module: module === null ? null : { file: basename(module.path), sha256: module.sha256 } };
}

/** Milliseconds of work between two yields to the process: too short to notice, long enough to cost nothing. */
const YIELD_EVERY_MS = 50;

function yieldingOften(): () => Promise<void> | undefined {
  let lastMs = performance.now();
  return () => {
    if (performance.now() - lastMs < YIELD_EVERY_MS) return undefined;
    return new Promise((ok) =>
      setImmediate(() => {
        lastMs = performance.now();
        ok();
      }),
    );
  };
}
