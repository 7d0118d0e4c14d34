import type { Setup } from '../setup.js';
import type { EquivalenceClasses } from './equivalence-classes.js';
import { type Fleet, NONE } from './fleet.js';
import type { Tasks } from './tasks.js';

interface Parts {
  readonly setup: Setup;
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly equivalences: EquivalenceClasses;
}

/**
 * Placed awsvpc tasks that wait in PROVISIONING until EC2 has detached the interface of a stopping task: only where such interfaces count
 * as free for placement (`placement.stoppingEni: free`, N.ROOM-6).
 */
export class AttachQueues {
  /** First in, first out. */
  private byInstance = new Map<number, number[]>();

  constructor(private readonly world: Parts) {}

  has(slot: number): boolean {
    return this.byInstance.size > 0 && (this.byInstance.get(this.world.tasks.instance[slot])?.includes(slot) ?? false);
  }

  /** Returns whether the interface of a task that comes to its instance must wait for another's to be detached. */
  mustWait(slot: number): boolean {
    const { fleet, tasks } = this.world;
    const instance = tasks.instance[slot];
    if (fleet.stoppingTasks[fleet.rowOf[instance]] === 0) return false;
    return this.byInstance.has(instance) || this.attached(slot) === this.most(instance);
  }

  add(slot: number): void {
    const instance = this.world.tasks.instance[slot];
    this.byInstance.set(instance, [...(this.byInstance.get(instance) ?? []), slot]);
  }

  /** Removes the task, if it waits. Returns whether it did. */
  leave(slot: number): boolean {
    if (!this.has(slot)) return false;
    const instance = this.world.tasks.instance[slot];
    const left = this.byInstance.get(instance)!.filter((other) => other !== slot);
    if (left.length > 0) this.byInstance.set(instance, left);
    else this.byInstance.delete(instance);
    return true;
  }

  /** Returns the first task whose interface can be attached now, or NONE. */
  next(instance: number): number {
    const slot = this.byInstance.get(instance)?.[0] ?? NONE;
    return slot === NONE || this.attached(slot) === this.most(instance) ? NONE : slot;
  }

  save(): unknown {
    return structuredClone(this.byInstance);
  }

  load(saved: unknown): void {
    this.byInstance = structuredClone(saved) as typeof this.byInstance;
  }

  /** Returns the interfaces on the task's instance that are attached or being attached, without its own. */
  private attached(slot: number): number {
    const { fleet, tasks, equivalences } = this.world;
    let count = 0;
    for (let other = fleet.firstTask[fleet.rowOf[tasks.instance[slot]]]; other !== NONE; other = tasks.next[other])
      if (other !== slot && !this.has(other)) count += equivalences.all[tasks.equivalence[other]].request.eni;
    return count;
  }

  private most(instance: number): number {
    const { fleet, setup } = this.world;
    const row = fleet.rowOf[instance];
    const { eniTasks, eniTasksTrunk } = setup.instanceTypes[fleet.type[row]];
    return fleet.hasTrunk[row] === 1 ? eniTasksTrunk : eniTasks;
  }
}
