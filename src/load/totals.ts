import type { Ms } from '../kernel/event-loop.js';
import type { Servers, Usage } from './usage.js';

/** What a model says of a part of an interval in which the number of tasks was the same. */
export interface LoadPart {
  /** Of what comes; above 0 where anything is sent to its tasks. */
  readonly share: number;
  readonly arrived: number;
  readonly served: number;
  readonly shed: number;
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

/** The parts of an interval taken together, and in each of them all pools of tasks. */
export class LoadTotals {
  ms = 0;
  arrived = 0;
  served = 0;
  shed = 0;
  /** Tasks times milliseconds: all that run, and those of them that anything is sent to. */
  private taskMs = 0;
  private targetMs = 0;
  private waitMs = 0;
  private servedMs = 0;
  private cpuUnitMs = 0;
  private memoryMibMs = 0;
  private cpuReservedMs = 0;
  private memoryReservedMs = 0;
  /** The p95 of each part, and how many it served. */
  private parts: [waitMs: number, served: number][] = [];

  /** So much time passes; what each pool says of it is added. */
  pass(ms: Ms): void {
    this.ms += ms;
  }

  add(ms: Ms, tasks: number, part: LoadPart): void {
    const { usage, served } = part;
    this.arrived += part.arrived;
    this.served += served;
    this.shed += part.shed;
    this.taskMs += tasks * ms;
    if (part.share > 0) this.targetMs += tasks * ms;
    this.cpuUnitMs += usage.cpuUnits * ms;
    this.memoryMibMs += usage.memoryMib * ms;
    this.cpuReservedMs += usage.cpuUnitsReserved * ms;
    this.memoryReservedMs += usage.memoryMibReserved * ms;
    if (served === 0 || Number.isNaN(part.waitMeanMs)) return;
    this.waitMs += part.waitMeanMs * served;
    this.servedMs += part.servers.meanMs * served;
    this.parts.push([part.waitP95Ms, served]);
  }

  /** Tasks on average. */
  get tasks(): number {
    return this.taskMs / this.ms;
  }

  /** Those of them that anything was sent to. */
  get targets(): number {
    return this.targetMs / this.ms;
  }

  /** NaN without a task (T.MET-2), or when the definition reserves nothing (T.MET-7). */
  get cpuPercent(): number {
    return shareOf(this.cpuUnitMs, this.cpuReservedMs);
  }

  get memoryPercent(): number {
    return shareOf(this.memoryMibMs, this.memoryReservedMs);
  }

  /** From arrival to the end of service, of those served; NaN likewise. */
  get responseMeanMs(): number {
    return this.waitMeanMs + this.servedMs / this.served;
  }

  /** Of those served; NaN when nobody was, or nobody says. */
  get waitMeanMs(): number {
    return this.parts.length === 0 ? Number.NaN : this.waitMs / this.served;
  }

  /** The p95 that parts with 95 % of those served do not exceed: of one part its own. */
  get waitP95Ms(): number {
    const { parts } = this;
    if (parts.length <= 1) return parts.length === 0 ? Number.NaN : parts[0]![0];
    parts.sort((a, b) => a[0] - b[0]);
    let left = parts.reduce((sum, [, served]) => sum + served, 0) * 0.95;
    for (const [waitMs, served] of parts) {
      left -= served;
      if (left <= 0) return waitMs;
    }
    return parts.at(-1)![0];
  }

  clear(): void {
    this.ms = 0;
    this.arrived = 0;
    this.served = 0;
    this.shed = 0;
    this.taskMs = 0;
    this.targetMs = 0;
    this.waitMs = 0;
    this.servedMs = 0;
    this.cpuUnitMs = 0;
    this.memoryMibMs = 0;
    this.cpuReservedMs = 0;
    this.memoryReservedMs = 0;
    this.parts.length = 0;
  }

  save(): TotalsState {
    const { parts, ...sums } = this as unknown as TotalsState & Record<string, number>;
    return { sums, parts: parts.map(([wait, n]) => [wait, n]) };
  }

  load({ sums, parts }: TotalsState): void {
    Object.assign(this, sums);
    this.parts = parts.map(([wait, n]) => [wait, n]);
  }
}

function shareOf(amount: number, all: number): number {
  return all === 0 ? Number.NaN : (100 * amount) / all;
}
