import type { DescribeInstancesRequest, DescribeSubnetsRequest, Filter, TerminateInstancesRequest } from '@aws-sdk/client-ec2';
import { describeInstances } from '../../../answers/instances.js';
import { AwsError } from '../../aws-error.js';
import { type Context, type Operations, reads, writes } from '../operation.js';
import { pageOf } from '../page.js';

const RESULTS_DEFAULT = 1_000;

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

function described({ cluster }: Context): Reservation[] {
  return (describeInstances(cluster.moment) as { Reservations: Reservation[] }).Reservations;
}

/** Filters by name: the value of an instance. */
const FILTERS: Readonly<Record<string, (instance: Instance) => string>> = {
  'instance-id': ({ InstanceId }) => InstanceId,
  'instance-type': ({ InstanceType }) => InstanceType,
  'instance-state-name': ({ State }) => State.Name,
  'availability-zone': ({ Placement }) => Placement.AvailabilityZone,
  'instance-lifecycle': ({ InstanceLifecycle = '' }) => InstanceLifecycle,
};

function passes(instance: Instance, { Name: name = '', Values: values = [] }: Filter): boolean {
  const read = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  if (read === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return values.some((value) => globOf(value).test(read(instance)));
}

/** A filter takes * and ?. */
function globOf(text: string): RegExp {
  const escaped = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`);
}

function unknownInstance(id: string): AwsError {
  if (!/^i-[0-9a-f]{8,17}$/.test(id)) return new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
  return new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
}

export const INSTANCES: Operations = {
  DescribeInstances: reads<DescribeInstancesRequest>(
    ['InstanceIds', 'Filters', 'NextToken', 'MaxResults'],
    ({ InstanceIds: ids = [], Filters: filters = [], NextToken: token, MaxResults: most = RESULTS_DEFAULT }, context) => {
      const all = described(context);
      const known = new Set(all.map(({ Instances: [one] }) => one.InstanceId));
      const missing = ids.find((id) => !known.has(id));
      if (missing !== undefined) throw unknownInstance(missing);
      const found = all.filter(
        ({ Instances: [one] }) => (ids.length === 0 || ids.includes(one.InstanceId)) && filters.every((filter) => passes(one, filter)),
      );
      const { page, next } = pageOf(found, { token, most, code: 'InvalidParameterValue' });
      return { Reservations: page, NextToken: next };
    },
  ),
  DescribeSubnets: reads<DescribeSubnetsRequest>(['SubnetIds'], ({ SubnetIds: ids }, { cluster }) => {
    const all = Object.entries(cluster.draft.cluster.subnets ?? {}).map(([SubnetId, AvailabilityZone]) => ({
      SubnetId,
      AvailabilityZone,
      State: 'available',
    }));
    const missing = ids?.find((id) => !all.some(({ SubnetId }) => SubnetId === id));
    if (missing !== undefined) throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${missing}' does not exist`);
    return { Subnets: all.filter(({ SubnetId }) => ids === undefined || ids.includes(SubnetId)) };
  }),
  TerminateInstances: writes<TerminateInstancesRequest>(['InstanceIds'], async ({ InstanceIds: ids = [] }, context) => {
    const known = new Set(described(context).map(({ Instances: [one] }) => one.InstanceId));
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
  }),
};
