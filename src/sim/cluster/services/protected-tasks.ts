import type { Ms } from '../../../kernel/event-loop.js';
import { isProtected } from '../../../services/protection.js';
import { NONE } from '../fleet.js';
import type { Tasks } from '../tasks.js';
import type { ServiceAndGroupRecords } from './service-and-group-records.js';

/** The time until which a task is protected, and the time at which its work is done. */
interface Protection {
  readonly untilMs: Ms;
  readonly workEndsMs: Ms;
}

/** Tasks that have protected themselves from scale-in (S.PROT-1), by ordinal; mostly none. */
export class ProtectedTasks {
  private readonly byTask = new Map<number, Protection>();

  constructor(
    private readonly tasks: Tasks,
    private readonly records: ServiceAndGroupRecords,
  ) {}

  set(slot: number, protection: Protection): void {
    this.byTask.set(this.tasks.task[slot], protection);
  }

  /** Drops the protection of a task whose desiredStatus becomes STOPPED. */
  forget(slot: number): void {
    this.byTask.delete(this.tasks.task[slot]);
  }

  workEndsMs(slot: number): Ms | null {
    return this.byTask.get(this.tasks.task[slot])?.workEndsMs ?? null;
  }

  untilMs(slot: number): Ms | null {
    return this.byTask.get(this.tasks.task[slot])?.untilMs ?? null;
  }

  isProtected(slot: number, nowMs: Ms): boolean {
    return this.byTask.size > 0 && isProtected(this.byTask.get(this.tasks.task[slot])?.untilMs ?? null, nowMs);
  }

  /** Returns how many of the service's tasks are protected, and when the first protection expires (Infinity for none). */
  ofService(service: number, nowMs: Ms): { readonly count: number; readonly expiryMs: Ms } {
    let [count, expiryMs] = [0, Number.POSITIVE_INFINITY];
    if (this.byTask.size === 0) return { count, expiryMs };
    const { tasks, records } = this;
    for (let slot = records.services[service].newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
      if (!this.isProtected(slot, nowMs)) continue;
      count++;
      expiryMs = Math.min(expiryMs, this.byTask.get(tasks.task[slot])!.untilMs);
    }
    return { count, expiryMs };
  }

  save(): [task: number, Protection][] {
    return [...this.byTask];
  }

  load(saved: unknown): void {
    for (const [task, protection] of saved as [number, Protection][]) this.byTask.set(task, protection);
  }
}
