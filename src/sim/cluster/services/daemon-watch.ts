import { TaskState } from '../../../services/task-states.js';
import type { Setup } from '../../setup.js';
import type { EquivalenceClasses } from '../equivalence-classes.js';
import { type Fleet, NONE } from '../fleet.js';
import type { InstanceClasses } from '../instance-classes.js';
import type { Memberships } from '../memberships.js';
import type { QuerySubjects } from '../query-subjects.js';
import type { Tasks } from '../tasks.js';
import type { DaemonReservations } from './daemon-reservations.js';

interface Parts {
  readonly setup: Setup;
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly classes: InstanceClasses;
  readonly querySubjects: QuerySubjects;
  readonly memberships: Memberships;
  readonly equivalences: EquivalenceClasses;
  readonly daemonReservations: DaemonReservations;
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
        if (this.violates(service, row) || world.daemonReservations.isHeld(row, service)) world.serviceDue(service);
      });
  }

  /** Returns the slots of the service's daemons that violate its constraints. */
  violators(service: number): number[] {
    const { fleet, tasks, equivalences } = this.world;
    if (!this.watched.has(service)) return [];
    const found: number[] = [];
    for (let row = 0; row < fleet.count; row++) {
      if (!this.violates(service, row)) continue;
      for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.nextOnInstance[slot])
        if (tasks.cause[slot] === 0 && equivalences.all[tasks.equivalence[slot]].service === service) found.push(slot);
    }
    return found;
  }

  private violates(service: number, row: number): boolean {
    const { fleet, querySubjects: traits, memberships, setup } = this.world;
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
    const { fleet, tasks, equivalences } = this.world;
    let running = 0;
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.nextOnInstance[slot])
      if (tasks.state[slot] === TaskState.RUNNING && equivalences.all[tasks.equivalence[slot]].service !== service) running++;
    return running;
  }
}
