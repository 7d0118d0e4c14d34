import type { JobScenario } from '../run/jobs/job-scenario.js';
import { type LocalWork, localRunner } from '../run/jobs/local-runner.js';
import type { Runner } from '../run/jobs/runner.js';
import { withPackages } from '../run/optional-packages.js';
import { type QueueUrl, queueUrlOf } from '../run/queue/queue-url.js';
import { parseDuration } from '../scenario/units.js';
import { type ReplicationArguments, workersOf } from './replication-options.js';
import { ofText, TEXT } from './scenario-options.js';
import type { WordsOfOptions } from './words.js';

/** A queue whose workers run the jobs. */
interface QueueRequest {
  readonly url: QueueUrl;
  readonly patienceMs: number;
}

const PATIENCE_MOST = '7d';
/** The most that a timer takes is a little more. */
const RUN_TIMEOUT_MOST_MS = 24 * 24 * 60 * 60 * 1000;

export const QUEUE_OPTIONS = {
  queue: ofText('Runs are done by workers at redis://HOST:PORT (drydock worker); the answer is the same'),
  'queue-patience': {
    ...TEXT,
    default: '1m',
    describe: 'How long to wait for a lost Redis, or for a worker that can do a run',
  },
  'run-timeout': ofText('The most that a run may take here, such as 10m: a longer one fails'),
} as const;

export type QueueArguments = WordsOfOptions<typeof QUEUE_OPTIONS>;

/** The threads or workers of a queue that do the runs. */
export interface Work extends LocalWork {
  readonly queue: QueueRequest | null;
}

/** Adds mistakes to the list. */
export function workGiven(words: QueueArguments & Pick<ReplicationArguments, 'workers'>, mistakes: string[]): Work {
  return { workers: workersOf(words, mistakes), queue: queueGiven(words, mistakes), timeoutMs: runTimeoutOf(words, mistakes) };
}

/** Returns the request for a queue; null without one. */
function queueGiven(words: Parameters<typeof workGiven>[0], mistakes: string[]): QueueRequest | null {
  const patienceMs = queuePatienceOf(words, mistakes);
  if (words.queue === undefined) return null;
  if (words.workers !== undefined)
    mistakes.push('--workers are threads of this machine, and --queue leaves the work to others: give one of them');
  const url = queueUrlOf(words.queue, mistakes);
  return url === null ? null : { url, patienceMs };
}

/** Reads --run-timeout, in milliseconds; null: no limit. The workers of a queue have their own. */
export function runTimeoutOf({ runTimeout: text, queue }: Partial<QueueArguments>, mistakes: string[]): number | null {
  if (text === undefined) return null;
  const ms = parseDuration(text) ?? 0;
  if (ms < 1000 || ms > RUN_TIMEOUT_MOST_MS) mistakes.push(`--run-timeout ${text}: write a duration from 1s to 24d, such as 10m`);
  if (queue !== undefined) mistakes.push('--run-timeout is of runs on this machine: with --queue, give it to drydock worker');
  return ms;
}

/** Reads --queue-patience, in milliseconds. */
export function queuePatienceOf({ queuePatience: text }: Pick<QueueArguments, 'queuePatience'>, mistakes: string[]): number {
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
  { workers, timeoutMs, queue }: Work,
  scenarios: readonly JobScenario[],
  report: (line: string) => void,
): Promise<Runner> {
  if (queue === null) return localRunner(workers, scenarios, timeoutMs);
  const { inQueue } = await withPackages('a queue of runs', () => import('../run/queue/in-queue.js'));
  return inQueue({ ...queue, report });
}
