import type { Ms } from '../../../kernel/event-loop.js';
import type { TaskClass } from '../equivalence-class.js';

/** Equal tasks in RUNNING on one instance. */
interface Stay {
  readonly taskClass: TaskClass;
  tasks: number;
  /** Task-milliseconds since the beginning of the minute, up to `untilMs`. */
  taskMs: number;
  untilMs: Ms;
}

/** CPU that tasks use on an instance since the last point of its metric, in unit-milliseconds. */
interface Used {
  readonly stays: Stay[];
  unitMs: number;
}

/** State in JSON. */
type Saved = readonly [instance: number, unitMs: number, stays: readonly (readonly [taskClass: number, ...numbers: number[]])[]][];

/** Adds up the CPU that running tasks use on each instance, from minute to minute. */
export class InstanceUse {
  private readonly byInstance = new Map<number, Used>();

  /** Counts a task that has come to RUNNING (1) or leaves it (-1). */
  count(instance: number, taskClass: TaskClass, by: 1 | -1, atMs: Ms): void {
    const used = this.byInstance.get(instance) ?? { stays: [], unitMs: 0 };
    this.byInstance.set(instance, used);
    const present = used.stays.find((one) => one.taskClass === taskClass);
    const stay = present ?? { taskClass, tasks: 0, taskMs: 0, untilMs: atMs };
    if (present === undefined) used.stays.push(stay);
    pass(stay, atMs);
    stay.tasks += by;
  }

  /** Ends the minute. `unitsOf`: CPU units that a task of the class used in it. Returns the units used on all instances on average. */
  closeMinute(atMs: Ms, minuteMs: Ms, unitsOf: (taskClass: TaskClass) => number): number {
    let allMs = 0;
    for (const used of this.byInstance.values()) {
      for (const stay of used.stays) {
        pass(stay, atMs);
        const unitMs = stay.taskMs === 0 ? 0 : stay.taskMs * unitsOf(stay.taskClass);
        used.unitMs += unitMs;
        allMs += unitMs;
        stay.taskMs = 0;
      }
      for (let i = used.stays.length - 1; i >= 0; i--) if (used.stays[i]!.tasks === 0) used.stays.splice(i, 1);
    }
    return allMs / minuteMs;
  }

  /** Returns the unit-milliseconds used on the instance since the last call. */
  take(instance: number): number {
    const used = this.byInstance.get(instance);
    if (used === undefined) return 0;
    const { unitMs } = used;
    used.unitMs = 0;
    if (used.stays.length === 0) this.byInstance.delete(instance);
    return unitMs;
  }

  /** Forgets instances that have ended. */
  forget(isGone: (instance: number) => boolean): void {
    for (const instance of this.byInstance.keys()) if (isGone(instance)) this.byInstance.delete(instance);
  }

  save(): Saved {
    return [...this.byInstance].map(([instance, { unitMs, stays }]) => [
      instance,
      unitMs,
      stays.map(({ taskClass, tasks, taskMs, untilMs }) => [taskClass.ordinal, tasks, taskMs, untilMs] as const),
    ]);
  }

  load(saved: Saved, classOf: (ordinal: number) => TaskClass): void {
    this.byInstance.clear();
    for (const [instance, unitMs, stays] of saved)
      this.byInstance.set(instance, {
        unitMs,
        stays: stays.map(([ordinal, tasks, taskMs, untilMs]) => ({
          taskClass: classOf(ordinal),
          tasks: tasks!,
          taskMs: taskMs!,
          untilMs: untilMs!,
        })),
      });
  }
}

function pass(stay: Stay, atMs: Ms): void {
  stay.taskMs += stay.tasks * (atMs - stay.untilMs);
  stay.untilMs = atMs;
}
