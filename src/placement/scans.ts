import { FITS, fit } from './fit.js';
import { type ColumnCriterion, lot, NAMED_ROWS, namedRow } from './strategies.js';
import { ANY_PROVIDER, type FleetView, NO_MEMBERSHIP, NOWHERE, type TaskRequest } from './view.js';

/** The instances that a scan covers: those whose value of the attribute has exactly this many tasks of the group (a crowd), or all. */
export interface Region {
  crowd: number;
  attribute: number;
}
export const EVERYWHERE = -1;

/** A region, and the column whose least value is best. */
export interface RankedRegion {
  readonly region: Region;
  readonly by: ColumnCriterion;
}

/** The sign bit. Without a sign, numbers with it are larger than all amounts, so one comparison means "enough, and less than the best". */
const SIGN = 0x8000_0000;
const HIGHEST = 0x7fff_ffff;

/** Returns whether the request needs at most CPU, memory and an interface: least() checks no other resource. */
export function isPlain(request: TaskRequest): boolean {
  return request.classVerdicts === null && needsOnlyRoom(request);
}

/** Returns the value of TaskRequest.needsOnlyRoom. */
export function needsOnlyRoom(
  request: Pick<TaskRequest, 'eni' | 'gpus' | 'gpuMilli' | 'ports' | 'isDistinctInstance' | 'membership' | 'hasVolume'>,
): boolean {
  if (request.eni > 1 || request.gpus > 0 || request.gpuMilli > 0 || request.ports.length > 0 || request.isDistinctInstance) return false;
  return request.membership === NO_MEMBERSHIP && request.hasVolume !== true;
}

/** The next larger crowd of a value, or EVERYWHERE if there is none. */
export function nextCrowd(crowds: Int32Array, crowd: number): number {
  let next = EVERYWHERE;
  for (let value = 0; value < crowds.length; value++) {
    const here = crowds[value];
    if (here > crowd && (next === EVERYWHERE || here < next)) next = here;
  }
  return next;
}

/** Returns the oldest instance that fits, for any request. */
export function oldest(fleet: FleetView, request: TaskRequest, { crowd, attribute }: Region): number {
  const { count, cpuUnitsFree, memoryMibFree, instanceClass } = fleet;
  const { cpuUnits, memoryMib } = request;
  const crowds = fleet.groupByValue(request.group, attribute);
  const valueByClass = fleet.valueOfClass(attribute);
  for (let row = 0; row < count; row++) {
    // The union has the sign bit if one of its parts is too small.
    if (((cpuUnitsFree[row] - cpuUnits) | (memoryMibFree[row] - memoryMib)) < 0) continue;
    if ((crowd === EVERYWHERE || crowds[valueByClass[instanceClass[row]]] === crowd) && fit(fleet, row, request) === FITS) return row;
  }
  return NOWHERE;
}

/**
 * The amount that an instance would keep, where less is better; at least SIGN if it lacks one of the two resources. It has no branch: an
 * instance with little of one resource often lacks the other, and a processor predicts such a branch badly.
 */
function keyOf(kept: number, other: number): number {
  return (kept | (other & SIGN)) >>> 0;
}

/** The instance with the least value in the criterion's column, for a plain request. */
export function least(fleet: FleetView, request: TaskRequest, { region: { crowd, attribute }, by }: RankedRegion): number {
  const { count, cpuUnitsFree, memoryMibFree, eniFree, isActive, isAgentConnected, provider, instanceClass } = fleet;
  const { cpuUnits, memoryMib, eni } = request;
  const providerMask = request.provider === ANY_PROVIDER ? 0 : -1;
  const crowds = fleet.groupByValue(request.group, attribute);
  const valueByClass = fleet.valueOfClass(attribute);
  const column = by.column(fleet, request);
  const need = by.resource === null ? 0 : by.resource.need(request);
  const other = by.beside.free(fleet);
  const otherNeed = by.beside.need(request);
  let best = SIGN;
  let chosen = NOWHERE;
  for (let from = 0; from < count; from += 4) {
    // Rejects four rows at a time; rows past the end are read as well, and excluded below.
    const first = keyOf(column[from] - need, other[from] - otherNeed);
    const second = keyOf(column[from + 1] - need, other[from + 1] - otherNeed);
    const third = keyOf(column[from + 2] - need, other[from + 2] - otherNeed);
    const fourth = keyOf(column[from + 3] - need, other[from + 3] - otherNeed);
    if (first >= best && second >= best && third >= best && fourth >= best) continue;
    const end = Math.min(from + 4, count);
    for (let row = from; row < end; row++) {
      const key = keyOf(column[row] - need, other[row] - otherNeed);
      if (key >= best || (crowd !== EVERYWHERE && crowds[valueByClass[instanceClass[row]]] !== crowd)) continue;
      if (((cpuUnitsFree[row] - cpuUnits) | (memoryMibFree[row] - memoryMib) | (eniFree[row] - eni)) < 0) continue;
      if ((isActive[row] & isAgentConnected[row]) === 0 || ((provider[row] ^ request.provider) & providerMask) !== 0) continue;
      if (key === 0) return row; // Nothing is lower, and those to come are younger.
      best = key;
      chosen = row;
    }
  }
  return chosen;
}

/** Returns whether the row's value of the attribute has the crowd of the region. */
export function isInRegion(fleet: FleetView, row: number, request: TaskRequest, { crowd, attribute }: Region): boolean {
  if (crowd === EVERYWHERE) return true;
  return fleet.groupByValue(request.group, attribute)[fleet.valueOfClass(attribute)[fleet.instanceClass[row]]] === crowd;
}

/** The first row named by the draw that fits, for any request. */
export function firstNamed(fleet: FleetView, request: TaskRequest, region: Region, seed: number): number {
  for (let nth = 0; nth < NAMED_ROWS; nth++) {
    const row = namedRow(seed, nth, fleet.count);
    if (row < fleet.count && isInRegion(fleet, row, request, region) && fit(fleet, row, request) === FITS) return row;
  }
  return NOWHERE;
}

/** The row with the lowest lot that fits, for any request. */
export function lowestLot(fleet: FleetView, request: TaskRequest, { crowd, attribute }: Region, seed: number): number {
  const { count, cpuUnitsFree, memoryMibFree, instanceClass, instance } = fleet;
  const crowds = fleet.groupByValue(request.group, attribute);
  const valueByClass = fleet.valueOfClass(attribute);
  const { cpuUnits, memoryMib } = request;
  let best = HIGHEST;
  let chosen = NOWHERE;
  for (let row = 0; row < count; row++) {
    const drawn = lot(seed, instance[row]); // No two are equal.
    if (drawn > best || (crowd !== EVERYWHERE && crowds[valueByClass[instanceClass[row]]] !== crowd)) continue;
    if (((cpuUnitsFree[row] - cpuUnits) | (memoryMibFree[row] - memoryMib)) < 0 || fit(fleet, row, request) !== FITS) continue;
    best = drawn;
    chosen = row;
  }
  return chosen;
}
