import type { Ms } from '../kernel/event-loop.js';
import { type PartTaker, Pool } from './pool.js';
import { PoolRows } from './pool-rows.js';
import type { ServiceUse } from './resource-use.js';
import type { WaitingState } from './service.js';
import type { Speed } from './slow-start.js';
import { type DnsTerms, type Health, NO_DNS, type TargetsByZone, ZoneDns } from './zone-dns.js';

/** How requests are divided among the pools of a service. */
export interface PoolRules {
  /** Each pool is a target group with a weight of its own; else all form one group, whose targets get equal numbers of requests. */
  readonly isWeighted: boolean;
  /** In a group without a healthy target, the unhealthy targets receive the requests. */
  readonly failsOpen: boolean;
  /** Each target gets requests in inverse ratio to its time to serve one (N.LBX-2); else all get equal numbers. */
  readonly isLeastOutstanding?: boolean;
  /** Whether new targets get fewer requests at first, in pools of their own (N.LBX-1). */
  readonly hasSlowStart?: boolean;
  /** Zones that get equal parts of a group's requests, whatever their number of targets (N.LBX-3); absent: zones do not matter. */
  readonly zones?: number;
  /** Targets of all zones get equal numbers instead, from one queue while they serve alike. */
  readonly joinsZones?: boolean;
  /** Whether zones with an equal part may ever leave DNS otherwise than at once. */
  readonly hasDns?: boolean;
}

export interface PoolsState {
  readonly pools: readonly (WaitingState & Pick<Pool, 'healthy' | 'unhealthy' | 'failing' | 'gone' | 'share' | 'weight'>)[];
  readonly weights: readonly number[];
  readonly dns?: readonly (readonly number[])[];
}

/**
 * The targets of a service behind its load balancer, by revision, with their shares of the requests. The pools together receive all
 * requests of the service. Formulas: docs/load.md.
 */
export class ServicePools {
  /** Pools by place; a single revision when nothing distinguishes revisions. */
  readonly pools: readonly Pool[];
  /** Pools with a share or with targets. */
  active: readonly Pool[] = [];
  /** Whether revisions share their pools. */
  private readonly isOne: boolean;
  private readonly zones: number;
  private readonly perRevision: number;
  /** Whether the first pool of each row of zones serves for the whole row. */
  private isJoined: boolean;
  /** Pools by target group. */
  private readonly groups: readonly (readonly Pool[])[];
  /** By target group; empty where zones leave DNS at once. */
  private readonly dns: readonly ZoneDns[];
  /** By revision. */
  private readonly weights: number[];
  /** The last pool with a share receives the remainder. */
  private last: Pool;

  constructor(
    private readonly uses: readonly ServiceUse[],
    private readonly rules: PoolRules,
    rows = new PoolRows(),
  ) {
    const { isWeighted, isLeastOutstanding = false, hasSlowStart = false, zones = 1, joinsZones = false } = rules;
    this.isJoined = joinsZones;
    this.isOne = !isWeighted && !hasSlowStart && areAlike(uses);
    this.zones = zones;
    this.perRevision = zones * (hasSlowStart ? 2 : 1);
    const served = this.isOne ? uses.slice(0, 1) : uses;
    this.pools = served.flatMap((use, revision) =>
      Array.from({ length: this.perRevision }, (_, i) => new Pool(use, revision, i % zones, rows)),
    );
    if (isLeastOutstanding) this.weighBySpeed();
    this.weights = served.map((_, revision) => Number(revision === 0));
    this.groups = isWeighted ? served.map((_, revision) => this.ofRevision(revision)) : [this.pools];
    this.dns = rules.hasDns ? this.groups.map(() => new ZoneDns(zones)) : NO_DNS;
    this.last = this.pools[0]!;
    this.last.share = 1;
    this.computeShares();
  }

  /** Sets the mean time to serve of each use, in each zone where they differ, from now on. The model must have advanced to the present. */
  slowDown(meanMsOf: (use: ServiceUse, zone: number) => number, differsByZone: boolean): void {
    const waiting = this.rules.joinsZones === true && this.isJoined === differsByZone ? this.takeBacklogs() : [];
    if (this.rules.joinsZones === true) this.isJoined = !differsByZone;
    for (const pool of this.pools) {
      const use = this.uses[pool.revision]!;
      pool.setUse({ ...use, meanMs: meanMsOf(use, pool.zone) });
    }
    if (this.rules.isLeastOutstanding === true) this.weighBySpeed();
    this.computeShares();
    for (const [row, requests] of waiting.entries()) this.spread(requests, this.rowAt(row * this.zones));
  }

  /** Sets when zones leave DNS from now on. */
  leaveDns(terms: DnsTerms | null): void {
    for (const dns of this.dns) dns.terms = terms;
    this.computeShares();
  }

  /** Time until a zone leaves DNS; Infinity: none does. */
  get leavesInMs(): Ms {
    if (this.dns.length === 0) return Number.POSITIVE_INFINITY;
    return Math.min(...this.dns.map((dns, i) => dns.leavesInMs(this.byZone(this.groups[i]!))));
  }

  /** Takes the waiting requests of each row of zones. */
  private takeBacklogs(): number[] {
    const rows = Array.from({ length: this.pools.length / this.zones }, (_, row) => this.rowAt(row * this.zones));
    return rows.map((row) => row.reduce((sum, pool) => sum + pool.takeBacklog(), 0));
  }

  /** Divides waiting requests among the pools of a row by their targets; without targets the first pool gets all. */
  private spread(requests: number, row: readonly Pool[]): void {
    const all = row.reduce((sum, { targets }) => sum + targets, 0);
    if (all === 0) row[0]!.surplus += requests;
    else for (const pool of row) pool.surplus += (requests * pool.targets) / all;
  }

  /** The pools that are alike but for their zone, from the one at the place on. */
  private rowAt(place: number): readonly Pool[] {
    return this.pools.slice(place, place + this.zones);
  }

  private weighBySpeed(): void {
    for (const pool of this.pools) pool.weight = 1 / pool.meanMs;
  }

  /** The place of a revision's targets in a zone: those in slow start, or the others. Without zones and slow start it is the revision. */
  placeOf(revision: number, zone = 0, speed: Speed = 'full'): number {
    return (this.isOne ? 0 : revision) * this.perRevision + (speed === 'slow' ? this.zones : 0) + zone;
  }

  of(place: number): Pool {
    return this.pools.length === 1 ? this.pools[0]! : this.pools[place]!;
  }

  ofRevision(revision: number): readonly Pool[] {
    const first = this.placeOf(revision);
    return this.pools.slice(first, first + this.perRevision);
  }

  /** Sets the weights, from 0 to 1, of targets in slow start at each place. The model must have advanced to the present. */
  ramp(weights: ReadonlyMap<number, number>): void {
    for (const [place, weight] of weights) this.pools[place]!.weight = weight;
    this.computeShares();
  }

  /** Changes the number of targets at a place. The model must have advanced to the present. */
  count(place: number, health: 'healthy' | 'unhealthy', by: number): void {
    this.of(place)[health] += by;
    this.computeShares();
  }

  /** A target at a place of slow start gets as many requests as others from now on. */
  endSlowStart(place: number, isFailing: boolean): void {
    for (const [at, by] of [
      [place, -1],
      [place - this.zones, 1],
    ] as const) {
      this.pools[at]!.healthy += by;
      if (isFailing) this.pools[at]!.failing.healthy += by;
    }
    this.computeShares();
  }

  /** Changes the number of counted targets that answer no request. */
  fail(place: number, health: 'healthy' | 'unhealthy', by: number): void {
    this.of(place).failing[health] += by;
    this.computeShares();
  }

  /** Changes the number of targets whose task has ended unnoticed. They count as healthy and answer no request. */
  lose(place: number, by: number): void {
    const pool = this.of(place);
    pool.healthy += by;
    pool.failing.healthy += by;
    pool.gone += by;
    this.computeShares();
  }

  /** Returns whether such a change of health changes the shares. */
  isMovedBy(place: number, health: 'healthy' | 'unhealthy'): boolean {
    if (health === 'healthy' || this.dns.length > 0) return true;
    const pool = this.of(place);
    return this.rules.failsOpen && this.groups.some((group) => group.includes(pool) && !isAnyHealthy(group));
  }

  /** Returns whether these weights are in force. */
  isWeighed(weights: ReadonlyMap<number, number>): boolean {
    return !this.rules.isWeighted || this.weights.every((weight, revision) => weight === (weights.get(revision) ?? 0));
  }

  /** Sets weights by revision, at least one above 0. The model must have advanced to the present. */
  weigh(weights: ReadonlyMap<number, number>): void {
    for (const revision of this.weights.keys()) this.weights[revision] = weights.get(revision) ?? 0;
    this.computeShares();
  }

  /** Advances by `ms` > 0, with requests arriving evenly. */
  pass(ms: Ms, requests: number, to: PartTaker): void {
    // A zone may have left DNS.
    if (this.dns.length > 0) this.computeShares();
    const { active, last } = this;
    let left = requests;
    for (let i = 0; i < active.length; i++) {
      const pool = active[i]!;
      const comes = pool === last ? left : requests * pool.share;
      left -= comes;
      to.take(ms, pool.receive(ms, comes), pool);
    }
    for (const [i, dns] of this.dns.entries()) dns.pass(ms, this.byZone(this.groups[i]!));
  }

  /** Waiting requests. */
  get backlog(): number {
    return this.active.reduce((sum, pool) => sum + pool.backlog, 0);
  }

  save(): PoolsState {
    const pools = this.pools.map((pool) => {
      const { surplus, random, healthy, unhealthy, failing, gone, share, weight } = pool;
      return { surplus, random, healthy, unhealthy, failing: { ...failing }, gone, share, weight };
    });
    return { pools, weights: [...this.weights], ...(this.dns.length === 0 ? {} : { dns: this.dns.map((dns) => dns.save()) }) };
  }

  load({ pools, weights, dns = [] }: PoolsState): void {
    for (const [i, saved] of dns.entries()) this.dns[i]!.load(saved);
    this.weights.splice(0, this.weights.length, ...weights);
    for (const [i, { surplus, random, healthy, unhealthy, failing, gone, share, weight }] of pools.entries()) {
      Object.assign(this.pools[i]!, { surplus, random, healthy, unhealthy, gone, share, weight });
      Object.assign(this.pools[i]!.failing, failing);
    }
    this.computeShares();
  }

  /** Computes the shares anew. */
  private computeShares(): void {
    const { pools, weights, groups } = this;
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [i, group] of groups.entries()) this.divide(group, groups.length === 1 ? 1 : weights[i]! / all, this.dns[i]);
    this.active = pools.filter(({ share, targets }) => share > 0 || targets > 0);
    this.last = pools.findLast(({ share }) => share > 0)!;
    for (const pool of pools) if (pool.share === 0 && pool.targets === 0 && pool.backlog > 0) this.handOver(pool.takeBacklog());
  }

  /** Divides the share of a target group: among the zones with targets first, where they matter, then by the weights of targets. */
  private divide(group: readonly Pool[], share: number, dns: ZoneDns | undefined): void {
    const receiving = this.rules.failsOpen && !isAnyHealthy(group) ? 'unhealthy' : 'healthy';
    const inZones = dns === undefined || dns.terms === null || !this.rules.failsOpen ? null : dns.receiving(this.byZone(group));
    const ofZones = new Array<number>(this.zones).fill(0);
    const zoneOf = (pool: Pool) => (this.rules.joinsZones === true ? 0 : pool.zone);
    for (const pool of group) {
      const health = inZones === null ? receiving : inZones[pool.zone]!;
      if (health === null) pool.receiveFrom([], receiving);
      else pool.receiveFrom(this.isJoined ? this.servedFor(pool) : [pool], health);
      ofZones[zoneOf(pool)]! += pool.parts;
    }
    const zones = ofZones.reduce((sum, parts) => sum + Number(parts > 0), 0);
    if (zones > 0) for (const pool of group) pool.share = pool.targets === 0 ? 0 : (share / zones) * (pool.parts / ofZones[zoneOf(pool)]!);
    // A group without targets keeps its share; the only one keeps its division.
    else if (this.rules.isWeighted) for (const [i, pool] of group.entries()) pool.share = i === 0 ? share : 0;
  }

  private byZone(group: readonly Pool[]): TargetsByZone {
    const count = (health: Health) => {
      const counts = new Array<number>(this.zones).fill(0);
      for (const pool of group) counts[pool.zone]! += pool[health];
      return counts;
    };
    return { healthy: count('healthy'), unhealthy: count('unhealthy') };
  }

  /** The pools for whose targets the pool serves while zones are joined. */
  private servedFor(pool: Pool): readonly Pool[] {
    return pool.zone === 0 ? this.rowAt(this.pools.indexOf(pool)) : [];
  }

  /** Redistributes the waiting requests of pools without targets. */
  private handOver(requests: number): void {
    let left = requests;
    for (const pool of this.active) {
      const takes = pool === this.last ? left : requests * pool.share;
      left -= takes;
      pool.surplus += takes;
    }
  }
}

function isAnyHealthy(group: readonly Pool[]): boolean {
  return group.some(({ healthy }) => healthy > 0);
}

/** Returns whether all revisions treat requests alike. */
export function areAlike(uses: readonly ServiceUse[]): boolean {
  const [first] = uses;
  return uses.every((use) => (Object.keys(use) as (keyof ServiceUse)[]).every((key) => use[key] === first![key]));
}
