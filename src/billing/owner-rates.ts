import type { Ms } from '../kernel/event-loop.js';
import { type BilledInstance, type BilledTask, CPU_WEIGHT, type Room, weightOf } from './host.js';
import { HOUR_MS } from './money.js';
import type { RateSeries } from './rate-series.js';
import { stepAt } from './tariff.js';

/** Receives the cost of each owner per hour. */
export interface SharedHours {
  readonly byOwner: readonly RateSeries[];
  /** Whether owners also bear the unreserved rest. */
  readonly isUnusedShared: boolean;
}

interface Held {
  cpuUnits: number;
  memoryMib: number;
  rate: number;
}

/**
 * Cost rates of the owners on one instance, added to the hours at every change. The same division as in SplitCost, by time and owner
 * instead of by task.
 */
export class OwnerRates {
  private readonly held = new Map<number, Held>();
  private readonly all = { cpuUnits: 0, memoryMib: 0 };
  private isPaused = false;
  private lastMs: Ms;
  /** Amounts reported while the instance may still become free, for reversal. */
  private told: { readonly owner: number; readonly by: number; readonly atMs: Ms }[] = [];

  constructor(
    private readonly host: BilledInstance,
    private readonly hours: SharedHours,
  ) {
    this.lastMs = host.fromMs;
  }

  hold({ owner, cpuUnits, memoryMib }: BilledTask, sign: 1 | -1, atMs: Ms): void {
    this.followPrice(atMs);
    let held = this.held.get(owner);
    if (held === undefined) {
      held = { cpuUnits: 0, memoryMib: 0, rate: 0 };
      this.held.set(owner, held);
    }
    for (const room of [held, this.all]) {
      room.cpuUnits += sign * cpuUnits;
      room.memoryMib += sign * memoryMib;
    }
    this.update(atMs);
  }

  pause(isPaused: boolean, atMs: Ms): void {
    this.followPrice(atMs);
    this.isPaused = isPaused;
    this.update(atMs);
  }

  /** Reverses all amounts when the ended instance is free. */
  takeBack(): void {
    for (const { owner, by, atMs } of this.told) this.hours.byOwner[owner].change(-by, atMs);
  }

  /** Applies price changes before this time. */
  followPrice(atMs: Ms): void {
    const { tariff } = this.host;
    for (let step = stepAt(tariff, this.lastMs) + 1; step < tariff.atMs.length && tariff.atMs[step] < atMs; step++)
      this.update(tariff.atMs[step]);
    this.lastMs = atMs;
  }

  save(): unknown {
    const { held, all, isPaused, lastMs, told } = this;
    return structuredClone({ held: [...held], all, isPaused, lastMs, told });
  }

  load(saved: unknown): void {
    const { held, all, ...rest } = structuredClone(saved) as { held: [number, Held][]; all: Room };
    for (const [owner, one] of held) this.held.set(owner, one);
    Object.assign(this.all, all);
    Object.assign(this, rest);
  }

  private update(atMs: Ms): void {
    const { tariff, fromMs, mayBeFree } = this.host;
    const isYoung = mayBeFree && atMs - fromMs < HOUR_MS;
    if (!isYoung) this.told = [];
    const price = this.isPaused ? 0 : Number(tariff.rates[stepAt(tariff, atMs)]);
    for (const [owner, held] of this.held) {
      const rate = Math.floor(price * this.partOf(held));
      const by = rate - held.rate;
      if (by !== 0) {
        this.hours.byOwner[owner].change(by, atMs);
        if (isYoung) this.told.push({ owner, by, atMs });
      }
      held.rate = rate;
      if (held.cpuUnits + held.memoryMib === 0) this.held.delete(owner);
    }
  }

  /** Returns the fraction of the instance's cost for these resources. */
  private partOf(held: Room): number {
    const { room } = this.host;
    const weight = weightOf(room);
    if (!this.hours.isUnusedShared) return weightOf(held) / weight;
    const { all } = this;
    const cpu = held.cpuUnits === 0 ? 0 : (CPU_WEIGHT * room.cpuUnits * held.cpuUnits) / all.cpuUnits;
    const memory = held.memoryMib === 0 ? 0 : (room.memoryMib * held.memoryMib) / all.memoryMib;
    return (cpu + memory) / weight;
  }
}
