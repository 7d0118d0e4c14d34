import type { MetricDataQuery, PutMetricAlarmInput, Tag } from '@aws-sdk/client-cloudwatch';
import { DAY_MS } from '../../../kernel/durations.js';
import { ALARM_STATE_NAMES, Alarm } from '../../../metrics/alarm.js';
import { alarmProblems } from '../../../metrics/alarm-terms.js';
import { MetricReadings, PERIOD_MS, Statistic } from '../../../metrics/statistics.js';
import { policy as policySchema } from '../../../scenario/scaling/schema.js';
import { alarmTermsOf } from '../../../scenario/scaling/setup.js';
import { AwsError, validationError } from '../../aws-error.js';
import type { PlainAlarm } from '../../cluster/api-state.js';
import { inScenario } from '../ecs/in-scenario.js';
import type { Context } from '../operation.js';
import { resultsOf } from './metric-data.js';
import { SHORTEST_S } from './series.js';

/**
 * Alarms that start no policy: those whose actions are notifications, or that have none. They change nothing of the simulation, so their
 * states are worked out from the data that GetMetricData shows, when a call requests them.
 */

/** Puts an alarm that starts no policy. */
export function putPlainAlarm(context: Context, input: PutMetricAlarmInput): void {
  const { AlarmName: name = '', AlarmActions = [], Tags: tags, ActionsEnabled = true } = input;
  const { apiState, nowMs } = context.cluster;
  if (apiState.alarms.has(name) || apiState.groupAlarms.has(name))
    throw new AwsError('InvalidParameterValue', `The alarm ${name} starts a scaling policy: delete it before it gets other actions.`);
  const terms = termsOf(context, input);
  const [wrong] = alarmProblems(terms);
  if (wrong !== undefined) throw validationError(`The alarm has a wrong ${wrong}.`);
  // Throws AWS's error for a query that is wrong.
  resultsOf(context, queriesOf(input), { fromMs: 0, untilMs: terms.periodMs });
  if (AlarmActions.length > 0) context.report('cloudwatch PutMetricAlarm: actions other than scaling policies have no effect here');
  const before = apiState.plainAlarms.get(name);
  const { AlarmName: _, Tags: _t, ...rest } = input;
  apiState.plainAlarms.set(name, { input: rest, putMs: before?.putMs ?? nowMs, isOn: ActionsEnabled, set: null });
  if (before === undefined) tagAlarm(context, alarmArn(context, name), tags);
}

export function endPlainAlarm({ cluster }: Context, name: string): void {
  cluster.apiState.plainAlarms.delete(name);
}

/** These alarms with their states, as DescribeAlarms returns them. */
export function plainAlarms(context: Context) {
  return [...context.cluster.apiState.plainAlarms].map(([AlarmName, plain]) => {
    const { terms, state, sinceMs } = stateOf(context, plain);
    const { Metrics } = plain.input as PutMetricAlarmInput;
    return {
      ...plain.input,
      AlarmName,
      AlarmArn: alarmArn(context, AlarmName),
      ActionsEnabled: plain.isOn,
      StateValue: state,
      StateUpdatedTimestamp: new Date(sinceMs).toISOString(),
      EvaluationPeriods: terms.evaluationPeriods,
      DatapointsToAlarm: terms.datapointsToAlarm,
      Threshold: terms.threshold,
      ...(Metrics === undefined ? { Period: terms.periodMs / 1_000 } : {}),
    };
  });
}

/** The changes of their states, the oldest first; times in milliseconds since 1970. */
export function plainChanges(context: Context) {
  const { apiState } = context.cluster;
  const all = [...apiState.plainAlarms].flatMap(([AlarmName, plain]) =>
    stateOf(context, plain).changes.map((change) => ({ AlarmName, ...change })),
  );
  return all.sort((a, b) => a.atMs - b.atMs);
}

export function alarmArn({ cluster }: Context, name: string): string {
  return `arn:aws:cloudwatch:${cluster.setup.region}:${cluster.moment.names.account}:alarm:${name}`;
}

export function tagAlarm({ cluster }: Context, arn: string, tags: readonly Tag[] = []): void {
  const asEcs = tags.map(({ Key, Value }) => ({ key: Key, value: Value }));
  cluster.apiState.tag(arn, asEcs);
}

function termsOf(context: Context, input: PutMetricAlarmInput) {
  const { AlarmName: _n, AlarmActions: _a, Tags: _t, ...rest } = input;
  const shaped = inScenario(context, 'PutMetricAlarm', { schema: policySchema.shape.alarm, input: rest });
  const { success, data } = policySchema.shape.alarm.safeParse(shaped);
  if (!success || data === undefined || (data.metricName === undefined) === (data.metrics === undefined))
    throw validationError('The alarm needs MetricName or Metrics, EvaluationPeriods, Threshold and ComparisonOperator.');
  const seconds = data.metrics?.find(({ metricStat }) => metricStat !== undefined)?.metricStat?.period ?? data.period;
  return { ...alarmTermsOf(data, 0), statistic: Statistic.Average, periodMs: seconds * 1_000 };
}

/** An alarm on one metric is one on a single query. */
function queriesOf({ Metrics, MetricName, Namespace, Dimensions, Period = SHORTEST_S, Statistic: Stat = 'Average' }: PutMetricAlarmInput) {
  if (Metrics !== undefined && Metrics.length > 0) return Metrics;
  const one: MetricDataQuery = { Id: 'm', MetricStat: { Metric: { MetricName, Namespace, Dimensions }, Period, Stat } };
  return [one];
}

function stateOf(context: Context, { input, putMs, set }: PlainAlarm) {
  const { setup, nowMs } = context.cluster;
  const terms = termsOf(context, input as PutMetricAlarmInput);
  const { periodMs } = terms;
  const untilMs = setup.startsAtMs + nowMs;
  // A day back, as far as data are kept.
  const fromMs = Math.floor(Math.max(setup.startsAtMs, untilMs - DAY_MS) / periodMs) * periodMs;
  const [result] = resultsOf(context, queriesOf(input as PutMetricAlarmInput), { fromMs, untilMs });
  const values = new Map(result?.points ?? []);
  // Each of its readings is a whole period.
  const alarm = new Alarm({ ...terms, periodMs: Math.min(periodMs, PERIOD_MS.standard) });
  const readings = new MetricReadings(1);
  const changes: { readonly atMs: number; readonly from: string; readonly to: string }[] = [];
  let seenMs = fromMs;
  for (let beginMs = fromMs; beginMs + periodMs <= untilMs; beginMs += periodMs) {
    const before = alarm.state;
    seenMs = beginMs + periodMs;
    readings.set(0, values.get(beginMs) ?? Number.NaN, 1);
    alarm.receive(seenMs, readings);
    alarm.evaluate(seenMs);
    const isSeen = alarm.state !== before && seenMs >= setup.startsAtMs + putMs;
    if (isSeen) changes.push({ atMs: seenMs, from: ALARM_STATE_NAMES[before]!, to: ALARM_STATE_NAMES[alarm.state]! });
  }
  // A state that a call has set holds until the next evaluation.
  const setMs = set === null ? -1 : setup.startsAtMs + set.atMs;
  if (setMs >= seenMs) return { terms, changes, state: set!.state, sinceMs: setMs };
  return { terms, changes, state: ALARM_STATE_NAMES[alarm.state]!, sinceMs: Math.max(alarm.sinceMs, setup.startsAtMs + putMs) };
}
