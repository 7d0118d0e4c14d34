import type { Ms } from '../../kernel/event-loop.js';
import { Condition, Fact, type FactKind, StopCause, sigtermAtOnce, type TaskStart } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { usdCell } from './costs.js';
import type { EndListeners, TaskEnd } from './end-listener.js';
import type { InstanceAccount } from './instances.js';
import { NONE } from './live-rows.js';
import { type LiveTasks, liveTasks, TASK_PLACES } from './live-tables.js';
import { type OwnerAccount, ownersOf, TaskStage } from './owner.js';
import { PlatformTasks } from './platforms/platform-tasks.js';
import { PlatformAccount } from './platforms/platforms.js';
import { RoomChanges } from './stranded-room.js';
import { CLASS_PLACES, CLASS_STEP, type Classes, type TaskClass } from './task-class.js';
import { TaskCosts } from './task-costs.js';
import { TaskRooms } from './task-rooms.js';
import { VolumeAccount } from './volumes.js';

// The facts that each task has. Constants of this module, because V8 reads those of another one anew at each use.
const { taskRequested: REQUESTED, taskPlaced: PLACED, taskPending: PENDING, taskRunning: RUNNING } = Fact;
const { taskStopping: STOPPING, taskStopped: STOPPED } = Fact;
const { class: CLASS, provider: PROVIDER, stage: STAGE, host: HOST, condition: CONDITION, isRoomFreed: IS_ROOM_FREED } = TASK_PLACES;
const { traceRow: TRACE_ROW, requestedMs: REQUESTED_MS, placedMs: PLACED_MS, bootMs: BOOT_MS } = TASK_PLACES;
const { queuedMs: QUEUED_MS, pendingMs: PENDING_MS, pullMs: PULL_MS, runningMs: RUNNING_MS, stoppingMs: STOPPING_MS } = TASK_PLACES;
const { owner: OWNER } = CLASS_PLACES;
const { provisioning: PROVISIONS, running: RUNS } = TaskStage;
const STEP = CLASS_STEP;

/** Living tasks, and the counts of the services and workloads that own them. */
export class TaskAccount {
  readonly live: LiveTasks = liveTasks();
  readonly classes: Classes;
  readonly instances: InstanceAccount;
  private readonly watchers: EndListeners;
  readonly owners: readonly OwnerAccount[];
  readonly platforms: PlatformAccount;
  readonly volumes: VolumeAccount;
  readonly onPlatforms: PlatformTasks;
  readonly costs: TaskCosts;
  private readonly rooms: TaskRooms;
  /** The row of its trace, from 1, of the task that is requested next; 0: it comes from no trace that names its tasks. */
  nextTraceRow = 0;
  /** Whether tasks were there when the run began. */
  private readonly hasPresent: boolean;

  constructor(
    private readonly setup: Setup,
    parts: {
      readonly classes: Classes;
      readonly instances: InstanceAccount;
      readonly watchers: EndListeners;
      readonly hasTaskCosts: boolean;
    },
  ) {
    this.classes = parts.classes;
    this.instances = parts.instances;
    this.watchers = parts.watchers;
    this.owners = ownersOf(setup);
    this.hasPresent = setup.present !== undefined;
    this.platforms = new PlatformAccount(setup, this.classes, this.instances.bill);
    this.volumes = new VolumeAccount(setup, this.live, { classes: this.classes, bill: this.instances.bill });
    this.onPlatforms = new PlatformTasks(this.live, this.classes, this.instances.groups);
    this.costs = new TaskCosts(this.live, this, parts.hasTaskCosts);
    this.rooms = new TaskRooms(setup, this);
  }

  /** Ignores facts that are not about tasks. */
  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    switch (kind) {
      case REQUESTED:
        this.onRequested(a, b, c, atMs);
        break;
      case PLACED:
        this.onPlaced(this.live.find(a), b, c, atMs);
        break;
      case PENDING:
        this.onPending(this.live.find(a), b, atMs);
        break;
      case RUNNING:
        this.onRunning(a, this.live.find(a), atMs);
        break;
      case STOPPING:
        this.onStopping(this.live.find(a), atMs);
        break;
      case STOPPED:
        this.onStopped(this.live.find(a), { isRefused: false, cause: b, sigtermMs: e, exitedMs: f }, d, atMs);
        break;
      default:
        this.onOther(kind, atMs, a, b, c, d, e, f);
    }
  }

  /** Does at once what onFact() does for its facts one by one. */
  onStarts({ atMs, task, taskClass, provider, instance }: TaskStart): void {
    const host = this.instances.live.find(instance);
    const row = this.live.take(task);
    const { values, seconds } = this.live;
    values[row + CLASS] = taskClass;
    values[row + PROVIDER] = provider;
    values[row + STAGE] = RUNS;
    values[row + HOST] = host;
    values[row + CONDITION] = values[row + IS_ROOM_FREED] = 0;
    seconds[row + BOOT_MS] = seconds[row + PULL_MS] = 0;
    seconds[row + STOPPING_MS] = NONE;
    seconds[row + REQUESTED_MS] = seconds[row + PLACED_MS] = seconds[row + QUEUED_MS] = atMs;
    seconds[row + PENDING_MS] = seconds[row + RUNNING_MS] = atMs;
    this.noteTraceRow(row);
    this.owners[this.classes.values[STEP * taskClass + OWNER]].starts(task, atMs);
    if (provider !== NONE) {
      this.onPlatforms.onRequested(provider);
      this.instances.groups[provider].runningTasks++;
    }
    if (!this.rooms.take(row, host, taskClass, atMs).isExternal) this.instances.cluster.run(taskClass, 1);
  }

  /** The facts of a task that ends in one millisecond. Its room is free in that millisecond. */
  onEnds(task: number, cause: number, atMs: Ms): void {
    const row = this.live.find(task);
    this.live.seconds[row + STOPPING_MS] = atMs;
    this.onStopped(row, { isRefused: false, cause, sigtermMs: sigtermAtOnce(cause, atMs), exitedMs: atMs }, 0, atMs);
  }

  /** Handles the facts that not every task has. */
  private onOther(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void {
    switch (kind) {
      case Fact.taskPresent:
        this.live.setSeldom(this.live.find(a), 'isPresent', 1);
        break;
      case Fact.taskOnFargate:
        this.live.columns.placedMs[this.live.find(a)] = atMs;
        this.onPlatforms.onLaunched(this.live.find(a), atMs);
        break;
      case Fact.taskQueued:
        this.live.columns.queuedMs[this.live.find(a)] = atMs;
        this.move(this.live.find(a), TaskStage.pending, atMs);
        break;
      case Fact.targetDeregistered:
        this.live.setSeldom(this.live.find(a), 'deregisteredMs', atMs);
        break;
      case Fact.roomFreed:
        this.rooms.free(this.live.find(a), atMs);
        break;
      case Fact.taskRefused:
        this.onRefused(a, b, atMs);
        break;
      case Fact.taskHeld:
        this.live.setSeldom(this.live.find(a), 'heldSinceMs', atMs);
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
    return this.owners[this.classes.values[STEP * this.live.values[row + CLASS] + OWNER]];
  }

  private onRequested(task: number, taskClass: number, provider: number, atMs: Ms): void {
    const row = this.live.open(task);
    const { values } = this.live;
    values[row + CLASS] = taskClass;
    values[row + PROVIDER] = provider;
    this.live.seconds[row + REQUESTED_MS] = atMs;
    this.noteTraceRow(row);
    const owner = this.ownerOf(row);
    owner.requested++;
    owner.inStage[PROVISIONS]++;
    if (provider !== NONE) this.onPlatforms.onRequested(provider);
  }

  private noteTraceRow(row: number): void {
    this.live.values[row + TRACE_ROW] = this.nextTraceRow;
    this.nextTraceRow = 0;
  }

  private onClassDefined(index: number, taskClass: TaskClass, atMs: Ms): void {
    if (this.classes.define(index, taskClass)) this.instances.room.lowered(atMs);
  }

  private onAdmitted(task: number, atMs: Ms): void {
    const row = this.live.find(task);
    const { heldSinceMs, heldMs } = this.live.columns;
    heldMs[row] += atMs - heldSinceMs[row];
    heldSinceMs[row] = NONE;
  }

  private onPlaced(row: number, instance: number, bootMs: Ms, atMs: Ms): void {
    const { values, seconds } = this.live;
    const host = this.instances.live.find(instance);
    seconds[row + PLACED_MS] = atMs;
    if (bootMs > 0) seconds[row + BOOT_MS] = Math.min(bootMs, atMs - seconds[row + REQUESTED_MS] - this.live.columns.heldMs[row]);
    values[row + HOST] = host;
    this.rooms.take(row, host, values[row + CLASS], atMs);
  }

  private onPending(row: number, pullMs: Ms, atMs: Ms): void {
    const { seconds } = this.live;
    seconds[row + PENDING_MS] = atMs;
    seconds[row + PULL_MS] = pullMs;
    if (seconds[row + QUEUED_MS] === NONE) seconds[row + QUEUED_MS] = atMs;
    this.move(row, TaskStage.pending, atMs);
  }

  private onRunning(task: number, row: number, atMs: Ms): void {
    const { seconds } = this.live;
    seconds[row + RUNNING_MS] = atMs;
    this.move(row, RUNS, atMs);
    const owner = this.ownerOf(row);
    owner.started++;
    const waitedMs = atMs - seconds[row + REQUESTED_MS];
    if (waitedMs > 0) this.watchers.taskWaited(row, atMs);
    // The wait began before the run.
    if (this.hasPresent && this.live.columns.isPresent[row] === 1) return;
    owner.waited(task, waitedMs);
    if (waitedMs > 0) owner.addParts(this.live.columns, row, atMs);
  }

  onHealth(row: number, condition: number, atMs: Ms): void {
    if (condition === Condition.unhealthy && this.live.columns.unhealthyMs[row] === NONE) this.live.setSeldom(row, 'unhealthyMs', atMs);
    this.judge(row, condition);
  }

  private judge(row: number, condition: number): void {
    this.ownerOf(row).judge(this.live.columns.condition[row], condition);
    this.live.columns.condition[row] = condition;
  }

  private onStopping(row: number, atMs: Ms): void {
    this.live.seconds[row + STOPPING_MS] = atMs;
    this.move(row, TaskStage.stopping, atMs);
    const { stoppingRoom, stoppingRoomFrom } = this.setup.placement;
    if (stoppingRoom === 'free' && stoppingRoomFrom === 'desired') this.rooms.free(row, atMs);
  }

  private onStopped(row: number, end: TaskEnd, cutShortMs: Ms, atMs: Ms): void {
    const { values } = this.live;
    const { cause } = end;
    const owner = this.ownerOf(row);
    owner.ends(cause, this.live.seconds[row + RUNNING_MS] !== NONE);
    if (cutShortMs > 0) {
      this.live.setSeldom(row, 'cutShortMs', cutShortMs);
      owner.cutShort++;
    }
    if (values[row + HOST] !== NONE) {
      if (values[row + IS_ROOM_FREED] === 0) this.rooms.give(row, RoomChanges.given, atMs);
      else if (this.setup.placement.stoppingEni === 'held')
        this.instances.room.change(values[row + HOST], values[row + CLASS], RoomChanges.givenEni, atMs);
      if ((cause === StopCause.instanceTerminated || cutShortMs > 0) && !owner.isDaemon) this.instances.onTaskLost(values[row + HOST]);
    } else if (this.costs.isBilled(row)) {
      const cost = this.platforms.end(this.costs.timeOf(row, atMs));
      this.instances.shares?.giveTask(this.classes.owner[values[row + CLASS]], this.platforms.ownCharges(this.costs.timeOf(row, atMs)));
      this.live.setSeldom(row, 'costUsd', usdCell(cost));
    }
    this.volumes.taskEnded(row, atMs);
    if (values[row + PROVIDER] !== NONE) this.onPlatforms.onStopped(row, cause, atMs);
    this.move(row, NONE, atMs);
    this.watchers.taskEnded(row, atMs, end);
    this.live.close(row);
  }

  private onRefused(task: number, reason: number, atMs: Ms): void {
    const row = this.live.find(task);
    this.ownerOf(row).refused++;
    this.onPlatforms.onRefused(row, reason);
    this.move(row, NONE, atMs);
    this.watchers.taskRefused(row, atMs, reason);
    this.live.close(row);
  }

  private move(row: number, stage: number, atMs: Ms): void {
    const { values } = this.live;
    const before = values[row + STAGE];
    this.ownerOf(row).move(before, stage, atMs);
    if (before === RUNS) this.run(row, -1);
    if (stage === RUNS) this.run(row, 1);
    if (values[row + CONDITION] > 0) this.judge(row, 0);
    values[row + STAGE] = stage;
  }

  /** Adds (1) or removes (-1) a RUNNING task. */
  private run(row: number, sign: 1 | -1): void {
    const { values } = this.live;
    const { groups, cluster } = this.instances;
    const host = values[row + HOST];
    if (values[row + PROVIDER] !== NONE) groups[values[row + PROVIDER]].runningTasks += sign;
    if (host !== NONE && !this.instances.isExternal(host)) cluster.run(values[row + CLASS], sign);
  }
}
