import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { alarmAnswers, policyInDraft } from './alarms.js';
import { alarmsOfGroups } from './group-alarms.js';
import { managedAlarms } from './managed-alarms.js';
import { alarmArn, plainAlarms, tagAlarm } from './plain-alarms.js';
import { keyOf } from './series.js';

const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** Calls on the states, the actions and the tags of alarms. */
export const ALARM_STATES = {
  SetAlarmState: writes(
    { uses: ['AlarmName', 'StateValue', 'StateReasonData'], keeps: ['StateReason'] },
    async ({ AlarmName: name = '', StateValue: stateValue = '', StateReasonData: data }, context) => {
      if (!STATES.includes(stateValue)) throw new AwsError('InvalidParameterValue', `StateValue must be one of ${STATES.join(', ')}.`);
      const plain = context.cluster.apiState.plainAlarms.get(name);
      if (plain !== undefined) {
        plain.set = { state: stateValue, atMs: context.cluster.nowMs };
        return;
      }
      // The policy takes its step from the metric, not from the state, so that the group keeps its size.
      if (managedAlarms(context).some(({ AlarmName }) => AlarmName === name)) {
        context.cluster.apiState.managedAlarms.set(name, { state: stateValue, atMs: context.cluster.nowMs });
        return;
      }
      const { service, policy, nth } = alarmNamed(context, name).known;
      const { serviceName } = context.cluster.draft.services[service]!;
      const { policyName } = policyInDraft(context, { service, policy });
      const value = pointIn(data);
      const what = { service: serviceName, policyName, alarm: nth === 1 ? 'low' : 'high', stateValue };
      const { cluster } = context;
      await cluster.addFault({ type: 'alarmState', ...what, ...(value === undefined ? {} : { value }) });
      cluster.apiState.seenMs = Math.max(cluster.apiState.seenMs, cluster.nowMs + cluster.setup.serviceScaling.actionDelayMs);
    },
  ),
  EnableAlarmActions: writes(['AlarmNames'], ({ AlarmNames: names = [] }, context) => setActions(context, names, { isOn: true })),
  DisableAlarmActions: writes(['AlarmNames'], ({ AlarmNames: names = [] }, context) => setActions(context, names, { isOn: false })),
  DescribeAlarmsForMetric: reads(
    { uses: ['MetricName', 'Namespace', 'Dimensions', 'Period', 'Statistic', 'Unit'], refuses: ['ExtendedStatistic'] },
    ({ MetricName, Namespace, Dimensions = [], Period, Statistic, Unit }, context) => {
      const given = Object.entries({ MetricName, Namespace, Period, Statistic, Unit }).filter(([, value]) => value !== undefined);
      const found = [...alarmAnswers(context), ...managedAlarms(context), ...plainAlarms(context)].filter((one) => {
        const own = one as Readonly<Record<string, unknown>>;
        return given.every(([key, value]) => own[key] === value) && keyOf((own.Dimensions ?? []) as never) === keyOf(Dimensions as never);
      });
      return { MetricAlarms: found };
    },
  ),
  ListTagsForResource: reads(['ResourceARN'], ({ ResourceARN: arn = '' }, context) => {
    needsAlarm(context, arn);
    return { Tags: context.cluster.apiState.tagsOf(arn).map(({ key, value }) => ({ Key: key, Value: value })) };
  }),
  TagResource: writes(['ResourceARN', 'Tags'], ({ ResourceARN: arn = '', Tags: tags = [] }, context) => {
    needsAlarm(context, arn);
    tagAlarm(context, arn, tags);
    return {};
  }),
  UntagResource: writes(['ResourceARN', 'TagKeys'], ({ ResourceARN: arn = '', TagKeys: keys = [] }, context) => {
    needsAlarm(context, arn);
    context.cluster.apiState.untag(arn, keys);
    return {};
  }),
} satisfies OperationsOf<CloudWatch>;

function alarmNamed(context: Context, name: string) {
  const found = alarmAnswers(context).find(({ AlarmName }) => AlarmName === name);
  if (alarmsOfGroups(context).some(({ AlarmName }) => AlarmName === name))
    throw new AwsError(
      'InvalidParameterValue',
      `Drydock sets no state of ${name}, the alarm of a group: ExecutePolicy does what its policy does.`,
    );
  if (found === undefined) throw new AwsError('ResourceNotFound', `Alarm ${name} does not exist`, 404);
  return found;
}

function needsAlarm(context: Context, arn: string): void {
  if (
    ![...alarmAnswers(context), ...managedAlarms(context), ...plainAlarms(context)].some(
      ({ AlarmName }) => alarmArn(context, AlarmName) === arn,
    )
  )
    throw new AwsError('ResourceNotFoundException', `The resource ${arn} does not exist`, 404);
}

/** The data points behind a state, as CloudWatch writes them into the data of its reason: the newest comes first. */
function pointIn(data: string | undefined): number | undefined {
  if (data === undefined) return undefined;
  try {
    const { recentDatapoints } = JSON.parse(data) as { readonly recentDatapoints?: unknown };
    const newest: unknown = Array.isArray(recentDatapoints) ? recentDatapoints.at(-1) : undefined;
    return typeof newest === 'number' ? newest : undefined;
  } catch {
    throw new AwsError('InvalidFormat', 'StateReasonData is no JSON.');
  }
}

/** Switches the actions of alarms. Those of target tracking are Application Auto Scaling's own. */
async function setActions(context: Context, names: readonly string[], { isOn }: { readonly isOn: boolean }): Promise<void> {
  for (const [name, plain] of context.cluster.apiState.plainAlarms) if (names.includes(name)) plain.isOn = isOn;
  const alarms = alarmAnswers(context).filter(({ AlarmName }) => names.includes(AlarmName));
  const changes = alarms.map(({ AlarmName, known }) => {
    if (policyInDraft(context, known).alarm === undefined)
      throw new AwsError('InvalidParameterValue', `Drydock leaves the actions of ${AlarmName} on: suspend the scalable target instead.`);
    return (draft: Draft) => {
      draft.services[known.service]!.scaling!.policies[known.policy]!.alarm!.actionsEnabled = isOn;
    };
  });
  if (changes.length > 0) await context.cluster.edit({ fromNow: changes });
}
