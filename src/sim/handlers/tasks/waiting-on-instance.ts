import { NO_EVENT } from '../../../kernel/event-loop.js';
import { TaskState } from '../../../services/task-states.js';
import { NOT_KNOWN_MS } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact } from '../../facts.js';

/** Placed tasks that wait until their instance has the room of tasks that still stop there (N.ROOM-3 to N.ROOM-5). */
export class WaitingOnInstance {
  constructor(
    private readonly world: World,
    /** Begins the pull of a task that waits no more. */
    private readonly start: (slot: number) => void,
  ) {}

  /** Queues a task that comes to its instance, if it must wait. Returns whether it waits. */
  queueIfFull(slot: number): boolean {
    const { agentQueues, tasks, hasSubscribers } = this.world;
    if (!agentQueues.mustWait(slot)) return false;
    agentQueues.add(slot);
    tasks.state[slot] = TaskState.PENDING;
    if (hasSubscribers) this.world.emit(Fact.taskQueued, tasks.task[slot]);
    this.startWaiting(tasks.instance[slot]);
    return true;
  }

  /** Removes a task that stops from the queue, if it waits there. Returns whether it did. */
  leave(slot: number): boolean {
    const { agentQueues } = this.world;
    const isWaiting = agentQueues.has(slot);
    if (isWaiting) agentQueues.remove(slot);
    return isWaiting;
  }

  onCheck(instance: number): void {
    this.world.agentQueues.of(instance)!.event = NO_EVENT;
    this.startWaiting(instance);
  }

  /** Starts tasks from the head of the queue while there is room, and waits for the next exit of containers. */
  startWaiting(instance: number): void {
    const { agentQueues, tasks } = this.world;
    for (let queue = agentQueues.of(instance); queue !== undefined; queue = agentQueues.of(instance)) {
      const [slot] = queue.slots;
      if (!agentQueues.fits(slot)) return this.scheduleNextExit(instance);
      agentQueues.remove(slot);
      // An agent starts a task whose stop has not reached it.
      if (tasks.cause[slot] === 0) this.start(slot);
    }
  }

  private scheduleNextExit(instance: number): void {
    const { agentQueues, fleet, loop } = this.world;
    const queue = agentQueues.of(instance)!;
    if (queue.event !== NO_EVENT) loop.cancel(queue.event);
    const atMs = agentQueues.nextExitMs(fleet.rowOf[instance]);
    queue.event = atMs < NOT_KNOWN_MS ? loop.schedule(atMs, EventKind.agentChecksQueue, instance) : NO_EVENT;
  }
}
