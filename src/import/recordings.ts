import { readObserved } from '../observed/read.js';
import type { ObservedSeries } from '../observed/series.js';
import type { Findings, Mistake } from './findings.js';

/** CloudWatch metrics found among the files of an import. */
export interface Recordings {
  readonly series: readonly ObservedSeries[];
  /** Series that the scenario reads again, as loads and desired counts. */
  readonly replayed: Set<ObservedSeries>;
  /** Series that were used for another part of the scenario. */
  readonly used: Set<ObservedSeries>;
  /** Returns the path by which the scenario names an input file. */
  pathOf(file: string): string;
}

/** Keys that only metric exports contain, among all AWS answers. */
const EXPORT = /"(MetricDataResults|MetricStat|Datapoints)"/;

export function isTable(file: string): boolean {
  return /\.csv$/i.test(file);
}

/** Reads the metric exports. An error in one is a mistake of the input, unless its file has a mistake already. */
export function recordingsIn(files: readonly InputFile[], pathOf: (file: string) => string, findings: Findings): Recordings {
  const exports = files.filter(({ file, text }) => isTable(file) || EXPORT.test(text));
  const { series, mistakes, others } = readObserved(exports.map(({ file, text }) => ({ name: file, text })));
  const filesWithMistakes = new Set(findings.mistakes.map(({ file }) => file));
  for (const line of mistakes) {
    const mistake = mistakeOf(line, exports);
    if (!filesWithMistakes.has(mistake.file)) findings.mistake({ file: mistake.file, field: mistake.field }, mistake.message);
  }
  for (const { file, isFound = false } of exports)
    if (isTable(file) && others.includes(file)) {
      const message = 'is no table that the console of CloudWatch writes: its first column must have times such as 2026/02/27 18:20:00';
      if (isFound) findings.leftOut({ file, field: '' }, message);
      else findings.mistake({ file, field: '' }, message);
    }
  return { series: mistakes.length > 0 ? [] : series, replayed: new Set(), used: new Set(), pathOf };
}

/** Parses `FILE: message` or, for tables, `FILE:ROW column: message`. */
function mistakeOf(line: string, files: readonly InputFile[]): Mistake {
  const file =
    files
      .map((one) => one.file)
      .filter((name) => line.startsWith(`${name}:`))
      .sort((a, b) => b.length - a.length)[0] ?? '';
  const rest = line.slice(file.length + 1);
  const row = /^(\d+)(?= )/.exec(rest)?.[1];
  return { file, field: row === undefined ? '' : `row ${row}`, message: rest.slice(row?.length ?? 0).trimStart() };
}

export interface InputFile {
  readonly file: string;
  readonly text: string;
  /** Found in a given directory, so it may be unrelated to the import. */
  readonly isFound?: boolean;
}
