import type { CapacityProviderSpec } from '../../sim/setup.js';
import { traitsOf } from '../cluster/external.js';
import { trunkFromMs } from '../cluster/trunks.js';
import type { Indexes } from '../indexes.js';
import { presentDesired, presentTypesOf } from '../present/setup.js';
import type { GroupText, ProviderText } from '../schema.js';
import { lifeOf } from './life-setup.js';
import { groupScalingOf, suspendedOf } from './policies-setup.js';
import { allTypesOf, purchasingOf, typesOf } from './setup.js';

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
