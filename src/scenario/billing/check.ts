import { itemTariffs, PRICED_ITEMS } from '../../billing/line-items.js';
import { isMissingPrice } from '../../billing/missing.js';
import { VOLUME_TYPES } from '../../billing/volumes.js';
import { checkTypeName } from '../cluster/named-check.js';
import { groupProviders } from '../cluster/providers.js';
import type { Context } from '../context.js';
import { allTypesOf } from '../groups/setup.js';
import { whereOf } from '../kinds.js';
import type { ServiceText, WorkloadText } from '../schema.js';
import { findDefinition } from '../task-definition/check.js';
import type { Path } from '../text/problem.js';
import { FARGATE, itemsOf } from './setup.js';

/** Checks that commitments refer to things that exist, and that every charged item has its prices. */
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
  checkPrices(context);
  const tariffs = itemTariffs(itemsOf(scenario), scenario.billing);
  if (isMissingPrice(tariffs)) context.error(['billing', 'items'], tariffs.missing);
  for (const name of Object.keys(scenario.prices.ebs))
    if (!VOLUME_TYPES.includes(name)) context.error(['prices', 'ebs', name], `is no volume type: ${VOLUME_TYPES.join(', ')} are`);
  for (const item of PRICED_ITEMS)
    if (scenario.prices[item] !== undefined && items[item] === undefined && !context.isReported(['billing', 'items', item]))
      context.warn(['prices', item], `has no effect: nothing is charged for it without billing.items.${item}`);
}

/** Checks that each service and workload has a price on every provider that it may run on. */
function checkPrices(context: Context): void {
  const { scenario, sketches: definitions } = context;
  const check = (path: Path, work: ServiceText | WorkloadText) => {
    const definition = definitions[findDefinition(work.taskDefinition, definitions) ?? -1];
    if (definition !== undefined) whereOf(work, scenario).checkPrices(context, path, work, definition);
  };
  scenario.services.forEach((service, i) => {
    check(['services', i], service);
  });
  scenario.workloads.forEach((workload, i) => {
    check(['workloads', i], workload);
  });
}

function typesIn({ scenario }: Context): string[] {
  return [
    ...groupProviders(scenario).flatMap(({ autoScalingGroup }) => allTypesOf(autoScalingGroup)),
    ...scenario.cluster.containerInstances.map(({ instanceType }) => instanceType),
  ];
}
