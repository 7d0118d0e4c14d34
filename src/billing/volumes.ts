/** An EBS volume, as far as its price depends on it. */
interface PricedVolume {
  readonly volumeType?: string | undefined;
  readonly sizeInGiB?: number | undefined;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
}

interface VolumePrice {
  readonly gib: number;
  readonly iops?: number;
  readonly mibps?: number;
}

/** USD a month in us-east-1 (EBS pricing page), of a GiB, an IOPS and a MiB a second. */
const PRICES: Readonly<Record<string, VolumePrice>> = {
  gp2: { gib: 0.1 },
  gp3: { gib: 0.08, iops: 0.005, mibps: 0.04 },
  io1: { gib: 0.125, iops: 0.065 },
  io2: { gib: 0.125, iops: 0.065 },
  st1: { gib: 0.045 },
  sc1: { gib: 0.015 },
  standard: { gib: 0.05 },
};

/** What the price of a GiB of gp3 includes. */
const GP3_FREE = { iops: 3_000, mibps: 125 };

/** N.EBS-6: the price of a month of 30 days. */
export function volumeUsdPerMonth(
  { volumeType = 'gp3', sizeInGiB = 0, iops = 0, throughput = 0 }: PricedVolume,
  price: VolumePrice = PRICES[volumeType],
): number {
  const free = volumeType === 'gp3' ? GP3_FREE : { iops: 0, mibps: 0 };
  const above = (amount: number, included: number, usd = 0) => Math.max(0, amount - included) * usd;
  return sizeInGiB * price.gib + above(iops, free.iops, price.iops) + above(throughput, free.mibps, price.mibps);
}
