import { type FargateShape, fargateTariffs, platformOf } from '../../billing/fargate.js';
import { isMissingPrice } from '../../billing/missing.js';
import { fargatePricesOf } from '../billing/setup.js';
import { strategyOf } from '../cluster/providers.js';
import type { Context } from '../context.js';
import type { Scenario, ServiceText, WorkloadText } from '../schema.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import type { Path } from '../text/problem.js';

/** Reports missing Fargate prices that a service or standalone tasks need. */
export function checkFargatePrices(context: Context, path: Path, work: ServiceText | WorkloadText, definition: TaskDefinition): void {
  const { scenario } = context;
  const prices = fargatePricesOf(scenario);
  const { operatingSystem: os, fargateTask, cpuUnits, memoryMib, storageGib } = definition;
  const arch = fargateTask.architecture;
  for (const capacity of capacitiesOf(work, scenario)) {
    // FARGATE_SPOT has no price for tasks that it does not run; that mistake has been reported (C.FGS-02).
    if (capacity === 'spot' && (os === 'windows' || (arch === 'arm64' && scenario.awsBehaviour === 'guide-2024'))) continue;
    const platform = { os, arch, capacity };
    const tariffs = fargateTariffs({ ...platform, cpuUnits, memoryMib, storageGib }, prices[platformOf(platform)] ?? {}, scenario.billing);
    if (isMissingPrice(tariffs)) context.error([...path, 'taskDefinition'], tariffs.missing);
  }
}

/** A provider with weight and base 0 runs no task, unless it is the only one. */
function capacitiesOf(work: ServiceText | WorkloadText, scenario: Scenario): readonly FargateShape['capacity'][] {
  if (work.launchType !== undefined) return ['on-demand'];
  const strategy = strategyOf(work, scenario);
  return strategy
    .filter(({ base, weight }) => strategy.length === 1 || base + weight > 0)
    .map(({ capacityProvider }) => (capacityProvider === 'FARGATE_SPOT' ? 'spot' : 'on-demand'));
}
