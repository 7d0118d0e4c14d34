import type { Distribution } from '../../../kernel/distribution.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { TaskState } from '../../../services/task-states.js';
import { Purpose } from '../../cluster/chance.js';
import { NONE } from '../../cluster/fleet.js';
import type { Line } from '../../cluster/line.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact, StopCause } from '../../facts.js';
import type { PresentTask } from '../../present.js';
import { ON_PLATFORM, type PlatformState, type PlatformTasks } from '../../providers/platform.js';
import type { Services } from '../services/services.js';
import type { TaskHealth } from '../services/task-health.js';
import type { Placing } from '../tasks/placing.js';
import type { TaskLife } from '../tasks/task-life.js';
import { TaskRoom } from '../tasks/task-room.js';

export interface TaskPorts {
  readonly placing: Placing;
  readonly life: TaskLife;
  readonly health: TaskHealth;
  readonly platforms: readonly PlatformTasks[];
  readonly services: Services;
}

/**
 * Tasks that are present at time 0, each at its stage of life. The remaining time of a phase is drawn conditional on the time that it has
 * already taken.
 */
export class PresentTasks {
  private readonly room: TaskRoom;

  constructor(
    private readonly world: World,
    private readonly ports: TaskPorts,
  ) {
    this.room = new TaskRoom(world);
  }

  appear(what: PresentTask): void {
    const { tasks } = this.world;
    const line = this.lineOf(what);
    tasks.requested = what.ordinal;
    const slot = this.ports.placing.create(line, this.runMsOf(what), what.nth);
    tasks.requestedMs[slot] = what.requestedMs;
    this.world.tell(Fact.taskPresent, what.ordinal);
    if (what.instance === NONE) return this.waits(slot, line);
    if (what.instance === ON_PLATFORM) this.isOnPlatform(slot, line, what.zone);
    else this.isPlaced(slot, line, what.instance);
    if (what.state === TaskState.PROVISIONING) this.isProvisioning(slot, line, what);
    else if (what.state === TaskState.PENDING) this.isPending(slot, line, what);
    else this.isRunning(slot, line, what);
    if (what.stoppingMs !== null) this.ports.life.isStopping(slot, line, { cause: causeOf(what), ageMs: -what.stoppingMs });
  }

  private lineOf({ service, workload, revision, cpuUnits, memoryMib, provider }: PresentTask): Line {
    const { lines } = this.world;
    if (service === NONE) return lines.lineOfWorkload(workload, cpuUnits, memoryMib, provider);
    return lines.line(lines.classOfService(service, revision), provider);
  }

  /** Returns the time from RUNNING to exit. A service's task that has not failed yet may fail later. */
  private runMsOf({ service, workload, revision, nth, runMs, state, sinceMs }: PresentTask): Ms {
    const { setup, chance, keys } = this.world;
    const ageMs = state === TaskState.RUNNING ? -sinceMs : 0;
    if (runMs !== null) return Math.max(runMs, ageMs + 1);
    if (service !== NONE) return this.ports.services.timeToFailure(service, nth, { revision, ageMs });
    return ageMs + chance.remainingMs(setup.workloads[workload].runTime, keys.workloads[workload], Purpose.run, { nth, ageMs });
  }

  private waits(slot: number, line: Line): void {
    if (line.isCounted) this.world.waiting.provisioning++;
    if (line.isOnInstances) this.ports.placing.wait(slot, line, this.world.tasks.requestedMs[slot]);
    else this.ports.platforms[line.platform].request(slot, line);
  }

  private isPlaced(slot: number, line: Line, instance: number): void {
    const { fleet, tasks } = this.world;
    this.room.take(slot, line, fleet.rowOf[instance]);
    this.world.tell(Fact.taskPlaced, tasks.task[slot], instance, 0);
  }

  private isOnPlatform(slot: number, line: Line, zone: number): void {
    const { tasks } = this.world;
    const platform = this.platformOf(line);
    tasks.instance[slot] = ON_PLATFORM;
    tasks.zone[slot] = zone;
    platform.occupy(line, zone);
    platform.count(line, zone, 1);
    this.world.tell(Fact.taskOnFargate, tasks.task[slot], zone);
  }

  private platformOf(line: Line): PlatformState {
    return this.world.platforms.states[line.platform];
  }

  /** Continues the attachment of its interface, or the preparation of its machine. */
  private isProvisioning(slot: number, line: Line, what: PresentTask): void {
    const { waiting, setup } = this.world;
    if (!line.isOnInstances) return this.advances(slot, this.platformOf(line).start(slot, line).machineMs + what.sinceMs);
    if (line.isCounted) waiting.provisioning++;
    this.advances(slot, this.left(line, what, { of: setup.timings.eniAttach, purpose: Purpose.eniAttach, sinceMs: what.sinceMs }));
  }

  /** Continues the pull of its images, or the start of its containers. */
  private isPending(slot: number, line: Line, what: PresentTask): void {
    const { tasks } = this.world;
    const { pullMs, startMs } = line.isOnInstances
      ? this.pendingLeft(line, what)
      : { pullMs: Math.max(1, this.platformOf(line).start(slot, line).pullMs + what.sinceMs), startMs: 0 };
    if (what.instance >= 0) this.hasImages(line, what.instance, pullMs);
    tasks.state[slot] = TaskState.PENDING;
    this.world.tell(Fact.taskPending, what.ordinal, pullMs, startMs);
    this.advances(slot, pullMs + startMs);
  }

  private pendingLeft(line: Line, what: PresentTask): { readonly pullMs: Ms; readonly startMs: Ms } {
    const { imagePull, containerStart } = this.world.setup.timings;
    const start = (sinceMs: Ms) => this.left(line, what, { of: containerStart, purpose: Purpose.start, sinceMs });
    if (what.pulledMs !== null) return { pullMs: 0, startMs: start(what.pulledMs) };
    if (line.images.length === 0) return { pullMs: 0, startMs: start(what.sinceMs) };
    return { pullMs: this.left(line, what, { of: imagePull, purpose: Purpose.pull, sinceMs: what.sinceMs }), startMs: start(0) };
  }

  private isRunning(slot: number, line: Line, what: PresentTask): void {
    const { tasks, traffic, memberships, fleet, loop } = this.world;
    if (what.instance >= 0) this.hasImages(line, what.instance, 0);
    tasks.state[slot] = TaskState.RUNNING;
    traffic.countRunning(line, 1, loop.nowMs);
    if (memberships.asksTaskCount && what.instance >= 0) memberships.onTaskCount(fleet.rowOf[what.instance]);
    this.world.tell(Fact.taskPending, what.ordinal, 0, 0);
    this.world.tell(Fact.taskRunning, what.ordinal);
    if (line.care !== null) this.ports.health.hasRun(slot, line, { ageMs: -what.sinceMs, ...what });
    const runMs = tasks.runMs[slot];
    if (runMs !== Number.POSITIVE_INFINITY && what.stoppingMs === null)
      tasks.event[slot] = loop.schedule(loop.nowMs + Math.max(1, runMs + what.sinceMs), EventKind.taskExits, slot);
  }

  private hasImages(line: Line, instance: number, readyMs: Ms): void {
    const { fleet, setup } = this.world;
    const first = fleet.rowOf[instance] * setup.images.length;
    for (const image of line.images) if (fleet.imageReadyMs[first + image] === NONE) fleet.imageReadyMs[first + image] = readyMs;
  }

  private advances(slot: number, afterMs: Ms): void {
    const { tasks, loop } = this.world;
    tasks.event[slot] = loop.schedule(loop.nowMs + Math.max(1, afterMs), EventKind.taskAdvances, slot);
  }

  private left(line: Line, { nth }: PresentTask, step: { readonly of: Distribution; readonly purpose: Purpose; readonly sinceMs: Ms }): Ms {
    const { chance } = this.world;
    return chance.remainingMs(step.of, this.world.keyOf(line), step.purpose, { nth, ageMs: -step.sinceMs });
  }
}

/** Returns the stop cause. Where it is not recorded, the service stopped the task, or a user did. */
function causeOf({ service, stopCause }: PresentTask): number {
  return stopCause ?? (service === NONE ? StopCause.userStopped : StopCause.serviceScaledIn);
}
