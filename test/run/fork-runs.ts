import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type FinishedRun, summaryJson } from '../../src/report/summary.js';
import { readCheckpoint } from '../../src/run/checkpoints/checkpoint-file.js';
import { Checkpoints } from '../../src/run/checkpoints/checkpoints.js';
import { type Fork, forkedScenario } from '../../src/run/checkpoints/fork.js';
import { execute } from '../../src/run/execute.js';
import { UserError } from '../../src/run/failure.js';
import { RunDirectory } from '../../src/run/run-directory.js';
import { readScenario, type ScenarioFile } from '../../src/run/scenario-file.js';

/** Where the tests of one file write; gone at their end. */
export function scratch(): string {
  const path = mkdtempSync(join(tmpdir(), 'drydock-fork-'));
  afterAll(() => rmSync(path, { recursive: true }));
  return path;
}

interface Into {
  readonly out: string;
  /** Times of checkpoints; their folder is the directory's name and `.checkpoints`. */
  readonly atMs?: readonly number[];
  readonly from?: Fork;
}

/** What `drydock run` does, with every file that is data. */
async function runInto(scenario: ScenarioFile, { out, atMs = [], from }: Into): Promise<FinishedRun> {
  const directory = new RunDirectory(out);
  const checkpoints = new Checkpoints(`${out}.checkpoints`, { everyMs: null, atMs }, from?.path);
  const run = await execute(scenario, { directory, withEvents: true, withEcsEvents: true, checkpoints, ...(from && { from }) });
  directory.file('summary.json', summaryJson(run));
  await directory.finish();
  return run;
}

export function runFile(path: string, into: Into, set: readonly string[] = []): Promise<FinishedRun> {
  return runInto(readScenario(path, { set }), into);
}

/** Goes on from a checkpoint, with changes. */
export async function fork(path: string, into: Omit<Into, 'from'>, set: readonly string[] = []): Promise<FinishedRun> {
  const { scenario, fork: from } = await forkedScenario(path, readCheckpoint(path), { set, policy: null });
  return runInto(scenario, { ...into, from });
}

/** The error lines of a fork with these changes; none: it works. */
export async function mistakesOf(path: string, ...set: string[]): Promise<readonly string[]> {
  try {
    await forkedScenario(path, readCheckpoint(path), { set, policy: null });
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.lines;
    throw error;
  }
}

/** Every file under a directory: name to content. */
export function filesIn(directory: string): Map<string, Buffer> {
  const names = (readdirSync(directory, { recursive: true }) as string[]).sort();
  return new Map(
    names.flatMap((name) => (statSync(join(directory, name)).isFile() ? [[name, readFileSync(join(directory, name))] as const] : [])),
  );
}

/** Every file under a directory: name to SHA-256, for Vitest compares large buffers byte by byte in JavaScript. */
export function hashesIn(directory: string): Map<string, string> {
  return new Map([...filesIn(directory)].map(([name, content]) => [name, createHash('sha256').update(content).digest('hex')]));
}
