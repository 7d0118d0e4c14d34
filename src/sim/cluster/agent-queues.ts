import { type EventId, type EventLoop, NO_EVENT } from '../../kernel/event-loop.js';
import { GPU_MILLI } from '../../placement/view.js';
import { TaskState } from '../../services/task-states.js';
import type { Setup } from '../setup.js';
import { AttachQueues } from './attach-queues.js';
import type { EquivalenceClasses } from './equivalence-classes.js';
import { type Fleet, NONE } from './fleet.js';
import type { Tasks } from './tasks.js';

interface Parts {
  readonly setup: Setup;
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly equivalences: EquivalenceClasses;
  readonly loop: EventLoop;
}

/** The tasks that wait on one instance, and the pending check by its agent. */
export interface AgentQueue {
  /** First in, first out. */
  readonly slots: number[];
  event: EventId;
}

/**
 * The container agents' own account of room, and the tasks that wait for it (N.ROOM-4, N.ROOM-5). Placement counts the room of stopping
 * tasks as free; their agent does not until their containers have stopped. An instance has a queue only while a task waits on it. The
 * account is added up from the instance's tasks at each call.
 */
export class AgentQueues {
  readonly interfaces: AttachQueues;
  private byInstance = new Map<number, AgentQueue>();

  constructor(private readonly world: Parts) {
    this.interfaces = new AttachQueues(world);
  }

  get isAny(): boolean {
    return this.byInstance.size > 0;
  }

  of(instance: number): AgentQueue | undefined {
    return this.byInstance.size === 0 ? undefined : this.byInstance.get(instance);
  }

  has(slot: number): boolean {
    return this.of(this.world.tasks.instance[slot])?.slots.includes(slot) ?? false;
  }

  /** Returns whether a task placed on its instance must wait there. While no task stops there, every placed task has room. */
  mustWait(slot: number): boolean {
    const { fleet, tasks } = this.world;
    const instance = tasks.instance[slot];
    if (fleet.stoppingTasks[fleet.rowOf[instance]] === 0) return false;
    return this.of(instance) !== undefined || !this.fits(slot);
  }

  add(slot: number): void {
    const instance = this.world.tasks.instance[slot];
    const queue = this.of(instance);
    if (queue === undefined) this.byInstance.set(instance, { slots: [slot], event: NO_EVENT });
    else queue.slots.push(slot);
  }

  /** Removes the task, from any place in the queue. */
  remove(slot: number): void {
    const instance = this.world.tasks.instance[slot];
    const queue = this.of(instance)!;
    queue.slots.splice(queue.slots.indexOf(slot), 1);
    if (queue.slots.length > 0) return;
    if (queue.event !== NO_EVENT) this.world.loop.cancel(queue.event);
    this.byInstance.delete(instance);
  }

  /** Returns whether the registered resources suffice for the task beside all that the agent has started and that have not stopped. */
  fits(slot: number): boolean {
    const { fleet, tasks, equivalences, setup } = this.world;
    const row = fleet.rowOf[tasks.instance[slot]];
    const { request } = equivalences.all[tasks.equivalence[slot]];
    const type = setup.instanceTypes[fleet.type[row]];
    let cpuUnits = type.cpuUnits - request.cpuUnits;
    let memoryMib = type.memoryMib - request.memoryMib;
    for (const other of this.holders(row)) {
      if (other === slot) continue;
      const held = equivalences.all[tasks.equivalence[other]].request;
      cpuUnits -= held.cpuUnits;
      memoryMib -= held.memoryMib;
      if (held.ports.some((port) => request.ports.includes(port))) return false;
    }
    return cpuUnits >= 0 && memoryMib >= 0 && (tasks.gpuMask[slot] === 0 || this.fitsOnGpus(slot, row));
  }

  /** Returns the slots of the tasks on the row whose room the agent counts as taken. */
  holders(row: number): number[] {
    const { fleet, tasks } = this.world;
    const slots: number[] = [];
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot]) if (this.holds(slot)) slots.push(slot);
    return slots;
  }

  /** Returns when the next stopping task on the row will have stopped its containers; Infinity where none is known. */
  nextExitMs(row: number): number {
    const { tasks, loop } = this.world;
    const exits = this.holders(row).flatMap((slot) => (tasks.state[slot] === TaskState.STOPPING ? [tasks.exitsMs[slot]] : []));
    return Math.min(...exits.filter((atMs) => atMs > loop.nowMs));
  }

  save(): unknown {
    return { queues: structuredClone(this.byInstance), interfaces: this.interfaces.save() };
  }

  load(saved: unknown): void {
    const { queues, interfaces } = saved as { queues: Map<number, AgentQueue>; interfaces: unknown };
    this.byInstance = structuredClone(queues);
    this.interfaces.load(interfaces);
  }

  private holds(slot: number): boolean {
    const { tasks, loop } = this.world;
    const state = tasks.state[slot];
    if (state === TaskState.RUNNING) return true;
    if (state === TaskState.PROVISIONING || this.has(slot)) return false;
    return state === TaskState.PENDING || tasks.exitsMs[slot] > loop.nowMs;
  }

  private fitsOnGpus(slot: number, row: number): boolean {
    const { fleet, tasks, equivalences } = this.world;
    const milliOf = (one: number) => equivalences.all[tasks.equivalence[one]].request.gpuMilli || GPU_MILLI;
    const others = this.holders(row).filter((other) => other !== slot);
    for (let gpu = 0; gpu < fleet.gpuSlots; gpu++) {
      const users = [slot, ...others].filter((one) => (tasks.gpuMask[one] >>> gpu) & 1);
      if (users[0] === slot && users.reduce((sum, one) => sum + milliOf(one), 0) > GPU_MILLI) return false;
    }
    return true;
  }
}
