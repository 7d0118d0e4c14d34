import type { Ms } from '../../../kernel/event-loop.js';
import { areDrainingTasksGone } from '../../../services/deployments/deployment-settings.js';
import { isRollback, primaryOf } from '../../../services/deployments/deployments.js';
import { RolloutState } from '../../../services/service-states.js';
import type { World } from '../../cluster/world.js';
import { Condition } from '../../facts.js';
import { deregisteredMs } from './target-deregistrations.js';
import { registersInTurns } from './target-registrations.js';

/** Times of a rolling update: when it settles, when a new task replaces an old one, and when a draining target counts as gone. */
export class DeploymentPace {
  constructor(private readonly world: World) {}

  /** Returns when the deployment may first have nothing left to do. Rollbacks, and deployments with other criteria, do not settle. */
  settledMs(service: number): Ms {
    const { setup, records } = this.world;
    const { watch, shift } = setup.services[service].deploymentSpec!;
    const { deployments, begunMs } = records.services[service].deploymentState;
    if (watch.earlySuccess !== undefined || shift !== null || isRollback(deployments)) return Number.NEGATIVE_INFINITY;
    return begunMs - beginsAfterMs(this.world, service) + setup.deploymentAndHealth.deployments.settlesAfterMs;
  }

  /** Whether a rolling update is in progress in which a new task replaces an old one only some time after RUNNING. */
  isReplacing(service: number): boolean {
    const { setup, records } = this.world;
    const { shift, taskSets, targetGroup } = setup.services[service].deploymentSpec!;
    if (setup.deploymentAndHealth.deployments.replacesAfterMs === 0 || targetGroup === null) return false;
    const { rollout } = primaryOf(records.services[service].deploymentState.deployments);
    return shift === null && taskSets === null && rollout === RolloutState.IN_PROGRESS;
  }

  /** Returns when the healthy task replaces an old one: at once with the proxy of Service Connect (P.63). 0 for an unhealthy task. */
  replacesMs(slot: number): Ms {
    const { tasks, setup, equivalences } = this.world;
    const { deploymentSpec } = equivalences.all[tasks.equivalence[slot]];
    if (tasks.condition[slot] !== Condition.healthy || deploymentSpec!.proxy !== undefined) return 0;
    return tasks.runningMs[slot] + setup.deploymentAndHealth.deployments.replacesAfterMs;
  }

  /** Returns when the stopping task is gone for its deployment: a turn after its target was deregistered. Infinity: when it is STOPPED. */
  goneMs(slot: number): Ms {
    const { setup, tasks, equivalences, turns } = this.world;
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    const areGone = areDrainingTasksGone(setup.deploymentAndHealth.deployments, equivalence.deploymentSpec!);
    if (!areGone || !registersInTurns(this.world, equivalence)) return Number.POSITIVE_INFINITY;
    return turns.after(equivalence.service, deregisteredMs(this.world, slot, equivalence));
  }
}

/** Returns the turn at which the scheduler begins a deployment that was requested at `createdMs`. */
export function beginsMs(world: World, service: number, createdMs: Ms): Ms {
  const { turns, loop } = world;
  const afterMs = beginsAfterMs(world, service);
  const begunMs = turns.from(service, createdMs + afterMs);
  if (afterMs > 0 && begunMs >= loop.nowMs) world.serviceDueAt(service, begunMs);
  return begunMs;
}

/** CreateService makes the first revision, and the endpoints of Service Connect. */
function beginsAfterMs({ setup, records }: World, service: number): Ms {
  const { deploysAfterMs, createsAfterMs } = setup.deploymentAndHealth.deployments;
  if (primaryOf(records.services[service].deploymentState.deployments).revision > 0) return deploysAfterMs;
  return createsAfterMs + (setup.services[service].deploymentSpec!.proxy?.setupMs ?? 0);
}
