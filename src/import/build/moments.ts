import { isoText } from '../../load/formats/clock.js';
import { momentMsOf } from '../../scenario/moment.js';
import { field } from '../shaped.js';

/** Times of AWS: texts with an offset, or seconds since 1970, as older command lines print them. */

/** From 2000 to 2200: what is outside is no time of a cluster. */
const SECONDS_MIN = 946_684_800;
const SECONDS_MAX = 7_258_118_400;

/** In milliseconds since 1970; undefined: it is no time. */
export function msOf(value: unknown): number | undefined {
  if (typeof value === 'string') return momentMsOf(value);
  const isTime = typeof value === 'number' && value >= SECONDS_MIN && value <= SECONDS_MAX;
  return isTime ? Math.floor(value * 1_000) : undefined;
}

/** As a scenario writes it. */
export function momentText(ms: number): string {
  const fraction = ms % 1_000;
  return fraction === 0 ? isoText(ms) : `${isoText(ms).slice(0, -1)}.${String(fraction).padStart(3, '0')}Z`;
}

/** The moment under a key, ready to be spread into a block. */
export function momentAt(block: unknown, key: string, as = key): Record<string, string> {
  const ms = msOf(field(block, key));
  return ms === undefined ? {} : { [as]: momentText(ms) };
}
