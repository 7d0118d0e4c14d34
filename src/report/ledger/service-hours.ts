import { changeOf } from '../../billing/commitments.js';
import { type Money, sumOf } from '../../billing/money.js';
import type { BilledHours } from './bill.js';
import { linesOf } from './costs.js';

/** Who bears a part of an hour's bill: a service or workload by index, nobody, or other items and commitments, which are not shared out. */
export type Bearer = number | 'idle' | 'other';

/** Hours of the run count from 0. */
export interface ServiceHour {
  readonly hour: number;
  readonly bearer: Bearer;
  readonly money: Money;
}

/** A bill by hour and bearer, in order of time: of each hour all of it. What nobody bears is the rest, so that no grain is lost. */
export function serviceHours({ lines, commitments }: BilledHours, shares: readonly (readonly number[])[], groups: number): ServiceHour[] {
  const hours = Math.max(commitments.length, ...lines.map((line) => line.length));
  const sumAt = (some: BilledHours['lines'], hour: number) => sumOf(some.map((line) => line[hour] ?? 0n));
  return Array.from({ length: hours }, (_, hour) => {
    const borne = shares.map((share) => BigInt(Math.round(share[hour] ?? 0)));
    const capacity = sumAt(lines.slice(0, linesOf(groups)), hour);
    const items = sumAt(lines.slice(linesOf(groups)), hour);
    const change = commitments[hour] === undefined ? 0n : changeOf(commitments[hour]);
    return [
      ...borne.map((money, owner) => ({ hour, bearer: owner, money })),
      { hour, bearer: 'idle' as const, money: capacity - sumOf(borne) },
      { hour, bearer: 'other' as const, money: items + change },
    ];
  }).flat();
}
