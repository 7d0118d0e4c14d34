import { type Failing as FailingBy, servesWhileFailing } from '../../../services/deployments/failure-modes.js';
import type { TaskFailingWindows } from '../../../services/health/failing-windows.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { Target } from '../../cluster/services/load-models.js';
import type { TargetHealth } from '../../cluster/services/measured-service.js';
import { Failing } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { Fact, HUNG_BY } from '../../facts.js';
import { ON_PLATFORM } from '../../providers/platform.js';

/** Tasks as targets of the load of their service. */
export class Targets {
  constructor(private readonly world: World) {}

  /** Sets how the load balancer finds the target of the task; null: it is not checked yet. */
  setHealth(slot: number, equivalence: EquivalenceClass, to: TargetHealth | null): void {
    const { tasks, traffic, loop } = this.world;
    if ((tasks.failing[slot] & Failing.exited) !== 0 || !traffic.isLoaded(equivalence.service)) return;
    const target = { ...this.targetOf(slot, equivalence), failing: tasks.failing[slot] };
    traffic.setTargetHealth(equivalence.service, target, to, loop.nowMs);
  }

  /** Whether the load balancer sends requests to the task because it finds it healthy. */
  isHealthy(slot: number, { service }: EquivalenceClass): boolean {
    return this.world.traffic.isLoaded(service) && this.world.traffic.healthOf(service, slot) === 'healthy';
  }

  /** Whether the load balancer sends requests to the task, which answers none. */
  losesRequests(slot: number, equivalence: EquivalenceClass): boolean {
    return (this.world.tasks.failing[slot] & Failing.requests) !== 0 && this.isHealthy(slot, equivalence);
  }

  /** Removes the task from the rotation. Returns whether it was healthy there. */
  leave(slot: number, equivalence: EquivalenceClass): boolean {
    const wasHealthy = this.isHealthy(slot, equivalence);
    this.setHealth(slot, equivalence, null);
    return wasHealthy;
  }

  /** Makes the running task fail; with a hang or a refusal its requests fail, too. */
  fail(slot: number, equivalence: EquivalenceClass, by: FailingBy, cause: number = HUNG_BY[by]): void {
    const { tasks, traffic, loop } = this.world;
    this.world.emit(Fact.taskHung, tasks.task[slot], cause);
    if (servesWhileFailing(by) || (tasks.failing[slot] & Failing.requests) !== 0) return;
    tasks.failing[slot] |= Failing.requests;
    // A task whose container restarts takes no request, and fails those after the restart.
    if ((tasks.failing[slot] & Failing.restarts) !== 0) return;
    traffic.failRequests(equivalence.service, this.targetOf(slot, equivalence), loop.nowMs);
  }

  /** Takes the running task from the load while its serving container restarts. */
  pause(slot: number, equivalence: EquivalenceClass): void {
    this.countServing(slot, equivalence, -1);
    this.world.tasks.failing[slot] |= Failing.restarts;
  }

  /** Returns the task to the load after pause(). */
  resume(slot: number, equivalence: EquivalenceClass): void {
    this.countServing(slot, equivalence, 1);
    this.world.tasks.failing[slot] &= ~Failing.restarts;
  }

  /** Keeps the target of an ended task in the rotation. Returns its place there, or null where no request is lost. */
  lose(slot: number, equivalence: EquivalenceClass): number | null {
    const { traffic, loop } = this.world;
    return traffic.loseTarget(equivalence.service, this.targetOf(slot, equivalence), loop.nowMs);
  }

  /** Removes the target of an ended task from the rotation. */
  drop(service: number, place: number): void {
    this.world.traffic.dropTarget(service, place, this.world.loop.nowMs);
  }

  private countServing(slot: number, equivalence: EquivalenceClass, by: 1 | -1): void {
    const { tasks, traffic, loop } = this.world;
    const target = { ...this.targetOf(slot, equivalence), failing: tasks.failing[slot] };
    traffic.countServing(equivalence.service, target, { by, atMs: loop.nowMs });
  }

  private targetOf(slot: number, { service, taskClass }: EquivalenceClass): Target {
    const zone = this.world.traffic.isZonal(service) ? zoneOf(this.world, slot) : 0;
    return { revision: taskClass.revision, zone, slot };
  }
}

/** Returns the zone of a placed task. */
export function zoneOf({ tasks, fleet }: World, slot: number): number {
  const instance = tasks.instance[slot];
  return instance === ON_PLATFORM ? tasks.zone[slot] : fleet.zone[fleet.rowOf[instance]];
}

/** The effect of faults on the checks of the running task; none where no fault hits its service. */
export function falseFailuresOf(
  world: World,
  slot: number,
  equivalence: EquivalenceClass,
): { readonly falseFailures?: TaskFailingWindows } {
  const { conditions, tasks } = world;
  const { service } = equivalence;
  if (!conditions.checks.isAny(service)) return {};
  const task = { service, zone: zoneOf(world, slot), key: world.keyOf(equivalence), nth: tasks.nth[slot] };
  return { falseFailures: conditions.checks.of(task, tasks.runningMs[slot]) };
}
