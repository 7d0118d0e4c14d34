/** Ratio of neighbouring bounds: the relative error of a quantile. */
const RATIO = 1.02;
const FIRST_US = 100;
const BOUNDS_US: number[] = [FIRST_US];
while (BOUNDS_US.length < 1_000) BOUNDS_US.push(BOUNDS_US[BOUNDS_US.length - 1] * RATIO);

/** Counts waits up to each of a fixed series of bounds, in microseconds. Its size does not grow with the run. */
export class WaitShares {
  private readonly counts = new Float64Array(BOUNDS_US.length);
  private none = 0;

  add(us: number, count: number): void {
    if (us === 0) this.none += count;
    else this.counts[Math.min(BOUNDS_US.length - 1, placeOf(us))] += count;
  }

  /** The bound that this share of waits does not exceed; null if there were none. */
  quantile(share: number): number | null {
    let left = share * this.counts.reduce((sum, count) => sum + count, this.none);
    if (left === 0) return null;
    left -= this.none;
    if (left <= 0) return 0;
    const place = this.counts.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
    return BOUNDS_US[place < 0 ? BOUNDS_US.length - 1 : place];
  }

  save(): unknown {
    return { none: this.none, counts: [...this.counts].flatMap((count, place) => (count === 0 ? [] : [[place, count]])) };
  }

  load(saved: { readonly none: number; readonly counts: readonly (readonly [number, number])[] }): void {
    this.none = saved.none;
    this.counts.fill(0);
    for (const [place, count] of saved.counts) this.counts[place] = count;
  }
}

/** Index of the first bound that is not below. */
function placeOf(us: number): number {
  let [from, to] = [0, BOUNDS_US.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (BOUNDS_US[middle] < us) from = middle + 1;
    else to = middle;
  }
  return from;
}
