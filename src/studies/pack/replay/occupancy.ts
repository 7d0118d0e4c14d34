import type { PlainFleet } from '../../../placement/algorithms/plain-fleet.js';
import { GPU_MILLI, type TaskRequest } from '../../../placement/view.js';

/** A quantity at the end of a replay, and weighted by time from the first arrival to the last. */
export interface Level {
  readonly end: number;
  readonly mean: number;
}

/** Nodes in use, and stranded resources: those free on nodes where no task of the trace that needs them fits. */
export interface Occupied {
  readonly nodesInUse: Level & { readonly peak: number };
  /** Percent of all nodes together; NaN where they have none. */
  readonly cpuStranded: Level;
  readonly memoryStranded: Level;
  readonly gpuStranded: Level;
}

/** Nodes in use, then stranded CPU, memory and thousandths of GPUs. */
const LEVELS = 4;
const [NODES, CPU, MEMORY, GPU] = [0, 1, 2, 3];

/** Follows the nodes in use and the stranded resources through a replay. */
export class Occupancy {
  private readonly tasks: Int32Array;
  /** By row: LEVELS values. The first is 1 for a node in use. */
  private readonly ofRow: Float64Array;
  private readonly now = new Float64Array(LEVELS);
  private readonly area = new Float64Array(LEVELS);
  private readonly capacity: readonly number[];
  private readonly least: readonly TaskRequest[];
  private readonly leastWithGpu: readonly TaskRequest[];
  private nowMs = 0;
  private peak = 0;

  constructor(
    private readonly fleet: PlainFleet,
    requests: readonly TaskRequest[],
  ) {
    this.tasks = new Int32Array(fleet.count);
    this.ofRow = new Float64Array(LEVELS * fleet.count);
    const total = (column: Int32Array) => column.reduce((sum, value) => sum + value, 0);
    this.capacity = [0, total(fleet.cpuUnitsFree), total(fleet.memoryMibFree), GPU_MILLI * total(fleet.gpuFree)];
    this.least = leastOf(requests);
    this.leastWithGpu = leastOf(requests.filter(({ gpus, gpuMilli }) => gpus > 0 || gpuMilli > 0));
    for (let row = 0; row < fleet.count; row++) this.measure(row);
  }

  get nodesInUse(): number {
    return this.now[NODES];
  }

  get cpuStrandedPercent(): number {
    return this.percent(this.now, CPU);
  }

  /** Updates the row after a task went to it (+1) or left it (-1); the fleet has changed already. */
  changed(row: number, tasks: 1 | -1): void {
    this.tasks[row] += tasks;
    this.measure(row);
  }

  /** Time passes with the present state. Only a state that lasts counts for the peak. */
  advance(toMs: number): void {
    const lastedMs = toMs - this.nowMs;
    if (lastedMs <= 0) return;
    this.peak = Math.max(this.peak, this.now[NODES]);
    for (let level = 0; level < LEVELS; level++) this.area[level] += this.now[level] * lastedMs;
    this.nowMs = toMs;
  }

  finish(): Occupied {
    const { now, area, nowMs } = this;
    const means = nowMs === 0 ? now : area.map((sum) => sum / nowMs);
    const stranded = (level: number): Level => ({ end: this.percent(now, level), mean: this.percent(means, level) });
    return {
      nodesInUse: { end: now[NODES], mean: means[NODES], peak: Math.max(this.peak, now[NODES]) },
      cpuStranded: stranded(CPU),
      memoryStranded: stranded(MEMORY),
      gpuStranded: stranded(GPU),
    };
  }

  private percent(amounts: Float64Array, level: number): number {
    return this.capacity[level] === 0 ? Number.NaN : (100 * amounts[level]) / this.capacity[level];
  }

  private measure(row: number): void {
    const { fleet } = this;
    const isStranded = !anyFits(fleet, row, this.least);
    this.set(row, NODES, this.tasks[row] > 0 ? 1 : 0);
    this.set(row, CPU, isStranded ? fleet.cpuUnitsFree[row] : 0);
    this.set(row, MEMORY, isStranded ? fleet.memoryMibFree[row] : 0);
    if (this.capacity[GPU] > 0) this.set(row, GPU, anyFits(fleet, row, this.leastWithGpu) ? 0 : idleGpuMilli(fleet, row));
  }

  private set(row: number, level: number, value: number): void {
    const at = LEVELS * row + level;
    this.now[level] += value - this.ofRow[at];
    this.ofRow[at] = value;
  }
}

function anyFits(fleet: PlainFleet, row: number, requests: readonly TaskRequest[]): boolean {
  for (let i = 0; i < requests.length; i++) if (fleet.hasRoom(row, requests[i])) return true;
  return false;
}

function idleGpuMilli({ gpuSlots, gpuMilliFree }: PlainFleet, row: number): number {
  let idle = 0;
  for (let at = row * gpuSlots; at < (row + 1) * gpuSlots; at++) idle += gpuMilliFree[at];
  return idle;
}

/** Returns the least demanding requests: where none of these fits, no request fits. */
function leastOf(requests: readonly TaskRequest[]): TaskRequest[] {
  const sorted = requests.toSorted(
    (a, b) => a.cpuUnits - b.cpuUnits || a.memoryMib - b.memoryMib || a.gpus - b.gpus || a.gpuMilli - b.gpuMilli,
  );
  const least: TaskRequest[] = [];
  for (const request of sorted) if (!least.some((other) => needsNoMore(other, request))) least.push(request);
  return least;
}

/** A node with a whole GPU free has room for any share. */
function needsNoMore(a: TaskRequest, b: TaskRequest): boolean {
  return (
    a.cpuUnits <= b.cpuUnits &&
    a.memoryMib <= b.memoryMib &&
    a.gpus <= b.gpus &&
    (a.gpuMilli <= b.gpuMilli || b.gpus > 0) &&
    (a.classVerdicts === null || a.classVerdicts === b.classVerdicts)
  );
}
