/** Purchase option as a number for a column. */
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

/** Returns the share of a purchase option in `total`: the base first, then the percentage, rounded up in favour of On-Demand (A.ASG-11). */
export function shareOf(purchase: Purchase, total: number, split: PurchaseSplit): number {
  const base = Math.min(total, split.onDemandBase);
  const onDemand = base + Math.ceil(((total - base) * split.onDemandPercentAboveBase) / 100);
  return purchase === OnDemand ? onDemand : total - onDemand;
}

/**
 * Returns the options of the next launch, On-Demand first. Each option has its own share of DesiredCapacity, so missing Spot capacity is
 * never replaced by On-Demand (C.SPOT-05) and does not block it.
 */
export function optionsToLaunch(living: LivingByPurchase, desired: number, split: PurchaseSplit): readonly Purchase[] {
  return ([OnDemand, Spot] as const).filter((purchase) => living[purchase] < shareOf(purchase, desired, split));
}

/** Returns the option of the next termination: the one further above its share, Spot on a tie (A.ASG-10). */
export function optionToTerminate(living: LivingByPurchase, desired: number, split: PurchaseSplit): Purchase {
  const above = (purchase: Purchase) => living[purchase] - shareOf(purchase, desired, split);
  return above(OnDemand) > above(Spot) ? OnDemand : Spot;
}
