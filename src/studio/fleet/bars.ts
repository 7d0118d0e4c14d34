import type { FleetAt } from './fleet-at.js';
import { NEVER } from './growing.js';
import type { Box } from './layout.js';

/** The resource that fills a bar. */
export type Fill = 'cpu' | 'memory';

/** How much of its instance a task reserves, from 0 to 1. */
export function shareOf({ recording }: FleetAt, task: number, fill: Fill): number {
  const { tasks, classes, instances, types } = recording;
  const type = types[instances.type[tasks.instance[task]]];
  const taskClass = tasks.class[task];
  return fill === 'cpu' ? classes.cpuUnits[taskClass] / type.cpuUnits : classes.memoryMib[taskClass] / type.memoryMib;
}

/** How much of an instance is reserved, from 0 to 1. */
export function reservedShare(fleet: FleetAt, instance: number, fill: Fill): number {
  const { types, instances } = fleet.recording;
  const type = types[instances.type[instance]];
  return fill === 'cpu' ? fleet.cpuUsed[instance] / type.cpuUnits : fleet.memoryUsed[instance] / type.memoryMib;
}

/** Visits the tasks on an instance with the ends of their parts of its bar, in order of placement. */
export function eachPart(
  fleet: FleetAt,
  { instance, box, fill }: { readonly instance: number; readonly box: Box; readonly fill: Fill },
  visit: (task: number, from: number, to: number) => void,
): void {
  let share = 0;
  for (let task = fleet.firstOn(instance); task !== NEVER; task = fleet.nextOn(task)) {
    const from = box.x + Math.min(1, share) * box.width;
    share += shareOf(fleet, task, fill);
    visit(task, from, box.x + Math.min(1, share) * box.width);
  }
}

/** The task under a point of a bar; NEVER where it is empty. */
export function taskAt(fleet: FleetAt, bar: { readonly instance: number; readonly box: Box; readonly fill: Fill }, x: number): number {
  let found = NEVER;
  eachPart(fleet, bar, (task, from, to) => {
    if (x >= from && x < to) found = task;
  });
  return found;
}
