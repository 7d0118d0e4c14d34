import { z } from 'zod';
import { choice, ignored, notSimulated, shape, whole } from './fields.js';

/** What services and standalone tasks say about where to run, in ECS's own words. */

const strategyItem = shape('One capacity provider of a strategy.', {
  capacityProvider: z.string().min(1).describe('Name of a capacity provider of the cluster.'),
  weight: whole(0, 1000, 'Share of the tasks after the base is filled (C.CAP-06). 0, the default of the API: none (C.CAP-07).').default(0),
  base: whole(0, 100_000, 'Tasks that go to this provider first. Only one provider may have a base (C.CAP-05).').default(0),
});

export const capacityProviderStrategy = z
  .array(strategyItem)
  .min(1)
  .describe('Which capacity providers take the tasks, and in which shares.');

const launchType = choice(['EC2', 'FARGATE', 'EXTERNAL'], 'Any instance of the cluster, unseen by capacity providers (C.CAP-03).').refine(
  (type) => type === 'EC2',
  {
    error: (issue) =>
      `${issue.input} ${notSimulated('write launchType: EC2, or a capacityProviderStrategy of Auto Scaling group providers')}`,
  },
);

const FIELDS = {
  cpu: 'binpack',
  memory: 'binpack',
  instanceId: 'spread',
  host: 'spread',
  'attribute:ecs.availability-zone': 'spread',
} as const;

/** The words of AWS's own files differ in letter case (`CPU`, `MEMORY`, `instanceId`). */
export function placementField(field: string | undefined): string | undefined {
  return Object.keys(FIELDS).find((known) => known.toLowerCase() === field?.toLowerCase());
}

function fieldProblem({ type, field }: { type: string; field?: string | undefined }): string | undefined {
  if (type === 'random') return field === undefined ? undefined : 'random takes no field';
  if (type === 'spread' && field?.startsWith('attribute:') && placementField(field) === undefined)
    return `spread over ${field} ${notSimulated('spread over attribute:ecs.availability-zone or instanceId')}`;
  const known = placementField(field) as keyof typeof FIELDS | undefined;
  if (known !== undefined && FIELDS[known] === type) return undefined;
  const valid = Object.entries(FIELDS).flatMap(([name, of]) => (of === type ? [name] : []));
  return `${type} needs a field out of ${valid.join(', ')}${field === undefined ? '' : `, not ${JSON.stringify(field)}`}`;
}

const placementRule = shape('One rule: the instances that are best by it, ties going to the next rule.', {
  type: choice(['random', 'spread', 'binpack'], 'What is best.'),
  field: z.string().describe('binpack: cpu or memory. spread: instanceId, host or attribute:ecs.availability-zone.').optional(),
}).check((ctx) => {
  const message = fieldProblem(ctx.value);
  if (message !== undefined) ctx.issues.push({ code: 'custom', path: [], message, input: ctx.value });
});

const placementStrategy = z.array(placementRule).max(5).describe('Placement strategy, as create-service and run-task take it.');

const placementConstraint = shape('A rule that an instance must meet.', {
  type: choice(['distinctInstance', 'memberOf'], 'distinctInstance: no two tasks of the group on one instance.'),
  expression: z.string().optional(),
}).check((ctx) => {
  const { type, expression } = ctx.value;
  const add = (message: string) => void ctx.issues.push({ code: 'custom', path: [], message, input: ctx.value });
  if (type === 'memberOf')
    add(`memberOf ${notSimulated('leave it out, or use availabilityZones, own capacity providers or distinctInstance')}`);
  else if (expression !== undefined) add('distinctInstance takes no expression');
});

const placementConstraints = z
  .array(placementConstraint)
  .max(10)
  .describe('Placement constraints, at most 10 with those of the task definition (T.TASK-15).');

const networkConfiguration = shape('As create-service and run-task take it.', {
  awsvpcConfiguration: shape('For tasks in awsvpc mode: their subnets say in which zones they can run (C.NET-03).', {
    subnets: z.array(z.string().min(1)).min(1).max(16).describe('Zones of the cluster, or keys of cluster.subnets. At most 16 (C.NET-04).'),
    securityGroups: z.array(z.string()).max(5).describe('At most 5 (C.NET-04). No effect.').optional(),
    ...ignored('assignPublicIp'),
  }),
});

/** The fields that services and standalone tasks share. */
export const whereToRun = {
  launchType: launchType.optional(),
  capacityProviderStrategy: capacityProviderStrategy.optional(),
  placementStrategy: placementStrategy.optional(),
  placementConstraints: placementConstraints.optional(),
  networkConfiguration: networkConfiguration.optional(),
};
