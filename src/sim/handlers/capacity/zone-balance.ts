import { NO_VICTIM } from '../../../autoscaling/auto-scaling-group.js';
import { type BalanceTrigger, type BalanceView, launchesForBalance, startsBalance } from '../../../autoscaling/group/balance.js';
import { nextLaunch } from '../../../autoscaling/group/launch.js';
import { chooseVictim } from '../../../autoscaling/group/terminate.js';
import { wanted } from '../../cluster/services/service-and-group-records.js';
import type { World } from '../../cluster/world.js';
import { InstanceCause } from '../../facts.js';
import type { CapacityProviderSpec } from '../../setup.js';
import type { GroupViews } from './group-views.js';
import type { InstanceLife } from './instance-life.js';
import type { Launches } from './launches.js';

/** Groups move instances between their zones where they have become uneven: a new one first, and when it is in service an old one goes (A.ASG-9). */
export class ZoneBalance {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly instances: InstanceLife; readonly launches: Launches; readonly views: GroupViews },
  ) {}

  /** Something has happened to a pool of the market, which concerns some groups; or (null) to none. */
  onTrigger(trigger: BalanceTrigger, pool: number | null = null, concerns: (spec: CapacityProviderSpec) => boolean = () => true): void {
    const { setup, records } = this.world;
    if (!startsBalance(trigger, setup.groups)) return;
    for (const [provider, spec] of setup.capacityProviders.entries()) {
      const { zones } = spec;
      const { types } = records.groups[provider];
      const place = pool === null ? null : setup.market.pools[pool];
      if (zones.length === 1 || (place !== null && !(zones.includes(place.zone) && types.includes(place.type)))) continue;
      if (!concerns(spec)) continue;
      records.groups[provider].isUneven = true;
      this.world.groupDue(provider);
    }
  }

  /** The group has what it wants: it launches ahead what makes its zones even, as far as it may. */
  launchAhead(provider: number): void {
    const group = this.world.records.groups[provider];
    if (!group.isUneven || group.living !== wanted(group)) return;
    while (launchesForBalance(this.view(provider)) > 0) if (!this.launchOne(provider)) break;
    if (group.ahead.length === 0) group.isUneven = false;
  }

  /** One that was launched ahead is in service: by the policies of its group another goes. */
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

  /** An instance has left its group. */
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
    if (!launches.mayLaunch) return false;
    const launch = nextLaunch(views.oneMore(provider));
    if (typeof launch === 'string') return false;
    // Known before it is launched: one that boots in no time is in service at once.
    records.groups[provider].ahead.push(fleet.launched);
    launches.launch(provider, launch);
    return true;
  }

  private view(provider: number): BalanceView {
    const { fleet, setup, records } = this.world;
    const { zones, maxSize } = setup.capacityProviders[provider];
    const { livingByZone, living, ahead } = records.groups[provider];
    const candidates = this.ports.views.candidates(provider);
    const removableByZone = livingByZone.map(() => 0);
    for (let row = 0; row < fleet.count; row++) removableByZone[fleet.zone[row]] += candidates[row];
    const oneMore = this.ports.views.oneMore(provider);
    const spareIn = (zone: number) => (typeof nextLaunch({ ...oneMore, zones: [zone] }) === 'string' ? 0 : Number.POSITIVE_INFINITY);
    return { zones, livingByZone, removableByZone, spareIn, living, ahead: ahead.length, maxSize };
  }
}
