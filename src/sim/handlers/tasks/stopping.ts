import { type Ms, NO_EVENT } from '../../../kernel/event-loop.js';
import { NOTICE_MS } from '../../../market/rules.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { exitNoticedMs } from '../../cluster/exit-notice.js';
import { Failing, NOT_KNOWN_MS } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { StopCause } from '../../facts.js';
import type { TargetDeregistrations } from '../services/target-deregistrations.js';
import { ignoresSigterm, stopInOrder } from './container-order.js';
import { drawOf } from './task-draw.js';
import type { TaskRoom } from './task-room.js';

/** Returns how long the proxy of a task takes to stop after its other containers. */
export function proxyStopMs({ deploymentSpec }: EquivalenceClass): Ms {
  return deploymentSpec?.proxy?.stopMs ?? 0;
}

/** Returns whether the failure mode of its revision makes a task of this age hang. */
function hangsAtAge({ deploymentSpec, taskClass }: EquivalenceClass, ageMs: Ms): boolean {
  if (deploymentSpec === null) return false;
  const { unhealthyBy, unhealthyAfterMs } = deploymentSpec.revisions[taskClass.revision].mode;
  return unhealthyBy === 'hang' && unhealthyAfterMs !== null && ageMs >= unhealthyAfterMs;
}

/** Cuts a stop short where Fargate Spot takes its capacity back: two minutes after the notice, which sends SIGTERM (C.FGS-03). */
function untilReclaimed(stopMs: Ms, { isOnInstances }: EquivalenceClass, cause: number): Ms {
  return cause === StopCause.spotInterruption && !isOnInstances ? Math.min(stopMs, NOTICE_MS) : stopMs;
}

/** How a task with capacity stops: its target drains, SIGTERM, its containers exit, its interface is detached. */
export class Stopping {
  constructor(
    private readonly world: World,
    private readonly ports: {
      readonly room: TaskRoom;
      /** Its containers will stop at a known time, or have stopped. */
      readonly onExit: (instance: number) => void;
      readonly leaveInstance: (slot: number) => void;
      readonly deregistrations: () => TargetDeregistrations;
      /** It answers no request from now on. */
      readonly onSilent: (slot: number, equivalence: EquivalenceClass) => void;
    },
  ) {}

  /** Begins the stop of a task, which was requested `ageMs` ago. A task that does not run yet has no container to wait for. */
  begin(slot: number, isRunning: boolean, ageMs = 0): void {
    const { setup, tasks, loop } = this.world;
    const equivalence = this.equivalenceOf(slot);
    if (!isRunning) {
      this.ports.room.free(slot, equivalence);
      this.ports.onSilent(slot, equivalence);
      return this.exit(slot, this.restMs(slot, equivalence) - ageMs);
    }
    const deregistrations = this.ports.deregistrations();
    const drainedMs = deregistrations.drainMs(slot, equivalence) - ageMs;
    deregistrations.report(slot, equivalence, loop.nowMs + Math.max(0, drainedMs));
    if (this.hasExited(slot, equivalence)) return this.endUnseen(slot, equivalence);
    if (drainedMs <= 0 || setup.placement.stoppingRoomFrom === 'desired') this.sendSigterm(slot, drainedMs);
    else tasks.event[slot] = loop.schedule(loop.nowMs + drainedMs, EventKind.taskGetsSigterm, slot);
  }

  /** Whether the containers have exited by themselves, and ECS has not noticed yet (V.17). Those that a task orders are stopped one by one. */
  private hasExited(slot: number, equivalence: EquivalenceClass): boolean {
    const { tasks, loop } = this.world;
    if (tasks.lifetimesOf(slot) !== undefined || exitNoticedMs(this.world, equivalence) === 0) return false;
    return tasks.runningMs[slot] + tasks.runMs[slot] <= loop.nowMs;
  }

  /** Ends a task as its exit would have: there is no container for SIGTERM. */
  private endUnseen(slot: number, equivalence: EquivalenceClass): void {
    const { tasks, loop } = this.world;
    this.ports.room.free(slot, equivalence);
    this.ports.onSilent(slot, equivalence);
    const noticedMs = exitNoticedMs(this.world, equivalence) + proxyStopMs(equivalence);
    this.exit(slot, tasks.runningMs[slot] + tasks.runMs[slot] - loop.nowMs, noticedMs);
  }

  /** Handles a second request to stop. A notice of Fargate Spot sends SIGTERM now, also where the target still drains (C.FGS-03). */
  onStopAgain(slot: number, cause: number): void {
    const { tasks, loop } = this.world;
    if (cause !== StopCause.spotInterruption || tasks.event[slot] === NO_EVENT || !this.awaitsSigterm(slot)) return;
    loop.cancel(tasks.event[slot]);
    this.onSigterm(slot, cause);
  }

  /** Whether its target drains. A task that never ran, or whose containers have exited by themselves, gets no SIGTERM. */
  private awaitsSigterm(slot: number): boolean {
    const { tasks, loop } = this.world;
    const sigtermMs = tasks.sigtermMs[slot];
    return sigtermMs === NOT_KNOWN_MS ? tasks.exitsMs[slot] === NOT_KNOWN_MS : sigtermMs > loop.nowMs;
  }

  onSigterm(slot: number, cause?: number): void {
    this.world.tasks.event[slot] = NO_EVENT;
    this.sendSigterm(slot, 0, cause);
  }

  /** Waits until the containers have stopped (`exitMs`), ECS has noticed (`noticedMs`), and the interface is detached. */
  exit(slot: number, exitMs: Ms, noticedMs: Ms = 0): void {
    const { tasks, loop, setup, platforms } = this.world;
    const instance = tasks.instance[slot];
    const equivalence = this.equivalenceOf(slot);
    const detachment = equivalence.isOnInstances ? setup.timings.eniDetach : platforms.states[equivalence.platform].cleanup;
    const detachMs = equivalence.request.eni === 0 ? 0 : drawOf(this.world, slot, detachment, Purpose.eniDetach);
    const stoppedMs = exitMs + noticedMs + detachMs;
    tasks.exitsMs[slot] = loop.nowMs + exitMs;
    if (stoppedMs > 0) tasks.event[slot] = loop.schedule(loop.nowMs + stoppedMs, EventKind.taskStops, slot);
    else this.ports.leaveInstance(slot);
    this.ports.onExit(instance);
  }

  /** Returns how long the containers that still run take to exit, in a task that is not RUNNING or no longer so (N.CTR-8). */
  restMs(slot: number, equivalence: EquivalenceClass): Ms {
    const { tasks } = this.world;
    const lives = tasks.lifetimesOf(slot);
    return lives === undefined ? 0 : untilReclaimed(stopInOrder(this.world, slot, equivalence, lives), equivalence, tasks.cause[slot]);
  }

  private sendSigterm(slot: number, afterMs: Ms, cause = this.world.tasks.cause[slot]): void {
    const equivalence = this.equivalenceOf(slot);
    const { tasks, loop } = this.world;
    if (hangsAtAge(equivalence, loop.nowMs + afterMs - tasks.runningMs[slot])) tasks.failing[slot] |= Failing.hangs;
    tasks.sigtermMs[slot] = loop.nowMs + afterMs;
    this.ports.room.free(slot, equivalence);
    if (afterMs <= 0) this.ports.onSilent(slot, equivalence);
    const stopMs = this.containersMs(slot, equivalence) + proxyStopMs(equivalence);
    this.exit(slot, afterMs + untilReclaimed(stopMs, equivalence, cause), exitNoticedMs(this.world, equivalence));
  }

  /** Time from SIGTERM to the last exit of the containers of its task definition; SIGKILL comes at the timeout (S.TASK-8). */
  private containersMs(slot: number, equivalence: EquivalenceClass): Ms {
    const { setup, tasks } = this.world;
    const lives = tasks.lifetimesOf(slot);
    if (lives !== undefined) return stopInOrder(this.world, slot, equivalence, lives);
    const { stopTimeoutMs, platformStopTimeoutMs = stopTimeoutMs } = equivalence.definition;
    const longestMs = equivalence.isOnInstances ? stopTimeoutMs : platformStopTimeoutMs;
    if (ignoresSigterm(this.world, slot)) return longestMs;
    return Math.min(drawOf(this.world, slot, setup.timings.containerStop, Purpose.stop), longestMs);
  }

  private equivalenceOf(slot: number): EquivalenceClass {
    const { tasks, equivalences } = this.world;
    return equivalences.all[tasks.equivalence[slot]];
  }
}
