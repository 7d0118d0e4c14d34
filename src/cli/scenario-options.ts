import type { Ms } from '../kernel/event-loop.js';
import { parseDuration } from '../scenario/units.js';

/** An option with one value. */
export const TEXT = { type: 'string', requiresArg: true } as const;
export const NUMBER = { type: 'number', requiresArg: true } as const;
/** An option that may be repeated, with a value each. */
export const TEXTS = { type: 'string', array: true, nargs: 1, default: [] as string[] } as const;
export const SEED = { ...NUMBER, describe: "Instead of the scenario's own" } as const;
export const SET = {
  ...TEXTS,
  describe: 'path=value, before anything is checked; may be repeated',
} as const;
export const SCENARIO = { type: 'string', demandOption: true, describe: 'A scenario, YAML or JSON' } as const;
export const AT_OR_END = { ...TEXT, describe: "Simulated time, such as 2h30m; default the scenario's end" } as const;

/** Parses `--at`; undefined if absent, or with mistakes added to the list. */
export function timeOf(at: string | undefined, mistakes: string[]): Ms | undefined {
  const atMs = at === undefined ? undefined : parseDuration(at);
  if (at !== undefined && atMs === undefined) mistakes.push(`--at ${at}: write a duration, such as 90s or 2h30m`);
  return atMs;
}
