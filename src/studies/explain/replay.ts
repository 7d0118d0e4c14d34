import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Ms } from '../../kernel/event-loop.js';
import type { FinishedRun } from '../../report/summary.js';
import { readCheckpoint } from '../../run/checkpoints/checkpoint-file.js';
import { type Fork, forkedScenario } from '../../run/checkpoints/fork.js';
import { execute } from '../../run/execute.js';
import { UserError } from '../../run/failure.js';
import { sha256File } from '../../run/hashes.js';
import { besideDirectory } from '../../run/run-directory.js';
import type { RunStreams } from '../../run/run-files.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { parseDuration } from '../../scenario/units.js';
import type { Inquiry } from './inquiries/inquiry.js';
import type { RecordedRun } from './recorded-run.js';

interface Way {
  readonly signal?: AbortSignal;
  readonly progress?: (nowMs: Ms, eventsHandled: number) => void;
}

/**
 * Repeats the run of a directory for the inquiries, and writes nothing. The replay must reach the digest in summary.json and the bytes of
 * every CSV file: otherwise some file in the directory is not of this run, and every answer would be doubtful.
 */
export async function replay(run: RecordedRun, inquiries: readonly Inquiry[], way: Way = {}): Promise<FinishedRun> {
  const sinceMs = Math.min(run.scenario.setup.durationMs, ...inquiries.map((inquiry) => inquiry.sinceMs));
  const { scenario, from } = (await earlierState(run, sinceMs)) ?? run;
  const directory = new HashedFiles();
  const { hasEvents: withEvents, hasEcsEvents: withEcsEvents } = run;
  const finished = await execute(scenario, {
    ...way,
    directory,
    withEvents,
    withEcsEvents,
    subscribers: inquiries,
    tracers: inquiries,
    from,
  });
  checkIdentity(run, finished);
  await checkFiles(run, directory);
  return finished;
}

/** Hashes the output files instead of writing them. */
class HashedFiles implements RunStreams {
  readonly hashes = new Map<string, Hash>();

  stream(name: string): { write(chunk: string): boolean } {
    const hash = this.hashOf(name);
    return {
      write: (chunk) => {
        hash.update(chunk);
        return true;
      },
    };
  }

  async begin(name: string, bytes: Readable): Promise<void> {
    const hash = this.hashOf(name);
    for await (const chunk of bytes) hash.update(chunk as Buffer);
  }

  async *written(): AsyncGenerator<{ readonly name: string; readonly bytes: Readable }> {}

  drain(): undefined {}

  private hashOf(name: string): Hash {
    const hash = this.hashes.get(name) ?? createHash('sha256');
    this.hashes.set(name, hash);
    return hash;
  }
}

function checkIdentity({ path, summary }: RecordedRun, { identity, record }: FinishedRun): void {
  const found = { name: identity.name, seed: identity.seed, digest: identity.digest, events: identity.events, duration_ms: record.endMs };
  const other = (Object.keys(found) as (keyof typeof found)[]).filter((key) => found[key] !== summary[key]);
  if (other.length === 0) return;
  const file = join(path, 'summary.json');
  throw new UserError(
    other.map(
      (key) =>
        `${file}: ${key} is ${summary[key]}, and the replay of scenario.yaml comes to ${found[key]}: one of the two files has changed, or another build of drydock made them`,
    ),
  );
}

async function checkFiles({ path }: RecordedRun, { hashes }: HashedFiles): Promise<void> {
  const lines: string[] = [];
  for (const [name, hash] of hashes)
    if ((await sha256File(join(path, name))) !== hash.digest('hex'))
      lines.push(`${join(path, name)}: it has changed since the run: the replay writes another`);
  if (lines.length > 0) throw new UserError(lines);
}

const ENDING = '.checkpoint';

/**
 * Returns the latest checkpoint before a time among those beside the run's directory, as the start of its replay. Skips a checkpoint that
 * belongs to another run, is damaged or cannot be used. Undefined without any.
 */
export async function earlierState(run: RecordedRun, sinceMs: Ms): Promise<{ scenario: ScenarioFile; from: Fork } | undefined> {
  const folder = besideDirectory(run.path, '.checkpoints');
  if (run.from !== undefined || !existsSync(folder)) return undefined;
  const times = readdirSync(folder).flatMap((name) => {
    const atMs = name.endsWith(ENDING) ? parseDuration(name.slice(0, -ENDING.length)) : undefined;
    return atMs !== undefined && atMs < sinceMs ? [{ name, atMs }] : [];
  });
  for (const { name } of times.sort((a, b) => b.atMs - a.atMs)) {
    const state = await stateIn(join(folder, name), run);
    if (state !== undefined) return state;
  }
  return undefined;
}

async function stateIn(path: string, run: RecordedRun): Promise<{ scenario: ScenarioFile; from: Fork } | undefined> {
  try {
    const checkpoint = readCheckpoint(path);
    const { scenarioHash, withEvents, withEcsEvents, forkedFrom } = checkpoint.head;
    const isOwn = scenarioHash === run.summary.scenario_hash && forkedFrom === null;
    if (!isOwn || withEvents !== run.hasEvents || withEcsEvents !== run.hasEcsEvents) return undefined;
    const { policyModule: module } = run.scenario;
    const name = run.scenario.setup.placement.policy ?? '';
    const policy = module === null ? null : { name, isOffline: false, module };
    const { scenario, fork } = await forkedScenario(path, checkpoint, { set: [], policy });
    return { scenario, from: fork };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
