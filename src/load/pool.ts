import type { Ms } from '../kernel/event-loop.js';
import type { ServiceUse } from './resource-use.js';
import { ServiceLoad } from './service.js';

/** Equal targets of a load balancer: one queue that receives a share of the requests. */
export class Pool extends ServiceLoad {
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
  /** Requests of the interval that were sent to a target that did not answer. */
  lost = 0;
  /** Share of all requests. */
  share = 0;
  /** A target's share of the requests to its group and zone, compared with the others. */
  weight = 1;

  constructor(
    use: ServiceUse,
    readonly revision: number,
    readonly zone = 0,
  ) {
    super(use);
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

  /** Advances by `ms` > 0. Each target receives as many requests; those of silent ones are lost. */
  receive(ms: Ms, requests: number): void {
    const { targets, silent, ended } = this;
    this.lost = silent === 0 ? 0 : requests * (silent / targets);
    this.pass(ms, requests - this.lost, targets - silent, Math.max(0, silent - ended));
    this.arrived += this.lost;
  }
}
