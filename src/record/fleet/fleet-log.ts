import { SECOND_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import { loadParts } from '../../kernel/parts.js';
import { Fact, type FactKind, InstanceCause, PoolState } from '../../sim/facts.js';
import { type Option, optionName } from '../ledger/costs.js';
import type { EndListener } from '../ledger/end-listener.js';
import type { InstanceKind } from '../ledger/instance-kinds.js';
import { NONE } from '../ledger/live-rows.js';
import { INSTANCE_PLACES } from '../ledger/live-tables.js';
import type { RunAccounts } from '../ledger/run-accounts.js';
import { instanceCauseName } from '../tables/names.js';
import { type FleetMap, type Life, rowText, State } from './fleet-map.js';
import { MapLane } from './lane.js';

const { kind: KIND, cpuFree: CPU_FREE, memoryFree: MEMORY_FREE, takesTasks: TAKES_TASKS } = INSTANCE_PLACES;

/** Most columns and rows of a map: a page has no room for more. A long run with many instances is reduced to these. */
const COLUMNS_MAX = 720;
const ROWS_MAX = 240;
/** Most instances that are listed one by one; instances.csv has all of them. */
const INSTANCES_MAX = 1500;
const DAY_S = 86_400;
/** Round numbers of seconds for the width of a column. */
const WIDTHS_S = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, DAY_S];

/** Causes of unplanned ends. */
const LOSSES: ReadonlySet<number> = new Set([InstanceCause.interrupted, InstanceCause.zoneOutage, InstanceCause.unhealthy]);

/** The width of a column: the least round one that keeps the number of columns within the limit. */
export function columnMs(durationMs: Ms): Ms {
  const least = durationMs / (COLUMNS_MAX * SECOND_MS);
  return SECOND_MS * (WIDTHS_S.find((width) => width >= least) ?? DAY_S * Math.ceil(least / DAY_S));
}

/** Samples every instance at equal steps of time, for the map of the fleet. Memory is bounded: rows are folded when there are too many. */
export class FleetLog implements EndListener {
  readonly everyMs: Ms;
  /** When the current column ends. */
  nextMs: Ms;
  private readonly lanes: readonly MapLane[];
  /** By the place of the instance among the rows of the accounts. */
  private slots: number[] = [];
  private slotsPerRow = 1;
  private instances: Life[] = [];
  private instancesLeftOut = 0;

  constructor(private readonly accounts: RunAccounts) {
    this.everyMs = columnMs(accounts.setup.durationMs);
    this.nextMs = this.everyMs;
    this.lanes = accounts.groups.map(() => new MapLane());
    accounts.watch(this);
  }

  receives(kind: FactKind): boolean {
    return kind === Fact.instanceLaunched || kind === Fact.instanceNoticed || kind === Fact.instanceDraining;
  }

  /** Must be called after the accounts have processed the fact. */
  onFact(kind: FactKind, instance: number): void {
    const row = this.accounts.instances.find(instance);
    const lane = this.lanes[this.accounts.instances.columns.group[row]];
    if (kind === Fact.instanceLaunched) {
      this.slots[this.placeOf(row)] = lane.take(instance);
      if (this.rows() > ROWS_MAX) this.fold();
    } else lane.mark(this.mapRowOf(row), kind === Fact.instanceNoticed ? State.lost : State.draining);
  }

  instanceEnded(row: number, atMs: Ms, cause: number): void {
    const lane = this.lanes[this.accounts.instances.columns.group[row]];
    if (LOSSES.has(cause)) lane.mark(this.mapRowOf(row), State.lost);
    this.remember(row, atMs, cause);
    lane.give(this.slots[this.placeOf(row)]);
  }

  /** Closes the column at `nextMs`. Must be called before any fact of a later time. */
  endColumn(): void {
    this.sample();
    const isFull = this.lanes[0].columnCount >= COLUMNS_MAX;
    this.nextMs = isFull ? Number.MAX_SAFE_INTEGER : this.nextMs + this.everyMs;
  }

  /** Ends the run. The last column may be shorter. */
  finish(endMs: Ms): FleetMap {
    while (this.nextMs <= endMs) this.endColumn();
    if (this.nextMs - this.everyMs < endMs) this.sample();
    for (const row of this.accounts.instances.inOrder()) this.remember(row, endMs, null);
    const lanes = this.lanes.flatMap((lane, i) => {
      const rows = Array.from({ length: this.rowCount(lane) }, (_, row) => rowText(lane.row(row)));
      return rows.length === 0 ? [] : [{ name: this.accounts.groups[i].name, group: i, rows, slots: lane.slotCount }];
    });
    const { everyMs, slotsPerRow, instancesLeftOut } = this;
    const columns = Math.max(0, ...this.lanes.map((lane) => lane.columnCount));
    return {
      everyMs,
      endMs,
      columns,
      slotsPerRow,
      lanes,
      instances: this.instances.toSorted((a, b) => a.instance - b.instance),
      instancesLeftOut,
    };
  }

  private sample(): void {
    for (const lane of this.lanes) lane.open(this.rowCount(lane));
    const { ordinal, rows, step, values } = this.accounts.instances;
    const kinds = this.accounts.instanceKinds.map((kind) => this.sampledAs(kind));
    for (let row = 0; row < rows; row += step) {
      if (ordinal[row] === NONE) continue;
      const { lane, mayBeActive, cpuUnits, memoryMib } = kinds[values[row + KIND]];
      const isActive = mayBeActive && values[row + TAKES_TASKS] === 1;
      const isThere = isActive || this.isThere(row);
      const cpuPercent = isThere ? share(values[row + CPU_FREE], cpuUnits) : 0;
      const memoryPercent = isThere ? share(values[row + MEMORY_FREE], memoryMib) : 0;
      lane.add(this.mapRowOf(row), isActive ? State.active : this.stateOf(row), cpuPercent, memoryPercent);
    }
  }

  /** `mayBeActive`: an instance that takes tasks is active. Its times need not be read, which lie apart. */
  private sampledAs({ group, account, type }: InstanceKind) {
    const { cpuUnits, memoryMib } = this.accounts.setup.instanceTypes[type];
    return { lane: this.lanes[group], mayBeActive: account.noticed === 0 && account.pooled === 0, cpuUnits, memoryMib };
  }

  private isThere(row: number): boolean {
    const { registeredMs, leftMs } = this.accounts.instances.columns;
    return registeredMs[row] !== NONE && leftMs[row] === NONE;
  }

  private stateOf(row: number): number {
    const { groups } = this.accounts;
    const { group, registeredMs, drainingMs, noticedMs, leftMs, poolState } = this.accounts.instances.columns;
    if (noticedMs[row] !== NONE) return State.lost;
    // Where no instance is pooled, the column is not read: it lies apart.
    if (groups[group[row]].pooled > 0 && poolState[row] !== PoolState.left) return State.pooled;
    if (leftMs[row] !== NONE) return State.outside;
    if (drainingMs[row] !== NONE) return State.draining;
    return registeredMs[row] === NONE ? State.booting : State.active;
  }

  private remember(row: number, endedMs: Ms, cause: number | null): void {
    if (this.instances.length >= INSTANCES_MAX) {
      this.instancesLeftOut++;
      return;
    }
    const { setup, instances } = this.accounts;
    const { columns, ordinal } = instances;
    const instance = ordinal[row];
    const { group, type, zone, option, launchedMs, tasksPlaced, tasksLost } = columns;
    this.instances.push({
      instance,
      slot: this.slots[this.placeOf(row)],
      group: group[row],
      type: setup.instanceTypes[type[row]].name,
      zone: setup.zones[zone[row]],
      bought: optionName(option[row] as Option),
      launchedMs: launchedMs[row],
      endedMs,
      cause: cause === null ? null : instanceCauseName(cause),
      tasks: tasksPlaced[row],
      tasksLost: tasksLost[row],
    });
  }

  /** The row of the map for an instance, by its row in the accounts. */
  private mapRowOf(row: number): number {
    return Math.floor(this.slots[this.placeOf(row)] / this.slotsPerRow);
  }

  private placeOf(row: number): number {
    return row / this.accounts.instances.step;
  }

  private rowCount(lane: MapLane): number {
    return Math.ceil(lane.slotCount / this.slotsPerRow);
  }

  private rows(): number {
    return this.lanes.reduce((sum, lane) => sum + this.rowCount(lane), 0);
  }

  private fold(): void {
    this.slotsPerRow *= 2;
    for (const lane of this.lanes) lane.fold();
  }

  save(): unknown {
    const { nextMs, slotsPerRow, instancesLeftOut, instances, lanes } = this;
    return { ...structuredClone({ nextMs, slotsPerRow, instancesLeftOut, instances }), lanes: lanes.map((lane) => lane.save()) };
  }

  /** Must be called after the accounts have been loaded. */
  load(saved: unknown): void {
    const { lanes, ...rest } = saved as { lanes: unknown[] };
    Object.assign(this, structuredClone(rest));
    loadParts(this.lanes, lanes);
    for (const lane of this.lanes)
      for (const [ordinal, slot] of lane.taken()) this.slots[this.placeOf(this.accounts.instances.find(ordinal))] = slot;
  }
}

function share(free: number, all: number): number {
  return all === 0 ? 0 : Math.round((100 * (all - free)) / all);
}
