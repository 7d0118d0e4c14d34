import { parseDuration } from '../scenario/units.js';

const PATIENCE_MOST = '7d';

export const QUEUE_PATIENCE = {
  type: 'string',
  requiresArg: true,
  default: '1m',
  describe: 'How long a Redis that is lost, or a worker that can do a run, is waited for',
} as const;

/** Milliseconds; what is wrong with it is added to the mistakes. */
export function queuePatienceOf(text: string, mistakes: string[]): number {
  const ms = parseDuration(text) ?? 0;
  if (ms < 1000 || ms > (parseDuration(PATIENCE_MOST) ?? 0))
    mistakes.push(`--queue-patience ${text}: write a duration from 1s to ${PATIENCE_MOST}, such as 90s`);
  return ms;
}
