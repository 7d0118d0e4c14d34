import { FITS } from '../fit.js';
import { ANY_PROVIDER, type FleetView, GPU_MILLI, NO_MEMBERSHIP, type TaskRequest, type TypeView } from '../view.js';

export interface PlainRows {
  readonly types: readonly TypeView[];
  /** By row: index into `types`, and the instance class in the verdicts of requests. */
  readonly type: Int32Array;
  readonly instanceClass: Int32Array;
  /** Task groups that requests may name: 0 to groups - 1. */
  readonly groups: number;
}

/** The GPUs of a task on an instance are the bits of one word. */
export const GPU_SLOTS_MAX = 31;

/** The parts of a request that a plain fleet checks. */
export type PlainNeeds = Pick<TaskRequest, 'cpuUnits' | 'memoryMib' | 'gpus' | 'gpuMilli' | 'group' | 'classVerdicts'>;

export function plainRequest(needs: PlainNeeds): TaskRequest {
  return {
    ...needs,
    eni: 0,
    ports: [],
    provider: ANY_PROVIDER,
    emptyVerdicts: needs.classVerdicts,
    membership: NO_MEMBERSHIP,
    isDistinctInstance: false,
    repelsItself: false,
  };
}

/** Network interfaces never run out. */
const AMPLE = 1 << 30;

/**
 * A fleet of resources alone: every instance is ACTIVE in one zone, without agents, ports, interfaces or changing constraints. Checks of
 * algorithms run on it, and traces are packed onto it. An instance's ordinal is its row.
 */
export class PlainFleet implements FleetView {
  readonly count: number;
  readonly types: readonly TypeView[];
  readonly type: Int32Array;
  readonly instanceClass: Int32Array;
  readonly instance: Int32Array;
  readonly isActive: Uint8Array;
  readonly isAgentConnected: Uint8Array;
  readonly zone: Int32Array;
  readonly provider: Int32Array;
  readonly cpuUnitsFree: Int32Array;
  readonly memoryMibFree: Int32Array;
  readonly eniFree: Int32Array;
  readonly gpuFree: Int32Array;
  readonly gpuSlots: number;
  readonly gpuMilliFree: Int32Array;
  readonly portWords = 0;
  readonly portsUsed = new Uint32Array();
  /** The most that is left on one GPU of the row. */
  readonly gpuMilliMost: Int32Array;
  private readonly onInstance: readonly Int32Array[];
  private readonly inAll: readonly Int32Array[];
  private readonly everywhere: Uint8Array;
  private readonly oneValue: Int32Array;

  constructor(rows: PlainRows) {
    const count = rows.type.length;
    const column = (amountOf: (type: TypeView) => number) => rows.type.map((type) => amountOf(rows.types[type]));
    this.count = count;
    this.types = rows.types;
    this.type = rows.type;
    this.instanceClass = rows.instanceClass;
    this.instance = Int32Array.from({ length: count }, (_, row) => row);
    this.isActive = new Uint8Array(count).fill(1);
    this.isAgentConnected = this.isActive.slice();
    this.everywhere = this.isActive.slice();
    this.oneValue = new Int32Array(rows.instanceClass.reduce((most, one) => Math.max(most, one + 1), 0));
    this.zone = new Int32Array(count);
    this.provider = new Int32Array(count).fill(-1);
    this.cpuUnitsFree = column((type) => type.cpuUnits);
    this.memoryMibFree = column((type) => type.memoryMib);
    this.eniFree = new Int32Array(count).fill(AMPLE);
    this.gpuFree = column((type) => type.gpus);
    this.gpuSlots = rows.types.reduce((most, type) => Math.max(most, type.gpus), 0);
    this.gpuMilliFree = new Int32Array(count * this.gpuSlots);
    this.gpuFree.forEach((gpus, row) => {
      this.gpuMilliFree.fill(GPU_MILLI, row * this.gpuSlots, row * this.gpuSlots + gpus);
    });
    this.gpuMilliMost = this.gpuFree.map((gpus) => (gpus > 0 ? GPU_MILLI : 0));
    this.onInstance = Array.from({ length: rows.groups }, () => new Int32Array(count));
    this.inAll = Array.from({ length: rows.groups }, () => new Int32Array(1));
  }

  groupOnInstance(group: number): Int32Array {
    return this.onInstance[group];
  }

  /** All instances share the one value of every attribute. */
  groupByValue(group: number): Int32Array {
    return this.inAll[group];
  }

  valueOfClass(): Int32Array {
    return this.oneValue;
  }

  members(): Uint8Array {
    return this.everywhere;
  }

  /** Returns the result of fit() for a row, from the checks that can fail here. */
  hasRoom(row: number, request: TaskRequest): boolean {
    return (
      this.cpuUnitsFree[row] >= request.cpuUnits &&
      this.memoryMibFree[row] >= request.memoryMib &&
      this.gpuFree[row] >= request.gpus &&
      this.gpuMilliMost[row] >= request.gpuMilli &&
      (request.classVerdicts === null || request.classVerdicts[this.instanceClass[row]] === FITS)
    );
  }

  /** Writes the rows with room into `rows`, in order; returns their number. */
  rowsWithRoom({ cpuUnits, memoryMib, gpus, gpuMilli, classVerdicts }: TaskRequest, rows: Int32Array): number {
    const { count, cpuUnitsFree, memoryMibFree, gpuFree, gpuMilliMost, instanceClass } = this;
    let found = 0;
    for (let row = 0; row < count; row++) {
      if (cpuUnitsFree[row] < cpuUnits || memoryMibFree[row] < memoryMib || gpuFree[row] < gpus || gpuMilliMost[row] < gpuMilli) continue;
      if (classVerdicts !== null && classVerdicts[instanceClass[row]] !== FITS) continue;
      rows[found++] = row;
    }
    return found;
  }

  /** Places the task on the row; returns its GPUs as bits: `gpu` for a share, the lowest free ones for whole GPUs. */
  take(row: number, request: TaskRequest, gpu: number): number {
    this.change(row, request, 1);
    const gpus = request.gpuMilli > 0 ? 1 << gpu : this.lowestFree(row, request.gpus);
    if (gpus !== 0) this.changeGpus(row, gpus, -(request.gpuMilli || GPU_MILLI));
    return gpus;
  }

  /** Removes the task from the row and the GPUs that take() returned. */
  give(row: number, request: TaskRequest, gpus: number): void {
    this.change(row, request, -1);
    if (gpus !== 0) this.changeGpus(row, gpus, request.gpuMilli || GPU_MILLI);
  }

  private change(row: number, request: TaskRequest, tasks: 1 | -1): void {
    this.cpuUnitsFree[row] -= tasks * request.cpuUnits;
    this.memoryMibFree[row] -= tasks * request.memoryMib;
    this.onInstance[request.group][row] += tasks;
    this.inAll[request.group][0] += tasks;
  }

  private lowestFree(row: number, count: number): number {
    const start = row * this.gpuSlots;
    let gpus = 0;
    let missing = count;
    for (let slot = 0; missing > 0 && slot < this.gpuSlots; slot++) {
      if (this.gpuMilliFree[start + slot] < GPU_MILLI) continue;
      gpus |= 1 << slot;
      missing--;
    }
    return gpus;
  }

  private changeGpus(row: number, gpus: number, milli: number): void {
    const { gpuSlots, gpuMilliFree } = this;
    const start = row * gpuSlots;
    let whole = 0;
    let most = 0;
    for (let slot = 0; slot < gpuSlots; slot++) {
      if ((gpus >>> slot) & 1) gpuMilliFree[start + slot] += milli;
      const free = gpuMilliFree[start + slot];
      if (free === GPU_MILLI) whole++;
      if (free > most) most = free;
    }
    this.gpuFree[row] = whole;
    this.gpuMilliMost[row] = most;
  }
}
