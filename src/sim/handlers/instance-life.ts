import type { Launch } from '../../autoscaling/group/launch.js';
import type { Purchase } from '../../autoscaling/group/purchase.js';
import { isDrainedBeforeItEnds, NOTICE_MS } from '../../market/rules.js';
import { MANAGED_DRAIN_MAX_MS, whenDraining } from '../../services/draining.js';
import type { TaskState } from '../../services/task-states.js';
import { Purpose } from '../cluster/chance.js';
import { Active, Booting, Draining, NONE, Outside } from '../cluster/fleet.js';
import { wanted } from '../cluster/roster.js';
import type { World } from '../cluster/world.js';
import { EventKind } from '../events.js';
import { Caller, Fact, InstanceCause, StopCause } from '../facts.js';
import { type Ms, NO_EVENT } from '../kernel/event-loop.js';
import type { TaskLife } from './task-life.js';

/** The step of an instance that has booted and needs no trunk, or has it. */
const REGISTER = 0;

/** Launch time of the instances that are there at the start: warm for any warm-up, and whole hours ago, for their billing begins with the run. */
export const LONG_AGO_MS = -300_000 * 3_600_000;

/** Whether the provider's instances of a type get a trunk if they are launched now: only after the opt-in (C.ENI-03). */
export function getsTrunk({ setup, loop }: World, provider: number, type: number): boolean {
  const { trunkFromMs } = setup.capacityProviders[provider];
  return trunkFromMs !== null && loop.nowMs >= trunkFromMs && setup.instanceTypes[type].trunkSource !== 'none';
}

/** The life of a container instance: launched, booting, ACTIVE, terminated. */
export class InstanceLife {
  /** Told when an instance has become ACTIVE: daemons come first (S.DAEMON-3). */
  onActive: (row: number) => void = () => {};
  /** Told when EC2 Auto Scaling counts an instance as in service, whether ECS has it or not. */
  onInService: (row: number) => void = () => {};
  /** Told when an instance has had its interruption notice, and when one has left its group. */
  onNotice: (row: number) => void = () => {};
  onLeave: (instance: number, provider: number) => void = () => {};

  constructor(
    private readonly world: World,
    private readonly life: TaskLife,
  ) {}

  /** Static instances, registered and warm. */
  start(): void {
    const { setup, classes } = this.world;
    for (const [group, { zones, count }] of setup.staticInstances.entries()) {
      for (let i = 0; i < count; i++) this.appear(classes.ofStatic(group, zones[i % zones.length]));
    }
  }

  /** One that a group has from the start, registered and warm. */
  appearInGroup(provider: number, what: Launch): void {
    const hasTrunk = getsTrunk(this.world, provider, what.type);
    this.appear(this.world.classes.ofProvider(provider, { ...what, hasTrunk }));
  }

  /** Whether the quota of container instances leaves room for one more. */
  get mayLaunch(): boolean {
    const { setup, fleet } = this.world;
    return setup.quotas.containerInstances === null || fleet.count < setup.quotas.containerInstances;
  }

  /** A group's instance boots, then registers; one with a trunk is REGISTERING first (C.ENI-09). */
  launch(provider: number, what: Launch): void {
    const { setup, loop, chance, keys, roster, classes } = this.world;
    const nth = roster.groups[provider].launched;
    const hasTrunk = getsTrunk(this.world, provider, what.type);
    const instance = this.create(loop.nowMs, classes.ofProvider(provider, { ...what, hasTrunk }));
    const usualMs = chance.ms(setup.timings.instanceBoot, keys.providers[provider], Purpose.boot, nth);
    const bootMs = this.world.conditions.bootMs(usualMs, loop.nowMs);
    const step = hasTrunk ? nth + 1 : REGISTER;
    if (bootMs === 0) this.onRegister(instance, step);
    else loop.schedule(loop.nowMs + bootMs, EventKind.instanceRegisters, instance, step);
  }

  /** `step`: REGISTER, or n for the n-th launch of the group that is to be REGISTERING first, or below 0 for the fault, counted from -1, by which that failed. */
  onRegister(instance: number, step: number): void {
    const { fleet, roster } = this.world;
    if (fleet.rowOf[instance] === NONE) return; // It was terminated while it booted.
    if (step > 0) return this.attachTrunk(instance, step - 1);
    if (step < 0) return this.leaveCluster(fleet.rowOf[instance], InstanceCause.registrationFailed, -step - 1);
    if (!this.ask(instance)) return;
    const row = fleet.rowOf[instance]; // Whom it replaces may have gone now, and rows have closed up.
    if (fleet.reclaimEvent[row] !== NO_EVENT) this.drainOnNotice(row);
    // While it booted it could not be scaled in (C.MTP-02): now it may, if DesiredCapacity was lowered meanwhile.
    const provider = fleet.provider[row];
    const group = roster.groups[provider];
    if (group.living > wanted(group)) this.world.groupDue(provider);
  }

  /** REGISTERING until its trunk is there, or until that has failed (C.ENI-09). */
  private attachTrunk(instance: number, nth: number): void {
    const { fleet, setup, loop, chance, keys, conditions } = this.world;
    const row = fleet.rowOf[instance];
    this.world.tell(Fact.instanceRegistering, instance);
    const trunkMs = chance.ms(setup.timings.trunkAttach, keys.providers[fleet.provider[row]], Purpose.trunk, nth);
    const fault = conditions.registrationFault({ instance, provider: fleet.provider[row], zone: fleet.zone[row] }, loop.nowMs);
    const step = fault === NONE ? REGISTER : -1 - fault;
    if (trunkMs === 0) this.onRegister(instance, step);
    else loop.schedule(loop.nowMs + trunkMs, EventKind.instanceRegisters, instance, step);
  }

  /** ECS does not have the instance, or has it no more; EC2 does, and bills it (C.CI-07). Its tasks are orphans (C.CI-08). */
  leaveCluster(row: number, cause: number, fault: number): void {
    const { fleet, roster, memberships } = this.world;
    const instance = fleet.instance[row];
    const provider = fleet.provider[row];
    const before = fleet.state[row];
    fleet.drain(row);
    while (fleet.firstTask[row] !== NONE) this.life.kill(fleet.firstTask[row], StopCause.orphaned);
    // What leaves its group anyway, and waited for its tasks only, ends now.
    if (fleet.leavesFor[row] !== 0) return this.terminate(row, fleet.leavesFor[row]);
    if (before === Draining) this.countDraining(row, -1);
    if (provider >= 0) {
      roster.groups[provider].outside++;
      if (before !== Booting) roster.groups[provider].registered--;
    }
    fleet.leaveCluster(row);
    memberships.onInstance(row);
    this.world.tell(Fact.instanceLeftCluster, instance, cause, fault);
    if (before === Booting) this.onInService(row);
  }

  /** Somebody drains the instance: its group still has it, and it stays when it is empty (C.DRN-08). */
  drainByHand(row: number, fault: number): void {
    this.beginDrain(row, InstanceCause.userDrained);
    this.world.fleet.drainedBy[row] = fault + 1;
  }

  /** What is left of it takes tasks again. */
  activate(row: number): void {
    const { fleet } = this.world;
    this.countDraining(row, -1);
    fleet.activate(row);
    this.world.tell(Fact.instanceActivated, fleet.instance[row]);
    this.onActive(row);
    this.world.roomGained();
  }

  private countDraining(row: number, change: 1 | -1): void {
    const { fleet, roster } = this.world;
    const provider = fleet.provider[row];
    if (provider >= 0) roster.groups[provider].draining += change;
    else roster.drainingAlone += change;
  }

  /** DRAINING: what has not started stops at once, what runs is replaced by its service, standalone tasks run on (C.DRN-01 to C.DRN-07). */
  drain(row: number, cause: number): void {
    const { fleet, roster, loop } = this.world;
    const instance = fleet.instance[row];
    const group = roster.groups[fleet.provider[row]];
    this.leave(row);
    fleet.leavesFor[row] = cause;
    group.leaving++;
    if (fleet.state[row] !== Draining) this.beginDrain(row, cause);
    fleet.drainEvent[row] = loop.schedule(loop.nowMs + MANAGED_DRAIN_MAX_MS, EventKind.drainTimesOut, instance);
  }

  /** EC2 takes the instance back: it ends after two minutes (C.SPOT-02). Until then it is its group's. */
  notice(row: number): void {
    const { fleet, loop } = this.world;
    if (fleet.reclaimEvent[row] !== NO_EVENT) return;
    const instance = fleet.instance[row];
    const endsAtMs = loop.nowMs + NOTICE_MS;
    fleet.reclaimEvent[row] = loop.schedule(endsAtMs, EventKind.instanceIsReclaimed, instance);
    this.world.tell(Fact.instanceNoticed, instance, endsAtMs);
    this.drainOnNotice(row);
    this.onNotice(row);
  }

  onReclaim(instance: number): void {
    const { fleet } = this.world;
    const row = fleet.rowOf[instance];
    const provider = fleet.provider[row];
    this.terminate(row, InstanceCause.interrupted);
    this.world.groupDue(provider);
  }

  /** The agent, or managed draining, drains what is under notice (C.SPOT-03, C.MID-02). */
  private drainOnNotice(row: number): void {
    const { fleet, setup } = this.world;
    if (fleet.state[row] !== Active) return;
    const { isDraining: managedDraining, isSpotDraining: spotDraining } = setup.capacityProviders[fleet.provider[row]];
    if (isDrainedBeforeItEnds('interruption', 'terminate', { spotDraining, managedDraining }))
      this.beginDrain(row, InstanceCause.interrupted);
  }

  private beginDrain(row: number, cause: number): void {
    const { fleet, tasks, lines } = this.world;
    fleet.drain(row);
    this.world.tell(Fact.instanceDraining, fleet.instance[row], cause);
    this.countDraining(row, 1);
    for (let slot = fleet.firstTask[row], next = NONE; slot !== NONE; slot = next) {
      next = tasks.nextOnInstance[slot];
      const { service, isDaemon } = lines.all[tasks.line[slot]].taskClass;
      const fate = whenDraining({ isService: service !== NONE, isDaemon, state: tasks.state[slot] as TaskState });
      if (fate === 'stop') this.life.stop(slot, StopCause.replaced);
      if (fate === 'replace') this.world.serviceDue(service);
    }
  }

  /** DesiredCapacity does not speak of it any more. */
  private leave(row: number): void {
    const { fleet, roster } = this.world;
    const group = roster.groups[fleet.provider[row]];
    group.living--;
    group.livingByPurchase[fleet.purchase[row]]--;
    group.livingByZone[fleet.zone[row]]--;
    this.onLeave(fleet.instance[row], fleet.provider[row]);
  }

  onDrainTimesOut(instance: number): void {
    const { fleet } = this.world;
    const row = fleet.rowOf[instance];
    this.terminate(row, fleet.leavesFor[row]);
  }

  /** The instance ends now: INACTIVE at once, its tasks STOPPED (C.CI-05, S.INST-4). */
  terminate(row: number, cause: number): void {
    const { fleet, roster, rooms, loop } = this.world;
    const instance = fleet.instance[row];
    const provider = fleet.provider[row];
    loop.cancel(fleet.drainEvent[row]);
    loop.cancel(fleet.reclaimEvent[row]);
    const before = fleet.state[row];
    fleet.drain(row);
    while (fleet.firstTask[row] !== NONE) this.life.kill(fleet.firstTask[row], StopCause.instanceTerminated);
    if (before === Draining) this.countDraining(row, -1);
    if (provider >= 0) {
      const group = roster.groups[provider];
      if (before === Outside) group.outside--;
      if (fleet.leavesFor[row] !== 0) group.leaving--;
      else this.leave(row);
      rooms.instances[rooms.of(fleet.purchase[row] as Purchase, fleet.type[row], fleet.zone[row])]--;
      if (fleet.registeredMs[row] >= 0) group.registered--;
    }
    fleet.remove(row);
    this.world.tell(Fact.instanceTerminated, instance, cause);
  }

  /** The agent asks to register. False when it must try again: that call was throttled. */
  private ask(instance: number): boolean {
    const isAllowed = this.world.throttles.mayCall(Caller.agent, instance, 1);
    if (isAllowed) this.register(instance);
    return isAllowed;
  }

  private register(instance: number): void {
    const { fleet, loop, roster } = this.world;
    const row = fleet.rowOf[instance];
    fleet.register(row, loop.nowMs);
    const provider = fleet.provider[row];
    if (provider >= 0) {
      roster.groups[provider].registered++;
      roster.groups[provider].lastRegisteredMs = loop.nowMs;
    }
    this.world.memberships.onInstance(row);
    this.world.tell(Fact.instanceRegistered, instance);
    this.onActive(row);
    this.onInService(fleet.rowOf[instance]);
    this.world.placementDue();
  }

  private appear(instanceClass: number): void {
    this.register(this.create(LONG_AGO_MS, instanceClass));
  }

  private create(atMs: Ms, instanceClass: number): number {
    const { fleet, roster, rooms, classes, memberships } = this.world;
    const instance = fleet.launch(atMs, instanceClass);
    memberships.onInstance(fleet.rowOf[instance]);
    const what = classes.all[instanceClass];
    if (what.provider >= 0) {
      const group = roster.groups[what.provider];
      group.living++;
      group.launched++;
      group.livingByPurchase[what.purchase]++;
      group.livingByZone[what.zone]++;
      rooms.instances[rooms.of(what.purchase, what.type, what.zone)]++;
    }
    this.world.tell(Fact.instanceLaunched, instance, what.type, what.zone, what.provider, Number(what.hasTrunk), what.purchase);
    return instance;
  }
}
