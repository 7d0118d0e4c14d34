import { z } from 'zod';
import { autoScalingGroupProvider, cluster as clusterSchema } from '../../scenario/cluster/schema.js';
import { ACCOUNT_PROVIDERS } from '../../sim/providers/of-setup.js';
import { Findings, type Place, under } from '../findings.js';
import { blockIn, field, shapedReporting, textAt } from '../in-scenario-shape.js';
import { asName, isBlock, listOf, nameIn, nameText, plural } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';
import { reportRest } from '../unread-keys.js';
import { isUnresolved, shownText } from '../unresolved.js';
import type { Building, Part } from './context.js';
import { groupName, groupOf } from './groups.js';
import { findBy } from './lookup.js';
import { amiOf, launchDataOf } from './templates.js';

/** Builds the capacity of the cluster: capacity providers with their groups, and groups without a provider. */

/** Returns a permitted provider name; ECS reserves some prefixes. */
export function providerName(reference: string): string {
  const name = asName(nameText(nameIn(reference)));
  return ACCOUNT_PROVIDERS.includes(name) ? name : name.replace(/^(aws|ecs|fargate)/i, 'asg-$1');
}

export function buildCapacity(building: Building): void {
  const { inventory, scenario, findings } = building;
  const taken = new Set<DescribedResource>();
  for (const described of inventory.capacityProviders) addProvider(building, described, taken);
  for (const group of inventory.autoScalingGroups) if (!taken.has(group)) addGroupAlone(building, group);
  for (const { names, place } of associations(building)) {
    for (const name of names.map(providerName))
      if (ACCOUNT_PROVIDERS.includes(name) && !scenario.cluster.capacityProviders.includes(name))
        scenario.cluster.capacityProviders.push(name);
    const kept = names.map(providerName).filter((name) => !building.lostProviders.has(name));
    if (kept.length > 0) findings.understood(place, `capacity providers ${kept.join(', ')}`);
  }
  addDefaultStrategy(building);
  addAmi(building);
}

const READ = [
  ...[
    'name',
    'capacityProviderName',
    'capacityProviderArn',
    'cluster',
    'clusterName',
    'autoScalingGroupProvider',
    'managedInstancesProvider',
  ],
  ...['type', 'updateStatus', 'updateStatusReason'],
];

function addProvider(building: Building, described: DescribedResource, taken: Set<DescribedResource>): void {
  const { inventory, scenario, findings, draft } = building;
  const { place, value } = described;
  const name = textAt(value, 'name') ?? described.id ?? 'provider';
  if (ACCOUNT_PROVIDERS.includes(name)) {
    if (!scenario.cluster.capacityProviders.includes(name)) scenario.cluster.capacityProviders.push(name);
    return;
  }
  const status = textAt(value, 'status') ?? 'ACTIVE';
  if (status === 'INACTIVE')
    return findings.leftOut(under(place, 'status'), `the capacity provider ${providerName(name)} is INACTIVE: it was deleted`);
  if (status !== 'ACTIVE') findings.leftOut(under(place, 'status'), `is ${status}; the simulation has an ACTIVE capacity provider`);
  reportRest(value, READ, { place, findings });
  const own = blockIn(field(value, 'autoScalingGroupProvider'));
  if (own === undefined || blockIn(field(value, 'managedInstancesProvider')) !== undefined) {
    building.lostProviders.add(providerName(name));
    return findings.lost(place, `the capacity provider ${providerName(name)} is of ECS Managed Instances, which are not simulated`);
  }
  const reference = textAt(own, 'autoScalingGroupArn');
  const group = findBy(inventory.autoScalingGroups, reference, 'autoScalingGroupName', 'name', 'autoScalingGroupARN');
  if (group === undefined)
    return findings.lost(
      under(place, 'autoScalingGroupProvider', 'autoScalingGroupArn'),
      `the group ${nameIn(reference ?? 'of the provider')} of ${providerName(name)} is not in the input: give what describes it as well`,
    );
  taken.add(group);
  const part: Part = {
    name: providerName(name),
    ...shapedReporting(providerSchema, { autoScalingGroupProvider: own }, { place, findings }),
    autoScalingGroup: groupOf(building, group, providerName(name)),
  };
  scenario.cluster.capacityProviders.push(part);
  draft.from(part, place, group.place);
  findings.understood(place, `capacity provider ${part.name} of group ${groupName(group)}: ${sizes(part.autoScalingGroup as Part)}`, part);
}

/** Returns the name in the scenario of the provider of a group. */
export function providerOfGroup({ inventory, scenario }: Building, reference: string | undefined): string | undefined {
  const groupAt = (name: string | undefined) =>
    findBy(inventory.autoScalingGroups, name, 'autoScalingGroupName', 'name', 'autoScalingGroupARN');
  const group = groupAt(reference);
  if (group === undefined) return undefined;
  const owner = inventory.capacityProviders.find(
    ({ value }) => groupAt(textAt(blockIn(field(value, 'autoScalingGroupProvider')), 'autoScalingGroupArn')) === group,
  );
  const name = providerName(owner === undefined ? groupName(group) : (textAt(owner.value, 'name') ?? owner.id ?? 'provider'));
  return scenario.cluster.capacityProviders.some((provider) => isBlock(provider) && provider.name === name) ? name : undefined;
}

function sizes({ instanceTypes, minSize, maxSize }: Part): string {
  return `${minSize} to ${maxSize} of ${(instanceTypes as string[]).join(', ')}`;
}

/** Adds a group without a provider: its instances serve tasks with launch type EC2, and ECS does not scale it. */
function addGroupAlone(building: Building, group: DescribedResource): void {
  const { scenario, findings, draft } = building;
  const { place } = group;
  if (textAt(group.value, 'maxSize') === '0')
    return findings.leftOut(place, `the group ${groupName(group)} has maxSize 0: nothing of it ever runs`);
  const part: Part = {
    name: providerName(groupName(group)),
    autoScalingGroupProvider: { managedScaling: { status: 'DISABLED' }, managedDraining: 'DISABLED' },
    autoScalingGroup: groupOf(building, group, providerName(groupName(group))),
  };
  scenario.cluster.capacityProviders.push(part);
  draft.from(part, place);
  draft.remark(part, 'autoScalingGroupProvider', 'No capacity provider has this group: it keeps its size.');
  findings.understood(
    place,
    `group ${groupName(group)} without a capacity provider: ${sizes(part.autoScalingGroup as Part)}, a fixed size`,
    part,
  );
}

function associations({ inventory }: Building): { names: string[]; place: Place; strategy: unknown }[] {
  return [...inventory.clusters, ...inventory.clusterProviders].flatMap(({ value, place }) => {
    const names = listOf(field(value, 'capacityProviders')).map(shownText);
    const strategy = field(value, 'defaultCapacityProviderStrategy');
    return names.length === 0 && strategy === undefined ? [] : [{ names, place, strategy }];
  });
}

function addDefaultStrategy(building: Building): void {
  const { scenario, findings } = building;
  for (const { strategy, place } of associations(building)) {
    if (listOf(strategy).length === 0) continue;
    if (isUnresolved(strategy)) continue;
    const at = under(place, 'defaultCapacityProviderStrategy');
    const { defaultCapacityProviderStrategy } = shapedReporting(
      clusterSchema,
      { defaultCapacityProviderStrategy: strategy },
      { place: at, findings },
    );
    const items = strategyItems(defaultCapacityProviderStrategy).filter(
      ({ capacityProvider }) => !building.lostProviders.has(String(capacityProvider)),
    );
    if (items.length > 0) scenario.cluster.defaultCapacityProviderStrategy = items;
  }
}

/** Returns the providers of the cluster's default strategy, as the input has it. */
export function defaultProviders(building: Building): string[] {
  return associations(building).flatMap(({ strategy }) => (isUnresolved(strategy) ? [] : providersIn(strategy)));
}

/** Returns the names of the providers in a strategy of any spelling. */
export function providersIn(strategy: unknown): string[] {
  return listOf(strategy).flatMap((item) => {
    const name = textAt(item, 'capacityProvider');
    return name === undefined ? [] : [providerName(name)];
  });
}

/** Returns the strategy items that name a provider. */
export function strategyItems(strategy: unknown): Part[] {
  const items = listOf(strategy).filter(isBlock) as Part[];
  return items.filter(({ capacityProvider }) => capacityProvider !== undefined).map(withProviderName);
}

function withProviderName(item: Part): Part {
  return { ...item, capacityProvider: providerName(String(item.capacityProvider)) };
}

/** Sets one AMI for the cluster, from the images of its groups. */
function addAmi(building: Building): void {
  const { inventory, scenario, findings } = building;
  const images = inventory.autoScalingGroups.map((group) => launchDataOf({ ...building, findings: new Findings() }, group));
  const known = images.flatMap((data) => (data === undefined ? [] : [{ ami: amiOf(data.image), data }]));
  const amis = [...new Set(known.flatMap(({ ami }) => ami ?? []))];
  const [first] = known;
  if (first === undefined) return;
  if (amis.length === 0)
    findings.assumed(first.data.place, 'instances run Amazon Linux 2023: the name of the image does not show its system', 'cluster.ami');
  else scenario.cluster.ami = amis[0];
  if (amis.length > 1)
    findings.assumed(
      first.data.place,
      `all instances run ${amis[0]}, and the input has ${plural(amis.length, 'image')} (${amis.join(', ')})`,
      'cluster.ami',
    );
}

/** Schema of a capacity provider without its name and group. */
const providerSchema = z.strictObject({ autoScalingGroupProvider });
