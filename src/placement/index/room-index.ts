import { FITS, fit } from '../fit.js';
import { EVERYWHERE, type Region } from '../scans.js';
import { type ColumnCriterion, type Criterion, columnCriterion } from '../strategies.js';
import { ANY_PROVIDER, type FleetView, NOWHERE, type RoomIndex, type TaskRequest } from '../view.js';
import { AgeTree } from './age-tree.js';
import { classBit } from './room.js';
import { RoomOrder } from './room-order.js';

/** With this many instances the index becomes faster than a scan; below half as many the scan is faster again. */
export const INDEX_FROM = 256;

/** Data of an instance class for the index. */
export interface IndexedClass {
  readonly provider: number;
  readonly type: number;
}

/** The orders by one criterion, by instance class. */
interface ClassOrders {
  readonly criterion: Criterion;
  /** Whether they have only the instances with a free interface, for tasks that need one: instances run out of interfaces before memory. */
  readonly isOfInterfaces: boolean;
  readonly column: ColumnCriterion['column'];
  readonly byClass: readonly RoomOrder[];
  /** By instance class: the request whose row the order found last. */
  readonly requests: (TaskRequest | null)[];
}

/**
 * An index of free room; the code that changes the fleet keeps it up to date. Its parts are made when a strategy first needs them: the tree
 * for choices by age, one order per class for each binpacked resource.
 */
export class FleetIndex implements RoomIndex {
  private tree: AgeTree | null = null;
  private orders: ClassOrders[] = [];
  /** True if rows have moved up: all data by row is invalid. */
  private isVoid = false;

  constructor(
    private readonly fleet: FleetView,
    private readonly classes: readonly IndexedClass[],
  ) {}

  /** Call it when the room, the state or the agent of the row has changed, or when it is new at the end. */
  rowChanged(row: number): void {
    if (this.isVoid) return;
    const { fleet } = this;
    this.tree?.update(fleet, row);
    const { orders } = this;
    if (orders.length === 0) return;
    const isThere = (fleet.isActive[row] & fleet.isAgentConnected[row]) === 1;
    const instanceClass = fleet.instanceClass[row];
    for (let i = 0; i < orders.length; i++) {
      const { isOfInterfaces, byClass } = orders[i];
      byClass[instanceClass].update(row, isThere && (!isOfInterfaces || fleet.eniFree[row] > 0));
    }
  }

  /** Call it when that is so of all rows from `from` on, up to `to`. */
  rowsChanged(from: number, to: number): void {
    if (this.tree !== null || this.orders.length > 0) for (let row = from; row < to; row++) this.rowChanged(row);
  }

  /** Call it when a row was removed, or got another class. */
  rowsMoved(): void {
    this.isVoid = true;
  }

  classesFor({ classVerdicts, provider, group }: TaskRequest, { crowd, attribute }: Region): number {
    if (classVerdicts === null && provider === ANY_PROVIDER && crowd === EVERYWHERE) return -1;
    const { classes: all, fleet } = this;
    const crowds = fleet.groupByValue(group, attribute);
    const valueByClass = fleet.valueOfClass(attribute);
    let classes = 0;
    for (let one = 0; one < all.length; one++) {
      if (provider !== ANY_PROVIDER && all[one].provider !== provider) continue;
      if (classVerdicts !== null && classVerdicts[one] !== FITS) continue;
      if (crowd === EVERYWHERE || crowds[valueByClass[one]] === crowd) classes |= classBit(one);
    }
    return classes;
  }

  next(request: TaskRequest, classes: number, from: number): number {
    if (this.isVoid) this.forget();
    if (this.tree === null) {
      this.tree = new AgeTree();
      this.tree.rebuild(this.fleet);
    }
    return this.tree.next(request, classes, from);
  }

  least(request: TaskRequest, region: Region, criterion: Criterion): number {
    if (this.isVoid) this.forget();
    const orders = this.ordersBy(criterion, request.eni > 0);
    const { column, byClass } = orders;
    const { fleet, classes } = this;
    const { classVerdicts, provider, group } = request;
    const crowds = fleet.groupByValue(group, region.attribute);
    const valueByClass = fleet.valueOfClass(region.attribute);
    const amounts = column(fleet, request);
    let chosen = NOWHERE;
    for (let one = 0; one < byClass.length; one++) {
      if (provider !== ANY_PROVIDER && classes[one].provider !== provider) continue;
      if (classVerdicts !== null && classVerdicts[one] !== FITS) continue;
      if (region.crowd !== EVERYWHERE && crowds[valueByClass[one]] !== region.crowd) continue;
      const row = this.firstOf(orders, one, request);
      if (row === NOWHERE) continue;
      const lead = chosen === NOWHERE ? -1 : amounts[row] - amounts[chosen] || row - chosen;
      if (lead < 0) chosen = row;
    }
    return chosen;
  }

  /**
   * Finds the row of one class. binpack takes the row with the least room. A task placed there reduces the room, so the next equal task
   * goes to the same row while it fits, unless another row has changed.
   */
  private firstOf({ byClass, requests }: ClassOrders, one: number, request: TaskRequest): number {
    const order = byClass[one];
    if (order.found !== NOWHERE && requests[one] === request && this.fitsAgain(order.found, request)) {
      order.isFoundAgain = true;
      return order.found;
    }
    const row = order.first(request);
    order.found = row;
    requests[one] = request;
    return row;
  }

  /** distinctInstance can be lifted, and a volume detached, without a change of the room. Rows that take no task are not in the order. */
  private fitsAgain(row: number, request: TaskRequest): boolean {
    const { cpuUnitsFree, memoryMibFree } = this.fleet;
    if (request.needsOnlyRoom === true) return cpuUnitsFree[row] >= request.cpuUnits && memoryMibFree[row] >= request.memoryMib;
    return !request.isDistinctInstance && request.hasVolume !== true && fit(this.fleet, row, request) === FITS;
  }

  private ordersBy(criterion: Criterion, isOfInterfaces: boolean): ClassOrders {
    const { orders } = this;
    for (let i = 0; i < orders.length; i++)
      if (orders[i].criterion === criterion && orders[i].isOfInterfaces === isOfInterfaces) return orders[i];
    return this.addOrders(criterion, isOfInterfaces);
  }

  private addOrders(criterion: Criterion, isOfInterfaces: boolean): ClassOrders {
    const { orders, fleet } = this;
    const by = columnCriterion(criterion);
    const isThere = new Uint8Array(fleet.count);
    for (let row = 0; row < fleet.count; row++)
      isThere[row] = fleet.isActive[row] & fleet.isAgentConnected[row] & Number(!isOfInterfaces || fleet.eniFree[row] > 0);
    const rows = rowsByClass(fleet, this.classes.length);
    const byClass = this.classes.map(({ type }, one) => {
      const order = new RoomOrder(fleet, by, type);
      order.fill(rows[one], isThere);
      return order;
    });
    const made = { criterion, isOfInterfaces, column: by.column, byClass, requests: byClass.map(() => null) };
    orders.push(made);
    return made;
  }

  private forget(): void {
    this.isVoid = false;
    this.tree = null;
    this.orders = [];
  }
}

/** Returns the rows of each class, in their order. */
function rowsByClass({ instanceClass, count }: FleetView, classes: number): Int32Array[] {
  const ends = new Int32Array(classes + 1);
  for (let row = 0; row < count; row++) ends[instanceClass[row] + 1]++;
  for (let one = 0; one < classes; one++) ends[one + 1] += ends[one];
  const starts = ends.slice();
  const rows = new Int32Array(count);
  for (let row = 0; row < count; row++) rows[starts[instanceClass[row]]++] = row;
  return Array.from({ length: classes }, (_, one) => rows.subarray(ends[one], ends[one + 1]));
}
