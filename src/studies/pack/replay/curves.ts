/** Measures of a replay after one arrival: percent, and a number of nodes. */
export interface Measures {
  readonly allocatedGpu: number;
  readonly allocatedCpu: number;
  readonly fragmentation: number;
  readonly fragmentedGpu: number;
  readonly nodesInUse: number;
  readonly cpuStranded: number;
}

/** Without a demand, curves end at the last percent of the published ones. */
const LAST_PERCENT = 130;

/** Means of the measures over the events at each whole percent of arrived demand. */
export class Curves {
  private readonly last: number;
  private readonly counts: Float64Array;
  private readonly sums: Readonly<Record<keyof Measures, Float64Array>>;

  constructor(demand: number | null) {
    this.last = demand === null ? LAST_PERCENT : Math.round(100 * demand);
    const bins = () => new Float64Array(this.last + 2); // One more bin, which the last percent may borrow from.
    this.counts = bins();
    this.sums = {
      allocatedGpu: bins(),
      allocatedCpu: bins(),
      fragmentation: bins(),
      fragmentedGpu: bins(),
      nodesInUse: bins(),
      cpuStranded: bins(),
    };
  }

  /** Events after the last percent are in no curve. */
  add(arrived: number, capacity: number, measures: Measures): void {
    const percent = roundedPercent(arrived, capacity);
    if (!(percent <= this.last + 1)) return;
    const { sums } = this;
    this.counts[percent]++;
    sums.allocatedGpu[percent] += measures.allocatedGpu;
    sums.allocatedCpu[percent] += measures.allocatedCpu;
    sums.fragmentation[percent] += measures.fragmentation;
    sums.fragmentedGpu[percent] += measures.fragmentedGpu;
    sums.nodesInUse[percent] += measures.nodesInUse;
    sums.cpuStranded[percent] += measures.cpuStranded;
  }

  /**
   * Returns the curve from 0 to the last percent. A percent without events takes the values of its two neighbours; NaN if these have none
   * either.
   */
  of(measure: keyof Measures): Float64Array {
    const sums = this.sums[measure];
    return Float64Array.from({ length: this.last + 1 }, (_, percent) => {
      if (this.counts[percent] > 0) return sums[percent] / this.counts[percent];
      const [from, to] = [Math.max(0, percent - 1), percent + 1];
      return (sums[from] + sums[to]) / (this.counts[from] + this.counts[to]);
    });
  }
}

/** Rounds arrived demand to whole percent as the published tables do: to two decimals first, then halves to the even number. */
export function roundedPercent(arrived: number, capacity: number): number {
  const hundredths = Math.round((10_000 * arrived) / capacity);
  const whole = Math.floor(hundredths / 100);
  const rest = hundredths - 100 * whole;
  return rest > 50 || (rest === 50 && whole % 2 === 1) ? whole + 1 : whole;
}
