import type { DrawnSetting } from '../../../run/uncertain/worlds.js';
import type { Share } from '../../../statistics/variance-shares.js';
import type { WorldSpread } from '../../../statistics/worlds.js';
import type { Contrast, DecidingKey } from '../result.js';

/** In how many of the worlds something holds. */
export interface Held {
  readonly held: number;
  readonly of: number;
  /** Ends of the 95 % interval of the share of all plausible worlds. */
  readonly low: number;
  readonly high: number;
}

/** The effect of a setting on a difference. */
export interface WorldShare extends Share {
  /** Mean differences of worlds with each of its words, or of the quarters of the worlds with its lowest and its highest values. */
  readonly effects: readonly { readonly values: string; readonly mean: number }[];
}

/** One scenario against the base in one figure: at the defaults, and in plausible ECSs. */
export interface WorldContrast {
  readonly scenario: number;
  readonly base: number;
  readonly key: DecidingKey;
  /** At the defaults, with the interval that sampling makes. */
  readonly nominal: Contrast;
  /** Whether the spread is of changes, as shares of the base; else of differences. */
  readonly isChange: boolean;
  /** Null: no world has a value in both. */
  readonly spread: WorldSpread | null;
  /** Worlds in which the verdict at the defaults holds; null where none is shown there. */
  readonly holds: Held | null;
  /** Of these worlds, those whose difference is within the random variation of their runs; null: unknown. */
  readonly unclear: number | null;
  /** Worlds without a value in one of the two. */
  readonly leftOut: number;
  /** First-order shares of the spread's variance, the largest first. */
  readonly shares: readonly WorldShare[];
}

/** The result of a comparison whose settings that AWS does not publish are drawn. */
export interface Uncertainty {
  readonly scenarios: readonly string[];
  readonly worlds: number;
  /** Runs of each scenario in a world, with the seeds of the first replications. */
  readonly seeds: readonly number[];
  readonly settings: readonly DrawnSetting[];
  readonly stated: readonly string[];
  /** Worlds in which a run could not be made, and why in the first: they are in no figure. */
  readonly notRun: { readonly worlds: number; readonly why: string } | null;
  /** By scenario: worlds in which it did not do its work. */
  readonly failed: readonly number[];
  /** The choice of the comparison at the defaults. */
  readonly chosen: number | null;
  /** Worlds in which the choice costs least of those that did their work; null where it does not do so at the defaults. */
  readonly cheapest: Held | null;
  readonly contrasts: readonly WorldContrast[];
  /** The subject of the answer: the choice against the base, or against the cheapest other. Null without a choice or another. */
  readonly main: WorldContrast | null;
}
