import type { Ms } from '../kernel/event-loop.js';
import { billedUntil } from './billed-time.js';
import type { BillingSettings } from './billing-settings.js';
import { type Missing, missingPrices } from './missing.js';
import { PARTS } from './money.js';
import { constantTariff, type PricePath, type Tariff, tariffFor, together } from './tariff.js';

/** Size and platform of a Fargate task, which determine its bill. */
export interface FargateShape {
  readonly os: 'linux' | 'windows';
  readonly arch: 'x86_64' | 'arm64';
  readonly capacity: 'on-demand' | 'spot';
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly storageGib: number;
}

type Price = number | PricePath | undefined;

/** Prices for one operating system, architecture and capacity type; absent ones are unknown. */
export interface FargatePrices {
  readonly usdPerVcpuHour?: Price;
  readonly usdPerGbHour?: Price;
  /** Windows only. */
  readonly licenseUsdPerVcpuHour?: Price;
  /** Ephemeral storage beyond the included amount. */
  readonly storageUsdPerGbHour?: Price;
}

/** By system, architecture and capacity, such as `linux.arm64.spot`. */
export type FargatePriceList = Readonly<Partial<Record<FargatePlatform, FargatePrices>>>;
export type FargatePlatform = `${FargateShape['os']}.${FargateShape['arch']}.${FargateShape['capacity']}`;

export function platformOf({ os, arch, capacity }: Pick<FargateShape, 'os' | 'arch' | 'capacity'>): FargatePlatform {
  return `${os}.${arch}.${capacity}`;
}

/** Separate tariffs, because a Savings Plan covers vCPUs and memory only. */
export interface FargateTariffs {
  readonly compute: Tariff;
  /** Windows licence and extra storage. */
  readonly extras: Tariff;
}

const NOTHING = constantTariff(0n);

/** Returns the tariffs of tasks with this shape, or the required prices that are missing. */
export function fargateTariffs(shape: FargateShape, prices: FargatePrices, settings: BillingSettings): FargateTariffs | Missing {
  const { os, arch, capacity, cpuUnits, memoryMib } = shape;
  const extraMib = Math.max(0, shape.storageGib - settings.fargateStorageIncludedGib) * PARTS;
  const lacking: string[] = [];
  /** Prices an amount in 1,024ths at the price `setting`. */
  const priced = (amount: number, setting: keyof FargatePrices): Tariff => {
    const price = prices[setting];
    if (price !== undefined) return tariffFor(amount, price);
    if (amount > 0)
      lacking.push(setting === 'storageUsdPerGbHour' ? `prices.fargate.${setting}` : `prices.fargate.${platformOf(shape)}.${setting}`);
    return NOTHING;
  };
  const compute = together(priced(cpuUnits, 'usdPerVcpuHour'), priced(memoryMib, 'usdPerGbHour'));
  const license = priced(os === 'windows' ? cpuUnits : 0, 'licenseUsdPerVcpuHour');
  const extras = together(license, priced(extraMib, 'storageUsdPerGbHour'));
  if (lacking.length > 0) return missingPrices(`Fargate (${os} on ${arch}, ${capacity})`, lacking);
  return { compute, extras };
}

/** Bills from the start of the image pull to the end of the task. */
export function fargateBilledUntil(
  run: { readonly pullMs: Ms; readonly endMs: Ms },
  os: FargateShape['os'],
  settings: BillingSettings,
): Ms {
  return billedUntil(run.pullMs, run.endMs, settings.fargateMinimumSeconds[os]);
}
