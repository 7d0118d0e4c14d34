import type { BillingSettings } from './billing-settings.js';
import { type Missing, missingPrices } from './missing.js';
import { nanoOf, PARTS } from './money.js';
import { constantTariff, type Tariff } from './tariff.js';

/** AWS, "New - AWS Public IPv4 Address Charge + Public IP Insights" (2023-07-28): all Regions, from 2024-02-01. */
const PUBLIC_IPV4_USD_PER_HOUR = 0.005;

/** Costs of a cluster besides instances and tasks. Absent items are left off; a present item needs its price. */
export interface LineItems {
  /** One EBS volume per instance. */
  readonly rootVolume?: { readonly gib: number; readonly usdPerGibMonth?: number | undefined };
  /** One address per running instance, per Fargate task, or both. */
  readonly publicIpv4?: { readonly instances: boolean; readonly fargateTasks: boolean; readonly usdPerHour?: number | undefined };
  readonly loadBalancers?: {
    readonly count: number;
    readonly lcu: number;
    readonly usdPerHour?: number | undefined;
    readonly usdPerLcuHour?: number | undefined;
  };
  /** GB per hour between Availability Zones, and the price charged to each side. */
  readonly zoneTraffic?: { readonly gbPerHour: number; readonly usdPerGb?: number | undefined };
}

/** Those that a scenario charges by a price of their own. */
export const PRICED_ITEMS = ['rootVolume', 'publicIpv4', 'loadBalancers', 'zoneTraffic'] as const;
export const ITEMS = [...PRICED_ITEMS, 'unusedReservations'] as const;

/** Tariff of each item; null for absent items. */
export interface ItemTariffs {
  readonly rootVolume: Tariff | null;
  readonly publicIpv4: Tariff | null;
  /** All load balancers with their capacity units; charge to the end of the started hour. */
  readonly loadBalancers: Tariff | null;
  readonly zoneTraffic: Tariff | null;
}

/** Both sides of a transfer are charged. */
export const SIDES = 2;

/** Returns the prices of all charged items in nanodollars, or the settings that lack a price. */
export function itemTariffs(items: LineItems, settings: BillingSettings): ItemTariffs | Missing {
  const lacking: string[] = [];
  const priced = (usd: number | undefined, amount: number, setting: string): number => {
    if (usd === undefined) lacking.push(`prices.${setting}`);
    return amount * nanoOf(usd ?? 0);
  };
  const { rootVolume, publicIpv4, loadBalancers, zoneTraffic } = items;
  const tariffs = {
    rootVolume:
      rootVolume && hourly(priced(rootVolume.usdPerGibMonth, rootVolume.gib, 'rootVolume.usdPerGibMonth') / settings.hoursPerMonth),
    publicIpv4: publicIpv4 && hourly(nanoOf(publicIpv4.usdPerHour ?? PUBLIC_IPV4_USD_PER_HOUR)),
    loadBalancers:
      loadBalancers &&
      hourly(
        priced(loadBalancers.usdPerHour, loadBalancers.count, 'loadBalancers.usdPerHour') +
          (loadBalancers.lcu > 0 ? priced(loadBalancers.usdPerLcuHour, loadBalancers.lcu, 'loadBalancers.usdPerLcuHour') : 0),
      ),
    zoneTraffic: zoneTraffic && hourly(SIDES * priced(zoneTraffic.usdPerGb, zoneTraffic.gbPerHour, 'zoneTraffic.usdPerGb')),
  };
  if (lacking.length > 0) return missingPrices('line items', lacking);
  const { rootVolume: volume = null, publicIpv4: address = null, loadBalancers: balancers = null, zoneTraffic: traffic = null } = tariffs;
  return { rootVolume: volume, publicIpv4: address, loadBalancers: balancers, zoneTraffic: traffic };
}

/** Rounds to a grain per millisecond, about a trillionth of a dollar per hour. */
function hourly(nanoUsd: number): Tariff {
  return constantTariff(BigInt(Math.round(nanoUsd * PARTS)));
}
