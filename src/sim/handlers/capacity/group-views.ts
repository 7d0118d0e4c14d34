import type { LaunchView } from '../../../autoscaling/group/launch.js';
import { isPooled } from '../../../autoscaling/group/lifecycle.js';
import type { AllocationView } from '../../../autoscaling/group/pools.js';
import { OnDemand, Spot } from '../../../autoscaling/group/purchase.js';
import type { TerminationView } from '../../../autoscaling/group/terminate.js';
import { Purpose } from '../../cluster/chance.js';
import { Booting, Draining, Outside } from '../../cluster/fleet.js';
import { sizeOf } from '../../cluster/services/service-and-group-records.js';
import type { World } from '../../cluster/world.js';
import type { CapacityProviderSpec } from '../../setup.js';

/** The purchase split of a group without a mixed instances policy. */
const ALL_ON_DEMAND = { onDemandBase: 0, onDemandPercentAboveBase: 100 };

/** Views of a group for the policies of EC2 Auto Scaling. */
export class GroupViews {
  private isCandidate = new Uint8Array(16);

  constructor(private readonly world: World) {}

  /**
   * Returns the view for the group's next launch. Its counts by purchase option and zone leave out instances that are being replaced.
   * `leaver`: one more instance to be replaced.
   */
  launch(provider: number, leaver?: number): LaunchView {
    const { setup, records, fleet } = this.world;
    const spec = setup.capacityProviders[provider];
    const group = records.groups[provider];
    const living: [onDemand: number, spot: number] = [...group.livingByPurchase];
    const livingByZone = [...group.livingByZone];
    const leavers = group.replacements.map(({ old }) => old);
    const staying = sizeOf(group) - leavers.length;
    for (const old of leaver === undefined ? leavers : [...leavers, leaver]) {
      const row = fleet.rowOf[old];
      living[fleet.purchase[row]]--;
      livingByZone[fleet.zone[row]]--;
    }
    // A spread would take a hundred times as long as the five names.
    const { types, allocation, pools, spotLiving, settings } = this.allocation(provider, spec);
    return {
      types,
      allocation,
      pools,
      spotLiving,
      settings,
      // A replacement is launched for any running instance, also in a group that cannot be scaled in.
      desired: leaver === undefined ? staying : Math.max(staying, living[OnDemand] + living[Spot] + 1),
      living,
      zones: spec.zones,
      livingByZone,
      zoneTie: setup.scaler.zoneTie,
      turn: group.launched,
      split: spec.split ?? ALL_ON_DEMAND,
      zoneDistribution: spec.zoneDistribution,
      spotMaxPrice: spec.spotMaxPrice,
    };
  }

  /** Returns the view for an actual launch, whose attempts faults may fail. */
  attempting(provider: number, view: LaunchView): LaunchView {
    const { conditions, loop, pools } = this.world;
    if (!conditions.launches.isAny) return view;
    return {
      ...view,
      attempt: (pool) => conditions.launches.attempt(provider, pool, loop.nowMs, { isReserved: pools.hasPlace(pool) }),
    };
  }

  /** Returns the view for the next launch into the warm pool: the group and the pool together must be even over the zones. */
  poolLaunch(provider: number): LaunchView {
    const { records, fleet } = this.world;
    const livingByZone = [...records.groups[provider].livingByZone];
    for (let row = 0; row < fleet.count; row++)
      if (fleet.provider[row] === provider && isPooled(fleet.lifecycle[row])) livingByZone[fleet.zone[row]]++;
    return { ...this.launch(provider), livingByZone };
  }

  /** Returns, by row, 1 for an instance that its group may scale in. */
  candidates(provider: number): Uint8Array {
    const { fleet, setup } = this.world;
    const { isProtected } = setup.capacityProviders[provider];
    if (this.isCandidate.length < fleet.count) this.isCandidate = new Uint8Array(fleet.count * 2);
    for (let row = 0; row < fleet.count; row++) {
      // Protection covers instances with non-daemon tasks, and those that ECS does not have, because it is never lifted from these
      // (C.MTP-02).
      const state = fleet.state[row];
      const isBusy = state === Booting || state === Outside || fleet.nonDaemonTasks[row] > 0;
      const isStaying = fleet.leavesFor[row] === 0 && !isPooled(fleet.lifecycle[row]) && (state !== Draining || fleet.drainedBy[row] > 0);
      const mayGo = isStaying && fleet.isProtected[row] === 0 && !(isProtected && isBusy);
      this.isCandidate[row] = Number(fleet.provider[row] === provider && mayGo);
    }
    return this.isCandidate;
  }

  /** Returns the view for a launch of one instance beyond the present ones. */
  oneMore(provider: number): LaunchView {
    const view = this.launch(provider);
    return { ...view, desired: view.living[OnDemand] + view.living[Spot] + 1 };
  }

  /** Returns the view for the group's next termination; `isCandidate` is by row. */
  termination(provider: number, isCandidate: Uint8Array): TerminationView {
    const { fleet, setup, records, loop, chance, keys } = this.world;
    const spec = setup.capacityProviders[provider];
    const group = records.groups[provider];
    const { types, allocation, pools, spotLiving, settings } = this.allocation(provider, spec);
    return {
      types,
      allocation,
      pools,
      spotLiving,
      settings,
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
      template: fleet.template,
    };
  }

  /** The caller destructures the result: V8 builds an object that begins with a spread field by field, twenty times as slowly. */
  private allocation(provider: number, spec: CapacityProviderSpec): AllocationView {
    const { setup, fleet, pools, records } = this.world;
    return {
      types: records.groups[provider].types,
      allocation: spec.allocation,
      pools: pools.views,
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
}
