import { Lifecycle } from '../../autoscaling/group/lifecycle.js';
import { assert } from '../../kernel/assert.js';
import { type Ms, NO_EVENT } from '../../kernel/event-loop.js';
import { giveGpus, retakeGpus, TIGHTEST, takeGpus } from '../../placement/gpus.js';
import { FleetIndex, INDEX_FROM } from '../../placement/index/room-index.js';
import { GPU_MILLI, type TaskRequest } from '../../placement/view.js';
import { doubled, grown, keysOf, setRows } from './columns.js';
import { FleetColumns, NEVER_MS, NONE } from './fleet-columns.js';
import type { Volumes } from './volumes.js';

export { NONE };

/** Container instance states of a living instance; a terminated one has no row. */
export const Booting = 0;
export const Active = 1;
export const Draining = 2;
/** EC2 has the instance and ECS does not: REGISTRATION_FAILED, or deregistered. */
export const Outside = 3;

/** The values of a new row that follow neither from its class nor from the time. */
const AT_LAUNCH = {
  state: Booting,
  isActive: 0,
  isAgentConnected: 0,
  template: 0,
  leavesFor: 0,
  drainedBy: 0,
  lifecycle: Lifecycle.Pending,
  isUp: 0,
  isImpaired: 0,
  isProtected: 0,
  nonDaemonTasks: 0,
  daemonTasks: 0,
  strategyTasks: 0,
  stoppingTasks: 0,
  firstTask: NONE,
  registeredMs: NEVER_MS,
  inServiceMs: NONE,
  drainEvent: NO_EVENT,
  reclaimEvent: NO_EVENT,
  waitEvent: NO_EVENT,
} as const;

/**
 * The current state of the living container instances, as columns. Rows are in order of launch and close up when an instance is terminated,
 * so a scan meets living instances only; `rowOf` finds the row of an instance, whose ordinal never changes.
 */
export class Fleet extends FleetColumns {
  /** The EBS volumes of tasks, if any task has one. */
  volumes: Volumes | undefined;
  /** The sum of `stoppingTasks`. */
  stopping = 0;
  /** The index of free room; present while the fleet is large enough to profit from it. */
  override index: FleetIndex | undefined = undefined;
  /** Instances from which on there is an index. It changes the time of a run and never its answers. */
  indexFrom = INDEX_FROM;
  /**
   * Hears when the first task of a counted group comes to a row, and when the last one leaves it. No function: V8 keeps one that is set on a
   * made object, and all that it reaches, until its next full collection, so that a small run takes a quarter longer.
   */
  groupListener: { onGroup(group: number, row: number): void } | null = null;

  /** Counts a task of the group that came (+1) or whose desiredStatus became STOPPED (-1). */
  countTask(group: number, row: number, change: 1 | -1): void {
    const onInstance = this.groupColumns[group];
    const byValue = this.valueColumns[group];
    byValue[0][this.zone[row]] += change;
    for (let attribute = 1; attribute < byValue.length; attribute++)
      byValue[attribute][this.shape.values[attribute][this.instanceClass[row]]] += change;
    if (onInstance === null) return;
    onInstance[row] += change;
    if (onInstance[row] === (change > 0 ? 1 : 0)) this.groupListener?.onGroup(group, row);
  }

  /** Counts a task that has freed room before it is STOPPED (+1), or that is STOPPED now (-1). */
  countStopping(row: number, change: 1 | -1): void {
    this.stoppingTasks[row] += change;
    this.stopping += change;
  }

  /** Sets the value and returns whether that was a change. */
  setMember(membership: number, row: number, is: number): boolean {
    const column = this.memberColumns[membership];
    if (column[row] === is) return false;
    column[row] = is;
    if (is === 1) this.index?.rowChanged(row);
    return true;
  }

  /** Reserves a task's room (T.RES-1); a share of a GPU comes from GPU `gpu`. Returns a bit mask of the GPUs, which give() needs. */
  take(row: number, request: TaskRequest, gpu = TIGHTEST): number {
    this.takeAllButGpus(row, request);
    const gpuMask = request.gpus + request.gpuMilli > 0 ? takeGpus(this, row, request, gpu) : 0;
    if (this.index !== undefined) this.index.rowChanged(row);
    return gpuMask;
  }

  /** Frees a task's room, with as many of its interfaces as are given. */
  give(row: number, request: TaskRequest, gpuMask: number, eni = request.eni): void {
    this.cpuUnitsFree[row] += request.cpuUnits;
    this.memoryMibFree[row] += request.memoryMib;
    if (eni > 0) this.eniFree[row] += eni;
    if (request.ports.length > 0) for (const port of request.ports) this.freePort(row, port);
    if (gpuMask !== 0) giveGpus(this, row, request, gpuMask);
    if (this.index !== undefined) this.index.rowChanged(row);
  }

  /** Frees interfaces that stayed attached after give(). */
  giveInterfaces(row: number, eni: number): void {
    this.eniFree[row] += eni;
    this.index?.rowChanged(row);
  }

  /** Undoes give(): reserves the same room on the same GPUs, which must still be free. */
  retake(row: number, request: TaskRequest, gpuMask: number): void {
    this.takeAllButGpus(row, request);
    if (gpuMask !== 0) retakeGpus(this, row, request, gpuMask);
    if (this.index !== undefined) this.index.rowChanged(row);
  }

  private takeAllButGpus(row: number, request: TaskRequest): void {
    this.cpuUnitsFree[row] -= request.cpuUnits;
    this.memoryMibFree[row] -= request.memoryMib;
    const { eni } = request;
    if (eni > 0) this.eniFree[row] -= eni;
    if (request.ports.length > 0) for (const port of request.ports) this.takePort(row, port);
  }

  /** Moves the instance into another class of its type and place, with its tasks of these groups. */
  reclass(row: number, instanceClass: number, groups: readonly number[]): void {
    const { groupListener } = this;
    this.groupListener = null;
    for (const group of groups) this.countTask(group, row, -1);
    this.instanceClass[row] = instanceClass;
    for (const group of groups) this.countTask(group, row, 1);
    // The index orders the instances of a class by age; this one belongs between others.
    this.index?.rowsMoved();
    this.groupListener = groupListener;
  }

  takePort(row: number, port: number): void {
    this.portsUsed[row * this.portWords + (port >> 5)] |= 1 << (port & 31);
  }

  freePort(row: number, port: number): void {
    this.portsUsed[row * this.portWords + (port >> 5)] &= ~(1 << (port & 31));
  }

  /** Makes room for `instances` more at once, with the same result as growth step by step. */
  reserve(instances: number): void {
    const rows = doubled(this.capacity, this.count + instances);
    if (rows > this.capacity) this.growTo(rows);
    const ordinals = doubled(this.rowOf.length, this.launched + instances);
    if (ordinals > this.rowOf.length) this.rowOf = grown(this.rowOf, ordinals);
  }

  /** Adds a row for an instance that boots. All its capacity is free, but it is not ACTIVE yet. Returns its ordinal. */
  launch(atMs: Ms, instanceClass: number): number {
    return this.launchAll(atMs, [instanceClass]);
  }

  /** Launches an instance of each of these classes. Returns the first ordinal. A fleet of thousands is written column by column. */
  launchAll(atMs: Ms, instanceClasses: readonly number[]): number {
    this.reserve(instanceClasses.length);
    const { count: from, launched: first } = this;
    const to = from + instanceClasses.length;
    for (const name of keysOf(AT_LAUNCH)) setRows(this[name], AT_LAUNCH[name], from, to);
    setRows(this.launchedMs, atMs, from, to);
    setRows(this.joinedMs, atMs, from, to);
    this.portsUsed.fill(0, from * this.portWords, to * this.portWords);
    this.imageReadyMs.fill(NONE, from * this.shape.images, to * this.shape.images);
    this.gpuMilliFree.fill(0, from * this.gpuSlots, to * this.gpuSlots);
    for (const column of this.groupColumns) if (column !== null) setRows(column, 0, from, to);
    for (const column of this.memberColumns) setRows(column, 0, from, to);
    for (let row = from; row < to; row++) this.instanceClass[row] = instanceClasses[row - from];
    this.count = to;
    for (let row = from; row < to; row++) this.setClassValues(row);
    this.index?.rowsChanged(from, to);
    this.keepIndex();
    return first;
  }

  /** Sets what a new instance has of its class, and its ordinal. */
  private setClassValues(row: number): void {
    const { type, zone, provider, purchase, hasTrunk } = this.shape.classes[this.instanceClass[row]];
    const spec = this.types[type];
    this.rowOf[this.launched] = row;
    this.instance[row] = this.launched++;
    this.hasTrunk[row] = hasTrunk ? 1 : 0;
    this.type[row] = type;
    this.zone[row] = zone;
    this.provider[row] = provider;
    this.purchase[row] = purchase;
    this.cpuUnitsFree[row] = spec.cpuUnits;
    this.memoryMibFree[row] = spec.memoryMib;
    this.eniFree[row] = hasTrunk ? spec.eniTasksTrunk : spec.eniTasks;
    this.gpuFree[row] = spec.gpus;
    if (spec.reservedPorts.length > 0) for (const port of spec.reservedPorts) this.takePort(row, port);
    if (this.gpuSlots > 0) this.gpuMilliFree.fill(GPU_MILLI, row * this.gpuSlots, row * this.gpuSlots + Math.min(spec.gpus, this.gpuSlots));
  }

  /** Sets the ordinal of the next instance; the ordinals between are of terminated instances. */
  skipTo(ordinal: number): void {
    while (ordinal >= this.rowOf.length) this.rowOf = grown(this.rowOf, this.rowOf.length * 2);
    this.rowOf.fill(NONE, this.launched, ordinal);
    this.launched = ordinal;
  }

  /** Makes the instance ACTIVE when its agent registers, so that it takes tasks (C.CI-02); or those of all rows up to `to`. */
  register(from: number, atMs: Ms, to = from + 1): void {
    for (let row = from; row < to; row++) assert(this.state[row] === Booting, 'an instance registers once');
    setRows(this.state, Active, from, to);
    setRows(this.isActive, 1, from, to);
    setRows(this.isAgentConnected, 1, from, to);
    setRows(this.isUp, 1, from, to);
    setRows(this.registeredMs, atMs, from, to);
    this.index?.rowsChanged(from, to);
  }

  /** Records whether the agent of a registered instance is connected. Tasks are placed only while it is (S.INST-5). */
  setAgentConnected(row: number, is: 0 | 1): void {
    this.isAgentConnected[row] = is;
    this.index?.rowChanged(row);
  }

  /** Puts the instance in DRAINING: no new tasks (C.DRN-01). */
  drain(row: number): void {
    this.state[row] = Draining;
    this.isActive[row] = 0;
    this.index?.rowChanged(row);
  }

  /** Makes an instance ACTIVE again after a manual drain has ended. */
  activate(row: number): void {
    this.state[row] = Active;
    this.isActive[row] = 1;
    this.drainedBy[row] = 0;
    this.index?.rowChanged(row);
  }

  /**
   * Removes the instance from ECS. Its agent still counts as connected, to distinguish it from a booting instance, whose room may be
   * counted on (scaler choice 10).
   */
  leaveCluster(row: number): void {
    this.state[row] = Outside;
    this.isActive[row] = 0;
    this.isAgentConnected[row] = 1;
    this.registeredMs[row] = NEVER_MS;
    this.drainedBy[row] = 0;
    this.index?.rowChanged(row);
  }

  /** Removes the row of a terminated instance, which must hold no task. Later rows move up by one. */
  remove(row: number): void {
    assert(this.firstTask[row] === NONE, 'a terminated instance holds no task');
    for (let later = row + 1; later < this.count; later++) this.rowOf[this.instance[later]] = later - 1;
    this.rowOf[this.instance[row]] = NONE;
    this.closeUp(row);
    this.index?.rowsMoved();
    this.keepIndex();
  }

  override save(): unknown {
    return { ...(super.save() as object), volumes: this.volumes?.save() ?? null };
  }

  override load(saved: unknown): void {
    super.load(saved);
    this.stopping = this.stoppingTasks.subarray(0, this.count).reduce((sum, tasks) => sum + tasks, 0);
    this.volumes?.load((saved as { volumes: unknown }).volumes);
    this.index = undefined;
    this.keepIndex();
  }

  /** The index is dropped at half the size at which it is built, so that a fleet about that size does not rebuild it repeatedly. */
  private keepIndex(): void {
    if (this.index === undefined && this.count >= this.indexFrom) this.index = new FleetIndex(this, this.shape.classes);
    else if (this.index !== undefined && this.count < this.indexFrom / 2) this.index = undefined;
  }
}
