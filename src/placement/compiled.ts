import { FITS, fit } from './fit.js';
import { ALL, fewestByIndex, lowestLotByIndex, oldestByIndex } from './index/walks.js';
import { NOWHERE } from './place.js';
import { EVERYWHERE, firstNamed, isPlain, least, lowestLot, nextCrowd, oldest, type Region } from './scans.js';
import { BY_CPU, BY_INSTANCE, BY_LOT, BY_MEMORY, type Criterion, lotSeed, scoreOf } from './strategies.js';
import type { FleetView, RoomIndex, TaskRequest } from './view.js';

/** A chain of strategies as scans over columns, or as walks of the fleet's index: picks the row that wins by the scores in their order, the oldest of equals. */
export interface CompiledChain {
  /** The row for the task, or NOWHERE. `draw` decides what random decides. */
  pick(fleet: FleetView, request: TaskRequest, draw: number): number;
}

/**
 * Compiles a chain. An empty one takes the oldest instance that fits.
 *
 * A leading spread over an attribute is a loop around a scan of one crowd of its values after the other, for the least crowded nearly
 * always has room. A scan asks first what turns most rows away at the price of one column: does this row beat the best so far? Rows
 * come in order of age and comparisons are strict, so ties stay with the oldest.
 */
export function compileChain(chain: readonly Criterion[]): CompiledChain {
  const criteria = decisive(chain);
  const [first, second] = criteria;
  const isSpread = first >= 0;
  const isOneScan = criteria.length <= (isSpread ? 2 : 1);
  const inner = isSpread ? second : first;
  return isOneScan && !(inner >= 0) ? new OneScan(isSpread ? first : null, inner, new AnyScan(criteria)) : new AnyScan(criteria);
}

/** Without what can decide nothing: a criterion that comes again, and all that comes after random, for lots never tie. */
function decisive(criteria: readonly Criterion[]): Criterion[] {
  const last = criteria.indexOf(BY_LOT);
  return [...new Set(last < 0 ? criteria : criteria.slice(0, last + 1))];
}

/** Any chain, any request: criterion by criterion, and fit() for the rows that beat the best. */
class AnyScan implements CompiledChain {
  /** Values of the best row so far, by criterion. */
  private readonly best: Float64Array;
  private readonly luck = scoreOf(BY_LOT);
  private draw = 0;

  constructor(private readonly criteria: readonly Criterion[]) {
    this.best = new Float64Array(criteria.length);
  }

  pick(fleet: FleetView, request: TaskRequest, draw: number): number {
    const { criteria, best } = this;
    const { count, cpuUnitsFree, memoryMibFree, index } = fleet;
    const { cpuUnits, memoryMib } = request;
    const classes = index === undefined ? 0 : index.classesFor(request, ALL);
    best.fill(Number.POSITIVE_INFINITY);
    this.draw = draw;
    let chosen = NOWHERE;
    for (let row = 0; row < count; row++) {
      if (index !== undefined) {
        row = index.next(request, classes, row);
        if (row === NOWHERE) break;
      }
      if (cpuUnitsFree[row] < cpuUnits || memoryMibFree[row] < memoryMib) continue;
      let at = 0;
      let lead = 0;
      for (; at < criteria.length; at++) {
        lead = this.valueOf(criteria[at], fleet, row, request) - best[at];
        if (lead !== 0) break;
      }
      if (lead >= 0 || fit(fleet, row, request) !== FITS) continue;
      chosen = row;
      for (; at < criteria.length; at++) best[at] = this.valueOf(criteria[at], fleet, row, request);
    }
    return chosen;
  }

  private valueOf(criterion: Criterion, fleet: FleetView, row: number, request: TaskRequest): number {
    switch (criterion) {
      case BY_CPU:
        return fleet.cpuUnitsFree[row];
      case BY_MEMORY:
        return fleet.memoryMibFree[row];
      case BY_INSTANCE:
        return fleet.groupOnInstance(request.group)[row];
      case BY_LOT:
        return this.luck(fleet, row, request, this.draw);
      default:
        return fleet.groupByValue(request.group, criterion)[fleet.valueOfClass(criterion)[fleet.instanceClass[row]]];
    }
  }
}

/** At most one attribute and one criterion more: a scan that makes no call per row, when the request is a plain one. */
class OneScan implements CompiledChain {
  private readonly region: Region = { crowd: EVERYWHERE, attribute: 0 };

  constructor(
    private readonly attribute: number | null,
    private readonly criterion: Criterion | undefined,
    private readonly fallback: CompiledChain,
  ) {
    this.region.attribute = attribute ?? 0;
  }

  pick(fleet: FleetView, request: TaskRequest, draw: number): number {
    const needsPlain = this.criterion !== undefined && this.criterion !== BY_LOT;
    if (fleet.index === undefined && needsPlain && !isPlain(request)) return this.fallback.pick(fleet, request, draw);
    const { region } = this;
    region.crowd = EVERYWHERE;
    if (this.attribute === null) return this.scan(fleet, request, draw);
    const crowds = fleet.groupByValue(request.group, this.attribute);
    for (let crowd = nextCrowd(crowds, EVERYWHERE); crowd !== EVERYWHERE; crowd = nextCrowd(crowds, crowd)) {
      region.crowd = crowd;
      const chosen = this.scan(fleet, request, draw);
      if (chosen !== NOWHERE) return chosen;
    }
    return NOWHERE;
  }

  private scan(fleet: FleetView, request: TaskRequest, draw: number): number {
    const { criterion, region } = this;
    if (criterion === BY_LOT) {
      const named = firstNamed(fleet, request, region, lotSeed(draw));
      if (named !== NOWHERE) return named;
    }
    if (fleet.index !== undefined) return this.walk(fleet.index, fleet, request, draw);
    if (criterion === undefined) return oldest(fleet, request, region);
    return criterion === BY_LOT ? lowestLot(fleet, request, region, lotSeed(draw)) : least(fleet, request, region, criterion);
  }

  private walk(index: RoomIndex, fleet: FleetView, request: TaskRequest, draw: number): number {
    const { criterion, region } = this;
    switch (criterion) {
      case undefined:
        return oldestByIndex(index, fleet, request, region);
      case BY_INSTANCE:
        return fewestByIndex(index, fleet, request, region);
      case BY_LOT:
        return lowestLotByIndex(index, fleet, request, { region, seed: lotSeed(draw) });
      default:
        return index.least(request, region, criterion);
    }
  }
}
