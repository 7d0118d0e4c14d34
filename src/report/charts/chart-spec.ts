import type { ChartConfiguration, ChartDataset } from 'chart.js';

/** One chart as plain data: no function in it, so that JSON carries it into a page and the PNG renderer draws the same. */
export interface ChartSpec {
  /** Name of its file and anchor: letters, digits, hyphens and underscores. */
  readonly id: string;
  readonly title: string;
  /** What to see in it, in a sentence: the text for whoever does not see it. */
  readonly description: string;
  readonly config: ChartConfiguration<'line' | 'bar'>;
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
}
