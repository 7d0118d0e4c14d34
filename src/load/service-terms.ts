import type { Ms } from '../kernel/event-loop.js';
import type { ServiceUse } from './resource-use.js';
import { serversOf, type UsageTerms } from './usage.js';

/** Variability below this counts as none: deterministic arrivals and service. */
const CLOCKWORK = 2 ** -30;

/** The settings of a service that an interval reads. */
export class ServiceTerms implements UsageTerms {
  readonly servers = { perTask: 0, meanMs: 0 };
  /** (ca^2 + cs^2) / 2. */
  variability = 0;
  /** Infinity: no bound. */
  waitingPerTaskMax = 0;
  timeoutMs: Ms = 0;
  cpuMs = 0;
  cpuUnits = 0;
  cpuUnitsIdle = 0;
  memoryMib = 0;
  memoryMibIdle = 0;
  memoryMibEach = 0;

  take(cells: Float64Array, at: number): void {
    this.servers.perTask = cells[at]!;
    this.servers.meanMs = cells[at + 1]!;
    this.variability = cells[at + 2]!;
    this.waitingPerTaskMax = cells[at + 3]!;
    this.timeoutMs = cells[at + 4]!;
    this.cpuMs = cells[at + 5]!;
    this.cpuUnits = cells[at + 6]!;
    this.cpuUnitsIdle = cells[at + 7]!;
    this.memoryMib = cells[at + 8]!;
    this.memoryMibIdle = cells[at + 9]!;
    this.memoryMibEach = cells[at + 10]!;
  }
}

/** Returns the terms in the order of their cells. */
export function termCellsOf(use: ServiceUse): readonly number[] {
  const { arrivalVariation, serviceVariation, waitingPerTaskMax, timeoutMs } = use;
  const { perTask, meanMs } = serversOf(use);
  const squares = arrivalVariation * arrivalVariation + serviceVariation * serviceVariation;
  return [
    ...[perTask, meanMs, Math.max(CLOCKWORK, squares / 2)],
    ...[waitingPerTaskMax ?? Number.POSITIVE_INFINITY, timeoutMs ?? Number.POSITIVE_INFINITY],
    ...[use.cpuMs, use.cpuUnits, use.cpuUnitsIdle, use.memoryMib, use.memoryMibIdle, use.memoryMibEach],
  ];
}
