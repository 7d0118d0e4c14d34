import type { ScalerSettings } from '../autoscaling/cluster-scaler-settings.js';
import type { GroupSettings } from '../autoscaling/group/group-settings.js';
import type { GroupScalingSettings } from '../autoscaling/policies/group-policies.js';
import type { BillingTerms } from '../billing/terms.js';
import type { VolumeSlots } from '../catalog/volume-slots.js';
import type { RetrySettings } from '../fargate/interruption.js';
import type { LaunchRates } from '../fargate/launching.js';
import type { VcpuQuotas } from '../fargate/quota.js';
import type { StartSettings } from '../fargate/start.js';
import type { StopSettings } from '../fargate/stop.js';
import type { Distribution } from '../kernel/distribution.js';
import type { Ms } from '../kernel/event-loop.js';
import type { BucketRate } from '../kernel/token-bucket.js';
import { areAlike } from '../load/pools.js';
import type { PricePath } from '../market/paths.js';
import type { Market } from '../market/source.js';
import type { CustomMetric } from '../metrics/names.js';
import type { PlacementStrategy } from '../placement/view.js';
import type { ContainerBehaviors } from '../services/containers/container-behavior.js';
import type { ImageCacheSpec } from '../services/image-cleanup.js';
import type { ScalingSettings } from '../services/scaling/service-scaling-settings.js';
import type { ThrottleSettings } from '../services/start-throttle.js';
import type { StoppingRoomSettings } from '../services/stopping-room.js';
import { namesTasks } from '../workload/formats/column-map.js';
import type { ArrivalPattern } from '../workload/pattern.js';
import type { Capacity, ReservedCapacity } from './capacity.js';
import type { DeploymentAndHealthSettings, DeploymentSpec } from './deployment-spec.js';
import type { Fault } from './fault.js';
import type { CapacityProviderSpec, InstanceTraits } from './group-setup.js';
import type { LoadSpec, ScalingSpec } from './load-spec.js';
import type { PresentSpec } from './present.js';
import type { TaskDefinitionSpec } from './task-definition-spec.js';
import type { Timings } from './timings.js';
import type { VolumeSpec } from './volume-spec.js';

export type { CapacityProviderSpec, HookSpec, InstanceTraits } from './group-setup.js';
export type { TaskDefinitionSpec } from './task-definition-spec.js';
export type { Timings } from './timings.js';

/**
 * A valid scenario: plain data for JSON, names resolved to indexes, units to whole numbers, every default written out. `scenario` makes it
 * from a user's text and can fail; the simulation cannot.
 */
export interface Setup {
  readonly name: string;
  readonly seed: number;
  readonly durationMs: Ms;
  /** Time 0 on the calendar, in milliseconds since 1970 UTC; `registeredAt` of the query language is compared with it. */
  readonly startsAtMs: number;
  readonly region: string;
  readonly zones: readonly string[];
  readonly instanceTypes: readonly InstanceTypeSpec[];
  /** The Auto Scaling groups and their capacity providers. */
  readonly capacityProviders: readonly CapacityProviderSpec[];
  /** All capacity providers by their number in facts. Groups come first, so that their number is their place in `capacityProviders`. */
  readonly providers: readonly ProviderSpec[];
  /** Container instances that exist from the start, outside any capacity provider. */
  readonly staticInstances: readonly StaticInstancesSpec[];
  readonly taskDefinitions: readonly TaskDefinitionSpec[];
  readonly services: readonly ServiceSpec[];
  readonly workloads: readonly WorkloadSpec[];
  /** Distinct static host ports of all task definitions, as `tcp/80`; a task definition names them by index. */
  readonly ports: readonly string[];
  /** Distinct images of all task definitions; a task definition names them by index. */
  readonly images: readonly ImageSpec[];
  /** Null: an instance keeps every image that it has pulled, and every pull takes `timings.imagePull`. */
  readonly imageCache: ImageCacheSpec | null;
  readonly timings: Timings;
  /** The capacity pools that groups launch from, and their events; the draws use the run's seed. */
  readonly market: Omit<Market, 'seed'>;
  readonly faults: readonly Fault[];
  /** Settings for behaviour that EC2 Auto Scaling leaves unspecified. */
  readonly groups: GroupSettings;
  /** After this time from its launch ECS terminates an instance of a scaled group that has not registered; null: never. */
  readonly registrationTimeoutMs: Ms | null;
  readonly fargate: FargateSpec;
  readonly scaler: ScalerSettings;
  /** Settings for behaviour that Application Auto Scaling leaves unspecified. */
  readonly serviceScaling: ScalingSettings;
  /** Settings of the scaling policies of groups; absent: no group has one. */
  readonly groupScaling?: GroupScalingSettings;
  /** Absent: none. */
  readonly customMetrics?: readonly CustomMetric[];
  /** Absent: none. */
  readonly capacityReservations?: readonly ReservedCapacity[];
  readonly waiting: WaitingSettings;
  readonly placement: PlacementSettings;
  readonly quotas: Quotas;
  /** The bill's terms beyond the prices of instances. */
  readonly billing: BillingTerms;
  /** Interval between the rows of files with a row per interval; null: it follows from the length of the run. */
  readonly metrics: { readonly everyMs: Ms | null };
  readonly deploymentAndHealth: DeploymentAndHealthSettings;
  /** The cluster at time 0; absent: the initial instances of groups and `staticInstances`. */
  readonly present?: PresentSpec;
}

/** The common properties of all capacity providers. */
export interface ProviderSpec {
  readonly name: string;
  /** A key of PROVIDER_KINDS. */
  readonly kind: string;
  /** Its place among the providers of its kind, from 0. */
  readonly nth: number;
}

/** An instance type, with the resources that it registers and its price. */
export interface InstanceTypeSpec {
  readonly name: string;
  /** As registered with ECS: CPU units and MiB after the share of the operating system. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly memorySource: 'measured' | 'estimated' | 'given';
  /** awsvpc tasks that an instance takes: without a trunk, and with one (equal when the type has no trunk). */
  readonly eniTasks: number;
  readonly eniTasksTrunk: number;
  readonly trunkSource: 'ecs' | 'ec2-api' | 'none' | 'given';
  /** EBS volumes that tasks can have on an instance beside its root volume; absent: no limit is known. */
  readonly volumeSlots?: VolumeSlots;
  readonly gpus: number;
  /** Of its GPUs, for tasks of traces that name models; absent: none is known. */
  readonly gpuModel?: string | undefined;
  readonly architecture: 'x86_64' | 'arm64';
  readonly operatingSystem: 'linux' | 'windows';
  /** Static host port slots that the agent and the operating system hold from the start (T.NET-6). */
  readonly reservedPorts: readonly number[];
  /** Slots that may be in use at once, those included (T.NET-6); absent where the scenario has no more. */
  readonly portsMost?: number;
  /** On-Demand, at the start of the run; `pricePath` where it changes. */
  readonly usdPerHour: number;
  readonly pricePath?: PricePath | undefined;
  /** Source of the price, with its date; every report names it. */
  readonly priceSource: string;
}

/** Equal container instances outside any capacity provider. */
export interface StaticInstancesSpec {
  /** An index into `instanceTypes`. */
  readonly instanceType: number;
  /** Indexes of the zones to which the instances are dealt in turn. */
  readonly zones: readonly number[];
  readonly count: number;
  readonly hasTrunk: boolean;
  readonly traits: InstanceTraits;
}

export interface ImageSpec {
  readonly name: string;
  /** Compressed; null: not in the scenario. */
  readonly mib: number | null;
  /** Whether it is in Amazon ECR with a SOCI index, which Fargate can use (C.FG-12). */
  readonly hasSociIndex: boolean;
}

/** Fargate. Lists of its providers are by FargateProvider. */
export interface FargateSpec {
  /** Rates of task starts, and maximum vCPUs, by FargateProvider. */
  readonly rates: LaunchRates;
  readonly vcpus: VcpuQuotas;
  /** As in Quotas, but for services whose tasks run on Fargate: another quota in AWS. */
  readonly serviceLaunchesPerMinute: number | null;
  /** Zones that Fargate is in. The market's pools give the capacity in each. */
  readonly zones: readonly number[];
  readonly start: StartSettings;
  readonly stop: StopSettings;
  /** How long a service waits after failed starts in a row; absent: as on instances. */
  readonly startThrottle?: ThrottleSettings;
  /** When a service tries again after a refusal. */
  readonly retry: RetrySettings;
}

/** Something that the tasks of a service depend on. */
interface DependencySpec {
  readonly name: string;
  /** Share of the requests that call it, and how long a failing call takes; null: as long as usual. */
  readonly share: number;
  readonly errorMs: Ms | null;
  /** For how long a task that starts while it is down tries before it exits; null: the task starts without it. */
  readonly startupTimeoutMs: Ms | null;
  /** Whether health checks of its tasks call it. */
  readonly isChecked: boolean;
}

/** A service: its tasks, desired count, placement, deployments, load and scaling. */
export interface ServiceSpec {
  readonly name: string;
  readonly drawnBy?: string; // Absent: its name.
  readonly taskDefinition: number;
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON';
  readonly createdAtMs?: Ms; // Absent: before the run.
  /** Desired count over time: the first entry is at its creation, or at 0. A DAEMON service has none. */
  readonly desired: readonly { readonly atMs: Ms; readonly count: number }[];
  /** Period after which `desired` repeats (24 h, a week), or null. */
  readonly desiredEveryMs: Ms | null;
  readonly capacity: Capacity;
  readonly placementStrategy: readonly PlacementStrategy[];
  readonly isDistinctInstance: boolean;
  /** Expressions of its own memberOf constraints, beside those of its task definition (memberOfTask). */
  readonly memberOf: readonly string[];
  /** Zones of its subnets, or null for all. */
  readonly zones: readonly number[] | null;
  /** Platform version on Fargate; absent: LATEST. */
  readonly platformVersion?: string;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** Time from RUNNING until a task crashes by itself, or null for never. */
  readonly timeToFailure: Distribution | null;
  /** Behaviour of its containers; absent: they run until they are stopped. */
  readonly containers?: ContainerBehaviors;
  /** Null: it keeps its first task definition, and every running task is healthy. */
  readonly deploymentSpec: DeploymentSpec | null;
  /** By revision, whether its first task resolves tags of images to digests; absent: none does. */
  readonly resolvesTags?: readonly boolean[];
  readonly isRebalanced?: boolean; // availabilityZoneRebalancing; absent: off.
  /** Dependencies of its tasks outside ECS, called one after the other; absent: none. */
  readonly dependencies?: readonly DependencySpec[];
  /** An EBS volume that each of its tasks creates; absent: none. */
  readonly volume?: VolumeSpec;
  /** Null: it has no load, and its tasks only use their room. */
  readonly load: LoadSpec | null;
  /** Null: the scenario alone sets its desired count. */
  readonly scaling: ScalingSpec | null;
}

/** Standalone tasks (RunTask): their properties and arrivals. */
export interface WorkloadSpec {
  readonly name: string;
  readonly taskDefinition: number;
  readonly capacity: Capacity;
  readonly placementStrategy: readonly PlacementStrategy[];
  readonly isDistinctInstance: boolean;
  readonly memberOf: readonly string[];
  /** StartTask instead of RunTask: a task on each of these instances, by ordinal, at most ten; no placement takes place. */
  readonly startOn?: readonly number[];
  /** Task group of RunTask, or null for `family:FAMILY` (S.GROUP-1). */
  readonly group: string | null;
  readonly zones: readonly number[] | null;
  readonly platformVersion?: string;
  readonly volume?: VolumeSpec;
  readonly arrivals: ArrivalPattern;
  /** Tasks per arrival. */
  readonly count: number;
  /** From RUNNING to the end of the essential container, null: never; the arrivals of a trace have their own. */
  readonly runTime: Distribution | null;
  /** Behaviour of its containers, besides the one that has the run time. */
  readonly containers?: ContainerBehaviors;
}

/** How pending tasks wait, and when they are tried. */
export interface WaitingSettings {
  readonly order: 'requestTime';
  readonly headOfLine: 'skip' | 'block';
  /** Waiting tasks are also tried at this period; null: only when room was gained. */
  readonly retryEveryMs: Ms | null;
  readonly quotaOverflow: 'hold' | 'refuse';
  /** A task that has waited this long in PROVISIONING is stopped; null: waits for ever. */
  readonly provisioningTimeoutMs: Ms | null;
  readonly stopTie: 'newest' | 'oldest';
  /** Whether a service on instances of several providers keeps their base and weights when it shrinks. */
  readonly stopShares: 'ignored' | 'kept';
}

interface PlacementSettings extends StoppingRoomSettings {
  /** Whether the scheduler counts EBS volumes; `unseen`, the default: a volume too many fails the start of its task. */
  readonly volumeSlots?: 'unseen' | 'seen';
  /** How ties of a chain of strategies, or of a policy, are broken: the oldest instance, or a random one (a hash of the seed). */
  readonly tie: 'oldest' | 'hash';
  /** The algorithm that places all tasks but daemons instead of their strategies: of the registry, or the user's own by its name. */
  readonly policy: string | null;
}

/** Quotas of the account; null or absent: no limit. */
export interface Quotas {
  /** Tasks in PROVISIONING per cluster (T.QUOTA-1), or null for no limit. */
  readonly provisioningTasks: number | null;
  /** Container instances per cluster, or null. */
  readonly containerInstances: number | null;
  /** Tasks that the scheduler starts for one REPLICA service in any minute (T.QUOTA-3), or null. */
  readonly serviceLaunchesPerMinute: number | null;
  /** Calls of RunTask and StartTask by workloads (N.THR-4); absent: no limit. */
  readonly runTaskCalls?: BucketRate;
  /** Calls of RegisterContainerInstance by agents; absent: no limit. */
  readonly registrationCalls?: BucketRate;
}

/** Returns whether requests are shared by weights of target groups instead of equally between tasks. */
export function sharesByWeights({ shift, taskSets }: DeploymentSpec): boolean {
  return shift !== null || (taskSets?.every(({ weights }) => weights !== undefined) ?? false);
}

/** Returns whether revisions bear loads of their own: requests are shared by weights, or uses of a request differ. */
export function areDistinguishable({ load, deploymentSpec }: Pick<ServiceSpec, 'load' | 'deploymentSpec'>): boolean {
  if (load?.kind !== 'requests' || deploymentSpec === null || deploymentSpec.revisions.length === 1) return false;
  return sharesByWeights(deploymentSpec) || !areAlike(load.uses.slice(0, deploymentSpec.revisions.length));
}

/** Returns whether a workload replays a trace that may name its tasks. */
export function mayNameTasks({ workloads }: Pick<Setup, 'workloads'>): boolean {
  return workloads.some(({ arrivals }) => arrivals.kind === 'trace' && namesTasks(arrivals));
}
