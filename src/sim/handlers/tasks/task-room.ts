import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { RoomFreed } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { Fact, OWN_END_CAUSES } from '../../facts.js';

/** Returns whether a stopping task has ended by itself, so that nothing of it runs: it keeps its room until STOPPED (N.ROOM-2). */
export function hasEnded(equivalence: EquivalenceClass, cause: number): boolean {
  return OWN_END_CAUSES.includes(cause) && equivalence.definition.order === undefined;
}

/**
 * The room that a task holds on its instance, from placement until it counts as free (T.RES-1, N.ROOM-1), and its place there until it is
 * STOPPED.
 */
export class TaskRoom {
  constructor(private readonly world: World) {}

  take(slot: number, equivalence: EquivalenceClass, row: number): void {
    const { fleet, tasks } = this.world;
    const { policy } = equivalence.origin;
    const gpuMask = policy === undefined ? fleet.take(row, equivalence) : fleet.take(row, equivalence, policy.gpu(fleet, row, equivalence));
    if (gpuMask !== 0) tasks.gpuMask[slot] = gpuMask;
    this.come(slot, equivalence, row);
    if (policy !== undefined) policy.placed(fleet, row, equivalence);
  }

  /**
   * Adds a present task that already stops. It takes only its interface, because others may have its room; facts do not say which GPUs it
   * has.
   */
  takeStopping(slot: number, equivalence: EquivalenceClass, row: number, cause: number): void {
    const { fleet, tasks, setup } = this.world;
    const { stoppingRoom, stoppingRoomFrom, stoppingEni } = setup.placement;
    const isHeld = stoppingRoom === 'held' || stoppingRoomFrom === 'sigterm' || hasEnded(equivalence, cause);
    if (isHeld) return this.take(slot, equivalence, row);
    const isAll = stoppingEni === 'free';
    tasks.roomFreed[slot] = isAll ? RoomFreed.all : RoomFreed.allButEni;
    fleet.countStopping(row, 1);
    if (!isAll) fleet.giveInterfaces(row, -equivalence.request.eni);
    this.come(slot, equivalence, row);
  }

  /**
   * Frees the room of a stopping task, if the setting allows it. Others may be placed in the room, and wait on the instance until it is
   * empty.
   */
  free(slot: number, equivalence: EquivalenceClass): void {
    const { fleet, tasks, setup } = this.world;
    const { stoppingRoom, stoppingRoomFrom, stoppingEni } = setup.placement;
    if (stoppingRoom === 'held' || tasks.instance[slot] < 0 || tasks.roomFreed[slot] !== RoomFreed.none) return;
    const row = fleet.rowOf[tasks.instance[slot]];
    const isAll = stoppingEni === 'free';
    tasks.roomFreed[slot] = isAll ? RoomFreed.all : RoomFreed.allButEni;
    fleet.countStopping(row, 1);
    fleet.give(row, equivalence.request, tasks.gpuMask[slot], isAll ? equivalence.request.eni : 0);
    this.notifyPolicy(slot, equivalence, row);
    if (equivalence.isDaemon) this.world.daemonReservations.left(row, equivalence.service);
    if (stoppingRoomFrom === 'sigterm' && this.world.hasSubscribers) this.world.emit(Fact.roomFreed, tasks.task[slot]);
    this.world.roomGained();
  }

  /** Removes a STOPPED task from its instance, with the room that it still holds. */
  leave(slot: number, equivalence: EquivalenceClass, row: number): void {
    const { fleet, tasks } = this.world;
    const isHeld = tasks.roomFreed[slot] === RoomFreed.none;
    if (isHeld) fleet.give(row, equivalence.request, tasks.gpuMask[slot]);
    else this.freeInterface(slot, equivalence, row);
    this.countOnInstance(equivalence, row, -1);
    this.world.imageCache?.left(row, equivalence.images);
    if (equivalence.hasVolume) fleet.volumes?.detach(slot, row);
    const next = tasks.unlink(slot);
    if (fleet.firstTask[row] === slot) fleet.firstTask[row] = next;
    if (isHeld && equivalence.policy !== undefined) this.notifyPolicy(slot, equivalence, row);
    if (isHeld || equivalence.eni > 0 || equivalence.hasVolume) this.world.roomGained();
    const provider = fleet.provider[row];
    if (provider >= 0 && fleet.nonDaemonTasks[row] === 0) this.world.groupDue(provider);
  }

  private come(slot: number, equivalence: EquivalenceClass, row: number): void {
    const { fleet, tasks, memberships } = this.world;
    const { group, hasVolume } = equivalence.origin;
    tasks.comeTo(fleet.instance[row], fleet.zone[row], slot, fleet.firstTask[row]);
    fleet.firstTask[row] = slot;
    fleet.countTask(group, row, 1);
    if (memberships.readsTaskCount) memberships.onTaskCount(row);
    this.countOnInstance(equivalence, row, 1);
    this.world.imageCache?.onTaskPlaced(row, equivalence.images);
    if (hasVolume === true) fleet.volumes?.attach(slot, row);
  }

  /** Frees the rest after free(): the interface. */
  private freeInterface(slot: number, { eni }: EquivalenceClass, row: number): void {
    const { fleet, tasks } = this.world;
    fleet.countStopping(row, -1);
    if (tasks.roomFreed[slot] === RoomFreed.allButEni && eni > 0) fleet.giveInterfaces(row, eni);
  }

  private notifyPolicy(slot: number, { policy, request }: EquivalenceClass, row: number): void {
    if (policy === undefined) return;
    policy.task = slot;
    policy.left(this.world.fleet, row, request);
  }

  private countOnInstance(equivalence: EquivalenceClass, row: number, change: 1 | -1): void {
    const { fleet } = this.world;
    const { isDaemon, provider } = equivalence.origin;
    if (isDaemon) fleet.daemonTasks[row] += change;
    else fleet.nonDaemonTasks[row] += change;
    if (provider >= 0) fleet.strategyTasks[row] += change;
  }
}
