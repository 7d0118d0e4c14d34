import type { Ms } from '../../kernel/event-loop.js';
import type { EventLog } from '../../placement/explain/event-log.js';
import { RolloutState } from '../../services/service-states.js';
import { START_IMPAIRED } from '../../services/start-throttle.js';
import { BlockedBy } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { type KnownTask, NONE } from './task-detail.js';

/** The changes within one millisecond. */
interface Moment {
  /** Ids of the tasks; `stopped` lists those that ran, and `unhealthy` those that are stopped for their health, too. */
  readonly started: string[];
  readonly stopped: string[];
  /** Tasks that are stopped before they ran. */
  stoppedPending: number;
  readonly unhealthy: string[];
  /** Why starts on Fargate have failed. */
  readonly failedOnFargate: string[];
  /** Targets registered. */
  registered: number;
  /** Targets deregistered. */
  deregistered: number;
  /** The latest explained class of its waiting tasks; -1: none. */
  waitingClass: number;
  /** The latest instance without room for the daemon, and the refusal; null: none. */
  lacking: { readonly instance: number; readonly reason: number } | null;
  /** The new BlockedBy value, if it changed to one. */
  blockedBy: number;
  isThrottled: boolean;
  isScaled: boolean;
  hasFailedStart: boolean;
  isCompleted: boolean;
}

/** The state of a service for its events: plain data. */
export interface ServiceState {
  moment: Moment;
  /** Whether it exists before the run. */
  readonly isPresent: boolean;
  /** Null for a daemon: its desired count follows the instances. */
  desired: number | null;
  /** Tasks with desiredStatus RUNNING; those of them in RUNNING; and the unhealthy ones of these. */
  living: number;
  running: number;
  unwell: number;
  /** The unhealthy ones by their numbers. */
  ailing: number[];
  /** Tasks with a stop request or an exit that are not STOPPED yet, nor deregistered from their load balancer. */
  stopping: number;
  /** Instances where the daemon is missing, or runs an older definition. */
  lackingOn: number[];
  /** Failed starts in a row. */
  failedStarts: number;
  /** It has looked for room in vain, as one without managed scaling does at times of its own. */
  makesAttempts: boolean;
  /** Number and state of its deployment. */
  revision: number;
  rollout: RolloutState;
  /** When the latest failure of a deployment was detected, and its DeploymentCause. */
  failedMs: Ms;
  failedBy: number;
  /** Events and messages so far. */
  events: number;
  messages: number;
  /** Failures reported and not resolved since. */
  failures: string[];
  /** When SERVICE_STEADY_STATE is reported, or reported again, if nothing changes. */
  repeatsMs: Ms;
}

export const nothingNew = (): Moment => ({
  started: [],
  stopped: [],
  stoppedPending: 0,
  unhealthy: [],
  failedOnFargate: [],
  registered: 0,
  deregistered: 0,
  waitingClass: -1,
  lacking: null,
  blockedBy: BlockedBy.nothing,
  isThrottled: false,
  isScaled: false,
  isCompleted: false,
  hasFailedStart: false,
});

/** The state of a service at its start. One of a present state has its deployment, whose beginning was reported before the run. */
export function firstState({ services, present }: Setup, service: number): ServiceState {
  const { schedulingStrategy, createdAtMs = 0 } = services[service];
  const state = newService(schedulingStrategy === 'DAEMON');
  if (present === undefined || createdAtMs > 0) return state;
  const { revision, rollout } = present.services[service]?.deployments.at(-1) ?? { revision: 0, rollout: RolloutState.COMPLETED };
  return { ...state, isPresent: true, revision, rollout, events: 1 };
}

function newService(isDaemon: boolean): ServiceState {
  return {
    moment: nothingNew(),
    isPresent: false,
    desired: isDaemon ? null : 0,
    ...{ living: 0, running: 0, unwell: 0, ailing: [], stopping: 0, lackingOn: [], failedStarts: 0, makesAttempts: false },
    ...{ revision: 0, rollout: RolloutState.IN_PROGRESS, failedMs: -1, failedBy: 0 },
    ...{ events: 0, messages: 0, failures: [], repeatsMs: Number.MAX_SAFE_INTEGER },
  };
}

/** Tasks of the class wait. A service whose scheduler makes attempts tells of these alone (P.169, P.334), another one at full minutes. */
export function waitsForRoom(service: ServiceState, taskClass: number, isAttempt: boolean): void {
  service.makesAttempts ||= isAttempt;
  if (isAttempt || !service.makesAttempts) service.moment.waitingClass = taskClass;
}

/** A task of the service is to stop: `startedMs` is not NONE where it runs. */
export function losesTask(service: ServiceState, { task, startedMs, isUnwell }: Pick<KnownTask, 'task' | 'startedMs' | 'isUnwell'>): void {
  service.living--;
  service.stopping++;
  if (startedMs !== NONE) service.running--;
  service.unwell -= Number(isUnwell);
  service.ailing = service.ailing.filter((other) => other !== task);
}

/** Returns whether the service is healthy, at its desired count and without tasks in transition (T.MSG-2). */
export function isSteady({ desired, living, running, stopping, unwell, lackingOn }: ServiceState): boolean {
  return running === living && (desired ?? living) === running && stopping + unwell + lackingOn.length === 0;
}

/** Returns whether the change is of a deployment that was there before the run: nothing is reported of it unless it fails. */
export function wasThere(state: ServiceState, now: Pick<ServiceState, 'revision' | 'rollout'>): boolean {
  if (!state.isPresent || now.revision !== state.revision || now.rollout === RolloutState.FAILED) return false;
  return state.rollout === now.rollout || state.rollout === RolloutState.COMPLETED;
}

/** Causes of failures that last until a steady state. Any other means that a task has no place, and the next start resolves it (T.MSG-1, P.169). */
export const LASTING: readonly string[] = ['throttled', START_IMPAIRED];

/** Lets the messages of the service's failures come again, but for those that last. */
export function resolveFailures(service: ServiceState, log: EventLog, lasting: readonly string[] = []): void {
  for (const cause of service.failures) if (!lasting.includes(cause)) log.resolve(cause);
  service.failures = service.failures.filter((cause) => lasting.includes(cause));
}
