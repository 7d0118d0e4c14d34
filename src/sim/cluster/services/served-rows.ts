import type { Ms } from '../../../kernel/event-loop.js';
import { PoolCell, PoolRows } from '../../../load/pool-rows.js';
import { SharedCurves } from '../../../load/shared-curves.js';
import { type LoadPart, LoadTotals } from '../../../load/totals.js';
import { PERIOD_MS } from '../../../metrics/statistics.js';

/** Cells of a service, one cache line: end of the passed load, its next jump, totals since the start, its curve, and its only pool. */
export const ServedCell = { until: 0, jump: 1, arrived: 2, served: 3, shed: 4, lost: 5, curve: 6, pool: 7 } as const;
const OF_SERVICE = 8;
const { until: UNTIL, jump: JUMP, arrived: ARRIVED, served: SERVED, shed: SHED, lost: LOST, curve: CURVE, pool: POOL } = ServedCell;
/** Stands for the pool of a service whose minutes are not plain. */
export const NOT_PLAIN = -1;

/** The row of a service among those of all. */
export interface ServedAt {
  readonly rows: ServedRows;
  readonly service: number;
}

/**
 * The values of services under load that a minute reads and writes, side by side. A plain minute has no change and is one step of one pool.
 */
export class ServedRows {
  readonly cells: Float64Array;
  readonly pools = new PoolRows();
  readonly curves = new SharedCurves();
  /** Totals of the plain minute in progress; empty after each measurement. */
  readonly steady = new LoadTotals();

  constructor(services: number) {
    this.cells = new Float64Array(OF_SERVICE * services);
    for (let service = 0; service < services; service++) this.cells[service * OF_SERVICE + POOL] = NOT_PLAIN;
  }

  cellOf(service: number): number {
    return service * OF_SERVICE;
  }

  /** When the load of the service at the cell jumps next. */
  nextJumpMs(at: number): Ms {
    const { cells } = this;
    if (cells[at + JUMP]! <= cells[at + UNTIL]!) cells[at + JUMP] = this.curves.nextJumpMs(cells[at + CURVE]!, cells[at + UNTIL]!);
    return cells[at + JUMP]!;
  }

  /** Whether nothing has happened in the minute that ends now, so that it is one step. */
  isOneStep(at: number, toMs: Ms): boolean {
    return toMs - this.cells[at + UNTIL]! === PERIOD_MS.standard && this.nextJumpMs(at) >= toMs;
  }

  /** Passes the load to `toMs`, and returns its requests or messages. */
  requestsUntil(at: number, toMs: Ms): number {
    const { cells } = this;
    const requests = this.curves.requestsBetween(cells[at + CURVE]!, cells[at + UNTIL]!, toMs);
    cells[at + UNTIL] = toMs;
    return requests;
  }

  count(at: number, part: LoadPart): void {
    const { cells } = this;
    cells[at + ARRIVED]! += part.arrived;
    cells[at + SERVED]! += part.served;
    cells[at + SHED]! += part.shed;
    cells[at + LOST]! += part.lost;
  }

  /**
   * Passes the minute that ends now into `steady`, as ServedService would. Returns false, and passes nothing, where the minute is not
   * plain.
   */
  passesPlain(service: number, toMs: Ms): boolean {
    const at = service * OF_SERVICE;
    const pool = this.cells[at + POOL]!;
    if (pool === NOT_PLAIN || !this.isOneStep(at, toMs)) return false;
    const { steady, pools } = this;
    const part = pools.receive(pool, PERIOD_MS.standard, this.requestsUntil(at, toMs));
    steady.pass(PERIOD_MS.standard);
    steady.add(PERIOD_MS.standard, pools.cells[pool + PoolCell.targets]!, part);
    this.count(at, part);
    return true;
  }

  /** Requests that wait for a task of a service whose minute was plain. */
  backlogOf(service: number): number {
    const pool = this.cells[service * OF_SERVICE + POOL]!;
    return this.pools.cells[pool + PoolCell.surplus]! + this.pools.cells[pool + PoolCell.random]!;
  }
}
