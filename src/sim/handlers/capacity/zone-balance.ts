import { NO_VICTIM } from '../../../autoscaling/auto-scaling-group.js';
import { type BalanceTrigger, type BalanceView, launchesForBalance, startsBalance } from '../../../autoscaling/group/balance.js';
import { nextLaunch } from '../../../autoscaling/group/launch.js';
import { chooseVictim } from '../../../autoscaling/group/terminate.js';
import { sizeOf } from '../../cluster/services/service-and-group-records.js';
import type { World } from '../../cluster/world.js';
import { InstanceCause } from '../../facts.js';
import type { CapacityProviderSpec } from '../../setup.js';
import type { GroupViews } from './group-views.js';
import type { InstanceLife } from './instance-life.js';
import type { Launches } from './launches.js';

/** Groups balance instances between uneven zones: a new one is launched first, and once it is in service an old one goes (A.ASG-9). */
export class ZoneBalance {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly instances: InstanceLife; readonly launches: Launches; readonly views: GroupViews },
  ) {}

  /** Handles an event of a market pool, which affects the groups that `concerns` selects; null: an event without a pool. */
  onTrigger(trigger: BalanceTrigger, pool: number | null = null, concerns: (spec: CapacityProviderSpec) => boolean = () => true): void {
    const { setup, records, conditions, loop } = this.world;
    if (!startsBalance(trigger, setup.groups)) return;
    for (const [provider, spec] of setup.capacityProviders.entries()) {
      const { zones } = spec;
      const { types } = records.groups[provider];
      const place = pool === null ? null : setup.market.pools[pool];
      if (zones.length === 1 || (place !== null && !(zones.includes(place.zone) && types.includes(place.type)))) continue;
      if (!concerns(spec) || conditions.suspended.is(provider, 'AZRebalance', loop.nowMs)) continue;
      records.groups[provider].isUneven = true;
      this.world.groupDue(provider);
    }
  }

  /** Once the group has its desired instances, launches ahead those that balance its zones, as far as allowed. */
  launchAhead(provider: number): void {
    const group = this.world.records.groups[provider];
    if (!group.isUneven || group.living !== sizeOf(group)) return;
    // Bounded: with a boot of zero the instance that goes for a new one may go from the zone that got it, without end.
    for (let left = launchesForBalance(this.view(provider)); left > 0; left--)
      if (launchesForBalance(this.view(provider)) === 0 || !this.launchOne(provider)) break;
    if (group.ahead.length === 0) group.isUneven = false;
  }

  /** When an instance that was launched ahead is in service, another goes by the policies of its group. */
  onInService(instance: number): void {
    const { fleet, records } = this.world;
    const provider = fleet.provider[fleet.rowOf[instance]];
    if (provider < 0 || !records.groups[provider].ahead.includes(instance)) return;
    this.drop(instance, provider);
    const candidates = this.ports.views.candidates(provider);
    candidates[fleet.rowOf[instance]] = 0;
    const victim = chooseVictim(this.ports.views.termination(provider, candidates));
    if (victim !== NO_VICTIM) this.ports.instances.end(victim, InstanceCause.zoneRebalanced);
    this.world.groupDue(provider);
  }

  /** Handles an instance that has left its group. */
  onLeave(instance: number, provider: number): void {
    if (this.world.records.groups[provider].ahead.includes(instance)) this.drop(instance, provider);
  }

  private drop(instance: number, provider: number): void {
    const group = this.world.records.groups[provider];
    group.ahead = group.ahead.filter((one) => one !== instance);
  }

  private launchOne(provider: number): boolean {
    const { records, fleet } = this.world;
    const { views, launches } = this.ports;
    if (!launches.mayLaunch(provider)) return false;
    const launch = nextLaunch(views.attempting(provider, views.oneMore(provider)));
    if (typeof launch === 'string') return false;
    // Recorded before the launch, because an instance with zero boot time is in service at once.
    records.groups[provider].ahead.push(fleet.launched);
    launches.launch(provider, launch);
    return true;
  }

  private view(provider: number): BalanceView {
    const { fleet, setup, records, conditions, loop } = this.world;
    const { zones } = setup.capacityProviders[provider];
    const { maxSize } = conditions.groupSizes.at(provider, loop.nowMs);
    const { livingByZone, living, ahead } = records.groups[provider];
    const candidates = this.ports.views.candidates(provider);
    const removableByZone = livingByZone.map(() => 0);
    for (let row = 0; row < fleet.count; row++) removableByZone[fleet.zone[row]] += candidates[row];
    const oneMore = this.ports.views.oneMore(provider);
    const spareIn = (zone: number) => (typeof nextLaunch({ ...oneMore, zones: [zone] }) === 'string' ? 0 : Number.POSITIVE_INFINITY);
    return { zones, livingByZone, removableByZone, spareIn, living, ahead: ahead.length, maxSize };
  }
}
