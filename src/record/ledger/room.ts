import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import type { ClusterMeter } from './cluster.js';
import { CPU, ENI, type GroupAccount, MEMORY } from './group.js';
import { NONE } from './live-rows.js';
import { INSTANCE_PLACES, type LiveInstances } from './live-tables.js';
import type { Classes } from './task-class.js';

const { group: GROUP, registeredMs: REGISTERED_MS, leftMs: LEFT_MS, drainingMs: DRAINING_MS } = INSTANCE_PLACES;
const { cpuFree: CPU_FREE, memoryFree: MEMORY_FREE, eniFree: ENI_FREE, isStranded: IS_STRANDED } = INSTANCE_PLACES;

/** The instances that have room, by row. */
interface RoomOfInstances {
  readonly live: LiveInstances;
  readonly groups: readonly GroupAccount[];
  readonly cluster: ClusterMeter;
  isExternal(row: number): boolean;
}

/** What a task takes (1) or gives back (-1): its CPU and memory, and its network interface. */
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
    private readonly of: RoomOfInstances,
    private readonly classes: Classes,
  ) {
    this.instances = of.live;
  }

  enter(row: number, atMs: Ms): void {
    this.offer(row, 1, atMs);
    this.note(row, atMs);
  }

  /** Removes an instance whose tasks have ended. An instance that never registered offered nothing. */
  leave(row: number, atMs: Ms): void {
    if (!this.isOffered(row)) return;
    this.strand(row, 0, atMs);
    this.offer(row, -1, atMs);
  }

  /** A task of the class takes room on an instance, or gives it back. */
  change(row: number, taskClass: number, { size, eni }: RoomChange, atMs: Ms): void {
    const { values } = this.instances;
    const { sizes } = this.classes;
    const { groups, cluster } = this.of;
    const cpu = size * sizes[CPU][taskClass];
    const memory = size * sizes[MEMORY][taskClass];
    const interfaces = eni * sizes[ENI][taskClass];
    if (size !== 0 && !this.of.isExternal(row)) cluster.reserve(taskClass, size);
    const { reserved, stranded } = groups[values[row + GROUP]];
    reserved.add(cpu, memory, interfaces, atMs);
    values[row + CPU_FREE] -= cpu;
    values[row + MEMORY_FREE] -= memory;
    values[row + ENI_FREE] -= interfaces;
    const wasStranded = values[row + IS_STRANDED] === 1;
    this.note(row, atMs);
    if (wasStranded) stranded.add(-cpu, -memory, -interfaces, atMs);
  }

  /** A smaller task class was defined: stranded amounts may be usable now. */
  lowered(atMs: Ms): void {
    for (let row = 0; row < this.instances.rows; row += this.instances.step) if (this.instances.ordinal[row] !== NONE) this.note(row, atMs);
  }

  /** Checks again whether any task class fits. */
  note(row: number, atMs: Ms): void {
    const { values } = this.instances;
    const { smallest } = this.classes;
    const isFull =
      values[row + CPU_FREE] < smallest[CPU] || values[row + MEMORY_FREE] < smallest[MEMORY] || values[row + ENI_FREE] < smallest[ENI];
    this.strand(row, isFull && this.isOffered(row) && values[row + DRAINING_MS] === NONE ? 1 : 0, atMs);
  }

  private isOffered(row: number): boolean {
    const { values } = this.instances;
    return values[row + REGISTERED_MS] !== NONE && values[row + LEFT_MS] === NONE;
  }

  private offer(row: number, sign: 1 | -1, atMs: Ms): void {
    const { columns } = this.instances;
    const type = this.setup.instanceTypes[columns.type[row]];
    const eniTasks = columns.hasTrunk[row] === 1 ? type.eniTasksTrunk : type.eniTasks;
    const { capacity } = this.of.groups[columns.group[row]];
    if (!this.of.isExternal(row)) this.of.cluster.register(columns.type[row], sign);
    capacity.add(sign * type.cpuUnits, sign * type.memoryMib, sign * eniTasks, atMs);
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
    const { stranded } = this.of.groups[values[row + GROUP]];
    stranded.add(sign * values[row + CPU_FREE], sign * values[row + MEMORY_FREE], sign * values[row + ENI_FREE], atMs);
  }
}
