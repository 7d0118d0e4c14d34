/** Edition of the AWS rules that applies where two differ. */
export type AwsBehaviour = 'current' | 'guide-2024';

/** A pair of CPU and memory that Fargate offers for an operating system; the catalogue lists them, smallest first. */
export interface Size {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly os: 'linux' | 'windows';
  /** Lowest platform version with this size; null for all versions. */
  readonly platformVersionMin: string | null;
}

/** Properties of a task definition that matter to Fargate. */
export interface FargateTask {
  /** Task-level value; null when absent. */
  readonly cpuUnits: number | null;
  readonly memoryMib: number | null;
  readonly osFamily: string;
  readonly architecture: 'x86_64' | 'arm64';
  /** `ephemeralStorage.sizeInGiB`; null for the default of 20. */
  readonly ephemeralGib: number | null;
  readonly networkMode: string;
  /** Names of its parameters that some rule concerns, such as `ipcMode`, `linuxParameters.maxSwap`, `gpu`, `efsVolumeConfiguration`. */
  readonly parameters: readonly string[];
}

/** How and where the task is started. */
export interface FargateUse {
  /** FARGATE_SPOT instead of FARGATE. */
  readonly isSpot: boolean;
  readonly platformVersion: string;
  readonly startedBy: 'RunTask' | 'StartTask' | 'REPLICA' | 'DAEMON';
  readonly hasPlacementStrategy: boolean;
  readonly hasPlacementConstraints: boolean;
  readonly region: string;
  readonly zones: readonly Zone[];
}

export interface Zone {
  readonly name: string;
  /** Zone id such as use1-az3, equal in every account; null when unknown, so that it cannot be checked. */
  readonly id: string | null;
  readonly kind: 'availability' | 'local' | 'wavelength' | 'outpost';
}

/** A mistake: the violated rule, the parameter (dotted, in AWS's names), the cause and the remedy. */
export interface FargateProblem {
  readonly rule: string;
  readonly parameter: string;
  readonly what: string;
  readonly remedy: string;
}

export function systemOf(osFamily: string): 'linux' | 'windows' {
  return osFamily === 'LINUX' ? 'linux' : 'windows';
}
