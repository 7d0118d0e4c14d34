import { stableOrder } from '../../../kernel/stable-order.js';

/**
 * The order of departures. In a replay every task starts on arrival, so all ends are known before the first arrival and one sorted list
 * replaces a heap.
 */
export class Departures {
  /** Events whose task leaves, in the order of leaving. */
  readonly events: Int32Array;
  private next = 0;

  /** `endOf` returns the time at which the task of an event leaves: Infinity for never. */
  constructor(
    count: number,
    readonly endOf: (event: number) => number,
  ) {
    // An event without an end gets the greatest key, and is cut off.
    let leavers = 0;
    let lastMs = 0;
    for (let event = 0; event < count; event++) {
      const endMs = endOf(event);
      if (!Number.isFinite(endMs)) continue;
      leavers++;
      lastMs = Math.max(lastMs, endMs);
    }
    this.events = stableOrder(count, (event) => Math.min(endOf(event), lastMs + 1)).subarray(0, leavers);
  }

  /**
   * Returns the next event whose task has left when event `arriving` comes at `nowMs`, or -1: ends precede arrivals of the same
   * millisecond.
   */
  pop(nowMs: number, arriving: number): number {
    const event = this.events[this.next];
    if (event === undefined || this.endOf(event) > nowMs || event >= arriving) return -1;
    this.next++;
    return event;
  }
}
