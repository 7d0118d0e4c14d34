import type { Ms } from '../kernel/event-loop.js';
import { parseDuration } from '../scenario/units.js';

/** An option with one value. */
export const TEXT = { type: 'string', requiresArg: true } as const;
export const NUMBER = { type: 'number', requiresArg: true } as const;
/** An option that may be repeated, with a value each. */
const TEXTS = { type: 'string', array: true, nargs: 1, default: [] as string[] } as const;

export const ofText = (describe: string) => ({ ...TEXT, describe });
export const ofTexts = (describe: string) => ({ ...TEXTS, describe });
export const ofNumber = (describe: string) => ({ ...NUMBER, describe });
/** An option that is given or not. */
export const flag = (describe: string) => ({ type: 'boolean', default: false, describe }) as const;

export const SEED = ofNumber("Instead of the scenario's own");
export const SET = ofTexts('path=value, before anything is checked; may be repeated');
export const SCENARIO = { type: 'string', demandOption: true, describe: 'A scenario, YAML or JSON' } as const;
export const AT_OR_END = ofText("Simulated time, such as 2h30m; default the scenario's end");

/** Parses `--at`; undefined if absent, or with mistakes added to the list. */
export function timeOf(at: string | undefined, mistakes: string[]): Ms | undefined {
  const atMs = at === undefined ? undefined : parseDuration(at);
  if (at !== undefined && atMs === undefined) mistakes.push(`--at ${at}: write a duration, such as 90s or 2h30m`);
  return atMs;
}
