import type { EC2 } from '@aws-sdk/client-ec2';
import { type CapacityReservation, describeCapacityReservations } from '../../../answers/reservations.js';
import { AwsError } from '../../aws-error.js';
import { type OperationsOf, reads } from '../operation.js';
import { pageOf } from '../page.js';
import { type Filters, passes } from './filters.js';

const RESULTS_DEFAULT = 1_000;

const FILTERS: Filters<CapacityReservation> = {
  'instance-type': ({ InstanceType }) => InstanceType,
  'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
  state: ({ State }) => State,
};

/** Reads of the Capacity Reservations of the scenario. */
export const RESERVATIONS = {
  DescribeCapacityReservations: reads(
    ['CapacityReservationIds', 'Filters', 'NextToken', 'MaxResults', 'DryRun'],
    ({ CapacityReservationIds: ids, Filters: filters = [], NextToken: token, MaxResults: most = RESULTS_DEFAULT }, { cluster }) => {
      const { CapacityReservations: all } = describeCapacityReservations(cluster.moment);
      const missing = ids?.find((id) => !all.some((one) => one.CapacityReservationId === id));
      if (missing !== undefined)
        throw new AwsError('InvalidCapacityReservationId.NotFound', `The capacity reservation '${missing}' does not exist`);
      const found = all.filter((one) => (ids === undefined || ids.includes(one.CapacityReservationId)) && passes(one, filters, FILTERS));
      const { page, next } = pageOf(found, { token, most, code: 'InvalidParameterValue' });
      return { CapacityReservations: page, NextToken: next };
    },
  ),
} satisfies OperationsOf<EC2>;
