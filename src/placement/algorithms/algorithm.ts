import type { FleetView, TaskRequest } from '../view.js';

/** Data on the fleet and the tasks that an algorithm gets before the first task. */
export interface AlgorithmContext {
  /** The largest value of any instance, in the units of the fleet; `usdPerHour` 0: the fleet has no prices. */
  readonly most: { readonly cpuUnits: number; readonly memoryMib: number; readonly gpus: number; readonly usdPerHour: number };
  /** Requests of all tasks known beforehand (a trace), one per task, in the order of the trace; empty without a trace. */
  readonly requests: readonly TaskRequest[];
  /** Seed of the run. */
  readonly seed: number;
}

/**
 * A placement algorithm: how it ranks the instances that can take a task. Filtering, ties and bookkeeping are done elsewhere, so most
 * algorithms are one function. `lower is better`, as in every Score.
 */
export interface Algorithm {
  /** Lower-case words joined by hyphens, as in `--policies best-fit`. */
  readonly name: string;
  /**
   * The inputs of the rank. `row`: the instance's own columns, the tasks placed on it and the request (then the rank is computed again only
   * when the row changes). `draw`: the draw as well. `history`: state of the algorithm from placements on other rows.
   */
  readonly dependsOn: 'row' | 'draw' | 'history';
  /**
   * Called only for rows that fit. Returns a finite number and must not store or change anything. `draw`: 32 random bits, one draw per
   * task.
   */
  rank(fleet: FleetView, row: number, request: TaskRequest, draw: number): number;
  /** Chooses the row's GPU for a request for a share of one. Absent: the fitting one with the least left, lowest number first. */
  chooseGpu?(fleet: FleetView, row: number, request: TaskRequest, draw: number): number;
  /** Called after the task went to the row: for algorithms with state. The columns have changed already; rows may move, `fleet.instance` stays. */
  placed?(fleet: FleetView, row: number, request: TaskRequest): void;
  /** Called after the task has stopped and its room is free. Neither is called for daemons. */
  left?(fleet: FleetView, row: number, request: TaskRequest): void;
  /** Returns the algorithm's state as plain data, for checkpoints; only together with `placed`. */
  save?(): unknown;
  /** Takes the state of a checkpoint. */
  load?(state: unknown): void;
  /** Makes the algorithm an offline one: it sees all tasks before the first placement, and takes them in order of decreasing size. */
  size?(request: TaskRequest): number;
}

/** Creates an algorithm for one run: the `default` export of a user's module. */
export type AlgorithmFactory = (context: AlgorithmContext) => Algorithm;
