import { NO_DATA } from '../../sim/facts.js';
import { IntervalCell as I, type TrafficRows } from './traffic-rows.js';

/** The load of a service in the current interval, in thousandths of units, as cells of services.csv print it; NaN: no data. One object reads each service in turn. */
export class LoadAmounts {
  private at = 0;
  private readonly cells: Float64Array;

  constructor(private readonly rows: TrafficRows) {
    this.cells = rows.cells;
  }

  of(service: number): this {
    this.at = this.rows.cellOf(service);
    return this;
  }

  get requests(): number {
    return this.cells[this.at + I.arrived];
  }

  get served(): number {
    return this.cells[this.at + I.served];
  }

  get shed(): number {
    return this.cells[this.at + I.shed];
  }

  get requestsLost(): number {
    return this.cells[this.at + I.lost];
  }

  /** At the end of the interval. */
  get backlog(): number {
    return this.cells[this.at + I.backlog];
  }

  get servingTasks(): number {
    const minutes = this.cells[this.at + I.minutes];
    return minutes === 0 ? 0 : Math.round(this.cells[this.at + I.serving] / minutes);
  }

  get cpuPercent(): number {
    return this.mean(I.cpu, I.cpuMinutes);
  }

  get memoryPercent(): number {
    return this.mean(I.memory, I.memoryMinutes);
  }

  get waitMeanMs(): number {
    return this.mean(I.waitUs, I.waitServed);
  }

  /** Highest over the minutes. */
  get waitP95Ms(): number {
    const us = this.cells[this.at + I.waitP95Us];
    return us === NO_DATA ? Number.NaN : us;
  }

  get oldestMs(): number {
    const ms = this.cells[this.at + I.oldestMs];
    return ms === NO_DATA ? Number.NaN : 1_000 * ms;
  }

  /** NaN where nothing was counted: 0 divided by 0. */
  private mean(sum: number, count: number): number {
    return Math.round(this.cells[this.at + sum] / this.cells[this.at + count]);
  }
}
