import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/endpoint/operations/operation.js';
import { OPERATIONS } from '../../src/endpoint/operations/table.js';
import { operationsOf, SERVICES, type ServiceName } from '../../src/endpoint/protocol/models.js';

const TITLES: Readonly<Record<ServiceName, string>> = {
  ecs: 'Amazon ECS',
  autoscaling: 'Amazon EC2 Auto Scaling',
  ec2: 'Amazon EC2',
  'application-autoscaling': 'Application Auto Scaling',
  cloudwatch: 'Amazon CloudWatch',
  elasticloadbalancing: 'Elastic Load Balancing',
};
/** Of these services every call has its place in the table. */
const WHOLE: readonly ServiceName[] = ['ecs', 'autoscaling', 'application-autoscaling', 'cloudwatch'];
/** What a call does otherwise than AWS, or what AWS leaves open. */
const NOTES: Partial<Record<ServiceName, Readonly<Record<string, string>>>> = {
  ecs: {
    CreateCluster: 'answers with the one cluster that is there, and with `ClientException` for another name.',
    CreateTaskSet: 'all task sets of a service have the launch type or strategy, the network and the load balancers of the first.',
    DeleteCluster: 'succeeds once the cluster is empty.',
    DeleteService:
      'the name is free again once its tasks have stopped. The first owner is then `web--1` everywhere. It does not delete DAEMON services.',
    RunTask: 'overrides no sizes.',
    StopServiceDeployment:
      'rolls back (ROLLBACK, the only type that AWS documents), or aborts: a rolling update then starts nothing more, and a traffic shift stays as it is divided.',
    TagResource:
      'tags of a service or task definition are on its tasks where `propagateTags` says so. Instances do not get the tags of their group.',
    UpdateService: 'cannot change the load balancers, the deployment controller or the monitoring of a service.',
  },
  autoscaling: {
    CreateAutoScalingGroup:
      'the instances of a group without a capacity provider register in the cluster, as if their user data named it. The instance type comes from a launch template or from overrides; of its user data only `ECS_WARM_POOLS_CHECK` is read.',
    DeleteAutoScalingGroup: 'the name is free again once its instances have ended. The first owner is then `workers--1` everywhere.',
    ExecutePolicy: 'starts a policy at once; with HonorCooldown it changes nothing during a cooldown, where AWS answers with an error.',
    PutLifecycleHook:
      'an instance waits for all hooks of its transition, each with its own timeout and heartbeats; the first ABANDON ends the wait. CompleteLifecycleAction names the instance.',
    PutScalingPolicy:
      'target tracking, step and simple policies, no predictive ones. A new policy begins with no data in its alarms, which SetAlarmState does not take.',
    PutScheduledUpdateGroupAction: 'an action is due at most 1,000 times in a session.',
    SetInstanceHealth: 'with Unhealthy it ends the instance at once, and the group replaces it.',
    UpdateAutoScalingGroup:
      'takes a new version of the launch template with the same instance types; other types come by the DesiredConfiguration of an instance refresh.',
  },
  cloudwatch: {
    DescribeAlarms: 'also has the two alarms of each target tracking policy.',
    GetMetricData:
      'computes [metric math](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html): the operators, and ABS, AVG, CEIL, DATAPOINT_COUNT, DAY, DIFF, DIFF_TIME, EPOCH, FILL, FIRST, FLOOR, HOUR, IF, LAST, LOG, LOG10, MAX, METRICS, METRIC_COUNT, MIN, MINUTE, PERIOD, RATE, RUNNING_SUM, STDDEV, SUM and TIME_SERIES.',
    PutMetricAlarm:
      "an alarm starts a scaling policy if that is its first action; other actions have no effect. The state of an alarm without a policy follows from the data of the last day. An alarm of a service's policy that gets another metric or period begins anew.",
    PutMetricData: 'a point counts when it comes, or later if its timestamp is later.',
    SetAlarmState:
      'starts the policy until the alarm is evaluated, at most a minute later, with the step of the last of `recentDatapoints` in StateReasonData; else of the latest data point if that breaches, else of the threshold.',
  },
  elasticloadbalancing: {
    DescribeLoadBalancers: 'each target group of the scenario is behind one load balancer of its name, with one listener.',
    DescribeTargetHealth: 'addresses of targets are the numbers of their tasks.',
  },
};
const HEAD = `# Calls of the simulated APIs

The calls that [\`drydock serve\`](../serve.md) answers, made from the code and from AWS's service models by \`npx vitest run --project node test/docs/calls.test.ts -u\`. A member of an input is

- **honoured**: it has its effect;
- **kept**: it changes nothing in a simulation, and reads return it where the API has it in answers. The terminal of the server names it once;
- **refused**: with it the call fails, unless it is false or empty.

Every other call of these services answers with the error \`UnknownOperationException\` or, in the Query protocol, \`InvalidAction\`. The server logs each such call once. Below each table stands what a call does otherwise than AWS.
`;

async function membersOf(service: (typeof SERVICES)[number], action: string): Promise<string[]> {
  const models = await operationsOf(service);
  return [...NormalizedSchema.of(models.get(action)!.input as never).structIterator()].map(([member]) => member);
}

describe.each(SERVICES)('$name', (service) => {
  it.each(Object.entries(OPERATIONS[service.name]))('%s honours, keeps or refuses each member of the model', async (action, operation) => {
    const { uses, keeps, refuses } = operation as Operation;
    // A member of a newer model is in none of them, and one that is in two is undecided.
    expect([...uses, ...keeps, ...refuses].sort()).toEqual((await membersOf(service, action)).sort());
  });
});

it('has notes on calls that it answers', () => {
  for (const [service, notes] of Object.entries(NOTES))
    expect(Object.keys(OPERATIONS[service as ServiceName])).toEqual(expect.arrayContaining(Object.keys(notes)));
});

it('docs/reference/calls.md has every call and member of the code', async () => {
  const parts = await Promise.all(
    SERVICES.map(async ({ name: service, ...model }) => {
      const rows = Object.entries(OPERATIONS[service]).map(
        ([name, { isWrite, uses, keeps, refuses }]) =>
          `| ${name} | ${isWrite ? 'yes' : ''} | ${listed(uses)} | ${listed(keeps)} | ${listed(refuses)} |`,
      );
      const head = '| call | changes the cluster | honoured | kept | refused |\n| --- | --- | --- | --- | --- |';
      const others = [...(await operationsOf({ name: service, ...model })).keys()].filter(
        (name) => !Object.hasOwn(OPERATIONS[service], name),
      );
      const rest = WHOLE.includes(service) ? `\nNot answered: ${others.sort().join(', ')}.\n` : '';
      const notes = Object.entries(NOTES[service] ?? {}).map(([name, note]) => `- **${name}**: ${note}`);
      const differences = notes.length > 0 ? `\n${notes.join('\n')}\n` : '';
      return `## ${TITLES[service]}\n\n${head}\n${rows.sort().join('\n')}\n${differences}${rest}`;
    }),
  );
  await expect([HEAD, ...parts].join('\n')).toMatchFileSnapshot('../../docs/reference/calls.md');
});

function listed(list: readonly string[]): string {
  return [...list]
    .sort()
    .map((one) => `\`${one}\``)
    .join(', ');
}
