import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readCheckpoint } from '../../run/checkpoints/checkpoint-file.js';
import { type Fork, forkedScenario } from '../../run/checkpoints/fork.js';
import { engineVersion } from '../../run/engine-version.js';
import { UserError } from '../../run/failure.js';
import type { Policy } from '../../run/policy-module.js';
import { runFileNames } from '../../run/run-files.js';
import { readScenario, type ScenarioFile } from '../../run/scenario-file.js';
import { movedScenarioHash, traceHashes } from '../../run/scenario-hash.js';

/** The parts of a summary that identify the run. */
const summarySchema = z.looseObject({
  name: z.string(),
  seed: z.int(),
  scenario_hash: z.string(),
  engine_version: z.string(),
  digest: z.string(),
  events: z.int(),
  duration_ms: z.int(),
  policy_module: z.object({ file: z.string(), sha256: z.string() }).nullish(),
  forked_from: z.object({ time_ms: z.int(), digest: z.string(), changes: z.array(z.string()) }).optional(),
});
type RecordedSummary = z.infer<typeof summarySchema>;

/** A complete run directory of this version: the run in it can be replayed. */
export interface RecordedRun {
  readonly path: string;
  readonly scenario: ScenarioFile;
  readonly summary: RecordedSummary;
  readonly hasEvents: boolean;
  readonly hasEcsEvents: boolean;
  /** The start of its replay, for a run from a checkpoint. */
  readonly from?: Fork | undefined;
}

export interface RunToExplain {
  /** The module that placed its tasks, because a run directory contains no code. */
  readonly policy: Policy | null;
  /** The checkpoint with which it began. */
  readonly from?: string | undefined;
}

/** Reads a directory that users may have changed. Each missing, foreign or incompatible file is a line of the error, with its name. */
export async function readRecordedRun(path: string, toExplain: RunToExplain): Promise<RecordedRun> {
  checkDirectory(path);
  const summary = readSummary(join(path, 'summary.json'));
  checkModule(path, summary, toExplain.policy);
  const begun = summary.forked_from === undefined ? undefined : await forkOf(path, { summary, ...toExplain });
  const written = readScenario(join(path, 'scenario.yaml'), { policy: toExplain.policy });
  const hasEvents = existsSync(join(path, 'events.csv'));
  const hasEcsEvents = existsSync(join(path, 'ecs-events.jsonl'));
  const missing = runFileNames(written.setup, { hasEvents, hasEcsEvents }).filter((name) => !existsSync(join(path, name)));
  if (missing.length > 0)
    throw new UserError(missing.map((name) => `${join(path, name)}: it is missing: this directory is not whole; run the scenario again`));
  await checkScenario(path, begun?.scenario ?? written, summary);
  return { path, summary, hasEvents, hasEcsEvents, scenario: begun?.scenario ?? written, from: begun?.fork };
}

function checkDirectory(path: string): void {
  if (!existsSync(path)) throw new UserError([`${path}: there is no such directory`]);
  if (!statSync(path).isDirectory()) throw new UserError([`${path}: this is a file; name the directory of a run`]);
  const lost = ['summary.json', 'scenario.yaml'].filter((name) => !existsSync(join(path, name)));
  if (lost.length === 0) return;
  const runs = readdirSync(path).filter((name) => existsSync(join(path, name, 'summary.json')));
  if (runs.length > 0)
    throw new UserError([
      `${path}: several runs are in this directory; name one of them: ${runs.map((name) => join(path, name)).join(', ')}`,
    ]);
  throw new UserError(lost.map((name) => `${join(path, name)}: it is missing: this is not the directory of a run, or not all of it`));
}

function readSummary(path: string): RecordedSummary {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError([`${path}: it cannot be read: ${(error as Error).message}`]);
  }
  const version = (content as { engine_version?: unknown } | null)?.engine_version;
  if (typeof version === 'string' && version !== engineVersion())
    throw new UserError([
      `${path}: drydock ${version} made this run and this is ${engineVersion()}; a run is replayed by its own build only`,
    ]);
  const { success, data, error } = summarySchema.safeParse(content);
  if (success) return data;
  throw new UserError(
    error.issues.map((issue) => `${path}: ${issue.path.join('.') || 'all of it'} is not as a run writes it: ${issue.message}`),
  );
}

function checkModule(path: string, { policy_module: module }: RecordedSummary, policy: Policy | null): void {
  const given = policy?.module ?? null;
  if (module == null) {
    if (policy !== null)
      throw new UserError([`--policy: the scenario in ${path} names the policy that placed its tasks; leave --policy out`]);
    return;
  }
  if (given === null)
    throw new UserError([
      `${join(path, 'scenario.yaml')}: a scenario holds no code: add --policy with the module ${module.file} that placed its tasks`,
    ]);
  if (!given.sha256.startsWith(module.sha256))
    throw new UserError([`--policy ${given.path}: this is not the module that placed the tasks of ${path}, or it has changed since`]);
}

/** Finds the input that has changed: the head of scenario.yaml has the hash of each input, with its path in the run. */
async function checkScenario(path: string, scenario: ScenarioFile, { scenario_hash: hash }: RecordedSummary): Promise<void> {
  const file = join(path, 'scenario.yaml');
  const head = [...readFileSync(file, 'utf8').matchAll(/^# {3}([0-9a-f]{64}) {2}(.+)$/gm)];
  const pathBySha256 = new Map(head.map(([, sha, name]) => [sha, name]));
  const found = await movedScenarioHash(scenario, pathBySha256);
  if (found === hash) return;
  const changed = [...(await traceHashes(scenario))].filter(([, sha]) => !pathBySha256.has(sha)).map(([name]) => name);
  if (changed.length > 0) throw new UserError(changed.map((name) => `${name}: this trace has changed since the run in ${path}`));
  throw new UserError([`${file}: it has changed since the run, or summary.json has: its hash is ${found}, and the run's is ${hash}`]);
}

/** The past of a forked run belongs to another run; the checkpoint holds it. */
async function forkOf(path: string, { summary, from, policy }: RunToExplain & { readonly summary: RecordedSummary }) {
  const { time_ms: timeMs, digest, changes } = summary.forked_from!;
  if (from === undefined)
    throw new UserError([
      `${join(path, 'summary.json')}: until ${timeMs} ms this run belongs to the one that it was forked from: add --from with the checkpoint of that time`,
    ]);
  const checkpoint = readCheckpoint(from);
  if (checkpoint.head.digest !== digest || checkpoint.head.atMs !== timeMs)
    throw new UserError([
      `--from ${from}: this is not the checkpoint from which ${path} went on: that has the time ${timeMs} ms and the digest ${digest}`,
    ]);
  return forkedScenario(from, checkpoint, { set: changes, policy });
}
