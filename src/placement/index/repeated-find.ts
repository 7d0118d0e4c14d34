import { FITS, fit } from '../fit.js';
import { NOWHERE } from '../place.js';
import type { ColumnCriterion } from '../strategies.js';
import type { FleetView, TaskRequest } from '../view.js';
import { RoomOrder } from './room-order.js';

/**
 * An order that remembers the row that it found last. binpack takes the row with the least room. The task that comes there leaves it less, so
 * the next equal task goes to the same row while it fits, unless another row has changed.
 */
export class RepeatedFind {
  private readonly order: RoomOrder;
  /** Null where the row may not be the first any more. */
  private request: TaskRequest | null = null;
  private row = NOWHERE;
  /** What the row has free. */
  private free = 0;

  constructor(
    private readonly fleet: FleetView,
    private readonly by: ColumnCriterion,
    type: number,
  ) {
    this.order = new RoomOrder(fleet, by, type);
  }

  /** As in RoomOrder. */
  add(row: number, isThere: boolean): void {
    this.order.add(row, isThere);
  }

  /** As in RoomOrder. */
  update(row: number, isThere: boolean): void {
    if (this.request !== null) this.noteChange(row);
    this.order.update(row, isThere);
  }

  /** As in RoomOrder. */
  first(request: TaskRequest): number {
    if (request === this.request && fit(this.fleet, this.row, request) === FITS) return this.row;
    const row = this.order.first(request);
    // distinctInstance can be lifted, and a volume detached, without a change of the room.
    const isRemembered = row !== NOWHERE && !request.isDistinctInstance && request.hasVolume !== true;
    this.request = isRemembered ? request : null;
    this.row = row;
    if (isRemembered) this.free = this.freeOn(row);
    return row;
  }

  private noteChange(row: number): void {
    const free = this.freeOn(row);
    if (row !== this.row || free > this.free) this.request = null;
    this.free = free;
  }

  private freeOn(row: number): number {
    return this.by.column(this.fleet, this.request!)[row];
  }
}
