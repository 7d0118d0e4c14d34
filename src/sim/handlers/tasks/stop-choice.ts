import { assert } from '../../../kernel/assert.js';
import { StopOrder } from '../../../placement/stop.js';
import { providerToStop, type StrategyItem } from '../../../services/capacity-provider-strategy.js';
import { Purpose } from '../../cluster/chance.js';
import { NONE } from '../../cluster/fleet.js';
import { countsOf, itemsToStop } from '../../cluster/services/strategies.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { kindFor } from '../../providers/of-setup.js';
import { ON_PLATFORM } from '../../providers/platform.js';

type Candidates = { readonly count: number; readonly row: Int32Array; readonly order: Int32Array };

/** The candidates of one provider, and how many of them are left. */
interface Share {
  readonly slots: Int32Array;
  readonly stops: StopOrder;
  left: number;
}

/**
 * Chooses the tasks that a shrinking service stops: waiting tasks first, newest first, then by its strategy's stop rule (scaler choice
 * 5). The candidates of one shrink are listed once.
 */
export class StopChoice {
  /** The candidates, newest first: waiting tasks, then tasks with an instance, as columns. */
  private waiting = new Int32Array(64);
  private slots = new Int32Array(64);
  private row = new Int32Array(64);
  private order = new Int32Array(64);
  private count = 0;
  private waitingCount = 0;
  private waitingTaken = 0;
  private stops: StopOrder | undefined;
  private shares: Map<number, Share> | undefined;
  private revisions: ReadonlySet<number> | undefined;

  constructor(private readonly world: World) {}

  /** Lists the service's tasks with desiredStatus RUNNING that `isMeant` selects. */
  list(service: number, isCandidate: (slot: number) => boolean): void {
    const { tasks, fleet, records } = this.world;
    const record = records.services[service];
    if (record.alive > this.slots.length) this.widen(record.alive * 2);
    this.count = 0;
    this.waitingCount = 0;
    this.waitingTaken = 0;
    this.stops = undefined;
    this.shares = undefined;
    this.revisions = undefined;
    for (let slot = record.newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
      if (tasks.cause[slot] !== 0 || !isCandidate(slot)) continue;
      if (tasks.instance[slot] === NONE) {
        this.waiting[this.waitingCount++] = slot;
        continue;
      }
      this.slots[this.count] = slot;
      this.row[this.count] = tasks.instance[slot] === ON_PLATFORM ? NONE : fleet.rowOf[tasks.instance[slot]];
      this.order[this.count] = tasks.task[slot];
      this.count++;
    }
    this.setAside(service);
  }

  /** The number of candidates left. */
  get left(): number {
    return this.count + this.waitingCount - this.waitingTaken;
  }

  /**
   * Removes the next task to stop for this cause from the list and returns its slot. There must be one, and no instance may have come or
   * gone since list().
   */
  take(service: number, cause: number | null): number {
    if (this.waitingTaken < this.waitingCount) return this.waiting[this.waitingTaken++];
    assert(this.count > 0, 'a service that gives up a task has one');
    if (this.row[0] === NONE) return this.takeOnPlatform(service, cause);
    if (this.world.setup.waiting.stopShares === 'kept') {
      const items = itemsToStop(this.world, service);
      if (items.length > 1) return this.takeByShares(service, items);
    }
    this.stops ??= this.orderOfStops(service, { count: this.count, row: this.row, order: this.order });
    this.count--;
    return this.slots[this.stops.next()];
  }

  /** Some candidates may run on instances and others on a platform. Those of the kind that the service left stop first. */
  private setAside(service: number): void {
    const { setup } = this.world;
    const isOnPlatform = kindFor(setup.services[service], setup).platform !== null;
    const isOfKind = (row: number) => (row === NONE) === isOnPlatform;
    const kept = this.row.subarray(0, this.count).reduce((sum, row) => sum + Number(isOfKind(row)), 0);
    if (kept === 0 || kept === this.count) return;
    let count = 0;
    for (let i = 0; i < this.count; i++) {
      if (!isOfKind(this.row[i])) {
        this.waiting[this.waitingCount++] = this.slots[i];
        continue;
      }
      this.slots[count] = this.slots[i];
      this.row[count] = this.row[i];
      this.order[count++] = this.order[i];
    }
    this.count = count;
  }

  /**
   * Chooses by base and weights, as for starts; zones stay even, and the newest task of a zone stops (S.STOP-6). To even out zones, a task
   * of the fullest zone stops, whatever its provider.
   */
  private takeOnPlatform(service: number, cause: number | null): number {
    const { tasks, platforms, setup, equivalences } = this.world;
    const all = Array.from(this.slots.subarray(0, this.count));
    const left = cause === StopCause.zoneRebalanced ? this.inFullestZone(all) : all;
    const providerOf = (slot: number) => equivalences.all[tasks.equivalence[slot]].provider;
    const items = itemsToStop(this.world, service).filter((item) => left.some((slot) => providerOf(slot) === item.provider));
    // A service of launch type EC2 has no items, and may have present tasks from before.
    const provider = items.length > 0 ? providerToStop(this.countsToStop(service), items) : providerOf(left[0]);
    const candidates = left.filter((slot) => providerOf(slot) === provider);
    const mayGo = setup.zones.map((_, zone) => Number(candidates.some((slot) => tasks.zone[slot] === zone)));
    const equivalence = equivalences.all[tasks.equivalence[candidates[0]]];
    const zone = platforms.states[equivalence.platform].zoneToStop(equivalence, mayGo);
    const chosen = all.findIndex((slot) => providerOf(slot) === provider && tasks.zone[slot] === zone);
    this.slots.copyWithin(chosen, chosen + 1, this.count);
    this.count--;
    return all[chosen];
  }

  private inFullestZone(slots: readonly number[]): number[] {
    const { tasks, setup } = this.world;
    const counts = setup.zones.map((_, zone) => slots.filter((slot) => tasks.zone[slot] === zone).length);
    const most = Math.max(...counts);
    return slots.filter((slot) => counts[tasks.zone[slot]] === most);
  }

  /** Chooses the provider by base and weights, as for starts, and among its tasks by the stop rule. */
  private takeByShares(service: number, all: readonly StrategyItem[]): number {
    this.shares ??= this.sharesOf(service);
    const items = all.filter(({ provider }) => this.shares!.has(provider));
    // Present tasks from before the service had a strategy.
    const provider = this.shares.has(NONE) ? NONE : providerToStop(this.countsToStop(service), items);
    const share = this.shares.get(provider)!;
    if (--share.left === 0) this.shares.delete(provider);
    this.count--;
    return share.slots[share.stops.next()];
  }

  /** Tasks by provider, of the revisions that stop: an update may find tasks of several. */
  private countsToStop(service: number): readonly number[] {
    const { tasks, equivalences } = this.world;
    const revisionOf = (slot: number) => equivalences.all[tasks.equivalence[slot]].taskClass.revision;
    this.revisions ??= new Set(Array.from(this.slots.subarray(0, this.count), revisionOf));
    const [first, ...others] = [...this.revisions].map((revision) => countsOf(this.world, service, revision));
    return others.reduce((sum, counts) => sum.map((count, provider) => count + counts[provider]), first);
  }

  /** Returns the candidates by provider. */
  private sharesOf(service: number): Map<number, Share> {
    const { tasks, equivalences } = this.world;
    const byProvider = new Map<number, number[]>();
    for (let i = 0; i < this.count; i++) {
      const { provider } = equivalences.all[tasks.equivalence[this.slots[i]]];
      const indices = byProvider.get(provider);
      if (indices === undefined) byProvider.set(provider, [i]);
      else indices.push(i);
    }
    return new Map(
      [...byProvider].map(([provider, indices]): [number, Share] => {
        const columnOf = (column: Int32Array) => Int32Array.from(indices, (i) => column[i]);
        const stops = this.orderOfStops(service, { count: indices.length, row: columnOf(this.row), order: columnOf(this.order) });
        return [provider, { slots: columnOf(this.slots), stops, left: indices.length }];
      }),
    );
  }

  /** Makes one draw for all stops of one shrink. */
  private orderOfStops(service: number, { count, row, order }: Candidates): StopOrder {
    const { tasks, fleet, setup, equivalences, chance, keys } = this.world;
    const newest = this.slots[0];
    const { request, criteria } = equivalences.all[tasks.equivalence[newest]];
    const draw = chance.bits(keys.services[service], Purpose.stopChoice, tasks.nth[newest]);
    return new StopOrder(fleet, { count, row, order, request }, { chain: criteria, tie: setup.waiting.stopTie }, draw);
  }

  private widen(capacity: number): void {
    this.waiting = new Int32Array(capacity);
    this.slots = new Int32Array(capacity);
    this.row = new Int32Array(capacity);
    this.order = new Int32Array(capacity);
  }
}
