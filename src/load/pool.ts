import type { Ms } from '../kernel/event-loop.js';
import type { ServiceUse } from './resource-use.js';
import { ServiceLoad, type ServiceTerms, termsOf } from './service.js';
import type { LoadPart } from './totals.js';

/** Takes the results of pools, each before the next pool overwrites them. */
export interface PartTaker {
  take(ms: Ms, part: LoadPart, of: { readonly targets: number; readonly revision: number; readonly zone: number }): void;
}

/** Computes the interval of one pool after the other. A pool keeps only what it carries to its next interval, so that it is small. */
class PoolInterval extends ServiceLoad implements LoadPart {
  /** Requests of the interval that were sent to a target that did not answer. */
  lost = 0;
  share = 0;
}

let interval: PoolInterval | null = null;

/** Equal targets of a load balancer: one queue that receives a share of the requests. */
export class Pool {
  /** Requests that wait from one interval to the next. */
  surplus = 0;
  random = 0;
  /** Registered targets by the state of their health checks. */
  healthy = 0;
  unhealthy = 0;
  /** Targets among them that answer no request. */
  readonly failing = { healthy: 0, unhealthy: 0 };
  /** Healthy ones, in the eyes of the load balancer, whose task has ended. */
  gone = 0;
  /** Targets that receive requests, those of them that do not answer, and those whose task has ended. */
  targets = 0;
  silent = 0;
  ended = 0;
  /** Targets that receive requests, each by its weight. */
  parts = 0;
  /** Share of all requests. */
  share = 0;
  /** A target's share of the requests to its group and zone, compared with the others. */
  weight = 1;
  private terms: ServiceTerms;

  constructor(
    use: ServiceUse,
    readonly revision: number,
    readonly zone = 0,
  ) {
    this.terms = termsOf(use);
  }

  /** Sets how a task serves from the next interval on. */
  become(use: ServiceUse): void {
    this.terms = termsOf(use);
  }

  /** Mean time of a server for a request. */
  get meanMs(): number {
    return this.terms.servers.meanMs;
  }

  /** Requests waiting at the end of the last interval. */
  get backlog(): number {
    return this.surplus + this.random;
  }

  /** Removes all waiting requests and returns their number. */
  takeBacklog(): number {
    const { backlog } = this;
    this.surplus = 0;
    this.random = 0;
    return backlog;
  }

  /** Serves for the targets of these pools that are healthy, or for the unhealthy ones. */
  receiveFrom(pools: readonly Pool[], health: 'healthy' | 'unhealthy'): void {
    this.targets = 0;
    this.silent = 0;
    this.ended = 0;
    this.parts = 0;
    for (const pool of pools) {
      this.targets += pool[health];
      this.silent += pool.failing[health];
      this.ended += pool.gone;
      this.parts += pool[health] * pool.weight;
    }
  }

  /** Advances by `ms` > 0. Each target receives as many requests; those of silent ones are lost. The next call overwrites the results. */
  receive(ms: Ms, requests: number): PoolInterval {
    const { targets, silent, ended, terms, share } = this;
    interval ??= new PoolInterval(terms);
    const lost = silent === 0 ? 0 : requests * (silent / targets);
    interval.become(terms, this);
    interval.pass(ms, requests - lost, targets - silent, Math.max(0, silent - ended));
    this.surplus = interval.surplus;
    this.random = interval.random;
    interval.arrived += lost;
    interval.lost = lost;
    interval.share = share;
    return interval;
  }
}
