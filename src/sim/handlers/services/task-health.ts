import type { Ms } from '../../../kernel/event-loop.js';
import { conditionCourse } from '../../../services/health/course.js';
import { Purpose } from '../../cluster/chance.js';
import type { Line } from '../../cluster/line.js';
import { Condition } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact } from '../../facts.js';
import { ON_PLATFORM } from '../../providers/platform.js';
import type { Upward } from '../upward.js';
import { TaskProtection } from './task-protection.js';

/** A future change of condition, `atMs` after RUNNING. */
interface Change {
  readonly atMs: Ms;
  readonly condition: number;
}

/** The conditions of a task of one revision over time. */
interface Courses {
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
  private readonly courses: readonly (readonly Courses[])[];

  constructor(
    private readonly world: World,
    private readonly ports: Pick<Upward, 'rollouts'>,
  ) {
    this.protection = new TaskProtection(world);
    const { services, care: settings } = world.setup;
    this.courses = services.map(({ care }) =>
      (care?.revisions ?? []).map(({ mode }, revision) => {
        const task = {
          checks: care!.checks[revision],
          target: care!.targetGroup?.check ?? null,
          graceMs: care!.graceMs,
          failsFromMs: mode.unhealthyAfterMs,
        };
        const course = (isCovered: boolean) =>
          conditionCourse({ ...task, isCovered }, settings).map(({ atMs, condition }) => ({ atMs, condition: Condition[condition] }));
        return { covered: course(true), uncovered: course(false) };
      }),
    );
  }

  /** Returns whether the containers of a task with pulled images fail to start. */
  failsToStart(slot: number, line: Line): boolean {
    const { failedStarts } = line.care!.revisions[line.taskClass.revision].mode;
    if (failedStarts === 0) return false;
    const { chance, tasks } = this.world;
    return chance.uniform(this.world.keyOf(line), Purpose.startFate, tasks.nth[slot]) < failedStarts;
  }

  onRunning(slot: number, line: Line): void {
    const { loop } = this.world;
    this.ports.rollouts.onOutcome(line, 'reachedRunning');
    this.protection.onRunning(slot, line);
    for (const { atMs, condition } of this.courseOf(slot, line)) {
      if (atMs === 0) this.become(slot, line, condition);
      else loop.schedule(loop.nowMs + atMs, EventKind.taskHealthChanges, slot, this.detailOf(slot, condition));
    }
  }

  /**
   * Restores the health of a task that has run for that time: its condition now and its later changes. It does not count as a new start.
   */
  hasRun(
    slot: number,
    line: Line,
    been: { readonly ageMs: Ms; readonly isUnhealthy: boolean; readonly protectedUntilMs: Ms | null },
  ): void {
    const { loop, tasks, protectedTasks } = this.world;
    const untilMs = been.protectedUntilMs;
    if (untilMs !== null) {
      protectedTasks.set(slot, { untilMs, workEndsMs: untilMs });
      this.world.tell(Fact.taskProtected, tasks.task[slot], untilMs);
    }
    const course = this.courseOf(slot, line);
    const reached = been.isUnhealthy ? Condition.unhealthy : course.findLast(({ atMs }) => atMs <= been.ageMs)?.condition;
    if (reached !== undefined) this.become(slot, line, reached);
    for (const { atMs, condition } of course)
      if (atMs > been.ageMs)
        loop.schedule(loop.nowMs + atMs - been.ageMs, EventKind.taskHealthChanges, slot, this.detailOf(slot, condition));
  }

  private courseOf(slot: number, line: Line): readonly Change[] {
    const { covered, uncovered } = this.courses[line.service][line.taskClass.revision];
    const zones = line.care!.targetGroup?.zones;
    if (zones === undefined) return covered;
    const { tasks, fleet } = this.world;
    const instance = tasks.instance[slot];
    return zones.includes(instance === ON_PLATFORM ? tasks.zone[slot] : fleet.zone[fleet.rowOf[instance]]) ? covered : uncovered;
  }

  onFailedStart(line: Line): void {
    this.ports.rollouts.onOutcome(line, 'failedToStart');
  }

  /** Applies a change of condition. `detail` is a result of detailOf(); by now the slot may belong to another task. */
  onChange(slot: number, detail: number): void {
    const { tasks, lines } = this.world;
    const isGone = tasks.state[slot] === 0 || tasks.cause[slot] !== 0;
    if (isGone || (tasks.task[slot] & ORDINAL_MASK) !== detail >> 2) return;
    this.become(slot, lines.all[tasks.line[slot]], detail & 3);
  }

  /** Stops counting the task, whose desiredStatus becomes STOPPED. */
  onLeaves(slot: number, line: Line): void {
    const { tasks, roster, traffic, loop } = this.world;
    this.world.protectedTasks.forget(slot);
    if (tasks.condition[slot] === Condition.unhealthy) roster.services[line.service].care.unhealthy--;
    traffic.moveHealth(line, { from: tasks.condition[slot], to: Condition.waiting }, loop.nowMs);
  }

  private detailOf(slot: number, condition: number): number {
    return (this.world.tasks.task[slot] & ORDINAL_MASK) * 4 + condition;
  }

  private become(slot: number, line: Line, condition: number): void {
    const { tasks, roster, traffic, loop } = this.world;
    const { care } = roster.services[line.service];
    traffic.moveHealth(line, { from: tasks.condition[slot], to: condition }, loop.nowMs);
    care.unhealthy += Number(condition === Condition.unhealthy) - Number(tasks.condition[slot] === Condition.unhealthy);
    tasks.condition[slot] = condition;
    this.world.tell(Fact.taskHealthChanged, tasks.task[slot], condition);
    if (condition === Condition.unhealthy) this.ports.rollouts.onOutcome(line, 'failedHealthCheck');
    this.world.serviceDue(line.service);
  }
}
