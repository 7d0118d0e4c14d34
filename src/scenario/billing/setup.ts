import { NOT_COVERED } from '../../billing/bill.js';
import { type FargatePriceList, type FargatePrices, platformOf } from '../../billing/fargate.js';
import type { LineItems } from '../../billing/line-items.js';
import type { BillingTerms } from '../../billing/terms.js';
import { isMissing } from '../../catalog/missing.js';
import { fargatePrice, fargateStoragePrice } from '../../catalog/prices.js';
import type { PriceText } from '../market/price-schema.js';
import { priceOrPath } from '../market/price-setup.js';
import type { Scenario } from '../schema.js';

/** The name of Fargate in a Savings Plan. */
export const FARGATE = 'FARGATE';

/** The items of a bill besides the prices of instances. `types`: the names of the run's instance types. */
export function billingOf(scenario: Scenario, types: readonly string[]): BillingTerms {
  const { reservedInstances, savingsPlan, items: _, ...settings } = scenario.billing;
  return {
    settings,
    commitments: {
      reservations: reservedInstances.map(({ instanceType, count, usdPerHour }) => ({
        usage: types.includes(instanceType) ? types.indexOf(instanceType) : NOT_COVERED,
        instances: count,
        usdPerHour,
      })),
      savingsPlan:
        savingsPlan === undefined
          ? null
          : {
              usdPerHour: savingsPlan.usdPerHour,
              percentOff: [...types, FARGATE].map((name) =>
                Object.hasOwn(savingsPlan.percentOff, name) ? savingsPlan.percentOff[name]! : null,
              ),
            },
    },
    items: itemsOf(scenario),
    fargate: fargatePricesOf(scenario),
  };
}

/** Returns the items with their given prices. */
export function itemsOf({ billing: { items }, prices }: Scenario): LineItems {
  const { rootVolume, publicIpv4, loadBalancers, zoneTraffic } = items;
  return {
    ...(rootVolume && { rootVolume: { ...rootVolume, ...prices.rootVolume } }),
    ...(publicIpv4 && { publicIpv4: { ...publicIpv4, ...prices.publicIpv4 } }),
    ...(loadBalancers && { loadBalancers: { ...loadBalancers, ...prices.loadBalancers } }),
    ...(zoneTraffic && { zoneTraffic: { ...zoneTraffic, ...prices.zoneTraffic } }),
  };
}

const PLATFORMS = [
  { os: 'linux', arch: 'x86_64', capacity: 'on-demand' },
  { os: 'linux', arch: 'x86_64', capacity: 'spot' },
  { os: 'linux', arch: 'arm64', capacity: 'on-demand' },
  { os: 'linux', arch: 'arm64', capacity: 'spot' },
  { os: 'windows', arch: 'x86_64', capacity: 'on-demand' },
] as const;

type FargateText = { readonly [K in keyof FargatePrices]: PriceText | undefined };

/** Fargate prices of the scenario, supplemented from the catalogue. */
export function fargatePricesOf({ prices: { fargate }, region }: Scenario): FargatePriceList {
  const storage = fargateStoragePrice(region);
  const storageUsd = fargate.storageUsdPerGbHour ?? (isMissing(storage) ? undefined : storage.usdPerGbHour);
  return Object.fromEntries(
    PLATFORMS.map((platform) => {
      const { os, arch, capacity } = platform;
      const given: FargateText = (os === 'windows' ? fargate.windows?.x86_64?.['on-demand'] : fargate.linux?.[arch]?.[capacity]) ?? {};
      const published = fargatePrice({ ...platform, region });
      const { usdPerVcpuHour, usdPerGbHour, licenseUsdPerVcpuHour }: FargateText = isMissing(published) ? {} : published;
      const all: FargateText = { usdPerVcpuHour, usdPerGbHour, licenseUsdPerVcpuHour, storageUsdPerGbHour: storageUsd, ...given };
      return [
        platformOf(platform),
        Object.fromEntries(Object.entries(all).flatMap(([key, price]) => (price === undefined ? [] : [[key, priceOrPath(price)]]))),
      ];
    }),
  );
}
