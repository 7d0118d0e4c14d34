import type { Subscriber } from './facts.js';

/** A subscriber that maps tasks to the tasks of a trace. The mapping decides nothing, so it is no fact and not in the digest. */
export interface TraceRowSubscriber extends Subscriber {
  /** The next requested task is this one of its workload's trace, from 0. Called for traces that name their tasks. */
  onTraceRow?(row: number): void;
}
