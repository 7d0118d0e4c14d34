import type { LaunchView } from '../../autoscaling/group/launch.js';
import type { AllocationView } from '../../autoscaling/group/pools.js';
import { OnDemand, Spot } from '../../autoscaling/group/purchase.js';
import type { TerminationView } from '../../autoscaling/group/terminate.js';
import { Purpose } from '../cluster/chance.js';
import { NONE } from '../cluster/fleet.js';
import type { World } from '../cluster/world.js';
import type { CapacityProviderSpec } from '../setup.js';

/** A group without a mixed instances policy. */
const ALL_ON_DEMAND = { onDemandBase: 0, onDemandPercentAboveBase: 100 };
/** Every instance of a group is launched from the same template. */
const ONE_TEMPLATE: ArrayLike<number> = new Proxy([], { get: () => 0 });

/** What the policies of EC2 Auto Scaling see of a group. */
export class GroupViews {
  constructor(private readonly world: World) {}

  /** Its next launch, within the share of each purchase option: that of the instances which stay. `row`: one more that is to be replaced. */
  launch(provider: number, row = NONE): LaunchView {
    const { setup, roster, fleet } = this.world;
    const spec = setup.capacityProviders[provider];
    const group = roster.groups[provider];
    const staying: [onDemand: number, spot: number] = [...group.livingByPurchase];
    for (const { old } of group.replacements) staying[fleet.purchase[fleet.rowOf[old]]]--;
    if (row !== NONE) staying[fleet.purchase[row]]--;
    return {
      ...this.allocation(provider, spec),
      // A replacement is launched for whoever runs, also in a group that cannot be scaled in.
      desired: row === NONE ? group.desired : Math.max(group.desired, staying[OnDemand] + staying[Spot] + 1),
      living: staying,
      zones: spec.zones,
      livingByZone: group.livingByZone,
      zoneTie: setup.scaler.zoneTie,
      turn: group.launched,
      split: spec.split ?? ALL_ON_DEMAND,
      zoneDistribution: spec.zoneDistribution,
      spotMaxPrice: spec.spotMaxPrice,
    };
  }

  private allocation(provider: number, spec: CapacityProviderSpec): AllocationView {
    const { setup, fleet, rooms } = this.world;
    return {
      types: spec.instanceTypes,
      allocation: spec.allocation,
      pools: rooms.views,
      spotLiving: (type, zone) => {
        let living = 0;
        for (let row = 0; row < fleet.count; row++) {
          if (fleet.provider[row] !== provider || fleet.purchase[row] !== Spot || fleet.leavesFor[row] !== 0) continue;
          if (fleet.type[row] === type && fleet.zone[row] === zone) living++;
        }
        return living;
      },
      settings: setup.groups,
    };
  }

  /** Its next termination; `isCandidate` by row. */
  termination(provider: number, isCandidate: Uint8Array): TerminationView {
    const { fleet, setup, roster, loop, chance, keys } = this.world;
    const spec = setup.capacityProviders[provider];
    const group = roster.groups[provider];
    return {
      ...this.allocation(provider, spec),
      atMs: loop.nowMs,
      desired: group.desired,
      living: group.livingByPurchase,
      zones: spec.zones,
      livingByZone: group.livingByZone,
      split: spec.split,
      policies: spec.terminationPolicies,
      tie: setup.groups,
      draw: (row) => chance.bits(keys.providers[provider], Purpose.termination, fleet.instance[row]),
      count: fleet.count,
      isCandidate,
      zone: fleet.zone,
      type: fleet.type,
      purchase: fleet.purchase,
      launchedMs: fleet.launchedMs,
      template: ONE_TEMPLATE,
    };
  }
}
