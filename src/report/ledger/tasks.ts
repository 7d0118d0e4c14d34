import type { Charge } from '../../billing/bill.js';
import type { Money } from '../../billing/money.js';
import { Fact, type FactKind, StopCause } from '../../sim/facts.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import { Book, NONE } from './book.js';
import { TASK_COLUMNS, type TaskBook } from './books.js';
import { usdCell } from './costs.js';
import { FargateAccount, fargateNames, type TaskTime } from './fargate.js';
import type { FargateUse } from './fargate-use.js';
import { CPU } from './group.js';
import type { InstanceAccount } from './instances.js';
import { Level } from './level.js';
import { type Owner, ownersOf, Stage } from './owner.js';
import type { Placed } from './shares.js';
import type { Tally } from './tally.js';
import { Classes, type TaskClass } from './task-class.js';
import type { Watcher } from './watcher.js';

const FROM_ZERO = ['heldMs', 'bootMs', 'pullMs', 'condition'] as const;
/** What a task has only later. */
const NOT_YET = ['heldSinceMs', 'placedMs', 'instance', 'pendingMs', 'runningMs', 'stoppingMs', 'costUsd'] as const;

/** Living tasks, and what is counted of them for the service or workload that owns them. */
export class TaskAccount {
  readonly book: TaskBook = new Book(TASK_COLUMNS);
  readonly owners: readonly Owner[];
  readonly classes: Classes;
  readonly fargate: FargateAccount;
  /** CPU units in use on both Fargate providers. */
  readonly fargateCpuUnits = new Level();
  /** Providers from this one on are Fargate's. */
  private readonly firstFargate: number;
  private readonly hasFargate: boolean;

  constructor(
    private readonly setup: Setup,
    private readonly instances: InstanceAccount,
    private readonly watchers: readonly Watcher[],
  ) {
    this.owners = ownersOf(setup);
    this.classes = new Classes(setup);
    this.fargate = new FargateAccount(setup, this.classes, this.instances.bill);
    this.firstFargate = setup.capacityProviders.length;
    this.hasFargate = fargateNames(setup).length > 0;
  }

  /** What is not about tasks is none of its business. */
  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    switch (kind) {
      case Fact.taskRequested:
        this.onRequested(a, b, c, atMs);
        break;
      case Fact.taskPlaced:
        this.onPlaced(a, b, c, atMs);
        break;
      case Fact.taskOnFargate:
        this.onFargate(a, atMs);
        break;
      case Fact.taskPending:
        this.onPending(a, b, atMs);
        break;
      case Fact.taskRunning:
        this.onRunning(a, atMs);
        break;
      case Fact.taskStopping:
        this.onStopping(a, atMs);
        break;
      case Fact.taskStopped:
        this.onStopped(a, b, atMs);
        break;
      case Fact.taskRefused:
        this.onRefused(a, b, atMs);
        break;
      case Fact.taskHeld:
        this.onHeld(a, atMs);
        break;
      case Fact.taskAdmitted:
        this.onAdmitted(a, atMs);
        break;
      case Fact.waitingExplained:
        this.owners[this.classes.owner[a]].waitedForFargate(c, b * this.setup.scaler.evaluationIntervalMs);
        break;
      case Fact.taskClassDefined:
        this.onClassDefined(a, { service: b, workload: c, cpuUnits: d, memoryMib: e, eni: f }, atMs);
        break;
    }
  }

  ownerOf(row: number): Owner {
    return this.owners[this.classes.owner[this.book.columns.class[row]]];
  }

  private onRequested(task: number, taskClass: number, provider: number, atMs: Ms): void {
    const row = this.book.open(task);
    const { columns } = this.book;
    columns.class[row] = taskClass;
    columns.provider[row] = provider;
    columns.stage[row] = Stage.provisioning;
    columns.requestedMs[row] = atMs;
    for (const name of FROM_ZERO) columns[name][row] = 0;
    for (const name of NOT_YET) columns[name][row] = NONE;
    const owner = this.ownerOf(row);
    owner.requested++;
    owner.move(NONE, Stage.provisioning, atMs);
    const use = this.useOf(row);
    if (use !== null) use.waiting++;
  }

  private onClassDefined(index: number, taskClass: TaskClass, atMs: Ms): void {
    if (this.classes.define(index, taskClass)) this.instances.room.lower(this.classes.smallest, atMs);
  }

  private onHeld(task: number, atMs: Ms): void {
    this.book.columns.heldSinceMs[this.book.find(task)] = atMs;
  }

  private onAdmitted(task: number, atMs: Ms): void {
    const row = this.book.find(task);
    const { heldSinceMs, heldMs } = this.book.columns;
    heldMs[row] += atMs - heldSinceMs[row];
    heldSinceMs[row] = NONE;
  }

  private onPlaced(task: number, instance: number, bootMs: Ms, atMs: Ms): void {
    const row = this.book.find(task);
    const { columns } = this.book;
    columns.placedMs[row] = atMs;
    columns.instance[row] = instance;
    columns.bootMs[row] = Math.min(bootMs, atMs - columns.requestedMs[row] - columns.heldMs[row]);
    const host = this.instances.book.find(instance);
    this.instances.book.columns.tasksPlaced[host]++;
    this.instances.room.take(host, this.classes, columns.class[row], atMs);
    const { shares } = this.instances;
    if (shares !== null) shares.onPlaced(this.placed(row, host), this.classes.roomOf(columns.class[row]), atMs);
  }

  /** It has capacity on Fargate. */
  private onFargate(task: number, atMs: Ms): void {
    const row = this.book.find(task);
    const { placedMs, class: taskClass } = this.book.columns;
    placedMs[row] = atMs;
    const cpuUnits = this.classes.sizes[CPU][taskClass[row]];
    this.useOf(row)?.launch(cpuUnits, atMs);
    this.fargateCpuUnits.add(cpuUnits, atMs);
  }

  private onPending(task: number, pullMs: Ms, atMs: Ms): void {
    const row = this.book.find(task);
    this.book.columns.pendingMs[row] = atMs;
    this.book.columns.pullMs[row] = pullMs;
    this.move(row, Stage.pending, atMs);
  }

  private onRunning(task: number, atMs: Ms): void {
    const row = this.book.find(task);
    const { requestedMs, heldMs, placedMs, bootMs, pendingMs, pullMs, runningMs } = this.book.columns;
    runningMs[row] = atMs;
    this.move(row, Stage.running, atMs);
    const owner = this.ownerOf(row);
    owner.started++;
    owner.waits.add(atMs - requestedMs[row]);
    const { waitMs } = owner;
    waitMs[0] += heldMs[row];
    waitMs[1] += placedMs[row] - requestedMs[row] - heldMs[row] - bootMs[row];
    waitMs[2] += bootMs[row];
    waitMs[3] += pendingMs[row] - placedMs[row];
    waitMs[4] += pullMs[row];
    waitMs[5] += atMs - pendingMs[row] - pullMs[row];
  }

  judge(row: number, condition: number): void {
    this.ownerOf(row).judge(this.book.columns.condition[row], condition);
    this.book.columns.condition[row] = condition;
  }

  private onStopping(task: number, atMs: Ms): void {
    const row = this.book.find(task);
    this.book.columns.stoppingMs[row] = atMs;
    this.move(row, Stage.stopping, atMs);
  }

  private onStopped(task: number, cause: number, atMs: Ms): void {
    const row = this.book.find(task);
    const owner = this.ownerOf(row);
    owner.stopped++;
    owner.stoppedBy[cause]++;
    const { instance, class: taskClass } = this.book.columns;
    if (instance[row] !== NONE) {
      const host = this.instances.book.find(instance[row]);
      this.instances.room.give(host, this.classes, taskClass[row], atMs);
      const { shares } = this.instances;
      if (shares !== null) this.book.columns.costUsd[row] = usdCell(shares.onTaskStopped(this.placed(row, host), atMs));
      if (cause === StopCause.instanceTerminated && !owner.isDaemon) this.instances.onTaskLost(host);
    } else if (this.isBilled(row)) {
      const cost = this.fargate.end(this.timeOf(row, atMs));
      this.instances.shares?.giveTask(this.classes.owner[taskClass[row]], this.fargate.ownCharges(this.timeOf(row, atMs)));
      this.book.columns.costUsd[row] = usdCell(cost);
    }
    const use = this.useOf(row);
    if (use !== null) this.leaveFargate(use, row, { cause, atMs });
    this.endTask(row, atMs, { isRefused: false, cause });
  }

  private onRefused(task: number, reason: number, atMs: Ms): void {
    const row = this.book.find(task);
    this.ownerOf(row).refused++;
    this.useOf(row)?.refuse(reason);
    this.endTask(row, atMs, { isRefused: true, cause: reason });
  }

  /** What living tasks have cost by the end of the run is told of them. */
  onEnd(endMs: Ms): void {
    const { shares } = this.instances;
    const { instance, costUsd } = this.book.columns;
    for (const row of this.book.inOrder()) {
      if (this.isBilled(row)) costUsd[row] = usdCell(this.fargate.costOf(this.timeOf(row, endMs)));
      else if (shares !== null && instance[row] !== NONE) costUsd[row] = usdCell(shares.soFar(this.onHost(row), endMs));
    }
  }

  /** What each service and workload bears if the run ended at `atMs`; null where that is not kept. */
  sharesAt(atMs: Ms): Money[] | null {
    const { shares } = this.instances;
    if (shares === null) return null;
    const { instance, class: taskClass } = this.book.columns;
    const rows = this.book.inOrder();
    const money = shares.byOwner(
      rows.filter((row) => instance[row] !== NONE).map((row) => this.onHost(row)),
      atMs,
    );
    for (const row of rows.filter((row) => this.isBilled(row)))
      money[this.classes.owner[taskClass[row]]] += this.fargate.costOf(this.timeOf(row, atMs));
    return money;
  }

  /** What each service and workload bears in each hour if the run ended at `atMs`; null where that is not kept. */
  sharesByHour(atMs: Ms): number[][] | null {
    const { shares } = this.instances;
    const { class: taskClass } = this.book.columns;
    const living = this.book.inOrder().filter((row) => this.isBilled(row));
    const charges = living.map((row) => ({
      owner: this.classes.owner[taskClass[row]],
      charges: this.fargate.ownCharges(this.timeOf(row, atMs)),
    }));
    return shares && shares.byHour(charges, atMs);
  }

  addFargateTo(tally: Tally, atMs: Ms): void {
    if (this.hasFargate) this.fargate.addTo(tally, this.fargateTimes(atMs));
  }

  /** What living tasks on Fargate are charged if they end at `atMs`. */
  fargateChargesAt(atMs: Ms): Charge[] {
    return this.hasFargate ? this.fargateTimes(atMs).flatMap((time) => this.fargate.chargesOf(time)) : [];
  }

  private fargateTimes(atMs: Ms): TaskTime[] {
    const times = [];
    for (let row = 0; row < this.book.rows; row++)
      if (this.book.ordinal[row] !== NONE && this.isBilled(row)) times.push(this.timeOf(row, atMs));
    return times;
  }

  private leaveFargate(use: FargateUse, row: number, { cause, atMs }: { cause: number; atMs: Ms }): void {
    const { placedMs, class: taskClass } = this.book.columns;
    const cpuUnits = placedMs[row] === NONE ? null : this.classes.sizes[CPU][taskClass[row]];
    use.end(cpuUnits, cause, atMs);
    this.fargateCpuUnits.add(-(cpuUnits ?? 0), atMs);
  }

  /** Null for a task that is not of Fargate. */
  private useOf(row: number): FargateUse | null {
    const provider = this.book.columns.provider[row];
    return this.hasFargate && provider >= this.firstFargate ? this.instances.groups[provider].fargate : null;
  }

  /** On Fargate, with the pull of its images begun. */
  private isBilled(row: number): boolean {
    const { provider, pendingMs } = this.book.columns;
    return this.hasFargate && provider[row] >= this.firstFargate && pendingMs[row] !== NONE;
  }

  private timeOf(row: number, endMs: Ms): TaskTime {
    const { class: taskClass, provider, pendingMs } = this.book.columns;
    return { taskClass: taskClass[row], provider: provider[row], pullMs: pendingMs[row], endMs };
  }

  private onHost(row: number): Placed {
    return this.placed(row, this.instances.book.find(this.book.columns.instance[row]));
  }

  private placed(row: number, host: number): Placed {
    const { ordinal, columns } = this.book;
    return { row: host, task: ordinal[row], owner: this.classes.owner[columns.class[row]] };
  }

  private endTask(row: number, atMs: Ms, end: { isRefused: boolean; cause: number }): void {
    this.move(row, NONE, atMs);
    for (const watcher of this.watchers) watcher.taskEnded(row, atMs, end);
    this.book.close(row);
  }

  private move(row: number, stage: number, atMs: Ms): void {
    const { stage: stages, provider, condition } = this.book.columns;
    this.ownerOf(row).move(stages[row], stage, atMs);
    if (provider[row] !== NONE && stages[row] === Stage.running) this.instances.groups[provider[row]].runningTasks--;
    if (provider[row] !== NONE && stage === Stage.running) this.instances.groups[provider[row]].runningTasks++;
    if (condition[row] > 0) this.judge(row, 0);
    stages[row] = stage;
  }
}
