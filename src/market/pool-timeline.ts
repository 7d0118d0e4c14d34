import type { Ms } from '../kernel/event-loop.js';
import { Droughts } from './droughts.js';
import { MarketEvent, type MarketEventKind, NEVER } from './events.js';
import type { MarketSettings } from './market-settings.js';
import { type ForcedReclaims, forcedIn, type Overlay } from './overlays.js';
import type { Pool } from './pools.js';
import { ReclaimDraws, type UpcomingReclaim } from './reclaim-draws.js';

export type PoolTimelineState = ReturnType<PoolTimeline['save']>;

/** Shared inputs of a pool's timeline, besides the pool. */
export interface PoolTimelineSettings {
  readonly seed: number;
  readonly overlays: readonly Overlay[];
  readonly settings: MarketSettings;
}

/** First number of forced reclaims, which follow their place in the scenario's timeline; drawn reclaims keep their numbers. */
const FORCED_FIRST = 2 ** 30;

interface StepSeries {
  readonly kind: MarketEventKind;
  readonly atMs: readonly Ms[];
  readonly values: readonly number[];
}

/** Origin of an event, after the lanes of steps. */
const FROM_DROUGHTS = 2;
const FROM_UPCOMING = 3;
const FROM_REVEALED = 4;
const FROM_FORCED = 5;

/** The timeline of one pool: its events in order of (time, kind). The fields hold the next event; `atMs` is Infinity after the last. */
export class PoolTimeline {
  atMs: Ms = NEVER;
  kind: MarketEventKind = MarketEvent.price;
  value = 0;
  event = 0;
  isCounted = false;
  /** The event has no effect to report: a reclaim without recommendation was drawn, or a shortage begins or ends within a drought. */
  isSilent = false;

  private readonly steps: readonly StepSeries[];
  private readonly forced: ForcedReclaims;
  private readonly draws: ReclaimDraws | null;
  private readonly leadMs: Ms;
  private readonly isReplayed: boolean;
  private readonly droughts: Droughts;
  /** Next step of each lane; the first step holds from the start and is no event. */
  private nextStep = [1, 1];
  private nextForced = 0;
  /** The first reclaim whose recommendation is not due yet, and those whose recommendation has passed, in order. */
  private upcoming: UpcomingReclaim | null;
  private revealed: UpcomingReclaim[] = [];
  /** Origin of the event in the fields: an index into `steps`, or one of the three constants above. */
  private lane = 0;

  constructor(pool: Pool, { seed, overlays, settings }: PoolTimelineSettings) {
    this.steps = [
      { kind: MarketEvent.capacity, atMs: pool.capacity.atMs, values: pool.capacity.instances },
      { kind: MarketEvent.price, atMs: pool.price.atMs, values: pool.price.usdPerHour },
    ];
    this.droughts = new Droughts(pool, overlays, settings.shortageAfterReclaimMs);
    this.forced = forcedIn(pool, overlays);
    this.leadMs = settings.recommendationLeadMs;
    this.isReplayed = pool.replayed !== null;
    this.draws = this.isReplayed || pool.reclaimGapMs !== null ? new ReclaimDraws(pool, seed, settings) : null;
    this.upcoming = this.draws?.next() ?? null;
    this.choose();
  }

  advance(): void {
    const { lane } = this;
    if (lane < this.steps.length) this.nextStep[lane]++;
    else if (lane === FROM_DROUGHTS) this.droughts.advance();
    else if (lane === FROM_FORCED) this.nextForced++;
    else if (lane === FROM_REVEALED) {
      this.revealed.shift();
      // A trace has its own capacity, and the scenario's timeline its own droughts.
      if (!this.isReplayed) this.droughts.reclaimedAt(this.atMs);
    } else if (this.upcoming !== null && this.draws !== null) {
      this.revealed.push(this.upcoming);
      this.upcoming = this.draws.next();
    }
    this.choose();
  }

  save() {
    const { nextStep, droughts, nextForced, upcoming, revealed } = this;
    return {
      nextStep: [...nextStep],
      droughts: droughts.save(),
      nextForced,
      draws: this.draws?.save() ?? null,
      upcoming,
      revealed: [...revealed],
    };
  }

  load({ nextStep, droughts, nextForced, draws, upcoming, revealed }: PoolTimelineState): void {
    this.nextStep = [...nextStep];
    this.droughts.load(droughts);
    this.nextForced = nextForced;
    if (draws !== null) this.draws?.load(draws);
    this.upcoming = upcoming;
    this.revealed = [...revealed];
    this.choose();
  }

  /** Selects the earliest of the next events of all lanes. */
  private choose(): void {
    this.atMs = NEVER;
    for (let lane = 0; lane < this.steps.length; lane++) {
      const { kind, atMs, values } = this.steps[lane];
      const at = this.nextStep[lane];
      if (at < atMs.length && this.isNext(lane, atMs[at], kind)) this.set(values[at]);
    }
    const { droughts, upcoming, forced, nextForced } = this;
    if (this.isNext(FROM_DROUGHTS, droughts.atMs, MarketEvent.drought)) {
      this.set(droughts.willBeDry ? 1 : 0);
      this.isSilent = droughts.willBeDry === droughts.isDry;
    }
    if (upcoming !== null && this.isNext(FROM_UPCOMING, Math.max(0, upcoming.atMs - this.leadMs), MarketEvent.recommendation)) {
      this.set(upcoming.share, upcoming.event, this.isReplayed);
      this.isSilent = !upcoming.isRecommended;
    }
    const first = this.revealed.at(0);
    if (first !== undefined && this.isNext(FROM_REVEALED, first.atMs, MarketEvent.reclaim))
      this.set(first.share, first.event, this.isReplayed);
    if (nextForced < forced.atMs.length && this.isNext(FROM_FORCED, forced.atMs[nextForced], MarketEvent.reclaim))
      this.set(forced.share[nextForced], FORCED_FIRST + forced.overlay[nextForced], true);
  }

  /** Returns whether the event precedes the earliest so far, and if so stores its lane, time and kind in the fields. */
  private isNext(lane: number, atMs: Ms, kind: MarketEventKind): boolean {
    if (atMs > this.atMs || (atMs === this.atMs && kind >= this.kind)) return false;
    this.lane = lane;
    this.atMs = atMs;
    this.kind = kind;
    return true;
  }

  private set(value: number, event = 0, isCounted = false): void {
    this.value = value;
    this.event = event;
    this.isCounted = isCounted;
    this.isSilent = false;
  }
}
