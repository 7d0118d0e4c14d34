/** Fields of the task state change event at the notice, while the task still runs (C.FGS-05, T.STOP-1). */
export const INTERRUPTED = { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' } as const;

/** Waits of a service before it requests Fargate capacity again. AWS documents that it retries, not how often. */
export interface RetrySettings {
  /** Wait after the first refusal; each further refusal doubles it. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/** A deployment of one task failed after 46 minutes without capacity, which is three waits (P.178). */
export const RETRY_DEFAULTS: RetrySettings = { firstMs: 900_000, longestMs: 900_000 };

/**
 * Returns the wait after this many consecutive refusals. The retry uses the same provider: Spot is never replaced by On-Demand, and retries
 * never end (C.FGS-06, T.FG-5).
 */
export function retryAfterMs(refusals: number, { firstMs, longestMs }: RetrySettings): number {
  return Math.min(firstMs * 2 ** (refusals - 1), longestMs);
}
