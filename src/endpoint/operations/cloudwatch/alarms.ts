import type { DeleteAlarmsInput, DescribeAlarmsInput, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { policy as policySchema } from '../../../scenario/scaling/schema.js';
import { AwsError } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import type { PutAlarm } from '../../cluster/notes.js';
import { inScenario } from '../ecs/in-scenario.js';
import { type Operations, reads, writes } from '../operation.js';
import { pageOf } from '../page.js';

const RECORDS_DEFAULT = 100;
/** No metric comes to it: an alarm that is put later has this threshold before, and a deleted one after. */
const OUT_OF_REACH = 1e12;

type Policy = NonNullable<Draft['services'][number]['scaling']>['policies'][number];

/** Alarms that start step scaling policies. Those of target tracking and of deployments are parts of their services. */
export const ALARMS: Operations = {
  DescribeAlarms: reads<DescribeAlarmsInput>(
    ['AlarmNames', 'AlarmNamePrefix', 'AlarmTypes', 'MaxRecords', 'NextToken'],
    ({ AlarmNames: names, AlarmNamePrefix: prefix = '', MaxRecords: most = RECORDS_DEFAULT, NextToken: token }, { cluster }) => {
      const all = [...cluster.notes.alarms].map(([AlarmName, { input }]) => ({ ...input, AlarmName }));
      const found = all.filter(({ AlarmName }) => (names === undefined || names.includes(AlarmName)) && AlarmName.startsWith(prefix));
      const { page, next } = pageOf(found, { token, most, code: 'InvalidNextToken' });
      return { MetricAlarms: page, CompositeAlarms: [], NextToken: next };
    },
  ),
  PutMetricAlarm: writes<PutMetricAlarmInput>(
    [
      ...(['AlarmName', 'AlarmActions', 'Namespace', 'MetricName', 'Dimensions', 'Statistic', 'Period', 'Threshold'] as const),
      ...(['EvaluationPeriods', 'DatapointsToAlarm', 'ComparisonOperator', 'TreatMissingData', 'AlarmDescription'] as const),
    ],
    async (input, context) => {
      const { AlarmName: name = '', AlarmActions: [action] = [] } = input;
      const { notes } = context.cluster;
      const put = notes.stepPolicies.get(action ?? '');
      if (put === undefined)
        throw new AwsError(
          'InvalidParameterValue',
          'Drydock puts alarms whose first action is a step scaling policy of a service: put that first',
        );
      const { service, policy } = put;
      const { AlarmName: _n, AlarmActions: _a, ...rest } = input;
      const alarm = inScenario(context, 'PutMetricAlarm', { schema: policySchema.shape.alarm, input: rest }) as Policy['alarm'];
      const isOwn = ({ policyName }: Policy) => policyName === policy.policyName;
      await context.cluster.edit({
        ahead: (draft) => {
          const { policies } = draft.services[service]!.scaling!;
          if (!policies.some(isOwn)) policies.push(structuredClone({ ...policy, alarm: silent(alarm!) }) as never);
        },
        fromNow: [(draft) => arm(draft, { service, isOwn, alarm: alarm! })],
      });
      notes.alarms.set(name, { service, policyName: String(policy.policyName), input: { ...rest, AlarmActions: input.AlarmActions } });
    },
  ),
  DeleteAlarms: writes<DeleteAlarmsInput>(['AlarmNames'], async ({ AlarmNames: names = [] }, { cluster }) => {
    const known = names.flatMap((name) => cluster.notes.alarms.get(name) ?? []);
    if (known.length < names.length) throw new AwsError('ResourceNotFound', `Some alarms do not exist: ${names.join(', ')}`, 404);
    await cluster.edit({ fromNow: known.map((one) => (draft: Draft) => disarm(draft, one)) });
    for (const name of names) cluster.notes.alarms.delete(name);
  }),
};

function silent(alarm: NonNullable<Policy['alarm']>): NonNullable<Policy['alarm']> {
  return { ...alarm, threshold: /^Less/.test(alarm.comparisonOperator) ? -OUT_OF_REACH : OUT_OF_REACH };
}

interface Armed {
  readonly service: number;
  readonly isOwn: (policy: Policy) => boolean;
  readonly alarm: NonNullable<Policy['alarm']>;
}

function arm(draft: Draft, { service, isOwn, alarm }: Armed): void {
  draft.services[service]!.scaling!.policies.find(isOwn)!.alarm = structuredClone(alarm);
}

function disarm(draft: Draft, { service, policyName }: PutAlarm): void {
  const policy = draft.services[service]!.scaling!.policies.find((one) => one.policyName === policyName)!;
  policy.alarm = silent(policy.alarm!);
}
