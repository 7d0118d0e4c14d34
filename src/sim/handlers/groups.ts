import { NO_VICTIM } from '../../autoscaling/auto-scaling-group.js';
import { type LaunchRefusal, type LaunchView, nextLaunch } from '../../autoscaling/group/launch.js';
import type { AllocationView } from '../../autoscaling/group/pools.js';
import { Spot } from '../../autoscaling/group/purchase.js';
import { afterFailure, NO_FAILURES } from '../../autoscaling/group/retry.js';
import { chooseVictim } from '../../autoscaling/group/terminate.js';
import { onScaleIn } from '../../services/managed-instances.js';
import { Purpose } from '../cluster/chance.js';
import { Booting, Draining } from '../cluster/fleet.js';
import type { GroupRecord } from '../cluster/roster.js';
import type { World } from '../cluster/world.js';
import { EventKind } from '../events.js';
import { Fact, InstanceCause, LaunchReason } from '../facts.js';
import type { CapacityProviderSpec } from '../setup.js';
import type { InstanceLife } from './instance-life.js';

/** When a group tries again that AWS has suspended: never. A number that JSON carries. */
const SUSPENDED = Number.MAX_SAFE_INTEGER;
/** A group without a mixed instances policy. */
const ALL_ON_DEMAND = { onDemandBase: 0, onDemandPercentAboveBase: 100 };
/** Every instance of a group is launched from the same template. */
const ONE_TEMPLATE: ArrayLike<number> = new Proxy([], { get: () => 0 });

/** Auto Scaling groups: launch and terminate until the number of living instances is DesiredCapacity. */
export class Groups {
  private isCandidate = new Uint8Array(16);

  constructor(
    private readonly world: World,
    private readonly instances: InstanceLife,
  ) {}

  /** The instances that groups have from the start, as far as there is capacity for them. */
  populate(): void {
    const { setup, roster } = this.world;
    for (const [provider, { initialSize }] of setup.capacityProviders.entries()) {
      const group = roster.groups[provider];
      group.desired = initialSize;
      while (group.living < initialSize) {
        const launch = nextLaunch(this.launchView(provider));
        if (typeof launch === 'string') break;
        this.instances.appearInGroup(provider, launch);
      }
    }
  }

  /** Desired is at least minSize; what that asks beyond the initial instances is launched now, as no scale-out (scaler choice 3). */
  start(): void {
    for (const [provider, spec] of this.world.setup.capacityProviders.entries()) {
      this.world.roster.groups[provider].desired = Math.max(spec.minSize, spec.initialSize);
      this.world.groupDue(provider);
    }
  }

  onAdjust(provider: number): void {
    const group = this.world.roster.groups[provider];
    group.isDue = false;
    if (group.leaving > 0) this.endDrained(provider);
    if (group.retryAtMs !== null && group.retryAtMs <= this.world.loop.nowMs) group.retryAtMs = null;
    while (group.living < group.desired && group.retryAtMs === null) if (!this.launch(provider)) break;
    while (group.living > group.desired) if (!this.terminate(provider)) return;
  }

  private launch(provider: number): boolean {
    const { setup, roster, fleet } = this.world;
    const limit = setup.quotas.containerInstances;
    if (limit !== null && fleet.count >= limit) return false;
    const group = roster.groups[provider];
    const launch = nextLaunch(this.launchView(provider));
    if (typeof launch === 'string') {
      this.fail(provider, launch);
      return false;
    }
    group.failures = NO_FAILURES;
    this.instances.launch(provider, launch);
    return true;
  }

  /** No pool has room, or each that has costs too much: the group tries again later, and later still each time (A.ASG-13). */
  private fail(provider: number, refusal: LaunchRefusal): void {
    const { setup, roster, loop } = this.world;
    const group = roster.groups[provider];
    const { failures, retryAtMs } = afterFailure(group.failures, loop.nowMs, setup.groups);
    group.failures = failures;
    group.retryAtMs = retryAtMs ?? SUSPENDED;
    if (retryAtMs !== null) loop.schedule(retryAtMs, EventKind.groupAdjusts, provider);
    const reason = refusal === 'price-above-max' ? LaunchReason.priceAboveMax : LaunchReason.insufficientCapacity;
    this.world.tell(Fact.launchFailed, provider, reason, group.desired - group.living, retryAtMs ?? -1);
  }

  private launchView(provider: number): LaunchView {
    const { setup, roster } = this.world;
    const spec = setup.capacityProviders[provider];
    const group = roster.groups[provider];
    return {
      ...this.allocationView(provider, spec),
      desired: group.desired,
      living: group.livingByPurchase,
      zones: spec.zones,
      livingByZone: group.livingByZone,
      zoneTie: setup.scaler.zoneTie,
      turn: group.launched,
      split: spec.split ?? ALL_ON_DEMAND,
      zoneDistribution: spec.zoneDistribution,
      spotMaxPrice: spec.spotMaxPrice,
    };
  }

  private allocationView(provider: number, spec: CapacityProviderSpec): AllocationView {
    const { setup, fleet, rooms } = this.world;
    return {
      types: spec.instanceTypes,
      allocation: spec.allocation,
      pools: rooms.views,
      spotLiving: (type, zone) => {
        let living = 0;
        for (let row = 0; row < fleet.count; row++) {
          if (fleet.provider[row] !== provider || fleet.purchase[row] !== Spot || fleet.isLeaving[row] === 1) continue;
          if (fleet.type[row] === type && fleet.zone[row] === zone) living++;
        }
        return living;
      },
      settings: setup.groups,
    };
  }

  /** With managed termination protection only an instance without non-daemon tasks goes; else DesiredCapacity stays lower and it goes when it empties. */
  private terminate(provider: number): boolean {
    const { fleet, setup, roster } = this.world;
    const spec = setup.capacityProviders[provider];
    const { isProtected, isDraining } = spec;
    if (this.isCandidate.length < fleet.count) this.isCandidate = new Uint8Array(fleet.count * 2);
    for (let row = 0; row < fleet.count; row++) {
      // Protection covers instances with non-daemon tasks, and new ones until they have registered (C.MTP-02).
      const isBusy = fleet.state[row] === Booting || fleet.nonDaemonTasks[row] > 0;
      const mayGo = fleet.state[row] !== Draining && onScaleIn({ isProtected, isDraining, isBusy }) !== 'kept';
      this.isCandidate[row] = Number(fleet.provider[row] === provider && mayGo);
    }
    const row = this.victim(provider, spec, roster.groups[provider]);
    if (row === NO_VICTIM) return false;
    const isBusy = fleet.nonDaemonTasks[row] > 0;
    if (isBusy && onScaleIn({ isProtected, isDraining, isBusy }) === 'drained') this.instances.drain(row, InstanceCause.scaleIn);
    else this.instances.terminate(row, InstanceCause.scaleIn);
    return true;
  }

  private victim(provider: number, spec: CapacityProviderSpec, group: GroupRecord): number {
    const { fleet, setup, loop, chance, keys } = this.world;
    return chooseVictim({
      ...this.allocationView(provider, spec),
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
      isCandidate: this.isCandidate,
      zone: fleet.zone,
      type: fleet.type,
      purchase: fleet.purchase,
      launchedMs: fleet.launchedMs,
      template: ONE_TEMPLATE,
    });
  }

  /** A drain is over when the last task but daemons has gone; those stop with the instance (C.MID-04). */
  private endDrained(provider: number): void {
    const { fleet } = this.world;
    for (let row = fleet.count - 1; row >= 0; row--) {
      const isEmpty = fleet.isLeaving[row] === 1 && fleet.nonDaemonTasks[row] === 0;
      if (isEmpty && fleet.provider[row] === provider) this.instances.terminate(row, InstanceCause.scaleIn);
    }
  }
}
