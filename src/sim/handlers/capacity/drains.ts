import { whenDraining } from '../../../services/draining.js';
import type { TaskState } from '../../../services/task-states.js';
import { Active, NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { Fact, InstanceCause, StopCause } from '../../facts.js';
import type { TaskLife } from '../tasks/task-life.js';

/** How instances become DRAINING. */
export class Drains {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly life: TaskLife },
  ) {}

  /**
   * Puts the instance in DRAINING: tasks that have not started stop at once, services replace their running tasks, standalone tasks run on
   * (C.DRN-01 to C.DRN-07).
   */
  begin(row: number, cause: number): void {
    const { fleet, tasks, records, equivalences } = this.world;
    fleet.drain(row);
    this.world.daemonReservations.release(row);
    this.world.emit(Fact.instanceDraining, fleet.instance[row], cause);
    records.countDraining(fleet.provider[row], 1);
    for (let slot = fleet.firstTask[row], next = NONE; slot !== NONE; slot = next) {
      next = tasks.next[slot];
      const { service, isDaemon } = equivalences.all[tasks.equivalence[slot]].taskClass;
      const fate = whenDraining({ isService: service !== NONE, isDaemon, state: tasks.state[slot] as TaskState });
      if (fate === 'stop') this.ports.life.stop(slot, StopCause.replaced);
      if (fate === 'replace') this.world.serviceDue(service);
    }
    this.ports.life.stopDaemons(row);
  }

  /**
   * Drains an instance under an interruption notice, by its agent or by managed draining (C.SPOT-03, C.MID-02). An agent without connection
   * cannot request it.
   */
  onNotice(row: number): void {
    const { fleet, setup } = this.world;
    if (fleet.state[row] !== Active) return;
    const { isDraining, isSpotDraining } = setup.capacityProviders[fleet.provider[row]];
    if (isDraining || (isSpotDraining && fleet.isAgentConnected[row] === 1)) this.begin(row, InstanceCause.interrupted);
  }
}
