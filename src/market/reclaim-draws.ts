import { MS_MAX, type Ms } from '../kernel/event-loop.js';
import { type RandomState, RandomStream } from '../kernel/random.js';
import { shareAt } from './hazard.js';
import type { MarketSettings } from './market-settings.js';
import type { Pool } from './pools.js';

/** A future reclaim. */
export interface UpcomingReclaim {
  readonly atMs: Ms;
  /** Number within the pool. */
  readonly event: number;
  readonly share: number;
  readonly isRecommended: boolean;
}

export interface ReclaimDrawsState {
  readonly clockMs: number;
  readonly drawn: number;
  readonly random: RandomState;
}

/**
 * The reclaims of one pool in sequence, from its trace or drawn. Each consumes the same number of draws whatever the settings, so that a
 * change of recommendation settings shifts no reclaim.
 */
export class ReclaimDraws {
  private readonly random: RandomStream;
  private clockMs = 0;
  private drawn = 0;

  constructor(
    private readonly pool: Pool,
    seed: number,
    private readonly settings: MarketSettings,
  ) {
    this.random = new RandomStream(seed, pool.name);
  }

  /** Returns null after the last. */
  next(): UpcomingReclaim | null {
    return this.pool.replayed === null ? this.nextByChance() : this.nextReplayed(this.pool.replayed);
  }

  save(): ReclaimDrawsState {
    return { clockMs: this.clockMs, drawn: this.drawn, random: this.random.save() };
  }

  load({ clockMs, drawn, random }: ReclaimDrawsState): void {
    this.clockMs = clockMs;
    this.drawn = drawn;
    this.random.load(random);
  }

  private nextByChance(): UpcomingReclaim | null {
    const { reclaimGapMs } = this.pool;
    if (reclaimGapMs === null) return null;
    // The clock keeps fractions of a millisecond, because rounded gaps would bias the rate.
    this.clockMs += this.random.exponential(reclaimGapMs);
    const share = shareAt(this.settings.reclaimShare, this.random.uniform());
    const isRecommended = this.drawRecommended();
    if (this.clockMs > MS_MAX) return null;
    return { atMs: Math.floor(this.clockMs), event: this.drawn++, share, isRecommended };
  }

  private nextReplayed({ atMs, share }: NonNullable<Pool['replayed']>): UpcomingReclaim | null {
    if (this.drawn === atMs.length) return null;
    const isRecommended = this.drawRecommended();
    return { atMs: atMs[this.drawn], share: share[this.drawn], event: this.drawn++, isRecommended };
  }

  private drawRecommended(): boolean {
    return this.random.chance(this.settings.recommendationProbability);
  }
}
