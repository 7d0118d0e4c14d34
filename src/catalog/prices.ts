import { FARGATE_PRICES, FARGATE_STORAGE_PRICES } from './data/fargate.js';
import { EC2_PRICES } from './data/prices.js';
import type { Missing } from './missing.js';
import type { OperatingSystem } from './registered.js';
import { linesOf, NONE, readTable } from './table.js';

/** Regions with EC2 prices in the catalogue, in the order of its columns. */
export const PRICED_REGIONS: readonly string[] = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1'];

/** Share of instances interrupted per month, in the buckets of the AWS Spot Advisor. */
const INTERRUPTION_BUCKETS = ['<5%', '5-10%', '10-15%', '15-20%', '>20%'] as const;
type InterruptionBucket = (typeof INTERRUPTION_BUCKETS)[number];

export interface Price {
  readonly usdPerHour: number;
  readonly source: string;
  /** Date of the source; later prices may differ. */
  readonly date: string;
}

export interface Spot {
  /** Below the on-demand price. */
  readonly savingsPercent: number;
  readonly interruptionBucket: InterruptionBucket;
  readonly source: string;
  readonly date: string;
}

export interface FargateQuery {
  readonly region: string;
  readonly os: OperatingSystem;
  readonly arch: 'x86_64' | 'arm64';
  readonly capacity: 'on-demand' | 'spot';
}

export interface FargatePrice {
  readonly usdPerVcpuHour: number;
  readonly usdPerGbHour: number;
  /** Windows licence, on top of the vCPU price; 0 for Linux. */
  readonly licenseUsdPerVcpuHour: number;
  readonly source: string;
  readonly date: string;
}

export interface StoragePrice {
  readonly usdPerGbHour: number;
  readonly source: string;
  readonly date: string;
}

/** Sources by the letter at the end of a price in the data. */
const SOURCES: Record<string, { readonly source: string; readonly date: string }> = {
  k: { source: 'aws/karpenter-provider-aws zz_generated.pricing_aws.go', date: '2026-07-20' },
  p: { source: 'rhpds/parsec data/ec2_pricing.json', date: '2026-02-17' },
  a: { source: 'varad-more/ec2-instance-advisor docs/data/ec2_aws_snapshot.csv', date: '2026-03-15' },
};
const SPOT_SOURCE = { source: 'AWS Spot Advisor in alexei-led/spotinfo', date: '2025-06-28' };

let ec2: ReadonlyMap<string, string> | undefined;
let fargate: ReadonlyMap<string, FargatePrice> | undefined;

/** Returns the on-demand price of Linux. The catalogue lacks prices with a Windows licence and reports them as missing. */
export function onDemandPrice(name: string, region: string, os: OperatingSystem = 'linux'): Price | Missing {
  const setting = `give it in the scenario as prices.ec2.${name}, in USD per hour, or 0 if only times count`;
  if (os === 'windows') return { missing: `the catalogue has no price of ${name} with a Windows licence: ${setting}` };
  const field = ec2Field(name, PRICED_REGIONS.indexOf(region));
  if (field === undefined) return { missing: `the catalogue has no on-demand price of ${name} in ${region}: ${setting}` };
  return { usdPerHour: Number(field.slice(0, -1)), ...SOURCES[field.slice(-1)] };
}

export function spotOf(name: string, region: string): Spot | Missing {
  const column = PRICED_REGIONS.indexOf(region);
  const field = ec2Field(name, column < 0 ? column : PRICED_REGIONS.length + column);
  if (field === undefined) {
    const setting = `give them in the scenario as prices.spot.${name}`;
    return { missing: `the catalogue has no Spot savings and interruption bucket of ${name} in ${region}: ${setting}` };
  }
  const [savings, bucket] = field.split('/');
  return { savingsPercent: Number(savings), interruptionBucket: INTERRUPTION_BUCKETS[Number(bucket)], ...SPOT_SOURCE };
}

/** Returns the newest complete price of a place; Spot prices of Fargate vary, so theirs is a snapshot. */
export function fargatePrice(query: FargateQuery): FargatePrice | Missing {
  fargate ??= parseFargate();
  const { region, os, arch, capacity } = query;
  const price = fargate.get(`${region} ${os} ${arch} ${capacity}`);
  if (price !== undefined) return price;
  const setting = 'give it in the scenario as prices.fargate, in USD per vCPU-hour and GB-hour, or 0 if only times count';
  return { missing: `the catalogue has no ${capacity} price of Fargate for ${os} on ${arch} in ${region}: ${setting}` };
}

/** Returns the price of ephemeral storage of a Fargate task beyond the free 20 GB. */
export function fargateStoragePrice(region: string): StoragePrice | Missing {
  const line = linesOf(FARGATE_STORAGE_PRICES).find((candidate) => candidate.startsWith(`${region} `));
  if (line === undefined) {
    return {
      missing: `the catalogue has no price of Fargate storage in ${region}: give it in the scenario as prices.fargate.storageUsdPerGbHour`,
    };
  }
  const [, usd, date, ...source] = line.split(' ');
  return { usdPerGbHour: Number(usd), source: source.join(' '), date };
}

function ec2Field(name: string, column: number): string | undefined {
  ec2 ??= readTable(EC2_PRICES);
  const field = column < 0 ? undefined : ec2.get(name)?.split(' ')[column];
  return field === NONE ? undefined : field;
}

function parseFargate(): ReadonlyMap<string, FargatePrice> {
  const found = new Map<string, FargatePrice>();
  for (const line of linesOf(FARGATE_PRICES)) {
    const [region, os, arch, capacity, vcpu, gb, license, date, ...source] = line.split(' ');
    found.set(`${region} ${os} ${arch} ${capacity}`, {
      usdPerVcpuHour: Number(vcpu),
      usdPerGbHour: Number(gb),
      licenseUsdPerVcpuHour: Number(license),
      source: source.join(' '),
      date,
    });
  }
  return found;
}
