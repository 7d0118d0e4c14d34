import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of bytecode that V8 inlines into one function. Its default of 920 is less than a third of what the arrival of a task passes through
 * (docs/speed.md has what it gives).
 */
const INLINED_BYTES = 3_000;

/** Lets V8 inline more, in all threads of the process. Only the command calls it: a program that uses the library has flags of its own. */
export function inlineMore(): void {
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${INLINED_BYTES}`);
}
