/** One message of a service, as in the list of DescribeServices. */
export interface LoggedEvent {
  readonly atMs: number;
  readonly message: string;
}

const KEPT = 100;
const REPEAT_MS = 6 * 3_600_000;

/**
 * The events of one service: the latest 100. The same message appears again only after its cause was resolved or 6 hours have passed
 * (T.MSG-1).
 */
export class EventLog {
  private events: LoggedEvent[] = [];
  /** Time of the last message of each cause, the earliest first. */
  private latestMs = new Map<string, number>();

  /** Oldest first. */
  get latest(): readonly LoggedEvent[] {
    return this.events;
  }

  /** Adds the message of a cause unless it appeared recently. Returns true if it was added. */
  add(atMs: number, message: string, cause = message): boolean {
    this.forgetOld(atMs);
    if (this.latestMs.has(cause)) return false;
    this.latestMs.set(cause, atMs);
    this.events.push({ atMs, message });
    if (this.events.length > KEPT) this.events.shift();
    return true;
  }

  /** Removes a cause, so that its message appears at once if it returns. */
  resolve(cause: string): void {
    this.latestMs.delete(cause);
  }

  private forgetOld(atMs: number): void {
    for (const [cause, atOfCauseMs] of this.latestMs) {
      if (atMs - atOfCauseMs < REPEAT_MS) return;
      this.latestMs.delete(cause);
    }
  }

  save(): unknown {
    const { events, latestMs } = this;
    return structuredClone({ events, latestMs });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}
