import type { Ms } from '../kernel/event-loop.js';
import { PoolCell, PoolRows } from './pool-rows.js';
import type { ServiceUse } from './resource-use.js';
import type { LoadPart } from './totals.js';

/** Takes the results of pools, each before the next pool overwrites them. */
export interface PartTaker {
  take(ms: Ms, part: LoadPart, place: { readonly targets: number; readonly revision: number; readonly zone: number }): void;
}

const { surplus: SURPLUS, random: RANDOM, targets: TARGETS, silent: SILENT, ended: ENDED, share: SHARE } = PoolCell;

/** Equal targets of a load balancer: one queue that receives a share of the requests. */
export class Pool {
  /** Registered targets by the state of their health checks. */
  healthy = 0;
  unhealthy = 0;
  /** Targets among them that answer no request. */
  readonly failing = { healthy: 0, unhealthy: 0 };
  /** Healthy ones, in the eyes of the load balancer, whose task has ended. */
  gone = 0;
  /** Targets that receive requests, each by its weight. */
  parts = 0;
  /** A target's share of the requests to its group and zone, compared with the others. */
  weight = 1;
  /** Its first cell among the rows. */
  readonly at: number;

  constructor(
    use: ServiceUse,
    readonly revision: number,
    readonly zone = 0,
    private readonly rows = new PoolRows(),
  ) {
    this.at = rows.add(use);
  }

  /** Requests that wait from one interval to the next. */
  get surplus(): number {
    return this.rows.cells[this.at + SURPLUS]!;
  }

  set surplus(requests: number) {
    this.rows.cells[this.at + SURPLUS] = requests;
  }

  get random(): number {
    return this.rows.cells[this.at + RANDOM]!;
  }

  set random(requests: number) {
    this.rows.cells[this.at + RANDOM] = requests;
  }

  /** Share of all requests. */
  get share(): number {
    return this.rows.cells[this.at + SHARE]!;
  }

  set share(share: number) {
    this.rows.cells[this.at + SHARE] = share;
  }

  /** Targets that receive requests. */
  get targets(): number {
    return this.rows.cells[this.at + TARGETS]!;
  }

  /** Sets how a task serves from the next interval on. */
  setUse(use: ServiceUse): void {
    this.rows.setUse(this.at, use);
  }

  /** Mean time of a server for a request. */
  get meanMs(): number {
    return this.rows.meanMs(this.at);
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
    let [targets, silent, ended] = [0, 0, 0];
    this.parts = 0;
    for (const pool of pools) {
      targets += pool[health];
      silent += pool.failing[health];
      ended += pool.gone;
      this.parts += pool[health] * pool.weight;
    }
    const { cells } = this.rows;
    cells[this.at + TARGETS] = targets;
    cells[this.at + SILENT] = silent;
    cells[this.at + ENDED] = ended;
  }

  /** Advances by `ms` > 0. The next call for any pool overwrites the results. */
  receive(ms: Ms, requests: number): LoadPart {
    return this.rows.receive(this.at, ms, requests);
  }
}
