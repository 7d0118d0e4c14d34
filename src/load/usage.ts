import type { Ms } from '../kernel/event-loop.js';
import { type TaskUse, UNITS_PER_VCPU } from './settings.js';

/** A task as servers of a queue: how many there are, and how long one takes for a request. */
export interface Servers {
  readonly perTask: number;
  readonly meanMs: number;
}

/**
 * A task serves as many at once as its concurrency and its CPU allow. Where the CPU is what holds up, its requests share it, so that the
 * task never does more than the CPU gives: 5.12 at full speed are six at 5.12 / 6 of it.
 */
export function serversOf({ concurrency, meanMs, cpuMs, cpuUnitsIdle, cpuUnitsMost }: TaskUse): Servers {
  if (cpuUnitsMost === null || cpuMs === 0) return { perTask: concurrency, meanMs };
  const atFullSpeed = ((cpuUnitsMost - cpuUnitsIdle) * meanMs) / (UNITS_PER_VCPU * cpuMs);
  if (atFullSpeed >= concurrency) return { perTask: concurrency, meanMs };
  const perTask = Math.ceil(atFullSpeed);
  return { perTask, meanMs: (meanMs * perTask) / atFullSpeed };
}

/**
 * What the tasks of a service use together, as the mean of an interval, and as a share of what their definition reserves (T.MET-7, above 100
 * where it uses more, T.MET-8). NaN where there is no share: no task, or nothing reserved (T.MET-2).
 */
export class Usage {
  cpuUnits = 0;
  memoryMib = 0;
  cpuPercent = Number.NaN;
  memoryPercent = Number.NaN;
  /** What the tasks reserve. */
  cpuUnitsReserved = 0;
  memoryMibReserved = 0;

  /** `use` may change from one interval to the next. */
  constructor(public use: TaskUse) {}

  /** `done`: requests served in the interval. `present`: those in the tasks, served or waiting, on average. */
  measure(ms: Ms, tasks: number, done: number, present: number): void {
    const { cpuMs, cpuUnits, cpuUnitsIdle, memoryMib, memoryMibIdle, memoryMibEach } = this.use;
    this.cpuUnits = tasks * cpuUnitsIdle + (done * cpuMs * UNITS_PER_VCPU) / ms;
    this.memoryMib = tasks === 0 ? 0 : tasks * memoryMibIdle + present * memoryMibEach;
    this.cpuUnitsReserved = tasks * cpuUnits;
    this.memoryMibReserved = tasks * memoryMib;
    this.cpuPercent = share(this.cpuUnits, this.cpuUnitsReserved);
    this.memoryPercent = share(this.memoryMib, this.memoryMibReserved);
  }
}

function share(used: number, reserved: number): number {
  return reserved === 0 ? Number.NaN : (100 * used) / reserved;
}
