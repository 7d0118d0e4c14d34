import type { Policy } from '../../run/policy-module.js';
import type { TraceConstraint } from '../../workload/formats/constraints.js';
import type { DemandCurves, ReplayOptions, ReplayResult } from './replay/problem.js';

/** Mean, least and greatest of several seeds, and the half width of the mean's 95 % t interval: null for one seed. */
export interface Spread {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly halfWidth: number | null;
}

/** By name, in camel case with its unit; null without a measurement. */
export type PackMetrics = Readonly<Record<string, number | null>>;

/** Shares in percent at equal steps from the first arrival to the last. */
export interface TimeCurves {
  readonly timesMs: Float64Array;
  readonly cpuPercent: Float64Array;
  readonly memoryPercent: Float64Array;
  readonly gpuPercent: Float64Array;
}

/** One policy with one seed, without its single decisions. */
export interface PackReplay extends Pick<ReplayResult, 'seed' | 'arrived' | 'placed' | 'failed'> {
  readonly metrics: PackMetrics;
  readonly demandCurves: DemandCurves;
  /** Null if no task leaves. */
  readonly timeCurves: TimeCurves | null;
}

/** One policy over all seeds. */
export interface PackPolicy extends Policy {
  readonly replays: readonly PackReplay[];
  /** By the names of the replays' metrics; null if no seed has a value. */
  readonly spreads: Readonly<Record<string, Spread | null>>;
}

export interface PackInputFile {
  readonly file: string;
  readonly sha256: string;
  readonly skippedRows: number;
}

/** The inputs and options of a packing: everything needed to repeat it. */
export interface PackIdentity extends Pick<ReplayOptions, 'order' | 'demand' | 'hasLifetimes' | 'tie' | 'at'> {
  /** Hash of everything that decides the results: inputs, policies, options, engine. */
  readonly hash: string;
  readonly engineVersion: string;
  readonly command: string;
  readonly format: string;
  readonly inputs: readonly PackInputFile[];
  readonly seeds: readonly number[];
  readonly constraints: readonly TraceConstraint[];
}

/** The size of the problem. */
export interface PackScale {
  readonly nodes: number;
  readonly gpus: number;
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly tasks: number;
  /** Tasks that no empty node can take. */
  readonly tasksThatFitNowhere: number;
  /** Tasks with an empty arrival, which come at the start, and with an empty end, which stay. */
  readonly tasksWithoutArrival: number;
  readonly tasksWithoutEnd: number;
}

/** The results without the leader. */
export interface PackTried {
  readonly identity: PackIdentity;
  readonly scale: PackScale;
  readonly policies: readonly PackPolicy[];
}

/** The best policy against the next. All policies have the same arrivals with the same seed, so the comparison is seed by seed. */
export interface PackLead {
  readonly metric: string;
  readonly best: string;
  readonly second: string;
  /** Best less second. */
  readonly difference: Spread;
}

export interface PackResult extends PackTried {
  /** Null without two policies to compare. */
  readonly lead: PackLead | null;
}

/** Returns whether GPUs are the scarce resource: then shares are of GPUs, otherwise of CPU. */
export function hasGpus({ scale }: PackTried): boolean {
  return scale.gpus > 0;
}

export function skippedRows({ identity }: PackTried): number {
  return identity.inputs.reduce((sum, input) => sum + input.skippedRows, 0);
}
