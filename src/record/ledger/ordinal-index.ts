/** Stands for a missing ordinal, and for its row. */
const NONE = -1;
const ROWS_LEAST = 16;
/** Rows are multiples of 8, and each has two values here: its ordinal, and the next row of its list. */
const ROW_BITS = 3;
const STEP_BITS = 2;
/** Lists to a row, so that few lists have a second row. */
const LISTS = 4;

/** The row of each living ordinal. Rows are in lists by the last bits of their ordinal: ordinals that live together are near each other. */
export class OrdinalIndex {
  count = 0;
  /** The first row of each list, NONE for an empty one. */
  private firsts = new Int32Array(LISTS * ROWS_LEAST).fill(NONE);
  private entries = new Int32Array(2 * ROWS_LEAST).fill(NONE);

  /** NONE for an ordinal that is not there. */
  get(ordinal: number): number {
    const { entries, firsts } = this;
    let row = firsts[ordinal & (firsts.length - 1)];
    while (row !== NONE && entries[row >> STEP_BITS] !== ordinal) row = entries[(row >> STEP_BITS) + 1];
    return row;
  }

  set(ordinal: number, row: number): void {
    if (row >> STEP_BITS >= this.entries.length) this.grow(row);
    this.count++;
    this.put(ordinal, row);
  }

  /** Removes a living ordinal. */
  delete(ordinal: number): void {
    const { entries, firsts } = this;
    const list = ordinal & (firsts.length - 1);
    let before = NONE;
    let row = firsts[list];
    while (entries[row >> STEP_BITS] !== ordinal) {
      before = row;
      row = entries[(row >> STEP_BITS) + 1];
    }
    const next = entries[(row >> STEP_BITS) + 1];
    if (before === NONE) firsts[list] = next;
    else entries[(before >> STEP_BITS) + 1] = next;
    entries[row >> STEP_BITS] = NONE;
    this.count--;
  }

  private put(ordinal: number, row: number): void {
    const { entries, firsts } = this;
    const list = ordinal & (firsts.length - 1);
    entries[row >> STEP_BITS] = ordinal;
    entries[(row >> STEP_BITS) + 1] = firsts[list];
    firsts[list] = row;
  }

  private grow(row: number): void {
    const { entries } = this;
    const rows = 2 ** Math.ceil(Math.log2((row >> ROW_BITS) + 1));
    this.entries = new Int32Array(2 * rows).fill(NONE);
    this.firsts = new Int32Array(LISTS * rows).fill(NONE);
    for (let at = 0; at < entries.length; at += 2) if (entries[at] !== NONE) this.put(entries[at], at << STEP_BITS);
  }
}
