import { NO_EVENT } from '../../../kernel/event-loop.js';
import { TaskState } from '../../../services/task-states.js';
import { NOT_KNOWN_MS } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact } from '../../facts.js';

/** Placed tasks that wait until the agent of their instance has the room of tasks that still stop there (N.ROOM-3 to N.ROOM-5). */
export class WaitingOnInstance {
  constructor(
    private readonly world: World,
    /** Starts a task that waits no more: its pull begins. */
    private readonly start: (slot: number) => void,
  ) {}

  /** Queues a task that comes to its instance, if it must wait. Returns whether it waits. */
  waits(slot: number): boolean {
    const { agentQueues, tasks, hasSubscribers } = this.world;
    if (!agentQueues.mustWait(slot)) return false;
    agentQueues.add(slot);
    tasks.state[slot] = TaskState.PENDING;
    if (hasSubscribers) this.world.emit(Fact.taskQueued, tasks.task[slot]);
    this.look(tasks.instance[slot]);
    return true;
  }

  /** Removes a task that stops from the queue, if it waits there. Returns whether it did. */
  leave(slot: number): boolean {
    const { agentQueues } = this.world;
    const isWaiting = agentQueues.has(slot);
    if (isWaiting) agentQueues.remove(slot);
    return isWaiting;
  }

  onLook(instance: number): void {
    this.world.agentQueues.of(instance)!.event = NO_EVENT;
    this.look(instance);
  }

  /** Starts as many tasks from the head of the queue as the agent has room for, and looks again when containers will have stopped. */
  look(instance: number): void {
    const { agentQueues, tasks } = this.world;
    for (let queue = agentQueues.of(instance); queue !== undefined; queue = agentQueues.of(instance)) {
      const [slot] = queue.slots;
      if (!agentQueues.fits(slot)) return this.lookAgain(instance);
      agentQueues.remove(slot);
      // An agent that has not heard that the task is to stop starts it.
      if (tasks.cause[slot] === 0) this.start(slot);
    }
  }

  private lookAgain(instance: number): void {
    const { agentQueues, fleet, loop } = this.world;
    const queue = agentQueues.of(instance)!;
    if (queue.event !== NO_EVENT) loop.cancel(queue.event);
    const atMs = agentQueues.nextExitMs(fleet.rowOf[instance]);
    queue.event = atMs < NOT_KNOWN_MS ? loop.schedule(atMs, EventKind.agentLooks, instance) : NO_EVENT;
  }
}
