import type { Ms } from '../kernel/event-loop.js';
import { type TaskUse, UNITS_PER_VCPU } from './resource-use.js';

/** The settings that the use of an interval depends on. */
export type UsageTerms = Pick<TaskUse, 'cpuMs' | 'cpuUnits' | 'cpuUnitsIdle' | 'memoryMib' | 'memoryMibIdle' | 'memoryMibEach'>;

/** A task as servers of a queue: their number, and the time of each per request. */
export interface Servers {
  readonly perTask: number;
  readonly meanMs: number;
}

/**
 * Returns how many requests a task serves at once, limited by concurrency and CPU. Where the CPU limits it, requests share the CPU, so that
 * the task never exceeds it: 5.12 servers at full speed become six at 5.12 / 6 of it.
 */
export function serversOf({ concurrency, meanMs, cpuMs, cpuUnitsIdle, cpuUnitsMost }: TaskUse): Servers {
  if (cpuUnitsMost === null || cpuMs === 0) return { perTask: concurrency, meanMs };
  const atFullSpeed = ((cpuUnitsMost - cpuUnitsIdle) * meanMs) / (UNITS_PER_VCPU * cpuMs);
  if (atFullSpeed >= concurrency) return { perTask: concurrency, meanMs };
  const perTask = Math.ceil(atFullSpeed);
  return { perTask, meanMs: (meanMs * perTask) / atFullSpeed };
}

/**
 * Resource use of a service's tasks as the mean of an interval, and as a share of the reservation (T.MET-7; above 100 where use exceeds it,
 * T.MET-8). The share is NaN without tasks or without a reservation (T.MET-2).
 */
export class Usage {
  cpuUnits = 0;
  memoryMib = 0;
  /** CPU reserved by the tasks. */
  cpuUnitsReserved = 0;
  memoryMibReserved = 0;

  /** `use` may change from one interval to the next. */
  constructor(public use: UsageTerms) {}

  /** `done`: requests served in the interval. `present`: mean number of requests in the tasks, served or waiting. */
  measure(ms: Ms, tasks: number, done: number, present: number): void {
    const { cpuMs, cpuUnits, cpuUnitsIdle, memoryMib, memoryMibIdle, memoryMibEach } = this.use;
    this.cpuUnits = tasks * cpuUnitsIdle + (done * cpuMs * UNITS_PER_VCPU) / ms;
    this.memoryMib = tasks === 0 ? 0 : tasks * memoryMibIdle + present * memoryMibEach;
    this.cpuUnitsReserved = tasks * cpuUnits;
    this.memoryMibReserved = tasks * memoryMib;
  }

  get cpuPercent(): number {
    return share(this.cpuUnits, this.cpuUnitsReserved);
  }

  get memoryPercent(): number {
    return share(this.memoryMib, this.memoryMibReserved);
  }
}

function share(used: number, reserved: number): number {
  return reserved === 0 ? Number.NaN : (100 * used) / reserved;
}
