import type { Ms } from '../../../kernel/event-loop.js';
import type { DrawnChecks } from '../../../services/health/condition-timeline.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { World } from '../../cluster/world.js';

/** Returns a task's draws for its health checks; null: none. */
export function drawnChecks(world: World, slot: number, equivalence: EquivalenceClass): DrawnChecks | null {
  const reportMs = drawnReportMs(world, slot, equivalence);
  const { nodes = 1 } = world.setup.deploymentAndHealth.targets;
  const hasNodes = nodes > 1 && equivalence.deploymentSpec!.targetGroup !== null;
  if (reportMs === undefined && !hasNodes) return null;
  const phaseOf = world.chance.draws(world.keys.services[equivalence.service], Purpose.checkPhase, world.tasks.nth[slot]);
  return {
    ...(reportMs !== undefined && { reportMs }),
    ...(hasNodes && { phases: Array.from({ length: nodes }, (_, node) => phaseOf(node)) }),
  };
}

/** Returns the time from a change of container health until ECS has it, drawn for the task; undefined: equal for all tasks. */
export function drawnReportMs({ setup, chance, tasks, keys }: World, slot: number, equivalence: EquivalenceClass): Ms | undefined {
  const { healthReport } = setup.deploymentAndHealth;
  const { service, taskClass, deploymentSpec } = equivalence;
  if (healthReport === undefined || deploymentSpec!.checks[taskClass.revision].length === 0) return undefined;
  return chance.ms(healthReport, keys.services[service], Purpose.healthReport, tasks.nth[slot]);
}
