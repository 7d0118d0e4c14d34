import type { FleetView } from '../../placement/view.js';
import { assert } from '../kernel/assert.js';
import { type Ms, NO_EVENT } from '../kernel/event-loop.js';
import type { InstanceTypeSpec } from '../setup.js';
import { type Column, closeGap, grown, loadColumns, plain, saveColumns } from './columns.js';

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
  /** When each image is (or will be) on the instance; NONE = not at all. `imageCount` values a row. */
  imageReadyMs: Float64Array;
  rowOf = new Int32Array(16);
  private capacity = 16;
  private readonly groupColumns: (Int32Array | null)[];
  private readonly zoneColumns: Int32Array[];
  private zeros = new Int32Array(16);

  constructor(
    private readonly types: readonly InstanceTypeSpec[],
    private readonly shape: { readonly zones: number; readonly groups: number; readonly ports: number; readonly images: number },
  ) {
    this.portWords = Math.ceil(shape.ports / 32);
    this.portsUsed = new Uint32Array(16 * this.portWords);
    this.imageReadyMs = new Float64Array(16 * shape.images);
    this.groupColumns = Array.from({ length: shape.groups }, () => null);
    this.zoneColumns = Array.from({ length: shape.groups }, () => new Int32Array(shape.zones));
  }

  /** From now on tasks of the group are counted per instance; a group without such a need shares a column of zeros. */
  countOnInstances(group: number): void {
    this.groupColumns[group] ??= new Int32Array(this.capacity);
  }

  groupOnInstance(group: number): Int32Array {
    return this.groupColumns[group] ?? this.zeros;
  }

  groupInZone(group: number): Int32Array {
    return this.zoneColumns[group];
  }

  /** A task of the group came (+1) or is leaving (-1: its desiredStatus became STOPPED). */
  countTask(group: number, row: number, change: 1 | -1): void {
    const onInstance = this.groupColumns[group];
    if (onInstance !== null) onInstance[row] += change;
    this.zoneColumns[group][this.zone[row]] += change;
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
  launch(atMs: Ms, what: { type: number; zone: number; provider: number; hasTrunk: boolean }): number {
    if (this.count === this.capacity) this.grow();
    if (this.launched === this.rowOf.length) this.rowOf = grown(this.rowOf, this.launched * 2);
    const row = this.count++;
    const spec = this.types[what.type];
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
    for (const column of this.groupColumns) if (column !== null) column[row] = 0;
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
    for (const column of this.groupColumns) if (column !== null) closeGap(column, row, this.count);
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
      groups: this.groupColumns.map((column) => (column === null ? null : plain(column, this.count))),
      zones: this.zoneColumns.map((column) => plain(column, this.shape.zones)),
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
      groups: (number[] | null)[];
      zones: number[][];
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
    this.zeros = new Int32Array(this.capacity);
    from.groups.forEach((values, group) => {
      this.groupColumns[group] = values === null ? null : sized(new Int32Array(this.capacity), values);
    });
    for (const [group, values] of from.zones.entries()) this.zoneColumns[group].set(values);
  }

  private grow(): void {
    this.capacity *= 2;
    const own = this as Record<(typeof COLUMNS)[number], Column>;
    for (const name of COLUMNS) own[name] = grown(own[name], this.capacity);
    this.portsUsed = grown(this.portsUsed, this.capacity * this.portWords);
    this.imageReadyMs = grown(this.imageReadyMs, this.capacity * this.shape.images);
    this.zeros = new Int32Array(this.capacity);
    this.groupColumns.forEach((column, group) => {
      if (column !== null) this.groupColumns[group] = grown(column, this.capacity);
    });
  }
}
