import { EventLog, type LoggedEvent } from '../../placement/explain/event-log.js';
import { causeOf, eventText, type ServiceEvent } from '../../placement/messages.js';
import { Fact, type FactKind, type Subscriber } from '../../sim/facts.js';

/** A service to watch, and a function that explains why a task finds no instance now. */
export interface Watched {
  readonly service: number;
  readonly name: string;
  explainFailure(): ServiceEvent | undefined;
}

/** Writes the event log of one service, as DescribeServices would list it (T.MSG-1 to T.MSG-3). */
export class ServiceEvents implements Subscriber {
  private readonly log = new EventLog();
  private readonly classes = new Set<number>();
  /** Living tasks whose desired status is RUNNING, and those that are RUNNING. */
  private readonly living = new Set<number>();
  private readonly running = new Set<number>();
  /** Null for a daemon: it has one task per suitable instance. */
  private desired: number | null = null;
  private started: string[] = [];
  private readonly failures = new Set<string>();
  /** The latest reason and its explanation: an unchanged wait is not explained again. */
  private explained: { readonly reason: string; readonly failure: ServiceEvent | undefined } | undefined;
  private atMs = 0;

  constructor(private readonly watched: Watched) {}

  /** Returns the events up to and including the time. */
  until(atMs: number): readonly LoggedEvent[] {
    this.settle();
    this.atMs = atMs;
    this.settle();
    return this.log.latest;
  }

  onFact(kind: FactKind, atMs: number, a: number, b: number, c: number, d: number): void {
    if (atMs > this.atMs) this.settle();
    this.atMs = atMs;
    switch (kind) {
      case Fact.taskClassDefined:
        if (b === this.watched.service) this.classes.add(a);
        break;
      case Fact.serviceDesired:
        if (a === this.watched.service) this.desired = b;
        break;
      case Fact.taskRequested:
        if (this.classes.has(b)) this.living.add(a);
        break;
      case Fact.taskPlaced:
        if (this.living.has(a)) this.started.push(`${a}`);
        break;
      case Fact.taskRunning:
        if (this.living.has(a)) this.running.add(a);
        break;
      case Fact.taskStopping:
      case Fact.taskStopped:
      case Fact.taskRefused:
        this.living.delete(a);
        this.running.delete(a);
        break;
      case Fact.waitingExplained:
        if (this.classes.has(a)) this.fail(`${c} ${d}`);
    }
  }

  /** Logs the events of the past millisecond: tasks that started together make one event. */
  private settle(): void {
    if (this.started.length > 0) this.add({ kind: 'tasksStarted', tasks: this.started });
    this.started = [];
    const isSteady = this.running.size === this.living.size && (this.desired ?? this.living.size) === this.running.size;
    if (!isSteady) return this.log.resolve(causeOf({ kind: 'steadyState' }));
    for (const cause of this.failures) this.log.resolve(cause);
    this.failures.clear();
    this.explained = undefined;
    this.add({ kind: 'steadyState' });
  }

  private fail(reason: string): void {
    if (reason !== this.explained?.reason) this.explained = { reason, failure: this.watched.explainFailure() };
    const { failure } = this.explained;
    if (failure === undefined) return;
    this.failures.add(causeOf(failure));
    this.add(failure);
  }

  private add(event: ServiceEvent): void {
    this.log.add(this.atMs, eventText(this.watched.name, event), causeOf(event));
  }
}
