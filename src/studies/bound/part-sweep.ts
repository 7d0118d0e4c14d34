import { hash32 } from '../../kernel/hash.js';
import type { Part } from './parts.js';
import { costStep } from './problem.js';
import { costAtLeast, type Tariff } from './tariff.js';

/** One part of a problem as time passes: the charges of its living tasks by each tariff, updated with every change. */
export class PartSweep {
  readonly costs: readonly number[];
  readonly step: number;
  /** Living tasks by size of the part. */
  readonly counts: Int32Array;
  /** By size and tariff. */
  private charges = new Float64Array(0);
  private charged = new Float64Array(0);
  private tariffs: readonly Tariff[] = [];
  private readonly low: Int32Array;
  private readonly high: Int32Array;
  private a = 0;
  private b = 0;

  constructor(
    readonly part: Part,
    costsOfAll: readonly number[],
  ) {
    this.costs = part.offers.map((offer) => costsOfAll[offer]);
    this.step = costStep(this.costs);
    const sizes = part.sizes.length;
    this.counts = new Int32Array(sizes);
    this.low = Int32Array.from({ length: sizes }, (_, size) => hash32(size, 1, 0, 0));
    this.high = Int32Array.from({ length: sizes }, (_, size) => hash32(size, 2, 0, 0));
  }

  /** Restarts with these tariffs and no tasks. */
  begin(tariffs: readonly Tariff[]): void {
    this.tariffs = tariffs;
    this.counts.fill(0);
    this.charged = new Float64Array(tariffs.length);
    this.charges = new Float64Array(this.counts.length * tariffs.length);
    tariffs.forEach(({ charge }, t) => {
      for (let size = 0; size < charge.length; size++) this.charges[size * tariffs.length + t] = charge[size];
    });
    this.a = 0;
    this.b = 0;
  }

  change(size: number, by: 1 | -1): void {
    this.counts[size] += by;
    const { charged, charges } = this;
    const from = size * charged.length;
    for (let t = 0; t < charged.length; t++) charged[t] += by * charges[from + t];
    this.a = (this.a + by * this.low[size]) | 0;
    this.b = (this.b + by * this.high[size]) | 0;
  }

  /** A 53-bit hash of the living tasks; collisions affect labels and choices, never a bound. */
  get key(): number {
    return (this.a >>> 0) * 2 ** 21 + (this.b >>> 11);
  }

  /** The tariff with the greatest worth now; the first of equals. */
  get best(): Tariff | null {
    const at = this.bestAt();
    return at < 0 ? null : this.tariffs[at];
  }

  /** The least cost of the living tasks. */
  get bound(): number {
    const at = this.bestAt();
    return at < 0 ? 0 : costAtLeast(this.tariffs[at], this.charged[at], this.step);
  }

  private bestAt(): number {
    let best = -1;
    let most = 0;
    for (let t = 0; t < this.charged.length; t++) {
      const { cost, takings } = this.tariffs[t];
      const worth = (this.charged[t] * cost) / takings;
      if (worth > most * (1 + 1e-12)) {
        most = worth;
        best = t;
      }
    }
    return best;
  }
}
