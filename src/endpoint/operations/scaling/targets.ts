import type {
  DeregisterScalableTargetRequest,
  DescribeScalableTargetsRequest,
  DescribeScalingPoliciesRequest,
  DescribeScheduledActionsRequest,
  PutScalingPolicyRequest,
  PutScheduledActionRequest,
  RegisterScalableTargetRequest,
} from '@aws-sdk/client-application-auto-scaling';
import { describeScalableTargets, describeScalingPolicies } from '../../../answers/scaling.js';
import { scheduledAction as actionSchema, policy as policySchema } from '../../../scenario/scaling/schema.js';
import { AwsError } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import { withMetric } from '../cloudwatch/alarms.js';
import { inScenario } from '../ecs/in-scenario.js';
import { type Context, type Operations, reads, writes } from '../operation.js';
import { pageOf } from '../page.js';

const RESULTS_DEFAULT = 50;
/** No desired count is above it. */
const TASKS_MAX = 5_000;
const SUSPENDED = { dynamicScalingInSuspended: true, dynamicScalingOutSuspended: true, scheduledScalingSuspended: true };
/** A target that no metric comes to: a policy that is put later has it before. */
const OUT_OF_REACH = 1e12;

type Scaling = NonNullable<Draft['services'][number]['scaling']>;
type Policy = Scaling['policies'][number];

interface OfResource {
  readonly ResourceId?: string | undefined;
  readonly ServiceNamespace?: string | undefined;
}

/** Returns the number of the service that a call means. */
function serviceIn({ cluster }: Context, { ResourceId: resource = '', ServiceNamespace: namespace }: OfResource): number {
  if (namespace !== undefined && namespace !== 'ecs')
    throw new AwsError('ValidationException', `Drydock scales services of ecs, and not of ${namespace}`);
  const { setup, nowMs } = cluster;
  const found = setup.services.findIndex(({ name, createdAtMs = 0 }) => resource === `service/default/${name}` && createdAtMs <= nowMs);
  if (found < 0) throw new AwsError('ValidationException', `ECS service doesn't exist: ${resource}`);
  return found;
}

function scalingIn({ services }: Draft, service: number): Scaling {
  return services[service]!.scaling!;
}

/** Throws AWS's error unless the service is registered. */
function registeredIn(context: Context, input: OfResource): number {
  const service = serviceIn(context, input);
  if (context.cluster.draft.services[service]!.scaling === undefined)
    throw new AwsError(
      'ObjectNotFoundException',
      `No scalable target registered for service namespace: ecs, resource ID: ${input.ResourceId}, scalable dimension: ecs:service:DesiredCount`,
    );
  return service;
}

export const TARGETS: Operations = {
  DescribeScalableTargets: reads<DescribeScalableTargetsRequest>(
    ['ServiceNamespace', 'ResourceIds', 'ScalableDimension', 'MaxResults', 'NextToken'],
    ({ ResourceIds: ids, MaxResults: most = RESULTS_DEFAULT, NextToken: token }, { cluster }) => {
      const { ScalableTargets: all } = describeScalableTargets(cluster.moment) as { ScalableTargets: { ResourceId: string }[] };
      const found = all.filter(({ ResourceId }) => ids === undefined || ids.includes(ResourceId));
      const { page, next } = pageOf(found, { token, most, code: 'InvalidNextTokenException' });
      return { ScalableTargets: page, NextToken: next };
    },
  ),
  DescribeScalingPolicies: reads<DescribeScalingPoliciesRequest>(
    ['ServiceNamespace', 'PolicyNames', 'ResourceId', 'ScalableDimension', 'MaxResults', 'NextToken'],
    ({ ResourceId: id, PolicyNames: names, MaxResults: most = RESULTS_DEFAULT, NextToken: token }, { cluster }) => {
      const { ScalingPolicies: all } = describeScalingPolicies(cluster.moment) as {
        ScalingPolicies: { ResourceId: string; PolicyName: string }[];
      };
      const found = all.filter(
        (one) => (id === undefined || one.ResourceId === id) && (names === undefined || names.includes(one.PolicyName)),
      );
      const { page, next } = pageOf(found, { token, most, code: 'InvalidNextTokenException' });
      return { ScalingPolicies: page, NextToken: next };
    },
  ),
  DescribeScheduledActions: reads<DescribeScheduledActionsRequest>(
    ['ServiceNamespace', 'ScheduledActionNames', 'ResourceId', 'ScalableDimension', 'MaxResults', 'NextToken'],
    ({ ResourceId: id, ScheduledActionNames: names, MaxResults: most = RESULTS_DEFAULT, NextToken: token }, { cluster }) => {
      const all = cluster.draft.services.flatMap(({ serviceName, scaling }) =>
        (scaling?.scheduledActions ?? []).map((one) => ({
          ScheduledActionName: one.scheduledActionName,
          ServiceNamespace: 'ecs',
          ResourceId: `service/default/${serviceName}`,
          ScalableDimension: 'ecs:service:DesiredCount',
          Schedule: one.schedule,
          Timezone: one.timezone,
          ScalableTargetAction: { MinCapacity: one.scalableTargetAction.minCapacity, MaxCapacity: one.scalableTargetAction.maxCapacity },
          CreationTime: cluster.moment.names.time(0),
        })),
      );
      const found = all.filter(
        (one) => (id === undefined || one.ResourceId === id) && (names === undefined || names.includes(one.ScheduledActionName)),
      );
      const { page, next } = pageOf(found, { token, most, code: 'InvalidNextTokenException' });
      return { ScheduledActions: page, NextToken: next };
    },
  ),
  RegisterScalableTarget: writes<RegisterScalableTargetRequest>(
    ['ServiceNamespace', 'ResourceId', 'ScalableDimension', 'MinCapacity', 'MaxCapacity', 'SuspendedState'],
    async (input, context) => {
      const service = serviceIn(context, input);
      const { scaling } = context.cluster.draft.services[service]!;
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
      return {};
    },
  ),
  DeregisterScalableTarget: writes<DeregisterScalableTargetRequest>(
    ['ServiceNamespace', 'ResourceId', 'ScalableDimension'],
    async (input, context) => {
      const service = registeredIn(context, input);
      const free = { minCapacity: 0, maxCapacity: TASKS_MAX, suspendedState: SUSPENDED };
      await context.cluster.edit({ fromNow: [(draft) => Object.assign(scalingIn(draft, service), free)] });
      return {};
    },
  ),
  PutScalingPolicy: writes<PutScalingPolicyRequest>(
    [
      ...(['PolicyName', 'ServiceNamespace', 'ResourceId', 'ScalableDimension', 'PolicyType'] as const),
      ...(['StepScalingPolicyConfiguration', 'TargetTrackingScalingPolicyConfiguration'] as const),
    ],
    async (input, context) => {
      const service = registeredIn(context, input);
      const { ServiceNamespace: _, ResourceId: _r, ScalableDimension: _d, ...rest } = input;
      const policy = inScenario(context, 'PutScalingPolicy', { schema: policySchema, input: rest }) as unknown as Policy;
      const { region } = context.cluster.setup;
      const PolicyARN = `arn:aws:autoscaling:${region}:${context.cluster.moment.names.account}:scalingPolicy:0:resource/ecs/${input.ResourceId}:policyName/${input.PolicyName}`;
      if (policy.stepScalingPolicyConfiguration !== undefined) {
        // Its alarm, which PutMetricAlarm puts, makes it a policy of the scenario.
        context.cluster.apiState.stepPolicies.set(PolicyARN, { service, policy: policy as never });
        return { PolicyARN, Alarms: [] };
      }
      if (policy.targetTrackingScalingPolicyConfiguration === undefined)
        throw new AwsError('ValidationException', 'Drydock puts no policy of PredictiveScaling; write it into the scenario');
      const isOwn = ({ policyName }: Policy) => policyName === policy.policyName;
      await context.cluster.edit({
        ahead: (draft) => {
          const { customizedMetricSpecification: custom } = policy.targetTrackingScalingPolicyConfiguration!;
          if (custom !== undefined) withMetric(draft, custom);
          const { policies } = scalingIn(draft, service);
          if (!policies.some(isOwn)) policies.push(inert(policy));
        },
        fromNow: [
          (draft) => {
            const { policies } = scalingIn(draft, service);
            policies[policies.findIndex(isOwn)] = policy;
          },
        ],
      });
      return { PolicyARN, Alarms: [] };
    },
  ),
  PutScheduledAction: writes<PutScheduledActionRequest>(
    [
      ...(['ServiceNamespace', 'ScheduledActionName', 'ResourceId', 'ScalableDimension', 'Schedule', 'Timezone'] as const),
      ...(['StartTime', 'EndTime', 'ScalableTargetAction'] as const),
    ],
    async (input, context) => {
      const service = registeredIn(context, input);
      const { ServiceNamespace: _, ResourceId: _r, ScalableDimension: _d, StartTime, EndTime, ...rest } = input;
      const { names } = context.cluster.moment;
      const action = {
        ...inScenario(context, 'PutScheduledAction', { schema: actionSchema, input: rest }),
        // Times before the call do not count.
        startTime: StartTime === undefined ? toSeconds(names.time(context.cluster.nowMs + 1_000)) : textOf(StartTime),
        ...(EndTime === undefined ? {} : { endTime: textOf(EndTime) }),
      };
      await context.cluster.edit({ ahead: (draft) => scalingIn(draft, service).scheduledActions.push(action as never) });
      return {};
    },
  ),
};

/** A policy that does nothing: no metric is above its target, and it removes nothing. */
function inert(policy: Policy): Policy {
  const { targetTrackingScalingPolicyConfiguration: configuration, ...rest } = policy;
  return { ...rest, targetTrackingScalingPolicyConfiguration: { ...configuration!, targetValue: OUT_OF_REACH, disableScaleIn: true } };
}

function toSeconds(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

/** The time of a call, which comes as seconds or as text. */
function textOf(time: unknown): string {
  return toSeconds(new Date(typeof time === 'number' ? time * 1000 : Date.parse(String(time))).toISOString());
}
