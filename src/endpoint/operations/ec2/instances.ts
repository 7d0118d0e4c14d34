import type { EC2 } from '@aws-sdk/client-ec2';
import { describeInstances } from '../../../answers/instances.js';
import { AwsError } from '../../aws-error.js';
import { type Context, type OperationsOf, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { type Filters, passes } from './filters.js';

const lists = listsOf('ec2', 1_000);

interface Instance {
  readonly InstanceId: string;
  readonly InstanceType: string;
  readonly State: { readonly Name: string };
  readonly Placement: { readonly AvailabilityZone: string };
  readonly InstanceLifecycle?: string;
}

interface Reservation {
  readonly Instances: readonly [Instance];
}

function reservations({ cluster }: Context): Reservation[] {
  return (describeInstances(cluster.moment) as { Reservations: Reservation[] }).Reservations;
}

const FILTERS: Filters<Instance> = {
  'instance-id': ({ InstanceId }) => InstanceId,
  'instance-type': ({ InstanceType }) => InstanceType,
  'instance-state-name': ({ State }) => State.Name,
  'availability-zone': ({ Placement }) => Placement.AvailabilityZone,
  'instance-lifecycle': ({ InstanceLifecycle = '' }) => InstanceLifecycle,
};

const SUBNET_FILTERS: Filters<{ readonly SubnetId: string; readonly AvailabilityZone: string; readonly State: string }> = {
  'subnet-id': ({ SubnetId }) => SubnetId,
  'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
  availabilityZone: ({ AvailabilityZone }) => AvailabilityZone,
  state: ({ State }) => State,
};

function unknownInstance(id: string): AwsError {
  if (!/^i-[0-9a-f]{8,17}$/.test(id)) return new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
  return new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
}

/** Calls on instances and subnets. */
export const INSTANCES = {
  DescribeInstances: lists(
    'Reservations',
    ['InstanceIds', 'Filters', 'DryRun', 'IncludeManagedResources'],
    ({ InstanceIds: ids = [], Filters: filters = [] }, context) => {
      const all = reservations(context);
      const existing = new Set(all.map(({ Instances: [one] }) => one.InstanceId));
      const missing = ids.find((id) => !existing.has(id));
      if (missing !== undefined) throw unknownInstance(missing);
      return all.filter(({ Instances: [one] }) => (ids.length === 0 || ids.includes(one.InstanceId)) && passes(one, filters, FILTERS));
    },
  ),
  DescribeSubnets: lists('Subnets', ['SubnetIds', 'Filters', 'DryRun'], ({ SubnetIds: ids, Filters: filters = [] }, { cluster }) => {
    const all = Object.entries(cluster.draft.cluster.subnets ?? {}).map(([SubnetId, AvailabilityZone]) => ({
      SubnetId,
      AvailabilityZone,
      State: 'available',
    }));
    const missing = ids?.find((id) => !all.some(({ SubnetId }) => SubnetId === id));
    if (missing !== undefined) throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${missing}' does not exist`);
    return all.filter((one) => (ids === undefined || ids.includes(one.SubnetId)) && passes(one, filters, SUBNET_FILTERS));
  }),
  TerminateInstances: writes(
    // No instance is protected from termination here, and each shuts down at once.
    ['InstanceIds', 'DryRun', 'Force', 'SkipOsShutdown'],
    async ({ InstanceIds: ids = [] }, context) => {
      const known = new Set(reservations(context).map(({ Instances: [one] }) => one.InstanceId));
      const missing = ids.find((id) => !known.has(id));
      if (missing !== undefined) throw unknownInstance(missing);
      const containerInstances = ids.map((id) => context.cluster.instanceNumber(id));
      await context.cluster.edit({
        ahead: ({ faults }, atMs) => faults.push({ type: 'terminate', at: `${atMs}ms`, containerInstances } as never),
      });
      return {
        TerminatingInstances: ids.map((InstanceId) => ({
          InstanceId,
          CurrentState: { Code: 32, Name: 'shutting-down' },
          PreviousState: { Code: 16, Name: 'running' },
        })),
      };
    },
  ),
} satisfies OperationsOf<EC2>;
