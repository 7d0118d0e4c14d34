import { stableOrder } from '../../../kernel/stable-order.js';

/**
 * The order of departures. In a replay every task starts on arrival, so all ends are known before the first arrival and one sorted list
 * replaces a heap.
 */
export class Departures {
  private readonly events: Int32Array;
  private next = 0;

  /** `endOf` returns the time at which the task of an event leaves: Infinity for never. */
  constructor(
    count: number,
    private readonly endOf: (event: number) => number,
  ) {
    const leaving = new Int32Array(count);
    let leavers = 0;
    for (let event = 0; event < count; event++) if (Number.isFinite(endOf(event))) leaving[leavers++] = event;
    const order = stableOrder(leavers, (place) => endOf(leaving[place]));
    for (let place = 0; place < leavers; place++) order[place] = leaving[order[place]];
    this.events = order;
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
