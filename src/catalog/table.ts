/** The mark of a field whose value nobody knows. */
export const NONE = '-';

/**
 * Reads `family|size field field;size field`, a line per family: the format of the tables in data/. The fields of a row stay one
 * string, by the name of the instance type: they are parted when somebody asks for the type, which keeps the whole table cheap.
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
