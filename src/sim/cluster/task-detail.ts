import type { Tasks } from './tasks.js';

/**
 * Mask for the part of a task's ordinal that fits beside a change of health in the detail of an event. It is enough to distinguish a slot's
 * task from the one before.
 */
const ORDINAL_MASK = 0x03ffffff;
const CHANGE_BITS = 4;

/** Returns the detail of an event of the task: a change of its health, from 0 to 15, and a part of its ordinal. */
export function detailOf(tasks: Tasks, slot: number, change = 0): number {
  return ((tasks.task[slot] & ORDINAL_MASK) << CHANGE_BITS) | change;
}

/** Returns the change in a detail. */
export function changeIn(detail: number): number {
  return detail & ((1 << CHANGE_BITS) - 1);
}

/** Returns whether the slot still has the task of the detail, with desiredStatus RUNNING. */
export function isStill(tasks: Tasks, slot: number, detail: number): boolean {
  return tasks.cause[slot] === 0 && isThere(tasks, slot, detail);
}

/** Returns whether the slot still has the task of the detail. */
export function isThere(tasks: Tasks, slot: number, detail: number): boolean {
  return tasks.state[slot] !== 0 && (tasks.task[slot] & ORDINAL_MASK) === detail >> CHANGE_BITS;
}
