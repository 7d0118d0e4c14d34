/** More events than this in one millisecond count as an endless loop. */
const EVENTS_PER_MS_MAX = 1_000_000;
/** Events before the limit from which kinds are recorded, so that the message names only kinds of the loop. */
const EVENTS_NOTED = 1_000;

/** Stops a run whose clock no longer advances because handlers keep scheduling for the present, and reports the event kinds of the loop. */
export class EndlessLoopGuard {
  /** Events handled in the present millisecond. */
  inThisMs = 0;
  private readonly noted = new Map<number, number>();

  /** Begins a millisecond in which this many events were already handled. */
  begin(inThisMs: number): void {
    this.inThisMs = inThisMs;
    if (this.noted.size > 0) this.noted.clear();
  }

  count(kind: number, atMs: number): void {
    if (++this.inThisMs > EVENTS_PER_MS_MAX - EVENTS_NOTED) this.note(kind, atMs);
  }

  private note(kind: number, atMs: number): void {
    this.noted.set(kind, (this.noted.get(kind) ?? 0) + 1);
    if (this.inThisMs <= EVENTS_PER_MS_MAX) return;
    const kinds = [...this.noted].sort(([a], [b]) => a - b).map(([k, times]) => `kind ${k} x ${times}`);
    const total = [...this.noted.values()].reduce((sum, times) => sum + times, 0);
    throw new Error(`more than ${EVENTS_PER_MS_MAX} events at ${atMs} ms: an endless loop. The last ${total} were ${kinds.join(', ')}`);
  }
}
