import type { DescribeServicesRequest, ListServicesRequest, UpdateServiceRequest } from '@aws-sdk/client-ecs';
import { describeServices } from '../../../answers/services.js';
import { AwsError } from '../../aws-error.js';
import { type Context, type Operations, reads, writes } from '../operation.js';
import { pageOf } from '../page.js';
import { missing, needsCluster, serviceOf, shortName } from './names.js';
import { updateOf } from './service-edits.js';

const DESCRIBED_MAX = 10;
const LISTED_DEFAULT = 10;

type Described = Record<string, unknown> & { readonly serviceName: string; readonly serviceArn: string };

/** The services that have been created, as DescribeServices returns them. */
export function described({ cluster }: Context): Described[] {
  const { moment, messages, setup, nowMs } = cluster;
  const { services } = describeServices(moment) as { services: Described[] };
  return services
    .filter((_, i) => (setup.services[i]!.createdAtMs ?? 0) <= nowMs)
    .map((service) => ({ ...service, events: messages.of(service.serviceArn) }));
}

export const SERVICES: Operations = {
  ListServices: reads<ListServicesRequest>(
    ['cluster', 'nextToken', 'maxResults', 'launchType', 'schedulingStrategy'],
    ({ cluster, nextToken, maxResults = LISTED_DEFAULT, launchType, schedulingStrategy }, context) => {
      needsCluster(context, cluster);
      const found = described(context).filter(
        (service) =>
          (launchType === undefined || service.launchType === launchType) &&
          (schedulingStrategy === undefined || service.schedulingStrategy === schedulingStrategy),
      );
      const arns = found.map(({ serviceArn }) => serviceArn);
      const { page, next } = pageOf(arns, { token: nextToken, most: maxResults, code: 'InvalidParameterException' });
      return { serviceArns: page, nextToken: next };
    },
  ),
  DescribeServices: reads<DescribeServicesRequest>(['cluster', 'services', 'include'], ({ cluster, services = [] }, context) => {
    needsCluster(context, cluster);
    if (services.length === 0) throw new AwsError('InvalidParameterException', 'Services cannot be empty.');
    if (services.length > DESCRIBED_MAX)
      throw new AwsError('InvalidParameterException', `You can specify up to ${DESCRIBED_MAX} services to describe in a single operation.`);
    const all = new Map(described(context).map((one) => [one.serviceName, one]));
    const { prefix } = context.cluster.moment.names;
    return {
      services: services.flatMap((one) => all.get(shortName(one)) ?? []),
      failures: services
        .filter((one) => !all.has(shortName(one)))
        .map((one) => missing(one.startsWith('arn:') ? one : `${prefix}:service/default/${one}`)),
    };
  }),
  UpdateService: writes<UpdateServiceRequest>(
    ['cluster', 'service', 'desiredCount', 'taskDefinition', 'forceNewDeployment'],
    async (input, context) => {
      needsCluster(context, input.cluster);
      const index = serviceOf(context, input.service ?? '');
      await context.cluster.edit(updateOf(index, input));
      return { service: described(context).find(({ serviceName }) => serviceName === shortName(input.service!)) };
    },
  ),
};
