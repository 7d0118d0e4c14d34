/**
 * The order of departures. In a replay every task starts on arrival, so all ends are known before the first arrival and one sorted list
 * replaces a heap.
 */
export class Departures {
  private readonly events: Int32Array;
  private readonly endMs: Float64Array;
  private next = 0;

  /** `arrivalMs` and `durationMs` by event, in order of arrival. */
  constructor(arrivalMs: Float64Array, durationMs: Float64Array) {
    const endMs = arrivalMs.map((ms, event) => ms + durationMs[event]);
    this.endMs = endMs;
    this.events = Int32Array.from(endMs, (_, event) => event)
      .filter((event) => Number.isFinite(endMs[event]))
      .sort((a, b) => endMs[a] - endMs[b] || a - b);
  }

  /**
   * Returns the next event whose task has left when event `arriving` comes at `nowMs`, or -1: ends precede arrivals of the same
   * millisecond.
   */
  pop(nowMs: number, arriving: number): number {
    const event = this.events[this.next];
    if (event === undefined || this.endMs[event] > nowMs || event >= arriving) return -1;
    this.next++;
    return event;
  }
}
