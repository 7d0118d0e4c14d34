import { FITS, fit } from './fit.js';
import { NOWHERE } from './place.js';
import { type Criterion, lot } from './strategies.js';
import { ANY_PROVIDER, type FleetView, type TaskRequest } from './view.js';

/** A crowd is how many tasks of the group a zone has: a scan takes the zones of one crowd, or looks everywhere. */
export const EVERYWHERE = -1;

/** The smallest 32-bit integer: keys are shifted by it so that one signed comparison says "enough, and less than the best". */
const LOWEST = -0x8000_0000;
const HIGHEST = 0x7fff_ffff;

/** Asks for CPU, memory and an interface at most: least() and lowestLot() test no more than that. */
export function isPlain(request: TaskRequest): boolean {
  if (request.gpus > 0 || request.ports.length > 0 || request.isDistinctInstance) return false;
  return request.typeFits === null && request.zoneFits === null;
}

/** The next larger crowd of a zone, or EVERYWHERE when there is none. */
export function nextCrowd(inZone: Int32Array, crowd: number): number {
  let next = EVERYWHERE;
  for (let zone = 0; zone < inZone.length; zone++) {
    const here = inZone[zone];
    if (here > crowd && (next === EVERYWHERE || here < next)) next = here;
  }
  return next;
}

/** The oldest instance that fits; any request. */
export function oldest(fleet: FleetView, request: TaskRequest, crowd: number): number {
  const { count, cpuUnitsFree, memoryMibFree, zone } = fleet;
  const { cpuUnits, memoryMib } = request;
  const inZone = fleet.groupInZone(request.group);
  for (let row = 0; row < count; row++) {
    // The union has the sign bit when one of its parts falls short.
    if (((cpuUnitsFree[row] - cpuUnits) | (memoryMibFree[row] - memoryMib)) < 0) continue;
    if ((crowd === EVERYWHERE || inZone[zone[row]] === crowd) && fit(fleet, row, request) === FITS) return row;
  }
  return NOWHERE;
}

/** The instance with the least in the criterion's column, for a plain request. */
export function least(fleet: FleetView, request: TaskRequest, criterion: Criterion, crowd: number): number {
  const { count, cpuUnitsFree, memoryMibFree, eniFree, isActive, isAgentConnected, provider, zone } = fleet;
  const { cpuUnits, memoryMib, eni } = request;
  const providerMask = request.provider === ANY_PROVIDER ? 0 : -1;
  const inZone = fleet.groupInZone(request.group);
  const column = criterion === 'cpu' ? cpuUnitsFree : criterion === 'memory' ? memoryMibFree : fleet.groupOnInstance(request.group);
  const shift = (LOWEST - (criterion === 'cpu' ? cpuUnits : criterion === 'memory' ? memoryMib : 0)) | 0;
  let best = 0;
  let chosen = NOWHERE;
  for (let row = 0; row < count; row++) {
    const key = (column[row] + shift) | 0; // Too little wraps round to a key that is not negative.
    if (key >= best || (crowd !== EVERYWHERE && inZone[zone[row]] !== crowd)) continue;
    if (((cpuUnitsFree[row] - cpuUnits) | (memoryMibFree[row] - memoryMib) | (eniFree[row] - eni)) < 0) continue;
    if ((isActive[row] & isAgentConnected[row]) === 0 || ((provider[row] ^ request.provider) & providerMask) !== 0) continue;
    best = key;
    chosen = row;
    if (key === LOWEST) break; // Nothing is lower, and those to come are younger.
  }
  return chosen;
}

/** The instance with the lowest lot, for a plain request. */
export function lowestLot(fleet: FleetView, request: TaskRequest, seed: number, crowd: number): number {
  const { count, cpuUnitsFree, memoryMibFree, eniFree, isActive, isAgentConnected, provider, zone, instance } = fleet;
  const { cpuUnits, memoryMib, eni } = request;
  const providerMask = request.provider === ANY_PROVIDER ? 0 : -1;
  const inZone = fleet.groupInZone(request.group);
  let best = HIGHEST;
  let chosen = NOWHERE;
  for (let row = 0; row < count; row++) {
    const drawn = lot(seed, instance[row]); // No two are equal.
    if (drawn > best || (crowd !== EVERYWHERE && inZone[zone[row]] !== crowd)) continue;
    if (((cpuUnitsFree[row] - cpuUnits) | (memoryMibFree[row] - memoryMib) | (eniFree[row] - eni)) < 0) continue;
    if ((isActive[row] & isAgentConnected[row]) === 0 || ((provider[row] ^ request.provider) & providerMask) !== 0) continue;
    best = drawn;
    chosen = row;
  }
  return chosen;
}
