import type { FleetView, TaskRequest } from '../view.js';

/** What an algorithm may know before the first task: the shape of the fleet and of the tasks that are to come. */
export interface AlgorithmContext {
  /** Most CPU, memory and GPUs that any instance has, in the units of the fleet. */
  readonly most: { readonly cpuUnits: number; readonly memoryMib: number; readonly gpus: number };
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
   * What the rank depends on: `row`, the instance's own columns and the request alone (then it is computed again only when the row
   * changes); `draw`, the draw as well; `history`, what the algorithm keeps of earlier placements.
   */
  readonly dependsOn: 'row' | 'draw' | 'history';
  /** Called for rows that fit only. A finite number; it must not keep or change anything. `draw`: 32 bits of luck, one draw a task. */
  rank(fleet: FleetView, row: number, request: TaskRequest, draw: number): number;
  /** Which of the row's GPUs a request for a share of one gets. Absent: the one with least left that still fits, lowest number first. */
  chooseGpu?(fleet: FleetView, row: number, request: TaskRequest, draw: number): number;
  /** The task went to the row: for algorithms that remember, called after each placement. */
  placed?(fleet: FleetView, row: number, request: TaskRequest): void;
  /** Plain data, for checkpoints; only with `history`. */
  save?(): unknown;
  load?(state: unknown): void;
}

/** Makes a fresh algorithm for one run: what a user's module exports as `default`. */
export type AlgorithmFactory = (context: AlgorithmContext) => Algorithm;
