import type { FleetView, TaskRequest } from '../../placement/view.js';
import { NONE } from '../../sim/cluster/fleet.js';
import type { World } from '../../sim/cluster/world.js';
import type { Stage } from './repack.js';

/**
 * The world of a run that has come to the time asked about, for a repack to play with: the run must not go on afterwards. Moves keep every count that
 * placement constraints look at, so that the checks are those of the moment.
 */
export class WorldStage implements Stage {
  private readonly movable: number[][];

  constructor(private readonly world: World) {
    const { fleet, tasks, lines } = world;
    this.movable = Array.from({ length: fleet.count }, () => []);
    for (let slot = 0; slot < tasks.slotsUsed; slot++) {
      const isThere = tasks.state[slot] !== 0 && tasks.instance[slot] !== NONE;
      // A task that is stopping leaves by itself; a daemon goes with its instance.
      if (isThere && tasks.cause[slot] === 0 && !lines.all[tasks.line[slot]].isDaemon) this.movable[this.rowOf(slot)].push(slot);
    }
  }

  get view(): FleetView {
    return this.world.fleet;
  }

  movableOn(row: number): readonly number[] {
    return this.movable[row];
  }

  requestOf(slot: number): TaskRequest {
    return this.lineOf(slot).request;
  }

  move(slot: number, to: number): void {
    const from = this.rowOf(slot);
    this.leave(slot, from);
    this.arrive(slot, to);
    const { memberships } = this.world;
    if (memberships.asksTaskCount) for (const row of [from, to]) memberships.onTaskCount(row);
  }

  private leave(slot: number, row: number): void {
    const { fleet, tasks } = this.world;
    const request = this.requestOf(slot);
    fleet.give(row, request, tasks.gpuMask[slot]);
    fleet.countTask(request.group, row, -1);
    this.count(slot, row, -1);
    const { nextOnInstance: next, previousOnInstance: previous } = tasks;
    if (fleet.firstTask[row] === slot) fleet.firstTask[row] = next[slot];
    if (previous[slot] !== NONE) next[previous[slot]] = next[slot];
    if (next[slot] !== NONE) previous[next[slot]] = previous[slot];
    this.movable[row].splice(this.movable[row].indexOf(slot), 1);
  }

  private arrive(slot: number, row: number): void {
    const { fleet, tasks } = this.world;
    const request = this.requestOf(slot);
    tasks.gpuMask[slot] = fleet.take(row, request);
    fleet.countTask(request.group, row, 1);
    this.count(slot, row, 1);
    const first = fleet.firstTask[row];
    tasks.previousOnInstance[slot] = NONE;
    tasks.nextOnInstance[slot] = first;
    if (first !== NONE) tasks.previousOnInstance[first] = slot;
    fleet.firstTask[row] = slot;
    tasks.instance[slot] = fleet.instance[row];
    this.movable[row].push(slot);
  }

  private count(slot: number, row: number, change: 1 | -1): void {
    const { fleet } = this.world;
    fleet.nonDaemonTasks[row] += change;
    if (this.lineOf(slot).provider >= 0) fleet.strategyTasks[row] += change;
  }

  private rowOf(slot: number): number {
    return this.world.fleet.rowOf[this.world.tasks.instance[slot]];
  }

  private lineOf(slot: number) {
    return this.world.lines.all[this.world.tasks.line[slot]];
  }
}
