import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import type { ClusterMeter } from './cluster.js';
import { External } from './costs.js';
import { CPU, ENI, type GroupAccount, MEMORY } from './group.js';
import { NONE } from './live-rows.js';
import type { LiveInstances } from './live-tables.js';
import type { Classes } from './task-class.js';

/** Room of a task: all of it, or without its network interface, or that alone. */
export type RoomPart = 'all' | 'allButEni' | 'eni';

/**
 * Capacity of instances, reservations of tasks, and stranded amounts: free resources on a registered, not draining instance that has less
 * free CPU, memory or ENIs than the smallest request of any task class. Facts do not include GPUs and ports.
 */
export class StrandedRoom {
  smallest: readonly [number, number, number] = [0, 0, 0];

  constructor(
    private readonly setup: Setup,
    private readonly instances: LiveInstances,
    private readonly groups: readonly GroupAccount[],
    private readonly cluster: ClusterMeter,
  ) {}

  enter(row: number, atMs: Ms): void {
    this.offer(row, 1, atMs);
    this.note(row, atMs);
  }

  /** Removes an instance whose tasks have ended. An instance that never registered offered nothing. */
  leave(row: number, atMs: Ms): void {
    if (!this.isOffered(row)) return;
    this.strand(row, false, atMs);
    this.offer(row, -1, atMs);
  }

  take(row: number, classes: Classes, taskClass: number, atMs: Ms): void {
    this.reserve(row, { classes, taskClass, sign: 1, part: 'all' }, atMs);
  }

  give(row: number, classes: Classes, taskClass: number, { part, atMs }: { readonly part: RoomPart; readonly atMs: Ms }): void {
    this.reserve(row, { classes, taskClass, sign: -1, part }, atMs);
  }

  /** A smaller task class was defined: stranded amounts may be usable now. */
  lower(smallest: readonly [number, number, number], atMs: Ms): void {
    this.smallest = smallest;
    for (let row = 0; row < this.instances.rows; row += this.instances.step) if (this.instances.ordinal[row] !== NONE) this.note(row, atMs);
  }

  /** Checks again whether any task class fits. */
  note(row: number, atMs: Ms): void {
    const { drainingMs, cpuFree, memoryFree, eniFree } = this.instances.columns;
    if (!this.isOffered(row)) return;
    const { smallest } = this;
    const isFull = cpuFree[row] < smallest[CPU] || memoryFree[row] < smallest[MEMORY] || eniFree[row] < smallest[ENI];
    this.strand(row, isFull && drainingMs[row] === NONE, atMs);
  }

  private isOffered(row: number): boolean {
    const { registeredMs, leftMs } = this.instances.columns;
    return registeredMs[row] !== NONE && leftMs[row] === NONE;
  }

  private offer(row: number, sign: 1 | -1, atMs: Ms): void {
    const { columns } = this.instances;
    const type = this.setup.instanceTypes[columns.type[row]];
    const eniTasks = columns.hasTrunk[row] === 1 ? type.eniTasksTrunk : type.eniTasks;
    const { capacity } = this.groups[columns.group[row]];
    if (columns.option[row] !== External) this.cluster.register(columns.type[row], sign);
    capacity[CPU].add(sign * type.cpuUnits, atMs);
    capacity[MEMORY].add(sign * type.memoryMib, atMs);
    capacity[ENI].add(sign * eniTasks, atMs);
    columns.cpuFree[row] += sign * type.cpuUnits;
    columns.memoryFree[row] += sign * type.memoryMib;
    columns.eniFree[row] += sign * eniTasks;
  }

  private reserve(row: number, what: { classes: Classes; taskClass: number; sign: 1 | -1; part: RoomPart }, atMs: Ms): void {
    const { classes, taskClass, sign, part } = what;
    const { columns } = this.instances;
    const size = part === 'eni' ? 0 : sign;
    this.strand(row, false, atMs);
    const cpu = size * classes.sizes[CPU][taskClass];
    const memory = size * classes.sizes[MEMORY][taskClass];
    const eni = (part === 'allButEni' ? 0 : sign) * classes.sizes[ENI][taskClass];
    if (size !== 0 && columns.option[row] !== External) this.cluster.reserve(taskClass, sign);
    const { reserved } = this.groups[columns.group[row]];
    reserved[CPU].add(cpu, atMs);
    reserved[MEMORY].add(memory, atMs);
    reserved[ENI].add(eni, atMs);
    columns.cpuFree[row] -= cpu;
    columns.memoryFree[row] -= memory;
    columns.eniFree[row] -= eni;
    this.note(row, atMs);
  }

  /** Must be called with what is free, before it changes and after. */
  private strand(row: number, isStranded: boolean, atMs: Ms): void {
    const { columns } = this.instances;
    if ((columns.isStranded[row] === 1) === isStranded) return;
    const sign = isStranded ? 1 : -1;
    columns.isStranded[row] = isStranded ? 1 : 0;
    const { stranded } = this.groups[columns.group[row]];
    stranded[CPU].add(sign * columns.cpuFree[row], atMs);
    stranded[MEMORY].add(sign * columns.memoryFree[row], atMs);
    stranded[ENI].add(sign * columns.eniFree[row], atMs);
  }
}
