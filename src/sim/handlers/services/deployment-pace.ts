import type { Ms } from '../../../kernel/event-loop.js';
import { primaryOf } from '../../../services/deployments/deployments.js';
import { RolloutState } from '../../../services/service-states.js';
import { Condition } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { Registrations } from './registrations.js';

/** When a rolling update takes notice: a new task replaces an old one some time after RUNNING, and a target that drains is gone. */
export class DeploymentPace {
  private readonly registrations: Registrations;

  constructor(private readonly world: World) {
    this.registrations = new Registrations(world);
  }

  /** Whether a rolling update is in progress in which a new task takes the place of an old one only after a time. */
  isReplacing(service: number): boolean {
    const { setup, records } = this.world;
    const { shift, taskSets, targetGroup } = setup.services[service].deploymentSpec!;
    if (setup.deploymentAndHealth.deployments.replacesAfterMs === 0 || targetGroup === null) return false;
    const { rollout } = primaryOf(records.services[service].deploymentState.deployments);
    return shift === null && taskSets === null && rollout === RolloutState.IN_PROGRESS;
  }

  /** Returns from when on the healthy task takes the place of an old one; 0 for one that is not healthy. */
  replacesMs(slot: number): Ms {
    const { tasks, setup } = this.world;
    if (tasks.condition[slot] !== Condition.healthy) return 0;
    return tasks.runningMs[slot] + setup.deploymentAndHealth.deployments.replacesAfterMs;
  }

  /** Whether the stopping task's load balancer sends it nothing any more. */
  isDeregistered(slot: number): boolean {
    const { tasks, equivalences, loop } = this.world;
    const equivalence = equivalences.all[tasks.equivalence[slot]];
    return this.registrations.areInTurns(equivalence) && this.registrations.deregisteredMs(slot, equivalence) <= loop.nowMs;
  }
}
