import { nanoOf, PARTS } from './money.js';
import { constantTariff, type Tariff } from './tariff.js';

/** An EBS volume, as far as its price depends on it. */
interface PricedVolume {
  readonly volumeType?: string | undefined;
  readonly sizeInGiB?: number | undefined;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
}

/** USD a month of a GiB, a provisioned IOPS and a MiB a second. */
interface VolumePrice {
  readonly usdPerGibMonth?: number | undefined;
  readonly usdPerIopsMonth?: number | undefined;
  readonly usdPerMibpsMonth?: number | undefined;
}

/** By volume type, in us-east-1 (EBS pricing page). */
const PRICES: Readonly<Record<string, VolumePrice>> = {
  gp2: { usdPerGibMonth: 0.1 },
  gp3: { usdPerGibMonth: 0.08, usdPerIopsMonth: 0.005, usdPerMibpsMonth: 0.04 },
  io1: { usdPerGibMonth: 0.125, usdPerIopsMonth: 0.065 },
  io2: { usdPerGibMonth: 0.125, usdPerIopsMonth: 0.065 },
  st1: { usdPerGibMonth: 0.045 },
  sc1: { usdPerGibMonth: 0.015 },
  standard: { usdPerGibMonth: 0.05 },
};
export const VOLUME_TYPES: readonly string[] = Object.keys(PRICES);
export const VOLUME_TYPE_DEFAULT = 'gp3';

/** The IOPS and throughput that the price of a GiB of gp3 includes. */
const GP3_FREE = { iops: 3_000, mibps: 125 };

/** EBS bills a month of 30 days, by the second, and a minute at least. */
const HOURS_PER_MONTH = 720;
export const VOLUME_MINIMUM_SECONDS = 60;

/** Returns the price of a volume for a month of 30 days (N.EBS-6). `given`: prices by volume type, in place of those of us-east-1. */
export function volumeUsdPerMonth(
  { volumeType = VOLUME_TYPE_DEFAULT, sizeInGiB = 0, iops = 0, throughput = 0 }: PricedVolume,
  given: Readonly<Record<string, VolumePrice>> = {},
): number {
  const price = { ...PRICES[volumeType], ...(Object.hasOwn(given, volumeType) ? given[volumeType] : {}) };
  const free = volumeType === VOLUME_TYPE_DEFAULT ? GP3_FREE : { iops: 0, mibps: 0 };
  const above = (amount: number, included: number, usd = 0) => Math.max(0, amount - included) * usd;
  return (
    above(sizeInGiB, 0, price.usdPerGibMonth) +
    above(iops, free.iops, price.usdPerIopsMonth) +
    above(throughput, free.mibps, price.usdPerMibpsMonth)
  );
}

export function volumeTariff(usdPerMonth: number): Tariff {
  return constantTariff(BigInt(Math.round((nanoOf(usdPerMonth) / HOURS_PER_MONTH) * PARTS)));
}
