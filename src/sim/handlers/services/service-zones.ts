import { FITS, fit } from '../../../placement/fit.js';
import { copiesOnRow } from '../../../placement/pack.js';
import { type ZoneCounts, zoneMoves } from '../../../services/az-rebalancing.js';
import { primaryOf } from '../../../services/deployments/deployments.js';
import { tasksMax } from '../../../services/replica.js';
import { RolloutState } from '../../../services/service-states.js';
import { TaskState } from '../../../services/task-states.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import { capacityOf } from '../../cluster/services/capacities.js';
import { nextProviderOf } from '../../cluster/services/strategies.js';
import type { World } from '../../cluster/world.js';
import { Condition } from '../../facts.js';
import { ON_PLATFORM } from '../../providers/platform.js';

/**
 * Availability Zone rebalancing (A.NW-1): the service first has more tasks than desired; once those are healthy, the surplus stops. Its
 * strategy already starts tasks in the zone with the fewest and stops them in the zone with the most, because it begins with a spread over
 * zones.
 */
export class ServiceZones {
  constructor(private readonly world: World) {}

  /**
   * Updates the number of additional tasks in the service's record. It is called before the service is reconciled, while no deployment is
   * in progress. Returns true when the additional tasks are healthy, so that as many others stop.
   */
  settle(service: number, revision: number): boolean {
    const { records, zoneEvenness } = this.world;
    const record = records.services[service];
    const { deploymentState } = record;
    if (!zoneEvenness.isOff(service)) {
      deploymentState.ahead = 0;
      return false;
    }
    const surplus = Math.max(0, record.alive - record.desired);
    // A move whose task could not start is tried again.
    if (deploymentState.ahead > surplus) deploymentState.zones = { ...deploymentState.zones, requested: NONE };
    deploymentState.ahead = Math.min(deploymentState.ahead, surplus);
    if (this.awaitsHealth(service)) return false;
    const seen = this.countZones(service, revision);
    const { start, stop } = zoneMoves(seen);
    const hasArrived = deploymentState.ahead > 0 && stop.some((count) => count > 0);
    if (hasArrived) deploymentState.zones = { ...deploymentState.zones, requested: record.requested };
    const started = start.reduce((sum, count) => sum + count, 0);
    if (seen.isSuspended || hasArrived) deploymentState.ahead = 0;
    else if (started > 0 && this.mayHelp(service, seen.healthy)) deploymentState.ahead += started;
    return hasArrived;
  }

  /**
   * Returns whether to balance, and records the zones. If the last balancing changed nothing and no other task has been requested since,
   * another one changes nothing either: base and weights may choose a provider whose tasks are in the fullest zone.
   */
  private mayHelp(service: number, healthy: readonly number[]): boolean {
    const { requested, deploymentState } = this.world.records.services[service];
    const unevenness = healthy.reduce((sum, tasks) => sum + tasks ** 2, 0);
    const { zones } = deploymentState;
    if (zones.requested === requested && unevenness >= zones.unevenness) return false;
    deploymentState.zones = { ...zones, unevenness };
    return true;
  }

  /**
   * Returns whether the newest task of a service without deployment settings does not count as healthy yet; the service is then due
   * when it does.
   */
  private awaitsHealth(service: number): boolean {
    const { setup, loop, records } = this.world;
    const { lastRunningMs, deploymentState } = records.services[service];
    if (setup.services[service].deploymentSpec !== null) return false;
    const healthyMs = lastRunningMs + setup.deploymentAndHealth.health.healthyAfterMs;
    if (healthyMs <= loop.nowMs) return false;
    if (deploymentState.zones.atMs !== healthyMs) this.world.serviceDueAt(service, healthyMs);
    deploymentState.zones = { ...deploymentState.zones, atMs: healthyMs };
    return true;
  }

  /**
   * Continues the rebalancing of a present service. The state of the cluster does not say which tasks were started ahead of others. It has
   * as many healthy tasks as desired, but not even in its zones, and no deployment is in progress.
   */
  resume(service: number): void {
    const { records, setup, loop, tasks } = this.world;
    const { alive, desired, deploymentState, newest } = records.services[service];
    const { isRebalanced, deploymentSpec } = setup.services[service];
    if (!isRebalanced || alive <= desired) return;
    if (deploymentSpec !== null && primaryOf(deploymentState.deployments).rollout === RolloutState.IN_PROGRESS) return;
    const healthyMs = loop.nowMs - setup.deploymentAndHealth.health.healthyAfterMs;
    const [healthy, young] = [setup.zones.map(() => 0), setup.zones.map(() => 0)];
    for (let slot = newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
      if (tasks.cause[slot] !== 0) continue;
      const isYoung = this.isWaiting(slot) || (deploymentSpec === null && tasks.runningMs[slot] > healthyMs);
      (isYoung ? young : healthy)[this.zoneOf(slot)]++;
    }
    const inUse = healthy.filter((count, zone) => count + young[zone] > 0);
    const isWhole = healthy.reduce((sum, count) => sum + count, 0) === desired;
    const isUneven = Math.max(...inUse) - Math.min(...inUse) > 1;
    if (isWhole && isUneven && this.mayHelp(service, healthy)) deploymentState.ahead = alive - desired;
  }

  /** Whether a task waits for an instance, starts, or is not healthy yet. */
  private isWaiting(slot: number): boolean {
    const { tasks, equivalences } = this.world;
    if (tasks.instance[slot] === NONE) return true;
    const { deploymentSpec } = equivalences.all[tasks.equivalence[slot]];
    return deploymentSpec === null ? tasks.state[slot] !== TaskState.RUNNING : tasks.condition[slot] === Condition.waiting;
  }

  private countZones(service: number, revision: number): ZoneCounts {
    const { tasks, records, setup, loop, protectedTasks } = this.world;
    const { desired, newest, stopping } = records.services[service];
    const { maximumPercent, deploymentSpec } = setup.services[service];
    const capacity = capacityOf(setup.services[service], revision);
    const [healthy, waiting] = [setup.zones.map(() => 0), setup.zones.map(() => 0)];
    let isSuspended = protectedTasks.ofService(service, loop.nowMs).count > 0;
    for (let slot = newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
      if (tasks.cause[slot] !== 0) continue;
      const isWaiting = this.isWaiting(slot);
      const isUnhealthy = deploymentSpec !== null && tasks.condition[slot] === Condition.unhealthy;
      if (!isWaiting && (isUnhealthy || this.world.isLeaving(slot))) isSuspended = true;
      (isWaiting ? waiting : healthy)[this.zoneOf(slot)]++;
    }
    const most = tasksMax(desired, maximumPercent) - stopping; // S.DEP-4
    // With several providers the next tasks may go to different ones.
    const tasksMost = capacity.kind === 'strategy' && capacity.items.length > 1 ? Math.min(most, desired + 1) : most;
    return { healthy, waiting, desired, tasksMax: tasksMost, isSuspended, room: this.room(service, revision) };
  }

  /** Returns the zone of the task. A task that waits for an instance has no zone yet; any such task postpones the balance. */
  private zoneOf(slot: number): number {
    const { tasks, fleet } = this.world;
    const instance = tasks.instance[slot];
    if (instance === NONE) return 0;
    return instance === ON_PLATFORM ? tasks.zone[slot] : fleet.zone[fleet.rowOf[instance]];
  }

  /** Returns, by zone, how many of the service's next tasks it has room for. */
  private room(service: number, revision: number): number[] {
    const { fleet, platforms, equivalences, setup } = this.world;
    const provider = nextProviderOf(this.world, service, revision);
    const equivalence: EquivalenceClass = equivalences.of(equivalences.classOfService(service, revision), provider);
    if (!equivalence.isOnInstances)
      return platforms.states[equivalence.platform].reachableZones(equivalence).map((is) => (is === 1 ? Number.POSITIVE_INFINITY : 0));
    const room = setup.zones.map(() => 0);
    for (let row = 0; row < fleet.count; row++)
      if (fit(fleet, row, equivalence.request) === FITS) room[fleet.zone[row]] += copiesOnRow(fleet, row, equivalence.request);
    return room;
  }
}
