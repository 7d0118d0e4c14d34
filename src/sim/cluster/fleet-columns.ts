import type { FleetView, RoomIndex } from '../../placement/view.js';
import type { InstanceTypeSpec } from '../setup.js';
import { type Column, closeGap, grown, loadColumns, plain, saveColumns } from './columns.js';
import type { InstanceClass } from './instance-classes.js';

/** No task, no instance, no provider. */
export const NONE = -1;

/**
 * The time of an instance that is not registered. It is below every time that an instance present at the start may have, and JSON can carry
 * it.
 */
export const NEVER_MS = Number.MIN_SAFE_INTEGER;

/** The columns, one value a row. One list serves growing, closing up and saving, so that none can omit a column. */
const COLUMNS = [
  'state',
  'isActive',
  'isAgentConnected',
  'hasTrunk',
  'instance',
  'instanceClass',
  'type',
  'zone',
  'provider',
  'purchase',
  'template',
  'leavesFor',
  'drainedBy',
  'lifecycle',
  'isUp',
  'isImpaired',
  'isProtected',
  'cpuUnitsFree',
  'memoryMibFree',
  'eniFree',
  'gpuFree',
  'nonDaemonTasks',
  'daemonTasks',
  'strategyTasks',
  'stoppingTasks',
  'firstTask',
  'launchedMs',
  'joinedMs',
  'registeredMs',
  'inServiceMs',
  'drainEvent',
  'reclaimEvent',
  'waitEvent',
] as const;

/** Sizes of the columns, and the classes that the instances can have. */
export interface FleetShape {
  readonly classes: readonly InstanceClass[];
  /** The value of each class, by spread attribute; attribute 0 is the zone. */
  readonly values: readonly Int32Array[];
  readonly groups: number;
  readonly ports: number;
  readonly images: number;
  /** GPUs of the type with the most; 0 when no task needs any. */
  readonly gpuSlots: number;
}

/** The columns of the fleet: how they grow, close up and are saved. Fleet defines their meaning in the life of an instance. */
export class FleetColumns implements FleetView {
  readonly index?: RoomIndex | undefined;
  count = 0;
  /** Instances ever launched: the next ordinal. */
  launched = 0;
  state = new Uint8Array(16);
  isActive = new Uint8Array(16);
  isAgentConnected = new Uint8Array(16);
  hasTrunk = new Uint8Array(16);
  instance = new Int32Array(16);
  instanceClass = new Int32Array(16);
  type = new Int32Array(16);
  zone = new Int32Array(16);
  provider = new Int32Array(16);
  /** 0 On-Demand, 1 Spot. */
  purchase = new Uint8Array(16);
  /** Version of the launch template that it was launched from. */
  template = new Int32Array(16);
  /** The InstanceCause for which the instance has left DesiredCapacity; 0 while its group counts it. */
  leavesFor = new Uint8Array(16);
  /** 1 + index of the fault that drains the instance; 0: no fault drains it. */
  drainedBy = new Int32Array(16);
  /** Lifecycle of the instance in its group. */
  lifecycle = new Uint8Array(16);
  /** 1 once the instance runs and its agent has registered, has failed to register, or is held back by the warm pool. */
  isUp = new Uint8Array(16);
  /** 1 while its EC2 status checks fail. */
  isImpaired = new Uint8Array(16);
  /** 1 when protected from scale-in by hand or by its group's setting. The protection that ECS manages is not included. */
  isProtected = new Uint8Array(16);
  cpuUnitsFree = new Int32Array(16);
  memoryMibFree = new Int32Array(16);
  eniFree = new Int32Array(16);
  gpuFree = new Int32Array(16);
  /** Tasks on the instance that are not STOPPED: non-daemon tasks here, tasks of DAEMON services in `daemonTasks`. */
  nonDaemonTasks = new Int32Array(16);
  daemonTasks = new Int32Array(16);
  /** Non-daemon tasks placed through a capacity provider strategy; the others have a launch type. */
  strategyTasks = new Int32Array(16);
  /** Tasks that are not STOPPED yet and whose room is free for placement (N.ROOM-1). */
  stoppingTasks = new Int32Array(16);
  /** Head of the instance's list of task slots (Tasks.next). */
  firstTask = new Int32Array(16);
  launchedMs = new Float64Array(16);
  /** When DesiredCapacity began to include the instance: at its launch, or when it left the warm pool. */
  joinedMs = new Float64Array(16);
  /** When the instance became ACTIVE; NEVER_MS before that and after it has left the cluster. */
  registeredMs = new Float64Array(16);
  /** When the instance was first in service (registered, launch hooks answered); NONE before. */
  inServiceMs = new Float64Array(16);
  /** The pending end of its drain (EventId), or NO_EVENT. */
  drainEvent = new Float64Array(16);
  /** The pending end of the instance after an interruption notice, or NO_EVENT. */
  reclaimEvent = new Float64Array(16);
  /** The pending answer of its lifecycle hooks; NO_EVENT when it waits for none. */
  waitEvent = new Float64Array(16);
  readonly portWords: number;
  portsUsed: Uint32Array;
  readonly gpuSlots: number;
  gpuMilliFree: Int32Array;
  /** When each image is (or will be) on the instance; NONE: not at all. `imageCount` values a row. */
  imageReadyMs: Float64Array;
  rowOf = new Int32Array(16);
  protected capacity = 16;
  protected readonly groupColumns: (Int32Array | null)[];
  /** By group, then by spread attribute. */
  protected readonly valueColumns: readonly (readonly Int32Array[])[];
  protected readonly memberColumns: Uint8Array[] = [];
  private zeros = new Int32Array(16);

  constructor(
    readonly types: readonly InstanceTypeSpec[],
    protected readonly shape: FleetShape,
  ) {
    this.portWords = Math.ceil(shape.ports / 32);
    this.portsUsed = new Uint32Array(16 * this.portWords);
    this.gpuSlots = shape.gpuSlots;
    this.gpuMilliFree = new Int32Array(16 * shape.gpuSlots);
    this.imageReadyMs = new Float64Array(16 * shape.images);
    this.groupColumns = Array.from({ length: shape.groups }, () => null);
    const lengths = shape.values.map((values) => values.reduce((most, value) => Math.max(most, value + 1), 1));
    this.valueColumns = this.groupColumns.map(() => lengths.map((length) => new Int32Array(length)));
  }

  /** Counts tasks of the group on each instance from now on. Groups without that need share a column of zeros. */
  countOnInstances(group: number): void {
    this.groupColumns[group] ??= new Int32Array(this.capacity);
  }

  groupOnInstance(group: number): Int32Array {
    return this.groupColumns[group] ?? this.zeros;
  }

  groupByValue(group: number, attribute: number): Int32Array {
    return this.valueColumns[group][attribute];
  }

  valueOfClass(attribute: number): Int32Array {
    return this.shape.values[attribute];
  }

  members(membership: number): Uint8Array {
    return this.memberColumns[membership];
  }

  addMembership(): number {
    return this.memberColumns.push(new Uint8Array(this.capacity)) - 1;
  }

  protected closeUp(row: number): void {
    for (const name of COLUMNS) closeGap(this[name], row, this.count);
    closeGap(this.portsUsed, row, this.count, this.portWords);
    closeGap(this.imageReadyMs, row, this.count, this.shape.images);
    closeGap(this.gpuMilliFree, row, this.count, this.gpuSlots);
    for (const column of this.groupColumns) if (column !== null) closeGap(column, row, this.count);
    for (const column of this.memberColumns) closeGap(column, row, this.count);
    this.count--;
  }

  save(): unknown {
    return {
      count: this.count,
      launched: this.launched,
      columns: saveColumns(this as Record<(typeof COLUMNS)[number], Column>, COLUMNS, this.count),
      rowOf: plain(this.rowOf, this.launched),
      portsUsed: plain(this.portsUsed, this.count * this.portWords),
      imageReadyMs: plain(this.imageReadyMs, this.count * this.shape.images),
      gpuMilliFree: plain(this.gpuMilliFree, this.count * this.gpuSlots),
      members: this.memberColumns.map((column) => plain(column, this.count)),
    };
  }

  /** The saved state excludes task groups' counts: the caller must call countTask() for each task on an instance. */
  load(saved: unknown): void {
    const from = saved as {
      count: number;
      launched: number;
      columns: Record<(typeof COLUMNS)[number], number[]>;
      rowOf: number[];
      portsUsed: number[];
      imageReadyMs: number[];
      gpuMilliFree: number[];
      members: number[][];
    };
    this.capacity = Math.max(16, from.count);
    this.count = from.count;
    this.launched = from.launched;
    loadColumns(this as Record<(typeof COLUMNS)[number], Column>, COLUMNS, from.columns, this.capacity);
    const sized = <T extends Column>(column: T, values: number[]): T => {
      column.set(values);
      return column;
    };
    this.rowOf = sized(new Int32Array(Math.max(16, from.launched)), from.rowOf);
    this.portsUsed = sized(new Uint32Array(this.capacity * this.portWords), from.portsUsed);
    this.imageReadyMs = sized(new Float64Array(this.capacity * this.shape.images), from.imageReadyMs);
    this.gpuMilliFree = sized(new Int32Array(this.capacity * this.gpuSlots), from.gpuMilliFree);
    this.zeros = new Int32Array(this.capacity);
    from.members.forEach((values, column) => {
      this.memberColumns[column] = sized(new Uint8Array(this.capacity), values);
    });
    this.groupColumns.forEach((column, group) => {
      if (column !== null) this.groupColumns[group] = new Int32Array(this.capacity);
    });
    for (const columns of this.valueColumns) for (const column of columns) column.fill(0);
  }

  protected growTo(rows: number): void {
    this.capacity = rows;
    const columns = this as Record<(typeof COLUMNS)[number], Column>;
    for (const name of COLUMNS) columns[name] = grown(columns[name], this.capacity);
    this.portsUsed = grown(this.portsUsed, this.capacity * this.portWords);
    this.imageReadyMs = grown(this.imageReadyMs, this.capacity * this.shape.images);
    this.gpuMilliFree = grown(this.gpuMilliFree, this.capacity * this.gpuSlots);
    this.memberColumns.forEach((column, i) => {
      this.memberColumns[i] = grown(column, this.capacity);
    });
    this.zeros = new Int32Array(this.capacity);
    this.groupColumns.forEach((column, group) => {
      if (column !== null) this.groupColumns[group] = grown(column, this.capacity);
    });
  }
}
