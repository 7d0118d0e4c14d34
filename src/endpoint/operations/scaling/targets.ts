import type { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { describeScalableTargets } from '../../../answers/scaling.js';
import { AwsError } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import type { Edit } from '../../cluster/live-cluster.js';
import { keep, withKept } from '../kept.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { endAction } from './actions.js';
import { endPolicy } from './policies.js';
import { inDimension, registeredIn, scalingIn, serviceIn } from './resource.js';

const lists = listsOf('application-autoscaling', 50);
/** No desired count is above it. */
const TASKS_MAX = 5_000;
const SUSPENDED = { dynamicScalingInSuspended: true, dynamicScalingOutSuspended: true, scheduledScalingSuspended: true };

/** The services that are registered. */
function targetAnswers(context: Context): { readonly ResourceId: string; readonly ScalableTargetARN: string }[] {
  const { moment, setup, apiState } = context.cluster;
  const { ScalableTargets: all } = describeScalableTargets(moment) as { ScalableTargets: { ResourceId: string }[] };
  const there = all.filter(({ ResourceId }) => !apiState.unregistered.has(ResourceId));
  return there.map((one) => {
    const ScalableTargetARN = `arn:aws:application-autoscaling:${setup.region}:${moment.names.account}:scalable-target/${one.ResourceId}`;
    return withKept(context, ScalableTargetARN, { ...one, ScalableTargetARN });
  });
}

/** Calls on scalable targets of Application Auto Scaling and their tags. */
export const TARGETS = {
  DescribeScalableTargets: lists(
    'ScalableTargets',
    ['ServiceNamespace', 'ResourceIds', 'ScalableDimension'],
    ({ ResourceIds: ids, ...which }, context) =>
      targetAnswers(context).filter(({ ResourceId }) => inDimension(which) && (ids === undefined || ids.includes(ResourceId))),
  ),
  RegisterScalableTarget: writes(
    {
      uses: ['ServiceNamespace', 'ResourceId', 'ScalableDimension', 'MinCapacity', 'MaxCapacity', 'SuspendedState', 'Tags'],
      keeps: ['RoleARN'],
    },
    async (input, context) => {
      const service = serviceIn(context, input);
      const isNew = context.cluster.apiState.unregistered.has(input.ResourceId!);
      const { scaling } = isNew ? {} : context.cluster.draft.services[service]!;
      const { MinCapacity = scaling?.minCapacity, MaxCapacity = scaling?.maxCapacity, SuspendedState: state } = input;
      if (MinCapacity === undefined || MaxCapacity === undefined)
        throw new AwsError(
          'ValidationException',
          'Both minimum capacity and maximum capacity must be specified for a new scalable target.',
        );
      if (MinCapacity > MaxCapacity) throw new AwsError('ValidationException', 'Maximum capacity cannot be less than minimum capacity');
      const suspendedState = {
        dynamicScalingInSuspended: state?.DynamicScalingInSuspended ?? scaling?.suspendedState.dynamicScalingInSuspended ?? false,
        dynamicScalingOutSuspended: state?.DynamicScalingOutSuspended ?? scaling?.suspendedState.dynamicScalingOutSuspended ?? false,
        scheduledScalingSuspended: state?.ScheduledScalingSuspended ?? scaling?.suspendedState.scheduledScalingSuspended ?? false,
      };
      await context.cluster.edit({
        // Before its registration the service has bounds that bind nothing.
        ahead: ({ services }) => {
          services[service]!.scaling ??= {
            minCapacity: 0,
            maxCapacity: TASKS_MAX,
            suspendedState: SUSPENDED,
            policies: [],
            scheduledActions: [],
          } as never;
        },
        fromNow: [
          (draft) => Object.assign(scalingIn(draft, service), { minCapacity: MinCapacity, maxCapacity: MaxCapacity, suspendedState }),
        ],
      });
      context.cluster.apiState.unregistered.delete(input.ResourceId!);
      const { ScalableTargetARN: arn } = targetAnswers(context).find(({ ResourceId }) => ResourceId === input.ResourceId)!;
      keep(context, arn, input, { keeps: ['RoleARN'] });
      context.cluster.apiState.tag(arn, listOf(input.Tags));
      return { ScalableTargetARN: arn };
    },
  ),
  DeregisterScalableTarget: writes(['ServiceNamespace', 'ResourceId', 'ScalableDimension'], async (input, context) => {
    const service = registeredIn(context, input);
    await context.cluster.edit(unregistrationOf(context, service));
    context.cluster.apiState.unregistered.add(input.ResourceId!);
    return {};
  }),
  ListTagsForResource: reads(['ResourceARN'], ({ ResourceARN: arn = '' }, context) => {
    needsTarget(context, arn);
    return { Tags: Object.fromEntries(context.cluster.apiState.tagsOf(arn).map(({ key, value }) => [key, value])) };
  }),
  TagResource: writes(['ResourceARN', 'Tags'], ({ ResourceARN: arn = '', Tags: tags }, context) => {
    needsTarget(context, arn);
    context.cluster.apiState.tag(arn, listOf(tags));
    return {};
  }),
  UntagResource: writes(['ResourceARN', 'TagKeys'], ({ ResourceARN: arn = '', TagKeys: keys = [] }, context) => {
    needsTarget(context, arn);
    context.cluster.apiState.untag(arn, keys);
    return {};
  }),
} satisfies OperationsOf<ApplicationAutoScaling>;

/** Returns the edit that ends the scaling of a service: as in AWS its policies and scheduled actions go with the scalable target. */
export function unregistrationOf(context: Context, service: number): Required<Edit> {
  const free = { minCapacity: 0, maxCapacity: TASKS_MAX, suspendedState: SUSPENDED };
  const { policies, scheduledActions } = scalingIn(context.cluster.draft, service);
  const policyEnds = policies.map(({ policyName = '' }) => endPolicy(context, service, policyName));
  const actionEnds = scheduledActions.map(({ scheduledActionName }) => endAction(context, service, scheduledActionName));
  return {
    ahead: (draft) => {
      for (const end of actionEnds) end(draft);
    },
    fromNow: [
      (draft: Draft) => {
        for (const end of policyEnds) end?.(draft);
        Object.assign(scalingIn(draft, service), free);
      },
    ],
  };
}

function needsTarget(context: Context, arn: string): void {
  if (targetAnswers(context).some(({ ScalableTargetARN }) => ScalableTargetARN === arn)) return;
  throw new AwsError('ResourceNotFoundException', `The resource ${arn} was not found.`);
}

function listOf(tags: Readonly<Record<string, string>> = {}): { readonly key: string; readonly value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
