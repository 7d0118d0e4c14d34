/** Fargate takes Spot capacity back two minutes after it says so (C.FGS-03). */
export const SPOT_NOTICE_MS = 120_000;

/** `stopTimeout` of a container on Fargate: 30 seconds unless the task definition says otherwise, 120 at most (C.FGS-04). */
export const FARGATE_STOP_TIMEOUT_S = { default: 30, max: 120 } as const;

/** What an interruption finds: a task whose containers take `exitMs` from SIGTERM to their exit when nobody kills them. */
export interface Interrupted {
  readonly atMs: number;
  readonly stopTimeoutMs: number;
  readonly exitMs: number;
}

/** How an interrupted task ends. */
export interface InterruptionTimes {
  /** The event and SIGTERM, together; from here on the service looks for a replacement (T.FG-4). */
  readonly noticeMs: number;
  /** SIGKILL; null when the containers have gone by themselves, be it in the last millisecond. */
  readonly sigkillMs: number | null;
  readonly stoppedMs: number;
}

/** The notice is used up only by a stopTimeout of 120 seconds: a task that ignores SIGTERM is dead after its stopTimeout, at 30 seconds by default. */
export function interruptionTimes({ atMs, stopTimeoutMs, exitMs }: Interrupted): InterruptionTimes {
  const killMs = Math.min(stopTimeoutMs, SPOT_NOTICE_MS);
  return { noticeMs: atMs, sigkillMs: exitMs > killMs ? atMs + killMs : null, stoppedMs: atMs + Math.min(exitMs, killMs) };
}

/** The task state change event at the notice: the task still runs (C.FGS-05, T.STOP-1). */
export const INTERRUPTION_EVENT = {
  desiredStatus: 'STOPPED',
  lastStatus: 'RUNNING',
  stopCode: 'SpotInterruption',
  stoppedReason: 'Your Spot Task was interrupted.',
} as const;

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
