import type { DescribeClustersRequest, ListClustersRequest } from '@aws-sdk/client-ecs';
import { describeClusters } from '../../../answers/cluster.js';
import { type Operations, reads } from '../operation.js';
import { missing, shortName } from './names.js';

const ALWAYS = ['statistics', 'settings', 'configurations', 'attachments', 'tags'];

/** Calls on clusters: the simulation has one. */
export const CLUSTERS: Operations = {
  ListClusters: reads<ListClustersRequest>(['maxResults', 'nextToken'], (_, { cluster }) => ({
    clusterArns: [cluster.moment.names.cluster],
  })),
  DescribeClusters: reads<DescribeClustersRequest>(['clusters', 'include'], ({ clusters, include = [] }, { cluster }) => {
    const { moment } = cluster;
    const { cluster: arn } = moment.names;
    const asked = clusters === undefined || clusters.length === 0 ? [arn] : clusters;
    const known = asked.filter((one) => one === arn || one === shortName(arn));
    const [found] = (describeClusters(moment) as { clusters: Record<string, unknown>[] }).clusters;
    const shown = Object.fromEntries(
      Object.entries(found!).filter(([key]) => !ALWAYS.includes(key) || include.includes(key.toUpperCase() as never)),
    );
    return {
      clusters: known.length > 0 ? [shown] : [],
      failures: asked
        .filter((one) => !known.includes(one))
        .map((one) => missing(one.startsWith('arn:') ? one : arn.replace(/[^/]+$/, one))),
    };
  }),
};
