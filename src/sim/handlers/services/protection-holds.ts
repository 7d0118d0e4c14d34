import { primaryOf } from '../../../services/deployments/deployments.js';
import { isScaleInBlocked } from '../../../services/protection.js';
import { RolloutState } from '../../../services/service-states.js';
import type { World } from '../../cluster/world.js';
import { Condition, StopCause } from '../../facts.js';

/** The effects of scale-in protection on a service. */
export class ProtectionHolds {
  constructor(private readonly world: World) {}

  /**
   * Returns whether the task is protected from that stop: a healthy protected task stops neither for a scale-in nor for a deployment
   * (S.STOP-7).
   */
  holds(slot: number, cause: number): boolean {
    const { tasks, protectedTasks, loop } = this.world;
    if (cause !== StopCause.serviceScaledIn && cause !== StopCause.deployment) return false;
    return tasks.condition[slot] !== Condition.unhealthy && protectedTasks.isProtected(slot, loop.nowMs);
  }

  /** Returns the protected tasks in excess of the desired count, which the service therefore cannot reach (S.PROT-4). */
  excessProtected(service: number): number {
    const { records, protectedTasks, loop } = this.world;
    const { desired } = records.services[service];
    const { count } = protectedTasks.ofService(service, loop.nowMs);
    return isScaleInBlocked(count, desired) ? count - desired : 0;
  }

  /** Schedules the service for when the first protection expires, if the service waits for protected tasks. */
  scheduleExpiry(service: number): void {
    const { records, protectedTasks, loop } = this.world;
    const { count, expiryMs } = protectedTasks.ofService(service, loop.nowMs);
    if (count === 0) return;
    const { alive, desired, deploymentState, isShort } = records.services[service];
    const isSettled = alive <= desired && primaryOf(deploymentState.deployments).rollout === RolloutState.COMPLETED && !isShort;
    if (isSettled || expiryMs === deploymentState.expiryMs) return;
    deploymentState.expiryMs = expiryMs;
    this.world.serviceDueAt(service, expiryMs);
  }
}
