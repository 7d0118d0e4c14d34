import type { Ms } from '../../sim/kernel/event-loop.js';

/** A service as its events see it: plain data. */
export interface ServiceState {
  /** Null for a daemon: as many as there are instances for. */
  desired: number | null;
  /** Tasks that are to run, and those of them that do. */
  living: number;
  running: number;
  /** Tasks that were told to stop, or exited, and are not STOPPED yet. */
  stopping: number;
  /** What came about in this millisecond: ids of tasks. */
  started: string[];
  stopped: string[];
  /** A class of its tasks that waits, as was explained in this millisecond; -1: none. */
  waitingClass: number;
  isThrottled: boolean;
  isScaled: boolean;
  /** Starts that failed in a row. */
  failedStarts: number;
  /** Events and messages so far. */
  events: number;
  messages: number;
  isDeployed: boolean;
  /** Failures that were told and not resolved since. */
  failures: string[];
  /** When SERVICE_STEADY_STATE comes again if nothing changes. */
  repeatsMs: Ms;
}

export function newService(isDaemon: boolean): ServiceState {
  return {
    ...{
      desired: isDaemon ? null : 0,
      living: 0,
      running: 0,
      stopping: 0,
      started: [],
      stopped: [],
      waitingClass: -1,
      isThrottled: false,
      isScaled: false,
      failedStarts: 0,
    },
    ...{ events: 0, messages: 0, isDeployed: false, failures: [], repeatsMs: Number.MAX_SAFE_INTEGER },
  };
}

/** Healthy and at the desired count, with nothing on its way (T.MSG-2). */
export function isSteady({ desired, living, running, stopping }: ServiceState): boolean {
  return running === living && (desired ?? living) === running && stopping === 0;
}
