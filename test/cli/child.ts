import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { PROGRAM } from '../built.js';

/** `drydock WORDS` as a process that leads a group of its own. The group is killed when the test ends, however it ends: a failed test leaves no child behind. */
export function startDrydock(words: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, ...words], { ...options, detached: true });
  onTestFinished(() => killGroup(child));
  return child;
}

/** Kills a process and its children; one that has ended is left alone, for its number may be taken again. */
export function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  process.kill(-pid, 'SIGKILL');
}
