import type { Ms } from '../kernel/event-loop.js';
import type { EndListener } from './ledger/end-listener.js';
import { NONE } from './ledger/live-rows.js';
import type { RunAccounts } from './ledger/run-accounts.js';

/** Most bars on one chart. */
const WAITS_MAX = 24;

/** The wait of one task: plain data. */
export interface LongWait {
  readonly task: number;
  readonly owner: string;
  readonly requestedMs: Ms;
  /** When the task reached RUNNING; null: it still waits. */
  readonly runningMs: Ms | null;
  /** By WAIT_CAUSES; they add up to the wait. */
  readonly partsMs: readonly number[];
}

/** The tasks that waited longest, each split by cause. */
export class LongestWaits implements EndListener {
  private longest: LongWait[] = [];
  /** Only a wait longer than this can enter the list. */
  private leastMs = 0;

  constructor(private readonly accounts: RunAccounts) {
    accounts.watch(this);
  }

  taskWaited(row: number, atMs: Ms): void {
    if (atMs - this.accounts.tasks.columns.requestedMs[row] > this.leastMs) this.keep(row, atMs);
  }

  /** Returns the longest waits, those of tasks that still wait at `endMs` included: their wait counts up to then. */
  finish(endMs: Ms): LongWait[] {
    const { tasks } = this.accounts;
    for (const row of tasks.inOrder())
      if (tasks.columns.runningMs[row] === NONE && endMs - tasks.columns.requestedMs[row] > this.leastMs) this.keep(row, null, endMs);
    return this.longest;
  }

  private keep(row: number, runningMs: Ms | null, untilMs: Ms = runningMs ?? 0): void {
    const { tasks } = this.accounts;
    const partsMs = this.partsOf(row, untilMs);
    const requestedMs = tasks.columns.requestedMs[row];
    const wait = { task: tasks.ordinal[row], owner: this.accounts.ownerOf(row).name, requestedMs, runningMs, partsMs };
    const place = this.longest.findIndex((other) => lengthOf(other) < untilMs - requestedMs);
    this.longest.splice(place < 0 ? this.longest.length : place, 0, wait);
    if (this.longest.length > WAITS_MAX) this.longest.pop();
    if (this.longest.length === WAITS_MAX) this.leastMs = lengthOf(this.longest[WAITS_MAX - 1]);
  }

  /** Splits the wait; a state that the task has not reached yet counts as reached at `untilMs`. */
  private partsOf(row: number, untilMs: Ms): number[] {
    const { requestedMs, heldMs, heldSinceMs, placedMs, bootMs, queuedMs, pendingMs, pullMs } = this.accounts.tasks.columns;
    const held = heldMs[row] + (heldSinceMs[row] === NONE ? 0 : untilMs - heldSinceMs[row]);
    const placed = placedMs[row] === NONE ? untilMs : placedMs[row];
    const queued = queuedMs[row] === NONE ? untilMs : queuedMs[row];
    const pending = pendingMs[row] === NONE ? untilMs : pendingMs[row];
    const pull = Math.min(pullMs[row], untilMs - pending);
    const capacity = placed - requestedMs[row] - held - bootMs[row];
    return [held, capacity, bootMs[row], queued - placed, pending - queued, pull, untilMs - pending - pull];
  }

  save(): unknown {
    return structuredClone({ longest: this.longest, leastMs: this.leastMs });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}

/** The length of the wait: the sum of its parts, even if the wait is not over. */
export function lengthOf({ partsMs }: LongWait): number {
  return partsMs.reduce((sum, ms) => sum + ms, 0);
}
