import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { type MetricReference, metricNamed } from '../../../scenario/scaling/custom-setup.js';
import { policy as policySchema } from '../../../scenario/scaling/schema.js';
import type { MetricText } from '../../../scenario/scaling/setup.js';
import { validationError } from '../../aws-error.js';
import type { PutAlarm } from '../../cluster/api-state.js';
import { type Draft, startedBy } from '../../cluster/draft.js';
import { inScenario } from '../ecs/in-scenario.js';
import type { Context } from '../operation.js';
import { customIn } from './data.js';

/** Alarms that start step scaling policies of services. In the scenario each alarm has a policy of its own, with the steps of the real one. */

type Policy = NonNullable<Draft['services'][number]['scaling']>['policies'][number];
type Alarm = NonNullable<Policy['alarm']>;

/** A threshold that no metric reaches: an alarm has it before it is put, and after it is deleted. */
const OUT_OF_REACH = 1e12;
/** Puts an alarm that starts a policy. Another threshold is one of the same alarm; for other terms it begins anew, without a past. */
export async function putServiceAlarm(
  context: Context,
  input: PutMetricAlarmInput,
  { service, policy }: { readonly service: number; readonly policy: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { AlarmName: name = '', AlarmActions, Tags: _, ...rest } = input;
  const { apiState, draft } = context.cluster;
  const alarm = inScenario(context, 'PutMetricAlarm', { schema: policySchema.shape.alarm, input: rest }) as Alarm;
  const before = apiState.alarms.get(name);
  const { policies } = draft.services[service]!.scaling!;
  const isSame = before?.service === service && startedBy(before.policyName) === policy.policyName && hasTerms(policies, before, alarm);
  const policyName = isSame ? before.policyName : freeName(policies, String(policy.policyName));
  await context.cluster.edit({
    ahead: (own) => {
      withMetrics(own, alarm);
      if (!isSame) own.services[service]!.scaling!.policies.push(structuredClone({ ...policy, policyName, alarm: silent(alarm) }) as never);
    },
    fromNow: [
      (own) => {
        if (!isSame && before !== undefined) disarm(own, before);
        named(own, { service, policyName }).alarm = structuredClone(alarm);
      },
    ],
  });
  apiState.alarms.set(name, { service, policyName, input: { ...rest, AlarmActions } });
}

/** Returns whether the alarm differs from the one before in its threshold or its actions alone. */
function hasTerms(policies: readonly Policy[], { policyName }: PutAlarm, alarm: Alarm): boolean {
  const own = policies.find((one) => one.policyName === policyName)?.alarm;
  return termsOf(own) === termsOf(alarm);
}

function termsOf(alarm: Alarm | undefined): string {
  const { threshold: _, actionsEnabled: _a, ...terms } = policySchema.shape.alarm.parse(alarm) ?? {};
  return JSON.stringify(terms);
}

function freeName(policies: readonly Policy[], name: string): string {
  const taken = policies.filter(({ policyName = '' }) => startedBy(policyName) === name).length;
  return taken === 0 ? name : `${name}#alarm${taken + 1}`;
}

function named(draft: Draft, { service, policyName }: Pick<PutAlarm, 'service' | 'policyName'>): Policy {
  return draft.services[service]!.scaling!.policies.find((one) => one.policyName === policyName)!;
}

/** Replaces the threshold of an alarm by one that no value reaches. */
export function disarm(draft: Draft, put: PutAlarm): void {
  const policy = named(draft, put);
  policy.alarm = silent(policy.alarm!);
}

function silent(alarm: Alarm): Alarm {
  return { ...alarm, threshold: /^Less/.test(alarm.comparisonOperator) ? -OUT_OF_REACH : OUT_OF_REACH };
}

/** Members of an alarm on one metric. */
const OF_ONE_METRIC = ['MetricName', 'Namespace', 'Dimensions', 'Period', 'Statistic'] as const;

/** An alarm is on one metric, or on metric math. */
export function checkForm(input: PutMetricAlarmInput): void {
  const { Metrics: queries = [] } = input;
  if (queries.length === 0) return;
  const given = OF_ONE_METRIC.filter((key) => input[key] !== undefined && (key !== 'Dimensions' || input[key]!.length > 0));
  if (given.length > 0)
    throw validationError(`The parameters ${given.join(', ')} cannot be specified when Metrics is specified: Metrics has them.`);
  if (queries.filter(({ ReturnData = true }) => ReturnData).length !== 1)
    throw validationError('Exactly one element of the metrics list should return data.');
}

/** Adds custom metrics that have no data yet, so that their alarms are in INSUFFICIENT_DATA. */
export function withMetrics(draft: Draft, { metricName, metrics = [], namespace, dimensions }: MetricText): void {
  const named = metricName === undefined ? [] : [{ metricName, namespace, dimensions }];
  for (const metric of [...named, ...metrics.flatMap(({ metricStat }) => metricStat?.metric ?? [])]) withMetric(draft, metric);
}

function withMetric(draft: Draft, metric: MetricReference): void {
  const { namespace = 'AWS/' } = metric;
  const isOfAws = /^(AWS|ECS)\//.test(namespace) && metricNamed(metric) >= 0;
  if (!isOfAws && !namespace.startsWith('AWS/')) customIn(draft, metric);
}
