import { OnDemand } from '../autoscaling/group/purchase.js';
import type { Moment } from './moment.js';

export interface CapacityReservation {
  readonly CapacityReservationId: string;
  readonly InstanceType: string;
  readonly AvailabilityZone: string;
  readonly TotalInstanceCount: number;
  readonly State: 'active';
}

/** describe-capacity-reservations: those of the scenario. They are open, so that each On-Demand instance of their type and zone uses one. */
export function describeCapacityReservations({ world, names }: Moment): { readonly CapacityReservations: readonly CapacityReservation[] } {
  const { setup, pools } = world;
  const reservations = (setup.capacityReservations ?? []).map(({ type, zone, count }, i) => {
    const pool = pools.find(OnDemand, type, zone);
    const used = pool === undefined ? 0 : Math.min(count, pools.instances[pool]!);
    return {
      CapacityReservationId: `cr-${String(i + 1).padStart(17, '0')}`,
      OwnerId: names.account,
      InstanceType: setup.instanceTypes[type]!.name,
      InstancePlatform: setup.instanceTypes[type]!.operatingSystem === 'windows' ? 'Windows' : 'Linux/UNIX',
      AvailabilityZone: setup.zones[zone]!,
      Tenancy: 'default',
      TotalInstanceCount: count,
      AvailableInstanceCount: count - used,
      State: 'active' as const,
      InstanceMatchCriteria: 'open',
      EndDateType: 'unlimited',
      CreateDate: names.time(0),
    };
  });
  return { CapacityReservations: reservations };
}
