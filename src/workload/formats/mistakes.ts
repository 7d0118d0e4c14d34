/** Mistakes beyond this number are only counted: a wrong unit affects every row. */
const KEPT = 20;

/** The mistakes of one file in order of discovery: row, column, value and remedy. */
export class Mistakes {
  /** Includes mistakes that are not kept. */
  count = 0;
  /** Rows with at least one mistake; these are skipped. */
  badRows = 0;
  /** The file as a whole cannot be read, so skipping rows does not help. */
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

  /** Formats each mistake as a line that begins with the file's name. */
  lines(file: string): string[] {
    const more = this.count - this.kept.length;
    return [...this.kept.map((line) => file + line), ...(more > 0 ? [`${file}: and ${more} more`] : [])];
  }

  private keep(line: string): void {
    this.count++;
    if (this.kept.length < KEPT) this.kept.push(visible(line));
  }
}

const UNPRINTABLE = /[\p{Cc}\u2028\u2029]/gu;
const LONGEST = 1000;

/** Returns the text without characters that a terminal obeys, and cut where a cell or a name makes it long. */
function visible(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  return cut.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
