import type { Ms } from '../../kernel/event-loop.js';
import { TimeWeightedSum } from '../../kernel/exact-sum.js';

/** A whole number that changes over simulated time, with its exact integral and its peak. */
export class Level {
  peak = 0;
  private readonly sum = new TimeWeightedSum();

  get now(): number {
    return this.sum.value;
  }

  add(delta: number, atMs: Ms): void {
    if (delta !== 0) this.set(this.now + delta, atMs);
  }

  set(level: number, atMs: Ms): void {
    if (level === this.now) return;
    this.sum.set(atMs, level);
    if (level > this.peak) this.peak = level;
  }

  /** The sum of level x milliseconds from 0 to `atMs`, which is not before the last change. */
  integralTo(atMs: Ms): bigint {
    return this.sum.totalAt(atMs);
  }

  isZeroSince(atMs: Ms): boolean {
    return this.sum.isZeroSince(atMs);
  }

  save(): unknown {
    return { peak: this.peak, sum: this.sum.save() };
  }

  load(saved: unknown): void {
    const from = saved as { peak: number; sum: ReturnType<TimeWeightedSum['save']> };
    this.peak = from.peak;
    this.sum.load(from.sum);
  }
}

/** `part` of `whole` rounded half up to `digits` decimals; null if `whole` is 0. Exact: integers up to the last step. */
export function quotient(part: bigint, whole: bigint, digits: number): number | null {
  if (whole === 0n) return null;
  if (part === 0n) return 0;
  const scale = 10n ** BigInt(digits);
  return Number((2n * part * scale + whole) / (2n * whole)) / Number(scale);
}

export function percentOf(part: bigint, whole: bigint, digits = 3): number | null {
  return quotient(100n * part, whole, digits);
}
