/** One column: its heading, possibly of several lines, and the alignment of its cells. */
export interface Column<Row> {
  readonly head: string;
  /** In place of the heading of a negative figure, where each row is an entry of its own: `costs more`, for −$76 of `saves`. */
  readonly opposite?: string;
  readonly align?: 'left' | 'right';
  /** Dropped first on a narrow screen; a line below the table then names its heading. */
  readonly isOptional?: boolean;
  cell(row: Row): string;
}

const GAPS = [2, 1];

/**
 * Returns the lines of a table with aligned columns, at most as wide as the screen if possible. Without a width, as for lists of instances
 * and types in a pipe, which users search, all columns appear.
 */
export function textTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width = Number.POSITIVE_INFINITY): string[] {
  const rendered = columns.map((column) => render(column, rows));
  const kept = [...rendered];
  const isTooWide = () => widthOf(kept, GAPS.at(-1)!) > width;
  while (isTooWide()) {
    const last = kept.findLastIndex(({ isOptional }) => isOptional);
    if (last < 0) break;
    kept.splice(last, 1);
  }
  const gap = GAPS.find((candidate) => widthOf(kept, candidate) <= width) ?? GAPS.at(-1)!;
  const height = Math.max(...kept.map(({ lines }) => lines.length));
  const lines = Array.from({ length: height }, (_, i) =>
    kept
      .map((column) => column.lines[i])
      .join(' '.repeat(gap))
      .trimEnd(),
  );
  const left = rendered.filter((column) => !kept.includes(column)).map(({ name }) => name);
  return left.length === 0 ? lines : [...lines, ...wrapped(`Too wide for this screen: ${left.join('; ')}.`, width)];
}

interface Rendered {
  readonly name: string;
  readonly isOptional: boolean;
  readonly width: number;
  /** Heading and cells, padded to the width of the column. */
  readonly lines: readonly string[];
}

function render<Row>({ head, align = 'left', isOptional = false, cell }: Column<Row>, rows: readonly Row[]): Rendered {
  const headLines = head.split('\n');
  const cells = rows.map((row) => cell(row));
  const width = [...headLines, ...cells].reduce((most, text) => Math.max(most, text.length), 0);
  const lines = [...headLines, ...cells].map((text) => (align === 'left' ? text.padEnd(width) : text.padStart(width)));
  return { name: headLine(head), isOptional, width, lines };
}

/** A heading of several lines in one. */
export function headLine(head: string): string {
  return head.replace('-\n', '').replaceAll('\n', ' ').trim();
}

function widthOf(columns: readonly Rendered[], gap: number): number {
  return columns.reduce((sum, { width }) => sum + width, 0) + gap * Math.max(0, columns.length - 1);
}

/** Returns the common number of decimals of a column: that of its longest number, within `least` and `most`. */
export function decimalsOf(values: readonly number[], least: number, most: number): number {
  let decimals = least;
  while (decimals < most && values.some((value) => Math.abs(value - Number(value.toFixed(decimals))) > 1e-9)) decimals++;
  return decimals;
}

/** Breaks a text at blanks and indents all lines after the first. */
export function wrapped(text: string, width = 100, indent = '  '): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
