import type { Policy } from '../../run/policy-module.js';

/** Mean, least and greatest of several seeds, and the half width of the mean's 95 % t interval: null of one seed. */
export interface Spread {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly halfWidth: number | null;
}

/** By name, in camel case with its unit; null where there was nothing to measure. */
export type PackMetrics = Readonly<Record<string, number | null>>;

/** Shares in percent by whole percent of arrived demand: NaN where nothing arrived. */
export interface DemandCurves {
  readonly allocatedGpuPercent: Float64Array;
  readonly allocatedCpuPercent: Float64Array;
  readonly fragmentationPercent: Float64Array;
  readonly fragmentedGpuPercent: Float64Array;
}

/** Shares in percent at equal steps from the first arrival to the last. */
export interface TimeCurves {
  readonly timesMs: Float64Array;
  readonly cpuPercent: Float64Array;
  readonly memoryPercent: Float64Array;
  readonly gpuPercent: Float64Array;
}

/** One policy with one seed, without its single decisions. */
export interface PackReplay {
  readonly seed: number;
  readonly arrived: number;
  readonly placed: number;
  readonly failed: number;
  readonly metrics: PackMetrics;
  readonly demandCurves: DemandCurves;
  /** Null where nothing leaves. */
  readonly timeCurves: TimeCurves | null;
}

/** One policy over all seeds. */
export interface PackPolicy extends Policy {
  readonly replays: readonly PackReplay[];
  /** By the names of the replays' metrics; null where no seed has a value. */
  readonly spreads: Readonly<Record<string, Spread | null>>;
}

export interface PackInputFile {
  readonly file: string;
  readonly sha256: string;
  readonly skippedRows: number;
}

/** What was packed, and how: all that repeats it. */
export interface PackIdentity {
  /** Hash of everything that decides the results: inputs, policies, options, engine. */
  readonly hash: string;
  readonly engineVersion: string;
  readonly command: string;
  readonly format: string;
  readonly inputs: readonly PackInputFile[];
  readonly seeds: readonly number[];
  readonly demand: number | null;
  readonly order: 'trace' | 'shuffled';
  readonly tie: 'fixed-order' | 'random' | 'name';
  readonly hasLifetimes: boolean;
}

/** What the tasks met. */
export interface PackScale {
  readonly nodes: number;
  readonly gpus: number;
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly tasks: number;
  /** Tasks that no empty node can take. */
  readonly tasksThatFitNowhere: number;
}

/** Everything but who is ahead. */
export interface PackTried {
  readonly identity: PackIdentity;
  readonly scale: PackScale;
  readonly policies: readonly PackPolicy[];
}

/** The best policy against the next. All policies meet the same arrivals with the same seed, so they are compared seed by seed. */
export interface PackLead {
  readonly metric: string;
  readonly best: string;
  readonly second: string;
  /** Best less second. */
  readonly difference: Spread;
}

export interface PackResult extends PackTried {
  /** Null where there are no two policies to compare. */
  readonly lead: PackLead | null;
}

/** Whether GPUs are what is scarce: then shares are of GPUs, else of CPU. */
export function hasGpus({ scale }: PackTried): boolean {
  return scale.gpus > 0;
}

export function skippedRows({ identity }: PackTried): number {
  return identity.inputs.reduce((sum, input) => sum + input.skippedRows, 0);
}
