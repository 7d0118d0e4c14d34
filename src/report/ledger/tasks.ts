import { StopCause } from '../../sim/facts.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import { Book, NONE } from './book.js';
import { TASK_COLUMNS, type TaskBook } from './books.js';
import { usdCell } from './costs.js';
import type { InstanceAccount } from './instances.js';
import { type Owner, ownersOf, Stage } from './owner.js';
import type { Placed } from './shares.js';
import { Classes, type TaskClass } from './task-class.js';
import type { Watcher } from './watcher.js';

/** What a task has only later. */
const NOT_YET = ['heldSinceMs', 'placedMs', 'instance', 'pendingMs', 'runningMs', 'stoppingMs', 'costUsd'] as const;

/** Living tasks, and what is counted of them for the service or workload that owns them. */
export class TaskAccount {
  readonly book: TaskBook = new Book(TASK_COLUMNS);
  readonly owners: readonly Owner[];
  readonly classes: Classes;

  constructor(
    setup: Setup,
    private readonly instances: InstanceAccount,
    private readonly watchers: readonly Watcher[],
  ) {
    this.owners = ownersOf(setup);
    this.classes = new Classes(setup);
  }

  ownerOf(row: number): Owner {
    return this.owners[this.classes.owner[this.book.columns.class[row]]];
  }

  onRequested(task: number, taskClass: number, provider: number, atMs: Ms): void {
    const row = this.book.open(task);
    const { columns } = this.book;
    columns.class[row] = taskClass;
    columns.provider[row] = provider;
    columns.stage[row] = Stage.provisioning;
    columns.requestedMs[row] = atMs;
    columns.heldMs[row] = 0;
    columns.bootMs[row] = 0;
    columns.pullMs[row] = 0;
    for (const name of NOT_YET) columns[name][row] = NONE;
    const owner = this.ownerOf(row);
    owner.requested++;
    owner.move(NONE, Stage.provisioning, atMs);
  }

  onClassDefined(index: number, taskClass: TaskClass, atMs: Ms): void {
    if (this.classes.define(index, taskClass)) this.instances.room.lower(this.classes.smallest, atMs);
  }

  onHeld(task: number, atMs: Ms): void {
    this.book.columns.heldSinceMs[this.book.find(task)] = atMs;
  }

  onAdmitted(task: number, atMs: Ms): void {
    const row = this.book.find(task);
    const { heldSinceMs, heldMs } = this.book.columns;
    heldMs[row] += atMs - heldSinceMs[row];
    heldSinceMs[row] = NONE;
  }

  onPlaced(task: number, instance: number, bootMs: Ms, atMs: Ms): void {
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

  onPending(task: number, pullMs: Ms, atMs: Ms): void {
    const row = this.book.find(task);
    this.book.columns.pendingMs[row] = atMs;
    this.book.columns.pullMs[row] = pullMs;
    this.move(row, Stage.pending, atMs);
  }

  onRunning(task: number, atMs: Ms): void {
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

  onStopping(task: number, atMs: Ms): void {
    const row = this.book.find(task);
    this.book.columns.stoppingMs[row] = atMs;
    this.move(row, Stage.stopping, atMs);
  }

  onStopped(task: number, cause: number, atMs: Ms): void {
    const row = this.book.find(task);
    const owner = this.ownerOf(row);
    owner.stopped++;
    owner.stoppedBy[cause]++;
    const { instance, class: taskClass } = this.book.columns;
    if (instance[row] !== NONE) {
      const host = this.instances.book.find(instance[row]);
      this.instances.room.give(host, this.classes, taskClass[row], atMs);
      const { shares } = this.instances;
      if (shares !== null) this.book.columns.costUsd[row] = usdCell(shares.onStopped(this.placed(row, host), atMs));
      if (cause === StopCause.instanceTerminated && !owner.isDaemon) this.instances.onTaskLost(host);
    }
    this.endTask(row, atMs, { isRefused: false, cause });
  }

  onRefused(task: number, reason: number, atMs: Ms): void {
    const row = this.book.find(task);
    this.ownerOf(row).refused++;
    this.endTask(row, atMs, { isRefused: true, cause: reason });
  }

  /** What living tasks have cost by the end of the run is told of them. */
  onEnd(endMs: Ms): void {
    const { shares } = this.instances;
    const { instance, costUsd } = this.book.columns;
    if (shares === null) return;
    for (const row of this.book.inOrder())
      if (instance[row] !== NONE) costUsd[row] = usdCell(shares.soFar(this.placed(row, this.instances.book.find(instance[row])), endMs));
  }

  /** Living tasks that have an instance. */
  onInstances(): Placed[] {
    const { instance } = this.book.columns;
    const rows = this.book.inOrder().filter((row) => instance[row] !== NONE);
    return rows.map((row) => this.placed(row, this.instances.book.find(instance[row])));
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
    const { stage: stages } = this.book.columns;
    this.ownerOf(row).move(stages[row], stage, atMs);
    stages[row] = stage;
  }
}
