import { changeOf } from '../../billing/commitments.js';
import { ITEMS } from '../../billing/line-items.js';
import { type Money, sumOf } from '../../billing/money.js';
import type { BilledHours } from './bill.js';
import { linesOf } from './costs.js';

/**
 * Bearer of a part of an hour's bill: a service or workload by index, or the volumes of its tasks, `idle` for unused capacity, or `other`
 * for items and commitments, which are not shared out.
 */
export type CostOwner = number | VolumesOf | 'idle' | 'other';

/** One object for each owner, so that it is a key. */
interface VolumesOf {
  readonly volumesOf: number;
}

/** Hours of the run count from 0. */
export interface ServiceHour {
  readonly hour: number;
  readonly bearer: CostOwner;
  readonly money: Money;
}

/** A bill by hour and bearer, in order of time. Idle cost is the rest of each hour, so that the parts add up exactly. */
export function* serviceHours(
  { lines, commitments }: BilledHours,
  shares: readonly (readonly number[])[],
  { groups, withVolumes }: { readonly groups: number; readonly withVolumes: readonly number[] },
): Iterable<ServiceHour> {
  const hours = Math.max(commitments.length, ...lines.map((line) => line.length));
  const sumAt = (some: BilledHours['lines'], hour: number) => sumOf(some.map((line) => line[hour] ?? 0n));
  const [firstItem, firstVolumes] = [linesOf(groups), linesOf(groups) + ITEMS.length];
  const [capacity, items] = [lines.slice(0, firstItem), lines.slice(firstItem, firstVolumes)];
  const volumes = [...new Set(withVolumes)].map((volumesOf) => ({
    bearer: { volumesOf },
    ofIt: withVolumes.flatMap((owner, nth) => (owner === volumesOf ? [lines[firstVolumes + nth]] : [])),
  }));
  for (let hour = 0; hour < hours; hour++) {
    const borne = shares.map((share) => BigInt(Math.round(share[hour] ?? 0)));
    for (const [bearer, money] of borne.entries()) yield { hour, bearer, money };
    for (const { bearer, ofIt } of volumes) yield { hour, bearer, money: sumAt(ofIt, hour) };
    yield { hour, bearer: 'idle', money: sumAt(capacity, hour) - sumOf(borne) };
    const change = commitments[hour] === undefined ? 0n : changeOf(commitments[hour]);
    yield { hour, bearer: 'other', money: sumAt(items, hour) + change };
  }
}
