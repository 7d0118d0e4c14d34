import type { Subscriber } from './facts.js';

/** A subscriber that may ask which task of a trace a task is. It decides nothing, so it is no fact and no part of the digest. */
export interface TraceRowSubscriber extends Subscriber {
  /** The next task requested comes from this task of its workload's trace, from 0. Told of traces that name their tasks. */
  onTraceRow?(row: number): void;
}
