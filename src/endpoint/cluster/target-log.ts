import { Fact, type FactKind, type Subscriber } from '../../sim/facts.js';

/** The tasks that are targets of load balancers. A task that ran before the start is registered: the run reports no registration of it. */
export class TargetLog implements Subscriber {
  private readonly present = new Set<number>();
  private readonly registered = new Set<number>();
  private readonly draining = new Set<number>();

  onFact(kind: FactKind, atMs: number, task: number): void {
    if (kind === Fact.taskPresent) this.present.add(task);
    const ranBefore = kind === Fact.taskRunning && atMs === 0 && this.present.has(task);
    if (kind === Fact.targetRegistered || ranBefore) this.registered.add(task);
    if (kind === Fact.targetDeregistered) this.draining.add(task);
    if (kind !== Fact.taskStopped) return;
    this.registered.delete(task);
    this.draining.delete(task);
  }

  isRegistered(task: number): boolean {
    return this.registered.has(task);
  }

  /** Whether it gets no new requests any more, and has not stopped. */
  drains(task: number): boolean {
    return this.draining.has(task);
  }
}
