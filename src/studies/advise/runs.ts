import { finishRuns, type StudyRuns, stoppedAfter } from '../../run/jobs/finish-runs.js';
import { isDone, type RunResult } from '../../run/jobs/run-job.js';
import { type AdvicePlan, runsMost, type Variant, variantJobs } from './plan.js';

/** The runs of one scenario, a result for each seed. */
export interface RanVariant {
  readonly variant: Variant;
  readonly seeds: readonly number[];
  readonly firstRun: number;
  readonly results: readonly RunResult[];
}

/**
 * Runs scenarios batch after batch. The n-th run is always the same, because the choice of the later batches depends on results alone: the
 * journal of stopped advice leads to the same end, with any number of workers.
 */
export class AdviceRuns {
  readonly all: RanVariant[] = [];
  private next = 0;
  private done: number;
  private failed = 0;

  constructor(
    private readonly plan: AdvicePlan,
    private readonly advising: StudyRuns,
  ) {
    this.done = Math.min(advising.journal.finished, runsMost(plan));
  }

  /** Runs the missing runs. After an abort, throws a UserError with the command that continues. */
  async run(variants: readonly Variant[], seeds: readonly number[]): Promise<RanVariant[]> {
    const { runner, journal, signal, progress } = this.advising;
    const firstRun = this.next;
    const onResult = (_: number, result: RunResult) => {
      if (!isDone(result)) this.failed++;
      progress({ done: ++this.done, total: runsMost(this.plan), failed: this.failed });
    };
    await finishRuns(variantJobs(this.plan, variants, seeds), { runner, journal, signal, firstRun, onResult });
    this.next += variants.length * seeds.length;
    for (let run = firstRun; run < this.next; run++)
      if (!journal.has(run))
        throw stoppedAfter(`advise: stopped after ${journal.finished} of at most ${runsMost(this.plan)} runs`, journal);
    const ran = variants.map((variant, v) => {
      const first = firstRun + v * seeds.length;
      return { variant, seeds, firstRun: first, results: seeds.map((_, i) => journal.read(first + i)) };
    });
    this.all.push(...ran);
    return ran;
  }
}

/** Returns the reasons of failed runs; null without any. */
export function failureOf({ results }: RanVariant): string | null {
  const failures = results.flatMap((result) => (isDone(result) ? [] : result.failure));
  return failures.length === 0 ? null : [...new Set(failures)].join('; ');
}
