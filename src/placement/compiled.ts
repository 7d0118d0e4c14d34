import { FITS, fit } from './fit.js';
import { NOWHERE } from './place.js';
import { EVERYWHERE, isPlain, least, lowestLot, nextCrowd, oldest } from './scans.js';
import { type Criterion, criterionOf, lot, lotSeed } from './strategies.js';
import type { FleetView, PlacementStrategy, TaskRequest } from './view.js';

/** A chain of strategies as scans over columns: picks what placeByScores() picks. */
export interface CompiledChain {
  /** The row for the task, or NOWHERE. `draw` decides what random decides. */
  pick(fleet: FleetView, request: TaskRequest, draw: number): number;
}

/**
 * Compiles a chain. An empty one takes the oldest instance that fits.
 *
 * A leading spread over zones is a loop around a scan of one zone crowd after the other, for the least crowded nearly always has
 * room. A scan asks first what turns most rows away at the price of one column: does this row beat the best so far? Rows
 * come in order of age and comparisons are strict, so ties stay with the oldest.
 */
export function compileChain(chain: readonly PlacementStrategy[]): CompiledChain {
  const criteria = decisive(chain.map(criterionOf));
  const [first, second] = criteria;
  const isZoned = first === 'zone';
  const isOneScan = criteria.length <= (isZoned ? 2 : 1);
  return isOneScan ? new OneScan(isZoned, isZoned ? second : first, new AnyScan(criteria)) : new AnyScan(criteria);
}

/** Without what can decide nothing: a criterion that comes again, and all that comes after random, for lots never tie. */
function decisive(criteria: readonly Criterion[]): Criterion[] {
  const last = criteria.indexOf('random');
  return [...new Set(last < 0 ? criteria : criteria.slice(0, last + 1))];
}

/** Any chain, any request: criterion by criterion, and fit() for the rows that beat the best. */
class AnyScan implements CompiledChain {
  /** Values of the best row so far, by criterion. */
  private readonly best: Float64Array;
  private seed = 0;

  constructor(private readonly criteria: readonly Criterion[]) {
    this.best = new Float64Array(criteria.length);
  }

  pick(fleet: FleetView, request: TaskRequest, draw: number): number {
    const { criteria, best } = this;
    const { count, cpuUnitsFree, memoryMibFree } = fleet;
    const { cpuUnits, memoryMib } = request;
    this.seed = lotSeed(draw);
    best.fill(Number.POSITIVE_INFINITY);
    let chosen = NOWHERE;
    for (let row = 0; row < count; row++) {
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
      case 'cpu':
        return fleet.cpuUnitsFree[row];
      case 'memory':
        return fleet.memoryMibFree[row];
      case 'zone':
        return fleet.groupInZone(request.group)[fleet.zone[row]];
      case 'instance':
        return fleet.groupOnInstance(request.group)[row];
      case 'random':
        return lot(this.seed, fleet.instance[row]);
    }
  }
}

/** At most zones and one criterion more: a scan that makes no call per row, when the request is a plain one. */
class OneScan implements CompiledChain {
  constructor(
    private readonly isZoned: boolean,
    private readonly criterion: Criterion | undefined,
    private readonly fallback: CompiledChain,
  ) {}

  pick(fleet: FleetView, request: TaskRequest, draw: number): number {
    if (this.criterion !== undefined && !isPlain(request)) return this.fallback.pick(fleet, request, draw);
    if (!this.isZoned) return this.scan(fleet, request, draw, EVERYWHERE);
    const inZone = fleet.groupInZone(request.group);
    for (let crowd = nextCrowd(inZone, EVERYWHERE); crowd !== EVERYWHERE; crowd = nextCrowd(inZone, crowd)) {
      const chosen = this.scan(fleet, request, draw, crowd);
      if (chosen !== NOWHERE) return chosen;
    }
    return NOWHERE;
  }

  private scan(fleet: FleetView, request: TaskRequest, draw: number, crowd: number): number {
    if (this.criterion === undefined) return oldest(fleet, request, crowd);
    if (this.criterion === 'random') return lowestLot(fleet, request, lotSeed(draw), crowd);
    return least(fleet, request, this.criterion, crowd);
  }
}
