import { type Charge, NOT_COVERED } from '../../billing/bill.js';
import { costOf } from '../../billing/tariff.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import type { RunBill } from './bill.js';
import type { Tally } from './tally.js';
import type { Tariffs } from './tariffs.js';

/** The places of Capacity Reservations in one zone for one type. */
interface Places {
  readonly type: number;
  readonly zone: number;
  readonly count: number;
  /** On-Demand instances that run there. Each takes a place while there are places. */
  running: number;
  /** Since when each free place is free, in order. */
  free: Ms[];
}

/** The cost of unused places of Capacity Reservations: each the On-Demand price of its type (M.CR-1). */
export class ReservedPlacesAccount {
  private readonly places: readonly Places[];
  private readonly line: number;

  constructor(
    { capacityReservations = [] }: Setup,
    private readonly parts: { readonly bill: RunBill; readonly tariffs: Tariffs },
  ) {
    this.places = capacityReservations.map(({ type, zone, count }) => ({
      type,
      zone,
      count,
      running: 0,
      free: new Array<Ms>(count).fill(0),
    }));
    this.line = parts.bill.lineOfItem('unusedReservations');
  }

  /** An On-Demand instance of a group begins to run (1), or runs no more (-1). */
  count(type: number, zone: number, by: 1 | -1, atMs: Ms): void {
    const places = this.places.find((one) => one.type === type && one.zone === zone);
    if (places === undefined) return;
    if (by === 1 && places.running < places.count)
      this.parts.bill.addCharges([this.chargeOf(places, { fromMs: places.free.shift()!, toMs: atMs })]);
    if (by === -1 && places.running <= places.count) places.free.push(atMs);
    places.running += by;
  }

  /** The charges of all places that are free, if the run ended at `toMs`. */
  chargesAt(toMs: Ms): Charge[] {
    return this.places.flatMap((places) => places.free.map((fromMs) => this.chargeOf(places, { fromMs, toMs })));
  }

  addTo(tally: Tally, atMs: Ms): void {
    for (const { line, tariff, fromMs, toMs } of this.chargesAt(atMs))
      tally.add(line, { money: costOf(tariff, fromMs, toMs), onDemand: 0n });
  }

  save(): unknown {
    return this.places.map(({ running, free }) => ({ running, free: [...free] }));
  }

  load(saved: unknown): void {
    for (const [i, one] of (saved as Pick<Places, 'running' | 'free'>[]).entries()) Object.assign(this.places[i]!, one);
  }

  private chargeOf({ type }: Places, { fromMs, toMs }: { readonly fromMs: Ms; readonly toMs: Ms }): Charge {
    return { line: this.line, usage: NOT_COVERED, tariff: this.parts.tariffs.all[type]!, fromMs, toMs };
  }
}
