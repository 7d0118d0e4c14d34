/** Collects the mistakes of a file, adds the file's name and limits their number. */
export interface MistakeSink {
  /** `row`: counted from 1. `column` null: the row as a whole. */
  refuse(row: number, column: string | null, message: string): void;
  /** Reports that the file as a whole cannot be read. */
  refuseFile(message: string): void;
}

const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const SHOWN_MAX = 40;

/** Returns NaN for anything but a number. */
export function numberOf(cell: unknown): number {
  if (typeof cell === 'string') return DECIMAL.test(cell) ? Number(cell) : Number.NaN;
  return typeof cell === 'number' || typeof cell === 'bigint' ? Number(cell) : Number.NaN;
}

export function cellText(cell: unknown): string {
  return cell === null || cell === undefined ? '' : String(cell).trim();
}

/** Formats a value for a message. */
export function shownCell(cell: unknown): string {
  const text = typeof cell === 'object' && cell !== null ? JSON.stringify(cell) : cellText(cell);
  if (text === '') return 'an empty cell';
  return `'${text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 3)}...` : text}'`;
}
