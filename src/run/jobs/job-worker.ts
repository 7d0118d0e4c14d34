import { PolicyFault } from '../../placement/algorithms/fault.js';
import { ALGORITHMS } from '../../placement/algorithms/registry.js';
import { figureOf } from '../../record/expect/figures.js';
import { METRICS } from '../../record/metrics.js';
import { isHurt, type Survival } from '../../record/survival/survival.js';
import { type Loaded, loadScenario, reseeded } from '../../scenario/load-scenario.js';
import { formatProblem } from '../../scenario/text/sources.js';
import { formatDuration } from '../../scenario/units.js';
import type { Setup } from '../../sim/setup.js';
import { engineVersion } from '../engine-version.js';
import { execute, executeForFigures } from '../execute.js';
import { UserError, whyUnreadable } from '../failure.js';
import { sha256File } from '../hashes.js';
import { runPairs } from '../incident/pair.js';
import type { Policy } from '../policy-module.js';
import { policyAssignment, type ScenarioFile, withModule } from '../scenario-file.js';
import { steadySeries } from '../warm-up.js';
import { isDone, type RunDone, type RunJob, type RunResult, readRunJob, textsHash, tookTooLong } from './run-job.js';
import { TOGETHER_MS } from './runner.js';

/** Paths of the files to which jobs refer, by SHA-256 (of a module by its first digits). Plain data. */
export interface Materials {
  readonly traces: Readonly<Record<string, string>>;
  readonly modules: Readonly<Record<string, string>>;
}

export type Answer = RunResult | { readonly refused: readonly string[] };

/** Scenarios kept in memory: replications of one come in sequence, and a few workers share them. */
const KEPT = 16;

/** Runs jobs one after the other. Keeps recent scenarios, so that it does not read them again. */
export class JobWorker {
  private readonly loaded = new Map<string, Loaded>();
  private readonly checked = new Map<string, Promise<void>>();

  /** `timeoutMs`: a longer run is stopped between two slices, and fails. */
  constructor(
    private readonly materials: Materials,
    private readonly timeoutMs: number | null = null,
  ) {}

  /**
   * Returns the result or failure of the job, the same on every machine. Throws a UserError for an invalid job, one for another engine, or
   * one whose files are not here.
   */
  async run(value: unknown): Promise<RunResult> {
    return this.runValid(readRunJob(value));
  }

  private async runValid(job: RunJob): Promise<RunResult> {
    const policy = this.policyOf(job);
    const traces = await this.tracesOf(job);
    if (job.pack !== undefined) return packedResult(job, policy, traces);
    const loaded = this.load(job, policy);
    if (loaded.errors !== undefined) return { id: job.id, failure: loaded.errors.map(formatProblem) };
    const { file, text, texts } = job.scenario;
    const inputs = new Map([[file, text], ...Object.entries(texts)]);
    const here = { path: file, folder: '', inputs, policyModule: policy?.module ?? null, traces };
    const through: ScenarioFile[] = [];
    for (const incidents of job.incidents ?? []) {
      const withIncident = this.load({ ...job, set: [...job.set, { path: 'incidents', value: incidents }] }, policy);
      if (withIncident.errors !== undefined) return { id: job.id, failure: withIncident.errors.map(formatProblem) };
      through.push({ ...withModule(withIncident, policy), ...here });
    }
    const signal = this.timeoutMs === null ? undefined : AbortSignal.timeout(this.timeoutMs);
    const result = await resultOf(job, { ...withModule(loaded, policy), ...here }, { through, signal });
    if (signal?.aborted && !isDone(result)) return tookTooLong(job, this.timeoutMs!);
    return policy?.module ? withoutPath(result, policy.module.path, job) : result;
  }

  /**
   * The same for a caller in another thread, for the first of these jobs: as many as it does in TOGETHER_MS, at least one. The caller has
   * validated them. `at`: the place of the job that it does, in memory that both share.
   */
  async answers(jobs: readonly RunJob[], at: Int32Array): Promise<Answer[]> {
    const untilMs = performance.now() + TOGETHER_MS;
    const answers: Answer[] = [];
    for (const [place, job] of jobs.entries()) {
      at[0] = place;
      answers.push(await this.answer(job));
      if (performance.now() > untilMs) break;
    }
    return answers;
  }

  /** An error would lose its class on its way to another thread. */
  private async answer(job: RunJob): Promise<Answer> {
    try {
      return await this.runValid(job);
    } catch (error) {
      if (error instanceof UserError) return { refused: error.lines };
      throw error;
    }
  }

  private load({ scenario, set, seed }: RunJob, policy: Policy | null): Loaded {
    const key = JSON.stringify([textsHash(scenario), set, policy]);
    let loaded = this.loaded.get(key);
    if (loaded === undefined) {
      const { file, text, texts } = scenario;
      const readText = (name: string) => (Object.hasOwn(texts, name) ? texts[name] : undefined);
      loaded = loadScenario(text, { file, read: readText, set: [...set, ...policyAssignment(policy)], seed });
      if (this.loaded.size >= KEPT) this.loaded.delete(this.loaded.keys().next().value!);
      this.loaded.set(key, loaded);
    }
    return loaded.errors === undefined ? reseeded(loaded, seed) : loaded;
  }

  private policyOf({ id, policy, pack }: RunJob): Policy | null {
    if (policy === null) return null;
    const { name, module } = policy;
    const known = ALGORITHMS.get(name);
    if (module === null) {
      if (known === undefined || (known.isOffline && pack === undefined))
        throw new UserError([`job ${id}: there is no policy '${name}' that places tasks one by one`]);
      return { name, isOffline: known.isOffline, module: null };
    }
    const path = this.materials.modules[module.sha256];
    if (path === undefined)
      throw new UserError([`job ${id}: the policy module ${module.file} (${module.sha256}) is not here: give it to the worker`]);
    return { name, isOffline: false, module: { path, sha256: module.sha256 } };
  }

  private async tracesOf({ id, scenario }: RunJob): Promise<NonNullable<ScenarioFile['traces']>> {
    const traces = new Map<string, { path: string; sha256: string }>();
    for (const [file, sha256] of Object.entries(scenario.traces)) {
      const path = this.materials.traces[sha256];
      if (path === undefined) throw new UserError([`job ${id}: the trace ${file} (SHA-256 ${sha256}) is not here: give it to the worker`]);
      await this.checkOnce(path, sha256);
      traces.set(file, { path, sha256 });
    }
    return traces;
  }

  /** The content of a file is part of the job, so its hash must match. */
  private checkOnce(path: string, sha256: string): Promise<void> {
    const checking = this.checked.get(path) ?? check(path, sha256);
    this.checked.set(path, checking);
    return checking;
  }
}

/** `through`: the same scenario with each way of laying incidents over it. */
async function resultOf(
  { id, warmUpMs = 0, hasSeries, figures = [] }: RunJob,
  scenario: ScenarioFile,
  { through, signal }: { readonly through: readonly ScenarioFile[]; readonly signal: AbortSignal | undefined },
): Promise<RunResult> {
  const { durationMs } = scenario.setup;
  if (warmUpMs > 0 && warmUpMs >= durationMs)
    return { id, failure: [`the warm-up of ${formatDuration(warmUpMs)} leaves nothing of ${formatDuration(durationMs)}`] };
  try {
    const options = { hasShares: figures.some(isOwnersCost), warmUpMs: warmUpMs || undefined, ...(signal === undefined ? {} : { signal }) };
    const recorded = hasSeries ? await execute(scenario, options) : null;
    const pairs = through.length === 0 ? null : await runPairs(scenario, through, options);
    const { identity, record, periods } = recorded ?? pairs?.control ?? (await executeForFigures(scenario, options));
    const series = recorded === null ? {} : { series: steadySeries(recorded.record.series) };
    const requested = figures.length === 0 ? {} : { figures: figures.map((path) => figureOf(record, path)) };
    return {
      id,
      identity,
      headline: record.metrics.headline,
      scaler: scalerOf(scenario.setup),
      failures: [...record.failures],
      limits: [...record.limits],
      ...requested,
      ...(pairs === null ? {} : { survivals: pairs.survivals.map(abridged) }),
      ...series,
      ...(periods === undefined ? {} : { periods }),
    };
  } catch (error) {
    if (error instanceof UserError) return { id, failure: [...error.lines] };
    if (error instanceof PolicyFault) return { id, failure: [error.message] };
    // A bug of Drydock in one run of thousands: the others continue.
    return { id, failure: [`a bug in Drydock: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/** Replays a trace: it loads its own modules. */
async function packedResult(job: RunJob, policy: Policy | null, traces: NonNullable<ScenarioFile['traces']>): Promise<RunResult> {
  const { runPacked } = await import('../../studies/pack/sweep-job.js');
  const { id, seed, pack = {}, scenario } = job;
  const pathOf = (file: string) => traces.get(file)?.path ?? file;
  try {
    if (policy === null) return { id, failure: ['a replay needs a policy'] };
    const { metrics, digest, arrivals } = await runPacked({ words: pack, policy, seed, pathOf });
    const identity = {
      name: scenario.file,
      seed,
      scenarioHash: textsHash(scenario),
      engineVersion: engineVersion(),
      digest,
      events: arrivals,
    };
    return {
      id,
      identity: { ...identity, policy: job.policy! },
      headline: Object.fromEntries(METRICS.map(({ key }) => [key, null])) as RunDone['headline'],
      scaler: 'none',
      failures: [],
      limits: [],
      packed: { ...metrics },
    };
  } catch (error) {
    if (error instanceof UserError) return { id, failure: [...error.lines] };
    return { id, failure: [`a bug in Drydock: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/** Returns the metric that managed scaling tracks, or none. */
function scalerOf({ capacityProviders }: Setup): string {
  return capacityProviders.some(({ managedScaling }) => managedScaling.isEnabled) ? 'CapacityProviderReservation' : 'none';
}

/** Services beyond this number are listed only if the incident hurt them. */
const SERVICES_MAX = 1_000;

function abridged(survival: Survival): RunDone['survivals'] extends (infer T)[] | undefined ? T : never {
  const { services } = survival;
  const kept = services.length <= SERVICES_MAX ? services : services.filter(isHurt).slice(0, SERVICES_MAX);
  return { ...survival, lostTo: { ...survival.lostTo }, services: kept.map((one) => ({ ...one, lostTo: { ...one.lostTo } })) };
}

/** Costs of services and workloads are computed only if a figure needs them. */
function isOwnersCost([part, , key]: readonly string[]): boolean {
  return part !== 'capacity_providers' && key === 'cost_usd';
}

/** The path of a module differs between machines. */
function withoutPath(result: RunResult, path: string, { policy }: RunJob): RunResult {
  if (result.failure === undefined) return result;
  return { id: result.id, failure: result.failure.map((line) => line.replaceAll(path, policy?.module?.file ?? '')) };
}

async function check(path: string, sha256: string): Promise<void> {
  const found = await sha256File(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError([`${path}: ${whyUnreadable(error)}`]);
  });
  if (found !== sha256) throw new UserError([`${path}: it has changed since the job was made`]);
}
