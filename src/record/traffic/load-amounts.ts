import { NO_DATA } from '../../sim/facts.js';
import { IntervalCell as I, type TrafficRows } from './traffic-rows.js';

/** The places of the values of LoadAmounts. */
export const LoadAmount = {
  ...{ requests: 0, served: 1, shed: 2, requestsLost: 3, backlog: 4, servingTasks: 5, cpuPercent: 6, memoryPercent: 7 },
  ...{ waitMeanMs: 8, waitP95Ms: 9, oldestMs: 10, shedOrLost: 11 },
} as const;
export type LoadAmount = (typeof LoadAmount)[keyof typeof LoadAmount];
const A = LoadAmount;

/**
 * The load of a service in the current interval, in thousandths of units, as cells of services.csv print it; NaN: no data. One array has
 * each service in turn.
 */
export class LoadAmounts {
  readonly values = new Float64Array(Object.keys(LoadAmount).length);

  constructor(private readonly rows: TrafficRows) {}

  /**
   * The backlog is that at the end of the interval, waitP95Ms and oldestMs are the highest of its minutes; the others are sums and means.
   */
  of(service: number): Float64Array {
    const { values } = this;
    const { cells } = this.rows;
    const at = this.rows.cellOf(service);
    const minutes = cells[at + I.minutes];
    const p95Us = cells[at + I.waitP95Us];
    const oldestMs = cells[at + I.oldestMs];
    values[A.requests] = cells[at + I.arrived];
    values[A.served] = cells[at + I.served];
    values[A.shed] = cells[at + I.shed];
    values[A.requestsLost] = cells[at + I.lost];
    values[A.shedOrLost] = values[A.shed] + values[A.requestsLost];
    values[A.backlog] = cells[at + I.backlog];
    values[A.servingTasks] = minutes === 0 ? 0 : Math.round(cells[at + I.serving] / minutes);
    values[A.cpuPercent] = mean(cells[at + I.cpu], cells[at + I.cpuMinutes]);
    values[A.memoryPercent] = mean(cells[at + I.memory], cells[at + I.memoryMinutes]);
    values[A.waitMeanMs] = mean(cells[at + I.waitUs], cells[at + I.waitServed]);
    values[A.waitP95Ms] = p95Us === NO_DATA ? Number.NaN : p95Us;
    values[A.oldestMs] = oldestMs === NO_DATA ? Number.NaN : 1_000 * oldestMs;
    return values;
  }
}

/** NaN where nothing was counted: 0 divided by 0. */
function mean(sum: number, count: number): number {
  return Math.round(sum / count);
}
