import type { ScalerState } from '../../../autoscaling/cluster-scaler.js';
import { initialScalerState } from '../../../autoscaling/cluster-scaler.js';
import type { RefreshState } from '../../../autoscaling/group/refresh.js';
import { type LaunchFailures, NO_FAILURES } from '../../../autoscaling/group/retry.js';
import type { CodeDeployState } from '../../../services/deployments/code-deploy.js';
import { type Deployments, firstDeployment, primaryOf } from '../../../services/deployments/deployments.js';
import type { NativeState } from '../../../services/deployments/native.js';
import type { LaunchLog } from '../../../services/rates/launches.js';
import { RolloutState } from '../../../services/service-states.js';
import type { Setup } from '../../setup.js';
import { NONE } from '../fleet.js';
import type { Tasks } from '../tasks.js';

/** What is true of one service: what it wants and what it has. */
export interface ServiceRecord {
  desired: number;
  /** Position in the service's list of desired counts, and how often the list has repeated. */
  step: number;
  round: number;
  /** Tasks with desiredStatus RUNNING: waiting, starting or running. */
  alive: number;
  /** Tasks whose desiredStatus is STOPPED but that still hold their room. */
  stopping: number;
  /** Tasks alive by capacity provider: what its strategy deals the next one by. */
  readonly byProvider: number[];
  /** Tasks of this service ever requested: its chance is drawn by this number, so that another service's luck is not shifted. */
  requested: number;
  /** The service's living tasks, newest first: slots linked through Tasks.nextOfService. */
  newest: number;
  /** It could not start all that it wants (a daemon that did not fit, the quota's `refuse`): it tries again when room or quota is gained. */
  isShort: boolean;
  isDue: boolean;
  /** How often its scheduler has looked, where it takes its time. */
  looks: number;
  /** Starts of the last minute, where their rate is limited; and when it looks again because of that, null: not. */
  launches: LaunchLog;
  resumesMs: number | null;
  /** Of a service without managed scaling: how often its scheduler has looked for an instance in vain. */
  attempts: PlacementAttempts;
  /** BlockedBy: whether its percentages let it do nothing. */
  blockedBy: number;
  /** Of a service with care. */
  deploymentState: DeploymentState;
}

/** Attempts in a row that found no instance, when the last one was, and when the next is. */
export interface PlacementAttempts {
  readonly inVain: number;
  readonly triedMs: number;
  readonly againMs: number;
}

/** Blue and green of a deployment that shifts traffic, by revision: plain data. */
export interface ShiftRecord {
  readonly blue: number;
  readonly green: number;
  readonly state: CodeDeployState | NativeState;
  readonly keeps: 'both' | 'blue' | 'green';
  readonly greenPercent: number;
  /** When it was last asked to be looked at again. */
  readonly lookMs: number;
}

/** Deployments of a service, and what it has been through. */
interface DeploymentState {
  deployments: Deployments;
  /** Tasks with desiredStatus RUNNING whose health has failed. */
  unhealthy: number;
  /** Starts that failed in a row, and until when no other is tried. */
  failedStarts: number;
  startsAgainMs: number;
  /** When it looks again because a protection expires. */
  expiryMs: number;
  /** Tasks that it has beyond its desired count, until they are healthy, so that its zones become even. */
  ahead: number;
  /** Traffic that moves from one set of tasks to another; null: none does. */
  shift: ShiftRecord | null;
}

/** What is true of one Auto Scaling group and its capacity provider. */
export interface GroupRecord {
  /** DesiredCapacity. */
  desired: number;
  /** What DesiredCapacity speaks of: instances that boot or run, also under an interruption notice. One that is scaled in has left. */
  living: number;
  readonly livingByPurchase: [onDemand: number, spot: number];
  /** In DRAINING: those that have left, and those under notice that drain until they end. */
  draining: number;
  /** Those that have left: they drain, or their hooks keep them. */
  leaving: number;
  readonly livingByZone: number[];
  launched: number;
  /** In the warm pool, ready or not. */
  pooled: number;
  /** By purchase option, launches that found no capacity, in a row; when the next is tried, null: whenever one is wanted. */
  readonly failures: [onDemand: LaunchFailures, spot: LaunchFailures];
  readonly retryAtMs: [onDemand: number | null, spot: number | null];
  /** Living instances that are to go when their replacements, living too, have registered; with the InstanceCause that they end by. */
  replacements: { old: number; young: number; cause: number }[];
  /** Instances that were launched ahead to make its zones even: when one is in service, another goes. And whether the zones may be uneven. */
  ahead: number[];
  isUneven: boolean;
  /** Version of its launch template, the latest that there has been, and the types that it launches. */
  template: number;
  templates: number;
  types: readonly number[];
  /** The instance refresh in progress. */
  refresh: RefreshRecord | null;
  /** When its latest instance registered; null: none yet. */
  lastRegisteredMs: number | null;
  scaler: ScalerState;
  /** ScalingReason of the last evaluation; 0 before the first. */
  lastReason: number;
  isDue: boolean;
}

/** An instance refresh: which, of whom (those launched before), how far, and by how many it launches ahead; and what the group has if it fails. */
interface RefreshRecord {
  readonly nth: number;
  readonly before: number;
  readonly state: RefreshState;
  readonly beyond: number;
  readonly againMs: number | null;
  readonly otherwise: Pick<GroupRecord, 'template' | 'types'>;
}

/** Instances that the group should have: those that come before others go are beyond DesiredCapacity until the others have gone. */
export function wanted({ desired, replacements, ahead, refresh }: GroupRecord): number {
  return desired + replacements.length + ahead.length + (refresh?.beyond ?? 0);
}

/** How many standalone tasks a workload has requested, for chance and for its capacity provider strategy. */
export interface WorkloadRecord {
  requested: number;
  /** Of the arrival whose turn it is, tasks whose calls have gone through: 0 unless a call was throttled. */
  called: number;
  readonly byProvider: number[];
}

/** The cast of the run besides instances and tasks: services, groups and workloads, each a record of plain data. */
export class ServiceAndGroupRecords {
  services: ServiceRecord[];
  groups: GroupRecord[];
  workloads: WorkloadRecord[];
  private readonly hasDeployments: readonly boolean[];
  /** Services that are short: mostly none, so that who gains room need not ask each. */
  short = 0;
  /** Instances outside any group that drain. */
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
      newest: NONE,
      isShort: false,
      isDue: false,
      looks: 0,
      launches: [],
      resumesMs: null,
      attempts: { inVain: 0, triedMs: -1, againMs: 0 },
      blockedBy: 0,
      deploymentState: {
        deployments: firstDeployment(0),
        unhealthy: 0,
        failedStarts: 0,
        startsAgainMs: 0,
        shift: null,
        expiryMs: 0,
        ahead: 0,
      },
    }));
    this.groups = setup.capacityProviders.map(({ instanceTypes, startTypes = instanceTypes }) => ({
      desired: 0,
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
      lastReason: 0,
      isDue: false,
    }));
    this.workloads = setup.workloads.map(() => ({ requested: 0, called: 0, byProvider: perProvider() }));
  }

  /** Whether any instance drains: then services look at where their tasks are. */
  get isDraining(): boolean {
    return this.drainingAlone > 0 || this.groups.some((group) => group.draining > 0);
  }

  /** Of instances that drain, one more or one less; a provider below 0 is none. */
  countDraining(provider: number, change: 1 | -1): void {
    if (provider >= 0) this.groups[provider].draining += change;
    else this.drainingAlone += change;
  }

  /** A deployment of the service is in progress. */
  isDeploying(service: number): boolean {
    const { deployments } = this.services[service].deploymentState;
    return this.hasDeployments[service] && primaryOf(deployments).rollout === RolloutState.IN_PROGRESS;
  }

  /** Keeps the count of short services. */
  setShort(service: ServiceRecord, isShort: boolean): void {
    this.short += Number(isShort) - Number(service.isShort);
    service.isShort = isShort;
  }

  /** A service's new task joins its list. */
  join(service: ServiceRecord, slot: number): void {
    this.tasks.previousOfService[slot] = NONE;
    this.tasks.nextOfService[slot] = service.newest;
    if (service.newest !== NONE) this.tasks.previousOfService[service.newest] = slot;
    service.newest = slot;
  }

  /** A service's task is gone. */
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
