import type { CompiledChain } from '../compiled.js';
import { FITS, fit } from '../fit.js';
import { ALL } from '../index/walks.js';
import { NOWHERE } from '../place.js';
import { BY_LOT, scoreOf } from '../strategies.js';
import type { FleetView, TaskRequest } from '../view.js';
import type { Guard } from './guard.js';

/** An algorithm in the place of a chain of strategies: of the instances that fit, the one of the lowest rank. */
export class AlgorithmChain implements CompiledChain {
  private readonly lotOf = scoreOf(BY_LOT);

  constructor(
    private readonly guard: Guard,
    /** Where ranks are equal: the oldest instance, or the lot that a chain of strategies would draw. */
    private readonly tie: 'oldest' | 'hash',
  ) {}

  pick(fleet: FleetView, request: TaskRequest, draw: number): number {
    const { guard } = this;
    const { count, index } = fleet;
    const classes = index === undefined ? 0 : index.classesFor(request, ALL);
    guard.draw = draw;
    let chosen = NOWHERE;
    let least = 0;
    for (let row = 0; row < count; row++) {
      if (index !== undefined) {
        row = index.next(request, classes, row);
        if (row === NOWHERE) break;
      }
      if (fit(fleet, row, request) !== FITS) continue;
      const rank = guard.rank(fleet, row, request);
      if (chosen !== NOWHERE && (rank > least || (rank === least && this.keeps(fleet, request, chosen, row)))) continue;
      chosen = row;
      least = rank;
    }
    return chosen;
  }

  /** Of two instances of equal rank, whether the older one stays chosen. */
  private keeps(fleet: FleetView, request: TaskRequest, chosen: number, row: number): boolean {
    const { tie, lotOf, guard } = this;
    return tie === 'oldest' || lotOf(fleet, chosen, request, guard.draw) < lotOf(fleet, row, request, guard.draw);
  }
}
