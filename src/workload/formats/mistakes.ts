/** Mistakes beyond this many are counted, not kept: a wrong unit is wrong in every row. */
const KEPT = 20;

/** The mistakes of one file, in the order they were found: which row, which column, the value, and what would be right. */
export class Mistakes {
  /** With those that are not kept. */
  count = 0;
  /** Rows with at least one: they are left out of what is read. */
  badRows = 0;
  /** The file as a whole cannot be read: nothing is gained by leaving rows out. */
  isUnreadable = false;
  private readonly kept: string[] = [];
  private lastBadRow = 0;

  /** `row`: the line of a text file, the row of any other, counted from 1. */
  refuse(row: number, column: string | null, message: string): void {
    if (row !== this.lastBadRow) this.badRows++;
    this.lastBadRow = row;
    this.keep(`:${row}${column === null ? '' : ` ${column}`}: ${message}`);
  }

  refuseFile(message: string): void {
    this.isUnreadable = true;
    this.keep(`: ${message}`);
  }

  /** Each as a line that begins with the file's name. */
  lines(file: string): string[] {
    const more = this.count - this.kept.length;
    return [...this.kept.map((line) => file + line), ...(more > 0 ? [`${file}: and ${more} more`] : [])];
  }

  private keep(line: string): void {
    this.count++;
    if (this.kept.length < KEPT) this.kept.push(line);
  }
}
