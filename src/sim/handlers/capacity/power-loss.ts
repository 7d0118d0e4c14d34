import { Lifecycle } from '../../../autoscaling/group/lifecycle.js';
import { type Ms, NO_EVENT } from '../../../kernel/event-loop.js';
import { TaskState } from '../../../services/task-states.js';
import { Purpose } from '../../cluster/chance.js';
import { Active, Draining, NONE, Outside } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact, HUNG_BY, StopCause } from '../../facts.js';
import type { Callbacks } from '../callbacks.js';
import type { TaskHealth } from '../services/task-health.js';
import type { TaskLife } from '../tasks/task-life.js';
import type { HealthChecks } from './health-checks.js';

/** Instances without power, which boot again when it is back, unless they have been replaced by then (I.PZ-2). */
export class PowerLoss {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly life: TaskLife; readonly health: TaskHealth; readonly healthChecks: HealthChecks } & Pick<
      Callbacks,
      'services'
    >,
  ) {}

  /** Whether the instance comes back with the power: one that boots, rests in a warm pool or is about to end does not. */
  isSurvivedBy(row: number): boolean {
    const { fleet } = this.world;
    const isInCluster = fleet.state[row] === Active || fleet.state[row] === Draining;
    return isInCluster && fleet.lifecycle[row] === Lifecycle.InService && fleet.leavesFor[row] === 0 && fleet.isImpaired[row] === 0;
  }

  /** The instance loses its power until `untilMs`. For ECS only its agent is gone: its tasks count as RUNNING, and answer nothing. */
  begin(row: number, untilMs: Ms, chanceKey: number): void {
    const { fleet, tasks, loop, setup, chance, conditions } = this.world;
    const instance = fleet.instance[row];
    this.ports.healthChecks.fail(row, untilMs);
    const bootMs = conditions.bootMs(chance.ms(setup.timings.instanceBoot, chanceKey, Purpose.boot, instance), untilMs);
    if (untilMs + bootMs < setup.durationMs) loop.schedule(untilMs + bootMs, EventKind.instanceRegisters, instance);
    for (let slot = fleet.firstTask[row], next = NONE; slot !== NONE; slot = next) {
      next = tasks.next[slot];
      if (tasks.state[slot] === TaskState.RUNNING) this.freeze(slot);
      else this.ports.life.kill(slot, StopCause.zoneOutage);
    }
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot]) this.ports.health.break(slot, 'hang', HUNG_BY.power);
  }

  /** Cancels the exit of the task by itself. */
  private freeze(slot: number): void {
    const { tasks, loop } = this.world;
    if (tasks.event[slot] !== NO_EVENT) loop.cancel(tasks.event[slot]);
    tasks.event[slot] = NO_EVENT;
  }

  /** The instance has booted again: its agent reports that its tasks have ended; its images are still there. */
  end(row: number): void {
    const { fleet, memberships } = this.world;
    const instance = fleet.instance[row];
    while (fleet.firstTask[row] !== NONE) this.ports.life.kill(fleet.firstTask[row], StopCause.zoneOutage);
    fleet.isImpaired[row] = 0;
    if (fleet.state[row] === Outside) return;
    fleet.setAgentConnected(row, 1);
    memberships.onInstance(row);
    this.world.emit(Fact.agentChanged, instance, 1);
    if (fleet.state[row] === Active) this.ports.services.onInstanceActive(row);
    this.world.roomGained();
  }
}
