import { launchZone } from '../auto-scaling-group.js';
import type { ScalerSettings } from '../cluster-scaler-settings.js';
import { type AllocationView, type PoolChoice, preferredTypes } from './pools.js';
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
  /** Makes the attempt to launch in a pool; absent: it succeeds wherever there is capacity. */
  readonly attempt?: (pool: PoolOfLaunch) => Attempt;
}

/** The pool in which an attempt to launch is made. */
export interface PoolOfLaunch {
  readonly purchase: Purchase;
  readonly type: number;
  readonly zone: number;
}

/** How an attempt ends. After `insufficient-capacity` the next pool is tried at once; an internal error fails the request as a whole. */
export type Attempt = 'launches' | 'insufficient-capacity' | 'internal-error';

export interface Launch {
  readonly type: number;
  readonly zone: number;
  readonly purchase: Purchase;
}

/** Why nothing was launched. The price is the reason only when a pool has capacity at too high a price. */
export type LaunchRefusal = 'nothing-wanted' | 'insufficient-capacity' | 'price-above-max' | 'internal-error';

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
    const types = withRoom.filter((type) => isAffordable(view, purchase, type, zone));
    if (types.length > 0) {
      const type = launchedType(view, { purchase, zone, types });
      if (type === 'internal-error') return type;
      if (type !== null) return { type, zone, purchase };
    } else if (withRoom.length > 0) refusal = 'price-above-max';
    zones = zones.filter((other) => other !== zone);
  }
  return refusal;
}

/** Returns the preferred type that launches in the zone; null: none has capacity after all. */
function launchedType(view: LaunchView, choice: PoolChoice): number | 'internal-error' | null {
  const preferred = preferredTypes(view, choice);
  if (view.attempt === undefined) return preferred[0];
  for (const type of preferred) {
    const end = view.attempt({ purchase: choice.purchase, type, zone: choice.zone });
    if (end !== 'insufficient-capacity') return end === 'launches' ? type : end;
  }
  return null;
}

/** A Spot price equal to the maximum is accepted. */
function isAffordable({ pools, spotMaxPrice }: LaunchView, purchase: Purchase, type: number, zone: number): boolean {
  return purchase === OnDemand || pools[Spot].price(type, zone) <= (spotMaxPrice ?? pools[OnDemand].price(type, zone));
}
