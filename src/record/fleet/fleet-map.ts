import type { Ms } from '../../kernel/event-loop.js';
import { DIGITS, STEP_PERCENT } from '../../report/client/rows.js';

/** State of an instance on the map. If several apply to one cell, the highest is shown: rare and important states come last. */
export const State = { none: 0, active: 1, pooled: 2, booting: 3, outside: 4, draining: 5, lost: 6 } as const;

/** An instance from launch to its end, or to the end of the run, with `cause` null. `group` is an index of the accounts' groups. */
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

/** The instances of one capacity provider, or those outside any, with an empty name. */
interface FleetLane {
  readonly name: string;
  readonly group: number;
  /** Highest number of instances at one time. */
  readonly slots: number;
  /** Rows in the format of rowText(). */
  readonly rows: readonly string[];
}

/** Instances over time: a row for each, or for as many as `slotsPerRow`, and a column for each stretch of time. */
export interface FleetMap {
  readonly everyMs: Ms;
  readonly endMs: Ms;
  readonly columns: number;
  readonly slotsPerRow: number;
  readonly lanes: readonly FleetLane[];
  readonly instances: readonly Life[];
  /** Number of instances without an entry in the list. */
  readonly instancesLeftOut: number;
}

interface Cell {
  readonly state: number;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
}

const LEVELS = 100 / STEP_PERCENT + 1;
const RUN_MAX = DIGITS.length;

/** Encodes a row in three letters per run of equal cells: two for their content and one for their number. client/rows.js decodes it. */
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
