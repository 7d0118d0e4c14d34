import type { Ms } from '../../../kernel/event-loop.js';
import type { FinishedRun } from '../../../report/summary.js';
import type { Subscriber } from '../../../sim/facts.js';
import type { RunTracer } from '../../../sim/simulation.js';

/** A question about a run: it hears the replay and sees its decisions, and then has the answer, as data of which words are made. */
export interface Inquiry<Answer = unknown> extends Subscriber, RunTracer {
  /** It needs to hear of nothing before: a replay may begin with a checkpoint of that time. */
  readonly sinceMs: Ms;
  answer(run: FinishedRun): Answer;
}
