import { groupNameOf } from '../../../answers/groups.js';
import { ALARM_STATE_NAMES } from '../../../metrics/alarm.js';
import type { Context } from '../operation.js';
import { alarmArn } from './plain-alarms.js';
import { reservationMetric } from './series.js';

/** The policy by which ECS scales a group. */
export const MANAGED_POLICY = 'ECSManagedAutoScalingPolicy';

/** The alarms by which managed scaling of capacity providers follows its target: a high and a low one of each group. */
export function managedAlarms(context: Context) {
  const { setup, draft, apiState, metrics, moment, nowMs } = context.cluster;
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
      const AlarmName = `TargetTracking-${group}-${side}-${MANAGED_POLICY}`;
      const judged = metrics.managedAlarm(provider, nth);
      // A state that a call has set holds until the next evaluation.
      const set = apiState.managedAlarms.get(AlarmName);
      const isSet = set !== undefined && Math.floor(set.atMs / evaluationIntervalMs) === Math.floor(nowMs / evaluationIntervalMs);
      const shown = isSet ? { state: set.state, sinceMs: set.atMs } : { state: ALARM_STATE_NAMES[judged.state]!, sinceMs: judged.sinceMs };
      return {
        known: { group },
        ...reservationMetric(context, name),
        Statistic: 'Average',
        ComparisonOperator,
        AlarmName,
        AlarmArn: alarmArn(context, AlarmName),
        ActionsEnabled: true,
        StateValue: shown.state,
        StateUpdatedTimestamp: moment.names.time(shown.sinceMs),
        EvaluationPeriods: points,
        DatapointsToAlarm: points,
        Threshold: managedScaling.targetPercent,
        Period: evaluationIntervalMs / 1_000,
      };
    });
  });
}
