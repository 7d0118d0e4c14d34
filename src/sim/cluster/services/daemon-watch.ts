import { TaskState } from '../../../services/task-states.js';
import type { Setup } from '../../setup.js';
import { type Fleet, NONE } from '../fleet.js';
import type { InstanceClasses } from '../instance-classes.js';
import type { Lines } from '../lines.js';
import type { Memberships } from '../memberships.js';
import type { Tasks } from '../tasks.js';
import type { Traits } from '../traits.js';
import type { DaemonHolds } from './daemon-holds.js';

interface Parts {
  readonly setup: Setup;
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly classes: InstanceClasses;
  readonly traits: Traits;
  readonly memberships: Memberships;
  readonly lines: Lines;
  readonly daemonHolds: DaemonHolds;
  serviceDue(service: number): void;
}

/**
 * Checks constraints of daemons again while they run (S.DAEMON-2). The instance is considered without the daemon, which could otherwise
 * violate its own constraint.
 */
export class DaemonWatch {
  /** Daemon services whose constraints may come to hold, or cease to. */
  private readonly watched: ReadonlySet<number>;

  constructor(private readonly world: Parts) {
    const { setup, classes, memberships } = world;
    const daemons = [...setup.services.entries()].filter(([, { schedulingStrategy }]) => schedulingStrategy === 'DAEMON');
    const changing = daemons.filter(([, { memberOf }]) => classes.all.some((one) => memberships.settle(memberOf, one) === 'depends'));
    this.watched = new Set(changing.map(([service]) => service));
    for (const [service, { memberOf }] of changing)
      memberships.watch(memberOf, (row) => {
        if (this.violates(service, row) || world.daemonHolds.isHeld(row, service)) world.serviceDue(service);
      });
  }

  /** Returns the slots of the service's daemons that violate its constraints. */
  violators(service: number): number[] {
    const { fleet, tasks, lines } = this.world;
    if (!this.watched.has(service)) return [];
    const found: number[] = [];
    for (let row = 0; row < fleet.count; row++) {
      if (!this.violates(service, row)) continue;
      for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.nextOnInstance[slot])
        if (tasks.cause[slot] === 0 && lines.all[tasks.line[slot]].service === service) found.push(slot);
    }
    return found;
  }

  private violates(service: number, row: number): boolean {
    const { fleet, traits, memberships, setup } = this.world;
    if (fleet.groupOnInstance(service)[row] === 0) return false;
    const { memberOf, name } = setup.services[service];
    const subjects = traits.subjectsOf(row);
    return !memberships.holds(memberOf, {
      ...subjects,
      hasTaskOf: (group) => group !== `service:${name}` && subjects.hasTaskOf(group),
      runningTasksCount: this.othersRunning(service, row),
    });
  }

  private othersRunning(service: number, row: number): number {
    const { fleet, tasks, lines } = this.world;
    let running = 0;
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.nextOnInstance[slot])
      if (tasks.state[slot] === TaskState.RUNNING && lines.all[tasks.line[slot]].service !== service) running++;
    return running;
  }
}
