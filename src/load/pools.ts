import type { Ms } from '../kernel/event-loop.js';
import type { ServiceUse } from './resource-use.js';
import { ServiceLoad, type WaitingState } from './service.js';

/** Equal targets of a load balancer: one queue that receives a share of the requests. */
export class Pool extends ServiceLoad {
  /** Registered targets by the state of their health checks. */
  healthy = 0;
  unhealthy = 0;
  /** Those of them that answer no request. */
  readonly failing = { healthy: 0, unhealthy: 0 };
  /** Healthy ones, in the eyes of the load balancer, whose task has ended. */
  gone = 0;
  /** Targets that receive requests, and those of them that do not answer. */
  targets = 0;
  silent = 0;
  /** Requests of the interval that were sent to a target that did not answer. */
  lost = 0;
  /** Share of all requests. */
  share = 0;

  constructor(
    use: ServiceUse,
    readonly revision: number,
  ) {
    super(use);
  }

  /** Advances by `ms` > 0. Each target receives as many requests; those of silent ones are lost. */
  receive(ms: Ms, requests: number): void {
    const { targets, silent, gone } = this;
    this.lost = silent === 0 ? 0 : requests * (silent / targets);
    this.pass(ms, requests - this.lost, targets - silent, Math.max(0, silent - gone));
    this.arrived += this.lost;
  }
}

export interface PoolRules {
  /**
   * True: each pool is a target group with a weight of its own. False: all pools form one group, whose targets receive equal numbers of
   * requests.
   */
  readonly isWeighted: boolean;
  /** In a group without a healthy target, the unhealthy targets receive the requests. */
  readonly failsOpen: boolean;
}

/** Pools as plain data. */
export interface PoolsState {
  readonly pools: readonly (WaitingState & Pick<Pool, 'healthy' | 'unhealthy' | 'failing' | 'gone' | 'share'>)[];
  readonly weights: readonly number[];
}

/**
 * The targets of a service behind its load balancer, by revision, with their shares of the requests. The pools together receive all
 * requests of the service. Formulas: docs/load.md.
 */
export class ServicePools {
  /** Pools by revision; a single pool when nothing distinguishes revisions. */
  readonly pools: readonly Pool[];
  /** Pools with a share or with targets. */
  active: readonly Pool[] = [];
  private readonly weights: number[];
  /** The last pool with a share receives the remainder. */
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

  /** Changes the number of targets. The model must have advanced to the present. */
  count(revision: number, health: 'healthy' | 'unhealthy', by: number): void {
    this.of(revision)[health] += by;
    this.deal();
  }

  /** Changes the number of counted targets that answer no request. */
  fail(revision: number, health: 'healthy' | 'unhealthy', by: number): void {
    this.of(revision).failing[health] += by;
    this.deal();
  }

  /** Changes the number of targets whose task has ended unnoticed. They count as healthy and answer no request. */
  lose(revision: number, by: number): void {
    const pool = this.of(revision);
    pool.healthy += by;
    pool.failing.healthy += by;
    pool.gone += by;
    this.deal();
  }

  /** Returns whether such a change of health changes the shares. */
  isMovedBy(revision: number, health: 'healthy' | 'unhealthy'): boolean {
    if (health === 'healthy') return true;
    const { isWeighted, failsOpen } = this.rules;
    return failsOpen && (isWeighted ? this.of(revision).healthy === 0 : this.pools.every(({ healthy }) => healthy === 0));
  }

  /** Returns whether these weights are in force. */
  isWeighed(weights: ReadonlyMap<number, number>): boolean {
    return !this.rules.isWeighted || this.weights.every((weight, revision) => weight === (weights.get(revision) ?? 0));
  }

  /** Sets weights by revision, at least one above 0. The model must have advanced to the present. */
  weigh(weights: ReadonlyMap<number, number>): void {
    for (const revision of this.weights.keys()) this.weights[revision] = weights.get(revision) ?? 0;
    this.deal();
  }

  /** Advances by `ms` > 0, with requests arriving evenly. */
  pass(ms: Ms, requests: number): void {
    let left = requests;
    for (const pool of this.active) {
      const comes = pool === this.last ? left : requests * pool.share;
      left -= comes;
      pool.receive(ms, comes);
    }
  }

  /** Waiting requests. */
  get backlog(): number {
    return this.active.reduce((sum, pool) => sum + pool.backlog, 0);
  }

  save(): PoolsState {
    const pools = this.pools.map((pool) => {
      const { healthy, unhealthy, failing, gone, share } = pool;
      return { ...pool.save(), healthy, unhealthy, failing: { ...failing }, gone, share };
    });
    return { pools, weights: [...this.weights] };
  }

  load({ pools, weights }: PoolsState): void {
    for (const [i, { healthy, unhealthy, failing, gone, share, ...waiting }] of pools.entries()) {
      Object.assign(this.pools[i]!, { healthy, unhealthy, gone, share });
      Object.assign(this.pools[i]!.failing, failing);
      this.pools[i]!.load(waiting);
      this.weights[i] = weights[i]!;
    }
    this.deal();
  }

  /** Recomputes the shares. */
  private deal(): void {
    const { pools, weights } = this;
    const { isWeighted, failsOpen } = this.rules;
    const isAnyHealthy = pools.some(({ healthy }) => healthy > 0);
    const isOpen = ({ healthy }: Pool) => failsOpen && (isWeighted ? healthy === 0 : !isAnyHealthy);
    for (const pool of pools) {
      const receiving = isOpen(pool) ? 'unhealthy' : 'healthy';
      pool.targets = pool[receiving];
      pool.silent = pool.failing[receiving];
    }
    const parts = isWeighted ? weights : pools.map(({ targets }) => targets);
    const all = parts.reduce((sum, part) => sum + part, 0);
    // Without any target the previous shares remain.
    if (all > 0) for (const [i, pool] of pools.entries()) pool.share = parts[i]! / all;
    this.active = pools.filter(({ share, targets }) => share > 0 || targets > 0);
    this.last = pools.findLast(({ share }) => share > 0)!;
    for (const pool of pools) if (pool.share === 0 && pool.targets === 0 && pool.backlog > 0) this.handOver(pool.takeBacklog());
  }

  /** Redistributes the waiting requests of pools without targets. */
  private handOver(requests: number): void {
    let left = requests;
    for (const pool of this.active) {
      const takes = pool === this.last ? left : requests * pool.share;
      left -= takes;
      pool.addBacklog(takes);
    }
  }
}

/** Returns whether all revisions treat requests alike. */
export function areAlike(uses: readonly ServiceUse[]): boolean {
  const [first] = uses;
  return uses.every((use) => (Object.keys(use) as (keyof ServiceUse)[]).every((key) => use[key] === first![key]));
}
