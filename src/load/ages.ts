import type { Ms } from '../kernel/event-loop.js';

/** Batches of messages that arrived evenly between two times and still wait, first in first out; plain data. */
export interface AgesState {
  readonly fromMs: readonly number[];
  readonly toMs: readonly number[];
  readonly messages: readonly number[];
}

/** Messages below this amount are rounding residue of an empty queue. */
const ROUNDING = 1e-6;
/** Number of consumed entries after which the front of the arrays is removed. */
const SPENT_MAX = 1_024;

/** Arrival times of the messages in a queue: one entry per interval with messages left. */
export class Ages {
  private fromMs: number[] = [];
  private toMs: number[] = [];
  private messages: number[] = [];
  private head = 0;
  private total = 0;

  add(fromMs: Ms, toMs: Ms, messages: number): void {
    if (messages === 0) return;
    this.fromMs.push(fromMs);
    this.toMs.push(toMs);
    this.messages.push(messages);
    this.total += messages;
  }

  /** Removes the oldest messages until this many are left. */
  keep(left: number): void {
    let excess = this.total - left;
    if (left < ROUNDING) excess = Number.POSITIVE_INFINITY;
    for (; this.head < this.messages.length && excess >= this.messages[this.head]; this.head++) excess -= this.messages[this.head];
    if (this.head === this.messages.length) return this.clear();
    if (excess > 0) {
      const { head } = this;
      this.fromMs[head] += ((this.toMs[head] - this.fromMs[head]) * excess) / this.messages[head];
      this.messages[head] -= excess;
    }
    this.total = left;
    if (this.head > SPENT_MAX) this.dropSpent();
  }

  /** Age of the oldest message in milliseconds; 0 for an empty queue. */
  oldestMs(nowMs: Ms): number {
    return this.head < this.fromMs.length ? nowMs - this.fromMs[this.head] : 0;
  }

  save(): AgesState {
    this.dropSpent();
    return { fromMs: [...this.fromMs], toMs: [...this.toMs], messages: [...this.messages] };
  }

  load({ fromMs, toMs, messages }: AgesState, total: number): void {
    this.fromMs = [...fromMs];
    this.toMs = [...toMs];
    this.messages = [...messages];
    this.head = 0;
    this.total = total;
  }

  private clear(): void {
    this.fromMs.length = 0;
    this.toMs.length = 0;
    this.messages.length = 0;
    this.head = 0;
    this.total = 0;
  }

  private dropSpent(): void {
    this.fromMs.splice(0, this.head);
    this.toMs.splice(0, this.head);
    this.messages.splice(0, this.head);
    this.head = 0;
  }
}
