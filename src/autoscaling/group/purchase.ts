/** How an instance is paid for, as a number that a column can hold. */
export const OnDemand = 0;
export const Spot = 1;
export type Purchase = typeof OnDemand | typeof Spot;

/** `OnDemandBaseCapacity` and `OnDemandPercentageAboveBaseCapacity`, whole numbers. A group without mixed instances is 0 and 100. */
export interface PurchaseSplit {
  readonly onDemandBase: number;
  readonly onDemandPercentAboveBase: number;
}

/** Living instances by purchase option, booting ones too. */
export type LivingByPurchase = readonly [onDemand: number, spot: number];

/** How many of `total` are of an option: first the base, above it the percentage, a fraction rounded up in favour of On-Demand (A.ASG-11). */
export function wantedOf(purchase: Purchase, total: number, split: PurchaseSplit): number {
  const base = Math.min(total, split.onDemandBase);
  const onDemand = base + Math.ceil(((total - base) * split.onDemandPercentAboveBase) / 100);
  return purchase === OnDemand ? onDemand : total - onDemand;
}

/**
 * What the next launch may be, On-Demand first. Each option has its own share of DesiredCapacity, so that Spot without capacity never
 * becomes On-Demand (C.SPOT-05), nor keeps On-Demand from starting.
 */
export function optionsToLaunch(living: LivingByPurchase, desired: number, split: PurchaseSplit): readonly Purchase[] {
  return ([OnDemand, Spot] as const).filter((purchase) => living[purchase] < wantedOf(purchase, desired, split));
}

/** What the next termination takes: the option with more above its share, Spot when both have as many (A.ASG-10). */
export function optionToTerminate(living: LivingByPurchase, desired: number, split: PurchaseSplit): Purchase {
  const above = (purchase: Purchase) => living[purchase] - wantedOf(purchase, desired, split);
  return above(OnDemand) > above(Spot) ? OnDemand : Spot;
}
