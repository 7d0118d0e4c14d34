import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Ms } from '../../kernel/event-loop.js';
import type { FinishedRun } from '../../report/summary.js';
import { execute } from '../../run/execute.js';
import { UserError } from '../../run/failure.js';
import { sha256File } from '../../run/hashes.js';
import type { RunStreams } from '../../run/run-files.js';
import { earlierState } from './earlier-state.js';
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
