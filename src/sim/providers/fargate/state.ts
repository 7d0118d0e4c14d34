import { OnDemand, type Purchase, Spot } from '../../../autoscaling/group/purchase.js';
import { fullLaunchState, type LaunchState } from '../../../fargate/launching.js';
import { FARGATE_PROVIDER_NAMES, FargateProvider } from '../../../fargate/providers.js';
import type { FargateStart } from '../../../fargate/start.js';
import type { Distribution } from '../../../kernel/distribution.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { COUNTED_IN_TASKS } from '../../../market/pools.js';
import { ZoneSpread } from '../../../placement/zone-spread.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { PendingTasks } from '../../cluster/pending-tasks.js';
import type { PlatformParts, PlatformState } from '../platform.js';
import { holdsImages, startOnFargate } from './start.js';

/** Returns the purchase option of a Fargate provider's pools. */
function purchaseOf(provider: FargateProvider): Purchase {
  return provider === FargateProvider.FARGATE_SPOT ? Spot : OnDemand;
}

/**
 * Refusals of a class's tasks in a row, the reason of the last one, and when its service tries again. `untried`: tasks that the present try
 * has not reached yet, because another one was refused by chance.
 */
interface Refusals {
  readonly count: number;
  readonly why: number;
  readonly retryMs: Ms;
  readonly untried: number;
}

/** The state of Fargate: pending tasks, the use of the account's rates and quotas, and where tasks run. */
export class FargateState implements PlatformState {
  /** Tasks that wait for a start token or for capacity. */
  readonly pendingTasks: PendingTasks;
  launches: LaunchState;
  /** CPU units of tasks that have their capacity, by FargateProvider. */
  readonly cpuUnitsUsed: number[] = FARGATE_PROVIDER_NAMES.map(() => 0);
  /** By task group: the zones of its tasks with desiredStatus RUNNING. */
  private readonly spreads: ZoneSpread[] = [];
  /** Refusals of services' tasks, by equivalence class. */
  readonly refusals = new Map<number, Refusals>();
  /**
   * Ordinals of tasks with an announced retirement, by fault index, until it is over; `leaving` holds those whose retirement has started.
   */
  readonly announced = new Map<number, number[]>();
  readonly leaving = new Set<number>();

  constructor(private readonly parts: PlatformParts) {
    this.pendingTasks = new PendingTasks(parts.tasks, parts.equivalences);
    this.launches = fullLaunchState(parts.setup.fargate.rates, 0);
  }

  providerOf(equivalence: EquivalenceClass): FargateProvider {
    return this.parts.setup.providers[equivalence.provider].nth as FargateProvider;
  }

  spreadOf(group: number): ZoneSpread {
    this.spreads[group] ??= new ZoneSpread(FARGATE_PROVIDER_NAMES.length, this.parts.setup.zones.length);
    return this.spreads[group];
  }

  occupy(equivalence: EquivalenceClass, zone: number): void {
    this.take(equivalence, zone, 1);
  }

  release(equivalence: EquivalenceClass, zone: number, task: number): void {
    this.take(equivalence, zone, -1);
    this.leaving.delete(task);
  }

  count(equivalence: EquivalenceClass, zone: number, change: 1 | -1): void {
    this.spreadOf(equivalence.group).count(this.providerOf(equivalence), zone, change);
  }

  zoneToStop(equivalence: EquivalenceClass, mayGo: readonly number[]): number {
    return this.spreadOf(equivalence.group).toStop(this.providerOf(equivalence), mayGo);
  }

  get exitNoticedMs(): Ms {
    return this.parts.setup.fargate.stop.exitNoticedMs;
  }

  get cleanup(): Distribution {
    return this.parts.setup.fargate.stop.cleanup;
  }

  start(slot: number, equivalence: EquivalenceClass): FargateStart {
    return startOnFargate(this.parts, slot, equivalence);
  }

  holdsImages(equivalence: EquivalenceClass): boolean {
    return holdsImages(this.parts.setup, equivalence);
  }

  /** Returns, by zone, 1 where a task of the class could start now. */
  reachableZones(equivalence: EquivalenceClass): number[] {
    const { setup, pools: rooms } = this.parts;
    const { zones } = equivalence.origin;
    const pools = rooms.views[purchaseOf(this.providerOf(equivalence))];
    const isOffered = (zone: number) => setup.fargate.zones.includes(zone) && (zones === null || zones.includes(zone));
    return setup.zones.map((_, zone) => Number(isOffered(zone) && pools.spare(COUNTED_IN_TASKS, zone) > 0));
  }

  save(): unknown {
    const { pendingTasks, launches, cpuUnitsUsed, spreads, refusals, announced, leaving } = this;
    return structuredClone({
      room: pendingTasks.save(),
      spreads: [...spreads.entries()].flatMap(([group, spread]) => (spread === undefined ? [] : [{ group, spread: spread.save() }])),
      ...{ launches, cpuUnitsUsed, refusals, announced, leaving },
    });
  }

  load(saved: unknown): void {
    const { room, spreads, ...columns } = structuredClone(saved) as { room: unknown; spreads: { group: number; spread: unknown }[] };
    this.pendingTasks.load(room);
    for (const { group, spread } of spreads) this.spreadOf(group).load(spread);
    Object.assign(this, columns);
  }

  private take(equivalence: EquivalenceClass, zone: number, change: 1 | -1): void {
    const provider = this.providerOf(equivalence);
    const { pools: rooms } = this.parts;
    this.cpuUnitsUsed[provider] += change * equivalence.cpuUnits;
    rooms.instances[rooms.of(purchaseOf(provider), COUNTED_IN_TASKS, zone)] += change;
  }
}
