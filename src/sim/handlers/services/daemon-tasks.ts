import type { Ms } from '../../../kernel/event-loop.js';
import { FITS } from '../../../placement/fit.js';
import type { TaskRequest } from '../../../placement/view.js';
import { startsTasks } from '../../../services/deployments/deployments.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import type { Placing } from '../tasks/placing.js';
import type { TaskLife } from '../tasks/task-life.js';
import { allowed, controlCallOf } from './control-plane-calls.js';
import type { Rollouts } from './rollouts.js';

/** DAEMON services: one task on each ACTIVE instance that matches, before all other tasks. */
export class DaemonTasks {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly placing: Placing; readonly life: TaskLife; readonly rollouts: Rollouts },
    /** Returns when the nth task of a service fails by itself. */
    private readonly timeToFailure: (service: number, nth: number, revision: number) => Ms,
  ) {}

  /** Starts the daemon on every ACTIVE instance that lacks it, if it fits. */
  fill(service: number): void {
    const { fleet, records, setup } = this.world;
    const spec = setup.services[service];
    if (!this.world.daemons.exists(service)) return;
    if (spec.deploymentSpec !== null) this.ports.rollouts.stepDaemons(service, spec);
    for (const slot of this.world.daemonWatch.violators(service)) this.ports.life.stop(slot, StopCause.constraintViolated);
    records.setShort(records.services[service], false);
    for (let row = 0; row < fleet.count; row++) this.place(service, row);
  }

  /** Starts the daemon on the instance, or reserves the room that it cannot have yet (S.DAEMON-6). */
  place(service: number, row: number): void {
    const { fleet, setup, daemonReservations } = this.world;
    if (fleet.isActive[row] === 0 || !this.world.daemons.exists(service)) return;
    const hasDeploymentSpec = setup.services[service].deploymentSpec !== null;
    if (fleet.groupOnInstance(service)[row] === 0 && !(hasDeploymentSpec && this.waits(service, row)) && this.mayStart(service, row))
      this.start(service, row);
    daemonReservations.settle(row, service);
  }

  private mayStart(service: number, row: number): boolean {
    return allowed(this.world, controlCallOf(this.world, 'startTask', service, `/i${this.world.fleet.instance[row]}`), service, 1) === 1;
  }

  private start(service: number, row: number): void {
    const { fleet, equivalences, records } = this.world;
    const revision = this.ports.rollouts.revisionOf(service);
    const record = records.services[service];
    const taskClass = equivalences.classOfService(service, revision);
    const nth = record.requested;
    const verdict = this.ports.placing.requestOn(row, taskClass, nth, this.timeToFailure(service, nth, revision));
    if (verdict === FITS) record.requested++;
    // Room may come free on an instance; its class never changes.
    else if (mayFitLater(fleet.instanceClass[row], equivalences.of(taskClass, NONE).request)) records.setShort(record, true);
  }

  /**
   * Returns whether the daemon must wait: after a failed deployment (S.SM-2) or failed starts, or because none starts beside an old one
   * (S.DAEMON-7). Where the room of stopping tasks is free for placement, the new daemon is placed and waits on the instance for the room
   * of the old one.
   */
  private waits(service: number, row: number): boolean {
    const { fleet, tasks, equivalences, records, loop, setup } = this.world;
    const isFree = setup.placement.stoppingRoom === 'free';
    const { deployments, startsAgainMs } = records.services[service].deploymentState;
    if (!startsTasks(deployments) || startsAgainMs > loop.nowMs) return true;
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot])
      if (equivalences.all[tasks.equivalence[slot]].service === service && !(isFree && tasks.cause[slot] !== 0)) return true;
    return false;
  }
}

function mayFitLater(instanceClass: number, { classVerdicts }: TaskRequest): boolean {
  return classVerdicts === null || classVerdicts[instanceClass] === FITS;
}
