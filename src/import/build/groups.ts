import { warmPool } from '../../scenario/groups/life-schema.js';
import { autoScalingGroup } from '../../scenario/groups/schema.js';
import { type Place, under } from '../findings.js';
import { blockIn, field, shapedReporting, textAt } from '../in-scenario-shape.js';
import { asName, isBlock, keyLetters, listOf, nameText } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';
import { reportRest } from '../unread-keys.js';
import { isUnresolved, reportUnresolved, shownText } from '../unresolved.js';
import type { Building, Part } from './context.js';
import { groupPoliciesOf } from './group-policies.js';
import { findBy } from './lookup.js';
import { typesMeeting } from './requirements.js';
import { type LaunchData, launchDataOf, namesInAws } from './templates.js';

/** Converts Auto Scaling groups into the scenario's shape. */

const DEFAULT_MAX = 1;
/** Instance type of a group whose launch template is unknown. */
const TYPE = 'm5.large';

/** Returns the group as the block of a capacity provider. */
export function groupOf(building: Building, described: DescribedResource, provider: string): Part {
  const { findings } = building;
  const { place, value } = described;
  const known = without(value, [
    'autoScalingGroupName',
    'name',
    'instances',
    'lifecycleHookSpecificationList',
    'initialLifecycleHook',
    'warmPoolConfiguration',
    'warmPool',
  ]);
  reportRest(only(value, READ_APART), READ_OF_THEM, { place, findings });
  const shapedGroup = shapedReporting(autoScalingGroup, renamed(known), { place, findings });
  const data = launchDataOf(building, described);
  const { mixedInstancesPolicy, instanceTypes: _, minSize, maxSize, desiredCapacity, ...rest } = shapedGroup as Part;
  const types = typesOf(building, described, data);
  const least = typeof minSize === 'number' ? minSize : 0;
  const most = typeof maxSize === 'number' && maxSize > 0 ? maxSize : Math.max(least, DEFAULT_MAX);
  if (most !== maxSize)
    findings.assumed(
      under(place, 'maxSize'),
      `the group ${groupName(described)} has at most ${most}: ${maxSize === 0 ? 'with 0 it could never have any' : 'it does not say'}`,
    );
  const group: Part = {
    ...namesInAws(described, provider),
    instanceTypes: types,
    ...purchases(mixedInstancesPolicy, data),
    minSize: least,
    maxSize: most,
    ...(desiredCapacity === undefined ? {} : { desiredCapacity }),
    ...zonesOf(building, value),
    ...rest,
    ...(data?.drainsSpot ? { spotInstanceDraining: true } : {}),
    ...(data === undefined || Object.keys(data.attributes).length === 0 ? {} : { attributes: data.attributes }),
    ...hooksOf(building, described),
    ...warmPoolOf(building, described, data),
    ...(data?.isDetailed ? { monitoring: { enabled: true } } : {}),
    ...groupPoliciesOf(building, described),
  };
  if (types.length > 1) building.draft.remark(group, 'instanceTypes', 'In order of preference.');
  return group;
}

const READ_APART = [
  'availabilityZones',
  'protectFromScaleIn',
  'cooldown',
  'vpcZoneIdentifier',
  'mixedInstancesPolicy',
  'launchTemplate',
  'launchConfigurationName',
  'launchConfiguration',
];
const TEMPLATE = ['launchTemplateId', 'launchTemplateName', 'id', 'name', 'version'];
/** The parts of these keys that are read. */
const READ_OF_THEM = [
  ...READ_APART.filter((key) => key !== 'mixedInstancesPolicy' && key !== 'launchTemplate'),
  ...TEMPLATE.flatMap((key) => [`launchTemplate.${key}`, `mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.${key}`]),
  ...['overrides', 'override'].flatMap((key) =>
    ['instanceType', 'instanceRequirements'].map((inner) => `mixedInstancesPolicy.launchTemplate.${key}.${inner}`),
  ),
  'mixedInstancesPolicy.instancesDistribution',
];

/** Keys that plans and the API spell differently, or that are handled elsewhere. */
function renamed(value: Part): Part {
  const protectedFrom = field(value, 'protectFromScaleIn');
  const cooldown = field(value, 'cooldown');
  const mixed = blockIn(field(value, 'mixedInstancesPolicy'));
  const distribution = field(mixed, 'instancesDistribution');
  return {
    ...without(value, READ_APART),
    ...(distribution === undefined ? {} : { mixedInstancesPolicy: { instancesDistribution: distribution } }),
    ...(cooldown === undefined ? {} : { defaultCooldown: cooldown }),
    ...(protectedFrom === undefined ? {} : { newInstancesProtectedFromScaleIn: protectedFrom }),
  };
}

export function without(value: Readonly<Part>, names: readonly string[]): Part {
  const drop = new Set(names.map(keyLetters));
  return Object.fromEntries(Object.entries(value).filter(([key]) => !drop.has(keyLetters(key))));
}

export function only(value: Readonly<Part>, names: readonly string[]): Part {
  const keep = new Set(names.map(keyLetters));
  return Object.fromEntries(Object.entries(value).filter(([key]) => keep.has(keyLetters(key))));
}

function purchases(mixed: unknown, data: LaunchData | undefined): Part {
  const distribution = isBlock(mixed) ? mixed.instancesDistribution : undefined;
  if (isBlock(distribution) && Object.keys(distribution).length > 0) {
    const { onDemandAllocationStrategy, ...others } = distribution;
    const strategy = onDemandAllocationStrategy === undefined ? {} : { onDemandAllocationStrategy };
    return { mixedInstancesPolicy: { instancesDistribution: { ...others, ...strategy } } };
  }
  if (!data?.isSpot) return {};
  const price = data.spotMaxPrice === undefined ? {} : { spotMaxPrice: data.spotMaxPrice };
  return { mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0, ...price } } };
}

/** Returns the instance types of the overrides, else of the launch template. */
function typesOf(building: Building, { place, value }: DescribedResource, data: LaunchData | undefined): string[] {
  const { findings } = building;
  const policy = blockIn(field(value, 'mixedInstancesPolicy'));
  const overrides = listOf(field(blockIn(field(policy, 'launchTemplate')), 'overrides', 'override'));
  const at = under(place, 'mixedInstancesPolicy', 'launchTemplate', 'overrides');
  const image = data?.image ?? '';
  const types = overrides.flatMap((override, i) => overridden(building, override, { place: under(at, i), image }));
  if (types.length > 0) return distinct(types);
  if (data?.instanceType !== undefined && isUnresolved(data.instanceType)) {
    reportUnresolved(data.instanceType, data.place, findings);
    return [];
  }
  if (typeof data?.instanceType === 'string') return [data.instanceType];
  if (data?.requirements !== undefined) return typesMeeting(building, data.requirements, { place: data.place, image });
  const running = distinct(listOf(field(value, 'instances')).flatMap((instance) => textAt(instance, 'instanceType') ?? []));
  if (running.length > 0) {
    findings.assumed(place, `launches ${running.join(', ')}, as its instances are: neither overrides nor a launch template say a type`);
    return running;
  }
  const lacking = data === undefined ? 'its launch template is not in the input' : 'its launch template has none';
  findings.assumed(place, `its instances are ${TYPE}: ${lacking}`, `cluster.capacityProviders.*.autoScalingGroup.instanceTypes`);
  return [TYPE];
}

function overridden(building: Building, override: unknown, { place, image }: { place: Place; image: string }): string[] {
  const type = field(override, 'instanceType');
  if (isUnresolved(type)) reportUnresolved(type, under(place, 'instanceType'), building.findings);
  else if (type !== undefined) return [String(type)];
  const requirements = blockIn(field(override, 'instanceRequirements'));
  return requirements === undefined ? [] : typesMeeting(building, requirements, { place: under(place, 'instanceRequirements'), image });
}

export function groupName({ value, id }: DescribedResource): string {
  return asName(nameText(textAt(value, 'autoScalingGroupName', 'name') ?? id ?? 'group'));
}

/** Returns the zones of the group, else those of its subnets. */
function zonesOf({ inventory }: Building, value: Part): Part {
  const given = listOf(field(value, 'availabilityZones')).filter((zone) => typeof zone === 'string');
  const subnets = listOf(field(value, 'vpcZoneIdentifier')).flatMap((one) => shownText(one).split(','));
  const found = subnets.map((subnet) => {
    const described = findBy(inventory.subnets, subnet.trim(), 'subnetId', 'id');
    return textAt(described?.value, 'availabilityZone');
  });
  const zones = distinct(given.length > 0 ? (given as string[]) : found.filter((zone) => zone !== undefined && !zone.includes('${')));
  return zones.length > 0 && (given.length > 0 || !found.includes(undefined)) ? { availabilityZones: zones } : {};
}

function distinct<T>(list: readonly (T | undefined)[]): T[] {
  return [...new Set(list)].filter((item) => item !== undefined) as T[];
}

/** Returns the warm pool, given in the group or as a resource that names the group. */
function warmPoolOf({ inventory, findings }: Building, described: DescribedResource, data: LaunchData | undefined): Part {
  const inGroup = blockIn(field(described.value, 'warmPoolConfiguration', 'warmPool'));
  const apart = inventory.warmPools.find(
    ({ value: pool }) => findBy([described], textAt(pool, 'autoScalingGroupName'), 'autoScalingGroupName', 'name') === described,
  );
  const place = apart?.place ?? under(described.place, 'warmPool');
  const pool = apart?.value ?? inGroup;
  if (pool === undefined || Object.keys(pool).length === 0) return {};
  const known = without(pool, ['autoScalingGroupName', 'status', 'instanceReusePolicy']);
  const reuse = field(blockIn(field(pool, 'instanceReusePolicy')), 'reuseOnScaleIn');
  reportRest(only(pool, ['instanceReusePolicy']), ['instanceReusePolicy.reuseOnScaleIn'], { place, findings });
  if (String(reuse) === 'true') findings.leftOut(under(place, 'instanceReusePolicy'), 'ECS does not take instances back into a warm pool');
  const check = data?.checksWarmPools ? { warmPoolsCheck: true } : {};
  return { warmPool: { ...shapedReporting(warmPool, known, { place, findings }), ...check } };
}

const READ_OF_HOOK = [
  ...['lifecycleHookName', 'name', 'lifecycleTransition', 'heartbeatTimeout', 'defaultResult', 'autoScalingGroupName'],
  'globalTimeout', // Of answers: it follows from the heartbeat timeout.
];

/** Returns the lifecycle hooks; the duration of their actions is not in the input. */
function hooksOf({ inventory, findings, draft }: Building, described: DescribedResource): Part {
  const { value, place } = described;
  const inGroup = listOf(field(value, 'lifecycleHookSpecificationList', 'initialLifecycleHook')).filter(isBlock);
  const apart = inventory.lifecycleHooks.filter(
    ({ value: hook }) => findBy([described], textAt(hook, 'autoScalingGroupName'), 'autoScalingGroupName', 'name') === described,
  );
  const blocks = [...inGroup, ...apart.map(({ value: hook }) => hook)];
  const hooks = blocks.map((block, i) => {
    reportRest(block, READ_OF_HOOK, { place: inGroup.includes(block) ? place : apart[i - inGroup.length]!.place, findings });
    const { lifecycleTransition, heartbeatTimeout, defaultResult } = {
      lifecycleTransition: textAt(block, 'lifecycleTransition'),
      heartbeatTimeout: field(block, 'heartbeatTimeout'),
      defaultResult: textAt(block, 'defaultResult'),
    };
    const hook: Part = {
      lifecycleHookName: asName(textAt(block, 'lifecycleHookName', 'name') ?? `hook-${i + 1}`),
      lifecycleTransition,
      ...(Number(heartbeatTimeout) > 0 ? { heartbeatTimeout: Number(heartbeatTimeout) } : {}),
      ...(defaultResult === undefined ? {} : { defaultResult }),
      actionTime: ACTION_TIME,
    };
    draft.remark(hook, 'actionTime', 'assumed: how long the action of the hook takes');
    return hook;
  });
  if (hooks.length === 0) return {};
  findings.assumed(
    place,
    `the action of each lifecycle hook takes ${ACTION_TIME}`,
    'autoScalingGroup.lifecycleHookSpecificationList.*.actionTime',
  );
  return { lifecycleHookSpecificationList: hooks };
}

export const ACTION_TIME = '30s';
