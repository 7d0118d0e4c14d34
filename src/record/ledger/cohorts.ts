import type { Ms } from '../../kernel/event-loop.js';
import { lineOf, type Option } from './costs.js';
import { NONE } from './live-rows.js';
import type { LiveInstances } from './live-tables.js';

/** Instances whose bills are equal: of one line and price, launched and started together. */
export interface Cohort {
  readonly line: number;
  readonly tariff: number;
  readonly launchedMs: Ms;
  /** NONE: they do not run. */
  readonly runFromMs: Ms;
  count: number;
}

/** The living instances; neighbours that are equal are counted together, as those of a fleet from the start are. */
export function cohortsOf({ ordinal, rows, step, columns }: LiveInstances): readonly Cohort[] {
  const { group, option, tariff, launchedMs, runFromMs } = columns;
  const cohorts: Cohort[] = [];
  let last: Cohort | undefined;
  for (let row = 0; row < rows; row += step) {
    if (ordinal[row] === NONE) continue;
    const line = lineOf(group[row], option[row] as Option);
    if (last?.line === line && last.tariff === tariff[row] && last.launchedMs === launchedMs[row] && last.runFromMs === runFromMs[row]) {
      last.count++;
      continue;
    }
    last = { line, tariff: tariff[row], launchedMs: launchedMs[row], runFromMs: runFromMs[row], count: 1 };
    cohorts.push(last);
  }
  return cohorts;
}
