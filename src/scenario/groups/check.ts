import { findInstanceType } from '../../catalog/instance-types.js';
import { checkAttributes } from '../cluster/attributes-check.js';
import { resolveInstanceType } from '../cluster/instance-types.js';
import { checkInstanceType, checkZones } from '../cluster/named-check.js';
import { type Context, checkUnique, checkUniqueIn } from '../context.js';
import { notSimulated } from '../fields.js';
import type { GroupText, ProviderText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { durationMs } from '../units.js';
import { checkGroupPolicies } from './policies-check.js';
import { hasSpot, type TypesText, typesOf } from './setup.js';

/** Checks a capacity provider with its Auto Scaling group. */
export function checkProvider(context: Context, path: Path, provider: ProviderText): void {
  const { autoScalingGroupProvider: settings, autoScalingGroup: group } = provider;
  const groupPath = [...path, 'autoScalingGroup'];
  checkTypes(context, groupPath, group);
  checkZones(context, [...groupPath, 'availabilityZones'], group.availabilityZones);
  const [instanceType] = typesOf(group);
  if (instanceType !== undefined) checkAttributes(context, groupPath, { attributes: group.attributes, instanceType });
  checkTrunking(context, [...groupPath, 'accountSettings'], group.accountSettings);
  checkSizes(context, groupPath, group);
  checkHooks(context, groupPath, group);
  checkWarmPool(context, groupPath, group);
  checkRefreshes(context, groupPath, group);
  checkDistribution(context, groupPath, group);
  checkManagedScaling(context, [...path, 'autoScalingGroupProvider'], settings);
  checkProtection(context, groupPath, provider);
  checkGroupPolicies(context, groupPath, provider);
  warnOfGroupKeys(context, groupPath, provider);
}

interface Place {
  readonly name: string;
  readonly at: Path;
}

/** The places of the types of a group, and of its refreshes, each with its path. */
export function allPlacesOfTypes(path: Path, group: GroupText): Place[] {
  const later = (group.instanceRefreshes ?? []).flatMap(({ desiredConfiguration = {} }, i) =>
    placesOfTypes([...path, 'instanceRefreshes', i, 'desiredConfiguration'], desiredConfiguration),
  );
  return [...placesOfTypes(path, group), ...later];
}

function placesOfTypes(path: Path, text: TypesText): Place[] {
  const inPolicy = text.instanceTypes === undefined;
  return typesOf(text).map((name, i) => ({
    name,
    at: inPolicy ? [...path, 'mixedInstancesPolicy', 'launchTemplate', 'overrides', i, 'instanceType'] : [...path, 'instanceTypes', i],
  }));
}

function checkTypes(context: Context, path: Path, group: GroupText): void {
  if (group.instanceTypes === undefined && group.mixedInstancesPolicy?.launchTemplate?.overrides === undefined)
    context.error(
      [...path, 'instanceTypes'],
      'is missing: list what the group launches, here or in mixedInstancesPolicy.launchTemplate.overrides',
    );
  checkOnePlace(context, path, group);
  for (const [i, { desiredConfiguration = {} }] of (group.instanceRefreshes ?? []).entries())
    checkOnePlace(context, [...path, 'instanceRefreshes', i, 'desiredConfiguration'], desiredConfiguration);
  const places = allPlacesOfTypes(path, group);
  for (const { name, at } of places) checkInstanceType(context, at, name);
  checkAlike(context, places);
}

function checkOnePlace(context: Context, path: Path, text: TypesText): void {
  if (text.instanceTypes !== undefined && text.mixedInstancesPolicy?.launchTemplate?.overrides !== undefined)
    context.error(
      [...path, 'mixedInstancesPolicy', 'launchTemplate', 'overrides'],
      'stands beside instanceTypes: list the types in one of the two',
    );
  checkUnique(context, [], placesOfTypes(path, text));
}

/** Checks that one image can run on all instances of a group. */
function checkAlike(context: Context, places: readonly Place[]): void {
  let first: { name: string; platform: string } | undefined;
  for (const { name, at } of places) {
    const platform = platformOf(context, name);
    if (platform === undefined) continue;
    first ??= { name, platform };
    if (platform !== first.platform)
      context.error(
        at,
        `${name} is ${platform} and ${first.name} is ${first.platform}: a group of both ${notSimulated('give each a group and a capacity provider of its own')}`,
      );
  }
}

function platformOf(context: Context, name: string): string | undefined {
  const resolved = resolveInstanceType(name, context.scenario);
  // A type with a missing price, for example, still has an architecture.
  if (!('spec' in resolved)) return findInstanceType(name)?.architecture;
  const { architecture, operatingSystem } = resolved.spec;
  return operatingSystem === 'windows' ? `${architecture} with Windows` : architecture;
}

function coldStart(desiredCapacity: number): string {
  return desiredCapacity === 0 ? '; for a cold start leave it out and write atStart: launched' : '';
}

function checkSizes(context: Context, path: Path, { minSize, maxSize, desiredCapacity = minSize }: GroupText): void {
  if (maxSize === 0 && !context.isServed) context.error([...path, 'maxSize'], 'is 0, so the group can never scale out: give at least 1');
  else if (minSize > maxSize) context.error([...path, 'minSize'], `${minSize} is above maxSize ${maxSize}`);
  else if (desiredCapacity < minSize || desiredCapacity > maxSize)
    context.error(
      [...path, 'desiredCapacity'],
      `${desiredCapacity} is not between minSize ${minSize} and maxSize ${maxSize}${coldStart(desiredCapacity)}`,
    );
}

function checkDistribution(context: Context, path: Path, { mixedInstancesPolicy, terminationPolicies }: GroupText): void {
  checkUniqueIn(context, [...path, 'terminationPolicies'], terminationPolicies);
  const distribution = mixedInstancesPolicy?.instancesDistribution;
  if (distribution?.spotInstancePools !== undefined && distribution.spotAllocationStrategy !== 'lowest-price')
    context.error(
      [...path, 'mixedInstancesPolicy', 'instancesDistribution', 'spotInstancePools'],
      `is only for spotAllocationStrategy: lowest-price, not for ${distribution.spotAllocationStrategy}`,
    );
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

/** C.MTP-01 */
function checkProtection(context: Context, groupPath: Path, { autoScalingGroup: group, autoScalingGroupProvider }: ProviderText): void {
  if (group.newInstancesProtectedFromScaleIn === false && autoScalingGroupProvider.managedTerminationProtection === 'ENABLED')
    context.error(
      [...groupPath, 'newInstancesProtectedFromScaleIn'],
      'is false, and managedTerminationProtection: ENABLED needs scale-in protection of new instances, or AWS refuses it: write true or leave it out',
    );
}

/** Checks the trunking setting of the account or of the role of instances. */
export function checkTrunking(context: Context, path: Path, settings: GroupText['accountSettings']): void {
  if (settings?.awsvpcTrunkingFrom !== undefined && settings.awsvpcTrunking === 'disabled')
    context.error([...path, 'awsvpcTrunkingFrom'], 'has no effect while awsvpcTrunking is disabled: write awsvpcTrunking: enabled');
}

/** Checks the settings that all groups share. */
export function checkGroupSettings(context: Context): void {
  const { launchRetry, launchRetryMax } = context.scenario.groups;
  if (durationMs(launchRetry) > durationMs(launchRetryMax))
    context.error(['groups', 'launchRetry'], `${launchRetry} is above launchRetryMax ${launchRetryMax}`);
}

/** Warns of keys that have an effect in AWS but none here: each warning names what is simulated instead. */
function warnOfGroupKeys(context: Context, path: Path, { autoScalingGroup: group }: ProviderText): void {
  if (hasSpot(group)) return;
  const { spotAllocationStrategy, spotInstancePools, spotMaxPrice } = group.mixedInstancesPolicy?.instancesDistribution ?? {};
  const isSpotMeant = spotAllocationStrategy !== 'lowest-price' || spotInstancePools !== undefined || spotMaxPrice !== undefined;
  if (group.mixedInstancesPolicy !== undefined && isSpotMeant)
    context.warn(
      [...path, 'mixedInstancesPolicy', 'instancesDistribution'],
      'is about Spot, but onDemandPercentageAboveBaseCapacity is 100, its default: every instance is On-Demand',
    );
  for (const key of ['spotInstanceDraining', 'capacityRebalance'] as const)
    if (group[key]) context.warn([...path, key], 'has no effect: no instance of the group is Spot');
}

/** The hook that ECS creates for managed draining (C.MID-01). */
const MANAGED_DRAINING_HOOK = 'ecs-managed-draining-termination-hook';

function checkHooks(context: Context, path: Path, { lifecycleHookSpecificationList: hooks = [] }: GroupText): void {
  const at = [...path, 'lifecycleHookSpecificationList'];
  checkUniqueIn(context, at, hooks, 'lifecycleHookName');
  for (const [i, { lifecycleHookName: name }] of hooks.entries())
    if (name === MANAGED_DRAINING_HOOK)
      context.error(
        [...at, i, 'lifecycleHookName'],
        `${name} is what ECS makes for managedDraining: leave it out, managedDraining stands for it`,
      );
}

/** The first agent version with ECS_WARM_POOLS_CHECK (C.WARM-03). */
const CHECKS_FROM = [1, 59];

function checkWarmPool(context: Context, path: Path, group: GroupText): void {
  const { warmPool, agentVersion } = group;
  if (warmPool === undefined) return;
  const at = [...path, 'warmPool'];
  if (hasSpot(group))
    context.error(at, 'is not for a group with Spot (A.ASG-15): give Spot a group and a capacity provider of its own, or remove the pool');
  if (!warmPool.warmPoolsCheck)
    context.warn(
      [...at, 'warmPoolsCheck'],
      'is false, as in AWS by default: instances register while they are made ready in the pool, take tasks, and lose them when they are stopped',
    );
  const [major = 0, minor = 0] = agentVersion.split('.').map(Number);
  const [majorFrom = 0, minorFrom = 0] = CHECKS_FROM;
  if (warmPool.warmPoolsCheck && (major < majorFrom || (major === majorFrom && minor < minorFrom)))
    context.error(
      [...at, 'warmPoolsCheck'],
      `needs agent ${CHECKS_FROM.join('.')}.0 or later (C.WARM-03), not agentVersion ${agentVersion}`,
    );
}

function checkRefreshes(context: Context, path: Path, { instanceRefreshes = [] }: GroupText): void {
  for (const [i, { at, cancelAt, desiredConfiguration }] of instanceRefreshes.entries()) {
    const before = instanceRefreshes[i - 1];
    if (before !== undefined && durationMs(at) < durationMs(before.at))
      context.error([...path, 'instanceRefreshes', i, 'at'], `${at} is before ${before.at}: list refreshes in order of time`);
    if (cancelAt !== undefined && durationMs(cancelAt) <= durationMs(at))
      context.error([...path, 'instanceRefreshes', i, 'cancelAt'], `${cancelAt} is not after ${at}, when it begins`);
    if (
      desiredConfiguration !== undefined &&
      desiredConfiguration.launchTemplate === undefined &&
      typesOf(desiredConfiguration).length === 0
    )
      context.error(
        [...path, 'instanceRefreshes', i, 'desiredConfiguration'],
        'says nothing: give instanceTypes or launchTemplate: { version: 2 }, or leave it out for a new version of the launch template',
      );
  }
}
