import type { Ms } from '../kernel/event-loop.js';
import { parseDuration } from '../scenario/units.js';

/** Options shared by commands about one scenario. */
export const SEED = { type: 'number', requiresArg: true, describe: "Instead of the scenario's own" } as const;
export const SET = {
  type: 'string',
  array: true,
  nargs: 1,
  default: [] as string[],
  describe: 'path=value, before anything is checked; may be repeated',
} as const;
export const TIMES = { type: 'string', array: true, nargs: 1, default: [] as string[] } as const;
export const SCENARIO = { type: 'string', demandOption: true, describe: 'A scenario, YAML or JSON' } as const;
export const AT_OR_END = {
  type: 'string',
  requiresArg: true,
  describe: "Simulated time, such as 2h30m; default the scenario's end",
} as const;

/** Parses `--at`; undefined if absent, or with mistakes added to the list. */
export function timeOf(at: string | undefined, mistakes: string[]): Ms | undefined {
  const atMs = at === undefined ? undefined : parseDuration(at);
  if (at !== undefined && atMs === undefined) mistakes.push(`--at ${at}: write a duration, such as 90s or 2h30m`);
  return atMs;
}
