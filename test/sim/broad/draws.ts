import { hash32 } from '../../../src/kernel/hash.js';

export const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'];

/** Draws from a number: whole numbers, choices, and keys that a part of a scenario has only now and then. */
export interface Draws {
  readonly below: (bound: number) => number;
  readonly pick: <T>(choices: readonly T[]) => T;
  /** The keys with a chance of one in `times`, else none. */
  readonly maybe: <T extends object>(times: number, keys: () => T) => T | object;
  /** Those of the list that a draw takes, each with a chance of one in `times`. */
  readonly some: <T>(times: number, list: readonly (() => T)[]) => T[];
  /** A time after the start and before the last changes. */
  readonly at: () => string;
  readonly seconds: (most: number) => string;
}

export function drawsOf(seed: number, stream: number, minutes: number): Draws {
  let calls = 0;
  const below = (bound: number) => hash32(seed, stream, calls++, 0) % bound;
  return {
    below,
    pick: (choices) => choices[below(choices.length)]!,
    maybe: (times, keys) => (below(times) === 0 ? keys() : {}),
    some: (times, list) => list.filter(() => below(times) === 0).map((make) => make()),
    at: () => `${1 + below(60 * minutes)}s`,
    seconds: (most) => `${below(most + 1)}s`,
  };
}
