import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { groupNameOf } from '../../../answers/groups.js';
import { groupAlarms } from '../../../answers/metric-log.js';
import { GROUP_METRIC_NAMES } from '../../../autoscaling/policies/group-policies.js';
import { metricNameOf } from '../../../metrics/names.js';
import { groupPolicy } from '../../../scenario/groups/policies-schema.js';
import type { Draft } from '../../cluster/draft.js';
import { groupNamed } from '../../cluster/draft.js';
import { inScenario } from '../ecs/in-scenario.js';
import type { Context } from '../operation.js';

/** Alarms that start the scaling policies of groups. */

/** An alarm that a call put, and the policy that it starts. */
export interface PutGroupAlarm {
  readonly group: string;
  readonly policyName: string;
  /** As the call gave it. */
  readonly input: object;
}

/** The alarms of the policies of all groups, with their states. */
export function alarmsOfGroups(context: Context) {
  const { cluster } = context;
  const { draft, setup, moment, apiState } = cluster;
  return groupAlarms(moment.world).flatMap(({ provider, policyName, nth, alarm, state }) => {
    const text = draft.cluster.capacityProviders.find(
      (one) => typeof one !== 'string' && one.name === setup.capacityProviders[provider]!.name,
    );
    const group = groupNameOf(text as never);
    const put = [...apiState.groupAlarms].find(([, one]) => one.group === group && one.policyName === policyName);
    const own = typeof text === 'string' ? undefined : text?.autoScalingGroup.scalingPolicies?.find((one) => one.policyName === policyName);
    const isTracking = own?.targetTrackingConfiguration !== undefined;
    if (own === undefined || (own.enabled === false && isTracking)) return [];
    const AlarmName = isTracking
      ? `TargetTracking-${group}-${nth === 0 ? 'AlarmHigh' : 'AlarmLow'}-${policyName}`
      : (put?.[0] ?? policyName);
    const { terms } = alarm;
    const tracking = {
      MetricName: GROUP_METRIC_NAMES[terms.metric] ?? metricNameOf(terms.metric, setup.customMetrics),
      Statistic: 'Average',
    };
    const ComparisonOperator = own.alarm?.comparisonOperator ?? (nth === 0 ? 'GreaterThanThreshold' : 'LessThanThreshold');
    return [
      {
        known: { group, policyName, nth },
        ...(put?.[1].input ?? { ...tracking, ComparisonOperator }),
        AlarmName,
        AlarmArn: `arn:aws:cloudwatch:${setup.region}:${moment.names.account}:alarm:${AlarmName}`,
        ActionsEnabled: own.alarm?.actionsEnabled !== false,
        StateValue: state,
        StateUpdatedTimestamp: moment.names.time(alarm.sinceMs),
        EvaluationPeriods: terms.evaluationPeriods,
        DatapointsToAlarm: terms.datapointsToAlarm,
        Threshold: terms.threshold,
        Period: terms.periodMs / 1_000,
      },
    ];
  });
}

/** PutMetricAlarm with a policy of a group as its action. */
export async function putGroupAlarm(
  context: Context,
  input: PutMetricAlarmInput,
  to: Pick<PutGroupAlarm, 'group' | 'policyName'>,
): Promise<void> {
  const { AlarmName: name = '', AlarmActions, Tags: _, ...rest } = input;
  const alarm = inScenario(context, 'PutMetricAlarm', { schema: groupPolicy.shape.alarm, input: rest });
  await context.cluster.edit({ fromNow: [(draft) => arm(draft, to, alarm)] });
  context.cluster.apiState.groupAlarms.set(name, { ...to, input: { ...rest, AlarmActions } });
}

/** Returns the edit that ends an alarm of a group's policy: the policy stays, and nothing starts it. */
export function endGroupAlarm({ group, policyName }: PutGroupAlarm): (draft: Draft) => void {
  return (draft) => arm(draft, { group, policyName }, undefined);
}

function arm(draft: Draft, { group, policyName }: Pick<PutGroupAlarm, 'group' | 'policyName'>, alarm: object | undefined): void {
  const policy = groupNamed(draft, group)!.autoScalingGroup.scalingPolicies!.find((one) => one.policyName === policyName)!;
  if (alarm === undefined) delete policy.alarm;
  else policy.alarm = structuredClone(alarm) as never;
}
