import type { Distribution } from '../../../kernel/distribution.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { TaskState } from '../../../services/task-states.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { exitNoticedMs } from '../../cluster/exit-notice.js';
import { NONE } from '../../cluster/fleet.js';
import { totalTimeToFailure } from '../../cluster/services/time-to-failure.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact, StopCause } from '../../facts.js';
import type { PresentTask } from '../../present.js';
import { ON_PLATFORM, type PlatformState, type PlatformTasks } from '../../providers/platform.js';
import type { TaskHealth } from '../services/task-health.js';
import type { Placing } from '../tasks/placing.js';
import type { TaskLife } from '../tasks/task-life.js';
import { TaskRoom } from '../tasks/task-room.js';

export interface TaskPorts {
  readonly placing: Placing;
  readonly life: TaskLife;
  readonly health: TaskHealth;
  readonly platforms: readonly PlatformTasks[];
}

/**
 * Tasks that are present at time 0, each at its stage of life. The remaining time of a phase is drawn conditional on the time that it has
 * already taken.
 */
export class PresentTasks {
  private readonly room: TaskRoom;
  private readonly unstarted: { readonly slot: number; readonly what: PresentTask }[] = [];

  constructor(
    private readonly world: World,
    private readonly ports: TaskPorts,
  ) {
    this.room = new TaskRoom(world);
  }

  restore(what: PresentTask): void {
    const { tasks } = this.world;
    const equivalence = this.equivalenceOf(what);
    tasks.requested = what.ordinal;
    const slot = this.ports.placing.create(equivalence, this.runMsOf(what), what.nth);
    tasks.requestedMs[slot] = what.requestedMs;
    this.world.emit(Fact.taskPresent, what.ordinal);
    if (what.instance === NONE) return this.restoreWaiting(slot, equivalence);
    if (what.instance === ON_PLATFORM) this.restoreOnPlatform(slot, equivalence, what.zone);
    else this.restorePlaced(slot, equivalence, what);
    if (this.mayWait(what)) return void this.unstarted.push({ slot, what });
    if (what.state === TaskState.PROVISIONING) this.restoreProvisioning(slot, equivalence, what);
    else if (what.state === TaskState.PENDING) this.restorePending(slot, equivalence, what);
    else this.restoreRunning(slot, equivalence, what);
    if (what.stoppingMs !== null) this.ports.life.restoreStopping(slot, equivalence, { cause: causeOf(what), ageMs: -what.stoppingMs });
  }

  private equivalenceOf({ service, workload, revision, cpuUnits, memoryMib, provider }: PresentTask): EquivalenceClass {
    const { equivalences } = this.world;
    if (service === NONE)
      return equivalences.equivalenceOfWorkload(workload, { cpuUnits, memoryMib, gpuNeed: NONE, gpuModels: '' }, provider);
    return equivalences.of(equivalences.classOfService(service, revision), provider);
  }

  /** Returns the time from RUNNING to exit. A service's task that has not failed yet may fail later. */
  private runMsOf({ service, workload, revision, nth, runMs, state, sinceMs }: PresentTask): Ms {
    const { setup, chance, keys } = this.world;
    const ageMs = state === TaskState.RUNNING ? -sinceMs : 0;
    if (runMs !== null) return Math.max(runMs, ageMs + 1);
    if (service !== NONE) return totalTimeToFailure(this.world, service, revision, { nth, ageMs });
    const { runTime } = setup.workloads[workload];
    if (runTime === null) return Number.POSITIVE_INFINITY;
    return ageMs + chance.remainingMs(runTime, keys.workloads[workload], Purpose.run, { nth, ageMs });
  }

  private restoreWaiting(slot: number, equivalence: EquivalenceClass): void {
    if (equivalence.isCounted) this.world.pendingTasks.provisioning++;
    if (equivalence.isOnInstances) this.ports.placing.wait(slot, equivalence, this.world.tasks.requestedMs[slot]);
    else this.ports.platforms[equivalence.platform].request(slot, equivalence);
  }

  /** Continues the tasks that may wait for room on their instance, oldest first, once all that hold room there are present (N.ROOM-9). */
  start(): void {
    const { tasks, equivalences } = this.world;
    for (const { slot, what } of this.unstarted) {
      const equivalence = equivalences.all[tasks.equivalence[slot]];
      if (!this.ports.life.waiting.queueIfFull(slot)) this.restorePending(slot, equivalence, what);
    }
  }

  /** A PENDING task whose pull is not known to have begun. */
  private mayWait({ state, instance, isPulling, stoppingMs }: PresentTask): boolean {
    return state === TaskState.PENDING && instance >= 0 && stoppingMs === null && !isPulling;
  }

  private restorePlaced(slot: number, equivalence: EquivalenceClass, what: PresentTask): void {
    const { fleet, tasks } = this.world;
    const { instance, stoppingMs } = what;
    if (stoppingMs === null) this.room.take(slot, equivalence, fleet.rowOf[instance]);
    else this.room.takeStopping(slot, equivalence, fleet.rowOf[instance], causeOf(what));
    this.world.emit(Fact.taskPlaced, tasks.task[slot], instance, 0);
  }

  private restoreOnPlatform(slot: number, equivalence: EquivalenceClass, zone: number): void {
    const { tasks } = this.world;
    const platform = this.platformOf(equivalence);
    tasks.instance[slot] = ON_PLATFORM;
    tasks.zone[slot] = zone;
    platform.occupy(equivalence, zone);
    platform.count(equivalence, zone, 1);
    this.world.emit(Fact.taskOnFargate, tasks.task[slot], zone);
  }

  private platformOf(equivalence: EquivalenceClass): PlatformState {
    return this.world.platforms.states[equivalence.platform];
  }

  /** Continues the attachment of its interface, or the preparation of its machine. */
  private restoreProvisioning(slot: number, equivalence: EquivalenceClass, what: PresentTask): void {
    const { pendingTasks, agentQueues, setup } = this.world;
    if (!equivalence.isOnInstances)
      return this.scheduleAdvance(slot, this.platformOf(equivalence).start(slot, equivalence).machineMs + what.sinceMs);
    if (equivalence.isCounted) pendingTasks.provisioning++;
    if (agentQueues.interfaces.mustWait(slot)) return agentQueues.interfaces.add(slot);
    const leftMs = this.left(equivalence, what, {
      distribution: setup.timings.eniAttach,
      purpose: Purpose.eniAttach,
      sinceMs: what.sinceMs,
    });
    this.scheduleAdvance(slot, leftMs);
  }

  /** Continues the pull of its images, or the start of its containers. */
  private restorePending(slot: number, equivalence: EquivalenceClass, what: PresentTask): void {
    const { tasks } = this.world;
    const { pullMs, startMs } = equivalence.isOnInstances
      ? this.pendingLeft(equivalence, what)
      : this.pendingLeftOnPlatform(slot, equivalence, what);
    if (what.instance >= 0) this.cacheImages(equivalence, what.instance, pullMs);
    else if (!this.platformOf(equivalence).holdsImages(equivalence)) tasks.fate[slot] = StopCause.cannotPull;
    tasks.state[slot] = TaskState.PENDING;
    this.world.emit(Fact.taskPending, what.ordinal, pullMs, startMs);
    this.scheduleAdvance(slot, pullMs + startMs);
  }

  private pendingLeft(equivalence: EquivalenceClass, what: PresentTask): { readonly pullMs: Ms; readonly startMs: Ms } {
    const { imagePull, containerStart } = this.world.setup.timings;
    const start = (sinceMs: Ms) => this.left(equivalence, what, { distribution: containerStart, purpose: Purpose.start, sinceMs });
    if (what.pulledMs !== null) return { pullMs: 0, startMs: start(what.pulledMs) };
    if (equivalence.images.length === 0) return { pullMs: 0, startMs: start(what.sinceMs) };
    return {
      pullMs: this.left(equivalence, what, { distribution: imagePull, purpose: Purpose.pull, sinceMs: what.sinceMs }),
      startMs: start(0),
    };
  }

  private pendingLeftOnPlatform(slot: number, equivalence: EquivalenceClass, { sinceMs }: PresentTask) {
    const { pullMs, startMs } = this.platformOf(equivalence).start(slot, equivalence);
    const leftMs = Math.max(1, pullMs + startMs + sinceMs);
    return { pullMs: Math.max(0, leftMs - startMs), startMs: Math.min(leftMs, startMs) };
  }

  private restoreRunning(slot: number, equivalence: EquivalenceClass, what: PresentTask): void {
    const { tasks, traffic, loop } = this.world;
    if (what.instance >= 0) this.cacheImages(equivalence, what.instance, 0);
    tasks.state[slot] = TaskState.RUNNING;
    tasks.runningMs[slot] = loop.nowMs + what.sinceMs;
    traffic.countRunning(equivalence, { zone: tasks.zone[slot], failing: 0 }, 1, loop.nowMs);
    if (what.instance >= 0) this.world.groupPolicies?.use.count(what.instance, equivalence.taskClass, 1, loop.nowMs);
    this.world.zoneEvenness.count(slot, equivalence, 1, loop.nowMs + what.sinceMs);
    this.world.emit(Fact.taskPending, what.ordinal, 0, 0);
    this.world.emit(Fact.taskRunning, what.ordinal);
    if (equivalence.deploymentSpec !== null) this.ports.health.restoreRunning(slot, equivalence, { ageMs: -what.sinceMs, ...what });
    const runMs = tasks.runMs[slot] + exitNoticedMs(this.world, equivalence);
    if (runMs !== Number.POSITIVE_INFINITY && what.stoppingMs === null)
      tasks.event[slot] = loop.schedule(loop.nowMs + Math.max(1, runMs + what.sinceMs), EventKind.taskExits, slot);
  }

  private cacheImages(equivalence: EquivalenceClass, instance: number, readyMs: Ms): void {
    const { fleet, setup } = this.world;
    const first = fleet.rowOf[instance] * setup.images.length;
    for (const image of equivalence.images) if (fleet.imageReadyMs[first + image] === NONE) fleet.imageReadyMs[first + image] = readyMs;
  }

  private scheduleAdvance(slot: number, afterMs: Ms): void {
    const { tasks, loop } = this.world;
    tasks.event[slot] = loop.schedule(loop.nowMs + Math.max(1, afterMs), EventKind.taskAdvances, slot);
  }

  private left(
    equivalence: EquivalenceClass,
    { nth }: PresentTask,
    step: { readonly distribution: Distribution; readonly purpose: Purpose; readonly sinceMs: Ms },
  ): Ms {
    const { chance } = this.world;
    return chance.remainingMs(step.distribution, this.world.keyOf(equivalence), step.purpose, { nth, ageMs: -step.sinceMs });
  }
}

/** Returns the stop cause. Where it is not recorded, the service stopped the task, or a user did. */
function causeOf({ service, stopCause }: PresentTask): number {
  return stopCause ?? (service === NONE ? StopCause.userStopped : StopCause.serviceScaledIn);
}
