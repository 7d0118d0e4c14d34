import type { Ms } from '../../../kernel/event-loop.js';
import type { TaskOutcome } from '../../../services/circuit-breaker.js';
import { oldDaemonsToStop } from '../../../services/daemon.js';
import { type Deployments, deploy, primaryOf, revisionBefore, settle, startsTasks } from '../../../services/deployments/deployments.js';
import { hasNoTasks, type RollingTarget, rollingStep } from '../../../services/deployments/rolling.js';
import { judge } from '../../../services/deployments/watch.js';
import { reconcileReplica } from '../../../services/replica.js';
import { RolloutState } from '../../../services/service-states.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { BlockedBy, Condition, DeploymentCause, Fact, StopCause } from '../../facts.js';
import { type ServiceSpec, sharesByWeights } from '../../setup.js';
import { clearAttempts } from '../tasks/attempts.js';
import type { StopChoice } from '../tasks/stop-choice.js';
import type { TaskLife } from '../tasks/task-life.js';
import { block, blockOf } from './blocking.js';
import { Breakers } from './breakers.js';
import { CleanUp } from './clean-up.js';
import { daemonInstances, desiredTasks } from './daemon-instances.js';
import { isInAlarm } from './deployment-alarms.js';
import { causeOf } from './deployment-cause.js';
import { beginsMs } from './deployment-pace.js';
import { countStart, type Start, throttled } from './failed-starts.js';
import { stopsFirst } from './leaving.js';
import { ProtectionHolds } from './protection-holds.js';
import { ServiceTasks, type Stop } from './service-tasks.js';
import { ServiceZones } from './service-zones.js';
import { type CountsByRevision, TaskSets } from './task-sets.js';

interface Step {
  readonly starts: readonly Start[];
  readonly hasStopped: boolean;
}

const IDLE: Step = { starts: [], hasStopped: false };

/** Deployments of services: the revision of new tasks, success and failure of a deployment, and the tasks that it stops and starts. */
export class Rollouts {
  private readonly tasks: ServiceTasks;
  private readonly zones: ServiceZones;
  private readonly protectionHolds: ProtectionHolds;
  private readonly cleanUp: CleanUp;
  private readonly sets: TaskSets;
  readonly breakers: Breakers;

  constructor(
    private readonly world: World,
    ports: { readonly life: TaskLife; readonly stopChoice: StopChoice },
  ) {
    this.zones = new ServiceZones(world);
    this.protectionHolds = new ProtectionHolds(world);
    this.tasks = new ServiceTasks(world, ports, this.protectionHolds);
    this.cleanUp = new CleanUp(world, this.tasks);
    this.sets = new TaskSets(world);
    this.breakers = new Breakers(world);
  }

  start(service: number): void {
    const { taskSets } = this.world.setup.services[service].deploymentSpec!;
    // A service created during the run applies its task sets later.
    for (const { scale, weights = [] } of taskSets ?? [])
      for (const { atMs } of [...scale, ...weights]) if (atMs >= this.world.loop.nowMs) this.world.serviceDueAt(service, atMs);
    if (taskSets !== null) return; // An external controller deploys.
    const { deployments: earlier = [] } = this.world.setup.present?.services[service] ?? {};
    const { deploymentState } = this.world.records.services[service];
    if (earlier.length > 0) {
      const { rollout, createdMs } = earlier.at(-1)!;
      if (rollout === RolloutState.IN_PROGRESS && createdMs !== null) deploymentState.begunMs = beginsMs(this.world, service, createdMs);
      this.breakers.report(service);
    } else {
      // A service that exists from the start begins with its tasks.
      deploymentState.begunMs = this.world.loop.nowMs > 0 ? beginsMs(this.world, service, this.world.loop.nowMs) : 0;
      this.report(service, DeploymentCause.begun);
    }
    this.scheduleNext(service);
  }

  /** Schedules the deployments and alarms of the timeline after `afterMs`. */
  scheduleNext(service: number, afterMs: Ms = -1): void {
    const { setup, loop } = this.world;
    const { revisions, alarms } = setup.services[service].deploymentSpec!;
    for (const [revision, { atMs }] of revisions.entries())
      if (revision > 0 && atMs > afterMs && atMs < setup.durationMs) loop.schedule(atMs, EventKind.serviceDeploys, service, revision);
    // An alarm may have gone off before the service was created.
    for (const { fromMs } of alarms) if (fromMs > afterMs && fromMs >= loop.nowMs) this.world.serviceDueAt(service, fromMs);
  }

  onDeploy(service: number, revision: number): void {
    const { deploymentState } = this.world.records.services[service];
    const blue = this.sets.supersede(service);
    this.makePrimary(service, deploy(deploymentState.deployments, revision, isInAlarm(this.world, service)), DeploymentCause.begun);
    this.sets.begin(service, blue, revision);
  }

  onOutcome(slot: number, equivalence: EquivalenceClass, outcome: TaskOutcome): void {
    this.breakers.note(slot, equivalence, outcome);
    if (outcome === 'failedToStart' || outcome === 'imageNotFound') countStart(this.world, equivalence.service, 'stoppedBeforeRunning');
    if (outcome === 'reachedRunning') countStart(this.world, equivalence.service, 'reachedRunning');
    // TaskHealth notifies the scheduler of failed checks, perhaps later.
    if (outcome !== 'failedHealthCheck') this.world.serviceDue(equivalence.service);
  }

  /** Returns the revision of new tasks. */
  revisionOf(service: number): number {
    return this.tasks.primary(service);
  }

  isComplete(service: number): boolean {
    const { taskSets, shift } = this.world.setup.services[service].deploymentSpec!;
    if (taskSets !== null || shift !== null || this.cleanUp.isLeft(service)) return false;
    return primaryOf(this.world.records.services[service].deploymentState.deployments).rollout === RolloutState.COMPLETED;
  }

  /** Judges the deployment and stops tasks. Returns the tasks that may start. The caller repeats it until nothing is left. */
  step(service: number, spec: ServiceSpec): Step {
    this.judge(service);
    if (sharesByWeights(spec.deploymentSpec!)) this.sets.route(service);
    const wanted = this.sets.countsByRevision(service);
    this.protectionHolds.scheduleExpiry(service);
    if (wanted !== null) return this.keepSets(service, spec, wanted);
    const { desired, deploymentState } = this.world.records.services[service];
    const { deployments, begunMs } = deploymentState;
    if (this.world.loop.nowMs < begunMs) return IDLE;
    if (!startsTasks(deployments)) return { starts: [], hasStopped: this.tasks.shrink(service, desired) };
    const { minimumHealthyPercent, maximumPercent } = spec;
    const target = { desired, minimumHealthyPercent, maximumPercent };
    const isInProgress = primaryOf(deployments).rollout === RolloutState.IN_PROGRESS;
    return isInProgress ? this.roll(service, target) : this.reconcile(service, spec, target);
  }

  /** Keeps the desired count of a service whose deployment is COMPLETED. */
  private reconcile(service: number, spec: ServiceSpec, target: RollingTarget): Step {
    const heldUp = this.protectionHolds.excessProtected(service);
    const hasMoved = this.zones.settle(service, this.revisionOf(service));
    const { next, nextOnDraining, old } = this.tasks.count(service);
    const older = old.waiting + old.healthy + old.unhealthy + old.stopping;
    const desired = target.desired + this.world.records.services[service].deploymentState.ahead;
    const aim = { ...target, desired, isRollingUpdate: false, stopsFirst: stopsFirst(this.world, spec) };
    const { start, stop, isBlocked } = reconcileReplica({ ...next, onDraining: nextOnDraining, older }, aim);
    const surplusCause = hasMoved ? StopCause.zoneRebalanced : StopCause.serviceScaledIn;
    const byPercents = isBlocked ? BlockedBy.percentsWhileDraining : BlockedBy.nothing;
    block(this.world, service, heldUp > 0 ? BlockedBy.protection : byPercents, heldUp > 0 ? heldUp : nextOnDraining);
    const stopped = [
      this.tasks.stop(service, { where: 'next', condition: Condition.unhealthy, count: stop.unhealthy, cause: StopCause.unhealthy }),
      this.tasks.stop(service, { where: 'next', condition: Condition.waiting, count: stop.waiting, cause: StopCause.serviceScaledIn }),
      this.tasks.stop(service, { where: 'next', condition: Condition.healthy, count: stop.surplus, cause: surplusCause }),
      this.tasks.stop(service, { where: 'onDraining', condition: null, count: stop.draining, cause: StopCause.replaced }),
    ];
    const hasStopped = this.cleanUp.step(service) || stopped.includes(true);
    return { starts: throttled(this.world, service, { revision: this.revisionOf(service), count: start }), hasStopped };
  }

  /** Keeps each task set at its own count; tasks of other revisions stop. */
  private keepSets(service: number, spec: ServiceSpec, wanted: CountsByRevision): Step {
    const { setup, records } = this.world;
    const { shift, deployments } = records.services[service].deploymentState;
    const failed = startsTasks(deployments) ? null : shift?.green; // S.SM-2
    const { minimumHealthyPercent, maximumPercent } = spec;
    const starts: Start[] = [];
    let hasStopped = false;
    for (const revision of setup.services[service].deploymentSpec!.revisions.keys()) {
      const desired = wanted.get(revision) ?? 0;
      const { next, nextOnDraining } = this.tasks.count(service, revision);
      const target = { desired, minimumHealthyPercent, maximumPercent, isRollingUpdate: false, stopsFirst: stopsFirst(this.world, spec) };
      const { start, stop } = reconcileReplica({ ...next, onDraining: nextOnDraining }, target);
      const end = (condition: number, count: number, cause: number) =>
        this.tasks.stop(service, { where: 'next', condition, count, cause, revision });
      const leave = desired === 0 && records.services[service].desired > 0 ? StopCause.deployment : StopCause.serviceScaledIn;
      const stopped = [
        end(Condition.unhealthy, desired === 0 ? next.unhealthy : stop.unhealthy, StopCause.unhealthy),
        end(Condition.waiting, stop.waiting, leave),
        end(Condition.healthy, stop.surplus, leave),
        this.tasks.stop(service, { where: 'onDraining', condition: null, count: stop.draining, cause: StopCause.replaced, revision }),
      ];
      hasStopped ||= stopped.includes(true);
      if (revision !== failed) starts.push(...throttled(this.world, service, { revision, count: start }));
    }
    return { starts, hasStopped };
  }

  /** Stops as many old daemons as the minimum allows. An instance gets the new one once the old one has gone (S.DAEMON-8). */
  stepDaemons(service: number, { minimumHealthyPercent }: ServiceSpec): void {
    this.judge(service);
    this.protectionHolds.scheduleExpiry(service);
    const { next, old } = this.tasks.count(service);
    const goesOn = startsTasks(this.world.records.services[service].deploymentState.deployments);
    if (!goesOn || old.healthy + old.waiting + old.unhealthy + next.unhealthy === 0) return;
    const counts = { nextHealthy: next.healthy, oldHealthy: old.healthy, oldUnhealthy: old.unhealthy };
    const { healthy, unhealthy } = oldDaemonsToStop({ instances: daemonInstances(this.world, service), ...counts }, minimumHealthyPercent);
    const stop = (condition: number, count: number, cause: number = StopCause.deployment) =>
      this.tasks.stop(service, { where: 'old', condition, count, cause });
    stop(Condition.waiting, old.waiting);
    stop(Condition.unhealthy, unhealthy, StopCause.unhealthy);
    stop(Condition.healthy, healthy);
    this.tasks.stop(service, { where: 'next', condition: Condition.unhealthy, count: next.unhealthy, cause: StopCause.unhealthy });
  }

  private roll(service: number, target: RollingTarget): Step {
    const settings = this.world.setup.deploymentAndHealth.deployments;
    const { deployments, desiredAtBegin } = this.world.records.services[service].deploymentState;
    const before = settings.replacesOwn ? revisionBefore(deployments) : null;
    const counts = this.tasks.count(service, this.revisionOf(service), before);
    this.tasks.scheduleChange(service, counts);
    const first = Math.min(target.desired, desiredAtBegin);
    const own = { desired: first, scaledOut: settings.rollingScaleOut === 'both' ? target.desired : first };
    const { stopOld, stopNext, start, startOld, blockedBy } = rollingStep(counts, before === null ? target : { ...target, own }, settings);
    block(this.world, service, blockOf(blockedBy, counts), counts.old.healthy + counts.nextOnDraining);
    const old = (condition: number, count: number, which: Pick<Stop, 'only' | 'except'> = {}) =>
      this.tasks.stop(service, { where: 'old', condition, count, cause: StopCause.deployment, ...which });
    const next = (condition: number, count: number, cause: number) => this.tasks.stop(service, { where: 'next', condition, count, cause });
    const stopped = [
      this.tasks.stop(service, { where: 'old', condition: Condition.unhealthy, count: stopOld.unhealthy, cause: StopCause.unhealthy }),
      old(Condition.waiting, stopOld.waiting, { except: before }),
      old(Condition.waiting, stopOld.replacing, { only: before }),
      old(Condition.healthy, stopOld.healthy),
      next(Condition.unhealthy, stopNext.unhealthy, StopCause.unhealthy),
      next(Condition.waiting, stopNext.waiting, StopCause.serviceScaledIn),
      next(Condition.healthy, stopNext.surplus, StopCause.serviceScaledIn),
      this.tasks.stop(service, { where: 'onDraining', condition: null, count: stopNext.onDraining, cause: StopCause.replaced }),
    ];
    const ofOld = (count: number): Start[] => (count === 0 ? [] : [{ revision: before!, count }]);
    const starts = [
      ...ofOld(startOld.first),
      ...throttled(this.world, service, { revision: this.revisionOf(service), count: start }),
      ...ofOld(startOld.last),
    ];
    return { starts, hasStopped: stopped.includes(true) };
  }

  private judge(service: number): void {
    const { records, setup, loop } = this.world;
    const record = records.services[service];
    if (setup.services[service].deploymentSpec!.taskSets !== null) return;
    const desired = desiredTasks(this.world, service);
    this.breakers.count(service);
    if (record.deploymentState.shift !== null) return this.shift(service);
    const { deployments, stopped } = record.deploymentState;
    const before = primaryOf(deployments);
    if (before.rollout !== RolloutState.IN_PROGRESS) return;
    const isAlarmed = isInAlarm(this.world, service);
    const { watch } = setup.services[service].deploymentSpec!;
    const progress = { ...this.tasks.progressOf(service, desired), stop: stopped?.revision === before.revision ? stopped : undefined };
    const completesAfterMs = watch.earlySuccess === undefined ? setup.deploymentAndHealth.deployments.completesAfterMs : 0;
    const verdict = judge(before.watch, watch, { atMs: loop.nowMs, desired, isInAlarm: isAlarmed, ...progress }, completesAfterMs);
    if (verdict.againMs !== null && verdict.watch.bakingSinceMs !== before.watch.bakingSinceMs)
      this.world.serviceDueAt(service, verdict.againMs);
    const after = settle(deployments, verdict, isAlarmed);
    if (after.primary === deployments.primary) record.deploymentState.deployments = after;
    if (verdict.rollout === RolloutState.IN_PROGRESS) return;
    if (verdict.rollout === RolloutState.COMPLETED) record.deploymentState.completedMs = loop.nowMs;
    block(this.world, service, BlockedBy.nothing);
    this.world.emit(Fact.deploymentChanged, service, before.revision, verdict.rollout, causeOf(verdict));
    if (verdict.rollout === RolloutState.FAILED) this.tasks.withdraw(service, before.revision);
    if (after.primary !== deployments.primary) this.rollBack(service, after);
  }

  private shift(service: number): void {
    const { desired, deploymentState } = this.world.records.services[service];
    const { primary } = deploymentState.deployments;
    const { green } = deploymentState.shift!;
    const { next, old, changesMs } = this.tasks.count(service, green);
    const isGreenSteady = next.healthy >= desired && next.waiting + next.unhealthy === 0;
    this.sets.advance(service, { isGreenSteady, isBlueGone: hasNoTasks(old), changesMs, isInAlarm: isInAlarm(this.world, service) });
    if (deploymentState.deployments.list[primary].rollout === RolloutState.FAILED) this.tasks.withdraw(service, green);
    if (deploymentState.deployments.primary !== primary) this.rollBack(service, deploymentState.deployments);
  }

  /** The scheduler acts on a rollback at its next turn (V.13). If the old revision is fully running, no other event leads to a verdict. */
  private rollBack(service: number, deployments: Deployments): void {
    const { records, turns, loop } = this.world;
    const { deploymentState } = records.services[service];
    this.makePrimary(service, deployments, DeploymentCause.begun);
    deploymentState.begunMs = turns.after(service, loop.nowMs);
    if (turns.hasTurns) this.world.serviceDueAt(service, deploymentState.begunMs);
    this.judge(service);
  }

  /** Makes another deployment PRIMARY. */
  private makePrimary(service: number, deployments: Deployments, cause: number): void {
    const { desired, deploymentState } = this.world.records.services[service];
    deploymentState.deployments = deployments;
    if (this.world.setup.services[service].schedulingStrategy === 'DAEMON') this.world.daemonsChanged();
    this.breakers.begin(service);
    countStart(this.world, service, 'newTaskDefinition');
    clearAttempts(this.world, service);
    Object.assign(deploymentState, { begunMs: beginsMs(this.world, service, this.world.loop.nowMs), ahead: 0, desiredAtBegin: desired });
    block(this.world, service, BlockedBy.nothing);
    this.report(service, cause);
  }

  private report(service: number, cause: number): void {
    const { revision, rollout } = primaryOf(this.world.records.services[service].deploymentState.deployments);
    this.world.emit(Fact.deploymentChanged, service, revision, rollout, cause);
    this.breakers.report(service);
  }
}
