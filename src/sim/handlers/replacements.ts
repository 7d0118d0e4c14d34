import { onNotice, onRecommendation, replacedBy } from '../../autoscaling/group/capacity-rebalance.js';
import { isKeptByProtection } from '../../autoscaling/group/causes.js';
import { type Launch, nextLaunch } from '../../autoscaling/group/launch.js';
import { isOfAge, replacementsForAge } from '../../autoscaling/group/lifetime.js';
import type { Purchase } from '../../autoscaling/group/purchase.js';
import { onForcedEnd } from '../../services/managed-instances.js';
import { Draining, NONE } from '../cluster/fleet.js';
import type { World } from '../cluster/world.js';
import { InstanceCause } from '../facts.js';
import type { GroupViews } from './group-views.js';
import type { InstanceLife } from './instance-life.js';

/** Instances that a group replaces although they run: a new one is launched first, beyond DesiredCapacity, and once it has registered the old one goes. */
export class Replacements {
  constructor(
    private readonly world: World,
    private readonly instances: InstanceLife,
    private readonly views: GroupViews,
  ) {}

  /** EC2 recommends to rebalance: the instance is at risk (A.ASG-17). */
  onRecommendation(row: number): void {
    const { fleet, setup, roster, rooms } = this.world;
    const provider = fleet.provider[row];
    const { isCapacityRebalancing: isEnabled, maxSize } = setup.capacityProviders[provider];
    const { desired, living } = roster.groups[provider];
    const depthOf = (purchase: Purchase, type: number, zone: number) => rooms.views[purchase].depth(type, zone);
    const next = isEnabled ? this.launchFor(provider) : null;
    const seen = {
      ...{ isEnabled, desired, maxSize, living },
      ownDepth: depthOf(fleet.purchase[row] as Purchase, fleet.type[row], fleet.zone[row]),
      nextDepth: next === null ? null : depthOf(next.purchase, next.type, next.zone),
    };
    if (onRecommendation(seen, setup.groups) === 'launch-now') this.replace(row, InstanceCause.rebalanced);
  }

  /** Its notice has come: with capacity rebalancing a replacement is launched now, if that has not happened before. */
  onNotice(row: number): void {
    const { fleet, setup } = this.world;
    const { isCapacityRebalancing: isEnabled } = setup.capacityProviders[fleet.provider[row]];
    if (onNotice({ isEnabled, hasReplacement: this.isReplaced(row) }) === 'launch-now') this.replace(row, InstanceCause.rebalanced);
  }

  /** Instances that have reached MaxInstanceLifetime, the oldest first, so many at once as the group may replace. */
  replaceAged(provider: number): void {
    const { fleet, setup, roster, loop } = this.world;
    const { maxLifetimeMs, isProtected } = setup.capacityProviders[provider];
    if (maxLifetimeMs === null) return;
    const group = roster.groups[provider];
    const kept = isProtected && isKeptByProtection('max-lifetime', setup.groups);
    const aged: number[] = [];
    for (let row = 0; row < fleet.count; row++) {
      if (fleet.provider[row] !== provider || fleet.isLeaving[row] === 1 || fleet.state[row] === Draining || this.isReplaced(row)) continue;
      // Those of the start are as old as the run: when they were launched is not known.
      if (!isOfAge(Math.max(0, fleet.launchedMs[row]), loop.nowMs, maxLifetimeMs)) continue;
      if (!kept || fleet.nonDaemonTasks[row] === 0) aged.push(fleet.instance[row]);
    }
    const inProgress = group.replacements.length;
    const now = replacementsForAge({ ofAge: aged.length, inProgress, desired: group.desired }, setup.groups);
    for (const instance of aged.slice(0, now)) this.replace(fleet.rowOf[instance], InstanceCause.maxLifetime);
  }

  /** A new instance has registered: whom it replaces goes now, drained where draining is managed. */
  onRegister(row: number): void {
    const { fleet, setup, roster } = this.world;
    const provider = fleet.provider[row];
    if (provider < 0) return;
    const group = roster.groups[provider];
    const young = fleet.instance[row];
    const old = replacedBy(young, group.replacements);
    if (old === null) return;
    const [{ cause }] = group.replacements.splice(
      group.replacements.findIndex((replacement) => replacement.young === young),
      1,
    );
    const oldRow = fleet.rowOf[old];
    const isBusy = fleet.nonDaemonTasks[oldRow] > 0 && fleet.state[oldRow] !== Draining;
    if (isBusy && onForcedEnd(setup.capacityProviders[provider]) === 'drained') this.instances.drain(oldRow, cause);
    else this.instances.terminate(oldRow, cause);
  }

  /** An instance has left before its replacement was there, or the replacement itself has: nobody replaces anybody any more. */
  onLeave(instance: number, provider: number): void {
    const { replacements } = this.world.roster.groups[provider];
    const at = replacements.findIndex(({ old, young }) => old === instance || young === instance);
    if (at >= 0) replacements.splice(at, 1);
  }

  private isReplaced(row: number): boolean {
    const { fleet, roster } = this.world;
    const instance = fleet.instance[row];
    return roster.groups[fleet.provider[row]].replacements.some(({ old }) => old === instance);
  }

  private replace(row: number, cause: number): void {
    const { fleet, roster } = this.world;
    const provider = fleet.provider[row];
    if (this.isReplaced(row)) return;
    const launch = this.launchFor(provider);
    if (launch === null) return;
    const replacement = { old: fleet.instance[row], young: NONE, cause };
    roster.groups[provider].replacements.push(replacement);
    // Known before it is launched: one that boots in no time registers at once.
    replacement.young = fleet.launched;
    this.instances.launch(provider, launch);
  }

  /** What the group would launch for one instance more. */
  private launchFor(provider: number): Launch | null {
    const { roster } = this.world;
    const group = roster.groups[provider];
    const launch = nextLaunch({ ...this.views.launch(provider), desired: group.living + 1 });
    return typeof launch === 'string' ? null : launch;
  }
}
