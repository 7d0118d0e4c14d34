import { StopCause } from '../sim/facts.js';
import { type Moment, slotsOf, TAG, tagsOf } from './moment.js';

/** The slots of the tasks that ECS has, in order. A request that a quota delays is not yet one of them. */
export function taskSlots({ world }: Moment): number[] {
  return slotsOf(world).filter((slot) => world.tasks.isHeld[slot] === 0);
}

/** describe-tasks: tasks that have not stopped, by their numbers; all of them without. */
export function describeTasks(moment: Moment, numbers?: ReadonlySet<number>): object {
  const { world, events } = moment;
  const { tasks } = world;
  const all = numbers === undefined ? tasks.living() : tasks.living().filter((slot) => numbers.has(tasks.task[slot]!));
  const slots = all.filter((slot) => tasks.isHeld[slot] === 0).sort((a, b) => tasks.task[a]! - tasks.task[b]!);
  return {
    tasks: slots.map((slot) => ({
      ...withoutEvents(events.taskDetail(tasks.task[slot]!, world.loop.nowMs)),
      tags: tagsOf(numbersOf(moment, slot)),
    })),
    failures: [],
  };
}

/** Answers get-task-protection. */
export function taskProtection(moment: Moment): object {
  const { world, names } = moment;
  const { tasks, protectedTasks, loop } = world;
  const slots = slotsOf(world).filter((slot) => protectedTasks.isProtected(slot, loop.nowMs));
  return {
    protectedTasks: slots.map((slot) => ({
      taskArn: names.task(tasks.task[slot]!),
      protectionEnabled: true,
      expirationDate: names.time(protectedTasks.untilMs(slot)!),
    })),
    failures: [],
  };
}

export function stopCauseOf({ world }: Moment, slot: number): string | undefined {
  const cause = world.tasks.cause[slot];
  return cause === 0 ? undefined : Object.entries(StopCause).find(([, code]) => code === cause)?.[0];
}

function numbersOf(moment: Moment, slot: number) {
  const { task, nth } = moment.world.tasks;
  return { [TAG.ordinal]: task[slot], [TAG.nth]: nth[slot], [TAG.stopCause]: stopCauseOf(moment, slot) };
}

function withoutEvents({ updatedAt: _, ...detail }: { readonly updatedAt?: unknown }): object {
  return detail;
}
