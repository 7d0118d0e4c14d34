/** One instance type of a catalogue table: its name, and the fields after its size. */
export type RowReader = (name: string, fields: readonly string[], family: string) => void;

/** The mark of a field whose value nobody knows. */
export const NONE = '-';

/** Reads `family|size field field;size field`, a line per family: the format of the tables in data/. */
export function readTable(text: string, onRow: RowReader): void {
  for (const line of linesOf(text)) {
    const bar = line.indexOf('|');
    const family = line.slice(0, bar);
    for (const row of line.slice(bar + 1).split(';')) {
      const [size, ...fields] = row.split(' ');
      onRow(`${family}.${size}`, fields, family);
    }
  }
}

export function linesOf(text: string): string[] {
  return text.trim().split('\n');
}
