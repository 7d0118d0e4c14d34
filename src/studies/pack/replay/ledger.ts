import { Fragmentation } from '../../../placement/algorithms/fragmentation.js';
import type { PlainFleet } from '../../../placement/algorithms/plain-fleet.js';
import type { TypicalTask } from '../../../placement/algorithms/typical.js';
import { GPU_MILLI, type TaskRequest } from '../../../placement/view.js';
import type { Occupancy } from './occupancy.js';
import type { Demand } from './order.js';

/** Tracks allocated and fragmented resources of the nodes with every change, and the curves of both. */
export class Ledger {
  private readonly curves: Curves;
  private readonly fragmentation: Fragmentation;
  /** The fragment measure of each row. */
  private readonly fragmentOf: Float64Array;
  private readonly gpuMilli: number;
  private readonly cpu: number;
  private arrived = 0;
  private gpuMilliUsed = 0;
  private cpuUsed = 0;
  private fragmented = 0;

  constructor(
    private readonly fleet: PlainFleet,
    private readonly demand: Demand,
    typical: readonly TypicalTask[],
    curvesTo: number | null,
  ) {
    this.curves = new Curves(curvesTo);
    this.fragmentation = new Fragmentation(typical, fleet.gpuSlots);
    this.fragmentOf = new Float64Array(fleet.count);
    this.gpuMilli = GPU_MILLI * fleet.gpuFree.reduce((a, b) => a + b, 0);
    this.cpu = fleet.cpuUnitsFree.reduce((a, b) => a + b, 0);
    for (let row = 0; row < fleet.count; row++) this.measure(row);
  }

  /** Thousandths of idle GPUs that the typical task cannot use. */
  get fragmentedMilli(): number {
    return this.fragmented;
  }

  /** Updates the row after a task went to it (+1) or left it (-1); the fleet has changed already. */
  changed(row: number, request: TaskRequest, tasks: 1 | -1): void {
    this.gpuMilliUsed += tasks * (request.gpus * GPU_MILLI + request.gpuMilli);
    this.cpuUsed += tasks * request.cpuUnits;
    this.measure(row);
  }

  /** Records an arrival, placed or not, as one event of the curves. */
  record(task: number, { nodesInUse, cpuStrandedPercent }: Occupancy): void {
    this.arrived += this.demand.ofTask(task);
    this.curves.add(this.arrived, this.demand.capacity, {
      allocatedGpu: (100 * this.gpuMilliUsed) / this.gpuMilli,
      allocatedCpu: (100 * this.cpuUsed) / this.cpu,
      fragmentation: (100 * this.fragmented) / (this.gpuMilli - this.gpuMilliUsed),
      fragmentedGpu: (100 * this.fragmented) / this.gpuMilli,
      nodesInUse,
      cpuStranded: cpuStrandedPercent,
    });
  }

  curve(of: Parameters<Curves['of']>[0]): Float64Array {
    return this.curves.of(of);
  }

  private measure(row: number): void {
    if (this.gpuMilli === 0) return;
    const measured = this.fragmentation.ofRow(this.fleet, row);
    this.fragmented += measured - this.fragmentOf[row];
    this.fragmentOf[row] = measured;
  }
}

/** Measures of a replay after one arrival: percent, and a number of nodes. */
interface Measures {
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
