/** A growing list of numbers: eight bytes a sample, so a million waits are 8 MB (16 while it grows). */
export class Samples {
  count = 0;
  sum = 0;
  private values = new Float64Array(64);

  add(value: number): void {
    if (this.count === this.values.length) {
      const larger = new Float64Array(2 * this.count);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.count++] = value;
    this.sum += value;
  }

  view(): Float64Array {
    return this.values.subarray(0, this.count);
  }

  save(): unknown {
    return Array.from(this.view());
  }

  load(saved: unknown): void {
    this.values = new Float64Array(Math.max(64, (saved as number[]).length));
    this.values.set(saved as number[]);
    this.count = (saved as number[]).length;
    this.sum = (saved as number[]).reduce((sum, value) => sum + value, 0);
  }
}

/** All samples of the lists, ascending. */
export function sorted(lists: readonly Samples[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, list) => sum + list.count, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list.view(), at);
    at += list.count;
  }
  return all.sort();
}

/** The nearest rank: the smallest sample that at least `percent` percent of all do not exceed; null without samples. */
export function nearestRank(ascending: Float64Array, percent: number): number | null {
  if (ascending.length === 0) return null;
  return ascending[Math.max(1, Math.ceil((percent * ascending.length) / 100)) - 1];
}
