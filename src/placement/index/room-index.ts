import { FITS } from '../fit.js';
import { NOWHERE } from '../place.js';
import { EVERYWHERE, type Region } from '../scans.js';
import { BY_CPU, type Criterion } from '../strategies.js';
import { ANY_PROVIDER, type FleetView, type RoomIndex, type TaskRequest } from '../view.js';
import { AgeTree } from './age-tree.js';
import { classBit } from './room.js';
import { RoomOrder } from './room-order.js';

/** From so many instances on an index beats the scan; below half as many the scan has won again. */
export const INDEX_FROM = 256;

/** What the index must know of an instance class. */
export interface IndexedClass {
  readonly provider: number;
  readonly type: number;
}

/**
 * Where there is room, kept up to date by whoever changes the fleet. Its parts are made when a strategy first asks for them: the tree for
 * what goes by age, one order a class for each resource that is binpacked.
 */
export class FleetIndex implements RoomIndex {
  private tree: AgeTree | null = null;
  private byCpu: RoomOrder[] | null = null;
  private byMemory: RoomOrder[] | null = null;
  /** Rows have moved up: what is known by row is void. */
  private isVoid = false;

  constructor(
    private readonly fleet: FleetView,
    private readonly classes: readonly IndexedClass[],
  ) {}

  /** The room, the state or the agent of the row has changed, or it is new at the end. */
  rowChanged(row: number): void {
    if (this.isVoid) return;
    const { fleet } = this;
    this.tree?.update(fleet, row);
    const { byCpu, byMemory } = this;
    if (byCpu === null && byMemory === null) return;
    const isThere = (fleet.isActive[row] & fleet.isAgentConnected[row]) === 1;
    const instanceClass = fleet.instanceClass[row];
    if (byCpu !== null) byCpu[instanceClass].update(row, isThere);
    if (byMemory !== null) byMemory[instanceClass].update(row, isThere);
  }

  /** A row was closed up. */
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
    const orders = this.ordersBy(criterion);
    const { fleet, classes } = this;
    const { classVerdicts, provider, group } = request;
    const crowds = fleet.groupByValue(group, region.attribute);
    const valueByClass = fleet.valueOfClass(region.attribute);
    const column = criterion === BY_CPU ? fleet.cpuUnitsFree : fleet.memoryMibFree;
    let chosen = NOWHERE;
    for (let one = 0; one < orders.length; one++) {
      if (provider !== ANY_PROVIDER && classes[one].provider !== provider) continue;
      if (classVerdicts !== null && classVerdicts[one] !== FITS) continue;
      if (region.crowd !== EVERYWHERE && crowds[valueByClass[one]] !== region.crowd) continue;
      const row = orders[one].first(request);
      if (row === NOWHERE) continue;
      const lead = chosen === NOWHERE ? -1 : column[row] - column[chosen] || row - chosen;
      if (lead < 0) chosen = row;
    }
    return chosen;
  }

  private ordersBy(criterion: Criterion): RoomOrder[] {
    const known = criterion === BY_CPU ? this.byCpu : this.byMemory;
    if (known !== null) return known;
    const { fleet } = this;
    const made = this.classes.map(({ type }) => {
      const { cpuUnits, memoryMib } = fleet.types[type];
      return new RoomOrder(fleet, criterion, criterion === BY_CPU ? cpuUnits : memoryMib);
    });
    if (criterion === BY_CPU) this.byCpu = made;
    else this.byMemory = made;
    for (let row = 0; row < fleet.count; row++)
      made[fleet.instanceClass[row]].update(row, (fleet.isActive[row] & fleet.isAgentConnected[row]) === 1);
    return made;
  }

  private forget(): void {
    this.isVoid = false;
    this.tree = null;
    this.byCpu = null;
    this.byMemory = null;
  }
}
