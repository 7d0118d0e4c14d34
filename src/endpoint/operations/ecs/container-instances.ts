import type {
  DeregisterContainerInstanceRequest,
  DescribeContainerInstancesRequest,
  ListContainerInstancesRequest,
  UpdateContainerInstancesStateRequest,
} from '@aws-sdk/client-ecs';
import { containerInstanceRows, describeContainerInstances } from '../../../answers/instances.js';
import { Draining } from '../../../sim/cluster/fleet.js';
import { AwsError } from '../../aws-error.js';
import { type Context, type Operations, reads, writes } from '../operation.js';
import { pageOf } from '../page.js';
import { activate, drain } from './instance-edits.js';
import { testOf } from './instance-filter.js';
import { missing, numberIn, shortName } from './names.js';
import { tagsAsAsked } from './tags.js';

const LISTED_MAX = 100;

type Described = Record<string, unknown> & { readonly containerInstanceArn: string; readonly status: string };

/** The container instances that are named. */
function described({ cluster }: Context, references: readonly string[]): Described[] {
  const numbers = new Set(references.map(numberIn));
  return (describeContainerInstances(cluster.moment, numbers) as { containerInstances: Described[] }).containerInstances;
}

export const CONTAINER_INSTANCES: Operations = {
  ListContainerInstances: reads<ListContainerInstancesRequest>(
    ['cluster', 'nextToken', 'maxResults', 'status', 'filter'],
    ({ nextToken, maxResults = LISTED_MAX, status, filter }, context) => {
      const { moment } = context.cluster;
      const { fleet } = moment.world;
      const found = containerInstanceRows(moment)
        .filter((row) => status === undefined || (fleet.state[row] === Draining ? 'DRAINING' : 'ACTIVE') === status)
        .filter(testOf(context, filter));
      const { page: rows, next } = pageOf(found, { token: nextToken, most: maxResults, code: 'InvalidParameterException' });
      const page = rows.map((row) => moment.names.instance(fleet.instance[row]!));
      return { containerInstanceArns: page, nextToken: next };
    },
  ),
  DescribeContainerInstances: reads<DescribeContainerInstancesRequest>(
    ['cluster', 'containerInstances', 'include'],
    ({ containerInstances = [], include }, context) => {
      if (containerInstances.length === 0) throw new AwsError('InvalidParameterException', 'Container instances cannot be empty.');
      const all = new Map(described(context, containerInstances).map((one) => [shortName(one.containerInstanceArn), one]));
      const { cluster: arn } = context.cluster.moment.names;
      return {
        containerInstances: tagsAsAsked(
          context,
          containerInstances.flatMap((one) => all.get(shortName(one)) ?? []),
          { include, arn: 'containerInstanceArn' },
        ),
        failures: containerInstances
          .filter((one) => !all.has(shortName(one)))
          .map((one) => missing(one.startsWith('arn:') ? one : `${arn.replace(':cluster/', ':container-instance/')}/${one}`)),
      };
    },
  ),
  UpdateContainerInstancesState: writes<UpdateContainerInstancesStateRequest>(
    ['cluster', 'containerInstances', 'status'],
    async ({ containerInstances = [], status }, context) => {
      const all = new Map(described(context, containerInstances).map((one) => [shortName(one.containerInstanceArn), one]));
      const [known, unknown] = [
        containerInstances.filter((one) => all.has(shortName(one))),
        containerInstances.filter((one) => !all.has(shortName(one))),
      ];
      if (status !== 'ACTIVE' && status !== 'DRAINING')
        throw new AwsError('InvalidParameterException', 'Container instance status should be one of [ACTIVE, DRAINING]');
      const numbers = known.filter((one) => all.get(shortName(one))!.status !== status).map(numberIn);
      const { drained, edit } = status === 'DRAINING' ? drain(numbers) : activate(context, numbers);
      if (drained.length > 0) await context.cluster.edit(edit);
      const after = new Map(described(context, known).map((one) => [shortName(one.containerInstanceArn), one]));
      return { containerInstances: known.flatMap((one) => after.get(shortName(one)) ?? []), failures: unknown.map(missing) };
    },
  ),
  DeregisterContainerInstance: writes<DeregisterContainerInstanceRequest>(
    ['cluster', 'containerInstance', 'force'],
    async ({ containerInstance = '', force = false }, context) => {
      const found = described(context, [containerInstance]).find(
        (one) => shortName(one.containerInstanceArn) === shortName(containerInstance),
      );
      if (found === undefined) throw new AwsError('InvalidParameterException', 'The referenced container instance was not found.');
      if (Number(found.runningTasksCount) > 0 && !force)
        throw new AwsError('InvalidParameterException', 'Found running tasks on the instance.');
      const fault = { type: 'deregister', containerInstances: [numberIn(containerInstance)], force };
      await context.cluster.edit({ ahead: ({ faults }, atMs) => faults.push({ ...fault, at: `${atMs}ms` } as never) });
      return { containerInstance: { ...found, status: 'INACTIVE' } };
    },
  ),
};
