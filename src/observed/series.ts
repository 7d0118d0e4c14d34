import type { Ms } from '../kernel/event-loop.js';

export const MINUTE_MS = 60_000;

/** Which metric a series is of, in CloudWatch's own words. */
export interface MetricName {
  readonly namespace: string;
  readonly metric: string;
  /** By name. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One statistic of one metric over time, as CloudWatch exported it. Times are milliseconds since 1970 and are the beginning of their period. */
export interface ObservedSeries {
  /** The file it was read from, and where several pages were, the first. */
  readonly file: string;
  /** All files that tell of it: those of its pages, and those of their queries. */
  readonly files: readonly string[];
  /** Where it stands in the file. */
  readonly field: string;
  /** What CloudWatch called it, for people. */
  readonly label: string;
  /** What its query says that it is; null: there is no query, and the label must do. */
  readonly name: MetricName | null;
  /** Average, Sum, SampleCount, ...; null: nothing says which. */
  readonly statistic: string | null;
  readonly periodMs: Ms;
  /** Going up. */
  readonly atMs: readonly Ms[];
  readonly values: readonly number[];
}

/** What somebody looks for. What is not given is not looked at. */
export interface Wanted {
  readonly metric: string;
  readonly statistic?: string | undefined;
  readonly namespace?: string | undefined;
  /** All of these must be so; a series may have more. */
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
}

/** The words of a label: what stands between blanks and commas. */
function wordsOf(label: string): string[] {
  return label.split(/[\s,;|]+/).filter((word) => word !== '');
}

/** A series with a name is told by it; one that only has a label, by the words in that, each value of a dimension being one of them or none being there. */
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

/** A series as people say it: `RequestCount of app/web/1, Sum`. */
export function seriesText({ name, label, statistic }: ObservedSeries): string {
  const of = name === null ? label : `${name.metric}${dimensionsText(name.dimensions)}`;
  return statistic === null ? of : `${of}, ${statistic}`;
}

function dimensionsText(dimensions: Readonly<Record<string, string>>): string {
  const values = Object.values(dimensions);
  return values.length === 0 ? '' : ` of ${values.join(' ')}`;
}

/** A part of a series as one file has it. */
export interface Page extends ObservedSeries {
  readonly id: string;
  /** The file goes on in another, which must be there, too. */
  readonly isPartial: boolean;
}
