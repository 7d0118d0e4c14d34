import type { Ms } from '../../../kernel/event-loop.js';
import type { Failing as FailingBy } from '../../../services/deployments/failure-modes.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { exitNoticedMs } from '../../cluster/exit-notice.js';
import { detailOf } from '../../cluster/task-detail.js';
import { Failing } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { StopCause } from '../../facts.js';
import type { TargetDeregistrations } from './target-deregistrations.js';
import { registersTargets } from './target-registrations.js';
import type { Targets } from './targets.js';

/** Ends without a request to stop: the load balancer notices them later. */
const SUDDEN: readonly number[] = [StopCause.crashed, StopCause.instanceTerminated, StopCause.zoneOutage];
/** A container that has exited refuses connections; an instance that is gone answers nothing. */
const REFUSING: readonly number[] = [StopCause.crashed, StopCause.spotInterruption];

/** Targets of tasks that are gone: the load balancer sends them requests until ECS takes them out, or their checks have failed. */
export class LostTargets {
  constructor(
    private readonly world: World,
    private readonly targets: Targets,
    private readonly ports: {
      readonly deregistrations: TargetDeregistrations;
      /** The time after which checks fail for a task that stops to answer now. */
      readonly failsAfterMs: (slot: number, equivalence: EquivalenceClass, by: FailingBy) => Ms;
    },
  ) {}

  /** Must be called when the desiredStatus of the task becomes STOPPED. */
  onLeaves(slot: number, equivalence: EquivalenceClass): void {
    const { deregistrations } = this.ports;
    if (deregistrations.isServing(slot)) return;
    const wasHealthy = this.targets.leave(slot, equivalence);
    const { tasks, loop, setup } = this.world;
    const { lostTargetMs } = setup.deploymentAndHealth.targets;
    if (!wasHealthy || (tasks.failing[slot] & Failing.exited) !== 0) return;
    if (!SUDDEN.includes(tasks.cause[slot])) this.loseLate(slot, equivalence);
    else this.lose(slot, equivalence, deregistrations.leavesMs(slot, equivalence, loop.nowMs + lostTargetMs));
  }

  /** Schedules the exit of a running task on Fargate, which is noticed later. Only a load makes a difference. */
  scheduleExit(slot: number, equivalence: EquivalenceClass): void {
    const { tasks, loop, traffic } = this.world;
    const runMs = tasks.runMs[slot];
    if (runMs === Number.POSITIVE_INFINITY || !registersTargets(equivalence) || !traffic.isLoaded(equivalence.service)) return;
    if (exitNoticedMs(this.world, equivalence) === 0) return;
    const atMs = Math.max(loop.soonestMs(EventKind.taskHangs), tasks.runningMs[slot] + runMs);
    loop.schedule(atMs, EventKind.taskHangs, slot, detailOf(tasks, slot));
  }

  /** Handles an exit on Fargate that ECS has not noticed yet. Until then only failed checks can remove the task's target. */
  onExitsUnseen(slot: number, equivalence: EquivalenceClass): void {
    const { tasks, loop, setup } = this.world;
    if ((tasks.failing[slot] & Failing.exited) !== 0 || !this.targets.leave(slot, equivalence)) return;
    tasks.failing[slot] |= Failing.exited;
    const noticedMs = loop.nowMs + exitNoticedMs(this.world, equivalence);
    const goneMs = this.ports.deregistrations.leavesMs(slot, equivalence, noticedMs + setup.deploymentAndHealth.targets.lostTargetMs);
    this.lose(slot, equivalence, goneMs, 'refusal');
  }

  /** Handles the end of the instance or the containers of a stopping task, while its target may be in the rotation. */
  onEndsEarly(slot: number, equivalence: EquivalenceClass, by?: FailingBy): void {
    const { deregistrations } = this.ports;
    if (deregistrations.leave(slot, equivalence)) this.loseLate(slot, equivalence, by);
  }

  private loseLate(slot: number, equivalence: EquivalenceClass, by?: FailingBy): void {
    const late = this.world.conditions.controlPlane.lateTargets.get(slot);
    if (late !== undefined) this.lose(slot, equivalence, late.goneMs, by);
  }

  private lose(slot: number, equivalence: EquivalenceClass, untilMs: Ms, by: FailingBy = this.failsBy(slot)): void {
    const { loop } = this.world;
    const place = untilMs === loop.nowMs ? null : this.targets.lose(slot, equivalence);
    if (place === null) return;
    const afterMs = Math.min(untilMs - loop.nowMs, this.ports.failsAfterMs(slot, equivalence, by));
    loop.schedule(loop.nowMs + Math.ceil(afterMs), EventKind.lostTargetLeaves, equivalence.service, place);
  }

  private failsBy(slot: number): FailingBy {
    return REFUSING.includes(this.world.tasks.cause[slot]) ? 'refusal' : 'hang';
  }

  onLeavesRotation(service: number, place: number): void {
    this.targets.drop(service, place);
  }
}
