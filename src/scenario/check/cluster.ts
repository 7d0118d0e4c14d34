import { findInstanceType, suggestInstanceTypes } from '../../catalog/instance-types.js';
import { resolveInstanceType } from '../instance-types.js';
import type { Path } from '../problem.js';
import { notSimulated } from '../schema/fields.js';
import type { ProviderText } from '../schema/scenario.js';
import { instead } from '../suggest.js';
import { checkAttributes } from './attributes.js';
import { type Context, checkUnique, isGroupProvider } from './context.js';
import { checkStrategy } from './strategy.js';
import { warnOfGroupKeys } from './without-effect.js';

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
  cluster.containerInstances.forEach(({ instanceType, availabilityZones, attributes }, i) => {
    const path = ['cluster', 'containerInstances', i];
    checkInstanceType(context, [...path, 'instanceType'], instanceType);
    checkZones(context, [...path, 'availabilityZones'], availabilityZones);
    checkAttributes(context, path, { attributes, instanceType });
  });
  if (cluster.defaultCapacityProviderStrategy)
    checkStrategy(context, ['cluster', 'defaultCapacityProviderStrategy'], cluster.defaultCapacityProviderStrategy);
  if (cluster.accountSettings.awsvpcTrunkingFrom !== undefined && cluster.accountSettings.awsvpcTrunking === 'disabled')
    context.error(
      ['cluster', 'accountSettings', 'awsvpcTrunkingFrom'],
      'has no effect while awsvpcTrunking is disabled: write awsvpcTrunking: enabled',
    );
  if (cluster.containerInstances.length === 0 && !cluster.capacityProviders.some(isGroupProvider))
    context.warn(['cluster'], 'has no instances and no Auto Scaling group: nothing can run');
  checkUnique(
    context,
    ['instanceTypes'],
    scenario.instanceTypes.map(({ name }, i) => ({ name, at: [i, 'name'] })),
  );
  for (const name of Object.keys(scenario.prices.ec2)) checkPricedType(context, name);
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

/** One zone, or a list of them. */
function checkZones(context: Context, path: Path, zones: string | readonly string[] | undefined): void {
  const list = typeof zones === 'string' ? [{ zone: zones, at: path }] : (zones ?? []).map((zone, i) => ({ zone, at: [...path, i] }));
  for (const { zone, at } of list)
    if (!context.zones.includes(zone))
      context.error(at, `${JSON.stringify(zone)} is not a zone of the cluster${instead(zone, context.zones)}`);
  if (Array.isArray(zones))
    checkUnique(
      context,
      path,
      zones.map((name, i) => ({ name, at: [i] })),
    );
}

function checkProvider(context: Context, path: Path, provider: ProviderText): void {
  const { autoScalingGroupProvider: settings, autoScalingGroup: group } = provider;
  const groupPath = [...path, 'autoScalingGroup'];
  const { minSize, maxSize, desiredCapacity = minSize } = group;
  if (group.instanceTypes.length > 1)
    context.error(
      [...groupPath, 'instanceTypes'],
      `more than one instance type in a group ${notSimulated('give one, or a capacity provider for each type')}`,
    );
  else checkInstanceType(context, [...groupPath, 'instanceTypes', 0], group.instanceTypes[0]!);
  checkZones(context, [...groupPath, 'availabilityZones'], group.availabilityZones);
  checkAttributes(context, groupPath, { attributes: group.attributes, instanceType: group.instanceTypes[0]! });
  if (maxSize === 0) context.error([...groupPath, 'maxSize'], 'is 0, so the group can never scale out: give at least 1');
  else if (minSize > maxSize) context.error([...groupPath, 'minSize'], `${minSize} is above maxSize ${maxSize}`);
  else if (desiredCapacity < minSize || desiredCapacity > maxSize)
    context.error([...groupPath, 'desiredCapacity'], `${desiredCapacity} is not between minSize ${minSize} and maxSize ${maxSize}`);
  checkManagedScaling(context, [...path, 'autoScalingGroupProvider'], settings);
  warnOfGroupKeys(context, groupPath, provider);
}

function checkManagedScaling(context: Context, path: Path, settings: ProviderText['autoScalingGroupProvider']): void {
  const { managedScaling, managedTerminationProtection } = settings;
  const { status, minimumScalingStepSize, maximumScalingStepSize } = managedScaling;
  if (minimumScalingStepSize > maximumScalingStepSize)
    context.error(
      [...path, 'managedScaling', 'minimumScalingStepSize'],
      `${minimumScalingStepSize} is above maximumScalingStepSize ${maximumScalingStepSize}`,
    );
  if (status === 'DISABLED' && managedTerminationProtection === 'ENABLED')
    context.error(
      [...path, 'managedTerminationProtection'],
      'is ENABLED without managed scaling: write managedScaling: { status: ENABLED }, or DISABLED here',
    );
}

function checkInstanceType(context: Context, path: Path, name: string): void {
  const type = resolveInstanceType(name, context.scenario);
  // An own type whose definition is wrong is a mistake that is told there.
  if ('faults' in type && !context.names.instanceTypes.includes(name)) for (const fault of type.faults) context.error(path, fault);
}

function checkPricedType(context: Context, name: string): void {
  if (findInstanceType(name) !== undefined || context.names.instanceTypes.includes(name)) return;
  context.error(
    ['prices', 'ec2', name],
    `there is no instance type ${JSON.stringify(name)}${instead(name, [...suggestInstanceTypes(name), ...context.names.instanceTypes])}`,
  );
}
