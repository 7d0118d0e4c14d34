import { OnDemand, Spot } from '../../autoscaling/group/purchase.js';
import type { Ms } from '../../kernel/event-loop.js';
import { COUNTED_IN_TASKS } from '../../market/pools.js';
import { primaryOf } from '../../services/deployments/deployments.js';
import { RolloutState } from '../../services/service-states.js';
import { Purpose } from '../cluster/chance.js';
import { covers, type LaunchFailure } from '../cluster/faults/launch-failures.js';
import { Booting, Outside } from '../cluster/fleet.js';
import type { World } from '../cluster/world.js';
import { EventKind } from '../events.js';
import { Fact, InstanceCause } from '../facts.js';
import { type Fault, streamOf } from '../fault.js';
import type { PlatformTasks } from '../providers/platform.js';
import { changeAttributes } from './capacity/attribute-changes.js';
import type { GroupScalingMoves } from './capacity/group-scaling.js';
import type { HealthChecks } from './capacity/health-checks.js';
import { actOnHooks } from './capacity/hook-actions.js';
import type { InstanceLife } from './capacity/instance-life.js';
import { isOperation, type Operations } from './capacity/operations.js';
import type { PowerLoss } from './capacity/power-loss.js';
import type { ZoneBalance } from './capacity/zone-balance.js';
import type { ServiceMeasurement } from './service-measurement.js';
import type { TaskFailures } from './services/task-failures.js';
import type { TaskHealth } from './services/task-health.js';

const OWN = [
  'zoneOutage',
  'agentDisconnect',
  'taskFailure',
  'stopTask',
  'taskProtection',
  'groupSize',
  'desiredCapacity',
  'suspendProcesses',
  'executePolicy',
  'attributes',
  'stopDeployment',
  'lifecycleAction',
  'alarmState',
] as const;

/** Faults with an event at their time, beside the operations on instances. */
function isOwn(fault: Fault): fault is Extract<Fault, { readonly kind: (typeof OWN)[number] }> {
  return (OWN as readonly string[]).includes(fault.kind);
}

/** Faults of incidents that act at their begin and at their end. */
function hasEnd(
  fault: Fault,
): fault is Extract<Fault, { readonly kind: 'launchFailure' | 'platformLaunchFailure' | 'dependencyDown' | 'healthCheckFault' }> {
  return ['launchFailure', 'platformLaunchFailure', 'dependencyDown', 'healthCheckFault'].includes(fault.kind);
}

type Disconnect = Extract<Fault, { readonly kind: 'agentDisconnect' }> & { readonly chanceKey: number };

/**
 * Faults on the timeline that hit instances: a zone fails, agents lose their connection. Faults that stretch latencies are applied
 * elsewhere.
 */
export class Faults {
  private readonly disconnects: readonly Disconnect[];

  constructor(
    private readonly world: World,
    private readonly ports: {
      readonly instances: InstanceLife;
      readonly platforms: readonly PlatformTasks[];
      readonly operations: Operations;
      readonly groupScaling: GroupScalingMoves;
      readonly healthChecks: HealthChecks;
      readonly powerLoss: PowerLoss;
      readonly taskFailures: TaskFailures;
      readonly health: TaskHealth;
      readonly balance: ZoneBalance;
      readonly serviceMeasurement: ServiceMeasurement;
    },
  ) {
    const { setup, chance } = world;
    this.disconnects = setup.faults.flatMap((fault, index) =>
      fault.kind === 'agentDisconnect' ? [{ ...fault, chanceKey: chance.keyOf('fault', streamOf(fault, index)) }] : [],
    );
  }

  /** Schedules the faults after `afterMs`. */
  start(afterMs: Ms = -1): void {
    const scheduleLater = (atMs: Ms, index: number) => {
      if (atMs > afterMs) this.await(atMs, index);
    };
    for (const [index, fault] of this.world.setup.faults.entries()) {
      for (const platform of this.ports.platforms) for (const atMs of new Set(platform.momentsOf(fault))) scheduleLater(atMs, index);
      if (hasEnd(fault)) for (const atMs of [fault.fromMs, fault.untilMs]) scheduleLater(atMs, index);
      if (!isOwn(fault) && !isOperation(fault)) continue;
      scheduleLater(fault.fromMs, index);
      if (fault.kind === 'agentDisconnect' || fault.kind === 'drain') scheduleLater(fault.untilMs, index);
    }
  }

  onMoment(index: number): void {
    const fault = this.world.setup.faults[index];
    if (fault.kind === 'zoneOutage') this.failZone(fault, index);
    if (fault.kind === 'agentDisconnect') this.setAgents();
    if (fault.kind === 'taskFailure' || fault.kind === 'stopTask') this.ports.taskFailures.onMoment(fault);
    if (fault.kind === 'taskProtection') this.ports.health.protection.onCall(fault);
    if (fault.kind === 'launchFailure') this.onLaunches(fault);
    if (fault.kind === 'groupSize') this.resize(fault, this.world.records.groups[fault.provider].desired);
    if (fault.kind === 'desiredCapacity') this.resize(fault, fault.desired);
    if (fault.kind === 'suspendProcesses' && !fault.isSuspended) this.ports.healthChecks.onResume(fault.provider);
    if (fault.kind === 'executePolicy') this.ports.groupScaling.execute(fault.provider, fault);
    if (fault.kind === 'dependencyDown' || fault.kind === 'healthCheckFault') this.setLoadImpairments();
    if (fault.kind === 'platformLaunchFailure') this.world.shortServicesDue('uneven');
    if (fault.kind === 'attributes') changeAttributes(this.world, fault, index);
    if (fault.kind === 'lifecycleAction') actOnHooks(this.world, this.ports.instances, fault);
    if (fault.kind === 'stopDeployment') this.stopDeployment(fault);
    if (fault.kind === 'alarmState') this.ports.serviceMeasurement.onAlarmSet(fault.service, fault);
    if (isOperation(fault)) this.ports.operations.onMoment(fault, index);
    for (const platform of this.ports.platforms) platform.onFault(index);
  }

  /** Stops the deployment in progress, which fails when its service is next reconciled (S.CB-5). */
  private stopDeployment({ service, rollsBack }: Extract<Fault, { readonly kind: 'stopDeployment' }>): void {
    const { deploymentState } = this.world.records.services[service];
    const { revision, rollout } = primaryOf(deploymentState.deployments);
    if (rollout !== RolloutState.IN_PROGRESS) return;
    deploymentState.stopped = { revision, rollsBack };
    this.world.serviceDue(service);
  }

  private resize({ provider, isScheduled = false }: { readonly provider: number; readonly isScheduled?: boolean }, desired: number): void {
    const { conditions, loop } = this.world;
    if (isScheduled && conditions.suspended.is(provider, 'ScheduledActions', loop.nowMs)) return;
    const { minSize, maxSize } = conditions.groupSizes.at(provider, loop.nowMs);
    this.world.records.groups[provider].desired = Math.max(minSize, Math.min(maxSize, desired));
    this.world.groupDue(provider);
  }

  private setLoadImpairments(): void {
    const { traffic, conditions, loop } = this.world;
    traffic.setImpairments((service) => conditions.loadImpairments.of(service, loop.nowMs), loop.nowMs);
  }

  /** When launches succeed again, groups make their zones even, as after a drought. */
  private onLaunches(fault: LaunchFailure): void {
    const { loop, setup } = this.world;
    if (loop.nowMs >= fault.untilMs)
      for (const [index, { isSpot, type, zone }] of setup.market.pools.entries())
        if (type !== COUNTED_IN_TASKS && covers(fault, null, { purchase: isSpot ? Spot : OnDemand, type, zone }))
          this.ports.balance.onTrigger('capacity-back', index);
    this.world.shortServicesDue('uneven');
  }

  private await(atMs: Ms, index: number): void {
    const { loop, setup } = this.world;
    if (atMs < setup.durationMs) loop.schedule(atMs, EventKind.faultMoves, index);
  }

  /**
   * Ends all instances in the zone at once, or a share of them, with their tasks; or they are without power. Launches there fail while the
   * market has a drought there.
   */
  private failZone({ zone, share = 1, powerBackMs, ...fault }: Extract<Fault, { readonly kind: 'zoneOutage' }>, index: number): void {
    const { fleet, chance } = this.world;
    const key = chance.keyOf('fault', streamOf(fault, index));
    const isLost = (nth: number) => share === 1 || chance.uniform(key, Purpose.fault, nth) < share;
    const taskKey = chance.keyWithin(key, 1);
    const isTaskLost = (nth: number) => share === 1 || chance.uniform(taskKey, Purpose.fault, nth) < share;
    for (let row = fleet.count - 1; row >= 0; row--) {
      if (fleet.zone[row] !== zone || !isLost(fleet.instance[row])) continue;
      if (powerBackMs !== undefined && this.ports.powerLoss.isSurvivedBy(row)) {
        this.ports.powerLoss.begin(row, powerBackMs, key);
        continue;
      }
      const provider = fleet.provider[row];
      this.ports.instances.terminate(row, InstanceCause.zoneOutage);
      if (provider >= 0) this.world.groupDue(provider);
    }
    for (const platform of this.ports.platforms) platform.failZone(zone, isTaskLost);
  }

  /**
   * Applies the agent disconnections in force. Tasks continue. Without its agent an instance takes no tasks, and stops or drains nothing
   * (S.INST-5).
   */
  private setAgents(): void {
    const { fleet, memberships, loop } = this.world;
    const on = this.disconnects.filter(({ fromMs, untilMs }) => fromMs <= loop.nowMs && loop.nowMs < untilMs);
    let isBack = false;
    for (let row = 0; row < fleet.count; row++) {
      if (fleet.state[row] === Booting || fleet.state[row] === Outside || fleet.isUp[row] === 0 || fleet.isImpaired[row] === 1) continue;
      const is = on.some((fault) => this.hits(fault, row)) ? 0 : 1;
      if (fleet.isAgentConnected[row] === is) continue;
      fleet.setAgentConnected(row, is);
      memberships.onInstance(row);
      this.world.emit(Fact.agentChanged, fleet.instance[row], is);
      if (is === 0) continue;
      isBack = true;
      this.ports.instances.onAgentBack(row);
    }
    if (isBack) this.world.roomGained();
  }

  /** Returns whether the fault disconnects the instance, drawn for each instance that had registered when the fault began. */
  private hits({ provider, zone, fromMs, share, chanceKey }: Disconnect, row: number): boolean {
    const { fleet, chance } = this.world;
    if (fleet.registeredMs[row] > fromMs) return false;
    if ((provider !== null && fleet.provider[row] !== provider) || (zone !== null && fleet.zone[row] !== zone)) return false;
    return chance.uniform(chanceKey, Purpose.fault, fleet.instance[row]) < share;
  }
}
