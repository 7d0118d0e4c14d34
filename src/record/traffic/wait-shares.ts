/** Ratio of neighbouring bounds: the relative error of a quantile. */
const RATIO = 1.02;
const FIRST_US = 100;
const BOUNDS_US: number[] = [FIRST_US];
while (BOUNDS_US.length < 1_000) BOUNDS_US.push(BOUNDS_US[BOUNDS_US.length - 1] * RATIO);
const COUNTS = BOUNDS_US.length;

interface WaitsState {
  readonly none: number;
  readonly counts: readonly (readonly [number, number])[];
}

/** Counts waits of each service up to each of a fixed series of bounds, in microseconds. Its size does not grow with the run. */
export class WaitShares {
  /** By service: requests that did not wait, which are the most. */
  private readonly none: Float64Array;
  /** By service and bound. */
  private readonly counts: Float64Array;
  /** By service: the bound of its last wait. The next is often the same. */
  private readonly places: Uint16Array;

  constructor(services = 1) {
    this.none = new Float64Array(services);
    this.counts = new Float64Array(COUNTS * services);
    this.places = new Uint16Array(services);
  }

  add(us: number, count: number, service = 0): void {
    if (us === 0) {
      this.none[service] += count;
      return;
    }
    const last = this.places[service];
    const place = us <= BOUNDS_US[last] && (last === 0 || us > BOUNDS_US[last - 1]) ? last : Math.min(BOUNDS_US.length - 1, placeOf(us));
    this.places[service] = place;
    this.counts[COUNTS * service + place] += count;
  }

  /** The bound that this share of waits does not exceed; null if there were none. */
  quantile(share: number, service = 0): number | null {
    const none = this.none[service];
    const counts = this.of(service);
    let left = share * counts.reduce((sum, count) => sum + count, none);
    if (left === 0) return null;
    left -= none;
    if (left <= 0) return 0;
    const place = counts.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
    return BOUNDS_US[place < 0 ? BOUNDS_US.length - 1 : place];
  }

  save(service = 0): WaitsState {
    return {
      none: this.none[service],
      counts: Array.from(this.of(service)).flatMap((count, place) => (count === 0 ? [] : [[place, count]])),
    };
  }

  load({ none, counts }: WaitsState, service = 0): void {
    const shares = this.of(service).fill(0);
    for (const [place, count] of counts) shares[place] = count;
    this.none[service] = none;
  }

  private of(service: number): Float64Array {
    return this.counts.subarray(COUNTS * service, COUNTS * (service + 1));
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
