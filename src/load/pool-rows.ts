import type { Ms } from '../kernel/event-loop.js';
import { SERVICE_DEFAULTS, type ServiceUse } from './resource-use.js';
import { ServiceLoad } from './service.js';
import { termCellsOf } from './service-terms.js';
import type { LoadPart } from './totals.js';

/** The cells of a pool: one cache line. */
export const PoolCell = { surplus: 0, random: 1, targets: 2, silent: 3, ended: 4, share: 5, terms: 6 } as const;
const OF_POOL = 8;
const { surplus: SURPLUS, random: RANDOM, targets: TARGETS, silent: SILENT, ended: ENDED, share: SHARE, terms: TERMS } = PoolCell;
/** Cells of the terms of a pool. */
const OF_TERMS = 16;
const ROWS_FIRST = 4;

/** Computes the interval of one pool after the other. */
class PoolInterval extends ServiceLoad implements LoadPart {
  /** Requests of the interval that were sent to a target that did not answer. */
  lost = 0;
  share = 0;
}

/** The terms before the first interval. */
const NOTHING: ServiceUse = { ...SERVICE_DEFAULTS, concurrency: 1, meanMs: 1, cpuMs: 0, cpuUnits: 0, memoryMib: 0 };
const interval = new PoolInterval(NOTHING);

/** The values of pools that an interval reads and writes, side by side. Pools with equal terms share them. */
export class PoolRows {
  cells: Float64Array = new Float64Array(OF_POOL * ROWS_FIRST);
  private terms: Float64Array = new Float64Array(OF_TERMS * ROWS_FIRST);
  private rows = 0;
  private readonly termsByText = new Map<string, number>();

  /** Returns the first cell of a new pool. */
  add(use: ServiceUse): number {
    const at = OF_POOL * this.rows++;
    if (at === this.cells.length) this.cells = doubled(this.cells);
    this.cells[at + TERMS] = this.termsAt(use);
    return at;
  }

  /** Sets how a task of the pool serves from the next interval on. */
  setUse(at: number, use: ServiceUse): void {
    this.cells[at + TERMS] = this.termsAt(use);
  }

  /** Mean time of a server of the pool for a request. */
  meanMs(at: number): number {
    return this.terms[this.cells[at + TERMS]! + 1]!;
  }

  private termsAt(use: ServiceUse): number {
    const cells = termCellsOf(use);
    const text = cells.join();
    const found = this.termsByText.get(text);
    if (found !== undefined) return found;
    const at = OF_TERMS * this.termsByText.size;
    if (at === this.terms.length) this.terms = doubled(this.terms);
    this.terms.set(cells, at);
    this.termsByText.set(text, at);
    return at;
  }

  /**
   * Advances a pool by `ms` > 0. Each target receives as many requests; those of silent ones are lost. The next call overwrites the
   * results.
   */
  receive(at: number, ms: Ms, requests: number): LoadPart {
    const { cells } = this;
    const targets = cells[at + TARGETS]!;
    const silent = cells[at + SILENT]!;
    const lost = silent === 0 ? 0 : requests * (silent / targets);
    interval.setTerms(this.terms, cells[at + TERMS]!);
    interval.surplus = cells[at + SURPLUS]!;
    interval.random = cells[at + RANDOM]!;
    interval.pass(ms, requests - lost, targets - silent, Math.max(0, silent - cells[at + ENDED]!));
    cells[at + SURPLUS] = interval.surplus;
    cells[at + RANDOM] = interval.random;
    interval.arrived += lost;
    interval.lost = lost;
    interval.share = cells[at + SHARE]!;
    return interval;
  }
}

function doubled(cells: Float64Array): Float64Array {
  const wider = new Float64Array(2 * cells.length);
  wider.set(cells);
  return wider;
}
