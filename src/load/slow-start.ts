import type { Ms } from '../kernel/event-loop.js';

/** Whether a target is in slow start, in a pool of its own. */
export type Speed = 'full' | 'slow';

/** A target in slow start: its place among the pools, and whether its task answers. */
interface SlowTarget {
  readonly group: number;
  readonly place: number;
  readonly sinceMs: Ms;
  isFailing: boolean;
}

/** Targets at full load of a target group; `sinceMs`: since when there have been any. */
interface Full {
  count: number;
  sinceMs: Ms;
}

interface Saved {
  readonly slowTargets: [target: number, slow: SlowTarget][];
  readonly full: Full[];
}

/** The load is constant within such a step of a slow start. */
const STEP_MS = 1_000;

/**
 * Targets that get fewer requests when they are new: a share that grows from nothing to that of the others within the duration (N.LBX-1). A
 * target enters when it turns healthy and the group has had a healthy target at full load before.
 */
export class SlowStarts {
  /** By number of the target, in order of time. */
  private readonly slowTargets = new Map<number, SlowTarget>();
  private readonly full: readonly Full[];

  constructor(
    private readonly durationMs: Ms,
    groups: number,
  ) {
    this.full = Array.from({ length: groups }, () => ({ count: 0, sinceMs: 0 }));
  }

  /** Handles a target of the group that has turned healthy. Returns whether it is in slow start, at that place. */
  enter(target: number, at: { readonly group: number; readonly place: number }, atMs: Ms): boolean {
    const full = this.full[at.group]!;
    if (full.count > 0 && full.sinceMs < atMs) {
      this.slowTargets.set(target, { ...at, sinceMs: atMs, isFailing: false });
      return true;
    }
    this.join(at.group, atMs);
    return false;
  }

  /** Handles a target that is no longer healthy. Returns its place in slow start, if it is there. */
  leave(target: number, group: number): number | undefined {
    const slow = this.slowTargets.get(target);
    if (slow === undefined) this.full[group]!.count--;
    else this.slowTargets.delete(target);
    return slow?.place;
  }

  /** Returns the place of a target in slow start. */
  placeOf(target: number): number | undefined {
    return this.slowTargets.get(target)?.place;
  }

  fail(target: number): void {
    const slow = this.slowTargets.get(target);
    if (slow !== undefined) slow.isFailing = true;
  }

  /** Ends the slow starts that are over, and all of a group without a target at full load. Calls `ended` for each. */
  endUntil(atMs: Ms, ended: (slow: Pick<SlowTarget, 'place' | 'isFailing'>) => void): void {
    for (const [target, slow] of this.slowTargets) {
      const { group, sinceMs } = slow;
      if (this.full[group]!.count > 0 && sinceMs + this.durationMs > atMs) continue;
      this.slowTargets.delete(target);
      this.join(group, atMs);
      ended(slow);
    }
  }

  /** The end of the step that begins at `fromMs`; `toMs` where no target is in slow start. */
  stepTo(fromMs: Ms, toMs: Ms): Ms {
    const [first] = this.slowTargets.values();
    return first === undefined ? toMs : Math.min(toMs, fromMs + STEP_MS, first.sinceMs + this.durationMs);
  }

  /** By place: the average weight of a target, compared with one at full load, in the middle of a step. */
  weights(fromMs: Ms, toMs: Ms): Map<number, number> {
    const sums = new Map<number, { count: number; ages: number }>();
    for (const { place, sinceMs } of this.slowTargets.values()) {
      const sum = sums.get(place) ?? { count: 0, ages: 0 };
      sum.count++;
      sum.ages += (fromMs + toMs) / 2 - sinceMs;
      sums.set(place, sum);
    }
    return new Map([...sums].map(([place, { count, ages }]) => [place, ages / count / this.durationMs]));
  }

  save(): unknown {
    const slowTargets = [...this.slowTargets].map(([target, slow]) => [target, { ...slow }]);
    return { slowTargets, full: this.full.map((one) => ({ ...one })) };
  }

  load(saved: unknown): void {
    const { slowTargets, full } = saved as Saved;
    this.slowTargets.clear();
    for (const [target, slow] of slowTargets) this.slowTargets.set(target, slow);
    for (const [i, one] of full.entries()) Object.assign(this.full[i]!, one);
  }

  private join(group: number, atMs: Ms): void {
    const full = this.full[group]!;
    if (full.count++ === 0) full.sinceMs = atMs;
  }
}
