import { assert } from '../kernel/assert.js';
import { DAY_MS, HOUR_MS } from '../kernel/durations.js';
import { MS_MAX, type Ms } from '../kernel/event-loop.js';
import type { RandomState, RandomStream } from '../kernel/random.js';
import type { Schedule } from '../services/scaling/schedule.js';
import { FOREVER } from './source.js';

/** A non-decreasing sequence of times, then FOREVER. */
export interface ArrivalProcess {
  next(): Ms;
  save(): unknown;
  load(state: unknown): void;
}

/** At `firstMs` and every `everyMs` from there. */
export class ConstantProcess implements ArrivalProcess {
  private given = 0;

  constructor(
    private readonly firstMs: Ms,
    private readonly everyMs: Ms,
  ) {
    assert(everyMs > 0, 'constant arrivals have time between them');
  }

  next(): Ms {
    return this.firstMs + this.everyMs * this.given++;
  }

  save(): number {
    return this.given;
  }

  load(state: unknown): void {
    this.given = state as number;
  }
}

interface PoissonState {
  readonly clockMs: number;
  readonly random: RandomState;
}

/**
 * A Poisson process with constant rate or, with `perHourAt`, with a changing one: candidates come at the greatest rate, and each is kept
 * with the ratio of the present rate to it as probability. This is exact (thinning: P. A. W. Lewis and G. S. Shedler, Naval Research
 * Logistics Quarterly 26, 1979). The clock keeps fractions of a millisecond and only results are truncated, because rounded gaps would bias
 * the rate of a fast process.
 */
export class PoissonProcess implements ArrivalProcess {
  private clockMs = 0;
  private readonly gapMeanMs: number;

  constructor(
    private readonly random: RandomStream,
    private readonly perHourMax: number,
    private readonly perHourAt: ((atMs: number) => number) | null = null,
  ) {
    assert(perHourMax >= 0, 'a rate is not negative');
    this.gapMeanMs = HOUR_MS / perHourMax;
  }

  next(): Ms {
    do {
      if (this.gapMeanMs === FOREVER || this.clockMs > MS_MAX) return FOREVER;
      this.clockMs += this.random.exponential(this.gapMeanMs);
    } while (!this.isKept());
    return this.clockMs > MS_MAX ? FOREVER : Math.floor(this.clockMs);
  }

  save(): PoissonState {
    return { clockMs: this.clockMs, random: this.random.save() };
  }

  load(state: unknown): void {
    const { clockMs, random } = state as PoissonState;
    this.clockMs = clockMs;
    this.random.load(random);
  }

  private isKept(): boolean {
    return this.perHourAt === null || this.random.chance(this.perHourAt(this.clockMs) / this.perHourMax);
  }
}

/** A rate that follows the time of day; see ArrivalPattern. */
export interface DiurnalRate {
  readonly peakPerHour: number;
  readonly troughPerHour: number;
  readonly peakAtMs: Ms;
}

/** Arrivals per hour at one time of the day: a cosine from the peak to the trough and back in 24 h. */
export function diurnalPerHour({ peakPerHour, troughPerHour, peakAtMs }: DiurnalRate, atMs: number): number {
  const swing = Math.cos((2 * Math.PI * (atMs - peakAtMs)) / DAY_MS);
  return (peakPerHour + troughPerHour + (peakPerHour - troughPerHour) * swing) / 2;
}

interface ScheduleState {
  readonly round: number;
  readonly index: number;
}

/**
 * Exact times, each repeated every `everyMs`. A time may lie beyond the first period; it is stored as a round and a position within it, so
 * that rounds stay in order even where times overlap.
 */
export class ScheduleProcess implements ArrivalProcess {
  private readonly entries: readonly { readonly firstRound: number; readonly withinMs: Ms }[];
  private round: number;
  private index = 0;

  constructor(
    atMs: readonly Ms[],
    private readonly everyMs: Ms | null,
  ) {
    assert(everyMs === null || everyMs > 0, 'a schedule repeats after some time');
    const period = everyMs ?? FOREVER;
    this.entries = atMs
      .map((at) => ({ firstRound: everyMs === null ? 0 : Math.floor(at / period), withinMs: at % period }))
      .sort((a, b) => a.withinMs - b.withinMs);
    // From this round on every round has an arrival, which bounds the search in next().
    this.round = this.entries.reduce((least, entry) => Math.min(least, entry.firstRound), FOREVER);
  }

  next(): Ms {
    if (this.entries.length === 0) return FOREVER;
    for (;;) {
      if (this.index === this.entries.length) {
        if (this.everyMs === null) return FOREVER;
        this.index = 0;
        this.round++;
      }
      const { firstRound, withinMs } = this.entries[this.index++];
      if (firstRound <= this.round) return this.round * (this.everyMs ?? 0) + withinMs;
    }
  }

  save(): ScheduleState {
    return { round: this.round, index: this.index };
  }

  load(state: unknown): void {
    const { round, index } = state as ScheduleState;
    this.round = round;
    this.index = index;
  }
}

/** Times at which an EventBridge schedule is due, time 0 included. */
export class ScheduleExpressionProcess implements ArrivalProcess {
  private lastMs: Ms = -1;

  constructor(private readonly schedule: Schedule) {}

  next(): Ms {
    const nextMs = this.schedule.nextMs(this.lastMs);
    if (nextMs === null || nextMs > MS_MAX) return FOREVER;
    this.lastMs = nextMs;
    return nextMs;
  }

  save(): Ms {
    return this.lastMs;
  }

  load(state: unknown): void {
    this.lastMs = state as Ms;
  }
}
