import { grouped } from '../kernel/grouped.js';
import { isoText } from '../load/formats/clock.js';
import { Mistakes } from '../workload/formats/mistakes.js';
import { readConsoleCsv } from './console-csv.js';
import { metricDataIn, statisticsIn } from './metric-data.js';
import { field, jsonOf, type Query, queriesIn } from './queries.js';
import type { ObservedSeries, Page } from './series.js';

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** The recorded metrics in a user's files. */
export interface Observed {
  readonly series: readonly ObservedSeries[];
  /** One line per mistake, with file and field. With any mistake the result is invalid. */
  readonly mistakes: readonly string[];
  /** Files without CloudWatch data. */
  readonly others: readonly string[];
}

/**
 * Reads all metrics of CloudWatch files: answers of get-metric-data and get-metric-statistics, with the queries for their Ids from the same
 * or another file, and tables of the console. Pages of one call are merged. Other files are listed and otherwise ignored.
 */
export function readObserved(files: readonly NamedText[]): Observed {
  const mistakes: string[] = [];
  const others: string[] = [];
  const documents: { readonly name: string; readonly value: unknown }[] = [];
  const pages: Page[] = [];
  for (const { name, text } of files) {
    const found = new Mistakes();
    if (/\.csv$/i.test(name)) {
      const table = readConsoleCsv(text, name, found);
      if (table === null) others.push(name);
      else pages.push(...table);
    } else {
      // Answers of other calls are ignored.
      const isOurs = /"(MetricDataResults|MetricDataQueries|Datapoints)"/.test(text);
      const value = jsonOf(text, isOurs ? found : new Mistakes());
      if (found.count > 0 || value === undefined) others.push(name);
      else documents.push({ name, value });
    }
    mistakes.push(...found.lines(name));
  }
  const queries = documents.flatMap(({ name, value }) => queriesIn(value, name));
  const unbound = loose(queries, documents);
  for (const { name, value } of documents) {
    const found = new Mistakes();
    const named = queryFinder({ all: queries, loose: unbound }, name, found);
    const read = [...metricDataIn(value, { file: name, mistakes: found, queryOf: named }), ...statisticsIn(value, name, found)];
    pages.push(...read);
    if (read.length === 0 && found.count === 0 && !queries.some(([, query]) => query.file === name)) others.push(name);
    mistakes.push(...found.lines(name));
  }
  mistakes.push(...lastPageMissing(documents));
  return { series: mergePages(pages, mistakes), mistakes, others };
}

/** The last page of a call has no NextToken. */
function lastPageMissing(documents: readonly { readonly name: string; readonly value: unknown }[]): string[] {
  const answers = documents.filter(({ value }) => field(value, 'MetricDataResults') !== undefined);
  const last = answers.at(-1);
  if (last === undefined || answers.some(({ value }) => !field(value, 'NextToken'))) return [];
  return [`${last.name}: NextToken says that there are more pages, and no file has the last one: add it, or ask again without --max-items`];
}

/** Returns the queries of files without values, excluding NAME.queries.json beside NAME.json. */
function loose(queries: readonly [string, Query][], documents: readonly { readonly name: string; readonly value: unknown }[]) {
  const having = new Set(documents.flatMap(({ name, value }) => (field(value, 'MetricDataResults') === undefined ? [] : [name])));
  return new Set(
    queries.map(([, { file }]) => file).filter((file) => !having.has(file) && !having.has(file.replace(/\.queries\.json$/i, '.json'))),
  );
}

interface Queries {
  readonly all: readonly [string, Query][];
  readonly loose: ReadonlySet<string>;
}

/**
 * Looks up the query of an Id: in the same file, in NAME.queries.json beside NAME.json, or in a file that belongs to no other. Several
 * different queries are a mistake.
 */
function queryFinder(queries: Queries, file: string, mistakes: Mistakes): (id: string) => Query | undefined {
  const stem = file.replace(/\.json$/i, '');
  return (id) => {
    const all = queries.all.filter(([other]) => other === id).map(([, query]) => query);
    const near = all.filter((query) => query.file === file);
    const beside = all.filter((query) => query.file === `${stem}.queries.json`);
    const others = all.filter((query) => queries.loose.has(query.file));
    const candidates = [near, beside, others].find((some) => some.length > 0) ?? [];
    const differing = candidates.find((query) => JSON.stringify({ ...query, file: '' }) !== JSON.stringify({ ...candidates[0], file: '' }));
    if (differing !== undefined)
      mistakes.refuseFile(
        `MetricDataResults ${id} is ${candidates[0].name.metric} by ${candidates[0].file} and ${differing.name.metric} by ${differing.file}: put its queries in ${stem}.queries.json`,
      );
    return candidates[0];
  };
}

/** Merges pages with the same metric, statistic and period into one series. */
function mergePages(pages: readonly Page[], mistakes: string[]): ObservedSeries[] {
  const groups = grouped(pages, ({ name, label, statistic, periodMs }) =>
    JSON.stringify(
      name === null ? [label, statistic] : [name.namespace, name.metric, Object.entries(name.dimensions).sort(), statistic, periodMs],
    ),
  );
  return [...groups.values()].map((group) => mergeGroup(group, mistakes));
}

/** Compares values with a tolerance, because some exports have fewer digits. */
function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-3 + 1e-4 * Math.abs(a);
}

function mergeGroup(group: readonly Page[], mistakes: string[]): ObservedSeries {
  const [first] = group as [Page];
  if (group.every(({ isPartial }) => isPartial))
    mistakes.push(
      `${group.at(-1)!.file}: MetricDataResults ${first.id} is PartialData or goes on at a NextToken, and its next page is not among the files: add it, or ask again without --max-items`,
    );
  const points = new Map<number, { value: number; file: string }>();
  for (const { atMs, values, file } of group)
    atMs.forEach((ms, i) => {
      const earlier = points.get(ms);
      if (earlier === undefined) points.set(ms, { value: values[i], file });
      else if (!isSame(earlier.value, values[i]) && !mistakes.some((line) => line.startsWith(`${file}: ${first.label}: differs`)))
        mistakes.push(
          earlier.file === file
            ? `${file}: ${first.label}: has ${earlier.value} and ${values[i]} at ${isoText(ms)}: times are in UTC, where no hour comes twice as it does when summer time ends`
            : `${file}: ${first.label}: differs from ${earlier.file} at the same time, ${earlier.value} and ${values[i]}: keep one of the files`,
        );
    });
  const sorted = [...points].sort(([a], [b]) => a - b);
  const { file, field, label, name, statistic } = first;
  const atMs = sorted.map(([ms]) => ms);
  return {
    file,
    files: [...new Set(group.flatMap(({ files }) => files))],
    field,
    label,
    name,
    statistic,
    periodMs: name === null && group.length > 1 ? Math.min(...group.map((page) => page.periodMs)) : first.periodMs,
    atMs,
    values: sorted.map(([, { value }]) => value),
  };
}
