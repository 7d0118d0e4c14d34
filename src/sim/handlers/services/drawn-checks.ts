import type { DrawnChecks } from '../../../services/health/condition-timeline.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { World } from '../../cluster/world.js';

/** Returns what a task draws about its health checks; null where it draws nothing. */
export function drawnChecks({ setup, chance, tasks, keys }: World, slot: number, equivalence: EquivalenceClass): DrawnChecks | null {
  const { healthReport, targets } = setup.deploymentAndHealth;
  const { service, taskClass, deploymentSpec } = equivalence;
  const { nodes = 1 } = targets;
  const reports = healthReport !== undefined && deploymentSpec!.checks[taskClass.revision].length > 0;
  const hasNodes = nodes > 1 && deploymentSpec!.targetGroup !== null;
  if (!reports && !hasNodes) return null;
  const [key, nth] = [keys.services[service], tasks.nth[slot]];
  const phaseOf = chance.draws(key, Purpose.checkPhase, nth);
  return {
    ...(reports && { reportMs: chance.ms(healthReport, key, Purpose.healthReport, nth) }),
    ...(hasNodes && { phases: Array.from({ length: nodes }, (_, node) => phaseOf(node)) }),
  };
}
