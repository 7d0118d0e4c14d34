import { type Committed, type CommittedHour, changeOf } from '../../billing/commitments.js';
import type { Money } from '../../billing/money.js';
import { HOUR_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { COMMITMENTS } from './costs.js';

/** Returns the total of each commitment over all hours. */
export function committedOf(hours: readonly CommittedHour[]): Record<(typeof COMMITMENTS)[number], Committed> {
  return { reservedInstances: sumOf(hours.map((hour) => hour.reserved)), savingsPlan: sumOf(hours.map((hour) => hour.plan)) };
}

/** Effect of commitments up to each of the ascending times; an hour in progress counts by the part that has passed. */
export function changeBy(timesMs: readonly Ms[], hours: readonly CommittedHour[]): Money[] {
  const changes = hours.map(changeOf);
  let [done, before] = [0, 0n];
  return timesMs.map((timeMs) => {
    for (; (done + 1) * HOUR_MS <= timeMs; done++) before += changes[done] ?? 0n;
    return before + ((changes[done] ?? 0n) * BigInt(timeMs - done * HOUR_MS)) / BigInt(HOUR_MS);
  });
}

function sumOf(all: readonly Committed[]): Committed {
  return all.reduce((sum, one) => ({ fee: sum.fee + one.fee, used: sum.used + one.used, covered: sum.covered + one.covered }), {
    fee: 0n,
    used: 0n,
    covered: 0n,
  });
}
