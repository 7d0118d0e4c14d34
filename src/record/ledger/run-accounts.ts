import type { Purchase } from '../../autoscaling/group/purchase.js';
import type { CommittedHour } from '../../billing/commitments.js';
import type { Money } from '../../billing/money.js';
import type { Ms } from '../../kernel/event-loop.js';
import { Fact, type FactKind, type Subscriber } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import type { BilledHours, RunBill } from './bill.js';
import type { ClusterMeter } from './cluster.js';
import type { Costs, HourCost } from './costs.js';
import type { EndListener } from './end-listener.js';
import type { GroupAccount } from './group.js';
import { hourCosts } from './hour-costs.js';
import { InstanceAccount } from './instances.js';
import type { Level } from './level.js';
import { NONE } from './live-rows.js';
import type { LiveInstances, LiveTasks } from './live-tables.js';
import type { OwnerAccount } from './owner.js';
import { type ServiceHour, serviceHours } from './service-hours.js';
import type { Classes } from './task-class.js';
import { TaskAccount } from './tasks.js';

/** `hasShares`: also what services and workloads cost, which takes time for each task. */
export interface RunAccountsOptions {
  readonly hasShares?: boolean;
}

/**
 * What is true now and what has been counted, from facts alone: every report reads it, none keeps its own. Memory follows what lives,
 * but for eight bytes of waiting time per task.
 */
export class RunAccounts implements Subscriber {
  private readonly watchers: EndListener[] = [];
  private readonly instanceAccount: InstanceAccount;
  private readonly taskAccount: TaskAccount;

  constructor(
    readonly setup: Setup,
    { hasShares = false }: RunAccountsOptions = {},
  ) {
    this.instanceAccount = new InstanceAccount(setup, this.watchers, hasShares);
    this.taskAccount = new TaskAccount(setup, this.instanceAccount, this.watchers);
  }

  get tasks(): LiveTasks {
    return this.taskAccount.live;
  }

  get owners(): readonly OwnerAccount[] {
    return this.taskAccount.owners;
  }

  get classes(): Classes {
    return this.taskAccount.classes;
  }

  get instances(): LiveInstances {
    return this.instanceAccount.live;
  }

  get groups(): readonly GroupAccount[] {
    return this.instanceAccount.groups;
  }

  get cluster(): ClusterMeter {
    return this.instanceAccount.cluster;
  }

  /** CPU units in use on providers without instances. */
  get platformCpuUnits(): Level {
    return this.taskAccount.platformCpuUnits;
  }

  get fleet(): Level {
    return this.instanceAccount.fleet;
  }

  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
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
        instances.onStanding(a, kind === Fact.instanceLeaving, atMs);
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
        this.taskAccount.judge(this.tasks.find(a), b);
        break;
      case Fact.deploymentChanged:
      case Fact.serviceMeasured:
        this.cluster.onFact(kind, a, b, c, d, e, f);
        break;
      case Fact.serviceDesired:
        this.owners[a].wants(b, atMs);
        break;
      case Fact.capacityMeasured:
        this.groups[a].measured({ needed: b, running: c, waiting: d, lowPoints: f });
        break;
      case Fact.scalingDecided:
        this.groups[a].decided(b, c, atMs);
        break;
      default:
        if (kind === Fact.taskClassDefined) this.cluster.onFact(kind, a, b, c, d, e, f);
        this.taskAccount.onFact(kind, atMs, a, b, c, d, e, f);
    }
  }

  watch(watcher: EndListener): void {
    this.watchers.push(watcher);
  }

  get bill(): RunBill {
    return this.instanceAccount.bill;
  }

  /** What the run costs if it ended at `atMs`: the gone and the living, before commitments. */
  costsAt(atMs: Ms): Costs {
    const tally = this.instanceAccount.tallyAt(atMs);
    this.taskAccount.costs.addTasksTo(tally, atMs);
    return tally.costs();
  }

  /** What each service and workload bears if the run ended at `atMs`; null where that is not kept. */
  sharesAt(atMs: Ms): Money[] | null {
    return this.taskAccount.costs.sharesAt(atMs);
  }

  /** What tasks of a service or workload were told to cost that it does not bear, for their instances turned out to be free. */
  creditedTo(owner: number): Money {
    return this.instanceAccount.shares?.creditedTo(owner) ?? 0n;
  }

  /** The run is over: what living tasks cost stands in their rows. */
  finish(endMs: Ms): void {
    this.taskAccount.costs.onEnd(endMs);
  }

  /** What is billed in each hour of a run that ends at `endMs`, where it is something, in order of time. */
  costsByHour(endMs: Ms): HourCost[] {
    return hourCosts(this.billedHours(endMs), this.groups);
  }

  /** The same by who bears it; nothing where that is not kept. */
  serviceHours(endMs: Ms): Iterable<ServiceHour> {
    const shares = this.taskAccount.costs.sharesByHour(endMs);
    return shares === null ? [] : serviceHours(this.billedHours(endMs), shares, this.groups.length);
  }

  /** What commitments have cost in all hours of a run that ends at `endMs`. */
  commitmentsByHour(endMs: Ms): readonly CommittedHour[] {
    return this.bill.hasCommitments ? this.billedHours(endMs).commitments : [];
  }

  /** What an instance is billed that ends at `toMs`; `cause` is null when the run ends it. */
  billOf(row: number, toMs: Ms, cause: number | null): { readonly seconds: number; readonly usd: number } {
    return this.instanceAccount.billOf(row, toMs, cause);
  }

  ownerOf(task: number): OwnerAccount {
    return this.taskAccount.ownerOf(task);
  }

  save(): unknown {
    return this.parts().map((part) => part.save());
  }

  load(saved: unknown): void {
    this.parts().forEach((part, i) => {
      part.load((saved as unknown[])[i]);
    });
    this.instanceAccount.room.smallest = this.classes.smallest;
  }

  /** Instances outside any capacity provider are the last group. */
  private groupOf(provider: number): number {
    return provider === NONE ? this.groups.length - 1 : provider;
  }

  private billedHours(endMs: Ms): BilledHours {
    return this.bill.byHour({ ...this.instanceAccount.livingAt(endMs), charges: this.taskAccount.costs.taskChargesAt(endMs) }, endMs);
  }

  private parts(): { save(): unknown; load(saved: unknown): void }[] {
    const { bill, shares, cluster } = this.instanceAccount;
    const { platforms, platformCpuUnits } = this.taskAccount;
    const parts = [
      this.tasks,
      this.instances,
      this.classes,
      this.fleet,
      bill,
      ...this.owners,
      ...this.groups,
      platforms,
      platformCpuUnits,
      cluster,
    ];
    return shares === null ? parts : [...parts, shares];
  }
}
