import { isoText } from '../../load/formats/clock.js';
import { momentMsOf } from '../../scenario/moment.js';
import { field } from '../in-scenario-shape.js';

/** Parses AWS times: texts with an offset, or seconds since 1970 as older versions of the AWS CLI print them. */

/** Bounds of plausible cluster times: the years 2000 to 2200. */
const SECONDS_MIN = 946_684_800;
const SECONDS_MAX = 7_258_118_400;

/** Returns milliseconds since 1970; undefined for anything but a time. */
export function msOf(value: unknown): number | undefined {
  if (typeof value === 'string') return momentMsOf(value);
  const isTime = typeof value === 'number' && value >= SECONDS_MIN && value <= SECONDS_MAX;
  return isTime ? Math.floor(value * 1_000) : undefined;
}

/** Formats a time for the scenario. */
export function momentText(ms: number): string {
  const fraction = ms % 1_000;
  return fraction === 0 ? isoText(ms) : `${isoText(ms).slice(0, -1)}.${String(fraction).padStart(3, '0')}Z`;
}

/** Returns the time under a key as a block to spread; empty when absent. */
export function momentAt(block: unknown, key: string, as = key): Record<string, string> {
  const ms = msOf(field(block, key));
  return ms === undefined ? {} : { [as]: momentText(ms) };
}
