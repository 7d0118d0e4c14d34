import { z } from 'zod';
import { fieldsOf, ZONE_ATTRIBUTE } from '../../placement/strategies.js';
import type { PlacementStrategy } from '../../placement/view.js';
import { QUOTAS } from '../../services/rates/quotas.js';
import { ATTRIBUTE_NAME } from '../cluster/attributes.js';
import { choice, ignored, list, nonEmpty, shape, whole } from '../fields.js';
import { show } from '../text/suggest.js';

/** Schema of the placement of services and standalone tasks, in ECS's own words. */

const strategyItem = shape('One capacity provider of a strategy.', () => ({
  capacityProvider: nonEmpty('Name of a capacity provider of the cluster.'),
  weight: whole(
    0,
    1000,
    'Share of the tasks beyond the base (C.CAP-06). 0, the default of the API: none, unless the provider stands alone (C.CAP-07).',
  ).default(0),
  base: whole(0, 100_000, 'Tasks that go to this provider first. Only one provider may have a base (C.CAP-05).').default(0),
}));

export const capacityProviderStrategy = z
  .array(strategyItem)
  .min(1)
  .describe("Which capacity providers take the tasks, in which shares: at most 20 (guide-2024: 6). Default: the cluster's.");

const launchType = choice(
  ['EC2', 'FARGATE', 'EXTERNAL'],
  "EC2: any instance of the cluster, without a capacity provider (C.CAP-03). FARGATE: as its capacity provider alone, associated or not. EXTERNAL: instances outside AWS. Never beside capacityProviderStrategy. Default: the cluster's strategy, else EC2.",
);

/** By type of strategy. */
const FIELDS = { binpack: fieldsOf('binpack'), spread: [...fieldsOf('spread'), `attribute:${ZONE_ATTRIBUTE}`] };

const ATTRIBUTE = /^attribute:/i;

/** AWS's own files use other letter case for these words (`CPU`, `MEMORY`, `instanceId`); names of attributes stay as they are. */
export function placementField(field: string | undefined): string | undefined {
  const exact = Object.values(FIELDS)
    .flat()
    .find((name) => name.toLowerCase() === field?.toLowerCase());
  return exact ?? (field !== undefined && ATTRIBUTE.test(field) ? field.replace(ATTRIBUTE, 'attribute:') : undefined);
}

/** Returns the attribute over which a rule spreads, or undefined. */
export function spreadAttribute({ type, field }: { type: string; field?: string | undefined }): string | undefined {
  const known = placementField(field);
  return type === 'spread' && known !== undefined && ATTRIBUTE.test(known) ? known.replace(ATTRIBUTE, '') : undefined;
}

function fieldProblem({ type, field }: { type: PlacementStrategy['type']; field?: string | undefined }): string | undefined {
  if (type === 'random') return field === undefined ? undefined : 'random takes no field';
  const attribute = spreadAttribute({ type, field });
  if (attribute !== undefined && !ATTRIBUTE_NAME.test(attribute))
    return `${show(attribute)} is no name of an attribute: 1 to 128 letters, digits, - _ . / and \\`;
  if (attribute !== undefined) return undefined;
  const known = placementField(field);
  if (known !== undefined && FIELDS[type].includes(known)) return undefined;
  const valid = type === 'spread' ? [...FIELDS.spread, 'attribute:NAME'] : FIELDS.binpack;
  return `${type} needs a field out of ${valid.join(', ')}${field === undefined ? '' : `, not ${JSON.stringify(field)}`}`;
}

const placementRule = shape('One rule: the instances that are best by it, ties going to the next rule.', () => ({
  type: choice(['random', 'spread', 'binpack'], 'The order of instances.'),
  field: z
    .string()
    .describe(
      `binpack: ${FIELDS.binpack.join(' or ')}. spread: ${fieldsOf('spread').join(', ')} or attribute:NAME, such as attribute:${ZONE_ATTRIBUTE}. random: none. Letter case matters only in names of your own.`,
    )
    .optional(),
})).check((ctx) => {
  const message = fieldProblem(ctx.value);
  if (message !== undefined) ctx.issues.push({ code: 'custom', path: [], message, input: ctx.value });
});

const placementStrategy = list(
  placementRule,
  [0, 5],
  'Placement strategy, as create-service and run-task take it: the instances that are best by the first rule, ties by the next. Default: spread over zones, then instances, for a service; random for a workload.',
);

/** Longest expression in characters (API reference of PlacementConstraint). */
const QUERY_LENGTH_MAX = 2_000;

const placementConstraint = shape('A rule that an instance must meet.', () => ({
  type: choice(
    ['distinctInstance', 'memberOf'],
    'distinctInstance: no two tasks of the group on one instance. memberOf: only instances for which the expression holds.',
  ),
  expression: z
    .string()
    .max(QUERY_LENGTH_MAX)
    .describe('Of memberOf, in the cluster query language: attribute:stack == prod and not(task:group == service:batch).')
    .optional(),
})).check((ctx) => {
  const { type, expression } = ctx.value;
  const add = (message: string) => void ctx.issues.push({ code: 'custom', path: [], message, input: ctx.value });
  if (type === 'distinctInstance' && expression !== undefined) add('distinctInstance takes no expression');
  if (type === 'memberOf' && !expression) add('memberOf needs an expression, such as "attribute:ecs.instance-type == t3.small"');
});

const placementConstraints = list(
  placementConstraint,
  [0, QUOTAS.placementConstraints.limit],
  'Placement constraints, at most 10 with those of the task definition (T.TASK-15).',
);

const networkConfiguration = shape('For tasks in awsvpc mode only, as create-service and run-task take it. Default: all zones.', () => ({
  awsvpcConfiguration: shape('For tasks in awsvpc mode: their subnets say in which zones they can run (C.NET-03).', () => ({
    subnets: list(
      z.string().min(1),
      [1, QUOTAS.subnets.limit],
      'Zones of the cluster, or keys of cluster.subnets: the tasks run in these zones only. At most 16 (C.NET-04).',
    ),
    securityGroups: list(z.string(), [0, QUOTAS.securityGroups.limit], 'At most 5 (C.NET-04). No effect.').optional(),
    ...ignored('assignPublicIp'),
  })),
}));

/** The fields that services and standalone tasks share. */
export const whereToRun = {
  launchType: launchType.optional(),
  capacityProviderStrategy: capacityProviderStrategy.optional(),
  placementStrategy: placementStrategy.optional(),
  placementConstraints: placementConstraints.optional(),
  networkConfiguration: networkConfiguration.optional(),
  platformVersion: z
    .string()
    .describe(
      'Of Fargate: LATEST, 1.4.0 or 1.3.0; with Windows LATEST or 1.0.0 (C.FG-08). Refused where the task needs a newer one; below 1.4.0 images with a SOCI index are pulled whole. Default: LATEST.',
    )
    .optional(),
};
