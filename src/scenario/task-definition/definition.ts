import type { FargateTask } from '../../fargate/platform/task.js';
import type { ContainerCheck } from '../../services/health/container-check.js';
import type { Path, Problem } from '../text/problem.js';

export type LaunchType = 'EC2' | 'FARGATE' | 'EXTERNAL';
export const LAUNCH_TYPES: readonly LaunchType[] = ['EC2', 'FARGATE', 'EXTERNAL'];
export type NetworkMode = 'bridge' | 'host' | 'awsvpc' | 'none' | 'default';

export interface ReadOptions {
  /** Where the value stands in its document: problems carry paths from the document's root. */
  readonly path?: Path;
  /** Which edition of AWS decides where two differ. Default `current`. */
  readonly awsBehaviour?: 'current' | 'guide-2024';
  /** Upper bound of task-level CPU units outside Fargate (T.TASK-2). Default: 196,608 for `current`, 10,240 for `guide-2024`. */
  readonly taskCpuUnitsMax?: number;
}

/** What a simulation needs to know of a task definition: sizes in whole units, every default written out. Plain data. */
export interface TaskDefinition {
  readonly family: string;
  readonly revision: number;
  /** Reserved on an EC2 or external instance. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** Whole GPUs, or (never both) thousandths of one that it shares with other tasks: an extension of Drydock. */
  readonly gpus: number;
  readonly gpuMilli: number;
  readonly networkMode: NetworkMode;
  /** 1 in awsvpc mode, else 0. */
  readonly eni: 0 | 1;
  /** Static host ports that a task occupies on its instance. */
  readonly ports: readonly HostPort[];
  /** Host ports that Docker picks when the task starts; they never keep a task off an instance. */
  readonly dynamicPorts: number;
  /** Distinct, in the order of the containers. */
  readonly images: readonly string[];
  readonly containers: readonly Container[];
  /** From SIGTERM to SIGKILL: the longest of the containers' own, for they are told together. */
  readonly stopTimeoutSeconds: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly operatingSystem: 'linux' | 'windows';
  readonly osFamily: string;
  /** Task size on Fargate; null where the definition has none that Fargate knows. */
  readonly fargate: FargateSize | null;
  /** The definition as the rules of Fargate see it: what they ask depends on who starts it, and where. */
  readonly fargateTask: FargateTask;
  /** Ephemeral storage on Fargate (T.STOR-1). */
  readonly storageGib: number;
  /** Launch types that can run it, and what stands against each of the others. */
  readonly launchTypes: readonly LaunchType[];
  readonly refusals: Readonly<Record<LaunchType, readonly Problem[]>>;
  /** memberOf expressions, in the cluster query language. */
  readonly placementConstraints: readonly { readonly type: 'memberOf'; readonly expression: string }[];
  /** Attributes an instance must have, by name. */
  readonly requiredAttributes: readonly string[];
  /** Health checks of its essential containers, defaults written out (T.HC-1). */
  readonly healthChecks: readonly ContainerCheck[];
  /** Names of its volumes that a service or a run brings: EBS. */
  readonly launchVolumes: readonly string[];
  /** Drivers of its Docker volumes, as far as they are not `local`. */
  readonly volumeDrivers: readonly string[];
  /** What was understood and might surprise, one sentence each. */
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
  readonly essential: boolean;
  /** Its share of the sum that is reserved when the task has no size of its own. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly stopTimeoutSeconds: number;
  readonly dependsOn: readonly { readonly container: string; readonly condition: 'START' | 'COMPLETE' | 'SUCCESS' | 'HEALTHY' }[];
}

export interface FargateSize {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** Oldest platform version that takes the definition (T.TASK-5, T.TASK-14); null when every one does. */
  readonly platformVersionMin: string | null;
}

/** `tcp/8080` for each host port that a task binds. */
export function portsOf({ ports }: TaskDefinition): string[] {
  return ports.map(({ protocol, hostPort }) => `${protocol}/${hostPort}`);
}
