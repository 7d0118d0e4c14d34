import { setFlagsFromString } from 'node:v8';
import type { Setup } from '../sim/setup.js';

/** Bytes of bytecode that V8 inlines into one function. With its default of 920 a long run takes longer, and with 3,000 the first second of a run. */
const INLINES_MORE = '--max-inlined-bytecode-size-cumulative=1500';
/** While services start many tasks at once, V8 compiles all code of that at the same time, and functions that inline less compile sooner. */
const INLINES_LESS = '--max-inlined-bytecode-size-cumulative=600';

/**
 * By default V8 optimises hundreds of functions, and a command needs few of them soon: this takes longer than a small run. By version of V8, in
 * Node 20 and 22: a function must execute 6 times as many bytes of bytecode, or be called 3 times as often. Node 24 needs neither.
 */
const OPTIMISES_LATER: Readonly<Record<string, { readonly later: string; readonly usual: string }>> = {
  11.3: { later: '--interrupt-budget=400000', usual: '--interrupt-budget=67584' },
  12.4: { later: '--invocation-count-for-turbofan=10000', usual: '--invocation-count-for-turbofan=3000' },
};
/** A command that runs this long gets V8's default back: optimised code pays in long runs. */
const LONG_MS = 4_000;
/** A simulation that begins with so many instances gets it at once: the first placements on them execute more code than a small run. */
const MANY_INSTANCES = 2_000;
/** With so many tasks of services at the start V8 inlines less until the driver first pauses, which is after these tasks have started. */
const MANY_TASKS = 20_000;

/** The flag that restores V8's default; null: it is in force. */
let usual: string | null = null;

/**
 * Sets how V8 compiles, in all threads of the process (docs/speed.md has what it gives). Only the command calls it: a program that uses the
 * library has flags of its own.
 */
export function setCompiler(): void {
  const [version] = /^\d+\.\d+/.exec(process.versions.v8)!;
  // V8 complains on standard error about a flag that it does not have.
  setFlagsFromString(INLINES_MORE);
  const budget = OPTIMISES_LATER[version];
  if (budget === undefined) return;
  setFlagsFromString(budget.later);
  usual = budget.usual;
  setTimeout(optimiseSoon, LONG_MS).unref();
}

/**
 * Call it before a simulation. It changes nothing where V8's default is in force, so only the first large simulation of a process profits, and
 * none where setCompiler() has not been called, as in a worker thread, which has a module of its own.
 */
export function setCompilerFor(setup: Pick<Setup, 'staticInstances' | 'capacityProviders' | 'services'>): void {
  if (usual === null) return;
  let instances = 0;
  for (const { count } of setup.staticInstances) instances += count;
  for (const { initialSize } of setup.capacityProviders) instances += initialSize;
  if (instances < MANY_INSTANCES) return;
  optimiseSoon();
  let tasks = 0;
  for (const { desired } of setup.services) if (desired[0]?.atMs === 0) tasks += desired[0].count;
  if (tasks < MANY_TASKS) return;
  setFlagsFromString(INLINES_LESS);
  setImmediate(() => setFlagsFromString(INLINES_MORE));
}

function optimiseSoon(): void {
  if (usual !== null) setFlagsFromString(usual);
  usual = null;
}
