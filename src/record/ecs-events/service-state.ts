import type { Ms } from '../../kernel/event-loop.js';
import { RolloutState } from '../../services/service-states.js';
import { BlockedBy } from '../../sim/facts.js';

/** What came about in this millisecond. */
interface Moment {
  /** Ids of tasks; of those whose health has turned bad, too. */
  readonly started: string[];
  readonly stopped: string[];
  readonly unhealthy: string[];
  /** A class of its tasks that waits, as was explained; -1: none. */
  waitingClass: number;
  /** The latest instance on which its daemon finds no room, and the refusal; null: none. */
  lacking: { readonly instance: number; readonly reason: number } | null;
  /** BlockedBy, when that has changed to something. */
  blockedBy: number;
  isThrottled: boolean;
  isScaled: boolean;
}

/** A service as its events see it: plain data. */
export interface ServiceState {
  moment: Moment;
  /** Null for a daemon: as many as there are instances for. */
  desired: number | null;
  /** Tasks that are to run, those of them that do, and of these those that do not count as healthy. */
  living: number;
  running: number;
  unwell: number;
  /** Tasks that were told to stop, or exited, and are not STOPPED yet. */
  stopping: number;
  /** Instances on which its daemon belongs and is not, or not with its newest definition. */
  lackingOn: number[];
  /** Starts that failed in a row. */
  failedStarts: number;
  /** Number of its deployment, and how that stands. */
  revision: number;
  rollout: RolloutState;
  /** When the latest failure of a deployment was found, and by what (DeploymentCause). */
  failedMs: Ms;
  failedBy: number;
  /** Events and messages so far. */
  events: number;
  messages: number;
  /** Failures that were told and not resolved since. */
  failures: string[];
  /** When SERVICE_STEADY_STATE comes again if nothing changes. */
  repeatsMs: Ms;
}

export const nothingNew = (): Moment => ({
  ...{ started: [], stopped: [], unhealthy: [] },
  ...{ waitingClass: -1, lacking: null, blockedBy: BlockedBy.nothing, isThrottled: false, isScaled: false },
});

export function newService(isDaemon: boolean): ServiceState {
  return {
    moment: nothingNew(),
    desired: isDaemon ? null : 0,
    ...{ living: 0, running: 0, unwell: 0, stopping: 0, lackingOn: [], failedStarts: 0 },
    ...{ revision: 0, rollout: RolloutState.IN_PROGRESS, failedMs: -1, failedBy: 0 },
    ...{ events: 0, messages: 0, failures: [], repeatsMs: Number.MAX_SAFE_INTEGER },
  };
}

/** Healthy and at the desired count, with nothing on its way (T.MSG-2). */
export function isSteady({ desired, living, running, stopping, unwell, lackingOn }: ServiceState): boolean {
  return running === living && (desired ?? living) === running && stopping + unwell + lackingOn.length === 0;
}
