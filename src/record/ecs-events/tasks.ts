import type { Ms } from '../../kernel/event-loop.js';
import { DesiredStatus, TaskState } from '../../services/task-states.js';
import { ec2IdsOf } from '../../sim/ec2-id.js';
import { EXITED_CAUSES, StopCause } from '../../sim/facts.js';
import type { PresentTask } from '../../sim/present.js';
import type { EventStream } from './event-stream.js';
import type { EcsNames } from './names.js';
import { refusedWords, stopWords } from './stop-texts.js';
import type { TaskClasses } from './task-classes.js';
import { type KnownTask, NONE, newTask, taskDetail } from './task-detail.js';
import type { Waits } from './waits.js';

/** Stops in which the machine is gone or unknown to ECS: the task is STOPPED at once, with a single event (T.EVT-4). */
const SUDDEN: readonly number[] = [StopCause.instanceTerminated, StopCause.orphaned, StopCause.zoneOutage];

/** Exit code of a program that SIGKILL has ended: 128 and the signal's number. */
const SIGKILL_EXIT = 137;

/** The end of a task. `sigtermMs` and `exitedMs`, of its essential container, are NONE where they never came. */
export interface TaskEnd {
  readonly cause: number;
  readonly sigtermMs: Ms;
  readonly exitedMs: Ms;
}

/** Parts that task events need. */
interface Parts {
  readonly names: EcsNames;
  readonly stream: EventStream;
  readonly classes: TaskClasses;
  readonly waits: Waits;
}

/**
 * ECS Task State Change. A new task is reported when its first millisecond is over, or earlier if it changes within it. A request that the
 * quota holds back, or that fails at once, never becomes a task of ECS.
 */
export class TaskEvents {
  private known = new Map<number, KnownTask>();
  /** New tasks to report at the end of this millisecond, unless they have been reported before. */
  private fresh: number[] = [];

  private readonly ec2IdOf: (ordinal: number) => string;
  private readonly before: ReadonlyMap<number, PresentTask>;

  constructor(private readonly parts: Parts) {
    const { setup } = parts.names;
    this.ec2IdOf = ec2IdsOf(setup);
    this.before = new Map(setup.present?.tasks.map((task) => [task.ordinal, task]));
  }

  of(task: number): KnownTask {
    return this.known.get(task)!;
  }

  /** Ends the millisecond. */
  settle(atMs: Ms): void {
    for (const task of this.fresh) {
      const known = this.known.get(task);
      if (known !== undefined && !known.isHeld && known.version === 0) this.emit(atMs, known);
    }
    this.fresh = [];
  }

  requested(atMs: Ms, task: number, what: { readonly taskClass: number; readonly provider: number }): void {
    this.known.set(task, newTask(atMs, task, what));
    this.fresh.push(task);
  }

  /** Handles a task that existed before the run. */
  present(task: number): void {
    this.of(task).createdMs = this.before.get(task)!.requestedMs;
  }

  wasPlacedBefore(task: number): boolean {
    return (this.before.get(task)?.instance ?? NONE) !== NONE;
  }

  held(task: number): void {
    this.of(task).isHeld = true;
  }

  admitted(atMs: Ms, task: number): void {
    const known = this.of(task);
    known.isHeld = false;
    known.createdMs = atMs;
    this.fresh.push(task);
  }

  /** RunTask returned a failure, so that there never was a task; or the task was accepted and cannot start. */
  refused(atMs: Ms, task: number, reason: number): void {
    const known = this.of(task);
    this.known.delete(task);
    if (known.version === 0) return;
    known.words = refusedWords(reason);
    known.desiredStatus = DesiredStatus.STOPPED;
    known.stoppedMs = atMs;
    this.became(atMs, known, TaskState.STOPPED);
  }

  /** The task has capacity. With a network interface PROVISIONING continues; without one it is over, as the next fact reports. */
  placed(atMs: Ms, task: number, where: { readonly instance: number; readonly zone: string }): void {
    const known = this.of(task);
    Object.assign(known, where, { isPlaced: true });
    if (this.hasInterface(known) || where.instance === NONE) this.emit(atMs, known);
  }

  /** It waits on its instance: PENDING without `pullStartedAt`. */
  queued(atMs: Ms, task: number): void {
    this.became(atMs, this.of(task), TaskState.PENDING);
  }

  /** Its pull begins: at once in PENDING, or after it has waited there. */
  pending(atMs: Ms, task: number, pullMs: Ms): void {
    const known = this.of(task);
    known.pendingMs = this.sinceOf(task, TaskState.PENDING) ?? atMs;
    known.pullMs = pullMs;
    if (known.lastStatus !== TaskState.PENDING) this.became(atMs, known, TaskState.PENDING);
  }

  running(atMs: Ms, task: number): void {
    const known = this.of(task);
    known.startedMs = this.sinceOf(task, TaskState.RUNNING) ?? atMs;
    if (this.isChecked(known)) known.health = 'UNKNOWN';
    this.became(atMs, known, TaskState.RUNNING);
  }

  /** A health check of its containers first succeeded, or failed often enough; or it begins anew. */
  healthChanged(atMs: Ms, task: number, health: 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY'): void {
    const known = this.of(task);
    if (known.health === null || known.health === health) return;
    known.health = health;
    this.emit(atMs, known);
  }

  /** desiredStatus becomes STOPPED; the first event still has the old lastStatus (S.TASK-1, T.EVT-9). */
  stopping(atMs: Ms, task: number, cause: number): void {
    const known = this.of(task);
    const isAnnounced = !SUDDEN.includes(cause) && !(known.isHeld && known.version === 0);
    // A task that was created in this millisecond is reported first.
    if (isAnnounced && known.version === 0) this.emit(atMs, known);
    known.stoppingMs = atMs;
    known.words = this.wordsOf(known, cause);
    if (EXITED_CAUSES.includes(cause)) {
      known.exitCode = cause === StopCause.crashed ? 1 : 0;
      known.exitedMs = atMs - this.exitNoticedMs(known);
    }
    if (!isAnnounced) return;
    known.desiredStatus = DesiredStatus.STOPPED;
    this.emit(atMs, known);
    if (known.lastStatus !== TaskState.RUNNING) return;
    if (!EXITED_CAUSES.includes(cause)) this.became(atMs, known, TaskState.STOPPING);
    else if (this.hasInterface(known)) this.became(atMs, known, TaskState.DEPROVISIONING);
  }

  stopped(atMs: Ms, task: number, end: TaskEnd): void {
    const { cause } = end;
    const known = this.of(task);
    // executionStoppedAt is the exit of a task that ends by itself (V.17), and the later notice of a task that was told to stop (P.127, P.150, P.336).
    const isTold = end.exitedMs !== NONE && end.exitedMs >= known.stoppingMs;
    known.exitedMs = isTold ? end.exitedMs + this.exitNoticedMs(known) : end.exitedMs;
    this.known.delete(task);
    if (known.isHeld && known.version === 0) return;
    known.desiredStatus = DesiredStatus.STOPPED;
    if (known.exitCode === null && known.startedMs !== NONE && !SUDDEN.includes(cause)) known.exitCode = this.exitCodeOfStop(known, end);
    // No fact has the time at which its interface began to detach.
    const detaches = known.isPlaced && this.hasInterface(known) && !SUDDEN.includes(cause);
    if (detaches && known.lastStatus !== TaskState.DEPROVISIONING) this.became(atMs, known, TaskState.DEPROVISIONING);
    known.stoppedMs = atMs;
    this.became(atMs, known, TaskState.STOPPED);
  }

  /** SIGKILL ends a program that still runs at its stopTimeout. Containers that stop in order share no single timeout. */
  private exitCodeOfStop({ taskClass, instance }: KnownTask, { sigtermMs, exitedMs }: TaskEnd): number {
    const { setup } = this.parts.names;
    const { definition, service } = this.parts.classes.of(taskClass);
    const { order, stopTimeoutMs, platformStopTimeoutMs = stopTimeoutMs } = setup.taskDefinitions[definition];
    const timeoutMs = instance === NONE ? platformStopTimeoutMs : stopTimeoutMs;
    // The proxy of Service Connect stops after the program.
    const proxyMs = setup.services[service]?.deploymentSpec?.proxy?.stopMs ?? 0;
    const isKilled = order === undefined && sigtermMs !== NONE && exitedMs - proxyMs - sigtermMs >= timeoutMs;
    return isKilled ? SIGKILL_EXIT : 0;
  }

  private exitNoticedMs({ instance }: KnownTask): Ms {
    return instance === NONE ? this.parts.names.setup.fargate.stop.exitNoticedMs : 0;
  }

  /** When the task reached that state, if it did so before the run. */
  private sinceOf(task: number, state: TaskState): Ms | null {
    const before = this.before.get(task);
    return before === undefined || before.state < state ? null : before.state === state ? before.sinceMs : before.requestedMs;
  }

  private wordsOf(known: KnownTask, cause: number) {
    const { waits } = this.parts;
    return stopWords(cause, {
      deployment: this.deploymentOf(known),
      ec2InstanceId: known.instance === NONE ? null : this.ec2IdOf(known.instance),
      failedCheck: this.isChecked(known) ? 'Task failed container health checks' : 'Task failed ELB health checks',
      unplaced: waits.reasonOf(known.taskClass),
    });
  }

  private isChecked({ taskClass }: KnownTask): boolean {
    return this.parts.classes.isChecked(this.parts.classes.of(taskClass));
  }

  private hasInterface({ taskClass }: KnownTask): boolean {
    return this.parts.classes.of(taskClass).eni > 0;
  }

  /** Deployment of its service; null for a standalone task. */
  private deploymentOf({ taskClass }: KnownTask): string | null {
    const { names, classes } = this.parts;
    const { service, revision } = classes.of(taskClass);
    return service >= 0 ? names.deployment(names.setup.services[service], revision) : null;
  }

  private became(atMs: Ms, known: KnownTask, status: TaskState): void {
    known.lastStatus = status;
    this.emit(atMs, known);
  }

  /** Returns a living task as DescribeTasks shows it. */
  detail(task: number, atMs: Ms): object {
    return this.detailOf(this.of(task), atMs);
  }

  private detailOf(known: KnownTask, atMs: Ms): object {
    const { names, classes } = this.parts;
    return taskDetail(known, atMs, { names, classes, deployment: this.deploymentOf(known) });
  }

  private emit(atMs: Ms, known: KnownTask): void {
    const { names, stream } = this.parts;
    known.version++;
    stream.emit('ECS Task State Change', atMs, { resource: names.task(known.task), nth: known.version }, this.detailOf(known, atMs));
  }

  save(): unknown {
    const { known, fresh } = this;
    return structuredClone({ known, fresh });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}
