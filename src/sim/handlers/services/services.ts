import type { Ms } from '../../../kernel/event-loop.js';
import { type LaunchLimit, launchesLeft, launchLimit, logLaunches, nextLaunchMs } from '../../../services/rates/launches.js';
import { TASKS_PER_CALL } from '../../../services/rates/quotas.js';
import { type ReplicaCounts, type ReplicaDecision, reconcileReplica } from '../../../services/replica.js';
import type { TaskClass } from '../../cluster/equivalence-class.js';
import type { ControlAction, ControlCall } from '../../cluster/faults/control-plane.js';
import { nextProviderOf } from '../../cluster/services/strategies.js';
import { timeToFailure } from '../../cluster/services/time-to-failure.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { BlockedBy, Caller, Fact, StopCause } from '../../facts.js';
import { kindFor } from '../../providers/of-setup.js';
import type { ServiceSpec, Setup } from '../../setup.js';
import { clearAttempts } from '../tasks/attempts.js';
import { mayStop } from '../tasks/held-in-zone.js';
import { forgetDigests, whileResolving } from '../tasks/image-digests.js';
import type { Placing } from '../tasks/placing.js';
import type { StopChoice } from '../tasks/stop-choice.js';
import type { TaskLife } from '../tasks/task-life.js';
import { block } from './blocking.js';
import { allowed, controlCallOf, passes } from './control-plane-calls.js';
import { countWithoutConditions, isOnDraining } from './count-without-conditions.js';
import { DaemonTasks } from './daemon-tasks.js';
import { leavingCause, stopsFirst } from './leaving.js';
import type { Rollouts } from './rollouts.js';
import { ServiceZones } from './service-zones.js';

/** The service scheduler: keeps the desired count of REPLICA services and one task per instance of DAEMON services. */
export class Services {
  /** By service. */
  private readonly limits: readonly (LaunchLimit | null)[];
  private readonly daemons: DaemonTasks;
  private readonly daemonServices: readonly number[];
  private readonly zones: ServiceZones;

  constructor(
    private readonly world: World,
    private readonly ports: {
      readonly placing: Placing;
      readonly life: TaskLife;
      readonly stopChoice: StopChoice;
      readonly rollouts: Rollouts;
    },
  ) {
    const { services } = world.setup;
    this.limits = services.map((spec) => limitOf(spec, world.setup));
    this.daemonServices = [...services.keys()].filter((service) => services[service].schedulingStrategy === 'DAEMON');
    this.zones = new ServiceZones(world);
    this.daemons = new DaemonTasks(world, ports, (service, nth, revision) => timeToFailure(world, service, revision, nth));
  }

  start(): void {
    const { tasks, setup, loop } = this.world;
    const wanted = setup.services.reduce((sum, { desired }) => sum + (desired[0]?.count ?? 0), 0);
    tasks.reserve(wanted);
    loop.makeRoom(wanted); // A task has one pending event.
    for (const [service, spec] of setup.services.entries()) {
      if ((spec.createdAtMs ?? 0) > 0) this.scheduleCreation(service);
      else if (spec.deploymentSpec !== null) this.ports.rollouts.start(service);
      if (spec.schedulingStrategy === 'REPLICA') this.world.loop.schedule(spec.desired[0].atMs, EventKind.serviceIsResized, service);
    }
  }

  /** Schedules the creation of a DAEMON service, in place of a first desired count. A REPLICA service is created with its first one. */
  scheduleCreation(service: number): void {
    const { setup, loop } = this.world;
    const { createdAtMs = 0, schedulingStrategy } = setup.services[service];
    if (schedulingStrategy === 'DAEMON' && createdAtMs > loop.nowMs && createdAtMs < setup.durationMs)
      loop.schedule(createdAtMs, EventKind.serviceIsResized, service);
  }

  onChange(service: number): void {
    this.world.records.services[service].isDue = false;
    this.reconcile(service);
  }

  onResize(service: number): void {
    const { schedulingStrategy, deploymentSpec, createdAtMs } = this.world.setup.services[service];
    const isCreation = createdAtMs === this.world.loop.nowMs && createdAtMs > 0;
    if (schedulingStrategy === 'DAEMON') this.world.daemonsChanged();
    if (isCreation && deploymentSpec !== null) this.ports.rollouts.start(service);
    if (isCreation) forgetDigests(this.world, service, 0);
    if (schedulingStrategy === 'REPLICA') this.takeStep(service);
    this.reconcileOrWait(service);
  }

  onResume(service: number): void {
    this.world.records.services[service].resumesMs = null;
    this.reconcile(service);
  }

  onDeploy(service: number, revision: number): void {
    const { loop } = this.world;
    const again = (atMs: Ms) => loop.schedule(atMs, EventKind.serviceDeploys, service, revision);
    if (passes(this.world, this.controlCall('update', service, `/${revision}`), again) === 0) return;
    this.ports.rollouts.onDeploy(service, revision);
    forgetDigests(this.world, service, revision);
    this.reconcileOrWait(service);
  }

  /** Starts and stops tasks until the service has its desired ones. */
  reconcile(service: number): void {
    const spec = this.world.setup.services[service];
    if ((spec.createdAtMs ?? 0) > this.world.loop.nowMs) return;
    if (this.world.conditions.controlPlane.isAny) this.setHeldDesired(service);
    if (spec.schedulingStrategy === 'DAEMON') this.daemons.fill(service);
    else if (this.isWatched(service, spec)) this.roll(service, spec);
    else this.reconcileByCount(service, spec);
  }

  /** Daemons are the first tasks on a new instance (S.DAEMON-3, S.DAEMON-4). */
  onInstanceActive(row: number): void {
    if (this.daemonServices.length > 0) for (const service of this.daemonServices) this.daemons.place(service, row);
    this.world.shortServicesDue('uneven');
  }

  /** Sets the desired count by a call of UpdateService. */
  update(service: number, desired: number): void {
    const { conditions, loop } = this.world;
    const { controlPlane } = conditions;
    const waitsMs = controlPlane.isAny ? controlPlane.count(this.controlCall('update', service), service, desired, loop.nowMs) : null;
    if (waitsMs !== null) return this.world.serviceDueAt(service, waitsMs);
    this.setDesired(service, desired);
    clearAttempts(this.world, service);
  }

  setDesired(service: number, desired: number): void {
    const record = this.world.records.services[service];
    if (desired < record.desired) record.deploymentState.ahead = 0; // Zones are balanced in the steady state alone.
    record.desired = desired;
    this.world.emit(Fact.serviceDesired, service, desired);
    this.ports.rollouts.breakers.report(service);
  }

  /** Schedules the next entry of the list of desired counts, if there is one. */
  scheduleStep(service: number): void {
    const { records, setup, loop } = this.world;
    const { desired, desiredEveryMs } = setup.services[service];
    const { step, round } = records.services[service];
    if (step === desired.length) return;
    const atMs = round * (desiredEveryMs ?? 0) + desired[step].atMs;
    if (atMs < setup.durationMs) loop.schedule(atMs, EventKind.serviceIsResized, service);
  }

  /** Handles a call of a user or a scaler at the scheduler's next turn. A run without a present state starts its tasks at once. */
  private reconcileOrWait(service: number): void {
    const { turns, loop, setup } = this.world;
    if (turns.hasTurns && (loop.nowMs > 0 || setup.present !== undefined)) this.world.serviceDue(service);
    else this.reconcile(service);
  }

  /** Returns whether the service's tasks must be examined: not while nothing is in progress and all are healthy. */
  private isWatched(service: number, { deploymentSpec }: ServiceSpec): boolean {
    if (deploymentSpec === null) return false;
    const { records } = this.world;
    const record = records.services[service].deploymentState;
    if (deploymentSpec.protection !== null || this.world.zoneEvenness.isOff(service)) return true;
    return record.startsAgainMs > 0 || record.unhealthy > 0 || this.world.isAnyLeaving || !this.ports.rollouts.isComplete(service);
  }

  /** Judges, stops and starts until nothing changes any more. */
  private roll(service: number, spec: ServiceSpec): void {
    for (;;) {
      const { starts, hasStopped } = this.ports.rollouts.step(service, spec);
      if (starts.length === 0 && !hasStopped) break;
      if (starts.some(({ revision, count }) => this.startSome(service, { start: count, revision }) < count)) break;
    }
    this.awaitRoomInZones(service);
  }

  /** Waits for room in another zone while zones are uneven. */
  private awaitRoomInZones(service: number): void {
    if (this.world.zoneEvenness.isOff(service)) this.world.records.setShort(this.world.records.services[service], true);
  }

  /** Sets the desired count to the next entry of its list, which may repeat. */
  private takeStep(service: number): void {
    const { records, setup } = this.world;
    const { desired, desiredEveryMs } = setup.services[service];
    const record = records.services[service];
    this.update(service, desired[record.step].count);
    record.step++;
    if (record.step === desired.length && desiredEveryMs !== null) {
      record.step = 0;
      record.round++;
    }
    this.scheduleStep(service);
  }

  /** Sets a desired count that the control plane has held back until now. */
  private setHeldDesired(service: number): void {
    const { conditions, loop } = this.world;
    const due = conditions.controlPlane.dueCount(this.controlCall('update', service), service, loop.nowMs);
    if (due === null) return;
    if ('againMs' in due) return this.world.serviceDueAt(service, due.againMs);
    this.setDesired(service, due.desired);
    clearAttempts(this.world, service);
  }

  private controlCall(action: ControlAction, service: number, part = ''): ControlCall {
    return controlCallOf(this.world, action, service, part);
  }

  private reconcileByCount(service: number, spec: ServiceSpec): void {
    const counts = countWithoutConditions(this.world, service, spec);
    const hasMoved = spec.deploymentSpec === null && this.zones.settle(service, 0);
    const { start, stop, isBlocked } = this.decide(service, spec, counts);
    block(this.world, service, isBlocked ? BlockedBy.percentsWhileDraining : BlockedBy.nothing, counts.onDraining);
    this.startSome(service, { start, revision: spec.deploymentSpec === null ? 0 : this.ports.rollouts.revisionOf(service) });
    this.giveUp(service, stop.surplus + stop.waiting, hasMoved ? StopCause.zoneRebalanced : StopCause.serviceScaledIn);
    // The stop rule may have taken a healthy task where another still starts, so that fewer may go from draining instances.
    if (stop.draining > 0)
      this.giveUp(service, this.decide(service, spec, countWithoutConditions(this.world, service, spec)).stop.draining, null);
    this.awaitRoomInZones(service);
  }

  private decide(service: number, spec: ServiceSpec, counts: ReplicaCounts): ReplicaDecision {
    const { desired, deploymentState } = this.world.records.services[service];
    const settings = { isRollingUpdate: false, stopsFirst: stopsFirst(this.world, spec) };
    return reconcileReplica(counts, { ...spec, desired: desired + deploymentState.ahead, ...settings });
  }

  /** Starts as many tasks as rates and quotas allow. */
  private startSome(service: number, { start: wanted, revision }: { readonly start: number; readonly revision: number }): number {
    const record = this.world.records.services[service];
    const start = whileResolving(this.world, service, revision, wanted);
    const mayStart = allowed(this.world, this.controlCall('startTask', service, `/${revision}`), service, start);
    const now = Math.min(mayStart, launchesLeft(record.launches, this.limits[service], this.world.loop.nowMs));
    const started = this.startUpTo(now, service, revision, start);
    this.world.records.setShort(record, started < now || mayStart < start);
    this.logLaunches(service, started, started === now && now < mayStart);
    if (started > 0 && record.deploymentState.outcomes.length > 0) this.ports.rollouts.breakers.onStarted(service, revision, started);
    return started;
  }

  /** Starts at most so many of the wanted tasks. */
  private startUpTo(most: number, service: number, revision: number, wanted: number): number {
    if (most === 0 || !this.mayCall(service, 0, wanted)) return 0;
    const { equivalences } = this.world;
    const taskClass = equivalences.classOfService(service, revision);
    // Made here and not at its first task: V8 would discard the code of the loop for it.
    equivalences.of(taskClass, nextProviderOf(this.world, service, revision));
    return this.startAll(most, taskClass, wanted);
  }

  /** Starts the tasks of a class until so many have started or one may not. A loop of its own, so that V8 keeps its code when it ends. */
  private startAll(most: number, taskClass: TaskClass, wanted: number): number {
    let started = 0;
    do if (!this.startTask(taskClass)) break;
    while (++started < most && this.mayCall(taskClass.service, started, wanted));
    return started;
  }

  /** Returns whether the next start may proceed: one call starts TASKS_PER_CALL tasks. */
  private mayCall(service: number, started: number, wanted: number): boolean {
    return started % TASKS_PER_CALL > 0 || this.world.throttles.mayCall(Caller.service, service, wanted - started);
  }

  /** Records the starts against the limit for each minute (T.QUOTA-3), and schedules the rest for when they are allowed. */
  private logLaunches(service: number, started: number, isLimited: boolean): void {
    const { records, loop, setup } = this.world;
    const record = records.services[service];
    record.launches = logLaunches(record.launches, this.limits[service], loop.nowMs, started);
    if (!isLimited || record.resumesMs !== null) return;
    record.resumesMs = nextLaunchMs(record.launches, this.limits[service], loop.nowMs);
    if (record.resumesMs < setup.durationMs) loop.schedule(record.resumesMs, EventKind.serviceResumes, service);
  }

  /** Stops tasks for the cause; null: those on instances that drain. */
  private giveUp(service: number, surplus: number, cause: StopCause | null): void {
    if (surplus === 0) return;
    const { stopChoice } = this.ports;
    const count = allowed(this.world, this.controlCall('stopTask', service, `/${cause}`), service, surplus);
    if (count > 0) stopChoice.list(service, (slot) => isOnDraining(this.world, slot) === (cause === null));
    for (let i = 0; i < count; i++) {
      const slot = stopChoice.take(service, cause);
      if (!mayStop(this.world, slot)) continue;
      this.ports.life.stop(slot, cause ?? leavingCause(this.world, service, slot));
    }
  }

  /** Starts a task. Returns false when the quota refuses it; its number is then unused and shifts no draw. */
  private startTask(taskClass: TaskClass): boolean {
    const { equivalences, records } = this.world;
    const { service, revision } = taskClass;
    const record = records.services[service];
    const nth = record.requested;
    const equivalence = equivalences.of(taskClass, nextProviderOf(this.world, service, revision));
    const isMade = this.ports.placing.request(equivalence, timeToFailure(this.world, service, revision, nth), nth);
    if (isMade) record.requested++;
    return isMade;
  }
}

/** Returns the service's limit of starts in a minute, whose quota depends on the kind of provider (T.QUOTA-3). */
function limitOf(service: ServiceSpec, setup: Setup): LaunchLimit | null {
  const perMinute = kindFor(service, setup).serviceLaunchesPerMinute(setup);
  return perMinute === null ? null : launchLimit(perMinute);
}
