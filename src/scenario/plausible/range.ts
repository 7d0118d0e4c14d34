import type { Ami } from '../../catalog/registered.js';
import { takesWaits } from '../features.js';
import type { Scenario } from '../schema.js';

/**
 * The values that a setting may really have. Of numbers and times the default is the likeliest, and the likelihood falls to none at both
 * ends: on a scale of ratios where `least` is above 0, else on one of differences. Of words the default has half of the likelihood, and
 * the others share the rest.
 */
export type Range =
  /** Durations as users write them; of a distribution its median, its longest or its only value, and the rest in proportion. */
  | { readonly least: string; readonly most: string }
  | { readonly least: number; readonly most: number; readonly isWhole?: true }
  /** YAML values, the default among them. */
  | { readonly values: readonly string[] };

/** Why a setting that chance decides is not drawn. */
export const IN_EVERY_RUN = 'every run draws it already, from its seed';

/** Why both of two behaviours are possible. */
export const EITHER = 'nothing says which of the two it is';
/** How to find a setting out on one's own account. */
export interface Measure {
  /** The times or the metric to look at. */
  readonly look: string;
  /** The command that shows it. */
  readonly command: string;
  /** `drydock backtest --fit timings` finds it from recorded metrics as well. */
  readonly isFitted?: true;
}

/** A setting whose default is a guess or measured by others. */
export interface Plausible {
  readonly path: string;
  /** Null: it is not drawn, for the reason in `why`. */
  readonly range: Range | null;
  /** The default where the schema has none, because it depends on others. */
  readonly standard?: unknown;
  /** The same two in the guide of 2024 or with a given reaction, where they differ. */
  readonly older?: { readonly standard: unknown; readonly range: Range };
  /** The same two with images of instances where they differ. */
  readonly byAmi?: Partial<Record<Ami, { readonly standard: unknown; readonly range: Range }>>;
  /** The marks of the model (docs/model.md), a colon, and the source of the default. Absent: a guess without any evidence. */
  readonly basis?: string;
  /** The source of the ends. */
  readonly why: string;
  /** Whether the setting can matter in a scenario; absent: in any. */
  readonly when?: (scenario: Scenario) => boolean;
  readonly measure?: Measure;
}

/** A setting that is drawn. */
export type Drawable = Plausible & { readonly range: Range };

/** The setting with the default and the range of this scenario's image and edition. */
export function settingIn(scenario: Scenario, one: Drawable): Drawable {
  const other = one.byAmi?.[scenario.cluster.ami] ?? (takesWaits(scenario) ? undefined : one.older);
  return other === undefined ? one : { ...one, ...other };
}

export function isDrawable(plausible: Plausible): plausible is Drawable {
  return plausible.range !== null;
}

/** Settings that share when they matter and how to measure them, unless they have their own. One that is not drawn has no measure. */
export function sharing({ when, measure }: Pick<Plausible, 'when' | 'measure'>, settings: readonly Plausible[]): Plausible[] {
  return settings.map((one) => ({
    ...(when === undefined ? {} : { when }),
    ...(measure === undefined || one.range === null ? {} : { measure }),
    ...one,
  }));
}
