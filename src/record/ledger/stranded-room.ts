import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import type { ClusterMeter } from './cluster-meter.js';
import { CPU, ENI, MEMORY } from './group.js';
import type { InstanceKind, InstanceKinds } from './instance-kinds.js';
import { NONE } from './live-rows.js';
import { INSTANCE_PLACES, type LiveInstances } from './live-tables.js';
import { CLASS_PLACES, CLASS_STEP, type Classes } from './task-class.js';

const { kind: KIND, cpuFree: CPU_FREE, memoryFree: MEMORY_FREE, eniFree: ENI_FREE } = INSTANCE_PLACES;
const { isStranded: IS_STRANDED, takesTasks: TAKES_TASKS } = INSTANCE_PLACES;
const { cpuUnits: CPU_UNITS, memoryMib: MEMORY_MIB, eni: ENIS } = CLASS_PLACES;

/** The instances that have room, by row. */
interface RoomOfInstances {
  readonly live: LiveInstances;
  readonly kinds: InstanceKinds;
  readonly cluster: ClusterMeter;
}

/** The room that a task takes (1) or gives back (-1): its CPU and memory, and its network interface. */
export interface RoomChange {
  readonly size: 1 | 0 | -1;
  readonly eni: 1 | 0 | -1;
}
export const RoomChanges = {
  taken: { size: 1, eni: 1 },
  given: { size: -1, eni: -1 },
  givenButEni: { size: -1, eni: 0 },
  givenEni: { size: 0, eni: -1 },
} as const;

/**
 * Capacity of instances, reservations of tasks, and stranded amounts: free resources on a registered, not draining instance that has less
 * free CPU, memory or ENIs than the smallest request of any task class. Facts do not include GPUs and ports.
 */
export class StrandedRoom {
  private readonly instances: LiveInstances;

  constructor(
    private readonly setup: Setup,
    private readonly rooms: RoomOfInstances,
    private readonly classes: Classes,
  ) {
    this.instances = rooms.live;
  }

  enter(row: number, atMs: Ms): void {
    this.offer(row, 1, atMs);
    this.note(row, atMs);
  }

  /** Removes an instance whose tasks have ended. An instance that never registered offered nothing. */
  leave(row: number, atMs: Ms): void {
    if (!this.isOffered(row)) return;
    this.strand(row, 0, atMs);
    this.instances.values[row + TAKES_TASKS] = 0;
    this.offer(row, -1, atMs);
  }

  /** A task of the class takes room on an instance, or gives it back. Returns the kind of the instance. */
  change(row: number, taskClass: number, { size, eni }: RoomChange, atMs: Ms): InstanceKind {
    const { values } = this.instances;
    const at = CLASS_STEP * taskClass;
    const kind = this.rooms.kinds.all[values[row + KIND]];
    const cpu = size * this.classes.values[at + CPU_UNITS];
    const memory = size * this.classes.values[at + MEMORY_MIB];
    const interfaces = eni * this.classes.values[at + ENIS];
    kind.reserved.add(cpu, memory, interfaces, atMs);
    const cpuFree = values[row + CPU_FREE] - cpu;
    const memoryFree = values[row + MEMORY_FREE] - memory;
    const eniFree = values[row + ENI_FREE] - interfaces;
    values[row + CPU_FREE] = cpuFree;
    values[row + MEMORY_FREE] = memoryFree;
    values[row + ENI_FREE] = eniFree;
    const was = values[row + IS_STRANDED];
    const is = this.isFull(cpuFree, memoryFree, eniFree) ? values[row + TAKES_TASKS] : 0;
    if (this.rooms.cluster.hasGpus && !kind.isExternal) this.rooms.cluster.reserveGpus(taskClass, size);
    if (was + is === 0) return kind;
    values[row + IS_STRANDED] = is;
    const change = is - was;
    kind.account.stranded.add(change * cpuFree - was * cpu, change * memoryFree - was * memory, change * eniFree - was * interfaces, atMs);
    return kind;
  }

  /** A smaller task class was defined: stranded amounts may be usable now. */
  lowered(atMs: Ms): void {
    for (let row = 0; row < this.instances.rows; row += this.instances.step) if (this.instances.ordinal[row] !== NONE) this.note(row, atMs);
  }

  /** Checks again whether the instance takes tasks, and whether any task class fits. */
  note(row: number, atMs: Ms): void {
    const { values } = this.instances;
    values[row + TAKES_TASKS] = this.isOffered(row) && this.instances.columns.drainingMs[row] === NONE ? 1 : 0;
    const isFull = this.isFull(values[row + CPU_FREE], values[row + MEMORY_FREE], values[row + ENI_FREE]);
    this.strand(row, isFull && values[row + TAKES_TASKS] === 1 ? 1 : 0, atMs);
  }

  private isFull(cpuUnits: number, memoryMib: number, eni: number): boolean {
    const { smallest } = this.classes;
    return cpuUnits < smallest[CPU] || memoryMib < smallest[MEMORY] || eni < smallest[ENI];
  }

  private isOffered(row: number): boolean {
    const { registeredMs, leftMs } = this.instances.columns;
    return registeredMs[row] !== NONE && leftMs[row] === NONE;
  }

  private offer(row: number, sign: 1 | -1, atMs: Ms): void {
    const { columns } = this.instances;
    const type = this.setup.instanceTypes[columns.type[row]];
    const eniTasks = columns.hasTrunk[row] === 1 ? type.eniTasksTrunk : type.eniTasks;
    const { account, isExternal } = this.rooms.kinds.all[columns.kind[row]];
    if (!isExternal) this.rooms.cluster.register(columns.type[row], sign);
    account.capacity.add(sign * type.cpuUnits, sign * type.memoryMib, sign * eniTasks, atMs);
    columns.cpuFree[row] += sign * type.cpuUnits;
    columns.memoryFree[row] += sign * type.memoryMib;
    columns.eniFree[row] += sign * eniTasks;
  }

  /** The free room becomes stranded (1), or stops being stranded (0). */
  private strand(row: number, isStranded: 1 | 0, atMs: Ms): void {
    const { values } = this.instances;
    const sign = isStranded - values[row + IS_STRANDED];
    if (sign === 0) return;
    values[row + IS_STRANDED] = isStranded;
    const { stranded } = this.rooms.kinds.all[values[row + KIND]].account;
    stranded.add(sign * values[row + CPU_FREE], sign * values[row + MEMORY_FREE], sign * values[row + ENI_FREE], atMs);
  }
}
