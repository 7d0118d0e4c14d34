import type { Launch } from '../../autoscaling/group/launch.js';
import { Lifecycle } from '../../autoscaling/group/lifecycle.js';
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
import type { HookSpec } from '../setup.js';
import { Hooks } from './hooks.js';
import type { TaskLife } from './task-life.js';

/** Launch time of the instances that are there at the start: warm for any warm-up, and whole hours ago, for their billing begins with the run. */
export const LONG_AGO_MS = -300_000 * 3_600_000;

/** What an instanceRegisters event brings, beside that the instance has booted: its `detail`. */
export const CONTINUED = 1;
export const ABANDONED = 2;

/** Whether the provider's instances of a type get a trunk if they are launched now: only after the opt-in (C.ENI-03). */
export function getsTrunk({ setup, loop }: World, provider: number, type: number): boolean {
  const { trunkFromMs } = setup.capacityProviders[provider];
  return trunkFromMs !== null && loop.nowMs >= trunkFromMs && setup.instanceTypes[type].trunkSource !== 'none';
}

/** The life of a container instance: launched, booting, ACTIVE, terminated. */
export class InstanceLife {
  /** Told when an instance has become ACTIVE: daemons come first (S.DAEMON-3). */
  onActive: (row: number) => void = () => {};
  /** Told when an instance is in service for EC2 Auto Scaling, whether ECS has it or not: it has registered or failed to, and its hooks let it. */
  onInService: (row: number) => void = () => {};
  /** Told when an instance has had its interruption notice, and when one has left its group. */
  onNotice: (row: number) => void = () => {};
  onLeave: (instance: number, provider: number) => void = () => {};
  private readonly hooks: Hooks;

  constructor(
    private readonly world: World,
    private readonly life: TaskLife,
  ) {
    this.hooks = new Hooks(world);
  }

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

  /** A group's instance boots, then registers; one with a trunk is REGISTERING in the last part of that, until it has it (C.ENI-09). */
  launch(provider: number, what: Launch): void {
    const { setup, loop, chance, keys, roster, classes } = this.world;
    const nth = roster.groups[provider].launched;
    const hasTrunk = getsTrunk(this.world, provider, what.type);
    const instance = this.create(loop.nowMs, classes.ofProvider(provider, { ...what, hasTrunk }));
    this.awaitHooks(this.world.fleet.rowOf[instance], 'launch');
    const usualMs = chance.ms(setup.timings.instanceBoot, keys.providers[provider], Purpose.boot, nth);
    const bootMs = this.world.conditions.bootMs(usualMs, loop.nowMs);
    const trunkMs = hasTrunk ? chance.ms(setup.timings.trunkAttach, keys.providers[provider], Purpose.trunk, nth) : 0;
    if (bootMs + trunkMs === 0) this.ask(instance);
    else loop.schedule(loop.nowMs + bootMs + trunkMs, EventKind.instanceRegisters, instance);
  }

  onRegister(instance: number): void {
    const { fleet, roster } = this.world;
    if (fleet.rowOf[instance] === NONE || fleet.leavesFor[fleet.rowOf[instance]] !== 0) return; // It was ended while it booted.
    if (!this.ask(instance)) return;
    const row = fleet.rowOf[instance]; // Whom it replaces may have gone now, and rows have closed up.
    if (fleet.reclaimEvent[row] !== NO_EVENT) this.drainOnNotice(row);
    // While it booted it could not be scaled in (C.MTP-02): now it may, if DesiredCapacity was lowered meanwhile.
    const provider = fleet.provider[row];
    const group = roster.groups[provider];
    if (group.living > wanted(group)) this.world.groupDue(provider);
  }

  /** ECS does not have the instance, or has it no more; EC2 does, and bills it (C.CI-07). Its tasks are orphans (C.CI-08). */
  leaveCluster(row: number, cause: number, fault: number): void {
    const { fleet, roster, memberships } = this.world;
    const before = fleet.state[row];
    fleet.drain(row);
    while (fleet.firstTask[row] !== NONE) this.life.kill(fleet.firstTask[row], StopCause.orphaned);
    if (before === Draining) roster.countDraining(fleet.provider[row], -1);
    fleet.leaveCluster(row);
    memberships.onInstance(row);
    this.world.tell(Fact.instanceLeftCluster, fleet.instance[row], cause, fault);
    if (fleet.waitEvent[row] !== NO_EVENT) return;
    // What leaves its group anyway, and waited for its tasks only, ends now.
    if (fleet.leavesFor[row] !== 0) this.terminate(row, fleet.leavesFor[row]);
    else if (before === Booting) this.enterService(row);
  }

  /** Its group ends it: not before its hooks let it, of which managed draining is one, for as long as it has tasks but daemons (C.MID-01). */
  end(row: number, cause: number): void {
    const { fleet, roster, loop, setup } = this.world;
    const { isDraining } = setup.capacityProviders[fleet.provider[row]];
    const isWaiting = this.awaitHooks(row, 'terminate');
    if (!isWaiting && (!isDraining || fleet.nonDaemonTasks[row] === 0)) return this.terminate(row, cause);
    const instance = fleet.instance[row];
    this.leave(row);
    fleet.leavesFor[row] = cause;
    fleet.lifecycle[row] = Lifecycle.Terminating;
    roster.groups[fleet.provider[row]].leaving++;
    if (isDraining && fleet.state[row] === Active) this.beginDrain(row, cause);
    else this.world.tell(Fact.instanceLeaving, instance, cause);
    if (isDraining) fleet.drainEvent[row] = loop.schedule(loop.nowMs + MANAGED_DRAIN_MAX_MS, EventKind.drainTimesOut, instance);
  }

  /** Its hooks have answered. A launch that is abandoned ends the instance; before its end, ABANDON only cuts the drain short (C.MID-08). */
  onHooks(instance: number, isAbandoned: boolean): void {
    const { fleet, setup } = this.world;
    const row = fleet.rowOf[instance];
    const provider = fleet.provider[row];
    const isTerminating = fleet.lifecycle[row] === Lifecycle.Terminating;
    fleet.waitEvent[row] = NO_EVENT;
    this.world.tell(Fact.hooksAnswered, instance, Number(isAbandoned), Number(isTerminating));
    if (isTerminating) {
      const isEmptied = !setup.capacityProviders[provider].isDraining || fleet.nonDaemonTasks[row] === 0;
      if (isAbandoned || isEmptied) this.terminate(row, fleet.leavesFor[row]);
    } else if (isAbandoned) {
      this.end(row, InstanceCause.hookAbandoned);
      this.world.groupDue(provider);
    } else if (fleet.registeredMs[row] >= 0 || fleet.state[row] === Outside) this.enterService(row);
  }

  /** Whether it waits for its hooks now: for no others any more. */
  private awaitHooks(row: number, transition: HookSpec['transition']): boolean {
    const { fleet, loop } = this.world;
    const { afterMs, result } = this.hooks.answer(row, transition);
    loop.cancel(fleet.waitEvent[row]);
    fleet.waitEvent[row] = NO_EVENT;
    if (afterMs === 0) return false;
    const detail = result === 'ABANDON' ? ABANDONED : CONTINUED;
    fleet.waitEvent[row] = loop.schedule(loop.nowMs + afterMs, EventKind.instanceRegisters, fleet.instance[row], detail);
    return true;
  }

  private enterService(row: number): void {
    const { fleet, loop } = this.world;
    fleet.lifecycle[row] = Lifecycle.InService;
    // Those of the start have been so for long.
    fleet.inServiceMs[row] = fleet.launchedMs[row] === LONG_AGO_MS ? LONG_AGO_MS : loop.nowMs;
    this.onInService(row);
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

  /** It hears what it missed: tasks that are to stop, and a notice of interruption. */
  onAgentBack(row: number): void {
    const { fleet } = this.world;
    this.life.hear(row);
    if (fleet.reclaimEvent[row] !== NO_EVENT) this.drainOnNotice(row);
  }

  /** The agent, or managed draining, drains what is under notice (C.SPOT-03, C.MID-02). An agent that is cut off cannot tell ECS to. */
  private drainOnNotice(row: number): void {
    const { fleet, setup } = this.world;
    if (fleet.state[row] !== Active) return;
    const { isDraining: managedDraining, isSpotDraining } = setup.capacityProviders[fleet.provider[row]];
    const spotDraining = isSpotDraining && fleet.isAgentConnected[row] === 1;
    if (isDrainedBeforeItEnds('interruption', 'terminate', { spotDraining, managedDraining }))
      this.beginDrain(row, InstanceCause.interrupted);
  }

  /** DRAINING: what has not started stops at once, what runs is replaced by its service, standalone tasks run on (C.DRN-01 to C.DRN-07). */
  beginDrain(row: number, cause: number): void {
    const { fleet, tasks, roster, lines } = this.world;
    fleet.drain(row);
    this.world.tell(Fact.instanceDraining, fleet.instance[row], cause);
    roster.countDraining(fleet.provider[row], 1);
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
    loop.cancel(fleet.waitEvent[row]);
    const before = fleet.state[row];
    fleet.drain(row);
    while (fleet.firstTask[row] !== NONE) this.life.kill(fleet.firstTask[row], StopCause.instanceTerminated);
    if (before === Draining) roster.countDraining(fleet.provider[row], -1);
    if (provider >= 0) {
      const group = roster.groups[provider];
      if (fleet.leavesFor[row] !== 0) group.leaving--;
      else this.leave(row);
      rooms.instances[rooms.of(fleet.purchase[row] as Purchase, fleet.type[row], fleet.zone[row])]--;
    }
    fleet.remove(row);
    this.world.imageCache?.ended(instance);
    this.world.tell(Fact.instanceTerminated, instance, cause);
  }

  /** The agent asks to register. False when it must try again: that call was throttled. */
  private ask(instance: number): boolean {
    const { throttles, fleet, conditions, loop } = this.world;
    if (!throttles.mayCall(Caller.agent, instance, 1)) return false;
    const row = fleet.rowOf[instance];
    const fault = conditions.registrationFault(fleet, row, loop.nowMs);
    if (fault === NONE) this.register(instance);
    else this.leaveCluster(row, InstanceCause.registrationFailed, fault);
    return true;
  }

  private register(instance: number): void {
    const { fleet, loop, roster } = this.world;
    const row = fleet.rowOf[instance];
    fleet.register(row, loop.nowMs);
    const provider = fleet.provider[row];
    if (provider >= 0) roster.groups[provider].lastRegisteredMs = loop.nowMs;
    this.world.memberships.onInstance(row);
    this.world.tell(Fact.instanceRegistered, instance);
    this.onActive(row);
    if (fleet.waitEvent[row] === NO_EVENT) this.enterService(row);
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
