import FastPriorityQueue from 'fastpriorityqueue';
import { assert } from '../kernel/assert.js';
import { MS_MAX, type Ms } from '../kernel/event-loop.js';
import { MarketEvent, type MarketEventKind, NEVER } from './events.js';
import type { MarketSettings } from './market-settings.js';
import type { Overlay } from './overlays.js';
import { PoolTimeline, type PoolTimelineState } from './pool-timeline.js';
import type { Pool } from './pools.js';

/** The market of a run. */
export interface Market {
  readonly seed: number;
  readonly pools: readonly Pool[];
  readonly overlays: readonly Overlay[];
  readonly settings: MarketSettings;
}

/**
 * All market events, in order of (time, kind, pool name). The fields hold the next event; `atMs` is Infinity after the last. Initial values
 * are no events: they are the first steps of a pool's paths. Each pool draws from the random stream of its name, independently of its use.
 * An unused, added or removed pool therefore changes no draw of another pool.
 */
export class MarketSource {
  atMs: Ms = 0;
  kind: MarketEventKind = MarketEvent.price;
  /** Index into the market's pools. */
  pool = 0;
  /** Price: USD per hour. Capacity: instances. Drought: 1 at its start and 0 at its end. Reclaim or recommendation: the share. */
  value = 0;
  /** Number, within the pool, of the reclaim that the event or recommendation belongs to. */
  event = 0;
  isCounted = false;

  private readonly timelines: PoolTimeline[];
  /** Rank of each pool by name, which breaks ties independently of list order. */
  private readonly rankOf: Int32Array;
  /** Pools whose timeline has a next event, each once. */
  private readonly queue = new FastPriorityQueue<number>((a, b) => this.isBefore(a, b));

  constructor({ seed, pools, overlays, settings }: Market) {
    this.timelines = pools.map((pool) => new PoolTimeline(pool, { seed, overlays, settings }));
    this.rankOf = ranksOf(pools.map((pool) => pool.name));
    this.waitAll();
    this.next();
  }

  /** Moves past the event in the fields. */
  next(): void {
    for (let pool = this.queue.poll(); pool !== undefined; pool = this.queue.poll()) {
      const timeline = this.timelines[pool];
      const isShown = this.show(pool, timeline);
      timeline.advance();
      this.wait(pool);
      if (isShown) return;
    }
    this.atMs = NEVER;
  }

  save(): unknown {
    const { atMs, kind, pool, value, event, isCounted } = this;
    return {
      shown: { atMs: atMs === NEVER ? null : atMs, kind, pool, value, event, isCounted },
      courses: this.timelines.map((timeline) => timeline.save()),
    };
  }

  load(state: unknown): void {
    const { shown, courses } = state as { shown: { atMs: Ms | null }; courses: readonly PoolTimelineState[] };
    for (let pool = 0; pool < courses.length; pool++) this.timelines[pool].load(courses[pool]);
    this.waitAll();
    Object.assign(this, shown, { atMs: shown.atMs ?? NEVER });
  }

  private waitAll(): void {
    this.queue.heapify([]);
    for (let pool = 0; pool < this.timelines.length; pool++) this.wait(pool);
  }

  /** Returns false when there is nothing to report, as for a drawn reclaim without recommendation. */
  private show(pool: number, timeline: PoolTimeline): boolean {
    if (timeline.isSilent) return false;
    this.atMs = timeline.atMs;
    this.kind = timeline.kind;
    this.pool = pool;
    this.value = timeline.value;
    this.event = timeline.event;
    this.isCounted = timeline.isCounted;
    return true;
  }

  private wait(pool: number): void {
    if (this.timelines[pool].atMs <= MS_MAX) this.queue.add(pool);
  }

  private isBefore(pool: number, other: number): boolean {
    const [one, two] = [this.timelines[pool], this.timelines[other]];
    return (one.atMs - two.atMs || one.kind - two.kind || this.rankOf[pool] - this.rankOf[other]) < 0;
  }
}

function ranksOf(names: readonly string[]): Int32Array {
  const seen = new Set<string>();
  for (const name of names) {
    assert(!seen.has(name), `pools have names of their own: there are two of ${name}`);
    seen.add(name);
  }
  const ranks = new Int32Array(names.length);
  names
    .map((_, pool) => pool)
    .sort((a, b) => (names[a] < names[b] ? -1 : 1))
    .forEach((pool, rank) => {
      ranks[pool] = rank;
    });
  return ranks;
}
