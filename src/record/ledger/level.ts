import { assert } from '../../kernel/assert.js';
import type { Ms } from '../../kernel/event-loop.js';

/** Places of the values, which lie in one cache line. */
const NOW = 0;
const LAST_MS = 1;
const RECENT = 2;
const PEAK = 3;
/** Below it a sum was computed without rounding, if the sum before was below it too: a rounded product is 2^53 at least. */
const EXACT = 2 ** 52;

/**
 * A whole number that changes over simulated time, with its exact integral and its peak, which lasts a millisecond or more. The integral is a number while that
 * is exact, and is carried to a big integer before it is not: days of a mid-size cluster exceed 2^53.
 */
export class Level {
  private readonly values = new Float64Array(4);
  private carried = 0n;

  get now(): number {
    return this.values[NOW];
  }

  get peak(): number {
    return Math.max(this.values[PEAK], this.values[NOW]);
  }

  set peak(peak: number) {
    this.values[PEAK] = peak;
  }

  add(delta: number, atMs: Ms): void {
    if (delta !== 0) this.change(this.values[NOW] + delta, atMs);
  }

  set(level: number, atMs: Ms): void {
    if (level !== this.values[NOW]) this.change(level, atMs);
  }

  /** The sum of level x milliseconds from 0 to `atMs`, which is not before the last change. */
  integralTo(atMs: Ms): bigint {
    const { values } = this;
    assert(atMs >= values[LAST_MS], 'a level is read at its last change or later');
    return this.carried + BigInt(values[RECENT]) + BigInt(values[NOW]) * BigInt(atMs - values[LAST_MS]);
  }

  /** Whether the level has been zero at least since `atMs`, so that the sum is unchanged. */
  isZeroSince(atMs: Ms): boolean {
    return this.values[NOW] === 0 && this.values[LAST_MS] <= atMs;
  }

  save(): unknown {
    const { values, carried } = this;
    return structuredClone({ values, carried });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }

  private change(level: number, atMs: Ms): void {
    const { values } = this;
    assert(atMs >= values[LAST_MS], 'a level moves forward in time');
    if (values[NOW] > values[PEAK] && atMs > values[LAST_MS]) values[PEAK] = values[NOW];
    const recent = values[RECENT] + values[NOW] * (atMs - values[LAST_MS]);
    if (Math.abs(recent) < EXACT) values[RECENT] = recent;
    else this.carry(atMs);
    values[LAST_MS] = atMs;
    values[NOW] = level;
  }

  private carry(atMs: Ms): void {
    this.carried = this.integralTo(atMs);
    this.values[RECENT] = 0;
  }
}

/** Places of the values of a ResourceLevels: the amount of each resource, then its integral as in a Level. */
const INTEGRALS = 3;
const SINCE_MS = 6;

/** CPU, memory and network interfaces with the exact integral of each: three levels that change together. */
export class ResourceLevels {
  private readonly values = new Float64Array(7);
  private readonly carried = [0n, 0n, 0n];

  now(resource: number): number {
    return this.values[resource];
  }

  add(cpuUnits: number, memoryMib: number, eni: number, atMs: Ms): void {
    const { values } = this;
    if (atMs !== values[SINCE_MS]) this.close(atMs);
    values[0] += cpuUnits;
    values[1] += memoryMib;
    values[2] += eni;
  }

  /** The sum of amount x milliseconds from 0 to `atMs`, which is not before the last change. */
  integralTo(resource: number, atMs: Ms): bigint {
    const { values, carried } = this;
    assert(atMs >= values[SINCE_MS], 'a level is read at its last change or later');
    return carried[resource] + BigInt(values[INTEGRALS + resource]) + BigInt(values[resource]) * BigInt(atMs - values[SINCE_MS]);
  }

  save(): unknown {
    const { values, carried } = this;
    return structuredClone({ values, carried });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }

  private close(atMs: Ms): void {
    const { values } = this;
    const ms = atMs - values[SINCE_MS];
    assert(ms > 0, 'a level moves forward in time');
    const cpu = values[INTEGRALS] + values[0] * ms;
    const memory = values[INTEGRALS + 1] + values[1] * ms;
    const eni = values[INTEGRALS + 2] + values[2] * ms;
    if (Math.abs(cpu) < EXACT) values[INTEGRALS] = cpu;
    else this.carry(0, atMs);
    if (Math.abs(memory) < EXACT) values[INTEGRALS + 1] = memory;
    else this.carry(1, atMs);
    if (Math.abs(eni) < EXACT) values[INTEGRALS + 2] = eni;
    else this.carry(2, atMs);
    values[SINCE_MS] = atMs;
  }

  private carry(resource: number, atMs: Ms): void {
    this.carried[resource] = this.integralTo(resource, atMs);
    this.values[INTEGRALS + resource] = 0;
  }
}

/** The sum of several levels. */
export class LevelsTogether {
  constructor(private readonly parts: readonly ResourceLevels[]) {}

  now(resource: number): number {
    return this.parts.reduce((sum, part) => sum + part.now(resource), 0);
  }

  integralTo(resource: number, atMs: Ms): bigint {
    return this.parts.reduce((sum, part) => sum + part.integralTo(resource, atMs), 0n);
  }
}

/** Returns `part` / `whole` rounded half up to `digits` decimals, or null if `whole` is 0. Exact: integers up to the last step. */
export function quotient(part: bigint, whole: bigint, digits: number): number | null {
  if (whole === 0n) return null;
  if (part === 0n) return 0;
  const scale = 10n ** BigInt(digits);
  return Number((2n * part * scale + whole) / (2n * whole)) / Number(scale);
}

export function percentOf(part: bigint, whole: bigint, digits = 3): number | null {
  return quotient(100n * part, whole, digits);
}
