import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import { detailOf, isStill } from '../../cluster/task-detail.js';
import { type ContainerCycle, type ContainerLifetimes, NOT_KNOWN_MS } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { fateOf } from '../tasks/container-order.js';
import { Targets } from './targets.js';

/**
 * Restarts of containers while their task stays RUNNING. A task whose container that serves is restarted takes no load meanwhile
 * (N.CTR-12), and the health check of a restarted container begins anew (N.CTR-11). Restarts that neither notices are no events.
 */
export class ContainerRestarts {
  private readonly targets: Targets;

  constructor(
    private readonly world: World,
    private readonly ports: {
      /** The checks of the task's containers begin anew. */ readonly onRestart: (slot: number, equivalence: EquivalenceClass) => void;
    },
  ) {
    this.targets = new Targets(world);
  }

  /** Follows the restarts of a task that is RUNNING from now on. */
  onRunning(slot: number, equivalence: EquivalenceClass): void {
    const lives = this.world.tasks.lifetimesOf(slot);
    if (lives !== undefined && equivalence.service !== NONE) this.follow(slot, equivalence, lives);
  }

  private follow(slot: number, equivalence: EquivalenceClass, lives: ContainerLifetimes): void {
    const { tasks } = this.world;
    const plan = equivalence.definition.order!;
    const serving = this.servingOf(equivalence);
    const isNoticed = (i: number) =>
      i === serving || (equivalence.deploymentSpec !== null && plan[i].isEssential && plan[i].check !== null);
    const cycles = plan.flatMap(({ restart }, i) => (restart !== null && isNoticed(i) ? [this.cycleNow(slot, equivalence, i)] : []));
    if (cycles.length === 0) return;
    tasks.setLifetimes(slot, { ...lives, cycles });
    for (const cycle of cycles) this.scheduleNext(slot, cycle);
    if (cycles.some(({ container, isDown }) => isDown && container === serving)) this.targets.pause(slot, equivalence);
  }

  onMoment(slot: number, detail: number): void {
    const { tasks, loop, equivalences } = this.world;
    if (!isStill(tasks, slot, detail)) return;
    const lives = tasks.lifetimesOf(slot)!;
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    const serving = this.servingOf(equivalence);
    const cycles = lives.cycles!.map((cycle) => (cycle.nextMs === loop.nowMs ? this.after(slot, equivalence, cycle) : cycle));
    const moved = cycles.filter((cycle, i) => cycle !== lives.cycles![i]);
    if (moved.length === 0) return;
    tasks.setLifetimes(slot, { ...lives, cycles });
    for (const cycle of moved) {
      this.scheduleNext(slot, cycle);
      if (cycle.container !== serving) continue;
      if (cycle.isDown) this.targets.pause(slot, equivalence);
      else this.targets.resume(slot, equivalence);
    }
    if (moved.some(({ isDown }) => isDown) && equivalence.deploymentSpec !== null) this.ports.onRestart(slot, equivalence);
  }

  /** Returns the container that takes the service's load: its load balancer's, else the first essential one; NONE without a load. */
  private servingOf(equivalence: EquivalenceClass): number {
    if (!this.world.traffic.isLoaded(equivalence.service)) return NONE;
    const plan = equivalence.definition.order!;
    const named = plan.findIndex(({ name }) => name === equivalence.deploymentSpec?.targetGroup?.container);
    return named >= 0 ? named : plan.findIndex(({ isEssential }) => isEssential);
  }

  private scheduleNext(slot: number, { nextMs }: ContainerCycle): void {
    const { loop, tasks, setup } = this.world;
    if (nextMs < setup.durationMs) loop.schedule(nextMs, EventKind.containerRestarts, slot, detailOf(tasks, slot));
  }

  /** Returns the present start of a container, which may have been restarted before its task was RUNNING. */
  private cycleNow(slot: number, equivalence: EquivalenceClass, container: number): ContainerCycle {
    const { sinceMs, containers } = this.world.tasks.lifetimesOf(slot)!;
    const startedMs = sinceMs + containers[container].runningMs!;
    let cycle = this.started(slot, equivalence, { container, nth: 0, startedMs });
    while (cycle.nextMs <= this.world.loop.nowMs) cycle = this.after(slot, equivalence, cycle);
    return cycle;
  }

  private after(slot: number, equivalence: EquivalenceClass, { container, nth, nextMs, isDown }: ContainerCycle): ContainerCycle {
    if (isDown) return this.started(slot, equivalence, { container, nth, startedMs: nextMs });
    const againMs = nextMs + fateOf(this.world, slot, equivalence, { i: container }).restartMs;
    return { container, nth: nth + 1, nextMs: againMs, startedMs: againMs, isDown: true };
  }

  /** The container runs from a time on, until an exit after which it is started again; its last exit ends it, and is no restart. */
  private started(
    slot: number,
    equivalence: EquivalenceClass,
    start: Pick<ContainerCycle, 'container' | 'nth' | 'startedMs'>,
  ): ContainerCycle {
    const { sinceMs, containers } = this.world.tasks.lifetimesOf(slot)!;
    const { stoppedMs } = containers[start.container];
    const exitMs = start.startedMs + Math.max(1, fateOf(this.world, slot, equivalence, { i: start.container }).runMs(start.nth));
    const isLast = !Number.isFinite(exitMs) || (stoppedMs !== null && exitMs >= sinceMs + stoppedMs);
    return { ...start, nextMs: isLast ? NOT_KNOWN_MS : exitMs, isDown: false };
  }
}
