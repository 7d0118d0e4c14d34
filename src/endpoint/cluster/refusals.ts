import { Fact, type FactKind, type Subscriber } from '../../sim/facts.js';

/** Refusals kept: calls read those of their own millisecond. */
const KEPT = 1_000;

/** Tasks that were refused instead of created. */
export class Refusals implements Subscriber {
  private latest: { readonly atMs: number; readonly reason: number }[] = [];

  onFact(kind: FactKind, atMs: number, _task: number, reason: number): void {
    if (kind !== Fact.taskRefused) return;
    this.latest.push({ atMs, reason });
    if (this.latest.length > 2 * KEPT) this.latest = this.latest.slice(-KEPT);
  }

  /** Codes of the refusals of a millisecond. */
  at(atMs: number): readonly number[] {
    return this.latest.filter((one) => one.atMs === atMs).map(({ reason }) => reason);
  }
}
