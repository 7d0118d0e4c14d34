import type { ServiceView } from './policies.js';

export interface OutCooldownSaved {
  readonly untilMs: number;
  readonly added: number;
  readonly ranBefore: number;
}

/** The scale-out cooldown of a service, and the tasks added in it (S.SAS-4). */
export class OutCooldown {
  untilMs = 0;
  /** Tasks beyond those that ran when it began. */
  added = 0;
  /** Tasks that ran when it began. */
  ranBefore = 0;

  isOn(atMs: number): boolean {
    return atMs < this.untilMs;
  }

  /** Begins the cooldown at a scale-out, or extends it. */
  hold({ atMs, running, desired }: ServiceView, toDesired: number, holdMs: number): void {
    if (this.isOn(atMs)) this.added += toDesired - desired;
    else {
      this.added = toDesired - running;
      this.ranBefore = running;
    }
    this.untilMs = atMs + holdMs;
  }

  save(): OutCooldownSaved {
    const { untilMs, added, ranBefore } = this;
    return { untilMs, added, ranBefore };
  }

  load(saved: OutCooldownSaved): void {
    Object.assign(this, saved);
  }
}
