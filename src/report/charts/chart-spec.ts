import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { Ms } from '../../kernel/event-loop.js';

/** One chart as plain data: no function in it, so that JSON carries it into a page and the PNG renderer draws the same. */
export interface ChartSpec {
  /** Name of its file and anchor: letters, digits, hyphens and underscores. */
  readonly id: string;
  readonly title: string;
  /** What to see in it, in a sentence: the text for whoever does not see it. */
  readonly description: string;
  readonly config: ChartConfiguration<'line' | 'bar'>;
  /** Where its x axis is simulated time: a page shows the same stretch of it on all such charts. */
  readonly time?: { readonly unitMs: Ms; readonly spanMs: Ms };
  /** On a page, where it is not as high and as wide as most. */
  readonly heightPx?: number;
  readonly isWide?: boolean;
}

/** Something that happened, or went on until `to`, for the `marks` plugin: see client/marks.js. */
export interface TimeMark {
  /** In the unit of the axis. */
  readonly x: number;
  readonly to: number | null;
  readonly text: string;
}

/** What the `cells` plugin paints: see client/cells.js. */
export interface Cells {
  readonly unitMs: Ms;
  readonly everyMs: Ms;
  readonly endMs: Ms;
  readonly slotsPerRow: number;
  readonly colours: Readonly<Record<number, string>>;
  readonly words: Readonly<Record<number, string>>;
  readonly lanes: readonly {
    readonly name: string;
    /** As fleet-map.ts writes them. */
    readonly rows: readonly string[];
    /** Slot, ordinal, launch, end, what it is, and why it ended. */
    readonly lives: readonly (readonly [number, number, Ms, Ms, string, string])[];
  }[];
}

/** A name as part of a file name. */
export function idOf(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]+/g, '-');
}

export type LineDataset = ChartDataset<'line', Point[]>;
export type BarDataset = ChartDataset<'bar', number[]>;

export interface Point {
  readonly x: number;
  readonly y: number | null;
  /** Why, of what happened. */
  readonly text?: string;
}
