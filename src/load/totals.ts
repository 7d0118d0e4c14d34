import type { Ms } from '../kernel/event-loop.js';
import type { Servers, Usage } from './usage.js';

/** Results of a model for part of an interval with a constant number of tasks. */
export interface LoadPart {
  /** Share of the arrivals; above 0 when requests are sent to its tasks. */
  readonly share: number;
  readonly arrived: number;
  readonly served: number;
  readonly shed: number;
  /** Sent to a task that did not answer. */
  readonly lost: number;
  readonly waitMeanMs: number;
  readonly waitP95Ms: number;
  readonly usage: Usage;
  readonly servers: Servers;
}

/** Plain data: the fields of LoadTotals. */
export interface TotalsState {
  readonly sums: Readonly<Record<string, number>>;
  readonly parts: readonly (readonly [waitMs: number, served: number])[];
}

/** Totals over the parts of an interval and over all pools of tasks. */
export class LoadTotals {
  ms = 0;
  arrived = 0;
  served = 0;
  shed = 0;
  lost = 0;
  /** Answered with an error for a dependency, or failed at the load balancer. */
  failed = 0;
  /** Task-milliseconds of all running tasks, and of those that receive requests. */
  private taskMs = 0;
  private targetMs = 0;
  private waitMs = 0;
  private servedMs = 0;
  private cpuUnitMs = 0;
  private memoryMibMs = 0;
  private cpuReservedMs = 0;
  private memoryReservedMs = 0;
  /** Parts in which requests were served: their p95, and the number of those requests. The arrays keep their length. */
  private parts = 0;
  private readonly p95Ms: number[] = [];
  private readonly servedIn: number[] = [];

  /** Adds the results of all pools over `ms`. */
  pass(ms: Ms): void {
    this.ms += ms;
  }

  add(ms: Ms, tasks: number, part: LoadPart): void {
    const { usage, served } = part;
    this.arrived += part.arrived;
    this.served += served;
    this.shed += part.shed;
    this.lost += part.lost;
    this.taskMs += tasks * ms;
    if (part.share > 0) this.targetMs += tasks * ms;
    this.cpuUnitMs += usage.cpuUnits * ms;
    this.memoryMibMs += usage.memoryMib * ms;
    this.cpuReservedMs += usage.cpuUnitsReserved * ms;
    this.memoryReservedMs += usage.memoryMibReserved * ms;
    if (served === 0 || Number.isNaN(part.waitMeanMs)) return;
    this.waitMs += part.waitMeanMs * served;
    this.servedMs += part.servers.meanMs * served;
    this.p95Ms[this.parts] = part.waitP95Ms;
    this.servedIn[this.parts++] = served;
  }

  /** Mean number of tasks. */
  get tasks(): number {
    return this.taskMs / this.ms;
  }

  /** Mean number of tasks that received requests. */
  get targets(): number {
    return this.targetMs / this.ms;
  }

  /** NaN without tasks (T.MET-2) or without a CPU reservation (T.MET-7). */
  get cpuPercent(): number {
    return shareOf(this.cpuUnitMs, this.cpuReservedMs);
  }

  /** Mean CPU units that a task uses; NaN without tasks. */
  get cpuUnitsEach(): number {
    return this.cpuUnitMs / this.taskMs;
  }

  get memoryPercent(): number {
    return shareOf(this.memoryMibMs, this.memoryReservedMs);
  }

  /** Mean time from arrival to the end of service over served requests; NaN when none was served. */
  get responseMeanMs(): number {
    return this.waitMeanMs + this.servedMs / this.served;
  }

  /** Mean over served requests; NaN when none was served or no model gives it. */
  get waitMeanMs(): number {
    return this.parts === 0 ? Number.NaN : this.waitMs / this.served;
  }

  /** The p95 that parts with 95 % of the served requests do not exceed; for a single part its own p95. */
  get waitP95Ms(): number {
    if (this.parts <= 1) return this.parts === 0 ? Number.NaN : this.p95Ms[0]!;
    const parts = this.listOfParts().sort((a, b) => a[0] - b[0]);
    let left = parts.reduce((sum, [, served]) => sum + served, 0) * 0.95;
    for (const [waitMs, served] of parts) {
      left -= served;
      if (left <= 0) return waitMs;
    }
    return parts.at(-1)![0];
  }

  private listOfParts(): [waitMs: number, served: number][] {
    return Array.from({ length: this.parts }, (_, i) => [this.p95Ms[i]!, this.servedIn[i]!]);
  }

  clear(): void {
    this.ms = 0;
    this.arrived = 0;
    this.served = 0;
    this.shed = 0;
    this.lost = 0;
    this.failed = 0;
    this.taskMs = 0;
    this.targetMs = 0;
    this.waitMs = 0;
    this.servedMs = 0;
    this.cpuUnitMs = 0;
    this.memoryMibMs = 0;
    this.cpuReservedMs = 0;
    this.memoryReservedMs = 0;
    this.parts = 0;
  }

  save(): TotalsState {
    const { parts: _, p95Ms: __, servedIn: ___, ...sums } = this as unknown as Record<string, number>;
    return { sums, parts: this.listOfParts() };
  }

  load({ sums, parts }: TotalsState): void {
    Object.assign(this, sums);
    this.parts = parts.length;
    for (const [i, [waitMs, served]] of parts.entries()) {
      this.p95Ms[i] = waitMs;
      this.servedIn[i] = served;
    }
  }
}

function shareOf(amount: number, all: number): number {
  return all === 0 ? Number.NaN : (100 * amount) / all;
}
