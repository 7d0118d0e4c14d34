import type { Ms } from '../../../kernel/event-loop.js';
import { primaryOf } from '../../../services/deployments/deployments.js';
import { type Progress, progressOf, UNSETTLED } from '../../../services/deployments/early-success.js';
import type { RollingCounts } from '../../../services/deployments/rolling.js';
import { healthyMin } from '../../../services/replica.js';
import { TaskState } from '../../../services/task-states.js';
import { NONE } from '../../cluster/fleet.js';
import { Failing } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { Condition, StopCause } from '../../facts.js';
import { mayStop } from '../tasks/held-in-zone.js';
import type { StopChoice } from '../tasks/stop-choice.js';
import type { TaskLife } from '../tasks/task-life.js';
import { allowed, controlCallOf } from './control-plane-calls.js';
import { DeploymentPace } from './deployment-pace.js';
import { startNextTurn } from './failed-starts.js';
import { exitedKeepPlace, hasExited } from './kept-places.js';
import { leavingCause } from './leaving.js';
import type { ProtectionHolds } from './protection-holds.js';

type Where = 'next' | 'onDraining' | 'old';
const CONDITIONS = ['waiting', 'healthy', 'unhealthy'] as const;

/** A choice of tasks to stop, of one service. */
export interface Stop {
  readonly where: Where;
  /** Null: any. */
  readonly condition: number | null;
  readonly count: number;
  readonly cause: number;
  /** The revision that `next` means; absent: the primary one. */
  readonly revision?: number;
  /** The revision whose tasks alone stop, or do not; null matches none. */
  readonly only?: number | null;
  readonly except?: number | null;
}

/** Counts, and when they change next: a new task replaces an old one, or an old one is gone; null: not known. */
interface TimedCounts extends RollingCounts {
  readonly changesMs: Ms | null;
}

/** The tasks of a service by revision and condition: their counts, and the choice of those that stop. */
export class ServiceTasks {
  private readonly pace: DeploymentPace;

  constructor(
    private readonly world: World,
    private readonly ports: { readonly life: TaskLife; readonly stopChoice: StopChoice },
    private readonly protectionHolds: ProtectionHolds,
  ) {
    this.pace = new DeploymentPace(world);
  }

  /** Returns the revision of the service's primary deployment. */
  primary(service: number): number {
    return primaryOf(this.world.records.services[service].deploymentState.deployments).revision;
  }

  /** Returns the progress of the service's rolling update, or of its return to blue after a shift of traffic. */
  progressOf(service: number, desired: number): Progress {
    const counts = this.countBy(service, this.primary(service), { before: null, isReplacing: false });
    const { schedulingStrategy, deploymentSpec } = this.world.setup.services[service];
    const { shift, watch } = deploymentSpec!;
    // No rolling step waits until the targets of green are gone.
    if (shift !== null) this.scheduleChange(service, counts);
    // A daemon on a DRAINING instance is not replaced.
    const nextOnDraining = schedulingStrategy === 'DAEMON' ? 0 : counts.nextOnDraining;
    const progress = progressOf({ ...counts, nextOnDraining }, desired, watch.earlySuccess);
    const settledMs = this.pace.settledMs(service);
    if (!progress.isSteady || this.world.loop.nowMs >= settledMs) return progress;
    this.scheduleChange(service, { changesMs: settledMs });
    return UNSETTLED;
  }

  /** Returns the counts of tasks of a revision, and of all others. A new task that may not replace an old one yet counts as waiting. */
  count(service: number, primary = this.primary(service), before: number | null = null): TimedCounts {
    return this.countBy(service, primary, { before, isReplacing: this.pace.isReplacing(service) });
  }

  private countBy(
    service: number,
    primary: number,
    { before, isReplacing }: { readonly before: number | null; readonly isReplacing: boolean },
  ): TimedCounts {
    const { tasks, records, protectedTasks, loop } = this.world;
    const none = () => ({ waiting: 0, healthy: 0, unhealthy: 0, failingInGrace: 0, stopping: 0, deregistered: 0, keepingPlace: 0 });
    const keepsPlaces = exitedKeepPlace(this.world, service);
    const [next, old] = [none(), none()];
    let [nextUnjudged, nextOnDraining, oldProtected, oldReplacing, changesMs] = [0, 0, 0, 0, Number.POSITIVE_INFINITY];
    for (let slot = records.services[service].newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
      const where = this.whereIs(slot, primary);
      const counts = where === 'old' ? old : next;
      const atMs = isReplacing && where === 'next' ? this.pace.replacesMs(slot) : 0;
      if (tasks.cause[slot] !== 0) {
        counts.stopping++;
        if (keepsPlaces && hasExited(this.world, slot) && (where === 'next' || this.revisionOf(slot) === before)) counts.keepingPlace++;
        const goneMs = this.pace.goneMs(slot);
        if (goneMs <= loop.nowMs) counts.deregistered++;
        else if (where === 'old') changesMs = Math.min(changesMs, goneMs);
      } else if (where === 'onDraining') nextOnDraining++;
      else if (atMs > loop.nowMs) {
        next.waiting++;
        changesMs = Math.min(changesMs, atMs);
      } else {
        counts[CONDITIONS[tasks.condition[slot]]]++;
        if ((tasks.failing[slot] & Failing.inGrace) !== 0) counts.failingInGrace++;
      }
      const isWaitingNew =
        where === 'next' && tasks.cause[slot] === 0 && (atMs > loop.nowMs || tasks.condition[slot] === Condition.waiting);
      if (isWaitingNew && tasks.state[slot] === TaskState.RUNNING) nextUnjudged++;
      const isWaitingOld = where === 'old' && tasks.cause[slot] === 0 && tasks.condition[slot] === Condition.waiting;
      if (isWaitingOld && this.revisionOf(slot) === before) oldReplacing++;
      const isOldAndWell = where === 'old' && tasks.cause[slot] === 0 && tasks.condition[slot] === Condition.healthy;
      if (isOldAndWell && protectedTasks.isProtected(slot, loop.nowMs)) oldProtected++;
    }
    return {
      next,
      nextUnjudged,
      nextOnDraining,
      old,
      oldProtected,
      oldReplacing,
      changesMs: Number.isFinite(changesMs) ? changesMs : null,
    };
  }

  /** Schedules the service for the time at which its counts change next. */
  scheduleChange(service: number, { changesMs }: Pick<TimedCounts, 'changesMs'>): void {
    const { deploymentState } = this.world.records.services[service];
    if (changesMs === null || changesMs === deploymentState.changesMs) return;
    deploymentState.changesMs = changesMs;
    this.world.serviceDueAt(service, changesMs);
  }

  private revisionOf(slot: number): number {
    const { tasks, equivalences } = this.world;
    return equivalences.all[tasks.equivalence[slot]].taskClass.revision;
  }

  private whereIs(slot: number, primary: number): Where {
    const { tasks } = this.world;
    if (this.revisionOf(slot) !== primary) return 'old';
    const isPlaced = tasks.cause[slot] === 0 && tasks.instance[slot] !== NONE;
    return isPlaced && tasks.condition[slot] === Condition.healthy && this.world.isLeaving(slot) ? 'onDraining' : 'next';
  }

  /**
   * Stops the tasks that a revision has beyond the desired count while its service starts none: unhealthy ones first, then those on
   * DRAINING instances as far as the minimum allows (S.DEP-5). Older revisions count as one. Returns whether it stopped any.
   */
  shrink(service: number, desired: number): boolean {
    const { next, nextOnDraining, old } = this.count(service);
    const { minimumHealthyPercent } = this.world.setup.services[service];
    const spare = Math.max(0, next.healthy + nextOnDraining + old.healthy - healthyMin(desired, minimumHealthyPercent));
    const { waiting, healthy, unhealthy } = Condition;
    const revisions = [
      [
        { where: 'next', condition: unhealthy, count: next.unhealthy },
        { where: 'onDraining', condition: healthy, count: Math.min(nextOnDraining, spare) },
        { where: 'next', condition: waiting, count: next.waiting },
        { where: 'onDraining', condition: healthy, count: Math.max(0, nextOnDraining - spare) },
        { where: 'next', condition: healthy, count: next.healthy },
      ],
      [
        { where: 'old', condition: unhealthy, count: old.unhealthy },
        { where: 'old', condition: waiting, count: old.waiting },
        { where: 'old', condition: healthy, count: old.healthy },
      ],
    ] as const;
    let hasStopped = false;
    for (const parts of revisions) {
      let surplus = parts.reduce((sum, { count }) => sum + count, 0) - desired;
      for (const { count, ...part } of parts) {
        const stops = Math.max(0, Math.min(count, surplus));
        surplus -= stops;
        if (this.stop(service, { ...part, count: stops, cause: StopCause.serviceScaledIn })) hasStopped = true;
      }
    }
    return hasStopped;
  }

  /** Stops the first `count` tasks by the service's stop rule. Returns false when the count is 0. */
  stop(service: number, { where, condition, count, cause, revision = this.primary(service), only, except }: Stop): boolean {
    if (count === 0) return false;
    const { tasks } = this.world;
    const { protectionHolds } = this;
    const { stopChoice, life } = this.ports;
    stopChoice.list(
      service,
      (slot) =>
        this.whereIs(slot, revision) === where &&
        (condition === null || tasks.condition[slot] === condition) &&
        (only === undefined || this.revisionOf(slot) === only) &&
        (except === undefined || this.revisionOf(slot) !== except) &&
        !protectionHolds.holds(slot, cause),
    );
    const call = {
      ...controlCallOf(this.world, 'stopTask', service, `/${where}/${cause}`),
      subject: `${condition}/${revision}/${only}/${except}`,
    };
    const stops = allowed(this.world, call, service, Math.min(count, stopChoice.left));
    let stopped = 0;
    for (let i = 0; i < stops; i++) {
      const slot = stopChoice.take(service, cause);
      if (!mayStop(this.world, slot)) continue;
      stopped++;
      life.stop(slot, where === 'onDraining' ? leavingCause(this.world, service, slot) : cause);
    }
    if (stopped > 0 && cause === StopCause.unhealthy) startNextTurn(this.world, service);
    return stopped > 0;
  }

  /** Withdraws the tasks of a FAILED deployment that a platform has not started: it launches none (S.CB-5). */
  withdraw(service: number, revision: number): void {
    const { tasks, equivalences, records } = this.world;
    const withdrawn: number[] = [];
    for (let slot = records.services[service].newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
      const isOnPlatform = !equivalences.all[tasks.equivalence[slot]].isOnInstances;
      if (isOnPlatform && tasks.instance[slot] === NONE && this.revisionOf(slot) === revision) withdrawn.push(slot);
    }
    for (const slot of withdrawn) this.ports.life.stop(slot, StopCause.deployment);
  }
}
