import { type FargateShape, fargateTariffs, platformOf } from '../../billing/fargate.js';
import { ITEMS, itemTariffs } from '../../billing/line-items.js';
import { isMissingPrice } from '../../billing/missing.js';
import { checkTypeName } from '../cluster/named-check.js';
import { groupProviders, isOnInstances } from '../cluster/providers.js';
import type { Context } from '../context.js';
import { allTypesOf } from '../groups/setup.js';
import type { Scenario, ServiceText, WorkloadText } from '../schema.js';
import { findDefinition } from '../task-definition/check.js';
import type { Path } from '../text/problem.js';
import { FARGATE, fargatePricesOf, itemsOf } from './setup.js';

/** Commitments name what there is, and every item that is charged has its prices. */
export function checkBilling(context: Context): void {
  const { scenario } = context;
  const { reservedInstances, savingsPlan, items } = scenario.billing;
  const used = typesIn(context);
  reservedInstances.forEach(({ instanceType }, i) => {
    const path = ['billing', 'reservedInstances', i, 'instanceType'];
    checkTypeName(context, path, instanceType);
    if (!used.includes(instanceType))
      context.warn(path, `no instance of the scenario is of type ${instanceType}: it is paid for and covers nothing`);
  });
  for (const name of Object.keys(savingsPlan?.percentOff ?? {}))
    if (name !== FARGATE) checkTypeName(context, ['billing', 'savingsPlan', 'percentOff', name], name);
  checkFargatePrices(context);
  const tariffs = itemTariffs(itemsOf(scenario), scenario.billing);
  if (isMissingPrice(tariffs)) context.error(['billing', 'items'], tariffs.missing);
  for (const item of ITEMS)
    if (scenario.prices[item] !== undefined && items[item] === undefined)
      context.warn(['prices', item], `has no effect: nothing is charged for it without billing.items.${item}`);
}

/** Each service and workload on Fargate has its price on every provider that it may run on. */
function checkFargatePrices(context: Context): void {
  const { scenario, sketches: definitions } = context;
  const prices = fargatePricesOf(scenario);
  const check = (path: Path, work: ServiceText | WorkloadText) => {
    const definition = definitions[findDefinition(work.taskDefinition, definitions) ?? -1];
    if (definition === undefined || isOnInstances(work, scenario)) return;
    const { operatingSystem: os, architecture: arch, cpuUnits, memoryMib, storageGib } = definition;
    for (const capacity of capacitiesOf(work, scenario)) {
      // What FARGATE_SPOT does not run has no price there, and has been told (C.FGS-02).
      if (capacity === 'spot' && (os === 'windows' || (arch === 'arm64' && scenario.awsBehaviour === 'guide-2024'))) continue;
      const platform = { os, arch, capacity };
      const tariffs = fargateTariffs(
        { ...platform, cpuUnits, memoryMib, storageGib },
        prices[platformOf(platform)] ?? {},
        scenario.billing,
      );
      if (isMissingPrice(tariffs)) context.error([...path, 'taskDefinition'], tariffs.missing);
    }
  };
  scenario.services.forEach((service, i) => {
    check(['services', i], service);
  });
  scenario.workloads.forEach((workload, i) => {
    check(['workloads', i], workload);
  });
}

/** A provider of weight and base 0 runs nothing, unless it is the only one. */
function capacitiesOf(
  { launchType, capacityProviderStrategy }: ServiceText | WorkloadText,
  { cluster }: Scenario,
): readonly FargateShape['capacity'][] {
  const strategy = launchType === undefined ? (capacityProviderStrategy ?? cluster.defaultCapacityProviderStrategy ?? []) : [];
  const names = strategy
    .filter(({ base, weight }) => strategy.length === 1 || base + weight > 0)
    .map(({ capacityProvider }) => capacityProvider);
  return launchType === 'FARGATE' ? ['on-demand'] : names.map((name) => (name === 'FARGATE_SPOT' ? 'spot' : 'on-demand'));
}

function typesIn({ scenario }: Context): string[] {
  return [
    ...groupProviders(scenario).flatMap(({ autoScalingGroup }) => allTypesOf(autoScalingGroup)),
    ...scenario.cluster.containerInstances.map(({ instanceType }) => instanceType),
  ];
}
