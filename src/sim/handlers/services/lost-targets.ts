import type { Ms } from '../../../kernel/event-loop.js';
import type { Failing as FailingBy } from '../../../services/deployments/failure-modes.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { Condition } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { StopCause } from '../../facts.js';
import type { Deregistrations } from './deregistrations.js';
import type { Targets } from './targets.js';

/** Ends that the load balancer learns of later: the task was not asked to stop. */
const UNTOLD: readonly number[] = [StopCause.crashed, StopCause.instanceTerminated, StopCause.zoneOutage];
/** A container that has exited refuses connections; an instance that is gone answers nothing. */
const REFUSING: readonly number[] = [StopCause.crashed, StopCause.spotInterruption];

/** Targets of tasks that are gone: the load balancer sends them requests until ECS takes them out, or their checks have failed. */
export class LostTargets {
  constructor(
    private readonly world: World,
    private readonly targets: Targets,
    private readonly ports: {
      readonly deregistrations: Deregistrations;
      /** The time after which checks fail for a task that stops to answer now. */
      readonly failsAfterMs: (slot: number, equivalence: EquivalenceClass, by: FailingBy) => Ms;
    },
  ) {}

  /** The desiredStatus of the task becomes STOPPED. */
  onLeaves(slot: number, equivalence: EquivalenceClass): void {
    const { deregistrations } = this.ports;
    if (deregistrations.isServing(slot)) return;
    this.targets.leave(slot, equivalence);
    const { tasks, loop, setup } = this.world;
    const { lostTargetMs } = setup.deploymentAndHealth.targets;
    if (!UNTOLD.includes(tasks.cause[slot])) this.loseLate(slot, equivalence);
    else if (tasks.condition[slot] === Condition.healthy)
      this.lose(slot, equivalence, deregistrations.throughMs(equivalence, loop.nowMs + lostTargetMs));
  }

  /** The stopping task ends with its instance, though its target may still be registered. */
  onEndsEarly(slot: number, equivalence: EquivalenceClass): void {
    const { deregistrations } = this.ports;
    if (!deregistrations.isServing(slot)) return;
    deregistrations.leave(slot, equivalence);
    this.loseLate(slot, equivalence);
  }

  private loseLate(slot: number, equivalence: EquivalenceClass): void {
    const { conditions, tasks } = this.world;
    const late = conditions.controlPlane.lateTargets.get(slot);
    if (late !== undefined && tasks.condition[slot] === Condition.healthy) this.lose(slot, equivalence, late.atMs);
  }

  private lose(slot: number, equivalence: EquivalenceClass, untilMs: Ms): void {
    const { loop, tasks } = this.world;
    const place = untilMs === loop.nowMs ? null : this.targets.lose(slot, equivalence);
    if (place === null) return;
    const by = REFUSING.includes(tasks.cause[slot]) ? 'refusal' : 'hang';
    const afterMs = Math.min(untilMs - loop.nowMs, this.ports.failsAfterMs(slot, equivalence, by));
    loop.schedule(loop.nowMs + Math.ceil(afterMs), EventKind.lostTargetLeaves, equivalence.service, place);
  }

  onLeavesRotation(service: number, place: number): void {
    this.targets.drop(service, place);
  }
}
