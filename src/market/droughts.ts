import type { Ms } from '../kernel/event-loop.js';
import { NEVER } from './events.js';
import { droughtsIn, type Overlay } from './overlays.js';
import type { Pool } from './pools.js';

export type DroughtsState = ReturnType<Droughts['save']>;

/**
 * Times without capacity in a pool: droughts of the timeline, and a shortage after each drawn reclaim. The fields hold the next change;
 * `atMs` is Infinity after the last.
 */
export class Droughts {
  atMs: Ms = NEVER;
  /** State from the next change on. */
  willBeDry = false;
  /** State until the next change. */
  isDry = false;

  private readonly timeline: ReturnType<typeof droughtsIn>;
  private nextStep = 0;
  /** Start of a shortage that has not begun yet, and the end of it or of the present one. */
  private shortFromMs: Ms | null = null;
  private shortUntilMs: Ms | null = null;

  constructor(
    pool: Pool,
    overlays: readonly Overlay[],
    private readonly shortageMs: Ms,
  ) {
    this.timeline = droughtsIn(pool, overlays);
    this.choose();
  }

  /** Adds the shortage after a reclaim. Reclaims come in order of time, so shortages also end in order. */
  reclaimedAt(nowMs: Ms): void {
    this.shortFromMs = nowMs;
    this.shortUntilMs = nowMs + this.shortageMs;
    this.choose();
  }

  advance(): void {
    const nowMs = this.atMs;
    this.isDry = this.willBeDry;
    if (this.stepMs() === nowMs) this.nextStep++;
    if (this.shortFromMs === nowMs) this.shortFromMs = null;
    if (this.shortUntilMs === nowMs) this.shortUntilMs = null;
    this.choose();
  }

  save() {
    const { nextStep, shortFromMs, shortUntilMs, isDry } = this;
    return { nextStep, shortFromMs, shortUntilMs, isDry };
  }

  load(saved: DroughtsState): void {
    Object.assign(this, saved);
    this.choose();
  }

  private stepMs(): Ms {
    return this.timeline.atMs[this.nextStep] ?? NEVER;
  }

  private choose(): void {
    const stepMs = this.stepMs();
    const { shortFromMs, shortUntilMs } = this;
    this.atMs = Math.min(stepMs, shortFromMs ?? NEVER, shortUntilMs ?? NEVER);
    const isTimelineDry = this.timeline.values[stepMs === this.atMs ? this.nextStep : this.nextStep - 1] === 1;
    const isShort = shortUntilMs !== null && shortUntilMs > this.atMs;
    this.willBeDry = isTimelineDry || isShort;
  }
}
