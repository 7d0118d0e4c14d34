import type { ListAttributesRequest } from '@aws-sdk/client-ecs';
import { containerInstanceRows } from '../../../answers/instances.js';
import { AwsError } from '../../aws-error.js';
import { type Operations, reads } from '../operation.js';
import { pageOf } from '../page.js';
import { needsCluster } from './names.js';

const LISTED_MAX = 100;

/** Reads of the attributes of container instances. */
export const ATTRIBUTES: Operations = {
  ListAttributes: reads<ListAttributesRequest>(
    ['cluster', 'targetType', 'attributeName', 'attributeValue', 'nextToken', 'maxResults'],
    ({ cluster, targetType, attributeName: name, attributeValue: value, nextToken: token, maxResults: most = LISTED_MAX }, context) => {
      needsCluster(context, cluster);
      if (targetType !== 'container-instance') throw new AwsError('InvalidParameterException', 'targetType must be container-instance.');
      const { moment } = context.cluster;
      const { fleet, classes } = moment.world;
      const found = containerInstanceRows(moment).flatMap((row) => {
        const targetId = moment.names.instance(fleet.instance[row]!);
        return [...classes.all[fleet.instanceClass[row]!]!.attributes].flatMap(([own, text]) =>
          (name === undefined || name === own) && (value === undefined || value === text)
            ? [{ name: own, ...(text === null ? {} : { value: text }), targetType: 'container-instance', targetId }]
            : [],
        );
      });
      const { page, next } = pageOf(found, { token, most, code: 'InvalidParameterException' });
      return { attributes: page, nextToken: next };
    },
  ),
};
