import type { FleetView, TaskRequest } from '../../../placement/view.js';
import { NONE } from '../../../sim/cluster/fleet.js';
import type { World } from '../../../sim/cluster/world.js';
import type { MovableCluster } from './repack.js';

/**
 * The world of a run at the time of the question, as a stage for a repack: the run must not continue afterwards. Moves maintain every count
 * that placement constraints read, so that the checks stay exact.
 */
export class WorldCopy implements MovableCluster {
  private readonly movable: number[][];
  /** For each moved task, its row and GPUs before its latest move. */
  private readonly before = new Map<number, { readonly row: number; readonly gpuMask: number }>();

  constructor(private readonly world: World) {
    const { fleet, tasks, equivalences } = world;
    this.movable = Array.from({ length: fleet.count }, () => []);
    for (const slot of tasks.living()) {
      const isThere = tasks.instance[slot] >= 0; // On an instance, not on Fargate.
      // A stopping task leaves by itself; a daemon ends with its instance.
      if (isThere && tasks.cause[slot] === 0 && !equivalences.all[tasks.equivalence[slot]].isDaemon)
        this.movable[this.rowOf(slot)].push(slot);
    }
  }

  get view(): FleetView {
    return this.world.fleet;
  }

  movableOn(row: number): readonly number[] {
    return this.movable[row];
  }

  requestOf(slot: number): TaskRequest {
    return this.equivalenceOf(slot).request;
  }

  move(slot: number, to: number): void {
    const { fleet, tasks } = this.world;
    this.before.set(slot, { row: this.rowOf(slot), gpuMask: tasks.gpuMask[slot] });
    this.leave(slot);
    this.arrive(slot, to, fleet.take(to, this.requestOf(slot)));
  }

  moveBack(slot: number): void {
    const { row, gpuMask } = this.before.get(slot)!;
    this.leave(slot);
    this.world.fleet.retake(row, this.requestOf(slot), gpuMask);
    this.arrive(slot, row, gpuMask);
  }

  private leave(slot: number): void {
    const { fleet, tasks } = this.world;
    const row = this.rowOf(slot);
    const request = this.requestOf(slot);
    fleet.give(row, request, tasks.gpuMask[slot]);
    fleet.countTask(request.group, row, -1);
    this.count(slot, row, -1);
    if (this.equivalenceOf(slot).hasVolume) fleet.volumes?.detach(slot, row);
    const { next, previous } = tasks;
    if (fleet.firstTask[row] === slot) fleet.firstTask[row] = next[slot];
    if (previous[slot] !== NONE) next[previous[slot]] = next[slot];
    if (next[slot] !== NONE) previous[next[slot]] = previous[slot];
    this.movable[row].splice(this.movable[row].indexOf(slot), 1);
    this.world.memberships.onTaskCount(row);
  }

  /** Records the task on the row; its resources are already reserved there. */
  private arrive(slot: number, row: number, gpuMask: number): void {
    const { fleet, tasks } = this.world;
    const request = this.requestOf(slot);
    tasks.gpuMask[slot] = gpuMask;
    fleet.countTask(request.group, row, 1);
    this.count(slot, row, 1);
    if (this.equivalenceOf(slot).hasVolume) fleet.volumes?.attach(slot, row);
    const first = fleet.firstTask[row];
    tasks.previous[slot] = NONE;
    tasks.next[slot] = first;
    if (first !== NONE) tasks.previous[first] = slot;
    fleet.firstTask[row] = slot;
    tasks.instance[slot] = fleet.instance[row];
    this.movable[row].push(slot);
    this.world.memberships.onTaskCount(row);
  }

  private count(slot: number, row: number, change: 1 | -1): void {
    const { fleet } = this.world;
    fleet.nonDaemonTasks[row] += change;
    if (this.equivalenceOf(slot).provider >= 0) fleet.strategyTasks[row] += change;
  }

  private rowOf(slot: number): number {
    return this.world.fleet.rowOf[this.world.tasks.instance[slot]];
  }

  private equivalenceOf(slot: number) {
    return this.world.equivalences.all[this.world.tasks.equivalence[slot]];
  }
}
