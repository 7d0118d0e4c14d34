import type { Ms } from '../../../kernel/event-loop.js';
import { withoutEvents } from '../../../kernel/loop-state.js';
import { MarketEvent } from '../../../market/events.js';
import { capacityAt, priceAt } from '../../../market/paths.js';
import { MarketSource } from '../../../market/source.js';
import { makeSource } from '../../../workload/make-source.js';
import type { ArrivalSource } from '../../../workload/source.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { PROVIDER_KINDS } from '../../providers/kinds.js';
import type { Setup } from '../../setup.js';
import type { GroupScalingMoves } from '../capacity/group-scaling.js';
import type { MarketMoves } from '../capacity/market.js';
import type { Refreshes } from '../capacity/refreshes.js';
import type { Faults } from '../faults.js';
import type { Rollouts } from '../services/rollouts.js';
import type { Services } from '../services/services.js';
import type { Arrivals } from '../tasks/arrivals.js';
import type { Retries } from '../tasks/retries.js';

/** The change cannot be made to the state at this moment; another moment will do. */
export class NotNow extends Error {}

interface Ports {
  readonly arrivals: Arrivals;
  readonly groupScaling: GroupScalingMoves;
  readonly faults: Faults;
  readonly market: MarketMoves;
  readonly refreshes: Refreshes;
  readonly retries: Retries;
  readonly rollouts: Rollouts;
  readonly services: Services;
}

/** Pending steps of the policies of groups: those of other policies have other numbers. */
const OF_GROUP_POLICIES: readonly number[] = [EventKind.groupsAreMeasured, EventKind.groupAlarmIsEvaluated, EventKind.groupIsScaled];

/** Settings that may affect how any task is placed, started or stopped. */
const OF_ALL = ['scaler', 'waiting', 'placement', 'quotas', 'groups', 'deploymentAndHealth'] as const;

/**
 * Makes a run that has followed the `parent` setup continue with a different setup. It cancels the pending events of the parent's timeline,
 * schedules those of the new one, and all services and groups that the change affects. Equal parts of the setups need nothing.
 */
export class Adoption {
  private readonly affectsAll: boolean;

  constructor(
    private readonly world: World,
    private readonly parent: Setup,
    private readonly ports: Ports,
  ) {
    const { setup } = world;
    this.affectsAll =
      OF_ALL.some((key) => differ(parent[key], setup[key])) ||
      Object.values(PROVIDER_KINDS).some(({ settingsOf }) => differ(settingsOf(parent), settingsOf(setup)));
  }

  run(): void {
    const { world, parent, ports } = this;
    const { setup, loop } = world;
    const { nowMs } = loop;
    if (differ(parent.market, setup.market)) this.market();
    if (differ(parent.faults, setup.faults)) {
      this.cancel((kind) => kind === EventKind.faultMoves);
      ports.faults.start(nowMs);
    }
    if (parent.waiting.retryEveryMs !== setup.waiting.retryEveryMs) {
      this.cancel((kind) => kind === EventKind.tasksAreRetried);
      ports.retries.scheduleNext();
    }
    const policiesOf = ({ groupScaling, capacityProviders }: Setup) => [groupScaling, capacityProviders.map(({ scaling }) => scaling)];
    if (differ(policiesOf(parent), policiesOf(setup))) {
      this.cancel((kind) => OF_GROUP_POLICIES.includes(kind));
      ports.groupScaling.start();
    }
    setup.capacityProviders.forEach((_, provider) => {
      this.group(provider);
    });
    setup.workloads.forEach((spec, workload) => {
      if (!differ(parent.workloads[workload].arrivals, spec.arrivals)) return;
      this.cancel((kind, subject) => kind === EventKind.taskArrives && subject === workload);
      ports.arrivals.scheduleNext(workload);
    });
    setup.services.forEach((_, service) => {
      this.service(service);
    });
    const specsOf = (from: Setup) => [from.services.map(withoutTimeline), from.workloads.map(({ arrivals, ...spec }) => spec)];
    if (!this.affectsAll && !differ(specsOf(parent), specsOf(setup))) return;
    world.placementDue();
    world.platforms.allDue();
  }

  /** The market does not depend on the cluster, so the own market is replayed up to now and only its final state is used. */
  private market(): void {
    const { setup, loop, pools: rooms, market } = this.world;
    const { pools } = setup.market;
    const replayed = new MarketSource({ ...setup.market, seed: setup.seed });
    const isDry = pools.map(() => false);
    for (; replayed.atMs <= loop.nowMs; replayed.next())
      if (replayed.kind === MarketEvent.drought) isDry[replayed.pool] = replayed.value === 1;
    market.load(replayed.save());
    this.cancel((kind) => kind === EventKind.marketMoves);
    this.ports.market.scheduleNext();
    const capacity = pools.map((pool) => capacityAt(pool.capacity, loop.nowMs));
    const usdPerHour = pools.map((pool) => priceAt(pool.price, loop.nowMs));
    if (!differ([rooms.isDry, rooms.capacity, rooms.usdPerHour], [isDry, capacity, usdPerHour])) return;
    Object.assign(rooms, { isDry, capacity, usdPerHour });
    for (let provider = 0; provider < setup.capacityProviders.length; provider++) this.world.groupDue(provider);
  }

  private group(provider: number): void {
    const { world } = this;
    const [was, is] = [this.parent, world.setup].map(({ capacityProviders }) => capacityProviders[provider]);
    if (differ(was.refreshes, is.refreshes)) {
      this.cancel((kind, subject) => kind === EventKind.groupRefreshes && subject === provider);
      this.ports.refreshes.scheduleNext(provider, world.loop.nowMs);
    }
    if (!this.affectsAll && !differ({ ...was, refreshes: [] }, { ...is, refreshes: [] })) return;
    const group = world.records.groups[provider];
    if (is.isProtected && !was.isProtected) takeOverProtection(world, provider);
    const { minSize, maxSize } = world.conditions.groupSizes.at(provider, world.loop.nowMs);
    group.desired = Math.max(minSize, Math.min(maxSize, group.desired));
    world.groupDue(provider);
  }

  private service(service: number): void {
    const { world, ports } = this;
    const [was, is] = [this.parent, world.setup].map(({ services }) => services[service]);
    const { nowMs } = world.loop;
    if (differ([was.desired, was.desiredEveryMs], [is.desired, is.desiredEveryMs])) this.desired(service);
    if (was.createdAtMs !== is.createdAtMs) ports.services.scheduleCreation(service);
    if (
      is.deploymentSpec !== null &&
      was.deploymentSpec !== null &&
      differ([was.deploymentSpec.revisions, was.deploymentSpec.alarms], [is.deploymentSpec.revisions, is.deploymentSpec.alarms])
    ) {
      this.cancel((kind, subject) => kind === EventKind.serviceDeploys && subject === service);
      ports.rollouts.scheduleNext(service, nowMs);
    }
    if (is.scaling !== null && differ(was.scaling?.target, is.scaling.target)) this.register(service);
    if (this.affectsAll || differ(withoutTimeline(was), withoutTimeline(is))) world.serviceDue(service);
  }

  /** Moves to the service's own list of desired counts. If both lists give the same count now, a count that a scaler has chosen stays. */
  private desired(service: number): void {
    const { world, ports } = this;
    const { nowMs } = world.loop;
    const [was, is] = [this.parent, world.setup].map(({ services }) => placeIn(services[service], nowMs));
    Object.assign(world.records.services[service], { step: is.step, round: is.round });
    this.cancel((kind, subject) => kind === EventKind.serviceIsResized && subject === service);
    ports.services.scheduleStep(service);
    if (is.count === was.count) return;
    ports.services.setDesired(service, is.count);
    world.serviceDue(service);
  }

  /** Applies the changed bounds of Application Auto Scaling. */
  private register(service: number): void {
    const { records, traffic, setup } = this.world;
    const { target } = setup.services[service].scaling!;
    for (const measured of traffic.measuredServices)
      if (measured.service === service && measured.scaler !== null) measured.scaler.target = target;
    const { desired } = records.services[service];
    const within = Math.max(target.minCapacity, Math.min(target.maxCapacity, desired));
    if (within !== desired) this.ports.services.setDesired(service, within);
  }

  private cancel(isCancelled: (kind: number, subject: number) => boolean): void {
    const { loop } = this.world;
    loop.load(withoutEvents(loop.save(), isCancelled));
  }
}

/** Returns the parts of a service's specification that each reconciliation reads. */
function withoutTimeline({ desired, desiredEveryMs, deploymentSpec, ...spec }: Setup['services'][number]): unknown {
  return [spec, deploymentSpec === null ? null : { ...deploymentSpec, revisions: [], alarms: [], checks: [] }];
}

/** Returns the position in a list of desired counts at a time: the count, and which entry comes next. */
function placeIn({ desired, desiredEveryMs }: Setup['services'][number], nowMs: Ms): { count: number; step: number; round: number } {
  let [count, step, round] = [0, 0, 0];
  while (step < desired.length && round * (desiredEveryMs ?? 0) + desired[step].atMs <= nowMs) {
    count = desired[step++].count;
    if (step < desired.length || desiredEveryMs === null) continue;
    step = 0;
    round++;
  }
  return { count, step, round };
}

/** From now on ECS manages the protection, so manual protections are dropped. */
function takeOverProtection({ fleet }: World, provider: number): void {
  for (let row = 0; row < fleet.count; row++) if (fleet.provider[row] === provider) fleet.isProtected[row] = 0;
}

/**
 * Advances the new source of a workload with changed arrivals past all arrivals until now. Later arrivals are those of a run that had this
 * source from the start.
 */
export function passOver(source: ArrivalSource, { name, nowMs, was }: { name: string; nowMs: Ms; was: ArrivalSource }): void {
  if (was.peek() === 'ready' && was.atMs <= nowMs)
    throw new NotNow(`${name}: calls of an arrival are held up at that time, so that its arrivals cannot change there; take another time`);
  while (source.peek() === 'ready' && source.atMs <= nowMs) source.take();
}

/** Returns the source of a workload of another setup, restored from its saved state. */
export function sourceOf({ workloads, seed }: Setup, workload: number, saved: unknown): ArrivalSource {
  const { arrivals, name } = workloads[workload];
  const source = makeSource(arrivals, { seed, name });
  source.load(saved as never);
  return source;
}

export function differ(was: unknown, is: unknown): boolean {
  return JSON.stringify(was) !== JSON.stringify(is);
}
