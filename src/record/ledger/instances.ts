import { OnDemand, type Purchase, Spot } from '../../autoscaling/group/purchase.js';
import type { Charge } from '../../billing/bill.js';
import { usdOf } from '../../billing/money.js';
import type { Ms } from '../../kernel/event-loop.js';
import { InstanceCause, PoolState } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { volumesOf } from '../../sim/volumes.js';
import { type InstanceTime, RunBill } from './bill.js';
import { ClusterMeter } from './cluster-meter.js';
import { type Cohort, cohortsOf } from './cohorts.js';
import { CostShares } from './cost-shares.js';
import { External, type Option } from './costs.js';
import type { EndListeners } from './end-listener.js';
import type { GroupAccount } from './group.js';
import { groupsOf } from './groups-of-setup.js';
import { InstanceKinds } from './instance-kinds.js';
import { Level } from './level.js';
import { LiveRows, NONE } from './live-rows.js';
import { INSTANCE_COLUMNS, INSTANCE_PLACES, type LiveInstances } from './live-tables.js';
import { ReservedCost } from './reserved-cost.js';
import { ReservedPlacesAccount } from './reserved-places.js';
import { StrandedRoom } from './stranded-room.js';
import type { Tally } from './tally.js';
import { Tariffs } from './tariffs.js';
import type { Classes } from './task-class.js';

const { kind: KIND } = INSTANCE_PLACES;

/** Living instances with their capacity, and the cost of living and ended ones. */
export class InstanceAccount {
  readonly live: LiveInstances = new LiveRows(INSTANCE_COLUMNS);
  /** One group per capacity provider, those without instances last if they are used, then one for the instances outside any. */
  readonly groups: readonly GroupAccount[];
  readonly kinds: InstanceKinds;
  readonly room: StrandedRoom;
  readonly cluster: ClusterMeter;
  /** Instances launched and not terminated. */
  readonly fleet = new Level();
  /** Those among them that do not rest in a warm pool, stopped or hibernated. */
  readonly running = new Level();
  readonly bill: RunBill;
  readonly reserved: ReservedCost;
  readonly places: ReservedPlacesAccount;
  /** Null if the costs of services are not computed. */
  readonly shares: CostShares | null;
  private readonly tariffs: Tariffs;
  /** Of the living instances; null: they have changed. */
  private cohorts: readonly Cohort[] | null = null;
  /** For instances that existed before the run: their age at its start. */
  private readonly ages: ReadonlyMap<number, Ms>;

  constructor(
    setup: Setup,
    private readonly watchers: EndListeners,
    { classes, hasShares, hasTaskCosts }: { readonly classes: Classes; readonly hasShares: boolean; readonly hasTaskCosts: boolean },
  ) {
    this.groups = groupsOf(setup);
    this.tariffs = new Tariffs(setup);
    this.ages = new Map(
      setup.present?.instances.map(({ ordinal, launchedMs }) => [ordinal, launchedMs === null ? Number.POSITIVE_INFINITY : -launchedMs]),
    );
    this.bill = new RunBill(setup.billing, this.tariffs, { groups: this.groups.length, volumes: volumesOf(setup).length });
    this.kinds = new InstanceKinds(this.groups, this.tariffs);
    this.reserved = new ReservedCost(setup, this.live, { tariffs: this.tariffs, kinds: this.kinds, classes, groups: this.groups.length });
    this.places = new ReservedPlacesAccount(setup, { bill: this.bill, tariffs: this.tariffs });
    this.shares = hasShares ? new CostShares(setup, this.tariffs, this.live, hasTaskCosts) : null;
    this.cluster = new ClusterMeter(setup, this.kinds);
    this.room = new StrandedRoom(setup, this, classes);
  }

  /** True for an instance outside AWS. */
  isExternal(row: number): boolean {
    return this.kinds.all[this.live.values[row + KIND]].isExternal;
  }

  /** The cost of all instances if the run ended at `atMs`. */
  tallyAt(atMs: Ms): Tally {
    const tally = this.bill.tally(atMs);
    this.cohorts ??= cohortsOf(this.live);
    for (const { tariff, launchedMs, runFromMs, line, count } of this.cohorts) {
      tally.addLaunched(tariff, launchedMs, count);
      if (runFromMs !== NONE) tally.addRuns({ line, tariff, fromMs: runFromMs }, count);
    }
    this.places.addTo(tally, atMs);
    return tally;
  }

  /** Returns the living instances as if they ended at `endMs`. */
  livingAt(endMs: Ms): { runs: InstanceTime[]; lives: { tariff: number; fromMs: Ms; toMs: Ms }[]; charges: readonly Charge[] } {
    const { tariff, launchedMs, runFromMs } = this.live.columns;
    const rows = this.live.inOrder();
    return {
      runs: rows.filter((row) => runFromMs[row] !== NONE).map((row) => this.timeOf(row, endMs, null)),
      lives: rows.map((row) => ({ tariff: tariff[row], fromMs: launchedMs[row], toMs: endMs })),
      charges: this.places.chargesAt(endMs),
    };
  }

  /** The bill of an instance from its launch to its end at `toMs`; `cause` is null if the run ends it. */
  billOf(row: number, toMs: Ms, cause: number | null): { readonly seconds: number; readonly usd: number } {
    const { runFromMs, pastSeconds, pastUsd } = this.live.columns;
    if (runFromMs[row] === NONE) return { seconds: pastSeconds[row], usd: pastUsd[row] };
    const { seconds, money } = this.bill.of(this.timeOf(row, toMs, cause));
    return { seconds: pastSeconds[row] + seconds, usd: pastUsd[row] + usdOf(money) };
  }

  /** The billed time of an instance that runs to `toMs`. */
  private timeOf(row: number, toMs: Ms, cause: number | null): InstanceTime {
    const { group, option, tariff, runFromMs } = this.live.columns;
    const isInterrupted = cause === InstanceCause.interrupted;
    const ageMs = this.ages.get(this.live.ordinal[row]);
    return { group: group[row], option: option[row] as Option, tariff: tariff[row], fromMs: runFromMs[row], toMs, isInterrupted, ageMs };
  }

  onLaunched(instance: number, what: Launched, atMs: Ms): void {
    const row = this.live.open(instance);
    this.cohorts = null;
    const { columns } = this.live;
    columns.type[row] = what.type;
    columns.zone[row] = what.zone;
    columns.group[row] = what.group;
    columns.hasTrunk[row] = what.hasTrunk;
    columns.tariff[row] = this.tariffs.numberOf(what);
    columns.kind[row] = this.kinds.numberOf(what.group, columns.tariff[row], what.type);
    columns.option[row] = this.tariffs.isExternal(columns.tariff[row]) ? External : what.purchase;
    columns.launchedMs[row] = columns.runFromMs[row] = atMs;
    columns.poolState[row] = PoolState.left;
    this.reserved.onLaunched(row, atMs);
    this.runs(row, 1, atMs);
    this.shares?.onLaunched(row);
    const group = this.groups[what.group];
    group.booting++;
    group.instances.add(1, atMs);
    if (what.purchase === Spot) group.spot.add(1, atMs);
    if (columns.option[row] === External) group.external++;
    group.noteMissing(atMs);
    this.fleet.add(1, atMs);
  }

  onRegistered(instance: number, atMs: Ms): void {
    const row = this.live.find(instance);
    const group = this.groups[this.live.columns.group[row]];
    group[this.standing(row)]--;
    this.live.columns.registeredMs[row] = atMs;
    group[this.standing(row)]++;
    this.room.enter(row, atMs);
  }

  /** The instance enters the warm pool: until it leaves, it counts neither as booting nor as active. */
  onWarmed(instance: number, state: number, atMs: Ms): void {
    const row = this.live.find(instance);
    const { poolState, warmedMs, leftPoolMs, group: groupOf } = this.live.columns;
    const group = this.groups[groupOf[row]];
    group[this.standing(row)]--;
    poolState[row] = state;
    group[this.standing(row)]++;
    if (state === PoolState.Stopped || state === PoolState.Hibernated) this.stop(row, atMs);
    else this.start(row, atMs);
    if (state === PoolState.left) leftPoolMs[row] = atMs;
    else if (state !== PoolState.pending) warmedMs[row] = atMs;
    group.noteMissing(atMs);
  }

  /** Ends the billing by EC2; an instance that never ran is not billed. */
  private stop(row: number, atMs: Ms): void {
    const { columns } = this.live;
    if (columns.runFromMs[row] === NONE) return;
    if (atMs > columns.runFromMs[row]) {
      const { seconds, usd } = this.billOf(row, atMs, null);
      this.bill.add(this.timeOf(row, atMs, null));
      columns.pastSeconds[row] = seconds;
      columns.pastUsd[row] = usd;
    }
    columns.runFromMs[row] = NONE;
    this.runs(row, -1, atMs);
    this.cohorts = null;
    this.shares?.onStopped(row, atMs);
  }

  /** An instance begins to run, or ends. One of a group takes a place of a Capacity Reservation, or gives it back. */
  private runs(row: number, by: 1 | -1, atMs: Ms): void {
    const { type, zone, option, group } = this.live.columns;
    this.running.add(by, atMs);
    this.groups[group[row]].runningInstances.add(by, atMs);
    if (option[row] === OnDemand && group[row] < this.groups.length - 1) this.places.count(type[row], zone[row], by, atMs);
  }

  /** Each start begins a separate billed time. */
  private start(row: number, atMs: Ms): void {
    const { runFromMs } = this.live.columns;
    if (runFromMs[row] !== NONE) return;
    runFromMs[row] = atMs;
    this.runs(row, 1, atMs);
    this.cohorts = null;
    this.shares?.onStarted(row, atMs);
  }

  onNoticed(instance: number, atMs: Ms): void {
    const row = this.live.find(instance);
    this.live.columns.noticedMs[row] = atMs;
    this.groups[this.live.columns.group[row]].noticed++;
  }

  onDraining(instance: number, cause: number, atMs: Ms): void {
    const row = this.live.find(instance);
    const { drainingMs, group: groupOf } = this.live.columns;
    const group = this.groups[groupOf[row]];
    if (drainingMs[row] !== NONE) return;
    group[this.standing(row)]--;
    drainingMs[row] = atMs;
    group[this.standing(row)]++;
    // A scaled-in instance has left its group; one that EC2 reclaims or a user drains belongs to the group until it is gone.
    if (cause !== InstanceCause.interrupted && cause !== InstanceCause.userDrained) this.onLeaving(instance, atMs);
    this.room.note(row, atMs);
  }

  /** DesiredCapacity does not count the instance any more. */
  private onLeaving(instance: number, atMs: Ms): void {
    const row = this.live.find(instance);
    const { isLeaving, group: groupOf } = this.live.columns;
    const group = this.groups[groupOf[row]];
    group.leaving += 1 - isLeaving[row];
    isLeaving[row] = 1;
    group.noteMissing(atMs);
  }

  /** The instance leaves its group, or takes tasks again after a drain. */
  onLeavingChange(instance: number, isLeaving: boolean, atMs: Ms): void {
    if (isLeaving) this.onLeaving(instance, atMs);
    else this.onActivated(instance, atMs);
  }

  private onActivated(instance: number, atMs: Ms): void {
    const row = this.live.find(instance);
    const { drainingMs, group } = this.live.columns;
    this.groups[group[row]][this.standing(row)]--;
    drainingMs[row] = NONE;
    this.groups[group[row]][this.standing(row)]++;
    this.room.note(row, atMs);
  }

  /** The instance is deregistered: it is billed, but offers no resources. Its tasks have ended before. `fault` is the cause. */
  onLeft(instance: number, fault: number, atMs: Ms): void {
    const row = this.live.find(instance);
    const { leftMs, leftBy, group } = this.live.columns;
    this.groups[group[row]][this.standing(row)]--;
    this.room.leave(row, atMs);
    leftMs[row] = atMs;
    leftBy[row] = fault;
    this.groups[group[row]][this.standing(row)]++;
  }

  private standing(row: number): 'booting' | 'active' | 'draining' | 'outside' | 'pooled' {
    const { registeredMs, drainingMs, leftMs, poolState } = this.live.columns;
    if (poolState[row] !== PoolState.left) return 'pooled';
    if (leftMs[row] !== NONE) return 'outside';
    if (drainingMs[row] !== NONE) return 'draining';
    return registeredMs[row] === NONE ? 'booting' : 'active';
  }

  /** A non-daemon task is lost with its instance. */
  onTaskLost(row: number): void {
    this.live.columns.tasksLost[row]++;
  }

  onTerminated(instance: number, cause: number, atMs: Ms): void {
    const row = this.live.find(instance);
    const { isLeaving, group: groupOf, option, tasksLost } = this.live.columns;
    const group = this.groups[groupOf[row]];
    group[this.standing(row)]--;
    group.leaving -= isLeaving[row];
    group.instances.add(-1, atMs);
    if (option[row] === Spot) group.spot.add(-1, atMs);
    if (option[row] === External) group.external--;
    group.noteMissing(atMs);
    if (cause === InstanceCause.interrupted) group.tasksLost += tasksLost[row];
    this.fleet.add(-1, atMs);
    this.room.leave(row, atMs);
    const { tariff, launchedMs, runFromMs } = this.live.columns;
    const isFree = runFromMs[row] !== NONE && !this.bill.add(this.timeOf(row, atMs, cause));
    this.bill.addLife({ tariff: tariff[row], fromMs: launchedMs[row], toMs: atMs });
    this.reserved.onTerminated(row, isFree, atMs);
    if (runFromMs[row] !== NONE) this.runs(row, -1, atMs);
    this.shares?.onTerminated(row, atMs, isFree);
    this.watchers.instanceEnded(row, atMs, cause);
    this.live.close(row);
    this.cohorts = null;
  }
}

/** The arguments of a launch fact. */
interface Launched {
  readonly type: number;
  readonly zone: number;
  readonly group: number;
  readonly hasTrunk: number;
  readonly purchase: Purchase;
}
