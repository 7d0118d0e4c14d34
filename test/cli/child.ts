import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { PROGRAM } from '../built.js';

/**
 * Starts `drydock WORDS` as a process that leads a group of its own. The group is killed when the test ends, however it ends: a failed test leaves no
 * child behind. In a hook such as beforeAll, which belongs to no test, the group is killed when the worker ends.
 */
export function startDrydock(words: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, ...words], { ...options, detached: true });
  const kill = () => killGroup(child);
  try {
    onTestFinished(kill);
  } catch {
    process.once('exit', kill);
  }
  return child;
}

/** Kills a process and its children; one that has ended is left alone, for its number may be taken again. */
export function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(-pid, 'SIGKILL');
}
