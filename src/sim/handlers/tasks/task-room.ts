import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';

/** The room that a task holds on its instance, from placement to STOPPED (T.RES-1). */
export class TaskRoom {
  constructor(private readonly world: World) {}

  take(slot: number, equivalence: EquivalenceClass, row: number): void {
    const { fleet, tasks } = this.world;
    const { request, policy } = equivalence;
    const gpuMask = policy === undefined ? fleet.take(row, request) : fleet.take(row, request, policy.gpu(fleet, row, request));
    if (gpuMask !== 0) tasks.gpuMask[slot] = gpuMask;
    tasks.instance[slot] = fleet.instance[row];
    this.link(slot, row);
    fleet.countTask(request.group, row, 1);
    this.countOnInstance(equivalence, row, 1);
    this.world.imageCache?.came(row, equivalence.images);
    if (policy !== undefined) policy.placed(fleet, row, request);
  }

  give(slot: number, equivalence: EquivalenceClass, row: number): void {
    const { fleet, tasks } = this.world;
    fleet.give(row, equivalence.request, tasks.gpuMask[slot]);
    this.countOnInstance(equivalence, row, -1);
    this.world.imageCache?.left(row, equivalence.images);
    this.unlink(slot, row);
    if (equivalence.policy !== undefined) {
      equivalence.policy.task = slot;
      equivalence.policy.left(fleet, row, equivalence.request);
    }
    this.world.roomGained();
    const provider = fleet.provider[row];
    if (provider >= 0 && fleet.nonDaemonTasks[row] === 0) this.world.groupDue(provider);
  }

  private countOnInstance(equivalence: EquivalenceClass, row: number, change: 1 | -1): void {
    const { fleet } = this.world;
    if (equivalence.isDaemon) fleet.daemonTasks[row] += change;
    else fleet.nonDaemonTasks[row] += change;
    if (equivalence.provider >= 0) fleet.strategyTasks[row] += change;
  }

  private link(slot: number, row: number): void {
    const { tasks, fleet } = this.world;
    const first = fleet.firstTask[row];
    tasks.previousOnInstance[slot] = NONE;
    tasks.nextOnInstance[slot] = first;
    if (first !== NONE) tasks.previousOnInstance[first] = slot;
    fleet.firstTask[row] = slot;
  }

  private unlink(slot: number, row: number): void {
    const { tasks, fleet } = this.world;
    const { nextOnInstance: next, previousOnInstance: previous } = tasks;
    if (fleet.firstTask[row] === slot) fleet.firstTask[row] = next[slot];
    if (previous[slot] !== NONE) next[previous[slot]] = next[slot];
    if (next[slot] !== NONE) previous[next[slot]] = previous[slot];
  }
}
