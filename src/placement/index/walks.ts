import { FITS, fit } from '../fit.js';
import { EVERYWHERE, isInRegion, type RankedRegion, type Region } from '../scans.js';
import { lot } from '../strategies.js';
import { type FleetView, NOWHERE, type RoomIndex, type TaskRequest } from '../view.js';

/** The scans of scans.ts over the rows that an index proposes. */

/** Returns the oldest instance that fits. */
export function oldestByIndex(index: RoomIndex, fleet: FleetView, request: TaskRequest, region: Region): number {
  const classes = index.classesFor(request, region);
  for (let row = index.next(request, classes, 0); row !== NOWHERE; row = index.next(request, classes, row + 1))
    if (isInRegion(fleet, row, request, region) && fit(fleet, row, request) === FITS) return row;
  return NOWHERE;
}

/** The instance with the least value in the criterion's column; no value is below 0. */
export function leastByIndex(index: RoomIndex, fleet: FleetView, request: TaskRequest, { region, by }: RankedRegion): number {
  const classes = index.classesFor(request, region);
  const column = by.column(fleet, request);
  let chosen = NOWHERE;
  for (let row = index.next(request, classes, 0); row !== NOWHERE; row = index.next(request, classes, row + 1)) {
    if (chosen !== NOWHERE && column[row] >= column[chosen]) continue;
    if (!isInRegion(fleet, row, request, region) || fit(fleet, row, request) !== FITS) continue;
    chosen = row;
    if (column[row] === 0) break; // Nothing is less, and those to come are younger.
  }
  return chosen;
}

/** The instance with the lowest lot, if none that the draw names fits. */
export function lowestLotByIndex(
  index: RoomIndex,
  fleet: FleetView,
  request: TaskRequest,
  { region, seed }: { region: Region; seed: number },
): number {
  const classes = index.classesFor(request, region);
  let best = 0;
  let chosen = NOWHERE;
  for (let row = index.next(request, classes, 0); row !== NOWHERE; row = index.next(request, classes, row + 1)) {
    const drawn = lot(seed, fleet.instance[row]);
    if (chosen !== NOWHERE && drawn > best) continue;
    if (!isInRegion(fleet, row, request, region) || fit(fleet, row, request) !== FITS) continue;
    best = drawn;
    chosen = row;
  }
  return chosen;
}

export const ALL: Region = { crowd: EVERYWHERE, attribute: 0 };
