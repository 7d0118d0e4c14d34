export const DIGITS: string;
export const STEP_PERCENT: number;

/** A run of equal cells, from a column to before another. */
export interface CellRun {
  /** Equal for equal cells. */
  readonly code: number;
  readonly from: number;
  readonly to: number;
  readonly state: number;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
}

export function rowRuns(text: string): CellRun[];
