import { TaskState } from '../../../services/task-states.js';
import { NONE } from '../../cluster/fleet.js';
import { Failing } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import type { TaskFailure } from '../../fault.js';
import type { TaskLife } from '../tasks/task-life.js';
import type { TaskHealth } from './task-health.js';

/** Faults that make running tasks of a service fail, or stop them, oldest first. */
export class TaskFailures {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly health: TaskHealth; readonly life: TaskLife },
  ) {}

  onMoment({ service, count, tasks: ordinals, by }: TaskFailure): void {
    if (ordinals !== undefined) return this.stop(ordinals);
    const { records, tasks } = this.world;
    const sound: number[] = [];
    // The list of a service has its newest task first.
    for (let slot = records.services[service].newest; slot !== NONE; slot = tasks.nextOfService[slot])
      if (tasks.state[slot] === TaskState.RUNNING && (tasks.failing[slot] & ~Failing.inGrace) === 0) sound.push(slot);
    for (const slot of sound.slice(-count).reverse()) {
      if (by === null) this.ports.life.stop(slot, StopCause.userStopped);
      else this.ports.health.break(slot, by);
    }
  }

  /** Stops the tasks that still exist. */
  private stop(ordinals: readonly number[]): void {
    const { tasks } = this.world;
    for (const slot of tasks.living()) if (ordinals.includes(tasks.task[slot])) this.ports.life.stop(slot, StopCause.userStopped);
  }
}
