import { type Ms, NO_EVENT } from '../../../kernel/event-loop.js';
import { TaskState } from '../../../services/task-states.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { exitNoticedMs } from '../../cluster/exit-notice.js';
import { Draining, NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { StopCause } from '../../facts.js';
import { ON_PLATFORM, type PlatformState } from '../../providers/platform.js';
import type { TaskHealth } from '../services/task-health.js';
import { attachMs, machineMs } from './attachments.js';
import { countRunning } from './count-running.js';
import { resolveDigests } from './image-digests.js';
import { leavePendingTasks, leaveProvisioning, reportPlaced } from './provisioning.js';
import { forgetStopped, leaveService, reportStopped } from './stopped.js';
import { proxyStopMs, Stopping } from './stopping.js';
import { hasEnded, TaskRoom } from './task-room.js';
import { startOf } from './task-start.js';
import { WaitingOnInstance } from './waiting-on-instance.js';

/**
 * The life of a placed task: PROVISIONING (interface) -> PENDING (pull, start) -> RUNNING -> STOPPING (SIGTERM to exit) -> DEPROVISIONING
 * (interface) -> STOPPED. Phases of zero length are passed at once; at most one event pends.
 */
export class TaskLife {
  private readonly room: TaskRoom;
  readonly waiting: WaitingOnInstance;
  readonly stopping: Stopping;

  constructor(
    private readonly world: World,
    private readonly ports: { readonly health: TaskHealth },
  ) {
    this.room = new TaskRoom(world);
    this.waiting = new WaitingOnInstance(world, (slot) => this.pull(slot, world.equivalences.all[world.tasks.equivalence[slot]]));
    this.stopping = new Stopping(world, {
      room: this.room,
      onExit: (instance) => this.waiting.startWaiting(instance),
      leaveInstance: (slot) => this.onStops(slot),
      deregistrations: () => this.ports.health.deregistrations,
      onSilent: (slot, equivalence) => this.ports.health.lostTargets.onEndsEarly(slot, equivalence, 'refusal'),
    });
  }

  /** Begins the task on the row: reserves its room and attaches its interface, if it needs one. */
  begin(slot: number, equivalence: EquivalenceClass, row: number): void {
    this.room.take(slot, equivalence, row);
    if (this.world.hasSubscribers) reportPlaced(this.world, slot, row);
    if (equivalence.eni === 0 && !equivalence.hasVolume && !this.world.conditions.controlPlane.hasZones) this.pend(slot, equivalence);
    else if (equivalence.origin.eni > 0 && this.world.agentQueues.interfaces.mustWait(slot)) this.world.agentQueues.interfaces.add(slot);
    else this.advanceAfter(slot, equivalence, attachMs(this.world, slot, equivalence));
  }

  /** Begins a task that has capacity on a platform: a machine, then its images. `failsAfterMs`: until it fails instead. */
  beginOnPlatform(slot: number, equivalence: EquivalenceClass, failsAfterMs: Ms | null = null): void {
    this.advanceAfter(slot, equivalence, machineMs(this.world, slot, equivalence, failsAfterMs));
  }

  onAdvance(slot: number): void {
    const { tasks, equivalences } = this.world;
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    tasks.event[slot] = NO_EVENT;
    this.advance(slot, equivalence);
  }

  /** Handles the exit of the essential container, which ends the task (T.CTR-1). */
  onExit(slot: number): void {
    const { tasks, equivalences } = this.world;
    tasks.event[slot] = NO_EVENT;
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    if (equivalence.deploymentSpec !== null) this.ports.health.onExit(slot, equivalence);
    this.end(slot, equivalence, equivalence.service === NONE ? StopCause.runEnded : StopCause.crashed);
  }

  onStops(slot: number): void {
    const { tasks, equivalences } = this.world;
    tasks.event[slot] = NO_EVENT;
    this.leaveInstance(slot, equivalences.all[tasks.equivalence[slot]]);
  }

  /** Stops the daemons of a DRAINING instance without other tasks (S.DAEMON-5). An instance that ends now stops them itself. */
  stopDaemons(row: number): void {
    const { fleet, tasks } = this.world;
    if (fleet.state[row] !== Draining || fleet.nonDaemonTasks[row] > 0 || fleet.daemonTasks[row] === 0) return;
    if (fleet.leavesFor[row] !== 0 && fleet.waitEvent[row] === NO_EVENT) return;
    const daemons: number[] = [];
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot]) daemons.push(slot);
    for (const slot of daemons) this.stop(slot, StopCause.replaced);
  }

  /** Stops the task (C.TD-09): SIGTERM, at most stopTimeout, SIGKILL. A task without a container stops at once. */
  stop(slot: number, cause: number): void {
    const { tasks, equivalences } = this.world;
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    if (tasks.cause[slot] !== 0) return this.stopping.onStopAgain(slot, cause);
    const wasRunning = tasks.state[slot] === TaskState.RUNNING;
    if (tasks.instance[slot] === NONE) leavePendingTasks(this.world, slot, equivalence);
    else if (this.reachesAgent(slot)) this.waiting.leave(slot);
    if (wasRunning) this.ports.health.deregistrations.plan(slot, equivalence, cause);
    this.leaveRunning(slot, equivalence, cause);
    if (tasks.instance[slot] === NONE) return this.finish(slot, equivalence);
    this.freeAtDesiredStatus(slot, equivalence);
    if (this.world.agentQueues.interfaces.leave(slot)) return this.onStops(slot);
    if (this.reachesAgent(slot)) this.stopping.begin(slot, wasRunning);
  }

  /** Handles a restored agent connection: stops that the agent missed take effect, with containers that run by now. */
  onAgentBack(row: number): void {
    const { tasks, fleet } = this.world;
    for (let slot = fleet.firstTask[row]; slot !== NONE; ) {
      const isMissed = tasks.cause[slot] !== 0 && tasks.event[slot] === NO_EVENT;
      if (isMissed) this.stopping.begin(slot, !this.waiting.leave(slot));
      // A stop at once can take the daemons of a draining instance with it, so the walk begins again.
      slot = isMissed ? fleet.firstTask[row] : tasks.next[slot];
    }
  }

  /** Ends the task at once with its instance (S.INST-4). */
  kill(slot: number, cause: number): void {
    const { tasks, equivalences } = this.world;
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    this.waiting.leave(slot);
    this.world.agentQueues.interfaces.leave(slot);
    if (tasks.cause[slot] === 0) this.leaveRunning(slot, equivalence, cause);
    else this.ports.health.lostTargets.onEndsEarly(slot, equivalence);
    this.cancelEvent(slot);
    this.finish(slot, equivalence);
  }

  /** Restores a task that began to stop `ageMs` ago. */
  restoreStopping(slot: number, equivalence: EquivalenceClass, { cause, ageMs }: { readonly cause: number; readonly ageMs: Ms }): void {
    const isRunning = this.world.tasks.state[slot] === TaskState.RUNNING;
    if (this.world.tasks.instance[slot] === NONE) return this.stop(slot, cause);
    this.leaveRunning(slot, equivalence, cause);
    this.world.tasks.stoppingMs[slot] -= ageMs;
    if (hasEnded(equivalence, cause)) return this.stopping.exit(slot, -ageMs);
    this.freeAtDesiredStatus(slot, equivalence);
    if (this.reachesAgent(slot)) this.stopping.begin(slot, isRunning, ageMs);
  }

  private advanceAfter(slot: number, equivalence: EquivalenceClass, ms: Ms): void {
    const { tasks, loop } = this.world;
    if (ms > 0) tasks.event[slot] = loop.schedule(loop.nowMs + ms, EventKind.taskAdvances, slot);
    else this.advance(slot, equivalence);
  }

  private advance(slot: number, equivalence: EquivalenceClass): void {
    const { tasks } = this.world;
    if (tasks.fate[slot] !== 0) this.fail(slot, equivalence, tasks.fate[slot]);
    else if (tasks.state[slot] === TaskState.PROVISIONING) this.pend(slot, equivalence);
    else this.run(slot, equivalence);
  }

  private leaveInstance(slot: number, equivalence: EquivalenceClass): void {
    const { tasks, fleet } = this.world;
    const instance = tasks.instance[slot];
    this.ports.health.lostTargets.onEndsEarly(slot, equivalence, 'refusal');
    this.finish(slot, equivalence);
    if (instance >= 0 && fleet.state[fleet.rowOf[instance]] === Draining && !equivalence.isDaemon) this.stopDaemons(fleet.rowOf[instance]);
    if (equivalence.eni > 0) this.attachNext(instance);
  }

  /** Attaches the interface of the next task in place of a detached one. */
  private attachNext(instance: number): void {
    const { agentQueues, equivalences, tasks } = this.world;
    const { interfaces } = agentQueues;
    const slot = interfaces.next(instance);
    if (slot === NONE) return;
    interfaces.leave(slot);
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    this.advanceAfter(slot, equivalence, attachMs(this.world, slot, equivalence));
  }

  /** Returns whether a stop takes effect now. A task whose agent is disconnected runs on, STOPPING for ECS, with its room. */
  private reachesAgent(slot: number): boolean {
    const { fleet, tasks } = this.world;
    const instance = tasks.instance[slot];
    return instance === ON_PLATFORM || fleet.isAgentConnected[fleet.rowOf[instance]] === 1;
  }

  private freeAtDesiredStatus(slot: number, equivalence: EquivalenceClass): void {
    if (this.world.setup.placement.stoppingRoomFrom === 'desired') this.room.free(slot, equivalence);
  }

  private pend(slot: number, equivalence: EquivalenceClass): void {
    if (equivalence.origin.isCounted) leaveProvisioning(this.world);
    const mayWait = this.world.fleet.stopping > 0 && equivalence.isOnInstances;
    if (!mayWait || !this.waiting.queueIfFull(slot)) this.pull(slot, equivalence);
  }

  private pull(slot: number, equivalence: EquivalenceClass): void {
    const { pullMs, startMs } = startOf(this.world, slot, equivalence);
    if (equivalence.origin.service !== NONE) resolveDigests(this.world, slot, equivalence);
    this.getReady(slot, equivalence, pullMs, startMs);
  }

  /** Fails a task that does not reach RUNNING. ECS tries once; a service starts another (T.STOP-4). */
  private fail(slot: number, equivalence: EquivalenceClass, cause: number): void {
    if (equivalence.deploymentSpec !== null) this.ports.health.onFailedStart(slot, equivalence);
    this.end(slot, equivalence, cause);
  }

  /** Ends a task whose containers have exited by themselves; those that it orders and that still run are stopped (N.CTR-8). */
  private end(slot: number, equivalence: EquivalenceClass, cause: number): void {
    const { tasks } = this.world;
    const proxyMs = tasks.state[slot] === TaskState.RUNNING ? proxyStopMs(equivalence) : 0;
    this.leaveRunning(slot, equivalence, cause);
    const exitMs = this.stopping.restMs(slot, equivalence) + proxyMs;
    if (exitMs + equivalence.eni === 0) {
      const instance = tasks.instance[slot];
      this.leaveInstance(slot, equivalence);
      if (this.world.agentQueues.isAny) this.waiting.startWaiting(instance);
      return;
    }
    // A task without running containers keeps its room until the agent reports STOPPED (N.ROOM-2).
    if (exitMs > 0) this.room.free(slot, equivalence);
    this.stopping.exit(slot, exitMs);
  }

  private getReady(slot: number, equivalence: EquivalenceClass, pullMs: Ms, startMs: Ms): void {
    const { tasks, loop } = this.world;
    tasks.state[slot] = TaskState.PENDING;
    if (this.world.hasSubscribers) this.world.facts.pending(tasks.task[slot], pullMs, startMs);
    if (pullMs + startMs > 0) tasks.event[slot] = loop.schedule(loop.nowMs + pullMs + startMs, EventKind.taskAdvances, slot);
    else if (tasks.fate[slot] === 0) this.run(slot, equivalence);
    else this.fail(slot, equivalence, tasks.fate[slot]);
  }

  private run(slot: number, equivalence: EquivalenceClass): void {
    const { tasks, loop } = this.world;
    if (equivalence.origin.deploymentSpec !== null && this.ports.health.failsToStart(slot, equivalence))
      return this.fail(slot, equivalence, StopCause.failedToStart);
    tasks.state[slot] = TaskState.RUNNING;
    tasks.runningMs[slot] = loop.nowMs;
    if (equivalence.origin.service !== NONE || this.world.groupPolicies !== undefined) countRunning(this.world, slot, equivalence, 1);
    if (this.world.hasSubscribers) this.world.facts.running(tasks.task[slot]);
    if (equivalence.origin.service !== NONE) this.servesNow(slot, equivalence);
    const runMs = tasks.runMs[slot] + exitNoticedMs(this.world, equivalence);
    // A run takes at least a millisecond: a task that starts at 10:00 cannot have ended before other events of 10:00.
    if (runMs !== Number.POSITIVE_INFINITY) tasks.event[slot] = loop.schedule(loop.nowMs + Math.max(1, runMs), EventKind.taskExits, slot);
  }

  private servesNow(slot: number, equivalence: EquivalenceClass): void {
    const { health } = this.ports;
    if (equivalence.origin.deploymentSpec !== null) health.onRunning(slot, equivalence);
    health.restarts.onRunning(slot, equivalence);
    // While instances drain, or zones are balanced, an old task may be waiting for this start (C.DRN-04).
    if (this.world.awaitsStart(equivalence.origin.service)) this.world.serviceDue(equivalence.service);
  }

  /** Sets desiredStatus to STOPPED: the task no longer counts for its service or its group. */
  private leaveRunning(slot: number, equivalence: EquivalenceClass, cause: number): void {
    const { tasks } = this.world;
    const { service } = equivalence;
    const instance = tasks.instance[slot];
    const wasRunning = tasks.state[slot] === TaskState.RUNNING;
    if (tasks.event[slot] !== NO_EVENT) this.cancelEvent(slot);
    if (equivalence.isCounted && tasks.state[slot] === TaskState.PROVISIONING && tasks.isHeld[slot] === 0) leaveProvisioning(this.world);
    if ((service !== NONE || this.world.groupPolicies !== undefined) && wasRunning) countRunning(this.world, slot, equivalence, -1);
    tasks.beginStopping(slot, cause, this.world.loop.nowMs);
    if (instance >= 0) this.leaveGroup(equivalence, this.world.fleet.rowOf[instance]);
    else if (instance === ON_PLATFORM) this.platformOf(equivalence).count(equivalence, tasks.zone[slot], -1);
    if (service !== NONE) {
      if (equivalence.deploymentSpec !== null) this.ports.health.onLeaves(slot, equivalence);
      leaveService(this.world, slot, equivalence, wasRunning);
    }
    if (this.world.hasSubscribers) this.world.facts.stopping(tasks.task[slot], cause);
  }

  private leaveGroup({ group }: EquivalenceClass, row: number): void {
    const { fleet, memberships, pendingTasks } = this.world;
    fleet.countTask(group, row, -1);
    if (memberships.readsTaskCount) memberships.onTaskCount(row);
    if (pendingTasks.waiting.length > 0 && pendingTasks.wantsDistinct(group)) this.world.placementDue();
  }

  /** Makes the task STOPPED: its room is free again, and the services and tasks that wait for it are scheduled. */
  private finish(slot: number, equivalence: EquivalenceClass): void {
    const { tasks, fleet } = this.world;
    const instance = tasks.instance[slot];
    this.ports.health.deregistrations.onStopped(slot, equivalence);
    if (this.world.hasSubscribers) reportStopped(this.world, slot, equivalence);
    this.world.conditions.controlPlane.forget(slot);
    if (equivalence.service !== NONE) forgetStopped(this.world, slot, equivalence);
    if (instance >= 0) this.room.leave(slot, equivalence, fleet.rowOf[instance]);
    else if (instance === ON_PLATFORM) this.platformOf(equivalence).release(equivalence, tasks.zone[slot], tasks.task[slot]);
    if (equivalence.isDaemon && instance !== NONE) this.world.daemonReservations.left(fleet.rowOf[instance], equivalence.service);
    tasks.release(slot);
  }

  private platformOf(equivalence: EquivalenceClass): PlatformState {
    return this.world.platforms.states[equivalence.platform];
  }

  private cancelEvent(slot: number): void {
    const { tasks, loop } = this.world;
    if (tasks.event[slot] !== NO_EVENT) loop.cancel(tasks.event[slot]);
    tasks.event[slot] = NO_EVENT;
  }
}
