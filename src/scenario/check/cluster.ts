import { fargateProvidersOf } from '../fargate.js';
import { checkAttributes } from './attributes.js';
import { type Context, checkUnique, isGroupProvider } from './context.js';
import { checkProvider, checkTrunking } from './groups.js';
import { checkInstanceType, checkTypeName, checkZones } from './named.js';
import { checkStrategy } from './strategy.js';

export function checkCluster(context: Context): void {
  const { scenario } = context;
  const { cluster } = scenario;
  checkZonesAndSubnets(context);
  const names = cluster.capacityProviders.map((provider, i) =>
    isGroupProvider(provider) ? { name: provider.name, at: [i, 'name'] } : { name: provider, at: [i] },
  );
  checkUnique(context, ['cluster', 'capacityProviders'], names);
  cluster.capacityProviders.forEach((provider, i) => {
    if (isGroupProvider(provider)) checkProvider(context, ['cluster', 'capacityProviders', i], provider);
  });
  cluster.containerInstances.forEach(({ instanceType, availabilityZones, attributes, accountSettings }, i) => {
    const path = ['cluster', 'containerInstances', i];
    checkInstanceType(context, [...path, 'instanceType'], instanceType);
    checkZones(context, [...path, 'availabilityZones'], availabilityZones);
    checkAttributes(context, path, { attributes, instanceType });
    checkTrunking(context, [...path, 'accountSettings'], accountSettings);
  });
  if (cluster.defaultCapacityProviderStrategy)
    checkStrategy(context, ['cluster', 'defaultCapacityProviderStrategy'], cluster.defaultCapacityProviderStrategy);
  checkTrunking(context, ['cluster', 'accountSettings'], cluster.accountSettings);
  if (
    cluster.containerInstances.length === 0 &&
    !cluster.capacityProviders.some(isGroupProvider) &&
    fargateProvidersOf(scenario).length === 0
  )
    context.warn(['cluster'], 'has no instances, no Auto Scaling group and no Fargate: nothing can run');
  checkZones(context, ['fargate', 'availabilityZones'], scenario.fargate.availabilityZones);
  checkUnique(
    context,
    ['targetGroups'],
    scenario.targetGroups.map(({ name }, i) => ({ name, at: [i, 'name'] })),
  );
  checkUnique(
    context,
    ['images'],
    scenario.images.map(({ image }, i) => ({ name: image, at: [i, 'image'] })),
  );
  checkUnique(
    context,
    ['instanceTypes'],
    scenario.instanceTypes.map(({ name }, i) => ({ name, at: [i, 'name'] })),
  );
  for (const name of Object.keys(scenario.prices.ec2)) checkTypeName(context, ['prices', 'ec2', name], name);
  for (const name of Object.keys(scenario.prices.spot)) checkTypeName(context, ['prices', 'spot', name], name);
}

function checkZonesAndSubnets(context: Context): void {
  const { region, cluster } = context.scenario;
  const path = ['cluster', 'availabilityZones'];
  checkUnique(
    context,
    path,
    (cluster.availabilityZones ?? []).map((name, i) => ({ name, at: [i] })),
  );
  cluster.availabilityZones?.forEach((zone, i) => {
    if (!zone.startsWith(region))
      context.error([...path, i], `${JSON.stringify(zone)} is not a zone of ${region}: its zones are ${region}a, ${region}b and so on`);
  });
  for (const [subnet, zone] of Object.entries(cluster.subnets ?? {})) checkZones(context, ['cluster', 'subnets', subnet], zone);
}
