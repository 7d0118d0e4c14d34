import { UserError } from '../run/failure.js';
import { sha256 } from '../run/hashes.js';
import { type Fitted, readFitted } from '../run/uncertain/fitted.js';
import { canonicalJson } from '../scenario/text/canonical.js';
import { flag, ofNumber, ofText } from './scenario-options.js';
import type { WordsOfOptions } from './words.js';

/** The requested plausible ECSs. */
export interface WorldsRequest {
  readonly worlds: number;
  /** Null: they come from the ranges alone. */
  readonly fitted: Fitted | null;
}

const WORLDS = 64;
/** Fewer would show hardly any share of the variance. */
const WORLDS_MIN = 16;
const WORLDS_MAX = 10_000;

export const UNCERTAIN_OPTIONS = {
  uncertain: flag('In how many plausible ECSs the verdict holds: draws the settings that AWS does not publish (docs/uncertainty.md)'),
  worlds: ofNumber(`Plausible ECSs of --uncertain (default: ${WORLDS})`),
  fitted: ofText('summary.json of drydock backtest --fit timings: plausible ECSs are those that explain its recording'),
} as const;
export const UNCERTAIN_NAMES = Object.keys(UNCERTAIN_OPTIONS);

export type UncertainArguments = WordsOfOptions<typeof UNCERTAIN_OPTIONS>;

/** Reads --uncertain, --worlds and --fitted; null: the settings keep their defaults. */
export function worldsGiven({ uncertain, worlds, fitted }: UncertainArguments, mistakes: string[]): WorldsRequest | null {
  if (worlds !== undefined && !uncertain) mistakes.push('--worlds are those of --uncertain: give --uncertain as well');
  if (fitted !== undefined && !uncertain) mistakes.push('--fitted chooses the plausible ECSs of --uncertain: give --uncertain as well');
  if (worlds !== undefined && !(Number.isInteger(worlds) && worlds >= WORLDS_MIN && worlds <= WORLDS_MAX))
    mistakes.push(`--worlds ${worlds}: give a whole number from ${WORLDS_MIN} to ${WORLDS_MAX}; fewer tell hardly anything`);
  if (!uncertain) return null;
  const found = fitted === undefined ? null : fittedIn(fitted, mistakes);
  const most = found?.worlds.values.length ?? WORLDS_MAX;
  if (worlds !== undefined && worlds > most && worlds <= WORLDS_MAX)
    mistakes.push(`--worlds ${worlds}: ${fitted} has ${most} plausible ECSs; give no more`);
  return { worlds: worlds ?? Math.min(WORLDS, most), fitted: found };
}

function fittedIn(path: string, mistakes: string[]): Fitted | null {
  try {
    return readFitted(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    mistakes.push(...error.lines);
    return null;
  }
}

/** The times of a fit, as `--set` takes them: before all others, so that `--set` has the last word. */
export function fittedSet(request: WorldsRequest | null): string[] {
  return (request?.fitted?.patch ?? []).map(({ path, value }) => `${path}=${value}`);
}

/** The hash of an experiment that runs in plausible ECSs as well: other draws are another experiment. */
export function hashWith(experiment: string, request: WorldsRequest | null): string {
  if (request === null) return experiment;
  const { worlds, fitted } = request;
  return sha256(canonicalJson({ experiment, worlds, fitted: fitted?.worlds ?? [] }));
}
