import type { Ms } from '../kernel/event-loop.js';
import { NEVER } from './events.js';
import { droughtsIn, type Overlay } from './overlays.js';
import type { Pool } from './pools.js';

export interface DroughtsState {
  readonly nextStep: number;
  readonly shortFromMs: Ms | null;
  readonly shortUntilMs: Ms | null;
  readonly isDry: boolean;
}

/**
 * When nobody can launch in a pool: through the droughts of the timeline, and for a while after each reclaim that chance brings. The next
 * change lies in the fields; `atMs` is Infinity after the last.
 */
export class Droughts {
  atMs: Ms = NEVER;
  /** What holds from then on. */
  willBeDry = false;
  /** What holds until then. */
  isDry = false;

  private readonly timeline: ReturnType<typeof droughtsIn>;
  private nextStep = 0;
  /** A shortage that has not begun yet, and the end of it or of the one that has. */
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

  /** A reclaim now is followed by a shortage. Reclaims come in order of time, so no shortage ends before one that began earlier. */
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

  save(): DroughtsState {
    const { nextStep, shortFromMs, shortUntilMs, isDry } = this;
    return { nextStep, shortFromMs, shortUntilMs, isDry };
  }

  load({ nextStep, shortFromMs, shortUntilMs, isDry }: DroughtsState): void {
    this.nextStep = nextStep;
    this.shortFromMs = shortFromMs;
    this.shortUntilMs = shortUntilMs;
    this.isDry = isDry;
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
