import type { FargateTask } from '../../fargate/platform/task.js';
import type { DependencyCondition, RestartPolicy } from '../../services/containers/container-plan.js';
import type { ContainerCheck } from '../../services/health/container-check.js';
import type { Path, Problem } from '../text/problem.js';

export type LaunchType = 'EC2' | 'FARGATE' | 'EXTERNAL';
export const LAUNCH_TYPES: readonly LaunchType[] = ['EC2', 'FARGATE', 'EXTERNAL'];
export type NetworkMode = 'bridge' | 'host' | 'awsvpc' | 'none' | 'default';

/** The memory of a container in the sum that may not exceed the task's memory: memoryReservation alone, or memory where a container has none (N.MEMR-2). */
export type TaskMemorySum = 'reservation' | 'reserved';

export interface ReadOptions {
  /** Path of the value in its document: problems carry paths from the document's root. */
  readonly path?: Path;
  /** The edition of AWS's rules to apply if two editions differ. Default `current`. */
  readonly awsBehaviour?: 'current' | 'guide-2024';
  /** Default `reservation`. */
  readonly taskMemorySum?: TaskMemorySum;
  /** Upper bound of task-level CPU units outside Fargate (T.TASK-2). Default: 196,608 for `current`, 10,240 for `guide-2024`. */
  readonly taskCpuUnitsMax?: number;
}

/** A task definition as far as a simulation needs it: sizes in whole units, every default written out. Plain data. */
export interface TaskDefinition extends Reservation {
  readonly family: string;
  readonly revision: number;
  readonly networkMode: NetworkMode;
  /** 1 in awsvpc mode, else 0. */
  readonly eni: 0 | 1;
  /** Static host ports that a task occupies on its instance. */
  readonly ports: readonly HostPort[];
  /** Number of host ports that Docker picks when the task starts; they never prevent a placement. */
  readonly dynamicPorts: number;
  /** Distinct, in the order of the containers. */
  readonly images: readonly string[];
  readonly containers: readonly Container[];
  /** From SIGTERM to SIGKILL: the longest of the containers' timeouts, because all get the signal together. */
  readonly stopTimeoutSeconds: number;
  /** Null: it names none, and instances of either take its tasks (T.TASK-14). */
  readonly architecture: 'x86_64' | 'arm64' | null;
  readonly operatingSystem: 'linux' | 'windows';
  readonly osFamily: string;
  /** Task size on Fargate; null if the definition has no size that Fargate accepts. */
  readonly fargate: FargateSize | null;
  /** The definition for the rules of Fargate, which depend on the request and the place, too. */
  readonly fargateTask: FargateTask;
  /** Ephemeral storage on Fargate (T.STOR-1). */
  readonly storageGib: number;
  /** Launch types that can run it, and the problems with each of the others. */
  readonly launchTypes: readonly LaunchType[];
  readonly refusals: Readonly<Record<LaunchType, readonly Problem[]>>;
  /** memberOf expressions, in the cluster query language. */
  readonly placementConstraints: readonly { readonly type: 'memberOf'; readonly expression: string }[];
  /** Attributes an instance must have, by name. */
  readonly requiredAttributes: readonly string[];
  /** Health checks of its essential containers, defaults written out (T.HC-1). */
  readonly healthChecks: readonly ContainerCheck[];
  /** Names of its EBS volumes, which the service or the run configures. */
  readonly launchVolumes: readonly string[];
  /** Drivers of its Docker volumes other than `local`. */
  readonly volumeDrivers: readonly string[];
}

/** Resources that ECS subtracts from an EC2 or external instance when it places a task. */
export interface Reservation {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** The part of the task's memory beyond the memory limits of its containers; null: it has no task-level memory. */
  readonly memoryBesideLimitsMib: number | null;
  /** Whole GPUs, or (never both) thousandths of a GPU shared with other tasks: an extension of Drydock. */
  readonly gpus: number;
  readonly gpuMilli: number;
  /** Sentences about interpretations that might surprise the user. */
  readonly notes: readonly string[];
}

export interface HostPort {
  readonly protocol: 'tcp' | 'udp';
  readonly hostPort: number;
  readonly container: string;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  /** Whether ECS resolves the tag of its image to a digest for a service (versionConsistency). */
  readonly resolvesTag: boolean;
  readonly essential: boolean;
  /** Its part of the sum that is reserved if the task has no size. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly gpus: number;
  /** Null: the default of the place that it runs on. */
  readonly stopTimeoutSeconds: number | null;
  readonly dependsOn: readonly { readonly container: string; readonly condition: DependencyCondition }[];
  /** Null: no limit. */
  readonly startTimeoutSeconds: number | null;
  /** Null without one, or where it is NONE. */
  readonly check: ContainerCheck | null;
  /** Null: it is not restarted. */
  readonly restart: RestartPolicy | null;
}

export interface FargateSize {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** Oldest platform version that accepts the definition (T.TASK-5, T.TASK-14); null if all do. */
  readonly platformVersionMin: string | null;
}

/** Returns `tcp/8080` for each host port that a task binds. */
export function portsOf({ ports }: TaskDefinition): string[] {
  return ports.map(({ protocol, hostPort }) => `${protocol}/${hostPort}`);
}
