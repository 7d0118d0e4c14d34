import { onNotice, onRecommendation, replacedBy } from '../../../autoscaling/group/capacity-rebalance.js';
import { type Launch, type LaunchRefusal, nextLaunch } from '../../../autoscaling/group/launch.js';
import { isPooled } from '../../../autoscaling/group/lifecycle.js';
import { isOfAge, replacementsForAge } from '../../../autoscaling/group/lifetime.js';
import type { Pools } from '../../../autoscaling/group/pools.js';
import { type Purchase, Spot } from '../../../autoscaling/group/purchase.js';
import { Draining, NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { InstanceCause } from '../../facts.js';
import type { GroupViews } from './group-views.js';
import { type InstanceLife, LONG_AGO_MS } from './instance-life.js';
import type { Launches } from './launches.js';

/** Pools from which a replacement may come: not the old Spot instance's own where EC2 is about to reclaim from it. */
type Source = 'any pool' | 'another pool';

/**
 * Replacements of running instances: a new instance is launched first, beyond DesiredCapacity, and once it is in service the old one goes.
 */
export class Replacements {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly instances: InstanceLife; readonly launches: Launches; readonly views: GroupViews },
  ) {}

  /** Handles a rebalance recommendation: the Spot instance is at risk (A.ASG-17). */
  onRecommendation(row: number): void {
    const { fleet, setup, records, pools, conditions, loop } = this.world;
    if (fleet.leavesFor[row] !== 0) return;
    const provider = fleet.provider[row];
    const { isCapacityRebalancing: isEnabled } = setup.capacityProviders[provider];
    const { maxSize } = conditions.groupSizes.at(provider, loop.nowMs);
    const { desired, living } = records.groups[provider];
    const depthOf = (purchase: Purchase, type: number, zone: number) => pools.views[purchase].depth(type, zone);
    const next = isEnabled ? this.launchFor(row, 'another pool') : null;
    const seen = {
      ...{ isEnabled, desired, maxSize, living },
      ownDepth: depthOf(fleet.purchase[row] as Purchase, fleet.type[row], fleet.zone[row]),
      nextDepth: next === null || typeof next === 'string' ? null : depthOf(next.purchase, next.type, next.zone),
    };
    if (onRecommendation(seen, setup.groups) === 'launch-now') this.replace(row, InstanceCause.rebalanced, 'another pool');
  }

  /** Handles an interruption notice. The group acts once all interruptions of this millisecond are known. */
  onNotice(row: number): void {
    const { fleet, setup, loop } = this.world;
    if (!setup.capacityProviders[fleet.provider[row]].isCapacityRebalancing) return;
    loop.schedule(loop.nowMs, EventKind.instanceIsReplaced, fleet.instance[row]);
  }

  /** With capacity rebalancing, launches a replacement for an instance under notice that has none. */
  onReplace(instance: number): void {
    const { fleet, setup } = this.world;
    const row = fleet.rowOf[instance];
    if (row === NONE || fleet.leavesFor[row] !== 0) return;
    const { isCapacityRebalancing: isEnabled } = setup.capacityProviders[fleet.provider[row]];
    if (onNotice({ isEnabled, hasReplacement: this.isReplaced(row) }) === 'launch-now') this.replace(row, InstanceCause.rebalanced);
  }

  /** Replaces instances that have reached MaxInstanceLifetime, the oldest first, as many at once as the group may replace. */
  replaceAged(provider: number): void {
    const { fleet, setup, records, loop } = this.world;
    const { maxLifetimeMs, isProtected } = setup.capacityProviders[provider];
    if (maxLifetimeMs === null) return;
    const group = records.groups[provider];
    const keepsProtected = setup.groups.lifetimeProtected === 'kept';
    const aged: number[] = [];
    for (let row = 0; row < fleet.count; row++) {
      if (fleet.provider[row] !== provider || isPooled(fleet.lifecycle[row])) continue;
      if (fleet.leavesFor[row] !== 0 || fleet.state[row] === Draining || this.isReplaced(row)) continue;
      // Initial instances without a known launch time are as old as the run.
      const launchedMs = fleet.launchedMs[row] === LONG_AGO_MS ? 0 : fleet.launchedMs[row];
      if (!isOfAge(launchedMs, loop.nowMs, maxLifetimeMs)) continue;
      const isKept = fleet.isProtected[row] === 1 || (isProtected && fleet.nonDaemonTasks[row] > 0);
      if (!keepsProtected || !isKept) aged.push(fleet.instance[row]);
    }
    const inProgress = group.replacements.length;
    const now = replacementsForAge({ ofAge: aged.length, inProgress, desired: group.desired }, setup.groups);
    for (const instance of aged.slice(0, now)) {
      const row = fleet.rowOf[instance];
      if ((group.retryAtMs[fleet.purchase[row]] ?? 0) <= loop.nowMs) this.replace(row, InstanceCause.maxLifetime);
    }
  }

  /** Ends the instances that the new instance replaces, once it is in service. */
  onInService(row: number): void {
    const { fleet, records } = this.world;
    const provider = fleet.provider[row];
    if (provider < 0) return;
    const young = fleet.instance[row];
    // Each end removes its replacement from the list.
    const next = () => replacedBy(young, records.groups[provider].replacements);
    for (let old = next(); old !== null; old = next()) this.end(old, provider);
  }

  /**
   * Updates the list after an instance has left. If it was itself a replacement, its own replacement takes over; otherwise the pair is
   * dropped.
   */
  onLeave(instance: number, provider: number): void {
    const group = this.world.records.groups[provider];
    const behind = group.replacements.find(({ old }) => old === instance);
    const ahead = group.replacements.find(({ young }) => young === instance);
    if (behind === undefined && ahead === undefined) return;
    group.replacements = group.replacements.filter((one) => one !== behind && one !== ahead);
    if (behind !== undefined && ahead !== undefined) group.replacements.push({ ...ahead, young: behind.young });
  }

  private end(old: number, provider: number): void {
    const { fleet, records } = this.world;
    const { cause } = records.groups[provider].replacements.find((replacement) => replacement.old === old)!;
    this.ports.instances.end(fleet.rowOf[old], cause);
  }

  private isReplaced(row: number): boolean {
    const { fleet, records } = this.world;
    const instance = fleet.instance[row];
    return records.groups[fleet.provider[row]].replacements.some(({ old }) => old === instance);
  }

  private replace(row: number, cause: number, from: Source = 'any pool'): void {
    const { fleet, records } = this.world;
    const provider = fleet.provider[row];
    if (this.isReplaced(row)) return;
    const launch = this.launchFor(row, from);
    if (launch === null) return;
    if (typeof launch === 'string')
      return this.ports.launches.fail(provider, fleet.purchase[row] as Purchase, { refusal: launch, missing: 1 });
    const sinceMs = fleet.joinedMs[row];
    const young = fleet.launched;
    // Recorded before the launch, because an instance with zero boot time registers at once.
    records.groups[provider].replacements.push({ old: fleet.instance[row], young, cause });
    this.ports.launches.launch(provider, launch);
    // It takes the place of the old instance, so it is no scale-out and starts no warm-up.
    fleet.joinedMs[fleet.rowOf[young]] = sinceMs;
  }

  /** Returns the launch that would replace the instance; null: the quota forbids a launch. */
  private launchFor(row: number, from: Source): Launch | LaunchRefusal | null {
    const { fleet } = this.world;
    if (!this.ports.launches.mayLaunch(fleet.provider[row])) return null;
    const view = this.ports.views.launch(fleet.provider[row], fleet.instance[row]);
    const [purchase, ownType, ownZone] = [fleet.purchase[row], fleet.type[row], fleet.zone[row]];
    const spared = (pools: Pools): Pools => ({
      ...pools,
      spare: (type, zone) => (type === ownType && zone === ownZone ? 0 : pools.spare(type, zone)),
    });
    const [onDemand, spot] = view.pools;
    const chosen = from === 'another pool' && purchase === Spot ? { ...view, pools: [onDemand, spared(spot)] as const } : view;
    return nextLaunch(this.ports.views.attempting(fleet.provider[row], chosen));
  }
}
