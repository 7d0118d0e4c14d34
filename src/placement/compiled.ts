import { FITS, fit } from './fit.js';
import { ALL, leastByIndex, lowestLotByIndex, oldestByIndex } from './index/walks.js';
import { EVERYWHERE, firstNamed, isPlain, least, lowestLot, nextCrowd, oldest, type RankedRegion, type Region } from './scans.js';
import { BY_LOT, type ColumnCriterion, type Criterion, columnCriterion, hasColumn, lotSeed, type Score, scoreOf } from './strategies.js';
import { type FleetView, NOWHERE, type RoomIndex, type TaskRequest } from './view.js';

/**
 * A chain of strategies, compiled to scans over columns or to walks of the fleet's index. It picks the row with the best scores, compared
 * in the order of the chain; ties go to the oldest.
 */
export interface CompiledChain {
  /** The row for the task, or NOWHERE. `draw` determines all random choices. */
  pick(fleet: FleetView, request: TaskRequest, draw: number): number;
}

/**
 * Compiles a chain. An empty chain takes the oldest instance that fits.
 *
 * A leading spread over an attribute is a loop over the crowds of its values, each with a scan: the least crowded one nearly always has
 * room. A scan first makes the check that rejects most rows at the price of one column: is this row better than the best so far? Rows come
 * in order of age and comparisons are strict, so ties stay with the oldest.
 */
export function compileChain(chain: readonly Criterion[]): CompiledChain {
  const criteria = decisive(chain);
  const [first, second] = criteria;
  const isSpread = first >= 0;
  const isOneScan = criteria.length <= (isSpread ? 2 : 1);
  const inner = isSpread ? second : first;
  return isOneScan && !(inner >= 0) ? new OneScan(isSpread ? first : null, inner, new AnyScan(criteria)) : new AnyScan(criteria);
}

/** The chain without criteria that can never decide: repeated ones, and all after random, because lots never tie. */
function decisive(criteria: readonly Criterion[]): Criterion[] {
  const last = criteria.indexOf(BY_LOT);
  return [...new Set(last < 0 ? criteria : criteria.slice(0, last + 1))];
}

/** For any chain and any request: compares criterion by criterion, and calls fit() for the rows that are better than the best. */
class AnyScan implements CompiledChain {
  /** Scores of the best row so far, by criterion. */
  private readonly best: Float64Array;
  private readonly scores: readonly Score[];
  /** By criterion, its row of the table; null for lots and attributes. */
  private readonly known: readonly (ColumnCriterion | null)[];
  /** By criterion, the column of the current fleet, so that most values are read without a call. */
  private readonly columns: (Int32Array | null)[];

  constructor(private readonly criteria: readonly Criterion[]) {
    this.best = new Float64Array(criteria.length);
    this.scores = criteria.map(scoreOf);
    this.known = criteria.map((criterion) => (hasColumn(criterion) ? columnCriterion(criterion) : null));
    this.columns = criteria.map(() => null);
  }

  pick(fleet: FleetView, request: TaskRequest, draw: number): number {
    const { criteria, best, columns, scores } = this;
    const { count, cpuUnitsFree, memoryMibFree, index } = fleet;
    const { cpuUnits, memoryMib } = request;
    const classes = index === undefined ? 0 : index.classesFor(request, ALL);
    best.fill(Number.POSITIVE_INFINITY);
    for (let at = 0; at < columns.length; at++) columns[at] = this.known[at]?.column(fleet, request) ?? null;
    const valueAt = (at: number, row: number) => columns[at]?.[row] ?? scores[at](fleet, row, request, draw);
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
        lead = valueAt(at, row) - best[at];
        if (lead !== 0) break;
      }
      if (lead >= 0 || fit(fleet, row, request) !== FITS) continue;
      chosen = row;
      for (; at < criteria.length; at++) best[at] = valueAt(at, row);
    }
    return chosen;
  }
}

/** For a chain of at most one attribute and one further criterion: a scan without a call per row, if the request is plain. */
class OneScan implements CompiledChain {
  private readonly region: Region = { crowd: EVERYWHERE, attribute: 0 };
  /** null: by lot, or by age alone. */
  private readonly ranked: RankedRegion | null;

  constructor(
    private readonly attribute: number | null,
    private readonly criterion: Criterion | undefined,
    private readonly fallback: CompiledChain,
  ) {
    this.region.attribute = attribute ?? 0;
    this.ranked = criterion === undefined || !hasColumn(criterion) ? null : { region: this.region, by: columnCriterion(criterion) };
  }

  pick(fleet: FleetView, request: TaskRequest, draw: number): number {
    if (fleet.index === undefined && this.ranked !== null && !isPlain(request)) return this.fallback.pick(fleet, request, draw);
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
    const { criterion, region, ranked } = this;
    if (criterion === BY_LOT) {
      const named = firstNamed(fleet, request, region, lotSeed(draw));
      if (named !== NOWHERE) return named;
    }
    if (fleet.index !== undefined) return this.walk(fleet.index, fleet, request, draw);
    if (ranked !== null) return least(fleet, request, ranked);
    return criterion === BY_LOT ? lowestLot(fleet, request, region, lotSeed(draw)) : oldest(fleet, request, region);
  }

  private walk(index: RoomIndex, fleet: FleetView, request: TaskRequest, draw: number): number {
    const { criterion, region, ranked } = this;
    if (criterion === BY_LOT) return lowestLotByIndex(index, fleet, request, { region, seed: lotSeed(draw) });
    if (ranked === null) return oldestByIndex(index, fleet, request, region);
    return ranked.by.resource === null ? leastByIndex(index, fleet, request, ranked) : index.least(request, region, ranked.by.criterion);
  }
}
