import type { Ms } from '../kernel/event-loop.js';
import { Fact, type FactKind, type Subscriber, sendEnd, sendStart, type TaskStart } from './facts.js';

// A constant of this module, because V8 reads that of another one anew at each use.
const { taskStopped: STOPPED } = Fact;

/**
 * A hash of the fact stream: two runs that emitted the same facts at the same times have the same digest. It has two 32-bit lanes with
 * different multipliers, so only an accidental collision of 1 in 2^64 hides a difference. The times of SIGTERM and of the exit are left
 * out: they came later, and move nothing that the other facts do not show.
 */
export class Digest implements Subscriber {
  private low = 0x9e3779b9 | 0;
  private high = 0x85ebca6b | 0;

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    if (kind === STOPPED && (e !== 0 || f !== 0)) return this.onFact(kind, atMs, a, b, c, d, 0, 0);
    const { low, high } = this;
    this.low = mixLow(mixLow(mixLow(mixLow(mixLow(mixLow(mixLow(mixLow(low, kind), atMs), a), b), c), d), e), f);
    this.high = mixHigh(mixHigh(mixHigh(mixHigh(mixHigh(mixHigh(mixHigh(mixHigh(high, kind), atMs), a), b), c), d), e), f);
  }

  onTaskStarts(start: TaskStart): void {
    sendStart(this, start);
  }

  onTaskEnds(task: number, cause: number, atMs: Ms): void {
    sendEnd(this, task, cause, atMs);
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
}

function mixLow(low: number, value: number): number {
  return Math.imul(rotate(low ^ value, 13), 0x9e3779b1) ^ upper(value);
}

function mixHigh(high: number, value: number): number {
  return (Math.imul(rotate(high ^ value, 17), 0x85ebca77) + upper(value)) | 0;
}

/** The bits beyond 32: times need them after 49 days. */
function upper(value: number): number {
  return (value | 0) === value ? value >> 31 : Math.floor(value / 2 ** 32);
}

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

function finish(x: number): number {
  const y = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  return y ^ (y >>> 13);
}
