import type { Money } from '../../billing/money.js';
import { rounded, USD_DIGITS } from '../digits.js';
import { usdCell } from '../ledger/costs.js';
import type { CostOwner, ServiceHour } from '../ledger/service-hours.js';

/** An hour with rounded costs. */
export interface ShownHour {
  readonly hour: number;
  readonly bearer: CostOwner;
  readonly usd: number;
}

/** Rounds each hour and carries the rest to the bearer's next hour, so that the written hours add up to the bearer's written total. */
export function* shownHours(hours: Iterable<ServiceHour>): Iterable<ShownHour> {
  const before = new Map<CostOwner, Money>();
  for (const { hour, bearer, money } of hours) {
    const sum = before.get(bearer) ?? 0n;
    before.set(bearer, sum + money);
    const usd = rounded(usdCell(sum + money) - usdCell(sum), USD_DIGITS);
    if (usd !== 0) yield { hour, bearer, usd };
  }
}
