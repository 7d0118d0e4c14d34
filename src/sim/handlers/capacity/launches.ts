import type { Launch, LaunchRefusal } from '../../../autoscaling/group/launch.js';
import { Lifecycle } from '../../../autoscaling/group/lifecycle.js';
import type { Purchase } from '../../../autoscaling/group/purchase.js';
import { afterFailure, NO_FAILURES } from '../../../autoscaling/group/retry.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { Purpose } from '../../cluster/chance.js';
import { setRows } from '../../cluster/columns.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact, LaunchReason, PoolState } from '../../facts.js';
import type { Callbacks } from '../callbacks.js';
import { type InstanceLife, LONG_AGO_MS } from './instance-life.js';
import type { Registrations } from './registrations.js';

/** The retry time of a group that AWS has suspended: never. JSON can carry the number. */
export const SUSPENDED = Number.MAX_SAFE_INTEGER;

const REASONS: Readonly<Record<LaunchRefusal, number>> = {
  'nothing-wanted': LaunchReason.insufficientCapacity,
  'insufficient-capacity': LaunchReason.insufficientCapacity,
  'price-above-max': LaunchReason.priceAboveMax,
  'internal-error': LaunchReason.internalError,
};

/** Returns whether an instance of the provider and type gets a trunk if it is launched now: only after the opt-in (C.ENI-03). */
export function getsTrunk({ setup, loop }: World, provider: number, type: number): boolean {
  const { trunkFromMs } = setup.capacityProviders[provider];
  return trunkFromMs !== null && loop.nowMs >= trunkFromMs && setup.instanceTypes[type].trunkSource !== 'none';
}

/** Where a new instance goes: into service, or to rest until the group needs it. */
type Destination = 'group' | 'warm pool';

/** Creates instances: present from the start, or launched by their group. */
export class Launches {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly instances: InstanceLife; readonly registrations: Registrations } & Pick<Callbacks, 'services'>,
  ) {}

  /** Creates the static instances, registered, in service and warm: all at once what InstanceLife.register() and settle() do for one. */
  start(): void {
    const { setup, classes, fleet, loop, memberships, hasSubscribers } = this.world;
    const all: number[] = [];
    for (const [group, { zones, count }] of setup.staticInstances.entries()) {
      const byZone = zones.map((zone) => classes.ofStatic(group, zone));
      for (let i = 0; i < count; i++) all.push(byZone[i % zones.length]);
    }
    const from = fleet.count;
    fleet.launchAll(LONG_AGO_MS, all);
    const to = fleet.count;
    fleet.register(from, loop.nowMs, to);
    setRows(fleet.lifecycle, Lifecycle.InService, from, to);
    setRows(fleet.inServiceMs, LONG_AGO_MS, from, to);
    memberships.onNewInstances(from, to);
    for (let row = from; row < to; row++) {
      this.reportLaunch(row);
      if (hasSubscribers) this.world.emit(Fact.instanceRegistered, fleet.instance[row]);
      this.ports.services.onInstanceActive(row);
    }
    this.world.placementDue();
  }

  /** Creates an instance that a group has from the start, registered and warm. */
  appearInGroup(provider: number, what: Launch): void {
    const hasTrunk = getsTrunk(this.world, provider, what.type);
    this.appear(this.world.classes.ofProvider(provider, { ...what, hasTrunk }));
  }

  /** Creates an instance that rests in the group's warm pool from the start. */
  appearInPool(provider: number, what: Launch): void {
    const hasTrunk = getsTrunk(this.world, provider, what.type);
    this.ports.instances.onRegister(this.create(LONG_AGO_MS, this.world.classes.ofProvider(provider, { ...what, hasTrunk }), 'warm pool'));
  }

  /** Whether the group may launch at all, and the quota of container instances leaves room for one more. */
  mayLaunch(provider: number): boolean {
    const { setup, fleet, conditions, loop } = this.world;
    if (conditions.suspended.is(provider, 'Launch', loop.nowMs)) return false;
    return setup.quotas.containerInstances === null || fleet.count < setup.quotas.containerInstances;
  }

  /**
   * Launches an instance of a group: it boots, then registers. An instance with a trunk is REGISTERING in the last part of the boot, until
   * it has the trunk (C.ENI-09).
   */
  launch(provider: number, what: Launch, into: Destination = 'group'): void {
    const { setup, loop, chance, keys, records, classes } = this.world;
    const nth = records.groups[provider].launched;
    const hasTrunk = getsTrunk(this.world, provider, what.type);
    const instance = this.create(loop.nowMs, classes.ofProvider(provider, { ...what, hasTrunk }), into);
    this.ports.instances.awaitHooks(this.world.fleet.rowOf[instance], 'launch');
    const usualMs = chance.ms(setup.timings.instanceBoot, keys.providers[provider], Purpose.boot, nth);
    const bootMs = this.world.conditions.bootMs(usualMs, loop.nowMs);
    const trunkMs = hasTrunk ? chance.ms(setup.timings.trunkAttach, keys.providers[provider], Purpose.trunk, nth) : 0;
    const { networks } = this.world.conditions;
    const late = networks.isAny ? networks.ofLaunch({ provider, zone: what.zone, nth }, loop.nowMs) : null;
    if (late === null) this.ports.registrations.registerAfter(instance, bootMs + trunkMs);
    else this.ports.registrations.registerLate(instance, bootMs + trunkMs, late);
  }

  /** Records that a launch of the purchase option has found capacity. */
  succeed(provider: number, purchase: Purchase): void {
    const { failures, retryAtMs } = this.world.records.groups[provider];
    failures[purchase] = NO_FAILURES;
    retryAtMs[purchase] = null;
  }

  /**
   * Records that no pool has room, or that each with room costs too much. The group tries again after a wait that grows with each failure
   * (A.ASG-13).
   */
  fail(provider: number, purchase: Purchase, { refusal, missing }: { refusal: LaunchRefusal; missing: number }): void {
    const { setup, records, loop } = this.world;
    const group = records.groups[provider];
    const { failures, retryAtMs } = afterFailure(group.failures[purchase], loop.nowMs, setup.groups);
    group.failures[purchase] = failures;
    group.retryAtMs[purchase] = retryAtMs ?? SUSPENDED;
    if (retryAtMs !== null) loop.schedule(retryAtMs, EventKind.groupAdjusts, provider);
    this.world.emit(Fact.launchFailed, provider, REASONS[refusal], missing, retryAtMs ?? -1);
  }

  create(atMs: Ms, instanceClass: number, into: Destination = 'group'): number {
    const { fleet, records, pools, classes, memberships } = this.world;
    const instance = fleet.launch(atMs, instanceClass);
    memberships.onInstance(fleet.rowOf[instance]);
    const what = classes.all[instanceClass];
    if (what.provider >= 0) {
      const group = records.groups[what.provider];
      group.launched++;
      fleet.template[fleet.rowOf[instance]] = group.template;
      if (into === 'warm pool') {
        group.pooled++;
        fleet.lifecycle[fleet.rowOf[instance]] = Lifecycle.WarmedPending;
      } else this.ports.instances.join(fleet.rowOf[instance]);
      pools.instances[pools.of(what.purchase, what.type, what.zone)]++;
    }
    this.reportLaunch(fleet.rowOf[instance]);
    if (into === 'warm pool') this.world.emit(Fact.instanceWarmed, instance, PoolState.pending);
    return instance;
  }

  private appear(instanceClass: number): void {
    this.ports.instances.register(this.create(LONG_AGO_MS, instanceClass));
  }

  private reportLaunch(row: number): void {
    if (!this.world.hasSubscribers) return;
    const { fleet } = this.world;
    const { instance, type, zone, provider, hasTrunk, purchase } = fleet;
    this.world.emit(Fact.instanceLaunched, instance[row], type[row], zone[row], provider[row], hasTrunk[row], purchase[row]);
  }
}
