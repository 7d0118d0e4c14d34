import type { ReservedCapacity } from '../../sim/capacity.js';
import type { Context } from '../context.js';
import { typesOf } from '../groups/setup.js';
import type { Indexes } from '../indexes.js';
import type { Scenario } from '../schema.js';
import { checkTypeName, checkZones, isTypeName } from './named-check.js';
import { groupProviders } from './providers.js';

/** Checks Capacity Reservations (M.CR-1): one that no group can launch into would cost its price and serve nothing. */
export function checkReservations(context: Context): void {
  const { scenario, zones } = context;
  const seen = new Set<string>();
  scenario.cluster.capacityReservations.forEach(({ instanceType, availabilityZone }, i) => {
    const path = ['cluster', 'capacityReservations', i];
    checkTypeName(context, [...path, 'instanceType'], instanceType);
    checkZones(context, [...path, 'availabilityZone'], availabilityZone);
    const key = `${instanceType} in ${availabilityZone}`;
    if (seen.has(key)) context.error(path, `is a second one for ${key}: add its instanceCount to the first`);
    seen.add(key);
    if (!isTypeName(context, instanceType) || !zones.includes(availabilityZone)) return;
    const isLaunched = groupProviders(scenario).some(({ autoScalingGroup: group }) => {
      const isThere = (group.availabilityZones ?? zones).includes(availabilityZone);
      return isThere && typesOf(group).includes(instanceType);
    });
    if (!isLaunched)
      context.error(path, `no group launches ${key}: name a type and a zone of one, because only groups use reserved capacity`);
  });
}

export function reservationsOf({ cluster }: Scenario, indexes: Indexes): { readonly capacityReservations?: readonly ReservedCapacity[] } {
  if (cluster.capacityReservations.length === 0) return {};
  const capacityReservations = cluster.capacityReservations.map(({ instanceType, availabilityZone, instanceCount }) => ({
    type: indexes.type(instanceType),
    zone: indexes.zones.indexOf(availabilityZone),
    count: instanceCount,
  }));
  return { capacityReservations };
}
