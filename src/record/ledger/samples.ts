/** Least number of new samples in a list before they are sorted in; more where there are more different samples. */
const PENDING_LEAST = 64;
const PENDING_MOST = 256;

/** Samples in ascending order: the different values, and the number of samples up to each. */
export class Ascending {
  constructor(
    private readonly values: Float64Array,
    private readonly upTo: Float64Array,
  ) {}

  get length(): number {
    return this.upTo.at(-1) ?? 0;
  }

  /** The nearest rank: the smallest sample that at least `percent` percent of all do not exceed; null without samples. */
  nearestRank(percent: number): number | null {
    if (this.length === 0) return null;
    const rank = Math.max(1, Math.ceil((percent * this.length) / 100));
    return this.values[firstWhere(this.upTo, (count) => count >= rank)];
  }

  /** How many are at most `limit`. */
  countUpTo(limit: number): number {
    const above = firstWhere(this.values, (value) => value > limit);
    return above === 0 ? 0 : this.upTo[above - 1];
  }

  /** Without the samples of another, which are all among these. */
  without(less: Ascending): Ascending {
    const counts = new Map(this);
    for (const [value, count] of less) counts.set(value, counts.get(value)! - count);
    return ascendingOf(counts);
  }

  *[Symbol.iterator](): Iterator<[value: number, count: number]> {
    for (let i = 0; i < this.values.length; i++) yield [this.values[i], this.upTo[i] - (i === 0 ? 0 : this.upTo[i - 1])];
  }
}

/** A growing multitude of numbers: memory follows the different ones, 24 bytes each, because many waits of a long run are equal. */
export class Samples {
  count = 0;
  sum = 0;
  /** The different values in ascending order, and their numbers. */
  private values: Float64Array = new Float64Array(0);
  private counts: Float64Array = new Float64Array(0);
  private pending = new Float64Array(PENDING_LEAST);
  private pendingCount = 0;
  /** Samples of 0 that are not sorted in yet: most samples where nothing takes time. */
  private zeros = 0;

  /** `value` is not negative. */
  add(value: number): void {
    this.count++;
    if (value === 0) {
      this.zeros++;
      return;
    }
    if (this.pendingCount === this.pending.length) this.settle();
    this.pending[this.pendingCount++] = value;
    this.sum += value;
  }

  ascending(): Ascending {
    this.settle();
    return new Ascending(this.values, cumulated(this.counts));
  }

  save(): unknown {
    this.settle();
    return { values: Array.from(this.values), counts: Array.from(this.counts) };
  }

  load(saved: unknown): void {
    const { values, counts } = saved as { values: number[]; counts: number[] };
    this.values = Float64Array.from(values);
    this.counts = Float64Array.from(counts);
    this.pendingCount = this.zeros = 0;
    this.count = counts.reduce((sum, count) => sum + count, 0);
    this.sum = values.reduce((sum, value, i) => sum + value * counts[i], 0);
  }

  /** Sorts the pending samples in. */
  private settle(): void {
    if (this.pendingCount + this.zeros === 0) return;
    const pending = this.pending.subarray(0, this.pendingCount).sort();
    const values = new Float64Array(1 + this.values.length + pending.length);
    const counts = new Float64Array(values.length);
    let length = 0;
    const put = (value: number, count: number) => {
      if (length === 0 || values[length - 1] !== value) values[length++] = value;
      counts[length - 1] += count;
    };
    if (this.zeros > 0) put(0, this.zeros);
    let next = 0;
    for (let i = 0; i < this.values.length; i++) {
      while (next < pending.length && pending[next] < this.values[i]) put(pending[next++], 1);
      put(this.values[i], this.counts[i]);
    }
    while (next < pending.length) put(pending[next++], 1);
    this.values = values.slice(0, length);
    this.counts = counts.slice(0, length);
    this.pendingCount = this.zeros = 0;
    const room = Math.max(this.values.length, Math.min(2 * this.pending.length, PENDING_MOST));
    if (room > this.pending.length) this.pending = new Float64Array(room);
  }
}

export function sorted(lists: readonly Samples[]): Ascending {
  return merged(lists.map((list) => list.ascending()));
}

export function merged(lists: readonly Ascending[]): Ascending {
  if (lists.length === 1) return lists[0];
  const counts = new Map<number, number>();
  for (const list of lists) for (const [value, count] of list) counts.set(value, (counts.get(value) ?? 0) + count);
  return ascendingOf(counts);
}

function ascendingOf(counts: ReadonlyMap<number, number>): Ascending {
  const values = Float64Array.from(counts.keys())
    .filter((value) => counts.get(value)! > 0)
    .sort();
  return new Ascending(values, cumulated(values.map((value) => counts.get(value)!)));
}

function cumulated(counts: Float64Array): Float64Array {
  const upTo = counts.slice();
  for (let i = 1; i < upTo.length; i++) upTo[i] += upTo[i - 1];
  return upTo;
}

/** Index of the first of ascending values for which the test holds; their number if there is none. */
function firstWhere(ascending: Float64Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(ascending[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
