import { Fragmentation } from '../../../placement/algorithms/fragmentation.js';
import type { PlainFleet } from '../../../placement/algorithms/plain-fleet.js';
import type { TypicalTask } from '../../../placement/algorithms/typical.js';
import { GPU_MILLI, type TaskRequest } from '../../../placement/view.js';
import { Curves } from './curves.js';
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

  curve(quantity: Parameters<Curves['of']>[0]): Float64Array {
    return this.curves.of(quantity);
  }

  private measure(row: number): void {
    if (this.gpuMilli === 0) return;
    const measured = this.fragmentation.ofRow(this.fleet, row);
    this.fragmented += measured - this.fragmentOf[row];
    this.fragmentOf[row] = measured;
  }
}
