import { type Ms, NO_EVENT } from '../../../kernel/event-loop.js';
import { countRefusals, haveEqualNeeds } from '../../../placement/explain.js';
import { FITS, fit, REFUSALS, Refusal } from '../../../placement/fit.js';
import { NOWHERE, type TaskRequest } from '../../../placement/view.js';
import { type Admission, admit, admittedNow, waitsForRoom } from '../../../services/admission.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass, TaskClass } from '../../cluster/equivalence-class.js';
import { Booting, NONE, Outside } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Condition, Fact, REFUSED_AS_MISSING, REFUSED_BY_QUOTA, REFUSED_WITHOUT_INSTANCES, StopCause } from '../../facts.js';
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
  request(equivalence: EquivalenceClass, runMs: Ms, nth: number): boolean {
    const { isCounted, platform } = equivalence.origin;
    const admission = isCounted ? this.admissionOf(equivalence) : 'admit';
    if (admission === 'retry') return false;
    const slot = this.create(equivalence, runMs, nth);
    if (admission === 'hold') this.hold(slot);
    else if (admission === 'refuse') this.refuse(slot, REFUSED_BY_QUOTA);
    else {
      if (isCounted) this.world.pendingTasks.provisioning++;
      if (platform === NONE) this.placeOrWait(slot, equivalence);
      else this.ports.platforms[platform].request(slot, equivalence);
    }
    return true;
  }

  /** Places a daemon's task on this instance or not at all. Returns the verdict of fit(). */
  requestOn(row: number, taskClass: TaskClass, nth: number, runMs: Ms): number {
    const equivalence = this.world.equivalences.of(taskClass, NONE);
    const verdict = this.world.daemonReservations.fitsDaemon(row, equivalence);
    if (verdict === FITS) this.ports.life.begin(this.create(equivalence, runMs, nth), equivalence, row);
    return verdict;
  }

  /** Starts a task of StartTask on the given instance, or fails it. No placement takes place, so it bypasses no pending task (T.FAIL-1). */
  startOn(instance: number, equivalence: EquivalenceClass, { runMs, nth }: { readonly runMs: Ms; readonly nth: number }): void {
    const slot = this.create(equivalence, runMs, nth);
    const row = this.world.fleet.rowOf[instance] ?? NONE;
    const verdict = this.namedRefusal(instance, row) ?? fit(this.world.fleet, row, equivalence.request);
    if (verdict === FITS) this.ports.life.begin(slot, equivalence, row);
    else this.refuse(slot, verdict);
  }

  /** Runs one round, oldest first: held tasks take places in the quota, pending tasks get instances. */
  onPlace(): void {
    const { pendingTasks, setup } = this.world;
    this.world.roundBegins();
    pendingTasks.beginRound();
    this.admitHeld();
    for (let equivalence = pendingTasks.oldest(); equivalence !== undefined; equivalence = pendingTasks.oldest()) {
      if (!this.attempts.mayTry(equivalence)) {
        pendingTasks.leaveRound(equivalence);
        continue;
      }
      const row = this.pick(equivalence, equivalence.head);
      if (row === NOWHERE) {
        this.attempts.failed(equivalence);
        if (setup.waiting.headOfLine === 'block' && !this.attempts.isPutOff(equivalence)) return;
        pendingTasks.leaveRound(equivalence);
        continue;
      }
      const slot = equivalence.head;
      pendingTasks.remove(equivalence, slot);
      this.cancelGivingUp(slot);
      if (equivalence.backsOff) this.attempts.found(equivalence);
      this.ports.life.begin(slot, equivalence, row);
      if (pendingTasks.held > 0) this.admitHeld();
    }
  }

  /** Handles the end of a service's back-off. */
  onPlaceAgain(): void {
    this.world.placementDue();
  }

  /** Stops a task that has reached its time limit in PROVISIONING (A.CAS-20). */
  onGiveUp(slot: number): void {
    this.world.tasks.event[slot] = NO_EVENT;
    this.ports.life.stop(slot, StopCause.provisioningTimeout);
  }

  /** Reports, for each waiting class and reason, how many instances refuse it. It emits facts and changes nothing. */
  explainWaiting(): void {
    const { pendingTasks, fleet, hasSubscribers } = this.world;
    if (!hasSubscribers) return;
    for (const platform of this.ports.platforms) platform.explainWaiting();
    let before: TaskRequest | null = null;
    let fitting = 0;
    for (const equivalence of pendingTasks.waiting) {
      const { request } = equivalence;
      // Many services have equal requests.
      if (before === null || !haveEqualNeeds(before, request)) fitting = countRefusals(fleet, request, this.refusals);
      before = request;
      const isRefused = this.refusals.some((count) => count > 0);
      for (let reason = 0; reason < REFUSALS.length; reason++) {
        // Without a refusal one fact still reports the waiting tasks: 0 instances, of other providers.
        if (this.refusals[reason] > 0 || (!isRefused && reason === Refusal.otherProvider))
          this.world.emit(
            Fact.waitingExplained,
            equivalence.classOrdinal,
            equivalence.waiting,
            reason,
            this.refusals[reason],
            equivalence.provider,
            fitting,
          );
      }
    }
  }

  create(equivalence: EquivalenceClass, runMs: Ms, nth: number): number {
    const { tasks, loop } = this.world;
    const slot = tasks.create(loop.nowMs, equivalence.index, runMs, nth);
    if (this.world.hasSubscribers) this.world.facts.requested(tasks.task[slot], equivalence.classOrdinal, equivalence.provider);
    if (equivalence.origin.service !== NONE) this.joinService(slot, equivalence);
    return slot;
  }

  /** Queues the task, which has waited since `sinceMs`: now, except for a task present at the start. */
  wait(slot: number, equivalence: EquivalenceClass, sinceMs = this.world.loop.nowMs): void {
    const { pendingTasks, setup, tasks, loop } = this.world;
    pendingTasks.add(equivalence, slot);
    const limitMs = setup.waiting.provisioningTimeoutMs;
    if (limitMs === null || !equivalence.isCounted) return;
    tasks.event[slot] = loop.schedule(Math.max(loop.nowMs, sinceMs + limitMs), EventKind.taskGivesUp, slot);
  }

  /** Returns MISSING before the instance has registered, INACTIVE after its end, null while ECS has it. */
  private namedRefusal(instance: number, row: number): number | null {
    const { fleet } = this.world;
    if (instance >= fleet.launched) return REFUSED_AS_MISSING;
    if (row === NONE || fleet.state[row] === Outside) return Refusal.inactive;
    return fleet.state[row] === Booting ? REFUSED_AS_MISSING : null;
  }

  private joinService(slot: number, { origin: { service, provider } }: EquivalenceClass): void {
    const { tasks, records } = this.world;
    tasks.condition[slot] = Condition.waiting;
    const record = records.services[service];
    record.alive++;
    if (provider >= 0) record.byProvider[provider]++;
    records.join(record, slot);
  }

  /** Returns whether a counted task of the class may take a place in the PROVISIONING quota (T.QUOTA-1). */
  private admissionOf(equivalence: EquivalenceClass): Admission {
    const { pendingTasks, setup } = this.world;
    const quota = setup.quotas.provisioningTasks;
    if (quota === null) return 'admit';
    const request = { hasStrategy: true, isService: equivalence.service !== NONE };
    return admit(pendingTasks.provisioning, pendingTasks.held, { quota, overflow: setup.waiting.quotaOverflow }, request);
  }

  private hold(slot: number): void {
    const { tasks, pendingTasks } = this.world;
    tasks.isHeld[slot] = 1;
    pendingTasks.hold(slot);
    this.world.emit(Fact.taskHeld, tasks.task[slot]);
  }

  private admitHeld(): void {
    const { pendingTasks, setup, tasks, equivalences } = this.world;
    for (let left = admittedNow(pendingTasks.provisioning, pendingTasks.held, setup.quotas.provisioningTasks); left > 0; left--) {
      const slot = pendingTasks.nextHeld;
      pendingTasks.removeHeld(slot);
      tasks.isHeld[slot] = 0;
      pendingTasks.provisioning++;
      this.world.emit(Fact.taskAdmitted, tasks.task[slot]);
      this.wait(slot, equivalences.all[tasks.equivalence[slot]]);
    }
  }

  private placeOrWait(slot: number, equivalence: EquivalenceClass): void {
    const { provider, service, backsOff } = equivalence.origin;
    const waits = waitsForRoom(provider >= 0, service !== NONE);
    // The task cannot wait for the pending round, so the round runs first: pending tasks have precedence for room that this millisecond
    // freed.
    if (!waits && this.world.isRoundPending) this.onPlace();
    const isTried = !waits || this.mayTryNow(equivalence);
    const row = isTried ? this.pick(equivalence, slot) : NOWHERE;
    if (row === NOWHERE) return this.waitOrFail(slot, equivalence, { waits, isTried });
    if (backsOff) this.attempts.found(equivalence);
    this.ports.life.begin(slot, equivalence, row);
  }

  private waitOrFail(slot: number, equivalence: EquivalenceClass, { waits, isTried }: Record<'waits' | 'isTried', boolean>): void {
    if (!waits) return this.refuse(slot, this.commonestRefusal(equivalence));
    if (isTried) this.attempts.failed(equivalence);
    // A class in back-off blocks no other. A round determines whether all classes ahead of this one are in back-off.
    else if (this.world.setup.waiting.headOfLine === 'block' && this.world.pendingTasks.waiting.some(({ backsOff }) => backsOff))
      this.world.placementDue();
    this.wait(slot, equivalence);
  }

  /** A task that can wait never bypasses (1) a pending round, (2) an equal task already refused, (3) a blocked head of line. */
  private mayTryNow(equivalence: EquivalenceClass): boolean {
    const { pendingTasks, setup, isRoundPending } = this.world;
    if (!this.attempts.mayTry(equivalence)) return false;
    if (pendingTasks.total === 0) return true;
    return !isRoundPending && equivalence.waiting === 0 && setup.waiting.headOfLine === 'skip';
  }

  private cancelGivingUp(slot: number): void {
    const { tasks, loop } = this.world;
    if (tasks.event[slot] !== NO_EVENT) loop.cancel(tasks.event[slot]);
    tasks.event[slot] = NO_EVENT;
  }

  /**
   * Returns the most common reason of refusal. RunTask without a capacity provider does not queue (T.LIFE-4) and fails with this reason.
   */
  private commonestRefusal(equivalence: EquivalenceClass): number {
    countRefusals(this.world.fleet, equivalence.request, this.refusals);
    let reason = 0;
    for (let code = 1; code < this.refusals.length; code++) if (this.refusals[code] > this.refusals[reason]) reason = code;
    return this.refusals[reason] > 0 ? reason : REFUSED_WITHOUT_INSTANCES; // T.FAIL-6
  }

  private refuse(slot: number, reason: number): void {
    const { tasks } = this.world;
    this.world.emit(Fact.taskRefused, tasks.task[slot], reason);
    tasks.release(slot);
  }

  private pick(equivalence: EquivalenceClass, slot: number): number {
    const row = this.find(equivalence, slot);
    if (this.world.tracers.length > 0) for (const tracer of this.world.tracers) tracer.searched?.(equivalence, slot, row);
    return row;
  }

  private find(equivalence: EquivalenceClass, slot: number): number {
    const { fleet, tasks, chance } = this.world;
    const { draws, chain, policy } = equivalence.origin;
    if (!draws) return chain.pick(fleet, equivalence, 0);
    if (policy !== undefined) policy.task = slot;
    return chain.pick(fleet, equivalence, chance.bits(this.world.keyOf(equivalence), Purpose.placement, tasks.nth[slot]));
  }
}
