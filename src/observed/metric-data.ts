import { MINUTE_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';
import { isoMs } from '../load/formats/clock.js';
import { shownCell } from '../workload/formats/cells.js';
import type { Mistakes } from '../workload/formats/mistakes.js';
import { field, listOf, type Query } from './queries.js';
import type { Page } from './series.js';
import { STATISTICS } from './series.js';

interface From {
  readonly file: string;
  readonly mistakes: Mistakes;
  queryOf(id: string): Query | undefined;
}

/** Reads an answer of get-metric-data: times and values for each Id, in any order, possibly in pages. */
export function metricDataIn(document: unknown, { file, mistakes, queryOf }: From): Page[] {
  const hasNext = typeof field(document, 'NextToken') === 'string' && field(document, 'NextToken') !== '';
  const results = field(document, 'MetricDataResults');
  if (results === undefined) return [];
  if (!Array.isArray(results)) {
    mistakes.refuseFile('MetricDataResults is not a list');
    return [];
  }
  return results.flatMap((result: unknown, i): Page[] => {
    const place = `MetricDataResults[${i}]`;
    const id = field(result, 'Id');
    const times = field(result, 'Timestamps');
    const values = field(result, 'Values');
    if (typeof id !== 'string' || !Array.isArray(times) || !Array.isArray(values)) {
      mistakes.refuseFile(`${place}: Id, Timestamps and Values must be there, a text and two lists`);
      return [];
    }
    if (times.length !== values.length) {
      mistakes.refuseFile(`${place}: there are ${values.length} Values for ${times.length} Timestamps`);
      return [];
    }
    const query = queryOf(id);
    const points = sortedPoints(times, values, { place, mistakes });
    if (query !== undefined && periodOf(points.atMs) < query.periodMs && points.atMs.length > 1)
      mistakes.refuseFile(
        `${place}: its points are ${periodOf(points.atMs) / 1_000} s apart, and its query in ${query.file} has a Period of ${query.periodMs / 1_000} s: give the query that was asked`,
      );
    const status = field(result, 'StatusCode');
    return [
      {
        file,
        files: query === undefined || query.file === file ? [file] : [file, query.file],
        field: `MetricDataResults.${i}`,
        id,
        label: String(field(result, 'Label') ?? id),
        name: query?.name ?? null,
        statistic: query?.statistic ?? null,
        periodMs: query?.periodMs ?? periodOf(points.atMs),
        isPartial: status === 'PartialData' || (hasNext && status !== 'Complete'),
        ...points,
      },
    ];
  });
}

/** Reads an answer of get-metric-statistics: one metric, named only by its label, with one series per statistic. */
export function statisticsIn(document: unknown, file: string, mistakes: Mistakes): Page[] {
  const points = field(document, 'Datapoints');
  const label = field(document, 'Label');
  if (!Array.isArray(points)) return [];
  return STATISTICS.flatMap((statistic): Page[] => {
    const having = points.filter((point: unknown) => field(point, statistic) !== undefined);
    if (having.length === 0) return [];
    const times = having.map((point: unknown) => field(point, 'Timestamp'));
    const values = having.map((point: unknown) => field(point, statistic));
    const sorted = sortedPoints(times, values, { place: `Datapoints ${statistic}`, mistakes });
    const title = typeof label === 'string' ? label : file.replace(/^.*\/|\.json$/g, '');
    const origin = { file, files: [file], field: `Datapoints.${statistic}`, id: statistic, label: title, name: null, statistic };
    return [{ ...origin, periodMs: periodOf(sorted.atMs), isPartial: false, ...sorted }];
  });
}

/** Sorts points by time; reports invalid times and values with their place. */
function sortedPoints(
  times: readonly unknown[],
  values: readonly unknown[],
  { place, mistakes }: { readonly place: string; readonly mistakes: Mistakes },
): { readonly atMs: Ms[]; readonly values: number[] } {
  const points = listOf(times).map((time, i) => {
    const ms = timeOf(time);
    const value = values[i];
    if (Number.isNaN(ms)) mistakes.refuseFile(`${place}.Timestamps[${i}]: ${shownCell(time)} is no time such as 2026-02-27T18:20:00+00:00`);
    if (typeof value !== 'number' || !Number.isFinite(value))
      mistakes.refuseFile(`${place}.Values[${i}]: ${shownCell(value)} is not a number`);
    return { ms, value: Number(value) };
  });
  points.sort((a, b) => a.ms - b.ms);
  return { atMs: points.map(({ ms }) => ms), values: points.map(({ value }) => value) };
}

const SECONDS_SINCE_1970_MAX = 32_503_680_000;

/** Parses times: texts of the AWS CLI with any UTC offset, and seconds since 1970 as some SDKs print them. */
export function timeOf(value: unknown): Ms {
  if (typeof value === 'number') return value >= 0 && value < SECONDS_SINCE_1970_MAX ? Math.round(value * 1_000) : Number.NaN;
  if (typeof value !== 'string') return Number.NaN;
  const [, local, sign, hours, minutes] = /^(.+)([+-])(\d\d):?(\d\d)$/.exec(value) ?? [];
  if (local === undefined || !local.includes(':')) return isoMs(value);
  const eastMs = (60 * Number(hours) + Number(minutes)) * MINUTE_MS;
  return isoMs(`${local}Z`) - (sign === '-' ? -eastMs : eastMs);
}

/** Returns the shortest time between two points; a minute for a single point. This is the period unless every second point is missing. */
export function periodOf(atMs: readonly Ms[]): Ms {
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < atMs.length; i++) if (atMs[i] > atMs[i - 1]) shortest = Math.min(shortest, atMs[i] - atMs[i - 1]);
  return shortest === Number.POSITIVE_INFINITY ? MINUTE_MS : shortest;
}
