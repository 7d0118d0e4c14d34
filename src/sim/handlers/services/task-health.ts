import type { Ms } from '../../../kernel/event-loop.js';
import { conditionTimeline } from '../../../services/health/condition-timeline.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { Condition } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact } from '../../facts.js';
import { ON_PLATFORM } from '../../providers/platform.js';
import type { Upward } from '../upward.js';
import { TaskProtection } from './task-protection.js';

/** What a change to each condition means for the deployment of the task. */
const OUTCOMES = [null, 'becameHealthy', 'failedHealthCheck'] as const;

/** A future change of condition, `atMs` after RUNNING. */
interface Change {
  readonly atMs: Ms;
  readonly condition: number;
}

/** The conditions of a task of one revision over time. */
interface ConditionTimelines {
  readonly covered: readonly Change[];
  readonly uncovered: readonly Change[];
}

/**
 * Mask for the part of a task's ordinal that fits beside a condition in the detail of an event. It is enough to distinguish a slot's task
 * from the one before.
 */
const ORDINAL_MASK = 0x0fffffff;

/**
 * The health of the tasks of services: some do not start, and those that run become healthy and may fail. Each revision has one timeline,
 * computed beforehand. Its changes are events of the task; events of a task that has gone are ignored.
 */
export class TaskHealth {
  readonly protection: TaskProtection;
  /** By service and revision, for tasks in zones that the load balancer covers and for tasks in other zones. */
  private readonly timelines: readonly (readonly ConditionTimelines[])[];

  constructor(
    private readonly world: World,
    private readonly ports: Pick<Upward, 'rollouts'>,
  ) {
    this.protection = new TaskProtection(world);
    const { services, deploymentAndHealth: settings } = world.setup;
    this.timelines = services.map(({ deploymentSpec }) =>
      (deploymentSpec?.revisions ?? []).map(({ mode }, revision) => {
        const task = {
          checks: deploymentSpec!.checks[revision],
          target: deploymentSpec!.targetGroup?.check ?? null,
          graceMs: deploymentSpec!.graceMs,
          failsFromMs: mode.unhealthyAfterMs,
          failsBy: mode.unhealthyBy,
        };
        const course = (isCovered: boolean) =>
          conditionTimeline({ ...task, isCovered }, settings).map(({ atMs, condition }) => ({ atMs, condition: Condition[condition] }));
        return { covered: course(true), uncovered: course(false) };
      }),
    );
  }

  /** Returns whether the containers of a task with pulled images fail to start. */
  failsToStart(slot: number, equivalence: EquivalenceClass): boolean {
    const { failedStarts } = equivalence.deploymentSpec!.revisions[equivalence.taskClass.revision].mode;
    if (failedStarts === 0) return false;
    const { chance, tasks } = this.world;
    return chance.uniform(this.world.keyOf(equivalence), Purpose.startFate, tasks.nth[slot]) < failedStarts;
  }

  onRunning(slot: number, equivalence: EquivalenceClass): void {
    const { loop } = this.world;
    this.ports.rollouts.onOutcome(slot, equivalence, 'reachedRunning');
    this.protection.onRunning(slot, equivalence);
    for (const { atMs, condition } of this.timelineOf(slot, equivalence)) {
      if (atMs === 0) this.reach(slot, equivalence, condition);
      else loop.schedule(loop.nowMs + atMs, EventKind.taskHealthChanges, slot, this.detailOf(slot, condition));
    }
  }

  /**
   * Restores the health of a task that has run for that time: its condition now and its later changes. It does not count as a new start.
   */
  hasRun(
    slot: number,
    equivalence: EquivalenceClass,
    been: { readonly ageMs: Ms; readonly isUnhealthy: boolean; readonly protectedUntilMs: Ms | null },
  ): void {
    const { loop, tasks, protectedTasks } = this.world;
    const untilMs = been.protectedUntilMs;
    if (untilMs !== null) {
      protectedTasks.set(slot, { untilMs, workEndsMs: untilMs });
      this.world.emit(Fact.taskProtected, tasks.task[slot], untilMs);
    }
    const course = this.timelineOf(slot, equivalence);
    const reached = been.isUnhealthy ? Condition.unhealthy : course.findLast(({ atMs }) => atMs <= been.ageMs)?.condition;
    if (reached !== undefined) this.become(slot, equivalence, reached);
    for (const { atMs, condition } of course)
      if (atMs > been.ageMs)
        loop.schedule(loop.nowMs + atMs - been.ageMs, EventKind.taskHealthChanges, slot, this.detailOf(slot, condition));
  }

  private timelineOf(slot: number, equivalence: EquivalenceClass): readonly Change[] {
    const { covered, uncovered } = this.timelines[equivalence.service][equivalence.taskClass.revision];
    const zones = equivalence.deploymentSpec!.targetGroup?.zones;
    if (zones === undefined) return covered;
    const { tasks, fleet } = this.world;
    const instance = tasks.instance[slot];
    return zones.includes(instance === ON_PLATFORM ? tasks.zone[slot] : fleet.zone[fleet.rowOf[instance]]) ? covered : uncovered;
  }

  onFailedStart(slot: number, equivalence: EquivalenceClass): void {
    this.ports.rollouts.onOutcome(slot, equivalence, 'failedToStart');
  }

  /** Handles the exit of a running task by itself, a failure for the breaker unless the task had been healthy (N.CB-4). */
  onExit(slot: number, equivalence: EquivalenceClass): void {
    const ageMs = this.world.loop.nowMs - this.world.tasks.runningMs[slot];
    const wasHealthy = this.timelineOf(slot, equivalence).some(({ atMs, condition }) => condition === Condition.healthy && atMs < ageMs);
    if (!wasHealthy) this.ports.rollouts.onOutcome(slot, equivalence, 'exitedEarly');
  }

  /** Applies a change of condition. `detail` is a result of detailOf(); by now the slot may belong to another task. */
  onChange(slot: number, detail: number): void {
    const { tasks, equivalences } = this.world;
    const isGone = tasks.state[slot] === 0 || tasks.cause[slot] !== 0;
    if (isGone || (tasks.task[slot] & ORDINAL_MASK) !== detail >> 2) return;
    this.reach(slot, equivalences.all[tasks.equivalence[slot]], detail & 3);
  }

  /** Stops counting the task, whose desiredStatus becomes STOPPED. */
  onLeaves(slot: number, equivalence: EquivalenceClass): void {
    const { tasks, records, traffic, loop } = this.world;
    this.world.protectedTasks.forget(slot);
    if (tasks.condition[slot] === Condition.unhealthy) records.services[equivalence.service].deploymentState.unhealthy--;
    traffic.moveHealth(equivalence, { from: tasks.condition[slot], to: Condition.waiting }, loop.nowMs);
  }

  private detailOf(slot: number, condition: number): number {
    return (this.world.tasks.task[slot] & ORDINAL_MASK) * 4 + condition;
  }

  private reach(slot: number, equivalence: EquivalenceClass, condition: number): void {
    this.become(slot, equivalence, condition);
    const outcome = OUTCOMES[condition];
    if (outcome !== null) this.ports.rollouts.onOutcome(slot, equivalence, outcome);
  }

  private become(slot: number, equivalence: EquivalenceClass, condition: number): void {
    const { tasks, records, traffic, loop } = this.world;
    const { deploymentState } = records.services[equivalence.service];
    traffic.moveHealth(equivalence, { from: tasks.condition[slot], to: condition }, loop.nowMs);
    deploymentState.unhealthy += Number(condition === Condition.unhealthy) - Number(tasks.condition[slot] === Condition.unhealthy);
    tasks.condition[slot] = condition;
    this.world.emit(Fact.taskHealthChanged, tasks.task[slot], condition);
    this.world.serviceDue(equivalence.service);
  }
}
