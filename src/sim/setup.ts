import type { ScalerSettings } from '../autoscaling/cluster-scaler-settings.js';
import type { GroupSettings } from '../autoscaling/group/group-settings.js';
import type { BillingTerms } from '../billing/terms.js';
import type { RetrySettings } from '../fargate/interruption.js';
import type { LaunchRates } from '../fargate/launching.js';
import type { VcpuQuotas } from '../fargate/quota.js';
import type { StartSettings } from '../fargate/start.js';
import type { Distribution } from '../kernel/distribution.js';
import type { Ms } from '../kernel/event-loop.js';
import { areAlike } from '../load/pools.js';
import type { PricePath } from '../market/paths.js';
import type { Market } from '../market/source.js';
import type { PlacementStrategy } from '../placement/view.js';
import type { ImageCacheSpec } from '../services/image-cleanup.js';
import type { ScalingSettings } from '../services/scaling/service-scaling-settings.js';
import type { ArrivalPattern } from '../workload/pattern.js';
import type { DeploymentAndHealthSettings, DeploymentSpec } from './deployment-spec.js';
import type { Fault } from './fault.js';
import type { CapacityProviderSpec, InstanceTraits } from './group-setup.js';
import type { LoadSpec, ScalingSpec } from './load-spec.js';
import type { PresentSpec } from './present.js';

export type { CapacityProviderSpec, HookSpec, InstanceTraits } from './group-setup.js';

/**
 * A lawful scenario: plain data, names resolved to indexes, units resolved to whole numbers, every default written out.
 * `scenario` makes it from what a user wrote and can fail; the simulation takes it and cannot. JSON can carry it.
 */
export interface Setup {
  readonly name: string;
  readonly seed: number;
  readonly durationMs: Ms;
  /** Time 0 on the calendar, in milliseconds since 1970 UTC: what `registeredAt` of the query language is compared with. */
  readonly startsAtMs: number;
  readonly region: string;
  readonly zones: readonly string[];
  readonly instanceTypes: readonly InstanceTypeSpec[];
  /** The Auto Scaling groups and their capacity providers. */
  readonly capacityProviders: readonly CapacityProviderSpec[];
  /** All capacity providers by the number that facts have for them. Groups come first, so that theirs is their place in `capacityProviders`. */
  readonly providers: readonly ProviderSpec[];
  /** Container instances that are there from the start, outside any capacity provider. */
  readonly staticInstances: readonly StaticInstancesSpec[];
  readonly taskDefinitions: readonly TaskDefinitionSpec[];
  readonly services: readonly ServiceSpec[];
  readonly workloads: readonly WorkloadSpec[];
  /** Distinct static host ports of all task definitions, as `tcp/80`; a task definition names them by index. */
  readonly ports: readonly string[];
  /** Distinct images of all task definitions; a task definition names them by index. */
  readonly images: readonly ImageSpec[];
  /** Null: an instance keeps what it has pulled, and every pull takes `timings.imagePull`. */
  readonly imageCache: ImageCacheSpec | null;
  readonly timings: Timings;
  /** The capacity pools that groups launch from, and what happens in them; its chance is drawn from the run's seed. */
  readonly market: Omit<Market, 'seed'>;
  readonly faults: readonly Fault[];
  /** What EC2 Auto Scaling leaves open. */
  readonly groups: GroupSettings;
  readonly fargate: FargateSpec;
  readonly scaler: ScalerSettings;
  /** What Application Auto Scaling leaves open. */
  readonly serviceScaling: ScalingSettings;
  readonly waiting: WaitingSettings;
  readonly placement: PlacementSettings;
  readonly quotas: Quotas;
  /** What is paid for, beyond the prices of instances. */
  readonly billing: BillingTerms;
  readonly metrics: MetricsSettings;
  readonly deploymentAndHealth: DeploymentAndHealthSettings;
  /** What is there at time 0; absent: what groups and `staticInstances` have from the start. */
  readonly present?: PresentSpec;
}

/** A capacity provider as all of them are. */
export interface ProviderSpec {
  readonly name: string;
  /** A key of PROVIDER_KINDS. */
  readonly kind: string;
  /** Its place among the providers of its kind, from 0. */
  readonly nth: number;
}

export interface InstanceTypeSpec {
  readonly name: string;
  /** As registered with ECS: CPU units and MiB after the operating system has taken its share. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly memorySource: 'measured' | 'estimated' | 'given';
  /** awsvpc tasks an instance takes: without a trunk, and with one (equal when the type has no trunk). */
  readonly eniTasks: number;
  readonly eniTasksTrunk: number;
  readonly trunkSource: 'ecs' | 'ec2-api' | 'none' | 'given';
  readonly gpus: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly operatingSystem: 'linux' | 'windows';
  /** Static host port slots that the agent and the operating system hold from the start (T.NET-6). */
  readonly reservedPorts: readonly number[];
  /** Of these slots so many may be in use at once, those included (T.NET-6); absent where the scenario has no more. */
  readonly portsMost?: number;
  /** On-Demand, as the run begins; its path where it changes. */
  readonly usdPerHour: number;
  readonly pricePath?: PricePath | undefined;
  /** Where the price is from, with its date: told in every report. */
  readonly priceSource: string;
}

export interface StaticInstancesSpec {
  readonly instanceType: number;
  /** Instances are dealt to these zones in turn. */
  readonly zones: readonly number[];
  readonly count: number;
  readonly hasTrunk: boolean;
  readonly traits: InstanceTraits;
}

/** An image, as its registry has it. */
export interface ImageSpec {
  readonly name: string;
  /** Compressed; null where the scenario does not say. */
  readonly mib: number | null;
  /** It is in Amazon ECR with a SOCI index, which Fargate can use (C.FG-12). */
  readonly hasSociIndex: boolean;
}

/** Fargate. Lists of its providers are by FargateProvider. */
export interface FargateSpec {
  /** How fast tasks may start, and how many vCPUs may run, by FargateProvider. */
  readonly rates: LaunchRates;
  readonly vcpus: VcpuQuotas;
  /** Of Quotas, for services whose tasks run on Fargate: another quota in AWS. */
  readonly serviceLaunchesPerMinute: number | null;
  /** Zones that Fargate is in. What capacity there is in each is told by the market's pools. */
  readonly zones: readonly number[];
  readonly start: StartSettings;
  /** When a service asks again that was refused. */
  readonly retry: RetrySettings;
}

/** A container as events tell it: the engine knows tasks. */
interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly cpuUnits: number;
  readonly isEssential: boolean;
}

export interface TaskDefinitionSpec {
  readonly family: string;
  readonly revision: number;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** 1 in awsvpc mode, else 0. */
  readonly eni: number;
  /** Whole GPUs, or (never both) thousandths of one that it shares. */
  readonly gpus: number;
  readonly gpuMilli: number;
  readonly ports: readonly number[];
  readonly images: readonly number[];
  /** In the order of the definition; absent: one for each image. */
  readonly containers?: readonly ContainerSpec[];
  readonly stopTimeoutMs: Ms;
  /** Attributes that an instance must have, besides those that follow from what is here. */
  readonly requiredAttributes?: readonly string[];
  readonly architecture: 'x86_64' | 'arm64';
  readonly operatingSystem: 'linux' | 'windows';
  /** Null where it cannot run on Fargate. */
  readonly fargate: { readonly storageGib: number } | null;
}

/** Where a task may run: a launch type, or a capacity provider strategy. Never both (C.CAP-02). Launch type FARGATE is its provider alone. */
export type Capacity =
  /** EC2, or EXTERNAL: then only instances outside AWS. */
  | { readonly kind: 'launchType'; readonly isExternal?: boolean }
  | { readonly kind: 'strategy'; readonly items: readonly { readonly provider: number; readonly base: number; readonly weight: number }[] };

export interface ServiceSpec {
  readonly name: string;
  readonly taskDefinition: number;
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON';
  /** Desired count over time: the first entry is at 0. A DAEMON service has none. */
  readonly desired: readonly { readonly atMs: Ms; readonly count: number }[];
  /** Period after which `desired` repeats (24 h, a week), or null. */
  readonly desiredEveryMs: Ms | null;
  readonly capacity: Capacity;
  readonly placementStrategy: readonly PlacementStrategy[];
  readonly isDistinctInstance: boolean;
  /** Expressions of its memberOf constraints, the task definition's first: all must hold. They have been parsed, so they are right. */
  readonly memberOf: readonly string[];
  /** Zones of its subnets, or null for all. */
  readonly zones: readonly number[] | null;
  /** On Fargate; absent: LATEST. */
  readonly platformVersion?: string;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** Time from RUNNING until a task crashes by itself, or null for never. */
  readonly timeToFailure: Distribution | null;
  /** Null: it has its first task definition for ever, and what runs is healthy. */
  readonly deploymentSpec: DeploymentSpec | null;
  /** Null: nothing comes, and its tasks only take their room. */
  readonly load: LoadSpec | null;
  /** Null: its desired count is what the scenario says. */
  readonly scaling: ScalingSpec | null;
}

/** Standalone tasks (RunTask): what they are and when they come. */
export interface WorkloadSpec {
  readonly name: string;
  readonly taskDefinition: number;
  readonly capacity: Capacity;
  readonly placementStrategy: readonly PlacementStrategy[];
  readonly isDistinctInstance: boolean;
  readonly memberOf: readonly string[];
  /** StartTask instead of RunTask: a task on each of these instances, by their ordinals, at most ten; nothing is placed. */
  readonly startOn?: readonly number[];
  /** Task group of RunTask, or null for `family:FAMILY` (S.GROUP-1). */
  readonly group: string | null;
  readonly zones: readonly number[] | null;
  readonly platformVersion?: string;
  readonly arrivals: ArrivalPattern;
  /** Tasks per arrival. */
  readonly count: number;
  /** From RUNNING to the end of the essential container; a trace brings its own. */
  readonly runTime: Distribution;
}

/** Every latency that the guide leaves open; defaults and their sources are in docs/model.md. */
export interface Timings {
  /** From launch to registered and ACTIVE. */
  readonly instanceBoot: Distribution;
  /** A stopped or hibernated instance of a warm pool, from leaving it to registered and ACTIVE; and the registration of one that runs there. */
  readonly warmStart: Distribution;
  readonly warmRegister: Distribution;
  /** Trunk interface: REGISTERING to ACTIVE. Zero where there is no trunk. */
  readonly trunkAttach: Distribution;
  readonly eniAttach: Distribution;
  /** Pull of one task's images that the instance has not cached. */
  readonly imagePull: Distribution;
  /** So many times as long on instances with Windows. */
  readonly windowsPullFactor: number;
  readonly containerStart: Distribution;
  /** From SIGTERM to exit, cut at stopTimeout. */
  readonly containerStop: Distribution;
  readonly eniDetach: Distribution;
  readonly imagePullBehavior: 'default' | 'always' | 'once' | 'prefer-cached';
}

export interface WaitingSettings {
  readonly order: 'requestTime';
  readonly headOfLine: 'skip' | 'block';
  /** Waiting tasks are also tried at this period; null: only when room was gained. */
  readonly retryEveryMs: Ms | null;
  readonly quotaOverflow: 'hold' | 'refuse';
  /** A task that has waited this long in PROVISIONING is stopped; null: waits for ever. */
  readonly provisioningTimeoutMs: Ms | null;
  readonly stopTie: 'newest' | 'oldest';
}

interface PlacementSettings {
  /** Where a chain of strategies, or a policy, leaves several instances: the oldest, or one by lot (a hash of the seed). */
  readonly tie: 'oldest' | 'hash';
  /** The algorithm that places all tasks but daemons instead of their strategies: one of the registry, or by its name one of the user's own. */
  readonly policy: string | null;
}

export interface Quotas {
  /** Tasks in PROVISIONING per cluster (T.QUOTA-1), or null for no limit. */
  readonly provisioningTasks: number | null;
  /** Container instances per cluster, or null. */
  readonly containerInstances: number | null;
  /** Tasks that the scheduler starts for one REPLICA service in any minute (T.QUOTA-3), or null. */
  readonly serviceLaunchesPerMinute: number | null;
}

interface MetricsSettings {
  /** Between the rows of files with a row per interval; null: by the length of the run. */
  readonly everyMs: Ms | null;
}

/** Whether requests are shared out by weights of target groups, not equally between tasks. */
export function sharesByWeights({ shift, taskSets }: DeploymentSpec): boolean {
  return shift !== null || (taskSets?.every(({ weights }) => weights !== undefined) ?? false);
}

/** Whether each revision of a service bears a load of its own: requests that are shared out by weights, or of which revisions make different things. */
export function areDistinguishable({ load, deploymentSpec }: Pick<ServiceSpec, 'load' | 'deploymentSpec'>): boolean {
  if (load?.kind !== 'requests' || deploymentSpec === null || deploymentSpec.revisions.length === 1) return false;
  return sharesByWeights(deploymentSpec) || !areAlike(load.uses.slice(0, deploymentSpec.revisions.length));
}
