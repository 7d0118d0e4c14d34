import type { Ms } from '../../kernel/event-loop.js';
import type { TextSink } from '../../kernel/text-sink.js';
import { type Cell, type Column, cellsOf, headerOf } from '../../record/tables/column.js';

/** Rows per batch of formatting: it bounds the rows in memory, whatever the length of the run. */
const BATCH_ROWS = 256;

/** CSV by RFC 4180: comma, CRLF, quotes only where needed. Null becomes an empty cell. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  let text = '';
  for (const row of rows) {
    let separator = '';
    for (const cell of row) {
      text += separator + (typeof cell === 'string' && QUOTED.test(cell) ? `"${cell.replaceAll('"', '""')}"` : (cell ?? ''));
      separator = ',';
    }
    text += '\r\n';
  }
  return text;
}

/** A cell with one of these is quoted. */
const QUOTED = /[",\r\n]/;

/** The header and the rows as text. */
export function tableText<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return csvText([headerOf(columns), ...rows.map((row) => cellsOf(columns, row))]);
}

/** Writes a CSV file: rows come in order of time, and rows of one millisecond are sorted by id. */
export class CsvTable {
  private rows: Cell[][] = [];
  private together: { id: number; cells: Cell[] }[] = [];
  private togetherMs: Ms = -1;

  constructor(
    private readonly sink: TextSink,
    columns: readonly string[],
  ) {
    this.rows.push([...columns]);
  }

  add(atMs: Ms, id: number, cells: Cell[]): void {
    if (atMs !== this.togetherMs) this.close(atMs);
    this.together.push({ id, cells });
  }

  /** Writes all pending rows to the sink. */
  flush(): void {
    this.close(this.togetherMs);
    this.send();
  }

  /** The rows that are not in the sink yet. */
  save(): unknown {
    return { rows: [...this.rows], together: [...this.together], togetherMs: this.togetherMs };
  }

  /** Continues the saved table: the texts of its sink and of this one form one file. */
  load(saved: unknown): void {
    const from = saved as { rows: Cell[][]; together: { id: number; cells: Cell[] }[]; togetherMs: Ms };
    this.rows = [...from.rows];
    this.together = [...from.together];
    this.togetherMs = from.togetherMs;
  }

  private close(nextMs: Ms): void {
    const { together } = this;
    if (together.length > 1) together.sort((a, b) => a.id - b.id); // Stable: equal ids stay in order of arrival.
    for (const { cells } of together) this.rows.push(cells);
    together.length = 0;
    this.togetherMs = nextMs;
    if (this.rows.length >= BATCH_ROWS) this.send();
  }

  private send(): void {
    if (this.rows.length > 0) this.sink.write(csvText(this.rows));
    this.rows = [];
  }
}
