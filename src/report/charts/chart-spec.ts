import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { Band } from './bands.js';

/** One chart as plain data without functions, so that JSON can carry it into a page and the PNG renderer draws the same. */
export interface ChartSpec {
  /** Name of its file and of its anchor: letters, digits, hyphens and underscores. */
  readonly id: string;
  readonly title: string;
  /** A sentence that describes the chart, for readers who cannot see it. */
  readonly description: string;
  readonly config: ChartConfiguration<'line' | 'bar'>;
  /** Present if the x axis is simulated time: a page shows the same stretch on all these charts. `startsAtMs`: time 0 on the calendar. */
  readonly time?: { readonly unitMs: Ms; readonly spanMs: Ms; readonly startsAtMs?: number };
  /** Height on a page if it is not the usual one. */
  readonly heightPx?: number;
  readonly isWide?: boolean;
}

/** An event, or a period that lasts until `to`, for the `marks` plugin: see client/marks.js. */
export interface TimeMark {
  /** In the unit of the axis. */
  readonly x: number;
  readonly to: number | null;
  readonly text: string;
}

/** Data for the `cells` plugin: see client/cells.js. */
export interface Cells {
  readonly unitMs: Ms;
  readonly everyMs: Ms;
  readonly endMs: Ms;
  readonly slotsPerRow: number;
  readonly colours: Readonly<Record<number, string>>;
  readonly words: Readonly<Record<number, string>>;
  readonly lanes: readonly {
    readonly name: string;
    /** In the format of fleet-map.ts. */
    readonly rows: readonly string[];
    /** Slot, ordinal, launch, end, description, and cause of the end. */
    readonly instances: readonly (readonly [number, number, Ms, Ms, string, string])[];
  }[];
}

/** The charts with time 0 on the calendar, and without those that show nothing but zero. */
export function shownOf(charts: readonly ChartSpec[], startsAtMs: number): ChartSpec[] {
  return charts
    .filter((chart) => !isEmpty(chart))
    .map((chart) => (chart.time === undefined ? chart : { ...chart, time: { ...chart.time, startsAtMs } }));
}

function isEmpty({ config: { type, data }, time }: ChartSpec): boolean {
  if (time === undefined || 'cells' in data || type !== 'line') return false;
  return (data.datasets as LineDataset[]).every((dataset) => dataset.data.every(({ y }) => y === null || y === 0));
}

/** Converts a name into a part of a file name. */
export function idOf(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]+/g, '-');
}

export type LineDataset = ChartDataset<'line', Point[]> & { readonly band?: Band };
export type BarDataset = ChartDataset<'bar', number[]>;

export interface Point {
  readonly x: number;
  readonly y: number | null;
  /** The reason of an event. */
  readonly text?: string;
}
