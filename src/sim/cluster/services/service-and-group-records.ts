import { initialScalerState, type ScalerState } from '../../../autoscaling/cluster-scaler.js';
import type { RefreshState } from '../../../autoscaling/group/refresh.js';
import { type LaunchFailures, NO_FAILURES } from '../../../autoscaling/group/retry.js';
import type { CapacityMeasurement } from '../../../autoscaling/reservation.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { type Deployments, firstDeployment, primaryOf } from '../../../services/deployments/deployments.js';
import type { SeenOutcome, UserStop } from '../../../services/deployments/watch.js';
import type { LaunchLog } from '../../../services/rates/launches.js';
import { RolloutState } from '../../../services/service-states.js';
import type { Setup } from '../../setup.js';
import { NONE } from '../fleet.js';
import type { Tasks } from '../tasks.js';
import type { ShiftRecord } from './shift-record.js';

/** The state of a breaker that subscribers assume before its first fact. */
export const NOTHING_PUBLISHED = { failures: -1, threshold: -1 };

/** The current state of one service. */
export interface ServiceRecord {
  desired: number;
  /** Position in the service's list of desired counts, and how often the list has repeated. */
  step: number;
  round: number;
  /** Tasks with desiredStatus RUNNING: waiting, starting or running. */
  alive: number;
  /** Tasks whose desiredStatus is STOPPED but that still hold their room. */
  stopping: number;
  /** Living tasks by capacity provider; base and weights choose the next provider from them. */
  readonly byProvider: number[];
  /** Tasks of this service ever requested. Its draws are numbered by this count, so that another service's requests do not shift them. */
  requested: number;
  /** Its RUNNING tasks by zone, and when the latest of them began to run, which may be before time 0. */
  readonly runningByZone: number[];
  lastRunningMs: number;
  /** The service's living tasks, newest first: slots linked through Tasks.nextOfService. */
  newest: number;
  /**
   * Whether it could not start all its desired tasks (a daemon that did not fit, the quota's `refuse`). It tries again when room or
   * quota is gained.
   */
  isShort: boolean;
  isDue: boolean;
  /** How often its scheduler has run, where a reaction time is configured. */
  runs: number;
  /** Starts of the last minute, where their rate is limited. `resumesMs` is when the service may start tasks again; null: it is not waiting. */
  launches: LaunchLog;
  resumesMs: number | null;
  /** The last time for which it was scheduled because a task is healthy then. */
  healthyMs: Ms;
  /** For a service without managed scaling: the failed placement attempts of its scheduler. */
  attempts: PlacementAttempts;
  /** BlockedBy: the reason why it can neither stop nor start tasks. */
  blockedBy: number;
  /** State of its deployments; meaningful for a service with deployment and health settings. */
  deploymentState: DeploymentState;
}

/** Failed placement attempts in a row, the time of the last one, and the time of the next. */
export interface PlacementAttempts {
  readonly failedInARow: number;
  readonly triedMs: number;
  readonly againMs: number;
}

/** The state of a service's deployments and of the health of its tasks. */
interface DeploymentState {
  deployments: Deployments;
  /** The revision whose deployment a user has stopped last; absent: none. */
  stopped?: UserStop & { readonly revision: number };
  /** The desired count when it became primary, and the scheduler's first turn from then on. */
  desiredAtBegin: number;
  begunMs: Ms;
  /** When the latest deployment was COMPLETED. */
  completedMs: number;
  /** The revision whose tags its first task resolves to digests, and when it has; null: not yet. */
  digest: { readonly revision: number; readonly resolvedMs: Ms | null };
  /** Outcomes of tasks of the primary deployment that its breaker has not counted yet. */
  outcomes: SeenOutcome[];
  /** The failures and the threshold that were reported last. */
  published: { readonly failures: number; readonly threshold: number };
  /** Tasks with desiredStatus RUNNING whose health has failed. */
  unhealthy: number;
  /** Failed starts in a row; `startsAgainMs` is when the next start may be tried. */
  failedStarts: number;
  startsAgainMs: number;
  /** When the service is reconciled again: as a protection expires; as a new task replaces an old one, or an old one is gone. */
  expiryMs: number;
  changesMs: number;
  /** Tasks beyond its desired count, started to balance its zones; others stop once these are healthy. */
  ahead: number;
  /** When its zones are examined next; how uneven they were before the last balancing; its tasks requested until that was over. */
  zones: { readonly atMs: Ms; readonly unevenness: number; readonly requested: number };
  /** The traffic shift from one task set to another; null: none. */
  shift: ShiftRecord | null;
}

/** The current state of one Auto Scaling group and its capacity provider. */
export interface GroupRecord {
  /** DesiredCapacity, and how far the group has responded: it launches and terminates nothing for `answered.desired` before these times. */
  desired: number;
  answered: { desired: number; launchesFromMs: number; terminatesFromMs: number };
  /** For each instance that ended outside the group: when the group may replace it. */
  lostMs: number[];
  /** Instances that DesiredCapacity counts: they boot or run, also under an interruption notice. An instance that is scaled in has left. */
  living: number;
  readonly livingByPurchase: [onDemand: number, spot: number];
  /** Instances in DRAINING: those that have left the group, and those under notice. */
  draining: number;
  /** Instances that have left the group but still drain or wait for hooks. */
  leaving: number;
  readonly livingByZone: number[];
  launched: number;
  /** Instances in the warm pool, ready or not. */
  pooled: number;
  /** Failed launches in a row for lack of capacity, by purchase option; the next is tried at `retryAtMs`, or, with null, once wanted. */
  readonly failures: [onDemand: LaunchFailures, spot: LaunchFailures];
  readonly retryAtMs: [onDemand: number | null, spot: number | null];
  /** Living instances to end once their living replacements are in service, with the InstanceCause of that end. */
  replacements: { old: number; young: number; cause: number }[];
  /** Instances launched ahead to balance the zones; once one is in service, another goes. `isUneven`: the zones may be out of balance. */
  ahead: number[];
  isUneven: boolean;
  /** Version of its launch template; `templates` is the latest version so far, `types` the instance types that it launches. */
  template: number;
  templates: number;
  types: readonly number[];
  /** The instance refresh in progress. */
  refresh: RefreshRecord | null;
  /** When its latest instance registered; null: none yet. */
  lastRegisteredMs: number | null;
  scaler: ScalerState;
  /** Measurements that the scaler has not acted on yet, oldest first. */
  measured: CapacityMeasurement[];
  /** ScalingReason of the last evaluation; 0 before the first. */
  lastReason: number;
  isDue: boolean;
}

/**
 * An instance refresh: its place in the list, the ordinal below which instances are replaced, its progress, its surplus launches, and the
 * configuration to restore on failure.
 */
interface RefreshRecord {
  readonly nth: number;
  readonly before: number;
  readonly state: RefreshState;
  readonly beyond: number;
  readonly againMs: number | null;
  readonly otherwise: Pick<GroupRecord, 'template' | 'types'>;
}

/**
 * Returns how many instances the group should have. Instances launched ahead of a termination are beyond DesiredCapacity until the old ones
 * have gone.
 */
export function sizeOf({ desired, replacements, ahead, refresh }: GroupRecord): number {
  return desired + replacements.length + ahead.length + (refresh?.beyond ?? 0);
}

/** How many standalone tasks a workload has requested, for its draws and its capacity provider strategy. */
export interface WorkloadRecord {
  requested: number;
  /** Tasks of the current arrival whose calls have gone through: 0 unless a call was throttled. */
  called: number;
  readonly byProvider: number[];
}

/** The service and group records: the state of services, groups and workloads, each a record of plain data. */
export class ServiceAndGroupRecords {
  services: ServiceRecord[];
  groups: GroupRecord[];
  workloads: WorkloadRecord[];
  private readonly hasDeployments: readonly boolean[];
  /** Services that are short of tasks; mostly none, so that a gain of room need not scan all services. */
  short = 0;
  /** Draining instances outside any group. */
  drainingAlone = 0;

  constructor(
    setup: Setup,
    private readonly tasks: Tasks,
  ) {
    this.hasDeployments = setup.services.map(({ deploymentSpec }) => deploymentSpec !== null);
    const perProvider = () => setup.providers.map(() => 0);
    this.services = setup.services.map(() => ({
      desired: 0,
      step: 0,
      round: 0,
      alive: 0,
      stopping: 0,
      byProvider: perProvider(),
      requested: 0,
      runningByZone: setup.zones.map(() => 0),
      lastRunningMs: Number.MIN_SAFE_INTEGER,
      newest: NONE,
      isShort: false,
      isDue: false,
      runs: 0,
      launches: [],
      resumesMs: null,
      healthyMs: -1,
      attempts: { failedInARow: 0, triedMs: -1, againMs: 0 },
      blockedBy: 0,
      deploymentState: {
        deployments: firstDeployment(0),
        ...{ desiredAtBegin: 0, begunMs: Number.MIN_SAFE_INTEGER, completedMs: -1 },
        ...{ digest: { revision: NONE, resolvedMs: null }, outcomes: [] },
        published: NOTHING_PUBLISHED,
        unhealthy: 0,
        failedStarts: 0,
        startsAgainMs: 0,
        shift: null,
        expiryMs: 0,
        changesMs: 0,
        ahead: 0,
        zones: { atMs: -1, unevenness: 0, requested: -1 },
      },
    }));
    this.groups = setup.capacityProviders.map(({ instanceTypes, startTypes = instanceTypes }) => ({
      desired: 0,
      answered: { desired: 0, launchesFromMs: 0, terminatesFromMs: 0 },
      lostMs: [],
      living: 0,
      livingByPurchase: [0, 0],
      draining: 0,
      leaving: 0,
      livingByZone: setup.zones.map(() => 0),
      launched: 0,
      pooled: 0,
      failures: [NO_FAILURES, NO_FAILURES],
      retryAtMs: [null, null],
      replacements: [],
      ahead: [],
      template: 0,
      templates: 0,
      types: startTypes,
      refresh: null,
      isUneven: false,
      lastRegisteredMs: null,
      scaler: initialScalerState(),
      measured: [],
      lastReason: 0,
      isDue: false,
    }));
    this.workloads = setup.workloads.map(() => ({ requested: 0, called: 0, byProvider: perProvider() }));
  }

  /** Whether any instance drains. Services then read where their tasks are. */
  get isDraining(): boolean {
    if (this.drainingAlone > 0) return true;
    const { groups } = this;
    for (let i = 0; i < groups.length; i++) if (groups[i].draining > 0) return true;
    return false;
  }

  /** Counts one more or one fewer draining instance; a provider below 0 means no group. */
  countDraining(provider: number, change: 1 | -1): void {
    if (provider >= 0) this.groups[provider].draining += change;
    else this.drainingAlone += change;
  }

  /** Returns whether a deployment of the service is in progress. */
  isDeploying(service: number): boolean {
    const { deployments } = this.services[service].deploymentState;
    return this.hasDeployments[service] && primaryOf(deployments).rollout === RolloutState.IN_PROGRESS;
  }

  /** Sets the service's shortness and keeps the count of short services. */
  setShort(service: ServiceRecord, isShort: boolean): void {
    this.short += Number(isShort) - Number(service.isShort);
    service.isShort = isShort;
  }

  /** Adds a new task to the service's list. */
  join(service: ServiceRecord, slot: number): void {
    this.tasks.previousOfService[slot] = NONE;
    this.tasks.nextOfService[slot] = service.newest;
    if (service.newest !== NONE) this.tasks.previousOfService[service.newest] = slot;
    service.newest = slot;
  }

  /** Removes a task from the service's list. */
  leave(service: ServiceRecord, slot: number): void {
    const { previousOfService: previous, nextOfService: next } = this.tasks;
    if (service.newest === slot) service.newest = next[slot];
    if (previous[slot] !== NONE) next[previous[slot]] = next[slot];
    if (next[slot] !== NONE) previous[next[slot]] = previous[slot];
  }

  save(): unknown {
    const { services, groups, workloads, drainingAlone } = this;
    return structuredClone({ services, groups, workloads, drainingAlone });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
    this.short = this.services.filter((service) => service.isShort).length;
  }
}
