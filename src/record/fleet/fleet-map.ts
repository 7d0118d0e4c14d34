import type { Ms } from '../../kernel/event-loop.js';
import { DIGITS, STEP_PERCENT } from '../../report/client/rows.js';

/** What an instance is, as the map tells it. Where several are true of one cell, the highest is shown: what is rare and matters. */
export const State = { none: 0, active: 1, pooled: 2, booting: 3, outside: 4, draining: 5, lost: 6 } as const;

/** An instance from launch to end, or to the run's end: `cause` is null then. `group` is an index of the ledger. */
export interface Life {
  readonly instance: number;
  readonly slot: number;
  readonly group: number;
  readonly type: string;
  readonly zone: string;
  readonly bought: string;
  readonly launchedMs: Ms;
  readonly endedMs: Ms;
  readonly cause: string | null;
  readonly tasks: number;
  readonly tasksLost: number;
}

/** The instances of one capacity provider, or of those outside any: its name is empty. */
interface FleetLane {
  readonly name: string;
  readonly group: number;
  /** Instances at the most. */
  readonly slots: number;
  /** As rowText() writes them. */
  readonly rows: readonly string[];
}

/** Instances over time: a row for each, or for as many as `slotsPerRow`, and a column for each stretch of time. */
export interface FleetMap {
  readonly everyMs: Ms;
  readonly endMs: Ms;
  readonly columns: number;
  readonly slotsPerRow: number;
  readonly lanes: readonly FleetLane[];
  readonly lives: readonly Life[];
  /** That are not among the lives. */
  readonly livesLeftOut: number;
}

interface Cell {
  readonly state: number;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
}

const LEVELS = 100 / STEP_PERCENT + 1;
const RUN_MAX = DIGITS.length;

/** A row in three letters a run of equal cells: two of what they are and one of how many. client/rows.js reads it. */
export function rowText(cells: readonly Cell[]): string {
  const codes = cells.map(({ state, cpuPercent, memoryPercent }) => (state * LEVELS + level(cpuPercent)) * LEVELS + level(memoryPercent));
  let text = '';
  for (let from = 0, to = 0; from < codes.length; from = to) {
    while (to < codes.length && codes[to] === codes[from] && to - from < RUN_MAX) to++;
    text += DIGITS[Math.floor(codes[from] / DIGITS.length)] + DIGITS[codes[from] % DIGITS.length] + DIGITS[to - from - 1];
  }
  return text;
}

function level(percent: number): number {
  return Math.min(LEVELS - 1, Math.max(0, Math.round(percent / STEP_PERCENT)));
}
