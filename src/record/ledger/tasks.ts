import type { Ms } from '../../kernel/event-loop.js';
import { Fact, type FactKind, StopCause } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { External, usdCell, usdCellOf } from './costs.js';
import type { EndListener } from './end-listener.js';
import { CPU } from './group.js';
import type { InstanceAccount } from './instances.js';
import { Level } from './level.js';
import { LiveRows, NONE } from './live-rows.js';
import { type LiveTasks, TASK_COLUMNS } from './live-tables.js';
import { type OwnerAccount, ownersOf, TaskStage } from './owner.js';
import type { PlatformUse } from './platform-use.js';
import { PlatformAccount } from './platforms.js';
import type { RoomPart } from './room.js';
import { Classes, type TaskClass } from './task-class.js';
import { TaskCosts } from './task-costs.js';
import { VolumeAccount } from './volumes.js';

/** Living tasks, and the counts of the services and workloads that own them. */
export class TaskAccount {
  readonly live: LiveTasks = new LiveRows(TASK_COLUMNS);
  readonly owners: readonly OwnerAccount[];
  readonly classes: Classes;
  readonly platforms: PlatformAccount;
  readonly volumes: VolumeAccount;
  /** CPU units in use on all providers without instances. */
  readonly platformCpuUnits = new Level();
  readonly costs: TaskCosts;

  constructor(
    private readonly setup: Setup,
    readonly instances: InstanceAccount,
    private readonly watchers: readonly EndListener[],
  ) {
    this.owners = ownersOf(setup);
    this.classes = new Classes(setup);
    this.platforms = new PlatformAccount(setup, this.classes, this.instances.bill);
    this.volumes = new VolumeAccount(setup, this.live, { classes: this.classes, bill: this.instances.bill });
    this.costs = new TaskCosts(this.live, this);
  }

  /** Ignores facts that are not about tasks. */
  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    switch (kind) {
      case Fact.taskRequested:
        this.onRequested(a, b, c, atMs);
        break;
      case Fact.taskPresent:
        this.live.columns.isPresent[this.live.find(a)] = 1;
        break;
      case Fact.taskPlaced:
        this.onPlaced(a, b, c, atMs);
        break;
      case Fact.taskOnFargate:
        this.onPlatform(a, atMs);
        break;
      case Fact.taskQueued:
        this.live.columns.queuedMs[this.live.find(a)] = atMs;
        this.move(this.live.find(a), TaskStage.pending, atMs);
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
      case Fact.targetDeregistered:
        this.live.columns.deregisteredMs[this.live.find(a)] = atMs;
        break;
      case Fact.roomFreed:
        this.freeRoom(this.live.find(a), atMs);
        break;
      case Fact.taskStopped:
        this.live.columns.cutShortMs[this.live.find(a)] = d;
        this.onStopped(a, b, atMs);
        break;
      case Fact.taskRefused:
        this.onRefused(a, b, atMs);
        break;
      case Fact.taskHeld:
        this.live.columns.heldSinceMs[this.live.find(a)] = atMs;
        break;
      case Fact.taskAdmitted:
        this.onAdmitted(a, atMs);
        break;
      case Fact.waitingExplained:
        this.owners[this.classes.owner[a]].waitedForFargate(c, b * this.setup.scaler.evaluationIntervalMs);
        break;
      case Fact.revisionOfClass:
        this.classes.revision[a] = b;
        break;
      case Fact.taskClassDefined:
        this.onClassDefined(a, { service: b, workload: c, cpuUnits: d, memoryMib: e, eni: f }, atMs);
        break;
    }
  }

  ownerOf(row: number): OwnerAccount {
    return this.owners[this.classes.owner[this.live.columns.class[row]]];
  }

  private onRequested(task: number, taskClass: number, provider: number, atMs: Ms): void {
    const row = this.live.open(task);
    const { columns } = this.live;
    columns.class[row] = taskClass;
    columns.provider[row] = provider;
    columns.stage[row] = TaskStage.provisioning;
    columns.requestedMs[row] = atMs;
    const owner = this.ownerOf(row);
    owner.requested++;
    owner.move(NONE, TaskStage.provisioning, atMs);
    const use = this.useOf(row);
    if (use !== null) use.waiting++;
  }

  private onClassDefined(index: number, taskClass: TaskClass, atMs: Ms): void {
    if (this.classes.define(index, taskClass)) this.instances.room.lower(this.classes.smallest, atMs);
  }

  private onAdmitted(task: number, atMs: Ms): void {
    const row = this.live.find(task);
    const { heldSinceMs, heldMs } = this.live.columns;
    heldMs[row] += atMs - heldSinceMs[row];
    heldSinceMs[row] = NONE;
  }

  private onPlaced(task: number, instance: number, bootMs: Ms, atMs: Ms): void {
    const row = this.live.find(task);
    const { columns } = this.live;
    columns.placedMs[row] = atMs;
    columns.instance[row] = instance;
    columns.bootMs[row] = Math.min(bootMs, atMs - columns.requestedMs[row] - columns.heldMs[row]);
    const host = this.instances.live.find(instance);
    columns.host[row] = host;
    this.instances.live.columns.tasksPlaced[host]++;
    this.instances.room.take(host, this.classes, columns.class[row], atMs);
    const { shares, reserved } = this.instances;
    reserved.change(host, this.classes.weights[columns.class[row]], atMs);
    if (shares !== null) shares.onPlaced(this.costs.placed(row, host), atMs);
  }

  /** The task has capacity without an instance. */
  private onPlatform(task: number, atMs: Ms): void {
    const row = this.live.find(task);
    const { placedMs, class: taskClass } = this.live.columns;
    placedMs[row] = atMs;
    const cpuUnits = this.classes.sizes[CPU][taskClass[row]];
    this.useOf(row)?.launch(cpuUnits, atMs);
    this.platformCpuUnits.add(cpuUnits, atMs);
  }

  private onPending(task: number, pullMs: Ms, atMs: Ms): void {
    const row = this.live.find(task);
    this.live.columns.pendingMs[row] = atMs;
    this.live.columns.pullMs[row] = pullMs;
    if (this.live.columns.queuedMs[row] === NONE) this.live.columns.queuedMs[row] = atMs;
    this.move(row, TaskStage.pending, atMs);
  }

  private onRunning(task: number, atMs: Ms): void {
    const row = this.live.find(task);
    const { requestedMs, heldMs, placedMs, bootMs, queuedMs, pendingMs, pullMs, runningMs, isPresent } = this.live.columns;
    runningMs[row] = atMs;
    this.move(row, TaskStage.running, atMs);
    const owner = this.ownerOf(row);
    owner.started++;
    // The wait began before the run.
    if (isPresent[row] === 1) return;
    owner.waited(task, atMs - requestedMs[row]);
    const { waitMs } = owner;
    waitMs[0] += heldMs[row];
    waitMs[1] += placedMs[row] - requestedMs[row] - heldMs[row] - bootMs[row];
    waitMs[2] += bootMs[row];
    waitMs[3] += queuedMs[row] - placedMs[row];
    waitMs[4] += pendingMs[row] - queuedMs[row];
    waitMs[5] += pullMs[row];
    waitMs[6] += atMs - pendingMs[row] - pullMs[row];
  }

  judge(row: number, condition: number): void {
    this.ownerOf(row).judge(this.live.columns.condition[row], condition);
    this.live.columns.condition[row] = condition;
  }

  private onStopping(task: number, atMs: Ms): void {
    const row = this.live.find(task);
    this.live.columns.stoppingMs[row] = atMs;
    this.move(row, TaskStage.stopping, atMs);
    const { stoppingRoom, stoppingRoomFrom } = this.setup.placement;
    if (stoppingRoom === 'free' && stoppingRoomFrom === 'desired') this.freeRoom(row, atMs);
  }

  /** The room of a stopping task on an instance is free for placement (N.ROOM-1, N.ROOM-8). */
  private freeRoom(row: number, atMs: Ms): void {
    const { instance, isRoomFreed } = this.live.columns;
    if (instance[row] === NONE || isRoomFreed[row] === 1) return;
    isRoomFreed[row] = 1;
    this.giveRoom(row, this.setup.placement.stoppingEni === 'free' ? 'all' : 'allButEni', atMs);
  }

  /** The task bears the costs of its room no longer than it holds it. */
  private giveRoom(row: number, part: RoomPart, atMs: Ms): void {
    const { class: taskClass, costUsd } = this.live.columns;
    const host = this.live.columns.host[row];
    this.instances.room.give(host, this.classes, taskClass[row], { part, atMs });
    const { shares, reserved } = this.instances;
    reserved.change(host, -this.classes.weights[taskClass[row]], atMs);
    if (shares !== null) costUsd[row] = usdCellOf(shares.onRoomFreed(this.costs.placed(row, host), atMs));
  }

  private onStopped(task: number, cause: number, atMs: Ms): void {
    const row = this.live.find(task);
    const owner = this.ownerOf(row);
    owner.stopped++;
    owner.stoppedBy[cause]++;
    const { instance, host, class: taskClass, isRoomFreed, cutShortMs } = this.live.columns;
    if (cutShortMs[row] > 0) owner.cutShort++;
    if (instance[row] !== NONE) {
      if (isRoomFreed[row] === 0) this.giveRoom(row, 'all', atMs);
      else if (this.setup.placement.stoppingEni === 'held')
        this.instances.room.give(host[row], this.classes, taskClass[row], { part: 'eni', atMs });
      if ((cause === StopCause.instanceTerminated || cutShortMs[row] > 0) && !owner.isDaemon) this.instances.onTaskLost(host[row]);
    } else if (this.costs.isBilled(row)) {
      const cost = this.platforms.end(this.costs.timeOf(row, atMs));
      this.instances.shares?.giveTask(this.classes.owner[taskClass[row]], this.platforms.ownCharges(this.costs.timeOf(row, atMs)));
      this.live.columns.costUsd[row] = usdCell(cost);
    }
    this.volumes.taskEnded(row, atMs);
    const use = this.useOf(row);
    if (use !== null) this.leavePlatform(use, row, { cause, atMs });
    this.endTask(row, atMs, { isRefused: false, cause });
  }

  private onRefused(task: number, reason: number, atMs: Ms): void {
    const row = this.live.find(task);
    this.ownerOf(row).refused++;
    this.useOf(row)?.refuse(reason);
    this.endTask(row, atMs, { isRefused: true, cause: reason });
  }

  private leavePlatform(use: PlatformUse, row: number, { cause, atMs }: { cause: number; atMs: Ms }): void {
    const { placedMs, class: taskClass } = this.live.columns;
    const cpuUnits = placedMs[row] === NONE ? null : this.classes.sizes[CPU][taskClass[row]];
    use.end(cpuUnits, cause, atMs);
    this.platformCpuUnits.add(-(cpuUnits ?? 0), atMs);
  }

  /** Null for a task on instances. */
  private useOf(row: number): PlatformUse | null {
    const provider = this.live.columns.provider[row];
    return provider === NONE ? null : this.instances.groups[provider].platform;
  }

  private endTask(row: number, atMs: Ms, end: { isRefused: boolean; cause: number }): void {
    this.move(row, NONE, atMs);
    for (const watcher of this.watchers) watcher.taskEnded(row, atMs, end);
    this.live.close(row);
  }

  private move(row: number, stage: number, atMs: Ms): void {
    const { stage: stages, condition } = this.live.columns;
    this.ownerOf(row).move(stages[row], stage, atMs);
    if (stages[row] === TaskStage.running) this.run(row, -1);
    if (stage === TaskStage.running) this.run(row, 1);
    if (condition[row] > 0) this.judge(row, 0);
    stages[row] = stage;
  }

  /** Adds (1) or removes (-1) a RUNNING task. */
  private run(row: number, sign: 1 | -1): void {
    const { provider, instance, host, class: taskClass } = this.live.columns;
    const { groups, live: book, cluster } = this.instances;
    if (provider[row] !== NONE) groups[provider[row]].runningTasks += sign;
    if (instance[row] === NONE || book.columns.option[host[row]] === External) return;
    cluster.run(taskClass[row], sign);
  }
}
