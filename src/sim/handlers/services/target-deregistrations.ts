import type { Ms } from '../../../kernel/event-loop.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { detailOf, isThere } from '../../cluster/task-detail.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact, StopCause } from '../../facts.js';
import { controlCallOf } from './control-plane-calls.js';
import { stopReactionMs } from './reactions.js';
import { registersTargets, type TargetRegistrations } from './target-registrations.js';
import { type Targets, zoneOf } from './targets.js';

/** Returns when the target of the stopping task begins to drain: at the turn after the stop, or when ECS can deregister it. */
export function deregisteredMs({ conditions, tasks, turns }: World, slot: number, { service }: EquivalenceClass): Ms {
  return conditions.controlPlane.lateTargets.get(slot)?.atMs ?? turns.after(service, tasks.stoppingMs[slot]);
}

/**
 * When the targets of stopping tasks leave their group. They get requests until ECS can deregister them and their load balancer follows.
 */
export class TargetDeregistrations {
  constructor(
    private readonly world: World,
    private readonly targets: Targets,
    private readonly registrations: TargetRegistrations,
  ) {}

  /** Sets when the target of a running task, which is stopped next, is deregistered. Faults have fixed times, so the time is known now. */
  plan(slot: number, equivalence: EquivalenceClass, cause: number): void {
    const { conditions, loop, tasks, turns } = this.world;
    const reactionMs = stopReactionMs(this.world, slot, equivalence, cause);
    const isTermedFirst = this.isTermedFirst(cause);
    // Where only its container's check has failed, the load balancer goes on with requests that the task does not answer.
    const losesRequests = this.targets.losesRequests(slot, equivalence);
    const mayBeLate =
      conditions.controlPlane.isAny || conditions.stuckRegistrations.isAny || reactionMs > 0 || isTermedFirst || losesRequests;
    if (!mayBeLate || !this.hasTarget(slot, equivalence, loop.nowMs)) return;
    // A task on Fargate Spot gets SIGTERM with its notice (C.FGS-03), when its target has just been deregistered.
    const isServing = isTermedFirst || cause !== StopCause.spotInterruption;
    const usualMs = isServing ? turns.after(equivalence.service, loop.nowMs) : loop.nowMs;
    const reactsMs = reactionMs > 0 ? turns.after(equivalence.service, loop.nowMs + reactionMs) : usualMs;
    const atMs = this.throughMs(slot, equivalence, reactsMs);
    const goneMs = this.inEffectMs(slot, equivalence, atMs);
    if (goneMs === usualMs && !isTermedFirst && (!losesRequests || goneMs === loop.nowMs)) return;
    conditions.controlPlane.lateTargets.set(slot, { atMs, goneMs, isServing });
    for (const ms of new Set([atMs, goneMs]))
      if (ms > loop.nowMs) loop.schedule(ms, EventKind.targetDeregisters, slot, detailOf(tasks, slot));
  }

  /** Whether the stopping task still serves, because its target is registered. */
  isServing(slot: number): boolean {
    const { lateTargets } = this.world.conditions.controlPlane;
    return lateTargets.size > 0 && lateTargets.get(slot)?.isServing === true;
  }

  /** Returns when a target whose deregistration is due at `atMs` leaves the rotation. */
  leavesMs(slot: number, equivalence: EquivalenceClass, atMs: Ms): Ms {
    return this.inEffectMs(slot, equivalence, this.throughMs(slot, equivalence, atMs));
  }

  /** Reports when the target of the task, which begins to stop, is taken out of its group. */
  report(slot: number, equivalence: EquivalenceClass, drainedMs: Ms): void {
    const { tasks, loop, conditions, hasSubscribers } = this.world;
    const late = conditions.controlPlane.lateTargets.get(slot);
    if (!hasSubscribers || (late !== undefined && late.atMs > tasks.stoppingMs[slot])) return;
    if (!this.hasTarget(slot, equivalence, tasks.stoppingMs[slot])) return;
    const atMs = tasks.cause[slot] === StopCause.spotInterruption ? loop.nowMs : deregisteredMs(this.world, slot, equivalence);
    if (atMs <= loop.nowMs) this.world.emit(Fact.targetDeregistered, tasks.task[slot], drainedMs);
    else loop.schedule(atMs, EventKind.targetDeregisters, slot, detailOf(tasks, slot));
  }

  /** Reports that the target of the task, which has exited by itself, is taken out of its group: with the notice of the exit (P.6). */
  reportExited(slot: number, equivalence: EquivalenceClass): void {
    const { tasks, loop, hasSubscribers } = this.world;
    if (!hasSubscribers) return;
    const atMs = this.throughMs(slot, equivalence, loop.nowMs);
    if (atMs > loop.nowMs) return void loop.schedule(atMs, EventKind.targetDeregisters, slot, detailOf(tasks, slot));
    this.world.emit(Fact.targetDeregistered, tasks.task[slot], loop.nowMs + equivalence.deploymentSpec!.targetGroup!.deregistrationDelayMs);
  }

  onDeregisters(slot: number, detail: number): void {
    const { tasks, loop, equivalences, conditions } = this.world;
    if (!isThere(tasks, slot, detail)) return;
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    const late = conditions.controlPlane.lateTargets.get(slot);
    if (late === undefined || loop.nowMs >= late.goneMs) this.leave(slot, equivalence);
    if (late !== undefined && loop.nowMs !== late.atMs) return;
    const { deregistrationDelayMs } = equivalence.deploymentSpec!.targetGroup!;
    this.world.emit(Fact.targetDeregistered, tasks.task[slot], loop.nowMs + deregistrationDelayMs);
  }

  /** The stopped task leaves its service. ECS deregisters its target now at the latest, though the load balancer may drop it at a later turn. */
  onStopped(slot: number, equivalence: EquivalenceClass): void {
    const { tasks, loop, conditions, hasSubscribers } = this.world;
    const { lateTargets } = conditions.controlPlane;
    if (lateTargets.size === 0 || !hasSubscribers) return;
    const late = lateTargets.get(slot);
    if (late === undefined || late.atMs <= loop.nowMs || !this.isTermedFirst(tasks.cause[slot])) return;
    this.world.emit(Fact.targetDeregistered, tasks.task[slot], loop.nowMs + equivalence.deploymentSpec!.targetGroup!.deregistrationDelayMs);
  }

  /** Ends the load on the stopping task. Returns whether its load balancer found it healthy until now. */
  leave(slot: number, equivalence: EquivalenceClass): boolean {
    if (!this.isServing(slot)) return false;
    const { lateTargets } = this.world.conditions.controlPlane;
    lateTargets.set(slot, { ...lateTargets.get(slot)!, isServing: false });
    return this.targets.leave(slot, equivalence);
  }

  /**
   * Time before SIGTERM: until the target is taken out of its group, while it drains (S.LB-1), and until the scheduler's next turn: 2 to 10 s later in
   * records of 2017 to 2022 (V.2, P.19 to P.21, P.51), and of 2026 (P.119). Zero on Fargate Spot (C.FGS-03), and where SIGTERM comes first.
   */
  drainMs(slot: number, equivalence: EquivalenceClass): Ms {
    const { tasks, loop, conditions, turns } = this.world;
    const cause = tasks.cause[slot];
    if (cause === StopCause.spotInterruption || this.isTermedFirst(cause)) return 0;
    if (!this.hasTarget(slot, equivalence, tasks.stoppingMs[slot])) return 0;
    const { deregistrationDelayMs } = equivalence.deploymentSpec!.targetGroup!;
    const begunMs = conditions.controlPlane.lateTargets.has(slot) ? loop.nowMs : tasks.stoppingMs[slot];
    const drainedMs = deregisteredMs(this.world, slot, equivalence) + deregistrationDelayMs;
    return Math.max(0, (turns.hasTurns ? turns.after(equivalence.service, drainedMs) : drainedMs) - begunMs);
  }

  /** Whether the task, whose stop begins at `stoppingMs`, has been registered. Another one has no target that could drain. */
  private hasTarget(slot: number, equivalence: EquivalenceClass, stoppingMs: Ms): boolean {
    if (!registersTargets(equivalence) || this.world.tasks.runningMs[slot] > stoppingMs) return false;
    return this.registrations.registeredMs(slot, equivalence) <= stoppingMs;
  }

  /** Whether SIGTERM comes before the target is deregistered. */
  private isTermedFirst(cause: number): boolean {
    return this.world.setup.deploymentAndHealth.isTermedFirst && (cause === StopCause.userStopped || cause === StopCause.spotInterruption);
  }

  /** Returns when ECS deregisters a target that it first tries to deregister at `atMs`. */
  private throughMs(slot: number, { service }: EquivalenceClass, atMs: Ms): Ms {
    const { controlPlane } = this.world.conditions;
    if (!controlPlane.isAny) return atMs;
    return controlPlane.throughMs({ ...controlCallOf(this.world, 'deregisterTarget', service), zone: zoneOf(this.world, slot) }, atMs);
  }

  /** Returns when the load balancer drops a target that ECS deregisters at `atMs`. */
  private inEffectMs(slot: number, { service }: EquivalenceClass, atMs: Ms): Ms {
    const { stuckRegistrations } = this.world.conditions;
    return stuckRegistrations.isAny ? stuckRegistrations.inEffectMs({ service, zone: zoneOf(this.world, slot) }, atMs) : atMs;
  }
}
