import { type FleetView, GPU_MILLI, type TaskRequest } from '../../placement/view.js';
import { assert } from '../kernel/assert.js';
import { type Ms, NO_EVENT } from '../kernel/event-loop.js';
import type { InstanceTypeSpec } from '../setup.js';
import { type Column, closeGap, grown, loadColumns, plain, saveColumns } from './columns.js';
import { giveGpus, takeGpus } from './gpus.js';
import type { InstanceClass } from './instance-classes.js';

/** Container instance states that a living instance can be in; a terminated one has no row. */
export const Booting = 0;
export const Active = 1;
export const Draining = 2;

/** No task, no instance, no provider. */
export const NONE = -1;

/** One value a row. Listed once, so that growing, closing up and saving cannot forget one. */
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
  'cpuUnitsFree',
  'memoryMibFree',
  'eniFree',
  'gpuFree',
  'nonDaemonTasks',
  'daemonTasks',
  'strategyTasks',
  'firstTask',
  'launchedMs',
  'registeredMs',
  'drainEvent',
] as const;

/** How long and how wide the columns are, and what the instances in them can be. */
export interface FleetShape {
  readonly classes: readonly InstanceClass[];
  /** By attribute that is spread over, the value of each class; attribute 0 is the zone. */
  readonly values: readonly Int32Array[];
  readonly groups: number;
  readonly ports: number;
  readonly images: number;
  /** GPUs of the type that has most, or 0 when no task asks for any. */
  readonly gpuSlots: number;
}

/**
 * The living container instances, as columns: what is true of each now. Rows are in order of launch and close up when an instance is
 * terminated, so a scan meets living instances only; `rowOf` finds the row of an instance, whose ordinal never changes.
 */
export class Fleet implements FleetView {
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
  cpuUnitsFree = new Int32Array(16);
  memoryMibFree = new Int32Array(16);
  eniFree = new Int32Array(16);
  gpuFree = new Int32Array(16);
  /** Tasks that hold room on the instance, and of those the ones of DAEMON services. */
  nonDaemonTasks = new Int32Array(16);
  daemonTasks = new Int32Array(16);
  /** Non-daemon tasks that a capacity provider strategy brought: the others have a launch type. */
  strategyTasks = new Int32Array(16);
  /** Head of the instance's list of task slots (Tasks.nextOnInstance). */
  firstTask = new Int32Array(16);
  launchedMs = new Float64Array(16);
  /** When it became ACTIVE; -1 before. */
  registeredMs = new Float64Array(16);
  /** The pending end of its drain (EventId), or NO_EVENT. */
  drainEvent = new Float64Array(16);
  readonly portWords: number;
  portsUsed: Uint32Array;
  readonly gpuSlots: number;
  gpuMilliFree: Int32Array;
  /** When each image is (or will be) on the instance; NONE = not at all. `imageCount` values a row. */
  imageReadyMs: Float64Array;
  rowOf = new Int32Array(16);
  private capacity = 16;
  private readonly groupColumns: (Int32Array | null)[];
  /** By group, then by attribute that is spread over. */
  private readonly valueColumns: readonly (readonly Int32Array[])[];
  private readonly memberColumns: Uint8Array[] = [];
  private zeros = new Int32Array(16);
  /** Told when the first task of a counted group came to a row, or its last one left. */
  onGroupCrosses: ((group: number, row: number) => void) | null = null;

  constructor(
    readonly types: readonly InstanceTypeSpec[],
    private readonly shape: FleetShape,
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

  /** From now on tasks of the group are counted per instance; a group without such a need shares a column of zeros. */
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

  /** True when that is a change. */
  setMember(membership: number, row: number, is: number): boolean {
    const column = this.memberColumns[membership];
    if (column[row] === is) return false;
    column[row] = is;
    return true;
  }

  /** A task of the group came (+1) or is leaving (-1: its desiredStatus became STOPPED). */
  countTask(group: number, row: number, change: 1 | -1): void {
    const onInstance = this.groupColumns[group];
    const byValue = this.valueColumns[group];
    const instanceClass = this.instanceClass[row];
    for (let attribute = 0; attribute < byValue.length; attribute++)
      byValue[attribute][this.shape.values[attribute][instanceClass]] += change;
    if (onInstance === null) return;
    onInstance[row] += change;
    if (this.onGroupCrosses !== null && onInstance[row] === (change > 0 ? 1 : 0)) this.onGroupCrosses(group, row);
  }

  /** Reserves a task's room (T.RES-1). The answer says which GPUs it got: give() wants it back. */
  take(row: number, request: TaskRequest): number {
    this.cpuUnitsFree[row] -= request.cpuUnits;
    this.memoryMibFree[row] -= request.memoryMib;
    this.eniFree[row] -= request.eni;
    const { ports } = request;
    for (let i = 0; i < ports.length; i++) this.takePort(row, ports[i]);
    return request.gpus + request.gpuMilli > 0 ? takeGpus(this, row, request) : 0;
  }

  give(row: number, request: TaskRequest, gpuMask: number): void {
    this.cpuUnitsFree[row] += request.cpuUnits;
    this.memoryMibFree[row] += request.memoryMib;
    this.eniFree[row] += request.eni;
    const { ports } = request;
    for (let i = 0; i < ports.length; i++) this.freePort(row, ports[i]);
    if (gpuMask !== 0) giveGpus(this, row, request, gpuMask);
  }

  isPortUsed(row: number, port: number): boolean {
    return ((this.portsUsed[row * this.portWords + (port >> 5)] >>> (port & 31)) & 1) === 1;
  }

  takePort(row: number, port: number): void {
    this.portsUsed[row * this.portWords + (port >> 5)] |= 1 << (port & 31);
  }

  freePort(row: number, port: number): void {
    this.portsUsed[row * this.portWords + (port >> 5)] &= ~(1 << (port & 31));
  }

  /** A new row for an instance that boots. Its capacity is all free, but not ACTIVE yet. */
  launch(atMs: Ms, instanceClass: number): number {
    if (this.count === this.capacity) this.grow();
    if (this.launched === this.rowOf.length) this.rowOf = grown(this.rowOf, this.launched * 2);
    const row = this.count++;
    const what = this.shape.classes[instanceClass];
    const spec = this.types[what.type];
    this.instanceClass[row] = instanceClass;
    this.rowOf[this.launched] = row;
    this.instance[row] = this.launched++;
    this.state[row] = Booting;
    this.isActive[row] = 0;
    this.isAgentConnected[row] = 0;
    this.hasTrunk[row] = what.hasTrunk ? 1 : 0;
    this.type[row] = what.type;
    this.zone[row] = what.zone;
    this.provider[row] = what.provider;
    this.cpuUnitsFree[row] = spec.cpuUnits;
    this.memoryMibFree[row] = spec.memoryMib;
    this.eniFree[row] = what.hasTrunk ? spec.eniTasksTrunk : spec.eniTasks;
    this.gpuFree[row] = spec.gpus;
    this.nonDaemonTasks[row] = 0;
    this.daemonTasks[row] = 0;
    this.strategyTasks[row] = 0;
    this.firstTask[row] = NONE;
    this.launchedMs[row] = atMs;
    this.registeredMs[row] = -1;
    this.drainEvent[row] = NO_EVENT;
    this.portsUsed.fill(0, row * this.portWords, (row + 1) * this.portWords);
    for (const port of spec.reservedPorts) this.takePort(row, port);
    this.imageReadyMs.fill(NONE, row * this.shape.images, (row + 1) * this.shape.images);
    this.gpuMilliFree.fill(0, row * this.gpuSlots, (row + 1) * this.gpuSlots);
    this.gpuMilliFree.fill(GPU_MILLI, row * this.gpuSlots, row * this.gpuSlots + Math.min(spec.gpus, this.gpuSlots));
    for (const column of this.groupColumns) if (column !== null) column[row] = 0;
    for (const column of this.memberColumns) column[row] = 0;
    return this.instance[row];
  }

  /** The agent registers: ACTIVE, takes tasks (C.CI-02). */
  register(row: number, atMs: Ms): void {
    assert(this.state[row] === Booting, 'an instance registers once');
    this.state[row] = Active;
    this.isActive[row] = 1;
    this.isAgentConnected[row] = 1;
    this.registeredMs[row] = atMs;
  }

  /** DRAINING: no new tasks (C.DRN-01). */
  drain(row: number): void {
    this.state[row] = Draining;
    this.isActive[row] = 0;
  }

  /** The instance is gone; its tasks must be gone before. Later rows move up by one. */
  remove(row: number): void {
    assert(this.firstTask[row] === NONE, 'a terminated instance holds no task');
    for (let later = row + 1; later < this.count; later++) this.rowOf[this.instance[later]] = later - 1;
    this.rowOf[this.instance[row]] = NONE;
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
      groups: this.groupColumns.map((column) => (column === null ? null : plain(column, this.count))),
      values: this.valueColumns.map((columns) => columns.map((column) => plain(column, column.length))),
      members: this.memberColumns.map((column) => plain(column, this.count)),
    };
  }

  load(saved: unknown): void {
    const from = saved as {
      count: number;
      launched: number;
      columns: Record<(typeof COLUMNS)[number], number[]>;
      rowOf: number[];
      portsUsed: number[];
      imageReadyMs: number[];
      gpuMilliFree: number[];
      groups: (number[] | null)[];
      values: number[][][];
      members: number[][];
    };
    this.capacity = Math.max(16, from.count);
    this.count = from.count;
    this.launched = from.launched;
    loadColumns(this as Record<(typeof COLUMNS)[number], Column>, from.columns, this.capacity);
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
    from.groups.forEach((values, group) => {
      this.groupColumns[group] = values === null ? null : sized(new Int32Array(this.capacity), values);
    });
    for (const [group, columns] of from.values.entries())
      columns.forEach((values, attribute) => {
        this.valueColumns[group][attribute].set(values);
      });
  }

  private grow(): void {
    this.capacity *= 2;
    const own = this as Record<(typeof COLUMNS)[number], Column>;
    for (const name of COLUMNS) own[name] = grown(own[name], this.capacity);
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
