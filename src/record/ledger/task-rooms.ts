import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import type { InstanceKind } from './instance-kinds.js';
import type { InstanceAccount } from './instances.js';
import { NONE } from './live-rows.js';
import { INSTANCE_PLACES, type LiveTasks, TASK_PLACES } from './live-tables.js';
import { type RoomChange, RoomChanges } from './stranded-room.js';
import type { TaskCosts } from './task-costs.js';

const { class: CLASS, host: HOST, isRoomFreed: IS_ROOM_FREED } = TASK_PLACES;
const { tasksPlaced: TASKS_PLACED } = INSTANCE_PLACES;

/** The rooms of tasks on instances: their reservations, and the times for which they bear the cost. */
export class TaskRooms {
  private readonly live: LiveTasks;
  private readonly instances: InstanceAccount;
  private readonly costs: TaskCosts;

  constructor(
    private readonly setup: Setup,
    { live, instances, costs }: { readonly live: LiveTasks; readonly instances: InstanceAccount; readonly costs: TaskCosts },
  ) {
    this.live = live;
    this.instances = instances;
    this.costs = costs;
  }

  /** A task of the class takes its room. Returns the kind of the instance. */
  take(row: number, host: number, taskClass: number, atMs: Ms): InstanceKind {
    const { live, room, shares, reserved } = this.instances;
    live.values[host + TASKS_PLACED]++;
    const kind = room.change(host, taskClass, RoomChanges.taken, atMs);
    if (!kind.isOneSum) reserved.change(host, taskClass, 1, atMs);
    if (shares !== null) this.costs.onPlaced(row, atMs);
    return kind;
  }

  /** The room of a stopping task on an instance is free for placement (N.ROOM-1, N.ROOM-8). */
  free(row: number, atMs: Ms): void {
    const { values } = this.live;
    if (values[row + HOST] === NONE || values[row + IS_ROOM_FREED] === 1) return;
    values[row + IS_ROOM_FREED] = 1;
    this.give(row, this.setup.placement.stoppingEni === 'free' ? RoomChanges.given : RoomChanges.givenButEni, atMs);
  }

  /** The task bears the costs of its room no longer than it holds it. */
  give(row: number, change: RoomChange, atMs: Ms): void {
    const { values } = this.live;
    const { room, shares, reserved } = this.instances;
    const host = values[row + HOST];
    const taskClass = values[row + CLASS];
    const kind = room.change(host, taskClass, change, atMs);
    if (!kind.isOneSum) reserved.change(host, taskClass, -1, atMs);
    if (shares !== null) this.costs.onRoomFreed(row, atMs);
  }
}
