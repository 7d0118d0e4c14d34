import { usdOf } from '../billing/money.js';
import type { Setup } from '../sim/setup.js';
import { HOUR_DIGITS, rounded, USD_DIGITS } from './digits.js';
import { type Costs, usdCell } from './ledger/costs.js';
import { percentOf } from './ledger/level.js';

/** The result of a Spot pool: an instance type in a zone. */
export interface SpotPoolMetrics {
  readonly instance_type: string;
  readonly availability_zone: string;
  readonly instance_hours: number;
  readonly cost_usd: number;
  readonly on_demand_cost_usd: number;
  readonly savings_usd: number;
  readonly savings_percent: number | null;
  /** Mean over instance-hours; free ones are included. */
  readonly mean_usd_per_hour: number;
}

/** One entry per pool that sold any capacity, ordered by type and zone as in the market. */
export function spotPoolMetrics({ instanceTypes, zones }: Setup, { spotPools }: Costs): SpotPoolMetrics[] {
  const sold = spotPools.filter(({ seconds }) => seconds > 0);
  return sold.map(({ type, zone, money, onDemand, seconds }) => ({
    instance_type: instanceTypes[type].name,
    availability_zone: zones[zone],
    instance_hours: rounded(seconds / 3600, HOUR_DIGITS),
    cost_usd: usdCell(money),
    on_demand_cost_usd: usdCell(onDemand),
    savings_usd: usdCell(onDemand - money),
    savings_percent: percentOf(onDemand - money, onDemand),
    mean_usd_per_hour: rounded((usdOf(money) * 3600) / seconds, USD_DIGITS),
  }));
}
