import { Lifecycle } from '../../../autoscaling/group/lifecycle.js';
import { NO_EVENT } from '../../../kernel/event-loop.js';
import { Purpose } from '../../cluster/chance.js';
import { EXTERNAL } from '../../cluster/external.js';
import { Active, Booting, Draining, NONE, Outside } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { Fact, InstanceCause } from '../../facts.js';
import { type Fault, type Operation, streamOf } from '../../fault.js';
import type { Callbacks } from '../callbacks.js';
import type { HealthChecks } from './health-checks.js';
import type { InstanceLife } from './instance-life.js';

export function isOperation(fault: Fault): fault is Operation & Fault {
  return ['drain', 'deregister', 'terminate', 'instanceFailure', 'protect'].includes(fault.kind);
}

/**
 * Operations on instances at times of the timeline: manual drains, protections, deregistrations and terminations, and instance failures.
 */
export class Operations {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly instances: InstanceLife; readonly healthChecks: HealthChecks } & Pick<Callbacks, 'services'>,
  ) {}

  onMoment(operation: Operation & Pick<Fault, 'label'>, index: number): void {
    const { fleet, loop } = this.world;
    if (operation.kind === 'drain' && loop.nowMs >= operation.untilMs) return this.endDrain(index);
    for (const instance of this.chosen(operation, index)) {
      const row = fleet.rowOf[instance];
      if (row === NONE) continue;
      this.act(operation, row, index);
    }
  }

  private act(operation: Operation, row: number, index: number): void {
    switch (operation.kind) {
      case 'drain':
        return this.drain(row, index);
      case 'deregister':
        return this.deregister(row, operation.isForced, index);
      case 'terminate':
        return this.ports.instances.endUnplanned(row, InstanceCause.userTerminated);
      case 'instanceFailure':
        return void this.ports.healthChecks.fail(row);
      case 'protect':
        return this.protect(row, operation.isProtected);
    }
  }

  /**
   * Returns the ordinals of the instances that the operation applies to, the oldest first: those at its place in a suitable state, by count
   * or by chance.
   */
  private chosen(operation: Operation & Pick<Fault, 'label'>, index: number): number[] {
    const { fleet, chance } = this.world;
    const { provider, zone, share, count, instances } = operation;
    const key = chance.keyOf('fault', streamOf(operation, index));
    const found: number[] = [];
    for (let row = 0; row < fleet.count && found.length < (count ?? fleet.count); row++) {
      if ((provider !== null && fleet.provider[row] !== provider) || (zone !== null && fleet.zone[row] !== zone)) continue;
      if (!this.isOpenTo(operation, row)) continue;
      const instance = fleet.instance[row];
      if (instances !== undefined && !instances.includes(instance)) continue;
      if (count !== null || chance.uniform(key, Purpose.fault, instance) < share) found.push(instance);
    }
    return found;
  }

  /** Drains the instance by hand. It stays in its group, and stays when it is empty (C.DRN-08). */
  private drain(row: number, index: number): void {
    this.ports.instances.drains.begin(row, InstanceCause.userDrained);
    this.world.fleet.drainedBy[row] = index + 1;
  }

  /** Makes the instances that this operation drained ACTIVE again, unless they are leaving or under notice. */
  private endDrain(index: number): void {
    const { fleet } = this.world;
    for (let row = 0; row < fleet.count; row++) {
      if (fleet.drainedBy[row] !== index + 1) continue;
      if (fleet.leavesFor[row] === 0 && fleet.reclaimEvent[row] === NO_EVENT) this.activate(row);
    }
  }

  private activate(row: number): void {
    const { fleet, records, tasks, equivalences } = this.world;
    records.countDraining(fleet.provider[row], -1);
    fleet.activate(row);
    this.world.emit(Fact.instanceActivated, fleet.instance[row]);
    this.ports.services.onInstanceActive(row);
    // Tasks that were to be replaced may stay, so their replacements may now be surplus.
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot]) {
      const { service } = equivalences.all[tasks.equivalence[slot]];
      if (service !== NONE) this.world.serviceDue(service);
    }
    this.world.roomGained();
  }

  /**
   * Without force ECS refuses while the instance has tasks (S.INST-4). With force the tasks run on as orphans; T.LIFE-9 can also be read to
   * say that they stop.
   */
  private deregister(row: number, isForced: boolean, index: number): void {
    const { fleet } = this.world;
    const tasks = fleet.nonDaemonTasks[row] + fleet.daemonTasks[row];
    if (tasks > 0 && !isForced) this.world.emit(Fact.deregistrationRefused, fleet.instance[row], tasks);
    else this.ports.instances.leaveCluster(row, InstanceCause.deregistered, index);
  }

  /** Sets or lifts the protection; a group that wanted to end the instance may do so once it is lifted. */
  private protect(row: number, isProtected: boolean): void {
    const { fleet } = this.world;
    fleet.isProtected[row] = Number(isProtected);
    if (!isProtected) this.world.groupDue(fleet.provider[row]);
  }

  private isOfEc2(row: number): boolean {
    const { fleet, classes } = this.world;
    return !classes.all[fleet.instanceClass[row]].attributes.has(EXTERNAL);
  }

  /**
   * Returns whether the operation can apply to the instance: ECS must have it for a drain or deregistration, and its group must have it in
   * service for a protection or failure. Protection that ECS manages cannot be set by hand.
   */
  private isOpenTo(operation: Operation, row: number): boolean {
    const { fleet, setup } = this.world;
    const state = fleet.state[row];
    const isInService = fleet.lifecycle[row] === Lifecycle.InService;
    switch (operation.kind) {
      case 'drain':
        return state === Active;
      case 'deregister':
        return state === Active || state === Draining;
      case 'terminate':
        return this.isOfEc2(row) && (operation.isOfOutside ? state === Outside : state !== Booting);
      case 'instanceFailure':
        return isInService && fleet.isImpaired[row] === 0 && this.isOfEc2(row);
      case 'protect':
        return isInService && fleet.provider[row] >= 0 && !setup.capacityProviders[fleet.provider[row]].isProtected;
    }
  }
}
