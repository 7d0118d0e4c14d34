import type { NodeColumns, TaskColumns } from '../../../workload/formats/columns.js';

/** A trace and what it is packed onto: columns as the readers of formats make them. CPU is in one whole unit for both. */
export interface PackProblem {
  readonly nodes: NodeColumns;
  readonly tasks: TaskColumns;
}

/** How one replay is made from a problem. */
export interface ReplayOptions {
  readonly seed: number;
  /**
   * Order of arrival. `trace`: by arrival time, then row. `shuffled`: sorted by name, shuffled by the seed, and, with a `demand`, inflated or
   * thinned until that multiple of the nodes' GPUs (CPU when there are none) has been asked for: the openb protocol.
   */
  readonly order: 'trace' | 'shuffled';
  readonly demand: number | null;
  /** false: nothing leaves. */
  readonly hasLifetimes: boolean;
  /** Among nodes of equal rank: the first in one random order per run, a fresh draw at each decision, or the first by name. */
  readonly tie: 'fixed-order' | 'random' | 'name';
}

/** What one policy did with one seed. */
export interface ReplayResult {
  readonly policy: string;
  readonly seed: number;
  readonly arrived: number;
  readonly placed: number;
  readonly failed: number;
  /** By event, in order of arrival: the task (index into the problem's tasks) and its node, -1 where none fitted. */
  readonly order: Int32Array;
  readonly node: Int32Array;
  /** Percent, by whole percent of arrived demand from 0 to 130 (or 100 times the demand), NaN where nothing arrived: mean over the events there. */
  readonly allocatedGpuPercent: Float64Array;
  readonly allocatedCpuPercent: Float64Array;
  /** Fragmented share of what is idle, and of all GPUs; NaN without GPUs. */
  readonly fragmentationPercent: Float64Array;
  readonly fragmentedGpuPercent: Float64Array;
}
