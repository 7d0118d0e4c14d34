import type { Ms } from '../../../kernel/event-loop.js';
import { readyAtMs } from '../../../services/health/condition-timeline.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { detailOf, isStill } from '../../cluster/task-detail.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact } from '../../facts.js';
import { checkStarts } from '../tasks/container-order.js';
import { drawnReportMs } from './drawn-checks.js';
import { falseFailuresOf, zoneOf } from './targets.js';

/** Returns whether tasks of the class are registered with a target group. */
export function registersTargets({ deploymentSpec }: EquivalenceClass): boolean {
  return deploymentSpec !== null && deploymentSpec.targetGroup !== null;
}

/** Whether the scheduler's turns decide when tasks of the class are registered. */
export function registersInTurns({ turns }: World, equivalence: EquivalenceClass): boolean {
  return turns.hasTurns && registersTargets(equivalence);
}

/** When tasks behind a load balancer are registered with their target group: at turns of the scheduler. */
export class TargetRegistrations {
  /** By service and revision: from RUNNING until a task may be registered; null: never. */
  private readonly readyMs: readonly (readonly (Ms | null)[])[];

  constructor(private readonly world: World) {
    const { services, deploymentAndHealth } = world.setup;
    this.readyMs = services.map(({ deploymentSpec }) =>
      (deploymentSpec?.revisions ?? []).map(({ mode: { unhealthyAfterMs: failsFromMs, answersAfterMs: answersFromMs } }, revision) =>
        readyAtMs(deploymentSpec!.checks[revision], deploymentAndHealth, { failsFromMs, answersFromMs }),
      ),
    );
  }

  /** Returns when the running task is, or was, registered. Infinity: never. */
  registeredMs(slot: number, equivalence: EquivalenceClass): Ms {
    const { service } = equivalence;
    const readyMs = this.readyOf(slot, equivalence);
    return readyMs === null ? Number.POSITIVE_INFINITY : this.world.turns.from(service, this.world.tasks.runningMs[slot] + readyMs);
  }

  /** Whether the task that exits now has been registered. An exit comes before the registrations of its millisecond, but for one at RUNNING. */
  hadTargetAtExit(slot: number, equivalence: EquivalenceClass): boolean {
    if (!registersTargets(equivalence)) return false;
    const { loop, tasks } = this.world;
    const atMs = this.registeredMs(slot, equivalence);
    return atMs < loop.nowMs || atMs === tasks.runningMs[slot];
  }

  /** Returns when the load balancer has the target, which may be later than its registration. */
  inEffectMs(slot: number, equivalence: EquivalenceClass): Ms {
    const { conditions } = this.world;
    const atMs = this.registeredMs(slot, equivalence);
    if (!conditions.stuckRegistrations.isAny || !Number.isFinite(atMs)) return atMs;
    return conditions.stuckRegistrations.inEffectMs({ service: equivalence.service, zone: zoneOf(this.world, slot) }, atMs);
  }

  /** Whether the load balancer covers the zone of the task. */
  isCovered(slot: number, { deploymentSpec }: EquivalenceClass): boolean {
    const zones = deploymentSpec!.targetGroup?.zones;
    return zones === undefined || zones.includes(zoneOf(this.world, slot));
  }

  /** Reports when the task, which is RUNNING from now on, is registered. */
  onRunning(slot: number, equivalence: EquivalenceClass): void {
    if (!this.world.hasSubscribers || !registersTargets(equivalence)) return;
    const { loop, tasks } = this.world;
    const atMs = this.registeredMs(slot, equivalence);
    if (atMs === loop.nowMs) this.world.emit(Fact.targetRegistered, tasks.task[slot]);
    else if (Number.isFinite(atMs)) loop.schedule(atMs, EventKind.targetRegisters, slot, detailOf(tasks, slot));
  }

  onRegisters(slot: number, detail: number): void {
    const { tasks } = this.world;
    if (isStill(tasks, slot, detail)) this.world.emit(Fact.targetRegistered, tasks.task[slot]);
  }

  private readyOf(slot: number, equivalence: EquivalenceClass): Ms | null {
    const { service, taskClass, deploymentSpec } = equivalence;
    const starts = checkStarts(this.world, slot, equivalence, 'first');
    const failing = falseFailuresOf(this.world, slot, equivalence).falseFailures?.containers;
    const reportMs = drawnReportMs(this.world, slot, equivalence);
    if (starts === undefined && failing === undefined && reportMs === undefined) return this.readyMs[service][taskClass.revision];
    const { unhealthyAfterMs: failsFromMs, answersAfterMs: answersFromMs } = deploymentSpec!.revisions[taskClass.revision].mode;
    const mode = { failsFromMs, answersFromMs, starts, failing, ...(reportMs === undefined ? {} : { reportMs }) };
    return readyAtMs(deploymentSpec!.checks[taskClass.revision], this.world.setup.deploymentAndHealth, mode);
  }
}
