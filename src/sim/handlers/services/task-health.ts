import type { Ms } from '../../../kernel/event-loop.js';
import { type Failing as FailingBy, servesWhileFailing } from '../../../services/deployments/failure-modes.js';
import { type ContainerStart, conditionTimeline, type DrawnChecks } from '../../../services/health/condition-timeline.js';
import type { TaskFailingWindows } from '../../../services/health/failing-windows.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { changeIn, detailOf, isStill } from '../../cluster/task-detail.js';
import { Failing } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import type { DeploymentSpec } from '../../deployment-spec.js';
import { EventKind } from '../../events.js';
import { Condition, Fact, HUNG_BY, StopCause } from '../../facts.js';
import type { Callbacks } from '../callbacks.js';
import { checkStarts } from '../tasks/container-order.js';
import { ContainerRestarts } from './container-restarts.js';
import { drawnChecks } from './drawn-checks.js';
import { LostTargets } from './lost-targets.js';
import { noticeHealth } from './reactions.js';
import { TargetDeregistrations } from './target-deregistrations.js';
import { registersInTurns, registersTargets, TargetRegistrations } from './target-registrations.js';
import { falseFailuresOf, Targets } from './targets.js';
import { conditionAfter, failsInGrace, type TaskChange, targetAfter, taskChanges, UNHEALTHY } from './task-change.js';
import { TaskProtection } from './task-protection.js';

/** The outcome for the task's deployment, by the condition that the task changes to. */
const OUTCOMES = [null, 'becameHealthy', 'failedHealthCheck'] as const;

/** The conditions of a task of one revision over time. */
interface ConditionTimelines {
  readonly covered: readonly TaskChange[];
  readonly uncovered: readonly TaskChange[];
}

/** A task of a revision: whether its load balancer covers its zone, and when it is registered after RUNNING where turns decide. */
interface Placed extends DrawnChecks {
  readonly service: number;
  readonly spec: DeploymentSpec;
  readonly revision: number;
  readonly isCovered: boolean;
  readonly registeredMs?: Ms;
  /** The starts of its containers with a check, where it orders them. */
  readonly starts?: readonly ContainerStart[];
  readonly falseFailures?: TaskFailingWindows;
}

/**
 * The health of the tasks of services: some do not start, and those that run become healthy and may fail. Each revision has one timeline,
 * computed beforehand. Its changes are events of the task; events of a task that has gone are ignored.
 */
export class TaskHealth {
  readonly protection: TaskProtection;
  readonly restarts: ContainerRestarts;
  readonly registrations: TargetRegistrations;
  readonly deregistrations: TargetDeregistrations;
  readonly lostTargets: LostTargets;
  private readonly targets: Targets;
  /** By service and revision, for tasks in zones that the load balancer covers and for tasks in other zones. */
  private readonly timelines: readonly (readonly ConditionTimelines[])[];

  constructor(
    private readonly world: World,
    private readonly ports: Pick<Callbacks, 'rollouts'>,
  ) {
    this.protection = new TaskProtection(world);
    this.restarts = new ContainerRestarts(world, { onRestart: (slot, equivalence) => this.onRestart(slot, equivalence) });
    this.registrations = new TargetRegistrations(world);
    this.targets = new Targets(world);
    this.deregistrations = new TargetDeregistrations(world, this.targets, this.registrations);
    this.lostTargets = new LostTargets(world, this.targets, {
      deregistrations: this.deregistrations,
      failsAfterMs: (slot, equivalence, by) => this.failsAfterMs(slot, equivalence, by),
    });
    this.timelines = world.setup.services.map(({ deploymentSpec }, service) =>
      (deploymentSpec?.revisions ?? []).map(({ mode }, revision) => {
        const changesIf = (isCovered: boolean) =>
          this.changesOf({ service, spec: deploymentSpec!, revision, isCovered }, { fromMs: mode.unhealthyAfterMs, by: mode.unhealthyBy });
        return { covered: changesIf(true), uncovered: changesIf(false) };
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
    this.ports.rollouts.onOutcome(slot, equivalence, 'reachedRunning');
    this.protection.onRunning(slot, equivalence);
    this.scheduleHang(slot, equivalence);
    this.registrations.onRunning(slot, equivalence);
    const timeline = this.timelineOf(slot, equivalence);
    if (timeline[0]?.atMs === 0) this.reach(slot, equivalence, timeline[0].code);
    this.scheduleChanges(slot, timeline, 0);
  }

  /**
   * Restores the health of a task that has run for that time: its condition now and its later changes. It does not count as a new start.
   */
  restoreRunning(
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
    this.scheduleHang(slot, equivalence);
    // A task whose checks fail has its target already.
    if (!been.isUnhealthy && registersTargets(equivalence) && this.registrations.registeredMs(slot, equivalence) > loop.nowMs)
      this.registrations.onRunning(slot, equivalence);
    const timeline = this.timelineOf(slot, equivalence);
    const reached = been.isUnhealthy ? UNHEALTHY : timeline.findLast(({ atMs }) => atMs <= been.ageMs)?.code;
    if (reached !== undefined) this.change(slot, equivalence, reached);
    this.scheduleChanges(slot, timeline, been.ageMs);
  }

  onHang(slot: number, detail: number): void {
    const { tasks, equivalences, loop } = this.world;
    if (!isStill(this.world.tasks, slot, detail)) return;
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    if (loop.nowMs - tasks.runningMs[slot] >= tasks.runMs[slot]) return this.lostTargets.onExitsUnseen(slot, equivalence);
    this.targets.fail(slot, equivalence, equivalence.deploymentSpec!.revisions[equivalence.taskClass.revision].mode.unhealthyBy);
  }

  /** Makes the running task fail from now on. Its later health follows the fault. */
  break(slot: number, by: FailingBy, cause: number = HUNG_BY[by]): void {
    const { tasks, equivalences, loop } = this.world;
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    this.targets.fail(slot, equivalence, by, cause);
    tasks.failing[slot] |= by === 'hang' ? Failing.byFault | Failing.hangs : Failing.byFault;
    if (equivalence.deploymentSpec === null) return;
    const ageMs = loop.nowMs - tasks.runningMs[slot];
    const task = this.placed(slot, equivalence, this.registrations.isCovered(slot, equivalence));
    this.scheduleChanges(slot, this.changesOf(task, { fromMs: ageMs, by }), ageMs, EventKind.brokenTaskHealthChanges);
  }

  onFailedStart(slot: number, equivalence: EquivalenceClass): void {
    const { badImages } = equivalence.deploymentSpec!.revisions[equivalence.taskClass.revision].mode;
    const isNotFound = badImages.length > 0 && this.world.tasks.fate[slot] === StopCause.pullFailed;
    this.ports.rollouts.onOutcome(slot, equivalence, isNotFound ? 'imageNotFound' : 'failedToStart');
  }

  /** Handles the exit of a running task by itself, a failure for the breaker unless the task had been healthy (N.CB-4). */
  onExit(slot: number, equivalence: EquivalenceClass): void {
    const ageMs = this.world.loop.nowMs - this.world.tasks.runningMs[slot];
    const wasHealthy = this.timelineOf(slot, equivalence, 'first').some(
      ({ atMs, code }) => conditionAfter(code) === Condition.healthy && atMs < ageMs,
    );
    if (!wasHealthy) this.ports.rollouts.onOutcome(slot, equivalence, 'exitedEarly');
    if (this.registrations.hadTargetAtExit(slot, equivalence)) this.deregistrations.reportExited(slot, equivalence);
  }

  /** Applies a change of health. `detail` is a result of detailOf(); by now the slot may belong to another task. */
  onChange(slot: number, detail: number): void {
    const { tasks, equivalences } = this.world;
    if (!isStill(this.world.tasks, slot, detail) || (tasks.failing[slot] & Failing.byFault) !== 0) return;
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    if (!this.isVoid(slot, equivalence, changeIn(detail))) this.reach(slot, equivalence, changeIn(detail));
  }

  /** Applies a change of health of a task that a fault has hit. */
  onBrokenChange(slot: number, detail: number): void {
    const { tasks, equivalences } = this.world;
    if (isStill(this.world.tasks, slot, detail)) this.reach(slot, equivalences.all[tasks.equivalence[slot]], changeIn(detail));
  }

  /** Stops counting the task, whose desiredStatus becomes STOPPED. */
  onLeaves(slot: number, equivalence: EquivalenceClass): void {
    const { tasks, records } = this.world;
    const condition = tasks.condition[slot];
    if (condition === Condition.unhealthy) records.services[equivalence.service].deploymentState.unhealthy--;
    this.lostTargets.onLeaves(slot, equivalence);
  }

  private changesOf(
    { service, spec, revision, ...place }: Placed,
    fails: { readonly fromMs: Ms | null; readonly by: FailingBy },
  ): TaskChange[] {
    const task = {
      checks: spec.checks[revision],
      target: spec.targetGroup?.check ?? null,
      ...place,
      graceMs: spec.graceMs,
      answersFromMs: spec.revisions[revision].mode.answersAfterMs,
      failsFromMs: fails.fromMs,
      failsBy: fails.by,
    };
    return taskChanges(conditionTimeline(task, this.world.setup.deploymentAndHealth), this.world.traffic.isLoaded(service));
  }

  /** Begins the checks of a restarted container anew, and drops the pending results of those before. */
  private onRestart(slot: number, equivalence: EquivalenceClass): void {
    const { tasks, loop } = this.world;
    if ((tasks.failing[slot] & Failing.byFault) !== 0) return;
    const ageMs = loop.nowMs - tasks.runningMs[slot];
    const timeline = this.timelineOf(slot, equivalence);
    this.reach(slot, equivalence, timeline.findLast(({ atMs }) => atMs <= ageMs)?.code ?? Condition.waiting);
    this.scheduleChanges(slot, timeline, ageMs);
  }

  private scheduleChanges(slot: number, timeline: readonly TaskChange[], ageMs: Ms, kind: number = EventKind.taskHealthChanges): void {
    const { loop, tasks } = this.world;
    for (const { atMs, code } of timeline)
      if (atMs > ageMs) loop.schedule(loop.nowMs + atMs - ageMs, kind, slot, detailOf(tasks, slot, code));
  }

  private timelineOf(slot: number, equivalence: EquivalenceClass, starts: 'first' | 'latest' = 'latest'): readonly TaskChange[] {
    const isCovered = this.registrations.isCovered(slot, equivalence);
    const { checks } = this.world.conditions;
    const hasItsOwn = registersInTurns(this.world, equivalence) || drawnChecks(this.world, slot, equivalence) !== null;
    if (hasItsOwn || this.world.tasks.lifetimesOf(slot) !== undefined || checks.isAny(equivalence.service)) {
      const { mode } = equivalence.deploymentSpec!.revisions[equivalence.taskClass.revision];
      return this.changesOf(this.placed(slot, equivalence, isCovered, starts), { fromMs: mode.unhealthyAfterMs, by: mode.unhealthyBy });
    }
    const { covered, uncovered } = this.timelines[equivalence.service][equivalence.taskClass.revision];
    return isCovered ? covered : uncovered;
  }

  private placed(slot: number, equivalence: EquivalenceClass, isCovered: boolean, which: 'first' | 'latest' = 'latest'): Placed {
    const starts = checkStarts(this.world, slot, equivalence, which);
    const spec = equivalence.deploymentSpec!;
    const task = {
      ...{ service: equivalence.service, spec, revision: equivalence.taskClass.revision, isCovered },
      ...(starts === undefined ? {} : { starts }),
      ...drawnChecks(this.world, slot, equivalence),
      ...falseFailuresOf(this.world, slot, equivalence),
    };
    const isStuck = this.world.conditions.stuckRegistrations.concern(equivalence.service);
    const hasItsOwn = registersInTurns(this.world, equivalence) || isStuck || (starts !== undefined && spec.targetGroup !== null);
    if (!hasItsOwn) return task;
    return { ...task, registeredMs: this.registrations.inEffectMs(slot, equivalence) - this.world.tasks.runningMs[slot] };
  }

  /** Schedules the hang of a task whose failure mode has one. Only a load makes a difference. */
  private scheduleHang(slot: number, equivalence: EquivalenceClass): void {
    this.lostTargets.scheduleExit(slot, equivalence);
    const { service, taskClass, deploymentSpec } = equivalence;
    const { unhealthyAfterMs, unhealthyBy } = deploymentSpec!.revisions[taskClass.revision].mode;
    if (unhealthyAfterMs === null || servesWhileFailing(unhealthyBy)) return;
    const { traffic, loop, tasks } = this.world;
    if (!traffic.isLoaded(service)) return;
    const atMs = Math.max(loop.soonestMs(EventKind.taskHangs), tasks.runningMs[slot] + unhealthyAfterMs);
    loop.schedule(atMs, EventKind.taskHangs, slot, detailOf(tasks, slot));
  }

  /** Whether a restart of a container has voided the result that its checks would have now. */
  private isVoid(slot: number, equivalence: EquivalenceClass, code: number): boolean {
    const { tasks, loop } = this.world;
    const isRestarted = tasks.lifetimesOf(slot)?.cycles?.some(({ nth }) => nth > 0) ?? false;
    const ageMs = loop.nowMs - tasks.runningMs[slot];
    return isRestarted && !this.timelineOf(slot, equivalence).some((change) => change.atMs === ageMs && change.code === code);
  }

  /** Returns the time after which its load balancer finds a task unhealthy that stops to answer now. */
  private failsAfterMs(slot: number, equivalence: EquivalenceClass, by: FailingBy): Ms {
    const ageMs = this.world.loop.nowMs - this.world.tasks.runningMs[slot];
    const timeline = this.changesOf(this.placed(slot, equivalence, true), { fromMs: ageMs, by });
    const failed = timeline.find(({ atMs, code }) => atMs >= ageMs && targetAfter(code) !== 'healthy');
    return (failed?.atMs ?? Number.POSITIVE_INFINITY) - ageMs;
  }

  private reach(slot: number, equivalence: EquivalenceClass, code: number): void {
    if (!this.change(slot, equivalence, code)) return;
    const outcome = OUTCOMES[conditionAfter(code)];
    if (outcome !== null) this.ports.rollouts.onOutcome(slot, equivalence, outcome);
  }

  /** Applies a change. Returns whether it changes the condition, or whether the task fails in its grace period. */
  private change(slot: number, equivalence: EquivalenceClass, code: number): boolean {
    const { tasks, records } = this.world;
    this.targets.setHealth(slot, equivalence, targetAfter(code));
    const condition = conditionAfter(code);
    const from = tasks.condition[slot];
    const wasInGrace = (tasks.failing[slot] & Failing.inGrace) !== 0;
    if (condition === from && failsInGrace(code) === wasInGrace) return false;
    tasks.failing[slot] = failsInGrace(code) ? tasks.failing[slot] | Failing.inGrace : tasks.failing[slot] & ~Failing.inGrace;
    if (condition !== from) {
      records.services[equivalence.service].deploymentState.unhealthy +=
        Number(condition === Condition.unhealthy) - Number(from === Condition.unhealthy);
      tasks.condition[slot] = condition;
      this.world.emit(Fact.taskHealthChanged, tasks.task[slot], condition);
    }
    noticeHealth(this.world, slot, equivalence);
    return true;
  }
}
