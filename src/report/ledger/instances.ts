import type { Ms } from '../../sim/kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import { Bill, billedSeconds } from './bill.js';
import { Book, NONE } from './book.js';
import { INSTANCE_COLUMNS, type InstanceBook } from './books.js';
import { Group } from './group.js';
import { Level } from './level.js';
import { Room } from './room.js';
import type { Watcher } from './watcher.js';

/** Living instances, what they offer, and what they and the gone ones cost. */
export class InstanceAccount {
  readonly book: InstanceBook = new Book(INSTANCE_COLUMNS);
  /** One per capacity provider, then one for the instances outside any. */
  readonly groups: readonly Group[];
  readonly room: Room;
  /** Instances launched and not terminated. */
  readonly fleet = new Level();
  /** Of the instances that are gone. */
  readonly bill: Bill;

  constructor(
    setup: Setup,
    private readonly watchers: readonly Watcher[],
  ) {
    this.groups = [
      ...setup.capacityProviders.map(
        (p) => new Group(p.name, p.managedScaling.isEnabled ? p.managedScaling.targetPercent : null, p.initialSize),
      ),
      new Group('', null, 0),
    ];
    this.bill = new Bill(setup);
    this.room = new Room(setup, this.book, this.groups);
  }

  /** The bill if the run ended at `atMs`: the gone and the living. */
  billAt(atMs: Ms): Bill {
    const bill = this.bill.copy();
    const { ordinal, rows, columns } = this.book;
    for (let row = 0; row < rows; row++)
      if (ordinal[row] !== NONE) bill.add(columns.group[row], columns.type[row], billedSeconds(columns.launchedMs[row], atMs));
    return bill;
  }

  onLaunched(instance: number, what: { type: number; zone: number; group: number; hasTrunk: number }, atMs: Ms): void {
    const row = this.book.open(instance);
    const { columns } = this.book;
    columns.type[row] = what.type;
    columns.zone[row] = what.zone;
    columns.group[row] = what.group;
    columns.hasTrunk[row] = what.hasTrunk;
    columns.launchedMs[row] = atMs;
    columns.registeredMs[row] = NONE;
    columns.drainingMs[row] = NONE;
    columns.tasksPlaced[row] = 0;
    this.room.clear(row);
    this.groups[what.group].booting++;
    this.groups[what.group].instances.add(1, atMs);
    this.fleet.add(1, atMs);
  }

  onRegistered(instance: number, atMs: Ms): void {
    const row = this.book.find(instance);
    const { registeredMs, group } = this.book.columns;
    registeredMs[row] = atMs;
    this.groups[group[row]].booting--;
    this.groups[group[row]].active++;
    this.room.enter(row, atMs);
  }

  onDraining(instance: number, atMs: Ms): void {
    const row = this.book.find(instance);
    const { registeredMs, drainingMs, group: groupOf } = this.book.columns;
    const group = this.groups[groupOf[row]];
    if (drainingMs[row] !== NONE) return;
    if (registeredMs[row] === NONE) group.booting--;
    else group.active--;
    group.draining++;
    drainingMs[row] = atMs;
    this.room.note(row, atMs);
  }

  onTerminated(instance: number, cause: number, atMs: Ms): void {
    const row = this.book.find(instance);
    const { registeredMs, drainingMs, group: groupOf, type, launchedMs } = this.book.columns;
    const group = this.groups[groupOf[row]];
    if (drainingMs[row] !== NONE) group.draining--;
    else if (registeredMs[row] === NONE) group.booting--;
    else group.active--;
    group.instances.add(-1, atMs);
    this.fleet.add(-1, atMs);
    this.room.leave(row, atMs);
    this.bill.add(groupOf[row], type[row], billedSeconds(launchedMs[row], atMs));
    for (const watcher of this.watchers) watcher.instanceEnded(row, atMs, cause);
    this.book.close(row);
  }
}
