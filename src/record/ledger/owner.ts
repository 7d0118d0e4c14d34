import type { Ms } from '../../kernel/event-loop.js';
import { loadParts, type Part } from '../../kernel/parts.js';
import { Condition, FAILED_START_CAUSES, REFUSED_BY_FARGATE, StopCause } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { Level } from './level.js';
import type { LiveTasks } from './live-tables.js';
import { Samples } from './samples.js';

/** Stage of a living task in reports; DEPROVISIONING counts as stopping. */
export const TaskStage = { provisioning: 0, pending: 1, running: 2, stopping: 3 } as const;
const RUNNING = TaskStage.running;
export const STAGES = ['provisioning', 'pending', 'running', 'stopping'] as const;

/** The parts of a wait from request to RUNNING, in order; they add up to it. */
export const WAIT_CAUSES = ['quota', 'capacity', 'boot', 'eni', 'room', 'pull', 'start'] as const;

/** Ends before RUNNING that count as failures. */
const FAILURES: readonly number[] = [StopCause.provisioningTimeout, ...FAILED_START_CAUSES];
const STOP_CAUSES = Math.max(...Object.values(StopCause)) + 1;

/** The counts of one service or one workload. */
export class OwnerAccount {
  desired = 0;
  requested = 0;
  started = 0;
  refused = 0;
  stopped = 0;
  /** STOPPED tasks that were never RUNNING and did not fail: a deployment, a scale-in, a user or the end of their instance stopped them. */
  stoppedBeforeRunning = 0;
  readonly isDaemon: boolean;
  private readonly isService: boolean;
  private readonly isWatched: boolean;
  /** Indexed by StopCause. */
  readonly stoppedBy = new Float64Array(STOP_CAUSES);
  /** Tasks with desiredStatus STOPPED whose containers still ran when their instance ended (N.SPOT-1). */
  cutShort = 0;
  /** Living tasks by Stage. */
  readonly inStage = new Float64Array(STAGES.length);
  /** RUNNING tasks of a service with health checks, by Condition; `waiting` is unused. */
  readonly inCondition = new Float64Array(3);
  readonly waits = new Samples();
  /** The first of the tasks with the longest wait from request to RUNNING, and that wait; -1: no task reached RUNNING. */
  longestTask = -1;
  longestWaitMs = -1;
  /** Milliseconds that its tasks waited for vCPUs of Fargate's quota, and for Fargate's capacity. */
  fargateQuotaMs = 0;
  fargateCapacityMs = 0;
  /** Milliseconds of all waits by cause. */
  readonly waitMs = new Float64Array(WAIT_CAUSES.length);
  readonly runningTasks = new Level();
  /** Desired less RUNNING, while that is positive. */
  readonly missingTasks = new Level();
  /** 1 while the service desires tasks and none is RUNNING, else 0. */
  readonly withoutTask = new Level();
  /** How long it desired tasks before the first one was RUNNING; -1: none was. */
  withoutAtFirstMs = -1;

  constructor(
    readonly kind: 'service' | 'workload',
    readonly name: string,
    { isDaemon = false, isWatched = false } = {},
  ) {
    this.isDaemon = isDaemon;
    this.isWatched = isWatched;
    this.isService = kind === 'service';
  }

  /** Healthy RUNNING tasks; without health checks all of them. */
  get healthy(): number {
    return this.isWatched ? this.inCondition[Condition.healthy] : this.inStage[TaskStage.running];
  }

  /** A task is in another stage; -1: it has just come, or is gone. */
  move(from: number, to: number, atMs: number): void {
    const { inStage } = this;
    if (from >= 0) inStage[from]--;
    if (to >= 0) inStage[to]++;
    if (from === RUNNING || to === RUNNING) this.noteRunning(atMs);
  }

  /** Counts a new task that is RUNNING without a wait. */
  starts(task: number, atMs: Ms): void {
    this.requested++;
    this.started++;
    this.inStage[RUNNING]++;
    this.noteRunning(atMs);
    this.waited(task, 0);
  }

  /** Counts a task that is STOPPED. `hasRun`: it has been RUNNING. */
  ends(cause: number, hasRun: boolean): void {
    this.stopped++;
    this.stoppedBy[cause]++;
    if (!hasRun && !FAILURES.includes(cause)) this.stoppedBeforeRunning++;
  }

  /** The health of a task changes; a task that stops running has no health. */
  judge(from: number, to: number): void {
    this.inCondition[from]--;
    this.inCondition[to]++;
  }

  setDesired(desired: number, atMs: number): void {
    this.desired = desired;
    this.noteMissing(atMs);
  }

  /** A task reached RUNNING after this wait. */
  waited(task: number, ms: Ms): void {
    this.waits.add(ms);
    if (ms <= this.longestWaitMs) return;
    this.longestTask = task;
    this.longestWaitMs = ms;
  }

  /** Adds the parts of the wait of a task that is RUNNING at this time. */
  addParts({ requestedMs, heldMs, placedMs, bootMs, queuedMs, pendingMs, pullMs }: LiveTasks['columns'], row: number, atMs: Ms): void {
    const { waitMs } = this;
    waitMs[0] += heldMs[row];
    waitMs[1] += placedMs[row] - requestedMs[row] - heldMs[row] - bootMs[row];
    waitMs[2] += bootMs[row];
    waitMs[3] += queuedMs[row] - placedMs[row];
    waitMs[4] += pendingMs[row] - queuedMs[row];
    waitMs[5] += pullMs[row];
    waitMs[6] += atMs - pendingMs[row] - pullMs[row];
  }

  /** Tasks that Fargate refused have waited `taskMs` in total. */
  waitedForFargate(reason: number, taskMs: Ms): void {
    if (reason === REFUSED_BY_FARGATE.noCapacity) this.fargateCapacityMs += taskMs;
    if (reason === REFUSED_BY_FARGATE.cpuAboveLimit || reason === REFUSED_BY_FARGATE.vcpusInUse) this.fargateQuotaMs += taskMs;
  }

  private noteRunning(atMs: Ms): void {
    this.runningTasks.set(this.inStage[RUNNING], atMs);
    if (this.isService) this.noteMissing(atMs);
  }

  private noteMissing(atMs: number): void {
    const running = this.inStage[TaskStage.running];
    if (running > 0 && this.withoutAtFirstMs < 0) this.withoutAtFirstMs = Number(this.withoutTask.integralTo(atMs));
    this.missingTasks.set(Math.max(0, this.desired - running), atMs);
    this.withoutTask.set(Number(this.desired > 0 && running === 0), atMs);
  }

  save(): unknown {
    const { desired, requested, started, refused, stopped, fargateQuotaMs, fargateCapacityMs, longestTask, longestWaitMs } = this;
    const { cutShort, stoppedBeforeRunning, stoppedBy, inStage, waitMs, inCondition, withoutAtFirstMs } = this;
    const counts = {
      desired,
      requested,
      started,
      refused,
      stopped,
      fargateQuotaMs,
      fargateCapacityMs,
      longestTask,
      longestWaitMs,
      cutShort,
      stoppedBeforeRunning,
      withoutAtFirstMs,
    };
    return { ...structuredClone({ ...counts, stoppedBy, inStage, waitMs, inCondition }), parts: this.parts().map((part) => part.save()) };
  }

  load(saved: unknown): void {
    const { parts, ...rest } = saved as { parts: unknown[] };
    Object.assign(this, structuredClone(rest));
    loadParts(this.parts(), parts);
  }

  private parts(): readonly Part[] {
    return [this.waits, this.runningTasks, this.missingTasks, this.withoutTask];
  }
}

/** The services, then the workloads: a workload's owner is at `services.length + workload`. */
export function ownersOf(setup: Setup): OwnerAccount[] {
  return [
    ...setup.services.map(({ name, schedulingStrategy, deploymentSpec }) => {
      const health = { isDaemon: schedulingStrategy === 'DAEMON', isWatched: deploymentSpec !== null };
      return new OwnerAccount('service', name, health);
    }),
    ...setup.workloads.map((w) => new OwnerAccount('workload', w.name)),
  ];
}
