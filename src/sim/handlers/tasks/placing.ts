import { type Ms, NO_EVENT } from '../../../kernel/event-loop.js';
import { countRefusals } from '../../../placement/explain.js';
import { FITS, fit, REFUSALS, Refusal } from '../../../placement/fit.js';
import { NOWHERE } from '../../../placement/place.js';
import { type Admission, admit, admittedNow, waitsForRoom } from '../../../services/admission.js';
import { TaskState } from '../../../services/task-states.js';
import { Purpose } from '../../cluster/chance.js';
import { Booting, NONE, Outside } from '../../cluster/fleet.js';
import type { Line, TaskClass } from '../../cluster/line.js';
import { Condition } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact, REFUSED_AS_MISSING, REFUSED_BY_QUOTA, REFUSED_WITHOUT_INSTANCES, StopCause } from '../../facts.js';
import type { PlatformTasks } from '../../providers/platform.js';
import { Attempts } from './attempts.js';
import type { TaskLife } from './task-life.js';

/**
 * Turns requests into tasks, and places tasks on instances. Tasks that find no room wait in one queue per cluster, in order of request. A
 * round of placement tries each equivalence class, until none of the remaining ones has room.
 */
export class Placing {
  private readonly refusals = new Int32Array(REFUSALS.length);
  private readonly attempts: Attempts;

  constructor(
    private readonly world: World,
    private readonly ports: { readonly life: TaskLife; readonly platforms: readonly PlatformTasks[] },
  ) {
    this.attempts = new Attempts(world);
  }

  /**
   * Requests a new task, in PROVISIONING. It is placed at once when allowed; otherwise it waits, is held by the quota, or fails (launch
   * type). Returns false when the quota makes its service retry later: then there is no task.
   */
  request(line: Line, runMs: Ms, nth: number): boolean {
    const admission = this.admissionOf(line);
    if (admission === 'retry') return false;
    const slot = this.create(line, runMs, nth);
    if (admission === 'hold') this.hold(slot);
    else if (admission === 'refuse') this.refuse(slot, REFUSED_BY_QUOTA);
    else {
      if (line.isCounted) this.world.waiting.provisioning++;
      if (line.isOnInstances) this.placeOrWait(slot, line);
      else this.ports.platforms[line.platform].request(slot, line);
    }
    return true;
  }

  /** Places a daemon's task on this instance or not at all. Returns the verdict of fit(). */
  requestOn(row: number, taskClass: TaskClass, nth: number, runMs: Ms): number {
    const line = this.world.lines.line(taskClass, NONE);
    const verdict = this.world.daemonHolds.fitsDaemon(row, line);
    if (verdict === FITS) this.ports.life.begin(this.create(line, runMs, nth), line, row);
    return verdict;
  }

  /** Starts a task of StartTask on the given instance, or fails it. It uses no placement and so bypasses no pending task (T.FAIL-1). */
  startOn(instance: number, line: Line, { runMs, nth }: { readonly runMs: Ms; readonly nth: number }): void {
    const slot = this.create(line, runMs, nth);
    const row = this.world.fleet.rowOf[instance] ?? NONE;
    const verdict = this.namedRefusal(instance, row) ?? fit(this.world.fleet, row, line.request);
    if (verdict === FITS) this.ports.life.begin(slot, line, row);
    else this.refuse(slot, verdict);
  }

  /** Returns MISSING before the instance has registered, INACTIVE when it is gone, null for an instance that ECS has. */
  private namedRefusal(instance: number, row: number): number | null {
    const { fleet } = this.world;
    if (instance >= fleet.launched) return REFUSED_AS_MISSING;
    if (row === NONE || fleet.state[row] === Outside) return Refusal.inactive;
    return fleet.state[row] === Booting ? REFUSED_AS_MISSING : null;
  }

  /** Runs one round, oldest first: held tasks take places in the quota, pending tasks get instances. */
  onPlace(): void {
    const { waiting, setup } = this.world;
    this.world.roundBegins();
    waiting.freshRound();
    this.admitHeld();
    for (let line = waiting.firstLine(); line !== undefined; line = waiting.firstLine()) {
      if (!this.attempts.mayTry(line)) {
        waiting.giveWay(line);
        continue;
      }
      const row = this.pick(line, line.head);
      if (row === NOWHERE) {
        this.attempts.failed(line);
        if (setup.waiting.headOfLine === 'block' && !this.attempts.isPutOff(line)) return;
        waiting.giveWay(line);
        continue;
      }
      const slot = line.head;
      waiting.remove(line, slot);
      this.cancelGivingUp(slot);
      this.attempts.found(line);
      this.ports.life.begin(slot, line, row);
      if (waiting.held > 0) this.admitHeld();
    }
  }

  /** Handles the end of a service's back-off: it looks for an instance again. */
  onLookForRoom(): void {
    this.world.placementDue();
  }

  /** Stops a task that has reached its time limit in PROVISIONING (A.CAS-20). */
  onGiveUp(slot: number): void {
    this.world.tasks.event[slot] = NO_EVENT;
    this.ports.life.stop(slot, StopCause.provisioningTimeout);
  }

  /** Reports, for each waiting class and each reason, how many instances refuse it so. It changes nothing but facts. */
  explainWaiting(): void {
    const { waiting, fleet, isHeard } = this.world;
    if (!isHeard) return;
    for (const platform of this.ports.platforms) platform.explainWaiting();
    for (const line of waiting.lines) {
      countRefusals(fleet, line.request, this.refusals);
      const hasCandidate = this.refusals.some((count) => count > 0);
      for (let reason = 0; reason < REFUSALS.length; reason++) {
        // Without any candidate one fact still reports the waiting tasks: 0 instances, of other providers.
        if (this.refusals[reason] > 0 || (!hasCandidate && reason === Refusal.otherProvider))
          this.world.tell(Fact.waitingExplained, line.classOrdinal, line.waiting, reason, this.refusals[reason], line.provider);
      }
    }
  }

  create(line: Line, runMs: Ms, nth: number): number {
    const { tasks, loop, roster } = this.world;
    const slot = tasks.create(loop.nowMs, line.index, runMs, nth);
    tasks.state[slot] = TaskState.PROVISIONING;
    const { service } = line;
    if (this.world.isHeard) this.world.tell(Fact.taskRequested, tasks.task[slot], line.classOrdinal, line.provider);
    if (service !== NONE) {
      tasks.condition[slot] = Condition.waiting;
      const record = roster.services[service];
      record.alive++;
      if (line.provider >= 0) record.byProvider[line.provider]++;
      roster.join(record, slot);
    }
    return slot;
  }

  /** Returns whether a task of the class may take a place in the PROVISIONING quota (T.QUOTA-1). */
  private admissionOf(line: Line): Admission {
    const { waiting, setup } = this.world;
    const quota = setup.quotas.provisioningTasks;
    if (quota === null || !line.isCounted) return 'admit';
    const request = { hasStrategy: true, isService: line.service !== NONE };
    return admit(waiting.provisioning, waiting.held, { quota, overflow: setup.waiting.quotaOverflow }, request);
  }

  private hold(slot: number): void {
    const { tasks, waiting } = this.world;
    tasks.isHeld[slot] = 1;
    waiting.hold(slot);
    this.world.tell(Fact.taskHeld, tasks.task[slot]);
  }

  private admitHeld(): void {
    const { waiting, setup, tasks, lines } = this.world;
    for (let left = admittedNow(waiting.provisioning, waiting.held, setup.quotas.provisioningTasks); left > 0; left--) {
      const slot = waiting.nextHeld;
      waiting.removeHeld(slot);
      tasks.isHeld[slot] = 0;
      waiting.provisioning++;
      this.world.tell(Fact.taskAdmitted, tasks.task[slot]);
      this.wait(slot, lines.all[tasks.line[slot]]);
    }
  }

  private placeOrWait(slot: number, line: Line): void {
    const waits = waitsForRoom({ hasStrategy: line.provider >= 0, isService: line.service !== NONE });
    // The task cannot wait for the pending round, so the round runs first: pending tasks have precedence for room that this millisecond
    // freed.
    if (!waits && this.world.isRoundPending) this.onPlace();
    const isTried = !waits || this.mayTryNow(line);
    const row = isTried ? this.pick(line, slot) : NOWHERE;
    if (row !== NOWHERE) {
      this.attempts.found(line);
      return this.ports.life.begin(slot, line, row);
    }
    if (!waits) return this.refuse(slot, this.commonestRefusal(line));
    if (isTried) this.attempts.failed(line);
    // A class in back-off blocks no other. A round determines whether all classes ahead of this one are in back-off.
    else if (this.world.setup.waiting.headOfLine === 'block' && this.world.waiting.lines.some(({ backsOff }) => backsOff))
      this.world.placementDue();
    this.wait(slot, line);
  }

  /** A task that can wait never bypasses (1) a pending round, (2) an equal task already refused, (3) a blocked head of line. */
  private mayTryNow(line: Line): boolean {
    const { waiting, setup, isRoundPending } = this.world;
    if (!this.attempts.mayTry(line)) return false;
    if (waiting.total === 0) return true;
    return !isRoundPending && line.waiting === 0 && setup.waiting.headOfLine === 'skip';
  }

  /** Queues the task, which has waited since `sinceMs`: now, except for a task present at the start. */
  wait(slot: number, line: Line, sinceMs = this.world.loop.nowMs): void {
    const { waiting, setup, tasks, loop } = this.world;
    waiting.add(line, slot);
    const limitMs = setup.waiting.provisioningTimeoutMs;
    if (limitMs === null || !line.isCounted) return;
    tasks.event[slot] = loop.schedule(Math.max(loop.nowMs, sinceMs + limitMs), EventKind.taskGivesUp, slot);
  }

  private cancelGivingUp(slot: number): void {
    const { tasks, loop } = this.world;
    if (tasks.event[slot] !== NO_EVENT) loop.cancel(tasks.event[slot]);
    tasks.event[slot] = NO_EVENT;
  }

  /**
   * Returns the most common reason of refusal. RunTask without a capacity provider does not queue (T.LIFE-4) and fails with this reason.
   */
  private commonestRefusal(line: Line): number {
    countRefusals(this.world.fleet, line.request, this.refusals);
    let reason = 0;
    for (let code = 1; code < this.refusals.length; code++) if (this.refusals[code] > this.refusals[reason]) reason = code;
    return this.refusals[reason] > 0 ? reason : REFUSED_WITHOUT_INSTANCES; // T.FAIL-6
  }

  private refuse(slot: number, reason: number): void {
    const { tasks } = this.world;
    this.world.tell(Fact.taskRefused, tasks.task[slot], reason);
    tasks.release(slot);
  }

  private pick(line: Line, slot: number): number {
    const row = this.find(line, slot);
    for (const tracer of this.world.tracers) tracer.looked?.(line, slot, row);
    return row;
  }

  private find(line: Line, slot: number): number {
    const { fleet, tasks, chance } = this.world;
    if (!line.draws) return line.chain.pick(fleet, line.request, 0);
    const { policy } = line;
    if (policy !== undefined) policy.task = slot;
    return line.chain.pick(fleet, line.request, chance.bits(this.world.keyOf(line), Purpose.placement, tasks.nth[slot]));
  }
}
