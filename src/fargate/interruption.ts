/** What the task state change event at the notice says, while the task still runs (C.FGS-05, T.STOP-1). */
export const INTERRUPTED = { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' } as const;

/** How long a service waits before it asks Fargate for capacity again. AWS says that it retries until there is some, not how often. */
export interface RetrySettings {
  /** After the first refusal; each further one doubles the wait. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/** A guess: seconds at first; at last five minutes, which is what services on EC2 were seen to wait. */
export const RETRY_DEFAULTS: RetrySettings = { firstMs: 15_000, longestMs: 300_000 };

/** The wait after so many refusals in a row, on the same provider: Spot is never replaced by On-Demand, and nobody gives up (C.FGS-06, T.FG-5). */
export function retryAfterMs(refusals: number, { firstMs, longestMs }: RetrySettings): number {
  return Math.min(firstMs * 2 ** (refusals - 1), longestMs);
}
