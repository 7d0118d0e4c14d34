import type { Ms } from '../kernel/event-loop.js';

/** Name of a metric in CloudWatch's terms. */
export interface MetricName {
  readonly namespace: string;
  readonly metric: string;
  /** Values by dimension name. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * One statistic of one metric over time, as CloudWatch exported it. Times are milliseconds since 1970 and mark the beginning of their
 * period.
 */
export interface ObservedSeries {
  /** Source file; the first one for several pages. */
  readonly file: string;
  /** All files of its pages and queries. */
  readonly files: readonly string[];
  /** Place in the file. */
  readonly field: string;
  /** Label of CloudWatch, for display. */
  readonly label: string;
  /** Name from its query; null: there is no query and the label must serve. */
  readonly name: MetricName | null;
  /** Average, Sum, SampleCount, ...; null: unknown. */
  readonly statistic: string | null;
  readonly periodMs: Ms;
  /** Ascending. */
  readonly atMs: readonly Ms[];
  readonly values: readonly number[];
}

/** Search criteria for a series; absent ones match everything. */
export interface Wanted {
  readonly metric: string;
  readonly statistic?: string | undefined;
  readonly namespace?: string | undefined;
  /** All of these must match; a series may have further dimensions. */
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
}

/** Splits a label at blanks and commas. */
function wordsOf(label: string): string[] {
  return label.split(/[\s,;|]+/).filter((word) => word !== '');
}

/**
 * Matches a series by its name. A series with a label alone matches by the label's words, which must include each dimension value unless
 * the label is the metric's name alone.
 */
export function isWanted(series: ObservedSeries, { metric, statistic, namespace, dimensions = {} }: Wanted): boolean {
  if (statistic !== undefined && series.statistic !== null && series.statistic !== statistic) return false;
  if (series.name !== null) {
    const { name } = series;
    if (name.metric !== metric || (namespace !== undefined && name.namespace !== namespace)) return false;
    return Object.entries(dimensions).every(([key, value]) => Object.hasOwn(name.dimensions, key) && name.dimensions[key] === value);
  }
  const words = wordsOf(series.label);
  if (!words.includes(metric)) return false;
  if (statistic !== undefined && series.statistic === null && STATISTICS.some((word) => word !== statistic && words.includes(word)))
    return false;
  return words.length === 1 || Object.values(dimensions).every((value) => words.includes(value));
}

export const STATISTICS: readonly string[] = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'];

export function wantedIn(all: readonly ObservedSeries[], ...wanted: readonly Wanted[]): ObservedSeries | undefined {
  for (const one of wanted) {
    const found = all.find((series) => isWanted(series, one));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Formats a series for display: `RequestCount of app/web/1, Sum`. */
export function seriesText({ name, label, statistic }: ObservedSeries): string {
  const title = name === null ? label : `${name.metric}${dimensionsText(name.dimensions)}`;
  return statistic === null ? title : `${title}, ${statistic}`;
}

function dimensionsText(dimensions: Readonly<Record<string, string>>): string {
  const values = Object.values(dimensions);
  return values.length === 0 ? '' : ` of ${values.join(' ')}`;
}

/** The part of a series that one file contains. */
export interface Page extends ObservedSeries {
  readonly id: string;
  /** Another file contains the continuation and is required. */
  readonly isPartial: boolean;
}
