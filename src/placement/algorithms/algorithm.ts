import type { FleetView, TaskRequest } from '../view.js';

/** What an algorithm may know before the first task: the shape of the fleet and of the tasks that are to come. */
export interface AlgorithmContext {
  /** The most that any instance has, in the units of the fleet; `usdPerHour` 0: nothing has a price. */
  readonly most: { readonly cpuUnits: number; readonly memoryMib: number; readonly gpus: number; readonly usdPerHour: number };
  /** Requests of all tasks that are known beforehand (a trace), one a task, in the order of the trace; empty when nothing is known. */
  readonly requests: readonly TaskRequest[];
  readonly seed: number;
}

/**
 * A placement algorithm: how it ranks the instances that can take a task. Filtering, ties and bookkeeping are not its concern, so
 * most algorithms are one function. `lower is better`, as in every Score.
 */
export interface Algorithm {
  /** Lower-case words joined by hyphens, as in `--policies best-fit`. */
  readonly name: string;
  /**
   * What the rank depends on: `row`, the instance's own columns, the tasks that were placed on it and the request (then it is computed
   * again only when the row changes); `draw`, the draw as well; `history`, what the algorithm keeps of placements on other rows.
   */
  readonly dependsOn: 'row' | 'draw' | 'history';
  /** Called for rows that fit only. A finite number; it must not keep or change anything. `draw`: 32 bits of luck, one draw a task. */
  rank(fleet: FleetView, row: number, request: TaskRequest, draw: number): number;
  /** Which of the row's GPUs a request for a share of one gets. Absent: the one with least left that still fits, lowest number first. */
  chooseGpu?(fleet: FleetView, row: number, request: TaskRequest, draw: number): number;
  /** The task went to the row, or left it: for algorithms that remember. The columns have changed already; rows may move, `fleet.instance` stays. */
  placed?(fleet: FleetView, row: number, request: TaskRequest): void;
  left?(fleet: FleetView, row: number, request: TaskRequest): void;
  /** What the algorithm remembers as plain data, for checkpoints; only where there is `placed`. */
  save?(): unknown;
  load?(state: unknown): void;
  /** Makes the algorithm an offline one: it is shown all tasks before the first is placed, and takes them in order of falling size. */
  size?(request: TaskRequest): number;
}

/** Makes a fresh algorithm for one run: what a user's module exports as `default`. */
export type AlgorithmFactory = (context: AlgorithmContext) => Algorithm;
