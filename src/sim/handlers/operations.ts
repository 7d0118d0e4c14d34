import { DEREGISTERED_TASKS_DEFAULT, InstanceState, onInstanceEvent } from '../../services/instance-states.js';
import { Purpose } from '../cluster/chance.js';
import { Active, Booting, Draining, NONE, Outside } from '../cluster/fleet.js';
import type { World } from '../cluster/world.js';
import { Fact, InstanceCause } from '../facts.js';
import type { Fault, Operation } from '../fault.js';
import { NO_EVENT } from '../kernel/event-loop.js';
import type { InstanceLife } from './instance-life.js';

export function isOperation(fault: Fault): fault is Operation {
  return fault.kind === 'drain' || fault.kind === 'deregister' || fault.kind === 'terminate';
}

/** What people do to instances by hand, at a time of the timeline: drain them, deregister them, terminate them behind their group's back. */
export class Operations {
  constructor(
    private readonly world: World,
    private readonly instances: InstanceLife,
  ) {}

  onMoment(operation: Operation, index: number): void {
    const { fleet, loop } = this.world;
    if (operation.kind === 'drain' && loop.nowMs >= operation.untilMs) return this.endDrain(index);
    for (const instance of this.chosen(operation, index)) {
      const row = fleet.rowOf[instance];
      if (row === NONE) continue;
      if (operation.kind === 'drain') this.drain(row, index);
      else if (operation.kind === 'deregister') this.deregister(row, operation.isForced, index);
      else this.terminate(row);
    }
  }

  /** Ordinals of the instances that it is about, the oldest first: those of its place that the status allows, by count or by chance. */
  private chosen(operation: Operation, index: number): number[] {
    const { fleet, chance } = this.world;
    const { provider, zone, share, count } = operation;
    const key = chance.keyOf('fault', `${index}`);
    const found: number[] = [];
    for (let row = 0; row < fleet.count && found.length < (count ?? fleet.count); row++) {
      if ((provider !== null && fleet.provider[row] !== provider) || (zone !== null && fleet.zone[row] !== zone)) continue;
      if (!isOpenTo(operation, fleet.state[row])) continue;
      const instance = fleet.instance[row];
      if (count !== null || chance.uniform(key, Purpose.fault, instance) < share) found.push(instance);
    }
    return found;
  }

  /** Its group still has it, and it stays when it is empty (C.DRN-08). */
  private drain(row: number, index: number): void {
    this.instances.drains.begin(row, InstanceCause.userDrained);
    this.world.fleet.drainedBy[row] = index + 1;
  }

  /** Those that this drained and that nobody else takes away are ACTIVE again. */
  private endDrain(index: number): void {
    const { fleet } = this.world;
    for (let row = 0; row < fleet.count; row++) {
      if (fleet.drainedBy[row] !== index + 1) continue;
      if (fleet.leavesFor[row] === 0 && fleet.reclaimEvent[row] === NO_EVENT) this.activate(row);
    }
  }

  private activate(row: number): void {
    const { fleet, roster, tasks, lines } = this.world;
    roster.countDraining(fleet.provider[row], -1);
    fleet.activate(row);
    this.world.tell(Fact.instanceActivated, fleet.instance[row]);
    this.instances.onActive(row);
    // Those that were to be replaced may stay, and their replacements be too many.
    for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.nextOnInstance[slot]) {
      const { service } = lines.all[tasks.line[slot]];
      if (service !== NONE) this.world.serviceDue(service);
    }
    this.world.roomGained();
  }

  /** Without force ECS refuses while the instance has tasks (S.INST-4). */
  private deregister(row: number, isForced: boolean, index: number): void {
    const { fleet } = this.world;
    const tasks = fleet.nonDaemonTasks[row] + fleet.daemonTasks[row];
    const status = fleet.state[row] === Draining ? InstanceState.DRAINING : InstanceState.ACTIVE;
    const standing = { status, isAgentConnected: fleet.isAgentConnected[row] === 1, isListed: true, machine: 'running' } as const;
    const context = { hasTasks: tasks > 0, hasTrunk: fleet.hasTrunk[row] === 1, deregisteredTasks: DEREGISTERED_TASKS_DEFAULT };
    const outcome = onInstanceEvent(standing, isForced ? 'forceDeregister' : 'deregister', context);
    if (outcome === null) this.world.tell(Fact.deregistrationRefused, fleet.instance[row], tasks);
    else this.instances.leaveCluster(row, InstanceCause.deregistered, index);
  }

  /** Its group launches another in its place (C.CI-09). */
  private terminate(row: number): void {
    const provider = this.world.fleet.provider[row];
    this.instances.terminate(row, InstanceCause.userTerminated);
    if (provider >= 0) this.world.groupDue(provider);
  }
}

/** Whether somebody can do that to an instance in this state: ECS knows it, and to drain it it must be ACTIVE. */
function isOpenTo(operation: Operation, state: number): boolean {
  if (operation.kind === 'drain') return state === Active;
  if (operation.kind === 'deregister') return state === Active || state === Draining;
  return operation.isOfOutside ? state === Outside : state !== Booting;
}
