import type { Ms } from '../../../kernel/event-loop.js';
import { isRollback, primaryOf } from '../../../services/deployments/deployments.js';
import { RolloutState } from '../../../services/service-states.js';
import { Condition } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { deregisteredMs } from './deregistrations.js';
import { Registrations } from './registrations.js';

/** When a rolling update takes notice: it settles, a new task replaces an old one some time after RUNNING, and a target that drains is gone. */
export class DeploymentPace {
  private readonly registrations: Registrations;

  constructor(private readonly world: World) {
    this.registrations = new Registrations(world);
  }

  /** Returns from when on the deployment may have nothing left to do. A rollback, or one with other criteria than its tasks, does not settle. */
  settledMs(service: number): Ms {
    const { setup, records } = this.world;
    const { watch, shift } = setup.services[service].deploymentSpec!;
    const { deployments, begunMs } = records.services[service].deploymentState;
    if (watch.earlySuccess !== undefined || shift !== null || isRollback(deployments)) return Number.NEGATIVE_INFINITY;
    const { deploysAfterMs, settlesAfterMs } = setup.deploymentAndHealth.deployments;
    return begunMs - deploysAfterMs + settlesAfterMs;
  }

  /** Whether a rolling update is in progress in which a new task takes the place of an old one only after a time. */
  isReplacing(service: number): boolean {
    const { setup, records } = this.world;
    const { shift, taskSets, targetGroup } = setup.services[service].deploymentSpec!;
    if (setup.deploymentAndHealth.deployments.replacesAfterMs === 0 || targetGroup === null) return false;
    const { rollout } = primaryOf(records.services[service].deploymentState.deployments);
    return shift === null && taskSets === null && rollout === RolloutState.IN_PROGRESS;
  }

  /** Returns from when on the healthy task takes the place of an old one: at once with a container check (P.63). 0 for one that is not healthy. */
  replacesMs(slot: number): Ms {
    const { tasks, setup, equivalences } = this.world;
    const { taskClass, deploymentSpec } = equivalences.all[tasks.equivalence[slot]];
    if (tasks.condition[slot] !== Condition.healthy || deploymentSpec!.checks[taskClass.revision].length > 0) return 0;
    return tasks.runningMs[slot] + setup.deploymentAndHealth.deployments.replacesAfterMs;
  }

  /** Returns when the stopping task is gone for its deployment: at the turn after its target was deregistered. Infinity: when it is STOPPED. */
  goneMs(slot: number): Ms {
    const { setup, tasks, equivalences, turns } = this.world;
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    const isCounted = setup.deploymentAndHealth.deployments.drainingTasks === 'counted';
    if (isCounted || !this.registrations.areInTurns(equivalence)) return Number.POSITIVE_INFINITY;
    return turns.after(equivalence.service, deregisteredMs(this.world, slot, equivalence));
  }
}
