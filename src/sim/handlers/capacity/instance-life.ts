import type { HookResult } from '../../../autoscaling/group/hooks.js';
import { isPooled, Lifecycle } from '../../../autoscaling/group/lifecycle.js';
import type { Purchase } from '../../../autoscaling/group/purchase.js';
import { NO_EVENT } from '../../../kernel/event-loop.js';
import { NOTICE_MS } from '../../../market/rules.js';
import { MANAGED_DRAIN_MAX_MS } from '../../../services/draining.js';
import { Active, Booting, Draining, NONE, Outside } from '../../cluster/fleet.js';
import { sizeOf } from '../../cluster/services/service-and-group-records.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Caller, Fact, InstanceCause, StopCause } from '../../facts.js';
import type { HookSpec } from '../../setup.js';
import type { Callbacks } from '../callbacks.js';
import { passes } from '../services/control-plane-calls.js';
import type { TaskLife } from '../tasks/task-life.js';
import { Drains } from './drains.js';
import { Hooks } from './hooks.js';
import { loseInstance } from './lost-instances.js';

/**
 * Launch time of the instances present at the start: before any warm-up, and a whole number of hours ago, because their billing begins with
 * the run.
 */
export const LONG_AGO_MS = -300_000 * 3_600_000;

/** The life of a container instance: launched, booting, ACTIVE, terminated. */
export class InstanceLife {
  readonly hooks: Hooks;
  readonly drains: Drains;

  constructor(
    private readonly world: World,
    private readonly ports: { readonly life: TaskLife } & Callbacks,
  ) {
    this.hooks = new Hooks(world);
    this.drains = new Drains(world, ports);
  }

  /** Handles the registration of an instance that has booted or started again. */
  onRegister(instance: number): void {
    const { fleet, records, setup } = this.world;
    const was = fleet.rowOf[instance];
    if (was === NONE) return;
    if (fleet.isImpaired[was] === 1) return this.ports.powerLoss.end(was);
    if (fleet.leavesFor[was] !== 0) return; // It was ended while it booted.
    if (isPooled(fleet.lifecycle[was]) && setup.capacityProviders[fleet.provider[was]].warmPool?.isChecked) {
      fleet.isUp[was] = 1;
      return this.settle(was);
    }
    if (fleet.state[was] !== Booting) return this.reconnect(was);
    if (!this.tryToRegister(instance)) return this.ports.registrations.scheduleTimeOut(was);
    const row = fleet.rowOf[instance]; // Found again: an instance that it replaces may have ended, which moves rows.
    if (fleet.reclaimEvent[row] !== NO_EVENT) this.drains.onNotice(row);
    // A booting instance could not be scaled in (C.MTP-02); now it may be, if DesiredCapacity was lowered meanwhile.
    const provider = fleet.provider[row];
    const group = records.groups[provider];
    if (group.living > sizeOf(group)) this.world.groupDue(provider);
  }

  /**
   * Removes the instance from ECS, or records that it failed to register; EC2 still has it and bills it (C.CI-07). Its tasks are orphaned
   * (C.CI-08).
   */
  leaveCluster(row: number, cause: number, fault: number): void {
    const { fleet, records, memberships } = this.world;
    const before = fleet.state[row];
    fleet.drain(row);
    this.world.daemonReservations.release(row);
    while (fleet.firstTask[row] !== NONE) this.ports.life.kill(fleet.firstTask[row], StopCause.orphaned);
    if (before === Draining) records.countDraining(fleet.provider[row], -1);
    fleet.leaveCluster(row);
    memberships.onInstance(row);
    this.world.emit(Fact.instanceLeftCluster, fleet.instance[row], cause, fault);
    if (before === Booting) fleet.isUp[row] = 1;
    if (fleet.waitEvent[row] !== NO_EVENT) return;
    // An instance that is leaving its group and waited only for its tasks ends now.
    if (fleet.leavesFor[row] !== 0) this.terminate(row, fleet.leavesFor[row]);
    else if (before === Booting) this.settle(row);
  }

  /**
   * Ends an instance for its group, once its hooks allow it. Managed draining is one such hook, for as long as the instance has non-daemon
   * tasks (C.MID-01).
   */
  end(row: number, cause: number): void {
    const { fleet, records, loop } = this.world;
    const isDraining = this.isDrainedFor(cause, fleet.provider[row]);
    const isWaiting = this.awaitHooks(row, 'terminate');
    if (!isWaiting && (!isDraining || fleet.nonDaemonTasks[row] === 0)) return this.terminate(row, cause);
    const instance = fleet.instance[row];
    this.leave(row);
    fleet.leavesFor[row] = cause;
    fleet.lifecycle[row] = Lifecycle.Terminating;
    records.groups[fleet.provider[row]].leaving++;
    if (isDraining && fleet.state[row] === Active) this.drains.begin(row, cause);
    else this.world.emit(Fact.instanceLeaving, instance, cause);
    if (isDraining) fleet.drainEvent[row] = loop.schedule(loop.nowMs + MANAGED_DRAIN_MAX_MS, EventKind.drainTimesOut, instance);
  }

  /** Handles the answer of the hooks: ABANDON ends a launching instance, and only cuts the drain of a terminating one short (C.MID-08). */
  onHooks(instance: number, result: HookResult): void {
    const { fleet } = this.world;
    const isAbandoned = result === 'ABANDON';
    const row = fleet.rowOf[instance];
    const provider = fleet.provider[row];
    const isTerminating = fleet.lifecycle[row] === Lifecycle.Terminating;
    fleet.waitEvent[row] = NO_EVENT;
    this.world.conditions.hookWaits.end(instance);
    this.world.emit(Fact.hooksAnswered, instance, Number(isAbandoned), Number(isTerminating));
    if (isTerminating) {
      const isEmptied = !this.isDrainedFor(fleet.leavesFor[row], provider) || fleet.nonDaemonTasks[row] === 0;
      if (isAbandoned || isEmptied) this.terminate(row, fleet.leavesFor[row]);
    } else if (isAbandoned) {
      if (isPooled(fleet.lifecycle[row])) this.terminate(row, InstanceCause.hookAbandoned);
      else this.end(row, InstanceCause.hookAbandoned);
      this.world.groupDue(provider);
    } else {
      this.ports.registrations.onContinue(row);
      this.settle(row);
    }
  }

  /** Makes the instance wait for the hooks of this transition, in place of any others. Returns whether it waits. */
  awaitHooks(row: number, transition: HookSpec['transition']): boolean {
    const { fleet, loop } = this.world;
    const answer = this.hooks.answer(row, transition);
    loop.cancel(fleet.waitEvent[row]);
    fleet.waitEvent[row] = NO_EVENT;
    if (answer.afterMs === 0) return false;
    if (this.hooks.areSeveral(row, transition)) this.world.conditions.hookWaits.begin(fleet.instance[row], loop.nowMs);
    this.hooks.schedule(row, answer);
    return true;
  }

  /** Puts an instance that is up and waits for no hook in service, or to rest in the warm pool. */
  settle(row: number): void {
    const { fleet, loop, setup } = this.world;
    if (fleet.isUp[row] === 0 || fleet.waitEvent[row] !== NO_EVENT) return;
    if (fleet.lifecycle[row] === Lifecycle.WarmedPending) return this.ports.pools.settle(row);
    if (fleet.lifecycle[row] === Lifecycle.WarmedStopping) return;
    fleet.lifecycle[row] = Lifecycle.InService;
    // The instances of the start have been in service for a long time.
    const isOfStart = fleet.launchedMs[row] === LONG_AGO_MS && fleet.joinedMs[row] === LONG_AGO_MS;
    fleet.inServiceMs[row] = isOfStart ? LONG_AGO_MS : loop.nowMs;
    if (fleet.provider[row] < 0) return;
    fleet.isProtected[row] = Number(setup.capacityProviders[fleet.provider[row]].isNewProtected);
    // Replacements end other instances, so rows close up.
    const instance = fleet.instance[row];
    this.ports.replacements.onInService(row);
    this.ports.balance.onInService(instance);
    this.ports.refreshes.onInService(instance);
  }

  /** Gives an interruption notice: EC2 ends the instance after two minutes (C.SPOT-02). Until then it belongs to its group. */
  notice(row: number): void {
    const { fleet, loop, setup } = this.world;
    const { noticeSeenMs } = setup.market.settings;
    if (fleet.reclaimEvent[row] !== NO_EVENT) return;
    const instance = fleet.instance[row];
    const endsAtMs = loop.nowMs + NOTICE_MS;
    fleet.reclaimEvent[row] = loop.schedule(endsAtMs, EventKind.instanceIsReclaimed, instance);
    this.world.emit(Fact.instanceNoticed, instance, endsAtMs);
    if (noticeSeenMs === 0) this.drains.onNotice(row);
    else loop.schedule(loop.nowMs + noticeSeenMs, EventKind.noticeIsSeen, instance);
    this.ports.replacements.onNotice(row);
  }

  /** Drains the instance, if it is still there. */
  onNoticeSeen(instance: number): void {
    const row = this.world.fleet.rowOf[instance];
    if (row !== NONE) this.drains.onNotice(row);
  }

  onReclaim(instance: number): void {
    this.endUnplanned(this.world.fleet.rowOf[instance], InstanceCause.interrupted);
  }

  /** Ends an instance that its group did not end; the group launches another in its place (C.CI-09) some time later. */
  endUnplanned(row: number, cause: number): void {
    const provider = this.world.fleet.provider[row];
    loseInstance(this.world, row, cause);
    this.terminate(row, cause);
    if (provider >= 0) this.world.groupDue(provider);
  }

  /** Handles a restored agent connection: stops that the agent missed now take effect, and so does an interruption notice. */
  onAgentBack(row: number): void {
    const { fleet } = this.world;
    this.ports.life.onAgentBack(row);
    if (fleet.reclaimEvent[row] !== NO_EVENT) this.drains.onNotice(row);
  }

  /** Counts the instance in its group's DesiredCapacity from now on. */
  join(row: number): void {
    const { fleet, records } = this.world;
    const group = records.groups[fleet.provider[row]];
    group.living++;
    group.livingByPurchase[fleet.purchase[row]]++;
    group.livingByZone[fleet.zone[row]]++;
  }

  onDrainTimesOut(instance: number): void {
    const { fleet } = this.world;
    const row = fleet.rowOf[instance];
    this.terminate(row, fleet.leavesFor[row]);
  }

  /** Ends the instance now: INACTIVE at once, its tasks STOPPED (C.CI-05, S.INST-4). */
  terminate(row: number, cause: number): void {
    const { fleet, records, pools, loop } = this.world;
    const instance = fleet.instance[row];
    const provider = fleet.provider[row];
    loop.cancel(fleet.drainEvent[row]);
    loop.cancel(fleet.reclaimEvent[row]);
    loop.cancel(fleet.waitEvent[row]);
    const before = fleet.state[row];
    fleet.drain(row);
    this.world.daemonReservations.release(row);
    while (fleet.firstTask[row] !== NONE) this.ports.life.kill(fleet.firstTask[row], StopCause.instanceTerminated);
    if (before === Draining) records.countDraining(fleet.provider[row], -1);
    if (provider >= 0) {
      const group = records.groups[provider];
      if (fleet.leavesFor[row] !== 0) group.leaving--;
      else if (isPooled(fleet.lifecycle[row])) group.pooled--;
      else this.leave(row);
      const isStopped = fleet.lifecycle[row] === Lifecycle.Warmed && fleet.isUp[row] === 0;
      if (!isStopped) pools.instances[pools.of(fleet.purchase[row] as Purchase, fleet.type[row], fleet.zone[row])]--;
    }
    fleet.remove(row);
    this.world.imageCache?.ended(instance);
    this.world.fleet.volumes?.ended(instance);
    this.world.conditions.registry.ended(instance);
    this.world.emit(Fact.instanceTerminated, instance, cause);
  }

  register(instance: number): void {
    const { fleet, loop } = this.world;
    fleet.register(fleet.rowOf[instance], loop.nowMs);
    this.onRegistered(fleet.rowOf[instance]);
  }

  /** Reports an instance that has just become ACTIVE, and lets it be used. */
  onRegistered(row: number): void {
    const { fleet, loop, records } = this.world;
    const provider = fleet.provider[row];
    if (provider >= 0 && !isPooled(fleet.lifecycle[row])) records.groups[provider].lastRegisteredMs = loop.nowMs;
    this.world.memberships.onInstance(row);
    if (this.world.hasSubscribers) this.world.emit(Fact.instanceRegistered, fleet.instance[row]);
    this.ports.services.onInstanceActive(row);
    this.settle(row);
    this.world.placementDue();
  }

  /** Returns whether managed draining empties an instance that its group ends for that cause. */
  private isDrainedFor(cause: number, provider: number): boolean {
    const { capacityProviders, groups } = this.world.setup;
    return capacityProviders[provider].isDraining && (cause !== InstanceCause.unhealthy || groups.unhealthyEnds === 'drained');
  }

  /** Stops counting the instance in DesiredCapacity. */
  private leave(row: number): void {
    const { fleet, records } = this.world;
    const group = records.groups[fleet.provider[row]];
    group.living--;
    group.livingByPurchase[fleet.purchase[row]]--;
    group.livingByZone[fleet.zone[row]]--;
    this.ports.replacements.onLeave(fleet.instance[row], fleet.provider[row]);
    this.ports.balance.onLeave(fleet.instance[row], fleet.provider[row]);
  }

  /** Registers the instance, if the call goes through. Returns false when it was throttled, so that the agent must try again. */
  private tryToRegister(instance: number): boolean {
    const { throttles, fleet, conditions, loop } = this.world;
    if (!throttles.mayCall(Caller.agent, instance, 1)) return false;
    const row = fleet.rowOf[instance];
    const call = { action: 'register', caller: `i${instance}`, isOnInstances: true, zone: fleet.zone[row] } as const;
    if (passes(this.world, call, (atMs) => loop.schedule(atMs, EventKind.instanceRegisters, instance)) === 0) return false;
    const fault = conditions.registrationFault(fleet, row, loop.nowMs);
    if (fault === NONE) this.register(instance);
    else {
      this.leaveCluster(row, InstanceCause.registrationFailed, fault);
      this.ports.registrations.scheduleTimeOut(row);
    }
    return true;
  }

  /** Reconnects the agent of an instance that had registered before the warm pool stopped it. */
  private reconnect(row: number): void {
    const { fleet, memberships, records, loop } = this.world;
    fleet.isUp[row] = 1;
    if (fleet.state[row] === Outside) return this.settle(row);
    fleet.setAgentConnected(row, 1);
    memberships.onInstance(row);
    records.groups[fleet.provider[row]].lastRegisteredMs = loop.nowMs;
    this.world.emit(Fact.agentChanged, fleet.instance[row], 1);
    this.ports.services.onInstanceActive(row);
    this.settle(row);
    this.world.roomGained();
  }
}
