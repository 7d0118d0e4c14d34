import type { Purchase } from '../../autoscaling/group/purchase.js';
import type { CommittedHour } from '../../billing/commitments.js';
import type { Money } from '../../billing/money.js';
import type { Ms } from '../../kernel/event-loop.js';
import { loadParts } from '../../kernel/parts.js';
import { Fact, type FactKind, type Subscriber, type TaskStart } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { volumesOf } from '../../sim/volumes.js';
import { byKind } from '../by-kind.js';
import type { BilledHours, RunBill } from './bill.js';
import type { ClusterMeter } from './cluster-meter.js';
import type { Costs, HourCost } from './costs.js';
import { type EndListener, EndListeners } from './end-listener.js';
import type { GroupAccount } from './group.js';
import { hourCosts } from './hour-costs.js';
import type { InstanceKind } from './instance-kinds.js';
import { InstanceAccount } from './instances.js';
import type { Level } from './level.js';
import { NONE } from './live-rows.js';
import type { LiveInstances, LiveTasks } from './live-tables.js';
import type { OwnerAccount } from './owner.js';
import type { BilledUse } from './platforms/platforms.js';
import { type ServiceHour, serviceHours } from './service-hours.js';
import { Classes } from './task-class.js';
import { TaskAccount } from './tasks.js';

const { taskRequested, taskPlaced, taskPending, taskRunning, taskStopping, taskStopped } = Fact;
const OF_TASKS: ReadonlySet<FactKind> = new Set([taskRequested, taskPlaced, taskPending, taskRunning, taskStopping, taskStopped]);

export interface RunAccountsOptions {
  /** Computes the costs of services and workloads, which takes time for each task. Default: false. */
  readonly hasShares?: boolean;
  /** Computes the costs of each task on an instance as well. Default: false. */
  readonly hasTaskCosts?: boolean;
}

/**
 * The present state and the counts of a run, from facts alone. All reports read these accounts instead of keeping their own. Memory follows
 * living tasks and instances, plus eight bytes of waiting time per task.
 */
export class RunAccounts implements Subscriber {
  private readonly watchers = new EndListeners();
  private readonly instanceAccount: InstanceAccount;
  private readonly taskAccount: TaskAccount;
  /** By kind of fact: 1 for the facts that each task has. Most facts are such. */
  private readonly isOfTask = byKind((kind) => OF_TASKS.has(kind));

  constructor(
    readonly setup: Setup,
    { hasShares = false, hasTaskCosts = false }: RunAccountsOptions = {},
  ) {
    const classes = new Classes(setup);
    this.instanceAccount = new InstanceAccount(setup, this.watchers, { classes, hasShares, hasTaskCosts });
    this.taskAccount = new TaskAccount(setup, { classes, instances: this.instanceAccount, watchers: this.watchers, hasTaskCosts });
  }

  get tasks(): LiveTasks {
    return this.taskAccount.live;
  }

  /** Services, then workloads, in the setup's order. */
  get owners(): readonly OwnerAccount[] {
    return this.taskAccount.owners;
  }

  get classes(): Classes {
    return this.taskAccount.classes;
  }

  get instances(): LiveInstances {
    return this.instanceAccount.live;
  }

  get instanceKinds(): readonly InstanceKind[] {
    return this.instanceAccount.kinds.all;
  }

  /** By capacity provider; the last is of instances outside any. */
  get groups(): readonly GroupAccount[] {
    return this.instanceAccount.groups;
  }

  get cluster(): ClusterMeter {
    return this.instanceAccount.cluster;
  }

  /** CPU units in use on providers without instances. */
  get platformCpuUnits(): Level {
    return this.taskAccount.onPlatforms.cpuUnits;
  }

  get fleet(): Level {
    return this.instanceAccount.fleet;
  }

  get runningInstances(): Level {
    return this.instanceAccount.running;
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    if (this.isOfTask[kind] === 1) this.taskAccount.onFact(kind, atMs, a, b, c, d, e, f);
    else this.onOther(kind, atMs, a, b, c, d, e, f);
  }

  onTaskStarts(start: TaskStart): void {
    this.taskAccount.onStarts(start);
  }

  onTaskEnds(task: number, cause: number, atMs: Ms): void {
    this.taskAccount.onEnds(task, cause, atMs);
  }

  private onOther(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    const { instanceAccount: instances } = this;
    switch (kind) {
      case Fact.instanceLaunched:
        instances.onLaunched(a, { type: b, zone: c, group: this.groupOf(d), hasTrunk: e, purchase: f as Purchase }, atMs);
        break;
      case Fact.instanceRegistered:
        instances.onRegistered(a, atMs);
        break;
      case Fact.instanceDraining:
        instances.onDraining(a, b, atMs);
        break;
      case Fact.instanceLeftCluster:
        instances.onLeft(a, c, atMs);
        break;
      case Fact.instanceLeaving:
      case Fact.instanceActivated:
        instances.onLeavingChange(a, kind === Fact.instanceLeaving, atMs);
        break;
      case Fact.instanceWarmed:
        instances.onWarmed(a, b, atMs);
        break;
      case Fact.instanceNoticed:
        instances.onNoticed(a, atMs);
        break;
      case Fact.launchFailed:
        this.groups[a].launchFailures++;
        break;
      case Fact.instanceTerminated:
        instances.onTerminated(a, b, atMs);
        break;
      case Fact.taskHealthChanged:
        this.taskAccount.onHealth(this.tasks.find(a), b, atMs);
        break;
      case Fact.deploymentChanged:
      case Fact.serviceMeasured:
        this.cluster.onFact(kind, a, b, c, d, e, f);
        break;
      case Fact.serviceDesired:
        this.owners[a].setDesired(b, atMs);
        break;
      case Fact.capacityMeasured:
        this.groups[a].measured({ needed: b, running: c, waiting: d, desired: e, lowPoints: f }, atMs);
        break;
      case Fact.scalingDecided:
      case Fact.groupScaled:
        this.groups[a].decided(b, c, atMs);
        break;
      default:
        if (kind === Fact.taskClassDefined || kind === Fact.gpusOfClass) this.cluster.onFact(kind, a, b, c, d, e, f);
        this.taskAccount.onFact(kind, atMs, a, b, c, d, e, f);
    }
  }

  onTraceRow(row: number): void {
    this.taskAccount.nextTraceRow = row + 1;
  }

  watch(watcher: EndListener): void {
    this.watchers.add(watcher);
  }

  get bill(): RunBill {
    return this.instanceAccount.bill;
  }

  /** The cost of living and ended resources if the run ended at `atMs`, before commitments. */
  costsAt(atMs: Ms): Costs {
    const tally = this.instanceAccount.tallyAt(atMs);
    this.taskAccount.costs.addTasksTo(tally, atMs);
    return tally.costs();
  }

  /** The cost of the reservations of tasks on instances if the run ended at `atMs`, in USD by group. */
  reservedUsdAt(atMs: Ms): Float64Array {
    return this.instanceAccount.reserved.at(atMs);
  }

  /** The bill of tasks on Fargate if the run ended at `atMs`, by provider. */
  billedUseAt(atMs: Ms): BilledUse[] {
    return this.taskAccount.costs.billedUseAt(atMs);
  }

  /** The cost of each service and workload if the run ended at `atMs`; null if shares are not computed. */
  sharesAt(atMs: Ms): Money[] | null {
    return this.taskAccount.costs.sharesAt(atMs);
  }

  /** The amount by which tasks.csv overstates the cost of a service or workload: instances of ended tasks turned out to be free. */
  creditedTo(owner: number): Money {
    return this.instanceAccount.shares?.creditedTo(owner) ?? 0n;
  }

  /** Ends the run: writes the costs of living tasks into their rows. */
  finish(endMs: Ms): void {
    this.taskAccount.costs.onEnd(endMs);
  }

  /** The nonzero charges in each hour of a run that ends at `endMs`, in order of time. */
  costsByHour(endMs: Ms): HourCost[] {
    return hourCosts(this.billedHours(endMs), this.groups);
  }

  /** The same by service or workload; empty if shares are not computed. */
  serviceHours(endMs: Ms): Iterable<ServiceHour> {
    const shares = this.taskAccount.costs.sharesByHour(endMs);
    const withVolumes = volumesOf(this.setup).map(({ owner }) => owner);
    return shares === null ? [] : serviceHours(this.billedHours(endMs), shares, { groups: this.groups.length, withVolumes });
  }

  /** The cost of commitments in each hour of a run that ends at `endMs`. */
  commitmentsByHour(endMs: Ms): readonly CommittedHour[] {
    return this.bill.hasCommitments ? this.billedHours(endMs).commitments : [];
  }

  /** The bill of an instance that ends at `toMs`; `cause` is null if the run ends it. */
  billOf(row: number, toMs: Ms, cause: number | null): { readonly seconds: number; readonly usd: number } {
    return this.instanceAccount.billOf(row, toMs, cause);
  }

  ownerOf(task: number): OwnerAccount {
    return this.taskAccount.ownerOf(task);
  }

  /** The ordinal of the instance that a task was placed on; NONE without one. */
  instanceOf(task: number): number {
    const host = this.tasks.columns.host[task];
    return host === NONE ? NONE : this.instances.ordinal[host];
  }

  save(): unknown {
    return this.parts().map((part) => part.save());
  }

  load(saved: unknown): void {
    loadParts(this.parts(), saved);
  }

  /** Instances outside any capacity provider are the last group. */
  private groupOf(provider: number): number {
    return provider === NONE ? this.groups.length - 1 : provider;
  }

  private billedHours(endMs: Ms): BilledHours {
    const living = this.instanceAccount.livingAt(endMs);
    return this.bill.byHour({ ...living, charges: [...living.charges, ...this.taskAccount.costs.taskChargesAt(endMs)] }, endMs);
  }

  private parts(): { save(): unknown; load(saved: unknown): void }[] {
    const { bill, kinds, shares, cluster, reserved, places } = this.instanceAccount;
    const { platforms, onPlatforms, volumes } = this.taskAccount;
    const parts = [
      this.tasks,
      this.instances,
      this.classes,
      this.fleet,
      this.runningInstances,
      bill,
      ...this.owners,
      ...this.groups,
      kinds,
      platforms,
      volumes,
      onPlatforms.cpuUnits,
      cluster,
      reserved,
      places,
    ];
    return shares === null ? parts : [...parts, shares];
  }
}
