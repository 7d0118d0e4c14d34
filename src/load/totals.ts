import type { Ms } from '../sim/kernel/event-loop.js';
import type { Usage } from './usage.js';

/** What a model says of a part of an interval in which the number of tasks was the same. */
export interface LoadPart {
  readonly arrived: number;
  readonly served: number;
  readonly shed: number;
  readonly waitMeanMs: number;
  readonly waitP95Ms: number;
  readonly usage: Usage;
}

/** Sums and counts as plain data: see the fields of LoadTotals. */
export interface TotalsState {
  readonly sums: readonly number[];
  readonly parts: readonly (readonly [waitMs: number, served: number])[];
}

/** The parts of an interval taken together. */
export class LoadTotals {
  ms = 0;
  arrived = 0;
  served = 0;
  shed = 0;
  /** Tasks times milliseconds. */
  taskMs = 0;
  private waitMs = 0;
  private cpuUnitMs = 0;
  private memoryMibMs = 0;
  /** The p95 of each part, and how many it served. */
  private parts: [waitMs: number, served: number][] = [];

  add(ms: Ms, tasks: number, part: LoadPart): void {
    this.ms += ms;
    this.arrived += part.arrived;
    this.served += part.served;
    this.shed += part.shed;
    this.taskMs += tasks * ms;
    this.cpuUnitMs += part.usage.cpuUnits * ms;
    this.memoryMibMs += part.usage.memoryMib * ms;
    if (part.served === 0 || Number.isNaN(part.waitMeanMs)) return;
    this.waitMs += part.waitMeanMs * part.served;
    this.parts.push([part.waitP95Ms, part.served]);
  }

  /** Tasks on average. */
  get tasks(): number {
    return this.taskMs / this.ms;
  }

  /** NaN without a task (T.MET-2), or when the definition reserves nothing (T.MET-7). */
  cpuPercent(unitsEach: number): number {
    return shareOf(this.cpuUnitMs, unitsEach * this.taskMs);
  }

  memoryPercent(mibEach: number): number {
    return shareOf(this.memoryMibMs, mibEach * this.taskMs);
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
    this.set([0, 0, 0, 0, 0, 0, 0, 0]);
    this.parts.length = 0;
  }

  save(): TotalsState {
    const { ms, arrived, served, shed, taskMs, waitMs, cpuUnitMs, memoryMibMs } = this;
    return { sums: [ms, arrived, served, shed, taskMs, waitMs, cpuUnitMs, memoryMibMs], parts: this.parts.map(([wait, n]) => [wait, n]) };
  }

  load({ sums, parts }: TotalsState): void {
    this.set(sums);
    this.parts = parts.map(([wait, n]) => [wait, n]);
  }

  private set(sums: readonly number[]): void {
    const [ms, arrived, served, shed, taskMs, waitMs, cpuUnitMs, memoryMibMs] = sums;
    Object.assign(this, { ms, arrived, served, shed, taskMs, waitMs, cpuUnitMs, memoryMibMs });
  }
}

function shareOf(amount: number, all: number): number {
  return all === 0 ? Number.NaN : (100 * amount) / all;
}
