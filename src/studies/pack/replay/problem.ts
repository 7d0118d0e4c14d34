import type { NodeColumns, TaskColumns } from '../../../workload/formats/columns.js';
import type { TraceConstraint } from '../../../workload/formats/constraints.js';
import type { Occupied } from './occupancy.js';
import type { RefusalColumns } from './refusals.js';

/** A trace and a fleet: columns as the readers of formats return them. CPU has one whole unit for both. */
export interface PackProblem {
  readonly nodes: NodeColumns;
  readonly tasks: TaskColumns;
  /** Placement constraints of all tasks: their values are the labels of the tasks and, for memberOf, of the nodes. */
  readonly constraints: readonly TraceConstraint[];
}

export interface ReplayOptions {
  readonly seed: number;
  /**
   * Order of arrival. `trace`: by arrival time, then row. `shuffled`: sorted by name and shuffled by the seed. With a `demand`, the tasks
   * are inflated or thinned to that multiple of the nodes' GPUs (CPU without GPUs): the openb protocol.
   */
  readonly order: 'trace' | 'shuffled';
  readonly demand: number | null;
  /** false: no task leaves. */
  readonly hasLifetimes: boolean;
  /** Tie order among nodes of equal rank: one random order per run, a fresh draw at each decision, or by name. */
  readonly tie: 'fixed-order' | 'random' | 'name';
  /** Percents of arrived demand, beside the published ones, at which metrics are taken. */
  readonly at?: readonly number[];
  /** Notes why each refused task found no node. */
  readonly isAudited?: boolean;
}

/**
 * Shares in percent, and a number of nodes, by whole percent of arrived demand from 0 to 130 (or 100 times the demand): the mean over the
 * events there, NaN without arrivals.
 */
export interface DemandCurves {
  readonly allocatedGpuPercent: Float64Array;
  readonly allocatedCpuPercent: Float64Array;
  /** Fragmented share of the idle GPUs, and of all GPUs; NaN without GPUs. */
  readonly fragmentationPercent: Float64Array;
  readonly fragmentedGpuPercent: Float64Array;
  readonly nodesInUse: Float64Array;
  readonly cpuStrandedPercent: Float64Array;
}

/** The result of one policy with one seed. */
export interface ReplayResult extends DemandCurves {
  readonly policy: string;
  readonly seed: number;
  readonly arrived: number;
  readonly placed: number;
  readonly failed: number;
  /** By event, in order of arrival: the task (index into the problem's tasks) and its node, -1 without one. */
  readonly order: Int32Array;
  readonly node: Int32Array;
  /** By event: its GPUs as a bit mask; empty where no node has any. */
  readonly gpus: Int32Array;
  /** Null: they were not requested. */
  readonly refusals: RefusalColumns | null;
  readonly occupied: Occupied;
  /** Events whose task leaves, in the order of leaving; null: no task leaves. */
  readonly leaving: Int32Array | null;
}
