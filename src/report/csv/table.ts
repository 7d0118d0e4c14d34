import type { Ms } from '../../kernel/event-loop.js';
import type { TextSink } from '../../kernel/text-sink.js';
import { type Cell, type Column, cellsOf, headerOf } from '../../record/tables/column.js';
import { CsvRows } from './rows.js';

/** Rows per batch: it bounds the rows in memory, whatever the length of the run. */
const BATCH_ROWS = 256;

export function csvText(rows: readonly (readonly Cell[])[]): string {
  const text = new CsvRows();
  for (const row of rows) text.add(row);
  return text.textFrom(0);
}

/** Returns the header and the rows as text. */
export function tableText<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return csvText([headerOf(columns), ...rows.map((row) => cellsOf(columns, row))]);
}

/** Plain data: rows that are not in the sink yet, and among them those of the last millisecond. */
interface CsvTableState {
  readonly text: string;
  readonly count: number;
  readonly together: readonly { readonly id: number; readonly text: string }[];
  readonly togetherMs: Ms;
}

/** Writes a CSV file: rows come in order of time, and rows of one millisecond are sorted by id. */
export class CsvTable {
  private readonly rows = new CsvRows();
  /** Rows that are not in the sink yet, those of the last millisecond left out. */
  private count = 1;
  /** Ids and first bytes of the rows of the last millisecond, and their number: longer arrays stay as they are. */
  private readonly ids: number[] = [];
  private readonly starts: number[] = [];
  private together = 0;
  private isSorted = true;
  private togetherMs: Ms = -1;

  constructor(
    private readonly sink: TextSink,
    columns: readonly string[],
  ) {
    this.rows.add(columns);
  }

  add(atMs: Ms, id: number, cells: readonly Cell[]): void {
    this.rowsFor(atMs, id).add(cells);
  }

  /** Where the caller adds the next row. */
  rowsFor(atMs: Ms, id: number): CsvRows {
    if (atMs !== this.togetherMs) this.close(atMs);
    this.begin(id);
    return this.rows;
  }

  private begin(id: number): void {
    const { ids, together } = this;
    if (together > 0 && id < ids[together - 1]) this.isSorted = false;
    ids[together] = id;
    this.starts[together] = this.rows.length;
    this.together++;
  }

  /** Writes all pending rows to the sink. */
  flush(): void {
    this.close(this.togetherMs);
    this.send();
  }

  /** The rows that are not in the sink yet. */
  save(): unknown {
    const { rows, count, ids, togetherMs } = this;
    const text = rows.textFrom(0, this.together > 0 ? this.starts[0] : rows.length);
    return { text, count, together: this.textsTogether().map((text, i) => ({ id: ids[i], text })), togetherMs };
  }

  /** Continues the saved table: the texts of its sink and of this one form one file. */
  load(saved: unknown): void {
    const { text, count, together, togetherMs } = saved as CsvTableState;
    this.rows.cutTo(0);
    this.rows.addRows(text);
    this.count = count;
    this.togetherMs = togetherMs;
    this.forgetTogether();
    for (const row of together) {
      this.begin(row.id);
      this.rows.addRows(row.text);
    }
  }

  private close(nextMs: Ms): void {
    if (!this.isSorted) this.sort();
    this.count += this.together;
    this.forgetTogether();
    this.togetherMs = nextMs;
    if (this.count >= BATCH_ROWS) this.send();
  }

  /** Stable: equal ids stay in order of arrival. */
  private sort(): void {
    const { rows, ids, starts } = this;
    const texts = this.textsTogether();
    const order = [...texts.keys()].sort((a, b) => ids[a] - ids[b]);
    rows.cutTo(starts[0]);
    for (const place of order) rows.addRows(texts[place]);
  }

  private textsTogether(): string[] {
    const ends = [...this.starts.slice(1, this.together), this.rows.length];
    return this.starts.slice(0, this.together).map((start, i) => this.rows.textFrom(start, ends[i]));
  }

  private forgetTogether(): void {
    this.together = 0;
    this.isSorted = true;
  }

  private send(): void {
    if (this.count > 0) this.sink.write(this.rows.textFrom(0));
    this.rows.cutTo(0);
    this.count = 0;
  }
}
