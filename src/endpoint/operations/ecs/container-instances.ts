import type { DescribeContainerInstancesRequest, ListContainerInstancesRequest } from '@aws-sdk/client-ecs';
import { describeContainerInstances } from '../../../answers/instances.js';
import { AwsError } from '../../aws-error.js';
import { type Context, type Operations, reads } from '../operation.js';
import { pageOf } from '../page.js';
import { missing, needsCluster, shortName } from './names.js';

const LISTED_MAX = 100;

type Described = Record<string, unknown> & { readonly containerInstanceArn: string; readonly status: string };

function described({ cluster }: Context): Described[] {
  return (describeContainerInstances(cluster.moment) as { containerInstances: Described[] }).containerInstances;
}

export const CONTAINER_INSTANCES: Operations = {
  ListContainerInstances: reads<ListContainerInstancesRequest>(
    ['cluster', 'nextToken', 'maxResults', 'status'],
    ({ cluster, nextToken, maxResults = LISTED_MAX, status }, context) => {
      needsCluster(context, cluster);
      const found = described(context).filter((one) => (status === undefined ? one.status !== 'INACTIVE' : one.status === status));
      const arns = found.map(({ containerInstanceArn }) => containerInstanceArn);
      const { page, next } = pageOf(arns, { token: nextToken, most: maxResults, code: 'InvalidParameterException' });
      return { containerInstanceArns: page, nextToken: next };
    },
  ),
  DescribeContainerInstances: reads<DescribeContainerInstancesRequest>(
    ['cluster', 'containerInstances', 'include'],
    ({ cluster, containerInstances = [] }, context) => {
      needsCluster(context, cluster);
      if (containerInstances.length === 0) throw new AwsError('InvalidParameterException', 'Container instances cannot be empty.');
      const all = new Map(described(context).map((one) => [shortName(one.containerInstanceArn), one]));
      const { cluster: arn } = context.cluster.moment.names;
      return {
        containerInstances: containerInstances.flatMap((one) => all.get(shortName(one)) ?? []),
        failures: containerInstances
          .filter((one) => !all.has(shortName(one)))
          .map((one) => missing(one.startsWith('arn:') ? one : `${arn.replace(':cluster/', ':container-instance/')}/${one}`)),
      };
    },
  ),
};
