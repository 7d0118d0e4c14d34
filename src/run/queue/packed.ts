import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { engineVersion } from '../engine-version.js';
import { UserError } from '../failure.js';
import { type RunJob, type RunResult, readRunJob, readRunResult, type ScenarioTexts } from '../jobs/run-job.js';

/** The most characters of a packed scenario or result, and the most bytes that one may unpack to: a small text may expand without end. */
const PACKED_MAX = 32 * 1024 * 1024;
const SCENARIO_BYTES_MAX = 128 * 1024 * 1024;
const RESULT_PACKED_MAX = 1024 * 1024;
const RESULT_BYTES_MAX = 16 * 1024 * 1024;

const envelope = z.looseObject({ engineVersion: z.string().min(1).max(100), scenario: z.string().min(1).max(PACKED_MAX) });
const refusal = z.strictObject({ by: z.string().max(200), refused: z.array(z.string().max(2000)).min(1).max(20) });

/** A job in transit: its scenario is packed. */
export type PackedJob = Omit<RunJob, 'scenario'> & { readonly scenario: string };

/** The answer of a worker to a job that another worker may be able to run. */
export type Refusal = Readonly<z.infer<typeof refusal>>;

/** A job for another engine: only that engine can validate it. */
export class OtherEngine extends Error {}

const packedScenarios = new WeakMap<ScenarioTexts, string>();

/** The jobs of one study share their scenario, which is packed once. */
export function packJob(job: RunJob): PackedJob {
  const { scenario } = job;
  const packed = packedScenarios.get(scenario) ?? pack(scenario);
  if (packed.length > PACKED_MAX) {
    const mib = Math.ceil(packed.length / 1024 / 1024);
    throw new UserError([`${scenario.file}: its text is too large for the queue: ${mib} MiB packed, and 32 are taken; make it a trace`]);
  }
  packedScenarios.set(scenario, packed);
  return { ...job, scenario: packed };
}

/** Unpacks a job of unknown origin. Throws an OtherEngine, or a UserError for an invalid one. */
export function unpackJob(data: unknown): RunJob {
  const { success, data: read } = envelope.safeParse(data);
  if (!success) throw new UserError(['it has no engineVersion and packed scenario']);
  if (read.engineVersion !== engineVersion())
    throw new OtherEngine(`it is for Drydock ${read.engineVersion}, and this is ${engineVersion()}: run the same build everywhere`);
  return readRunJob({ ...read, scenario: unpack(read.scenario, SCENARIO_BYTES_MAX) });
}

export function packResult(result: RunResult): string {
  return pack(result);
}

/** Unpacks a result from the queue. Throws a UserError if it does not belong to this job. */
export function unpackResult(packed: unknown, { id, seed }: RunJob): RunResult {
  if (typeof packed !== 'string' || packed.length > RESULT_PACKED_MAX) throw new UserError(['it is no packed result']);
  const result = readRunResult(unpack(packed, RESULT_BYTES_MAX));
  const isOfJob =
    result.id === id &&
    (result.failure !== undefined || (result.identity.seed === seed && result.identity.engineVersion === engineVersion()));
  if (!isOfJob) throw new UserError(['it is the result of another run']);
  return result;
}

/** Reads a refusal from the queue; null if it is none. */
export function readRefusal(value: unknown): Refusal | null {
  return refusal.safeParse(value).data ?? null;
}

function pack(value: unknown): string {
  return deflateRawSync(JSON.stringify(value)).toString('base64');
}

function unpack(text: string, bytesMax: number): unknown {
  try {
    return JSON.parse(inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: bytesMax }).toString('utf8'));
  } catch {
    throw new UserError(['its packed content cannot be unpacked']);
  }
}
