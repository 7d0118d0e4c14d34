import { itemTariffs, PRICED_ITEMS, SIDES } from '../billing/line-items.js';
import { isMissingPrice } from '../billing/missing.js';
import type { Money, Rate } from '../billing/money.js';
import { tariffOf } from '../billing/tariff.js';
import { volumeTariff } from '../billing/volumes.js';
import type { Setup } from '../sim/setup.js';
import { volumesOf } from '../sim/volumes.js';
import { HOUR_DIGITS } from './digits.js';
import { type Costs, TASK_VOLUMES, usdCell } from './ledger/costs.js';
import { quotient } from './ledger/level.js';
import type { ItemMetrics } from './run-metrics.js';

const MS_PER_HOUR = 3_600_000n;
/** Hours of the month that EBS bills for the volumes of tasks: 30 days. */
const HOURS_OF_30_DAYS = 720;

/** The charges besides capacity, with the amounts that are billed: amount times price is the cost. */
export function itemMetrics({ billing, ...setup }: Setup, costs: Costs): ItemMetrics[] {
  const { items, settings } = billing;
  const tariffs = itemTariffs(items, settings);
  if (isMissingPrice(tariffs)) return [];
  const amounts: Record<(typeof PRICED_ITEMS)[number], readonly [perHour: number, unit: string]> = {
    rootVolume: [(items.rootVolume?.gib ?? 0) / settings.hoursPerMonth, 'GiB-months'],
    publicIpv4: [1, 'address-hours'],
    loadBalancers: [items.loadBalancers?.count ?? 0, 'load balancer-hours'],
    zoneTraffic: [SIDES * (items.zoneTraffic?.gbPerHour ?? 0), 'GB'],
  };
  const priced = PRICED_ITEMS.flatMap((item): ItemMetrics[] => {
    const tariff = tariffs[item];
    if (tariff === null) return [];
    const [perHour, unit] = amounts[item];
    const hours = hoursAt(costs.ofItem(item), tariff.rates[0]);
    return [{ item, cost_usd: usdCell(costs.ofItem(item)), amount: hours && amountOf(hours * perHour), unit }];
  });
  const charged = [...priced, ...unusedReservations(setup, costs)];
  const volumes = volumesOf(setup);
  if (volumes.length === 0) return charged;
  const hours = volumes.map(({ volume }, nth) => hoursAt(costs.ofVolumes[nth], volumeTariff(volume.usdPerMonth).rates[0]));
  const all = hours.every((one) => one !== null) ? hours.reduce((sum, one) => sum + one, 0) : null;
  const cost = costs.ofVolumes.reduce((sum, one) => sum + one, 0n);
  return [
    ...charged,
    { item: TASK_VOLUMES, cost_usd: usdCell(cost), amount: all && amountOf(all / HOURS_OF_30_DAYS), unit: 'volume-months' },
  ];
}

/** The amount is known where all places have one price. */
function unusedReservations({ capacityReservations = [], instanceTypes }: Omit<Setup, 'billing'>, costs: Costs): ItemMetrics[] {
  if (capacityReservations.length === 0) return [];
  const item = 'unusedReservations';
  const [type, ...others] = new Set(capacityReservations.map((one) => one.type));
  const { usdPerHour, pricePath } = instanceTypes[type!]!;
  const isOnePrice = others.length === 0 && pricePath === undefined;
  const hours = isOnePrice ? hoursAt(costs.ofItem(item), tariffOf({ atMs: [0], usdPerHour: [usdPerHour] }).rates[0]!) : null;
  return [{ item, cost_usd: usdCell(costs.ofItem(item)), amount: hours && amountOf(hours), unit: 'instance-hours' }];
}

/** Returns the hours at the rate that cost this money; null for a rate of 0. */
function hoursAt(money: Money, rate: Rate): number | null {
  return rate === 0n ? null : quotient(money, rate * MS_PER_HOUR, 9);
}

function amountOf(value: number): number {
  return Number(value.toFixed(2 * HOUR_DIGITS));
}
