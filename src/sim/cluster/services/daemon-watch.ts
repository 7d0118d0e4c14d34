import type { Setup } from '../../setup.js';
import { definitionsOf, memberOfTask } from '../../task-constraints.js';
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
    const changing = daemons.flatMap(([service, spec]) => {
      const constraints = definitionsOf(spec, setup).map((definition) => memberOfTask(spec, definition));
      const watched = constraints.filter((memberOf) => classes.all.some((one) => memberships.settle(memberOf, one) === 'depends'));
      return watched.map((memberOf) => [service, memberOf] as const);
    });
    const isChanged = setup.faults.some(({ kind }) => kind === 'attributes');
    this.watched = new Set([...changing, ...(isChanged ? daemons : [])].map(([service]) => service));
    for (const [service, memberOf] of changing)
      memberships.watch(memberOf, (row) => {
        if (this.violatorsOn(row, service).length > 0 || world.daemonReservations.isHeld(row, service)) world.serviceDue(service);
      });
  }

  /** Returns the slots of the service's daemons that violate its constraints. */
  violators(service: number): number[] {
    if (!this.watched.has(service)) return [];
    const found: number[] = [];
    for (let row = 0; row < this.world.fleet.count; row++) found.push(...this.violatorsOn(row, service));
    return found;
  }

  /** Judges each daemon on the instance by the constraints of its own revision. */
  private violatorsOn(row: number, service: number): number[] {
    const { fleet, tasks, equivalences, querySubjects: traits, memberships, setup } = this.world;
    if (fleet.groupOnInstance(service)[row] === 0) return [];
    const spec = setup.services[service];
    const subjects = traits.subjectsOf(row);
    const others = {
      attribute: (name: string) => subjects.attribute(name),
      agentVersion: subjects.agentVersion,
      agentConnected: subjects.agentConnected,
      registeredAtMs: subjects.registeredAtMs,
      get ec2InstanceId() {
        return subjects.ec2InstanceId;
      },
      hasTaskOf: (group: string) => group !== `service:${spec.name}` && subjects.hasTaskOf(group),
      runningTasksCount: this.othersRunning(service, row),
    };
    const found: number[] = [];
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot]) {
      const equivalence = equivalences.all[tasks.equivalence[slot]];
      if (equivalence.service !== service || tasks.cause[slot] !== 0) continue;
      const memberOf = memberOfTask(spec, equivalence.definition);
      if (!memberships.holds(memberOf, others)) found.push(slot);
    }
    return found;
  }

  private othersRunning(service: number, row: number): number {
    const { fleet, tasks, equivalences } = this.world;
    let running = 0;
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot])
      if (tasks.cause[slot] === 0 && equivalences.all[tasks.equivalence[slot]].service !== service) running++;
    return running;
  }
}
