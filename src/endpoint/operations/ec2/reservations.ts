import type { EC2 } from '@aws-sdk/client-ec2';
import { type CapacityReservation, describeCapacityReservations } from '../../../answers/reservations.js';
import { AwsError } from '../../aws-error.js';
import type { OperationsOf } from '../operation.js';
import { listsOf } from '../page.js';
import { type Filters, passes } from './filters.js';

const lists = listsOf('ec2', 1_000);

const FILTERS: Filters<CapacityReservation> = {
  'instance-type': ({ InstanceType }) => InstanceType,
  'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
  state: ({ State }) => State,
};

/** Reads of the Capacity Reservations of the scenario. */
export const RESERVATIONS = {
  DescribeCapacityReservations: lists(
    'CapacityReservations',
    ['CapacityReservationIds', 'Filters', 'DryRun'],
    ({ CapacityReservationIds: ids, Filters: filters = [] }, { cluster }) => {
      const { CapacityReservations: all } = describeCapacityReservations(cluster.moment);
      const missing = ids?.find((id) => !all.some((one) => one.CapacityReservationId === id));
      if (missing !== undefined)
        throw new AwsError('InvalidCapacityReservationId.NotFound', `The capacity reservation '${missing}' does not exist`);
      return all.filter((one) => (ids === undefined || ids.includes(one.CapacityReservationId)) && passes(one, filters, FILTERS));
    },
  ),
} satisfies OperationsOf<EC2>;
