import { instanceBilledUntil } from '../../src/billing/billed-time.js';
import { BILLING_DEFAULTS, type BillingSettings } from '../../src/billing/billing-settings.js';
import { type FargatePrices, type FargateShape, fargateBilledUntil, fargateTariffs } from '../../src/billing/fargate.js';
import { type ItemTariffs, itemTariffs, type LineItems } from '../../src/billing/line-items.js';
import type { Missing } from '../../src/billing/missing.js';
import { type Money, usdOf } from '../../src/billing/money.js';
import { costOf, type PricePath, type Tariff, tariffOf } from '../../src/billing/tariff.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export const at = (usdPerHour: number): PricePath => ({ atMs: [0], usdPerHour: [usdPerHour] });

interface Run {
  readonly ms: number;
  readonly fromMs?: number;
  readonly isSpot?: boolean;
  readonly isInterrupted?: boolean;
}

/** What an instance costs that runs for `ms`. */
export function instanceUsd(path: PricePath, run: Run, settings: Partial<BillingSettings> = {}): number {
  const { ms, fromMs = 0, isSpot = false, isInterrupted = false } = run;
  const untilMs = instanceBilledUntil({ fromMs, toMs: fromMs + ms, isSpot, isInterrupted }, { ...BILLING_DEFAULTS, ...settings });
  return usdOf(costOf(tariffOf(path), fromMs, untilMs));
}

/** us-east-1, as the catalogue has them. */
export const LINUX: FargatePrices = { usdPerVcpuHour: 0.04048, usdPerGbHour: 0.004445, storageUsdPerGbHour: 0.000111 };

const SHAPE: FargateShape = { os: 'linux', arch: 'x86_64', capacity: 'on-demand', cpuUnits: 1024, memoryMib: 2048, storageGib: 20 };
export const shape = (of: Partial<FargateShape> = {}): FargateShape => ({ ...SHAPE, ...of });

/** What a Fargate task costs from pull to end. */
export function fargateUsd(of: Partial<FargateShape>, ms: number, prices: FargatePrices = LINUX): number {
  const tariffs = known(fargateTariffs(shape(of), prices, BILLING_DEFAULTS));
  const untilMs = fargateBilledUntil({ pullMs: 0, endMs: ms }, shape(of).os, BILLING_DEFAULTS);
  return usdOf(costOf(tariffs.compute, 0, untilMs) + costOf(tariffs.extras, 0, untilMs));
}

export function itemUsd(items: LineItems, item: keyof ItemTariffs, ms: number): number {
  return usdOf(costOf(known(itemTariffs(items, BILLING_DEFAULTS))[item] as Tariff, 0, ms));
}

export function known<T extends object>(answer: T | Missing): Exclude<T, Missing> {
  if ('missing' in answer) throw new Error(answer.missing);
  return answer as Exclude<T, Missing>;
}

export const grains = (amounts: readonly Money[]): Money => amounts.reduce((sum, one) => sum + one, 0n);

export const ADDRESSED = { instances: true, fargateTasks: true };
