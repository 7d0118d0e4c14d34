import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { scalingAlarms } from '../../../answers/metric-log.js';
import { capitals } from '../../../answers/scaling.js';
import { AwsError, validationError } from '../../aws-error.js';
import { type Draft, startedBy } from '../../cluster/draft.js';
import { timeOf } from '../../protocol/input-check.js';
import { policyWithArn } from '../autoscaling/policy-arns.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { listsOf, pageOf } from '../page.js';
import { alarmsOfGroups, endGroupAlarm, putGroupAlarm } from './group-alarms.js';
import { managedAlarms } from './managed-alarms.js';
import { alarmArn, endPlainAlarm, plainAlarms, plainChanges, putPlainAlarm, tagAlarm } from './plain-alarms.js';
import { checkForm, disarm, putServiceAlarm } from './service-alarms.js';

const RECORDS_DEFAULT = 100;
const lists = listsOf('cloudwatch', RECORDS_DEFAULT);

type Policy = NonNullable<Draft['services'][number]['scaling']>['policies'][number];

/** Alarms that start step scaling policies, those of target tracking, and those of managed scaling. Alarms of deployments are parts of their services. */
export const ALARMS = {
  DescribeAlarms: reads(
    {
      uses: ['AlarmNames', 'AlarmNamePrefix', 'AlarmTypes', 'StateValue', 'ActionPrefix', 'MaxRecords', 'NextToken'],
      refuses: ['ChildrenOfAlarmName', 'ParentsOfAlarmName'],
    },
    (
      {
        AlarmNames: names,
        AlarmNamePrefix: prefix = '',
        StateValue,
        AlarmTypes,
        ActionPrefix: actions,
        MaxRecords: most = RECORDS_DEFAULT,
        NextToken: token,
      },
      context,
    ) => {
      const all =
        AlarmTypes === undefined || AlarmTypes.length === 0 || AlarmTypes.includes('MetricAlarm')
          ? [...alarmAnswers(context), ...managedAlarms(context), ...alarmsOfGroups(context), ...plainAlarms(context)]
          : [];
      const found = all.filter(
        (one) =>
          (names === undefined || names.length === 0 || names.includes(one.AlarmName)) &&
          one.AlarmName.startsWith(prefix) &&
          (StateValue === undefined || one.StateValue === StateValue) &&
          (actions === undefined || (one as { AlarmActions?: string[] }).AlarmActions?.some((action) => action.startsWith(actions))),
      );
      const { page, next } = pageOf(found, { token, most, code: 'InvalidNextToken' });
      return { MetricAlarms: page, CompositeAlarms: [], NextToken: next };
    },
  ),
  DescribeAlarmHistory: lists(
    'AlarmHistoryItems',
    {
      uses: ['AlarmName', 'HistoryItemType', 'StartDate', 'EndDate', 'ScanBy', 'AlarmTypes'],
      refuses: ['AlarmContributorId'],
    },
    ({ AlarmName: name, HistoryItemType: type, AlarmTypes, StartDate, EndDate, ScanBy }, context) => {
      const hasMetricAlarms = AlarmTypes === undefined || AlarmTypes.length === 0 || AlarmTypes.includes('MetricAlarm');
      if (!hasMetricAlarms || (type !== undefined && type !== 'StateUpdate')) return [];
      const ofPolicies = context.cluster.metrics.alarmChanges.map(({ atMs, from, to, ...alarm }) => {
        return { AlarmName: alarmName(context, alarm), atMs: context.cluster.setup.startsAtMs + atMs, from, to };
      });
      const found = [...ofPolicies, ...plainChanges(context)].flatMap(({ AlarmName, atMs, from, to }) => {
        const isWithin = (StartDate === undefined || atMs >= timeOf(StartDate)) && (EndDate === undefined || atMs < timeOf(EndDate));
        if (!isWithin || AlarmName === undefined || (name !== undefined && name !== AlarmName)) return [];
        const what = { AlarmName, AlarmType: 'MetricAlarm', HistoryItemType: 'StateUpdate', Timestamp: new Date(atMs).toISOString() };
        return [{ ...what, HistorySummary: `Alarm updated from ${from} to ${to}` }];
      });
      if (ScanBy !== 'TimestampAscending') found.reverse();
      return found;
    },
  ),
  PutMetricAlarm: writes(
    {
      uses: [
        ...(['AlarmName', 'AlarmActions', 'Namespace', 'MetricName', 'Dimensions', 'Statistic', 'Period', 'Threshold'] as const),
        ...([
          'EvaluationPeriods',
          'DatapointsToAlarm',
          'ComparisonOperator',
          'TreatMissingData',
          'ActionsEnabled',
          'Metrics',
          'Tags',
        ] as const),
      ],
      keeps: ['AlarmDescription', 'OKActions', 'InsufficientDataActions', 'Unit', 'EvaluateLowSampleCountPercentile'],
      refuses: [
        ...(['ActionConfiguration', 'EvaluationCriteria', 'EvaluationInterval', 'EvaluationWindow', 'ExtendedStatistic'] as const),
        ...(['ThresholdMetricId', 'WarmUpConfiguration'] as const),
      ],
    },
    async (input, context) => {
      const { AlarmName: name = '', AlarmActions: [action] = [] } = input;
      const { apiState } = context.cluster;
      const put = apiState.stepPolicies.get(action ?? '');
      const ofGroup = policyWithArn(context, action ?? '');
      checkForm(input);
      if (ofGroup !== undefined) return putGroupAlarm(context, input, ofGroup);
      if (put === undefined) {
        if (action?.includes(':scalingPolicy:') === true)
          throw validationError(`Invalid alarm action: ${action} is no step or simple scaling policy that is there.`);
        return putPlainAlarm(context, input);
      }
      endPlainAlarm(context, name);
      const isNew = !apiState.alarms.has(name);
      await putServiceAlarm(context, input, put);
      if (isNew) tagAlarm(context, alarmArn(context, name), input.Tags);
    },
  ),
  DeleteAlarms: writes(['AlarmNames'], async ({ AlarmNames: names = [] }, { cluster }) => {
    const known = names.flatMap((name) => cluster.apiState.alarms.get(name) ?? []);
    const ofGroups = names.flatMap((name) => cluster.apiState.groupAlarms.get(name) ?? []);
    const plain = names.filter((name) => cluster.apiState.plainAlarms.has(name));
    if (known.length + ofGroups.length + plain.length < names.length)
      throw new AwsError('ResourceNotFound', `Some alarms do not exist: ${names.join(', ')}`, 404);
    const isOfPolicies = known.length + ofGroups.length > 0;
    if (isOfPolicies)
      await cluster.edit({ fromNow: [...known.map((one) => (draft: Draft) => disarm(draft, one)), ...ofGroups.map(endGroupAlarm)] });
    for (const name of names) {
      cluster.apiState.alarms.delete(name);
      cluster.apiState.groupAlarms.delete(name);
      cluster.apiState.plainAlarms.delete(name);
    }
  }),
} satisfies OperationsOf<CloudWatch>;

/** The policy of an alarm, as the scenario has it. */
export function policyInDraft({ cluster }: Context, { service, policy }: Pick<Known, 'service' | 'policy'>): Policy {
  return cluster.draft.services[service]!.scaling!.policies[policy]!;
}

type Known = ReturnType<typeof scalingAlarms>[number];

/** Returns the alarms with their states, those of calls first. */
export function alarmAnswers(context: Context) {
  const { cluster } = context;
  const all = scalingAlarms(cluster.moment.world);
  return all.flatMap((one) => {
    const AlarmName = alarmName(context, one);
    if (AlarmName === undefined) return [];
    const { sinceMs, terms } = one.alarm;
    const put = cluster.apiState.alarms.get(AlarmName);
    const own = (put?.input ?? trackingOf(context, one)) as {
      readonly AlarmActions?: readonly string[];
      readonly MetricName?: string;
      readonly Metrics?: readonly object[];
    };
    return [
      {
        known: one,
        ...own,
        AlarmName,
        AlarmArn: alarmArn(context, AlarmName),
        ActionsEnabled: policyInDraft(context, one).alarm?.actionsEnabled !== false,
        StateValue: one.state,
        StateUpdatedTimestamp: cluster.moment.names.time(sinceMs),
        EvaluationPeriods: terms.evaluationPeriods,
        DatapointsToAlarm: terms.datapointsToAlarm,
        Threshold: terms.threshold,
        // That of metric math is a part of its metrics.
        ...(own.Metrics === undefined ? { Period: terms.periodMs / 1_000 } : {}),
      },
    ];
  });
}

/** The name of an alarm: that of the call which put it, or the one that target tracking gives; undefined where no call has put it. */
function alarmName({ cluster }: Context, { service, policy, nth }: Pick<Known, 'service' | 'policy' | 'nth'>): string | undefined {
  const { name, scaling } = cluster.setup.services[service]!;
  const policyName = scaling?.policyNames[policy];
  const text = cluster.draft.services[service]?.scaling?.policies[policy];
  if (text?.targetTrackingScalingPolicyConfiguration !== undefined) {
    const resource = `service/default/${name}`;
    const suffix = `resource/ecs/${resource}:policyName/${policyName}`;
    const isGone = cluster.apiState.unregistered.has(resource) || [...cluster.apiState.deletedPolicies].some((arn) => arn.endsWith(suffix));
    if (isGone) return undefined;
    return `TargetTracking-service/default/${name}-${nth === 0 ? 'AlarmHigh' : 'AlarmLow'}-${policyName}`;
  }
  const isOwn = (put: { readonly service: number }, name: unknown) => put.service === service && name === policyName;
  const isOfCall = [...cluster.apiState.stepPolicies.values()].some(
    (put) => put.service === service && put.policy.policyName === startedBy(policyName ?? ''),
  );
  const put = [...cluster.apiState.alarms].find(([, one]) => isOwn(one, one.policyName));
  // The alarm of a policy of the scenario has the name of the policy.
  return put?.[0] ?? (isOfCall ? undefined : text?.policyName);
}

/** The alarms that target tracking puts: a metric of the service, and the direction of a breach. */
function trackingOf({ cluster }: Context, { service, policy, nth }: Known): object {
  const { targetTrackingScalingPolicyConfiguration: tracking, alarm } = cluster.draft.services[service]!.scaling!.policies[policy]!;
  if (alarm !== undefined)
    return { MetricName: alarm.metricName, Statistic: alarm.statistic, ComparisonOperator: alarm.comparisonOperator };
  const MetricName =
    tracking?.customizedMetricSpecification?.metricName ??
    tracking?.predefinedMetricSpecification?.predefinedMetricType.replace(/^ECSServiceAverage|^ALB|HighResolution$/g, '');
  const ComparisonOperator = nth === 0 ? 'GreaterThanThreshold' : 'LessThanThreshold';
  const Metrics = tracking?.customizedMetricSpecification?.metrics;
  if (Metrics !== undefined) return { Metrics: capitals(Metrics), ComparisonOperator };
  return {
    MetricName,
    Namespace: tracking?.customizedMetricSpecification?.namespace ?? 'AWS/ECS',
    Statistic: 'Average',
    ComparisonOperator,
  };
}
