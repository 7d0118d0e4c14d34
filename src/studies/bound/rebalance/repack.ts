import { assert } from '../../../kernel/assert.js';
import { FITS, fit } from '../../../placement/fit.js';
import { type FleetView, GPU_MILLI, type TaskRequest } from '../../../placement/view.js';

/** A cluster whose tasks a repack may move. Tasks are numbers that the stage defines. */
export interface MovableCluster {
  readonly view: FleetView;
  /** Tasks on the row that a repack may move: running tasks, no daemons. */
  movableOn(row: number): readonly number[];
  requestOf(task: number): TaskRequest;
  /** Takes the task from its row and puts it on another, where it fits. */
  move(task: number, row: number): void;
  /** Undoes the latest move of the task and restores its exact resources; later moves must be undone first. */
  moveBack(task: number): void;
}

export interface Repack {
  /** Rows that had movable tasks and lost all of them, in the order in which they were emptied. */
  readonly emptied: readonly number[];
  /** Every task whose row has changed. */
  readonly moves: readonly { readonly task: number; readonly from: number; readonly to: number }[];
}

/**
 * Empties instances one by one, beginning with the one that is cheapest to empty (fewest tasks, then least reserved, then the newest). Its
 * tasks, the largest first, go where the least room is left beside them. If one of them fits nowhere the instance keeps all. An emptied
 * instance takes no tasks again. An instance that kept its tasks is not tried twice, because the others only fill up.
 *
 * Only ACTIVE instances take part; every move passes the same checks as a placement.
 */
export function repack(stage: MovableCluster): Repack {
  const { view } = stage;
  const candidates = new Candidates(stage);
  const emptied: number[] = [];
  const moved = new Map<number, { readonly from: number; to: number }>();
  for (let row = candidates.next(); row >= 0; row = candidates.next()) {
    const moves = empty(row, stage, candidates.isClosed);
    if (moves === null) continue;
    emptied.push(row);
    for (const { task, to } of moves) {
      const known = moved.get(task);
      if (known === undefined) moved.set(task, { from: row, to });
      else known.to = to;
      candidates.add(task, to);
    }
  }
  const isEmpty = emptied.every((row) => view.isActive[row] === 1 && stage.movableOn(row).length === 0);
  assert(isEmpty, 'an emptied instance is empty');
  return { emptied, moves: [...moved].map(([task, { from, to }]) => ({ task, from, to })) };
}

/** The rows that are still to be tried, and their tasks. */
class Candidates {
  /** 1: the row takes no tasks, because it is emptied, is being emptied, or never had tasks: opening it would save nothing. */
  readonly isClosed: Uint8Array;
  private readonly isUntried: Uint8Array;
  private readonly tasks: Int32Array;
  private readonly reserved: Float64Array;

  constructor(private readonly stage: MovableCluster) {
    const { count, isActive } = stage.view;
    this.isClosed = new Uint8Array(count);
    this.isUntried = new Uint8Array(count);
    this.tasks = new Int32Array(count);
    this.reserved = new Float64Array(count);
    for (let row = 0; row < count; row++) {
      for (const task of stage.movableOn(row)) this.add(task, row);
      this.isUntried[row] = Number(isActive[row] === 1 && this.tasks[row] > 0);
      this.isClosed[row] = Number(this.tasks[row] === 0);
    }
  }

  add(task: number, row: number): void {
    this.tasks[row]++;
    this.reserved[row] += shareOf(this.stage, task, row);
  }

  /** Returns the row that is cheapest to empty among those not yet tried, or -1. */
  next(): number {
    const { tasks, reserved, isUntried } = this;
    let best = -1;
    for (let row = isUntried.length - 1; row >= 0; row--) {
      if (isUntried[row] === 0) continue;
      const isCheaper = best < 0 || tasks[row] < tasks[best] || (tasks[row] === tasks[best] && reserved[row] < reserved[best]);
      if (isCheaper) best = row;
    }
    if (best >= 0) isUntried[best] = 0;
    return best;
  }
}

/** Moves all tasks of the row elsewhere and returns their rows, or moves none and returns null. */
function empty(row: number, stage: MovableCluster, isClosed: Uint8Array): { readonly task: number; readonly to: number }[] | null {
  isClosed[row] = 1;
  const tasks = stage.movableOn(row).map((task) => ({ task, share: shareOf(stage, task, row) }));
  tasks.sort((a, b) => b.share - a.share || a.task - b.task);
  const moves: { task: number; to: number }[] = [];
  for (const { task } of tasks) {
    const to = bestFit(stage, stage.requestOf(task), isClosed);
    if (to < 0) {
      for (const move of moves.reverse()) stage.moveBack(move.task);
      isClosed[row] = 0;
      return null;
    }
    stage.move(task, to);
    moves.push({ task, to });
  }
  return moves;
}

/** Returns the row with the least room left beside the task, the oldest of equals; -1 if it fits on none. */
function bestFit(stage: MovableCluster, request: TaskRequest, isClosed: Uint8Array): number {
  const { view } = stage;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let row = 0; row < view.count; row++) {
    if (isClosed[row] === 1 || fit(view, row, request) !== FITS) continue;
    const { cpuUnits, memoryMib } = view.types[view.type[row]];
    const left = (view.cpuUnitsFree[row] - request.cpuUnits) / cpuUnits + (view.memoryMibFree[row] - request.memoryMib) / memoryMib;
    if (left < least) [best, least] = [row, left];
  }
  return best;
}

/** Returns the share of the row's instance that a task reserves, of its scarcest resource. */
function shareOf(stage: MovableCluster, task: number, row: number): number {
  const { cpuUnits, memoryMib, gpus, gpuMilli } = stage.requestOf(task);
  const type = stage.view.types[stage.view.type[row]];
  const gpuShare = type.gpus === 0 ? 0 : (gpus + gpuMilli / GPU_MILLI) / type.gpus;
  return Math.max(cpuUnits / type.cpuUnits, memoryMib / type.memoryMib, gpuShare);
}
