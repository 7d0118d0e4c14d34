import type { Ms } from '../kernel/event-loop.js';
import { ServiceLoad, type WaitingState } from './service.js';
import type { ServiceUse } from './settings.js';

/** Equal targets of a load balancer: one queue, to which a share of the requests comes. */
export class Pool extends ServiceLoad {
  /** Registered targets by what their health checks say. */
  healthy = 0;
  unhealthy = 0;
  /** Those that requests are sent to. */
  targets = 0;
  /** Of the requests. */
  share = 0;

  constructor(
    use: ServiceUse,
    readonly revision: number,
  ) {
    super(use);
  }
}

export interface PoolRules {
  /** Each pool is a target group with a weight of its own; else all are one group, whose targets get equally many. */
  readonly isWeighted: boolean;
  /** Where no target of a group is healthy, its unhealthy ones get the requests. */
  readonly failsOpen: boolean;
}

/** Plain data. */
export interface PoolsState {
  readonly pools: readonly (WaitingState & Pick<Pool, 'healthy' | 'unhealthy' | 'share'>)[];
  readonly weights: readonly number[];
}

/**
 * The targets of a service behind its load balancer, by revision: who gets which share of the requests. As many come to the pools together as come to the service. Formulas:
 * docs/load.md.
 */
export class ServicePools {
  /** By revision; a single one where nothing tells them apart. */
  readonly pools: readonly Pool[];
  /** Those with a share or with targets: the others have nothing. */
  active: readonly Pool[] = [];
  private readonly weights: number[];
  /** The last with a share takes what the others leave. */
  private last: Pool;

  constructor(
    uses: readonly ServiceUse[],
    private readonly rules: PoolRules,
  ) {
    const isOne = !rules.isWeighted && areAlike(uses);
    this.pools = (isOne ? uses.slice(0, 1) : uses).map((use, revision) => new Pool(use, revision));
    this.weights = this.pools.map((_, i) => Number(i === 0));
    this.last = this.pools[0]!;
    this.last.share = 1;
    this.deal();
  }

  of(revision: number): Pool {
    return this.pools.length === 1 ? this.pools[0]! : this.pools[revision]!;
  }

  /** So many targets more, or fewer. Time has passed until now. */
  count(revision: number, health: 'healthy' | 'unhealthy', by: number): void {
    this.of(revision)[health] += by;
    this.deal();
  }

  /** Whether such a change of health changes who gets requests. */
  isMovedBy(revision: number, health: 'healthy' | 'unhealthy'): boolean {
    if (health === 'healthy') return true;
    const { isWeighted, failsOpen } = this.rules;
    return failsOpen && (isWeighted ? this.of(revision).healthy === 0 : this.pools.every(({ healthy }) => healthy === 0));
  }

  /** Whether these weights hold. */
  isWeighed(weights: ReadonlyMap<number, number>): boolean {
    return !this.rules.isWeighted || this.weights.every((weight, revision) => weight === (weights.get(revision) ?? 0));
  }

  /** Weights by revision, of which some are above 0. Time has passed until now. */
  weigh(weights: ReadonlyMap<number, number>): void {
    for (const revision of this.weights.keys()) this.weights[revision] = weights.get(revision) ?? 0;
    this.deal();
  }

  /** The next `ms` > 0, in which so many requests come evenly. */
  pass(ms: Ms, requests: number): void {
    let left = requests;
    for (const pool of this.active) {
      const comes = pool === this.last ? left : requests * pool.share;
      left -= comes;
      pool.pass(ms, comes, pool.targets);
    }
  }

  /** Requests that wait. */
  get backlog(): number {
    return this.active.reduce((sum, pool) => sum + pool.backlog, 0);
  }

  save(): PoolsState {
    const pools = this.pools.map((pool) => ({ ...pool.save(), healthy: pool.healthy, unhealthy: pool.unhealthy, share: pool.share }));
    return { pools, weights: [...this.weights] };
  }

  load({ pools, weights }: PoolsState): void {
    for (const [i, { healthy, unhealthy, share, ...waiting }] of pools.entries()) {
      Object.assign(this.pools[i]!, { healthy, unhealthy, share });
      this.pools[i]!.load(waiting);
      this.weights[i] = weights[i]!;
    }
    this.deal();
  }

  /** Who gets what from now on. */
  private deal(): void {
    const { pools, weights } = this;
    const { isWeighted, failsOpen } = this.rules;
    const isAnyHealthy = pools.some(({ healthy }) => healthy > 0);
    const isOpen = ({ healthy }: Pool) => failsOpen && (isWeighted ? healthy === 0 : !isAnyHealthy);
    for (const pool of pools) pool.targets = isOpen(pool) ? pool.unhealthy : pool.healthy;
    const parts = isWeighted ? weights : pools.map(({ targets }) => targets);
    const all = parts.reduce((sum, part) => sum + part, 0);
    // With nobody there requests go where they went before.
    if (all > 0) for (const [i, pool] of pools.entries()) pool.share = parts[i]! / all;
    this.active = pools.filter(({ share, targets }) => share > 0 || targets > 0);
    this.last = pools.findLast(({ share }) => share > 0)!;
    for (const pool of pools) if (pool.share === 0 && pool.targets === 0 && pool.backlog > 0) this.handOver(pool.takeBacklog());
  }

  /** What waited for tasks that are gone goes on with the others. */
  private handOver(requests: number): void {
    let left = requests;
    for (const pool of this.active) {
      const takes = pool === this.last ? left : requests * pool.share;
      left -= takes;
      pool.addBacklog(takes);
    }
  }
}

/** All make the same of a request. */
export function areAlike(uses: readonly ServiceUse[]): boolean {
  const [first] = uses;
  return uses.every((use) => (Object.keys(use) as (keyof ServiceUse)[]).every((key) => use[key] === first![key]));
}
