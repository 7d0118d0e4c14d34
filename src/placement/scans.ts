import { FITS, fit } from './fit.js';
import { NOWHERE } from './place.js';
import { type ColumnCriterion, lot, NAMED_ROWS, namedRow } from './strategies.js';
import { ANY_PROVIDER, type FleetView, NO_MEMBERSHIP, type TaskRequest } from './view.js';

/** Where a scan looks: at instances whose value of the attribute has exactly so many tasks of the group (a crowd), or everywhere. */
export interface Region {
  crowd: number;
  attribute: number;
}
export const EVERYWHERE = -1;

/** Where a scan looks, and the column in which the least is best. */
export interface RankedRegion {
  readonly region: Region;
  readonly by: ColumnCriterion;
}

/** The sign bit: keys have it flipped, so that one signed comparison says "enough, and less than the best". */
const LOWEST = -0x8000_0000;
const HIGHEST = 0x7fff_ffff;

/** Asks for CPU, memory and an interface at most: least() tests no more than that. */
export function isPlain(request: TaskRequest): boolean {
  if (request.gpus > 0 || request.gpuMilli > 0 || request.ports.length > 0 || request.isDistinctInstance) return false;
  return request.classVerdicts === null && request.membership === NO_MEMBERSHIP;
}

/** The next larger crowd of a value, or EVERYWHERE when there is none. */
export function nextCrowd(crowds: Int32Array, crowd: number): number {
  let next = EVERYWHERE;
  for (let value = 0; value < crowds.length; value++) {
    const here = crowds[value];
    if (here > crowd && (next === EVERYWHERE || here < next)) next = here;
  }
  return next;
}

/** The oldest instance that fits; any request. */
export function oldest(fleet: FleetView, request: TaskRequest, { crowd, attribute }: Region): number {
  const { count, cpuUnitsFree, memoryMibFree, instanceClass } = fleet;
  const { cpuUnits, memoryMib } = request;
  const crowds = fleet.groupByValue(request.group, attribute);
  const valueByClass = fleet.valueOfClass(attribute);
  for (let row = 0; row < count; row++) {
    // The union has the sign bit when one of its parts falls short.
    if (((cpuUnitsFree[row] - cpuUnits) | (memoryMibFree[row] - memoryMib)) < 0) continue;
    if ((crowd === EVERYWHERE || crowds[valueByClass[instanceClass[row]]] === crowd) && fit(fleet, row, request) === FITS) return row;
  }
  return NOWHERE;
}

/**
 * What an instance would keep, as a number below 0 of which less is better; 0 or more when it lacks one or the other. Without a branch, for who
 * has the least of one resource often lacks the other, and a processor foretells that badly.
 */
function keyOf(kept: number, other: number): number {
  return (kept | (other & LOWEST)) ^ LOWEST;
}

/** The instance with the least in the criterion's column, for a plain request. */
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
  let best = 0;
  let chosen = NOWHERE;
  for (let from = 0; from < count; from += 4) {
    // Four at a time are turned away; what lies behind the end is looked at, and found out below.
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
      if (key === LOWEST) return row; // Nothing is lower, and those to come are younger.
      best = key;
      chosen = row;
    }
  }
  return chosen;
}

/** Whether the row's value of the attribute has the crowd that the region is about. */
export function isInRegion(fleet: FleetView, row: number, request: TaskRequest, { crowd, attribute }: Region): boolean {
  if (crowd === EVERYWHERE) return true;
  return fleet.groupByValue(request.group, attribute)[fleet.valueOfClass(attribute)[fleet.instanceClass[row]]] === crowd;
}

/** The first of the rows that the draw names that fits; any request. */
export function firstNamed(fleet: FleetView, request: TaskRequest, region: Region, seed: number): number {
  for (let nth = 0; nth < NAMED_ROWS; nth++) {
    const row = namedRow(seed, nth, fleet.count);
    if (row < fleet.count && isInRegion(fleet, row, request, region) && fit(fleet, row, request) === FITS) return row;
  }
  return NOWHERE;
}

/** The one with the lowest lot; any request. */
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
