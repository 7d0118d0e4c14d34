import type { Ms } from '../../kernel/event-loop.js';
import { Refusal } from '../../placement/fit.js';

/** Why tasks of each class wait: the most frequent reason among instances in the latest explanation. One of ACTIVE instances counts first. */
export class Waits {
  private latest = new Map<number, { atMs: Ms; reason: number; instances: number }>();

  explained(atMs: Ms, taskClass: number, reason: number, instances: number): void {
    const known = this.latest.get(taskClass);
    const isFirst = known === undefined || known.atMs !== atMs || known.reason === Refusal.inactive;
    if (isFirst || instances > known.instances) this.latest.set(taskClass, { atMs, reason, instances });
  }

  reasonOf(taskClass: number): number | null {
    return this.latest.get(taskClass)?.reason ?? null;
  }

  save(): unknown {
    return structuredClone(this.latest);
  }

  load(saved: unknown): void {
    this.latest = structuredClone(saved) as typeof this.latest;
  }
}
