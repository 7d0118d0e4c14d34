import type { CompiledChain } from '../compiled.js';
import { FITS, fit } from '../fit.js';
import { ALL } from '../index/walks.js';
import { BY_LOT, scoreOf } from '../strategies.js';
import { type FleetView, NOWHERE, type TaskRequest } from '../view.js';
import type { Guard } from './guard.js';

/** Replaces a chain of strategies by an algorithm: chooses the instance of the lowest rank among those that fit. */
export class AlgorithmChain implements CompiledChain {
  private readonly lotOf = scoreOf(BY_LOT);

  constructor(
    private readonly guard: Guard,
    /** The rule for equal ranks: the oldest instance, or the random draw of a chain of strategies. */
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

  /** Returns whether the older of two instances with equal ranks stays chosen. */
  private keeps(fleet: FleetView, request: TaskRequest, chosen: number, row: number): boolean {
    const { tie, lotOf, guard } = this;
    return tie === 'oldest' || lotOf(fleet, chosen, request, guard.draw) < lotOf(fleet, row, request, guard.draw);
  }
}
