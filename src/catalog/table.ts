/** Marks a field with an unknown value. */
export const NONE = '-';

/**
 * Reads `family|size field field;size field`, one line per family: the format of the tables in data/. The fields of a row stay one string,
 * by instance type, and are split on request, which keeps loading cheap.
 */
export function readTable(text: string): Map<string, string> {
  const rows = new Map<string, string>();
  for (const line of linesOf(text)) {
    const bar = line.indexOf('|');
    const family = line.slice(0, bar);
    for (const row of line.slice(bar + 1).split(';')) {
      const blank = row.indexOf(' ');
      rows.set(`${family}.${row.slice(0, blank)}`, row.slice(blank + 1));
    }
  }
  return rows;
}

export function linesOf(text: string): string[] {
  return text.trim().split('\n');
}
