import { primaryOf } from '../../../services/deployments/deployments.js';
import { CLEANUP_MAX_MS } from '../../../services/deployments/early-success.js';
import { RolloutState } from '../../../services/service-states.js';
import type { World } from '../../cluster/world.js';
import { Condition, StopCause } from '../../facts.js';
import type { ServiceTasks } from './service-tasks.js';

/** Removes the old tasks that a deployment with DEFERRED clean-up leaves when it is COMPLETED (N.EARLY-3). */
export class CleanUp {
  constructor(
    private readonly world: World,
    private readonly tasks: ServiceTasks,
  ) {}

  /** Returns whether the service has tasks of old revisions after an early success. */
  isLeft(service: number): boolean {
    const { earlySuccess } = this.world.setup.services[service].deploymentSpec!.watch;
    if (earlySuccess?.cleanup !== 'DEFERRED') return false;
    const { old } = this.tasks.count(service);
    return old.waiting + old.healthy + old.unhealthy > 0;
  }

  /** Stops old tasks once the deployment is COMPLETED: the new ones alone are enough. Returns whether it stopped any. */
  step(service: number): boolean {
    const { deployments, completedMs } = this.world.records.services[service].deploymentState;
    if (primaryOf(deployments).rollout !== RolloutState.COMPLETED || !this.isLeft(service)) return false;
    if (this.world.loop.nowMs - completedMs >= CLEANUP_MAX_MS) return false;
    const { old } = this.tasks.count(service);
    const stop = (condition: number, count: number) =>
      this.tasks.stop(service, { where: 'old', condition, count, cause: StopCause.deployment });
    const stopped = [stop(Condition.waiting, old.waiting), stop(Condition.unhealthy, old.unhealthy), stop(Condition.healthy, old.healthy)];
    return stopped.includes(true);
  }
}
