import { ITEMS, itemTariffs } from '../../billing/line-items.js';
import { isMissingPrice } from '../../billing/missing.js';
import { FARGATE, itemsOf } from '../billing.js';
import { typesOf } from '../groups.js';
import { type Context, isGroupProvider } from './context.js';
import { checkTypeName } from './named.js';

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
  const tariffs = itemTariffs(itemsOf(scenario), scenario.billing);
  if (isMissingPrice(tariffs)) context.error(['billing', 'items'], tariffs.missing);
  for (const item of ITEMS)
    if (scenario.prices[item] !== undefined && items[item] === undefined)
      context.warn(['prices', item], `has no effect: nothing is charged for it without billing.items.${item}`);
}

function typesIn({ scenario: { cluster } }: Context): string[] {
  return [
    ...cluster.capacityProviders.filter(isGroupProvider).flatMap(({ autoScalingGroup }) => typesOf(autoScalingGroup)),
    ...cluster.containerInstances.map(({ instanceType }) => instanceType),
  ];
}
