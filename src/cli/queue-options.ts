import type { JobScenario } from '../run/jobs/job-scenario.js';
import { localRunner } from '../run/jobs/local-runner.js';
import type { Runner } from '../run/jobs/runner.js';
import { withPackages } from '../run/optional-packages.js';
import { type QueueUrl, queueUrlOf } from '../run/queue/queue-url.js';
import { parseDuration } from '../scenario/units.js';

export interface QueueArguments {
  readonly queue?: string | undefined;
  readonly 'queue-patience': string;
}

/** A queue whose workers run the jobs. */
export interface QueueRequest {
  readonly url: QueueUrl;
  readonly patienceMs: number;
}

const PATIENCE_MOST = '7d';

export const QUEUE_OPTIONS = {
  queue: {
    type: 'string',
    requiresArg: true,
    describe: 'Runs are done by workers at redis://HOST:PORT (drydock worker); the answer is the same',
  },
  'queue-patience': {
    type: 'string',
    requiresArg: true,
    default: '1m',
    describe: 'How long a Redis that is lost, or a worker that can do a run, is waited for',
  },
} as const;

/** Null without a queue. Adds mistakes to the list. */
export function queueAsked(words: QueueArguments & { readonly workers?: number | undefined }, mistakes: string[]): QueueRequest | null {
  const patienceMs = queuePatienceOf(words, mistakes);
  if (words.queue === undefined) return null;
  if (words.workers !== undefined)
    mistakes.push('--workers are threads of this machine, and --queue leaves the work to others: give one of them');
  const url = queueUrlOf(words.queue, mistakes);
  return url === null ? null : { url, patienceMs };
}

/** In milliseconds. */
export function queuePatienceOf({ 'queue-patience': text }: Pick<QueueArguments, 'queue-patience'>, mistakes: string[]): number {
  const ms = parseDuration(text) ?? 0;
  if (ms < 1000 || ms > (parseDuration(PATIENCE_MOST) ?? 0))
    mistakes.push(`--queue-patience ${text}: write a duration from 1s to ${PATIENCE_MOST}, such as 90s`);
  return ms;
}

/**
 * Returns a runner with threads of this machine (null: one per processor), or with the workers of a queue. Throws a UserError if the queue
 * cannot be used.
 */
export async function runnerOf(
  { workers, queue }: { readonly workers: number | null; readonly queue: QueueRequest | null },
  scenarios: readonly JobScenario[],
  tell: (line: string) => void,
): Promise<Runner> {
  if (queue === null) return localRunner(workers, scenarios);
  const { inQueue } = await withPackages('a queue of runs', () => import('../run/queue/in-queue.js'));
  return inQueue({ ...queue, tell });
}
