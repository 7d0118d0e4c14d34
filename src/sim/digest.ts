import type { Ms } from '../kernel/event-loop.js';
import type { FactKind, Subscriber } from './facts.js';

/**
 * A hash of the fact stream: two runs that emitted the same facts at the same times have the same digest. It has two 32-bit lanes with
 * different multipliers, so only an accidental collision of 1 in 2^64 hides a difference.
 */
export class Digest implements Subscriber {
  private low = 0x9e3779b9 | 0;
  private high = 0x85ebca6b | 0;

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.mix(kind);
    this.mix(atMs);
    this.mix(a);
    this.mix(b);
    this.mix(c);
    this.mix(d);
    this.mix(e);
    this.mix(f);
  }

  /** The digest as 16 hexadecimal digits. */
  get text(): string {
    const hex = (lane: number) => (finish(lane) >>> 0).toString(16).padStart(8, '0');
    return hex(this.high) + hex(this.low);
  }

  save(): { low: number; high: number } {
    return { low: this.low, high: this.high };
  }

  load(state: unknown): void {
    Object.assign(this, state as { low: number; high: number });
  }

  private mix(value: number): void {
    // Times outgrow 32 bits after 49 days; both halves count.
    const upper = Math.floor(value / 2 ** 32);
    this.low = Math.imul(rotate(this.low ^ value, 13), 0x9e3779b1) ^ upper;
    this.high = Math.imul(rotate(this.high ^ value, 17), 0x85ebca77) + upper;
  }
}

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

function finish(x: number): number {
  const y = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  return y ^ (y >>> 13);
}
