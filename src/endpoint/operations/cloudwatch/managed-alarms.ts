import { groupNameOf } from '../../../answers/groups.js';
import { ALARM_STATE_NAMES } from '../../../metrics/alarm.js';
import type { Context } from '../operation.js';
import { alarmArn } from './plain-alarms.js';
import { reservationMetric } from './series.js';

/** The alarms by which managed scaling of capacity providers follows its target: a high and a low one of each group. */
export function managedAlarms(context: Context) {
  const { setup, draft, apiState, metrics, moment } = context.cluster;
  return setup.capacityProviders.flatMap(({ name, managedScaling }, provider) => {
    const text = draft.cluster.capacityProviders.find((one) => typeof one !== 'string' && one.name === name);
    const group = groupNameOf(text as never);
    if (!managedScaling.isEnabled || apiState.aloneGroups.has(group)) return [];
    const { highDatapoints, lowDatapoints, evaluationIntervalMs } = setup.scaler;
    const sides = [
      { side: 'AlarmHigh', ComparisonOperator: 'GreaterThanThreshold', points: highDatapoints },
      { side: 'AlarmLow', ComparisonOperator: 'LessThanThreshold', points: lowDatapoints },
    ];
    return sides.map(({ side, ComparisonOperator, points }, nth) => {
      const AlarmName = `TargetTracking-${group}-${side}-ECSManagedAutoScalingPolicy`;
      const { state, sinceMs } = metrics.managedAlarm(provider, nth);
      return {
        ...reservationMetric(context, name),
        Statistic: 'Average',
        ComparisonOperator,
        AlarmName,
        AlarmArn: alarmArn(context, AlarmName),
        ActionsEnabled: true,
        StateValue: ALARM_STATE_NAMES[state]!,
        StateUpdatedTimestamp: moment.names.time(sinceMs),
        EvaluationPeriods: points,
        DatapointsToAlarm: points,
        Threshold: managedScaling.targetPercent,
        Period: evaluationIntervalMs / 1_000,
      };
    });
  });
}
