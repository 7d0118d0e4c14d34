/** Which edition of AWS decides where two differ. */
export type AwsBehaviour = 'current' | 'guide-2024';

/** A pair of CPU and memory that Fargate has for an operating system; the catalogue lists them, smallest first. */
export interface Size {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly os: 'linux' | 'windows';
  /** The lowest platform version that has it; null when every one does. */
  readonly platformVersionMin: string | null;
}

/** A task definition as Fargate sees it. */
export interface FargateTask {
  /** At task level, null where the definition has none. */
  readonly cpuUnits: number | null;
  readonly memoryMib: number | null;
  readonly osFamily: string;
  readonly architecture: 'x86_64' | 'arm64';
  /** `ephemeralStorage.sizeInGiB`, null where the definition has none: every task has 20. */
  readonly ephemeralGib: number | null;
  readonly networkMode: string;
  /** Names of the parameters that it sets, as far as a rule is about them, such as `ipcMode`, `linuxParameters.maxSwap`, `gpu`, `efsVolumeConfiguration`. */
  readonly parameters: readonly string[];
}

/** Who wants to start it, where. */
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
  /** Such as use1-az3, which is the same place in every account; null where it is not known, so that it cannot be checked. */
  readonly id: string | null;
  readonly kind: 'availability' | 'local' | 'wavelength' | 'outpost';
}

/** A mistake: the rule that it breaks, the parameter at fault (dotted, in AWS's words), what is wrong and what would be right. */
export interface FargateProblem {
  readonly rule: string;
  readonly parameter: string;
  readonly what: string;
  readonly remedy: string;
}

export function systemOf(osFamily: string): 'linux' | 'windows' {
  return osFamily === 'LINUX' ? 'linux' : 'windows';
}
