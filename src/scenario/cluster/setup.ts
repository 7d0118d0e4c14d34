import type { StaticInstancesSpec } from '../../sim/setup.js';
import type { Indexes } from '../indexes.js';
import type { Scenario } from '../schema.js';
import { EXTERNAL_ZONE, externalName, isExternal, traitsOf } from './external.js';
import { trunkFromMs } from './trunks.js';

/** These instances exist before any opt-in after the start. */
export function staticSpec(group: Scenario['cluster']['containerInstances'][number], indexes: Indexes): StaticInstancesSpec {
  const { instanceType: name, availabilityZones, count } = group;
  const instanceType = indexes.type(isExternal(group) ? externalName(group) : name);
  return {
    instanceType,
    zones: isExternal(group) ? [indexes.zones.indexOf(EXTERNAL_ZONE)] : indexes.zoneIndexes(availabilityZones),
    count,
    hasTrunk: trunkFromMs(group, indexes.scenario.cluster.accountSettings) === 0 && indexes.types[instanceType]!.trunkSource !== 'none',
    traits: traitsOf(group),
  };
}
