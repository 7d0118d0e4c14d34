import { FITS, fit } from '../../src/placement/fit.js';
import type { Score } from '../../src/placement/strategies.js';
import { type FleetView, NOWHERE, type TaskRequest } from '../../src/placement/view.js';

/**
 * Chooses the row for a task by filter, score and pick: a later score only breaks the ties of the earlier ones (S.PLACE-8), and what
 * still ties goes to the oldest instance. The meaning of a chain; CompiledChain is the same, faster.
 */
export function placeByScores(fleet: FleetView, request: TaskRequest, scores: readonly Score[], draw: number): number {
  let chosen = NOWHERE;
  for (let row = 0; row < fleet.count; row++) {
    if (fit(fleet, row, request) !== FITS) continue;
    if (chosen === NOWHERE || lead(row, chosen) < 0) chosen = row;
  }
  return chosen;

  function lead(row: number, other: number): number {
    for (const score of scores) {
      const difference = score(fleet, row, request, draw) - score(fleet, other, request, draw);
      if (difference !== 0) return difference;
    }
    return 0;
  }
}
