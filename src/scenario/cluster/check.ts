import { type Context, checkUnique, checkUniqueIn } from '../context.js';
import { checkProvider, checkTrunking } from '../groups/check.js';
import { SCENARIO_KINDS } from '../kinds.js';
import { checkStrategy } from '../placement/check.js';
import { checkTargetGroups } from '../services/target-groups-check.js';
import type { Path } from '../text/problem.js';
import { checkAttributes } from './attributes-check.js';
import { type FixedText, isExternal } from './external.js';
import { checkInstanceType, checkTypeName, checkZones } from './named-check.js';
import { accountProvidersOf, groupProviders, listedProviders } from './providers.js';
import { checkReservations } from './reservations.js';

/** Reports mistakes in the capacity of a cluster: its providers, zones, instances and reservations. */
export function checkCluster(context: Context): void {
  const { scenario } = context;
  const { cluster } = scenario;
  checkZonesAndSubnets(context);
  const providers = listedProviders(scenario);
  const names = providers.map(({ name, group }, i) => ({ name, at: group === null ? [i] : [i, 'name'] }));
  checkUnique(context, ['cluster', 'capacityProviders'], names);
  providers.forEach(({ group }, i) => {
    if (group !== null) checkProvider(context, ['cluster', 'capacityProviders', i], group);
  });
  cluster.containerInstances.forEach(({ instanceType, availabilityZones, attributes, accountSettings }, i) => {
    const path = ['cluster', 'containerInstances', i];
    checkInstanceType(context, [...path, 'instanceType'], instanceType);
    checkZones(context, [...path, 'availabilityZones'], availabilityZones);
    checkAttributes(context, path, { attributes, instanceType });
    checkTrunking(context, [...path, 'accountSettings'], accountSettings);
    checkExternal(context, path, cluster.containerInstances[i]!);
  });
  if (cluster.defaultCapacityProviderStrategy)
    checkStrategy(context, ['cluster', 'defaultCapacityProviderStrategy'], cluster.defaultCapacityProviderStrategy);
  checkTrunking(context, ['cluster', 'accountSettings'], cluster.accountSettings);
  if (
    cluster.containerInstances.length + (scenario.present?.containerInstances ?? []).length === 0 &&
    groupProviders(scenario).length === 0 &&
    accountProvidersOf(scenario).length === 0
  )
    context.warn(['cluster'], 'has no instances, no Auto Scaling group and no Fargate: nothing can run');
  for (const { checkCluster } of Object.values(SCENARIO_KINDS)) checkCluster(context);
  checkReservations(context);
  checkTargetGroups(context);
  checkUniqueIn(context, ['images'], scenario.images, 'image');
  checkUniqueIn(context, ['instanceTypes'], scenario.instanceTypes, 'name');
  for (const name of Object.keys(scenario.prices.ec2)) checkTypeName(context, ['prices', 'ec2', name], name);
  for (const name of Object.keys(scenario.prices.spot)) checkTypeName(context, ['prices', 'spot', name], name);
}

/** C.EXT-01 */
function checkExternal(context: Context, path: Path, fixed: FixedText): void {
  if (!isExternal(fixed)) {
    if (fixed.usdPerHour !== undefined)
      context.error([...path, 'usdPerHour'], 'is for launchType: EXTERNAL; the price of an EC2 instance is that of its type: prices.ec2');
    return;
  }
  if (fixed.availabilityZones !== undefined)
    context.error([...path, 'availabilityZones'], 'is not for launchType: EXTERNAL: these instances are in no zone of AWS');
  if (fixed.accountSettings !== undefined)
    context.error([...path, 'accountSettings'], 'is not for launchType: EXTERNAL: these instances have no network interfaces for tasks');
}

function checkZonesAndSubnets(context: Context): void {
  const { region, cluster } = context.scenario;
  const path = ['cluster', 'availabilityZones'];
  checkUniqueIn(context, path, cluster.availabilityZones ?? []);
  cluster.availabilityZones?.forEach((zone, i) => {
    if (!zone.startsWith(region))
      context.error([...path, i], `${JSON.stringify(zone)} is not a zone of ${region}: its zones are ${region}a, ${region}b and so on`);
  });
  for (const [subnet, zone] of Object.entries(cluster.subnets ?? {})) checkZones(context, ['cluster', 'subnets', subnet], zone);
}
