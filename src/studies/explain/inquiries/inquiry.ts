import type { Ms } from '../../../kernel/event-loop.js';
import type { FinishedRun } from '../../../report/summary.js';
import type { Subscriber } from '../../../sim/facts.js';
import type { RunTracer } from '../../../sim/simulation.js';

/** A question about a run: it receives the facts and decisions of the replay, and then returns its answer as data. */
export interface Inquiry<Answer = unknown> extends Subscriber, RunTracer {
  /** The earliest time with facts that it needs: a replay may begin at a checkpoint of that time. */
  readonly sinceMs: Ms;
  answer(run: FinishedRun): Answer;
}
