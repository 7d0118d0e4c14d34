import { z } from 'zod';
import { METRICS, type MetricKey } from '../../record/metrics.js';
import { canonicalJson } from '../../scenario/text/canonical.js';
import { formatDuration } from '../../scenario/units.js';
import { engineVersion } from '../engine-version.js';
import { UserError } from '../failure.js';
import { sha256 } from '../hashes.js';
import { survivalResult } from '../incident/survival-schema.js';

/** Limits of a job, which may come from another machine through the queue. */
const TEXT_MAX = 50_000_000;
const SEED_MAX = 4_294_967_295;
/** The most figures of a job: an objective has one or two, and advice one for each service. */
const FIGURES_MAX = 1000;
const FIGURE_STEPS_MAX = 8;

const name = z.string().min(1).max(1000);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const policy = z.nullable(
  z.strictObject({ name, module: z.nullable(z.strictObject({ file: name, sha256: z.string().regex(/^[0-9a-f]{16}$/) })) }),
);

/** The texts of a scenario, by path as written; a trace is too large to send, so its SHA-256 represents it. */
const scenarioTexts = z.strictObject({
  file: name,
  text: z.string().max(TEXT_MAX),
  texts: z.record(name, z.string().max(TEXT_MAX)),
  traces: z.record(name, hash),
});

const runJob = z.strictObject({
  id: hash,
  engineVersion: name,
  scenario: scenarioTexts,
  set: z.array(z.strictObject({ path: name, value: z.string().max(100_000) })).max(1000),
  seed: z.int().min(0).max(SEED_MAX),
  policy,
  /** A replay of a trace in place of a simulation: the options of `drydock pack`, whose files are among the traces. */
  pack: z.optional(z.record(name, z.union([z.string().max(100_000), z.boolean()]))),
  /** The result leaves out this first part of the run. */
  warmUpMs: z.optional(z.int().min(1)),
  /** The result has the series that determine a warm-up. */
  hasSeries: z.optional(z.literal(true)),
  /** Values of `incidents`: the result also has what each of them does to the scenario, which has none. */
  incidents: z.optional(z.array(z.string().max(100_000)).min(1).max(1_000)),
  /** Figures of the result beside the headline, each by the steps of its path in expectations. */
  figures: z.optional(z.array(z.array(name).min(1).max(FIGURE_STEPS_MAX)).min(1).max(FIGURES_MAX)),
});

const numbers = z.array(z.number()).max(10_080);

const quantity = z.strictObject({
  value: z.number(),
  as: z.union([z.enum(['usd', 'duration']), z.strictObject({ decimals: z.number() }), z.strictObject({ noun: name })]),
});
const sentence = z.array(z.union([z.string(), quantity])).readonly();

const runResult = z.union([
  z.strictObject({
    id: hash,
    identity: z.strictObject({
      name: z.string(),
      seed: z.number(),
      scenarioHash: z.string(),
      engineVersion: z.string(),
      digest: z.string(),
      events: z.number(),
      policy: z.optional(z.strictObject({ name, module: z.nullable(z.strictObject({ file: name, sha256: z.string() })) })),
    }),
    headline: z.strictObject(
      Object.fromEntries(METRICS.map(({ key }) => [key, z.nullable(z.number())])) as Record<MetricKey, z.ZodNullable<z.ZodNumber>>,
    ),
    /** The scaler of the cluster's capacity. */
    scaler: z.string(),
    /** The metrics of a replay by their names; its headline has no values. */
    packed: z.optional(z.record(name, z.nullable(z.number()))),
    survivals: z.optional(z.array(survivalResult)),
    failures: z.array(z.string()),
    limits: z.array(sentence),
    figures: z.optional(z.array(z.nullable(z.number())).max(FIGURES_MAX)),
    series: z.optional(z.strictObject({ stretchMs: z.number(), capacity: numbers, runningTasks: numbers })),
    periods: z.optional(z.strictObject({ periodMs: z.number(), capacity: numbers, runningTasks: numbers })),
    failure: z.optional(z.undefined()),
  }),
  z.strictObject({ id: hash, failure: z.array(z.string()).min(1) }),
]);

export type ScenarioTexts = Readonly<z.infer<typeof scenarioTexts>>;

/**
 * A run as plain JSON: scenario, engine and seed. Two jobs with one id are one run and have one result, so a job may be sent twice.
 * `policy` is an algorithm of the registry, or a module that the worker already has: jobs carry no code.
 */
export type RunJob = Readonly<z.infer<typeof runJob>>;

/** The result of a run as small plain JSON, or its failure: the same for the same id on every machine. */
export type RunResult = Readonly<z.infer<typeof runResult>>;
export type RunDone = Extract<RunResult, { readonly identity: unknown }>;

/** Jobs that this process has made or validated. */
const valid = new WeakSet<RunJob>();

const scenarioHashes = new WeakMap<ScenarioTexts, string>();

/** Returns a job with its id, a hash of the rest. */
export function runJobOf(job: Omit<RunJob, 'id' | 'engineVersion'>): RunJob {
  const parts = { engineVersion: engineVersion(), ...job };
  return markValid({ id: idOf(parts), ...parts });
}

function markValid(job: RunJob): RunJob {
  valid.add(job);
  return job;
}

function idOf({ scenario, ...rest }: Omit<RunJob, 'id'>): string {
  return sha256(canonicalJson({ ...rest, texts: textsHash(scenario) }));
}

/** Cached per object: the jobs of one study share it. */
export function textsHash(scenario: ScenarioTexts): string {
  const known = scenarioHashes.get(scenario) ?? sha256(canonicalJson(scenario));
  scenarioHashes.set(scenario, known);
  return known;
}

/** Validates a job, unless this process has done so. Throws a UserError for an invalid one or one for another engine. */
export function readRunJob(value: unknown): RunJob {
  if (valid.has(value as RunJob)) return value as RunJob;
  const job = read(runJob, value, 'job');
  if (job.engineVersion !== engineVersion())
    throw new UserError([
      `job ${job.id}: it is for Drydock ${job.engineVersion}, and this is ${engineVersion()}: run the same build everywhere`,
    ]);
  const { id, ...content } = job;
  if (idOf(content) !== id) throw new UserError([`job ${job.id}: its id is not the hash of its content`]);
  return markValid(job);
}

/** Validates a result of unknown origin. */
export function readRunResult(value: unknown): RunResult {
  return read(runResult, value, 'result');
}

/** The result of a run that was stopped for its time. */
export function tookTooLong({ id }: RunJob, timeoutMs: number): RunResult {
  return { id, failure: [`the run took longer than ${formatDuration(timeoutMs)} (--run-timeout)`] };
}

/** The figures of a run, or the metrics of a replay. */
export function figuresOf({ packed, headline }: Pick<RunDone, 'packed' | 'headline'>): Readonly<Record<string, number | null>> {
  return packed ?? headline;
}

export function isDone(result: RunResult): result is RunDone {
  return result.failure === undefined;
}

function read<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserError(
    parsed.error.issues.map(({ path, message }) => `${what}${path.length === 0 ? '' : ` ${path.join('.')}`}: ${message}`),
  );
}
