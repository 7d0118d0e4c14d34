import { NO_DATA } from '../facts.js';

/**
 * Stores the reason of a decision. Returns whether the last decision had another one: a hold is reported once, not every minute while it
 * lasts.
 */
export function storeReason(record: { lastReason: number }, reason: number): boolean {
  const isNew = reason !== record.lastReason;
  record.lastReason = reason;
  return isNew;
}

/** Returns whole thousandths, because facts are whole numbers; `NO_DATA` for NaN. */
export function milli(value: number): number {
  return Number.isNaN(value) ? NO_DATA : Math.round(1_000 * value);
}
