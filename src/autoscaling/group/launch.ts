import { launchZone } from '../auto-scaling-group.js';
import type { ScalerSettings } from '../cluster-scaler-settings.js';
import { type AllocationView, preferredTypes } from './pools.js';
import { type LivingByPurchase, OnDemand, optionsToLaunch, type Purchase, type PurchaseSplit, Spot } from './purchase.js';

/** A group before the launch of one instance. */
export interface LaunchView extends AllocationView {
  readonly desired: number;
  readonly living: LivingByPurchase;
  /** The group's zones in its own order, and its living instances in each zone. */
  readonly zones: readonly number[];
  readonly livingByZone: ArrayLike<number>;
  readonly zoneTie: ScalerSettings['zoneTie'];
  /** Incremented by each launch; used by `zoneTie: rotate`. */
  readonly turn: number;
  readonly split: PurchaseSplit;
  readonly zoneDistribution: 'balanced-best-effort' | 'balanced-only';
  /** `SpotMaxPrice`; null: the On-Demand price of the same type. */
  readonly spotMaxPrice: number | null;
}

export interface Launch {
  readonly type: number;
  readonly zone: number;
  readonly purchase: Purchase;
  /** False when a zone with fewer instances had no capacity: zones are to be balanced when it has again (A.ASG-9). */
  readonly isBalanced: boolean;
}

/** Why nothing was launched. The price is the reason only when a pool has capacity at too high a price. */
export type LaunchRefusal = 'nothing-wanted' | 'insufficient-capacity' | 'price-above-max';

/** Returns the group's next instance, if DesiredCapacity and its split require one; On-Demand and Spot are independent. */
export function nextLaunch(view: LaunchView): Launch | LaunchRefusal {
  let refusal: LaunchRefusal = 'nothing-wanted';
  for (const purchase of optionsToLaunch(view.living, view.desired, view.split)) {
    const launch = launchOf(purchase, view);
    if (typeof launch !== 'string') return launch;
    refusal = launch;
  }
  return refusal;
}

/**
 * Returns one instance of a purchase option: zones with the fewest living instances first (A.ASG-8), within a zone the pool preferred by
 * the allocation strategy (A.ASG-12).
 */
export function launchOf(purchase: Purchase, view: LaunchView): Launch | LaunchRefusal {
  const { livingByZone } = view;
  let refusal: LaunchRefusal = 'insufficient-capacity';
  let fewest: number | null = null;
  for (let zones = view.zones; zones.length > 0; ) {
    const zone = launchZone(livingByZone, zones, view.zoneTie, view.turn);
    fewest ??= livingByZone[zone];
    if (view.zoneDistribution === 'balanced-only' && livingByZone[zone] > fewest) return refusal;
    const withRoom = view.types.filter((type) => view.pools[purchase].spare(type, zone) > 0);
    const types = withRoom.filter((type) => isPaid(view, purchase, type, zone));
    if (types.length > 0) {
      const [type] = preferredTypes(view, { purchase, zone, types });
      return { type, zone, purchase, isBalanced: livingByZone[zone] === fewest };
    }
    if (withRoom.length > 0) refusal = 'price-above-max';
    zones = zones.filter((other) => other !== zone);
  }
  return refusal;
}

/** A Spot price equal to the maximum is accepted. */
function isPaid({ pools, spotMaxPrice }: LaunchView, purchase: Purchase, type: number, zone: number): boolean {
  return purchase === OnDemand || pools[Spot].price(type, zone) <= (spotMaxPrice ?? pools[OnDemand].price(type, zone));
}
