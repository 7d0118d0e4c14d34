import type { RefreshSpec } from '../../sim/group-setup.js';
import type { CapacityProviderSpec } from '../../sim/setup.js';
import { traitsOf } from '../cluster/external.js';
import { trunkFromMs } from '../cluster/trunks.js';
import type { Indexes } from '../indexes.js';
import { presentDesired, presentTypesOf } from '../present/setup.js';
import type { GroupText, ProviderText } from '../schema.js';
import { distribution, durationMs } from '../units.js';
import { groupScalingOf, suspendedOf } from './policies-setup.js';
import { allTypesOf, purchasingOf, typesOf } from './setup.js';

/** Converts the text of a capacity provider with its group. */
export function providerSpec(
  { name, drawnBy, autoScalingGroup: group, autoScalingGroupProvider: settings }: ProviderText,
  indexes: Indexes,
): CapacityProviderSpec {
  const { status, targetCapacity, minimumScalingStepSize, maximumScalingStepSize, instanceWarmupPeriod } = settings.managedScaling;
  return {
    name,
    ...(drawnBy === undefined ? {} : { drawnBy }),
    ...typesFor(group, presentTypesOf(indexes.scenario, name), indexes),
    zones: indexes.zoneIndexes(group.availabilityZones),
    ...purchasingOf(group),
    ...lifeOf(group, (type) => indexes.type(type)),
    minSize: group.minSize,
    maxSize: group.maxSize,
    startsCold: group.atStart === 'launched',
    initialSize: presentDesired(indexes.scenario, name) ?? group.desiredCapacity ?? group.minSize,
    managedScaling: {
      isEnabled: status === 'ENABLED',
      targetPercent: targetCapacity,
      minimumStep: minimumScalingStepSize,
      maximumStep: maximumScalingStepSize,
      warmupMs: instanceWarmupPeriod * 1000,
    },
    isProtected: settings.managedTerminationProtection === 'ENABLED',
    isNewProtected: settings.managedTerminationProtection === 'DISABLED' && group.newInstancesProtectedFromScaleIn === true,
    isDraining: settings.managedDraining === 'ENABLED',
    trunkFromMs: trunkFromMs(group, indexes.scenario.cluster.accountSettings),
    traits: traitsOf(group),
    ...groupScalingOf(group, indexes.scenario),
    ...suspendedOf(group),
  };
}

/** Includes the types of its present instances that it no longer launches. */
function typesFor(
  group: GroupText,
  present: readonly string[],
  indexes: Indexes,
): Pick<CapacityProviderSpec, 'instanceTypes' | 'startTypes'> {
  const instanceTypes = [...new Set([...allTypesOf(group), ...present])].map((type) => indexes.type(type));
  const startTypes = instanceTypes.slice(0, typesOf(group).length);
  return startTypes.length === instanceTypes.length ? { instanceTypes } : { instanceTypes, startTypes };
}

type Life = Pick<CapacityProviderSpec, 'hooks' | 'warmPool' | 'refreshes'>;

/** Settings for the life of a group's instances from launch to end. `type` returns the index of an instance type. */
function lifeOf(group: GroupText, type: (name: string) => number): Life {
  return {
    hooks: (group.lifecycleHookSpecificationList ?? []).map(({ lifecycleHookName, lifecycleTransition, ...hook }) => ({
      name: lifecycleHookName,
      transition: lifecycleTransition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? 'launch' : 'terminate',
      heartbeatMs: hook.heartbeatTimeout * 1000,
      defaultResult: hook.defaultResult,
      recordsHeartbeats: hook.recordsHeartbeats,
      action: hook.actionTime === 'never' ? null : distribution(hook.actionTime),
    })),
    refreshes: (group.instanceRefreshes ?? []).map(({ at, cancelAt, desiredConfiguration: desired, preferences: p }) => ({
      atMs: durationMs(at),
      ...(cancelAt === undefined ? {} : { cancelledMs: durationMs(cancelAt) }),
      ...(desired === undefined ? {} : { desired: desiredOf(desired, type) }),
      preferences: {
        minHealthyPercent: p.minHealthyPercentage,
        maxHealthyPercent: p.maxHealthyPercentage,
        instanceWarmupMs: p.instanceWarmup * 1000,
        checkpointPercentages: p.checkpointPercentages,
        checkpointDelayMs: p.checkpointDelay * 1000,
        scaleInProtectedInstances: p.scaleInProtectedInstances,
        skipsMatching: p.skipMatching,
      },
    })),
    warmPool: group.warmPool === undefined ? null : warmPoolOf(group.warmPool),
  };
}

type DesiredText = NonNullable<NonNullable<GroupText['instanceRefreshes']>[number]['desiredConfiguration']>;

function desiredOf(desired: DesiredText, type: (name: string) => number): NonNullable<RefreshSpec['desired']> {
  const types = typesOf(desired);
  return {
    template: desired.launchTemplate === undefined ? null : Number(desired.launchTemplate.version) - 1,
    instanceTypes: types.length === 0 ? null : types.map(type),
  };
}

function warmPoolOf(pool: NonNullable<GroupText['warmPool']>): Life['warmPool'] {
  const { minSize, maxGroupPreparedCapacity: prepared, poolState: state, warmPoolsCheck: isChecked } = pool;
  return { minSize, maxGroupPreparedCapacity: prepared < 0 ? null : prepared, state, isChecked };
}
