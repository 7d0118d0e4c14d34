import type { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { describeScalingPolicies } from '../../../answers/scaling.js';
import { policy as policySchema } from '../../../scenario/scaling/schema.js';
import { AwsError } from '../../aws-error.js';
import { type Draft, startedBy } from '../../cluster/draft.js';
import { alarmAnswers as alarms } from '../cloudwatch/alarms.js';
import { alarmArn } from '../cloudwatch/plain-alarms.js';
import { withMetrics } from '../cloudwatch/service-alarms.js';
import { inScenario } from '../ecs/in-scenario.js';
import { type Context, type OperationsOf, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { inDimension, registeredIn, scalingIn } from './resource.js';

const lists = listsOf('application-autoscaling', 50);
/** A target that no metric reaches: a policy has it before it is put, and after it is deleted. */
const OUT_OF_REACH = 1e12;

type Policy = NonNullable<Draft['services'][number]['scaling']>['policies'][number];

interface Described {
  readonly ResourceId: string;
  readonly PolicyName: string;
  readonly PolicyARN: string;
}

/** Calls on scaling policies of services. */
export const POLICIES = {
  DescribeScalingPolicies: lists(
    'ScalingPolicies',
    ['ServiceNamespace', 'PolicyNames', 'ResourceId', 'ScalableDimension'],
    ({ ResourceId: id, PolicyNames: names, ...which }, context) =>
      policyAnswers(context).filter(
        (one) =>
          inDimension(which) && (id === undefined || one.ResourceId === id) && (names === undefined || names.includes(one.PolicyName)),
      ),
  ),
  PutScalingPolicy: writes(
    {
      uses: [
        ...(['PolicyName', 'ServiceNamespace', 'ResourceId', 'ScalableDimension', 'PolicyType'] as const),
        ...(['StepScalingPolicyConfiguration', 'TargetTrackingScalingPolicyConfiguration'] as const),
      ],
      refuses: ['PredictiveScalingPolicyConfiguration'],
    },
    async (input, context) => {
      const service = registeredIn(context, input);
      const { apiState } = context.cluster;
      const { ServiceNamespace: _, ResourceId: _r, ScalableDimension: _d, ...rest } = input;
      const policy = inScenario(context, 'PutScalingPolicy', { schema: policySchema, input: rest }) as unknown as Policy;
      const PolicyARN = arnOf(context, input.ResourceId!, input.PolicyName!);
      if (policy.stepScalingPolicyConfiguration !== undefined) {
        // Its alarm, which PutMetricAlarm puts, makes it a policy of the scenario.
        apiState.stepPolicies.set(PolicyARN, {
          service,
          policy: policy as never,
          input: { StepScalingPolicyConfiguration: input.StepScalingPolicyConfiguration },
        });
        apiState.deletedPolicies.delete(PolicyARN);
        const isArmed = scalingIn(context.cluster.draft, service).policies.some(
          ({ policyName = '' }) => startedBy(policyName) === policy.policyName,
        );
        if (isArmed) await context.cluster.edit({ fromNow: [(draft) => restep(draft, service, policy)] });
        return { PolicyARN, Alarms: alarmsOf(context, service, policy.policyName) };
      }
      if (policy.targetTrackingScalingPolicyConfiguration === undefined)
        throw new AwsError('ValidationException', 'Drydock puts no policy of PredictiveScaling; write it into the scenario');
      const isOwn = ({ policyName }: Policy) => policyName === policy.policyName;
      await context.cluster.edit({
        ahead: (draft) => {
          const { customizedMetricSpecification: custom } = policy.targetTrackingScalingPolicyConfiguration!;
          if (custom !== undefined) withMetrics(draft, custom);
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
      apiState.deletedPolicies.delete(PolicyARN);
      return { PolicyARN, Alarms: alarmsOf(context, service, policy.policyName) };
    },
  ),
  DeleteScalingPolicy: writes(
    ['PolicyName', 'ServiceNamespace', 'ResourceId', 'ScalableDimension'],
    async ({ PolicyName: name = '', ...which }, context) => {
      const service = registeredIn(context, which);
      const found = policyAnswers(context).find((one) => one.ResourceId === which.ResourceId && one.PolicyName === name);
      if (found === undefined)
        throw new AwsError('ObjectNotFoundException', `No scaling policy found for resource ID: ${which.ResourceId}, policy name: ${name}`);
      const end = endPolicy(context, service, name);
      if (end !== null) await context.cluster.edit({ fromNow: [end] });
      return {};
    },
  ),
} satisfies OperationsOf<ApplicationAutoScaling>;

/** Ends a policy: it does nothing more, and no call shows it. */
export function endPolicy(context: Context, service: number, name: string): ((draft: Draft) => void) | null {
  const { apiState, setup } = context.cluster;
  const arn = arnOf(context, `service/default/${setup.services[service]!.name}`, name);
  apiState.deletedPolicies.add(arn);
  apiState.stepPolicies.delete(arn);
  const isOwn = ({ policyName = '' }: Policy) => startedBy(policyName) === name;
  if (!scalingIn(context.cluster.draft, service).policies.some(isOwn)) return null;
  return (draft) => {
    const { policies } = scalingIn(draft, service);
    for (const [place, own] of policies.entries()) {
      if (!isOwn(own)) continue;
      // The alarm of a step scaling policy stays: its action is gone.
      if (own.alarm !== undefined) own.alarm.actionsEnabled = false;
      else if (own.targetTrackingScalingPolicyConfiguration !== undefined) policies[place] = inert(own);
      else if (own.predictiveScalingPolicyConfiguration !== undefined) own.predictiveScalingPolicyConfiguration.mode = 'ForecastOnly';
    }
  };
}

/** The policies that are there, also those that no alarm starts yet. */
function policyAnswers(context: Context): Described[] {
  const { moment, apiState, setup } = context.cluster;
  const { ScalingPolicies: own } = describeScalingPolicies(moment) as { ScalingPolicies: Described[] };
  const waiting = [...apiState.stepPolicies].flatMap(([PolicyARN, { service, policy }]) => {
    const ResourceId = `service/default/${setup.services[service]!.name}`;
    if (own.some((one) => one.PolicyARN === PolicyARN)) return [];
    const what = { PolicyARN, PolicyName: String(policy.policyName), ServiceNamespace: 'ecs', ResourceId, PolicyType: 'StepScaling' };
    const { input } = apiState.stepPolicies.get(PolicyARN)!;
    return [{ ...what, ScalableDimension: 'ecs:service:DesiredCount', ...input, CreationTime: moment.names.time(0) }];
  });
  return [...own.filter(({ PolicyName }) => startedBy(PolicyName) === PolicyName), ...waiting]
    .filter(({ PolicyARN, ResourceId }) => !apiState.deletedPolicies.has(PolicyARN) && !apiState.unregistered.has(ResourceId))
    .map((one) => ({ ...one, Alarms: alarmsOf(context, serviceNumber(context, one.ResourceId), one.PolicyName) }));
}

function serviceNumber({ cluster }: Context, resource: string): number {
  return cluster.setup.services.findIndex(({ name }) => resource === `service/default/${name}`);
}

/** Returns the alarms that start a policy. */
function alarmsOf(context: Context, service: number, policyName: string | undefined): object[] {
  const { policies } = scalingIn(context.cluster.draft, service);
  const own = alarms(context).filter(
    ({ known }) => known.service === service && startedBy(policies[known.policy]!.policyName ?? '') === policyName,
  );
  return own.map(({ AlarmName }) => ({ AlarmName, AlarmARN: alarmArn(context, AlarmName) }));
}

function arnOf({ cluster }: Context, resource: string, policy: string): string {
  return `arn:aws:autoscaling:${cluster.setup.region}:${cluster.moment.names.account}:scalingPolicy:0:resource/ecs/${resource}:policyName/${policy}`;
}

/** Gives a step scaling policy other steps; its alarm stays. */
function restep(draft: Draft, service: number, policy: Policy): void {
  for (const own of scalingIn(draft, service).policies)
    if (startedBy(own.policyName ?? '') === policy.policyName)
      own.stepScalingPolicyConfiguration = structuredClone(policy.stepScalingPolicyConfiguration!);
}

/** A policy that does nothing: no metric is above its target, and it removes nothing. */
function inert(policy: Policy): Policy {
  const { targetTrackingScalingPolicyConfiguration: configuration, ...rest } = policy;
  return { ...rest, targetTrackingScalingPolicyConfiguration: { ...configuration!, targetValue: OUT_OF_REACH, disableScaleIn: true } };
}
