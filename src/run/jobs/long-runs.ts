import { durationText } from '../../kernel/quantity-text.js';
import type { RunJob } from './run-job.js';
import type { Runner } from './runner.js';

const CHECK_MS = 10_000;
/** Time after which a run is named, and then each time that its time has doubled. */
const LONG_MS = 60_000;

/** Wraps a runner so that it reports runs that take long: one without an end would hold up the study in silence. */
export function namingLongRuns(runner: Runner, report: (line: string) => void, { longMs = LONG_MS, checkMs = CHECK_MS } = {}): Runner {
  return {
    async run(jobs, onResult, signal) {
      const atWork = new Map<string, { readonly job: RunJob; readonly sinceMs: number; namedMs: number }>();
      async function* noted(): AsyncGenerator<RunJob> {
        for await (const job of jobs) {
          atWork.set(job.id, { job, sinceMs: performance.now(), namedMs: longMs / 2 });
          yield job;
        }
      }
      const timer = setInterval(() => {
        for (const run of atWork.values()) {
          const ms = performance.now() - run.sinceMs;
          if (ms < 2 * run.namedMs || runner.isAtWork?.(run.job) === false) continue;
          run.namedMs = ms;
          report(`a run is at work for ${durationText(ms)}: ${jobText(run.job)}; --run-timeout ends such runs`);
        }
      }, checkMs);
      try {
        await runner.run(
          noted(),
          (result) => {
            atWork.delete(result.id);
            return onResult(result);
          },
          signal,
        );
      } finally {
        clearInterval(timer);
      }
    },
    close: () => runner.close(),
  };
}

function jobText({ scenario, set, seed }: RunJob): string {
  return [scenario.file, ...set.map(({ path, value }) => `--set ${path}=${value}`), `--seed ${seed}`].join(' ');
}
