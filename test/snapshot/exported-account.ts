import type { Account, Input } from './aws-server.js';

// biome-ignore lint/suspicious/noExplicitAny: answers of AWS of which a part is given.
type Json = any;

/** An account in which the cluster of an export is: what `drydock export` wrote is answered as AWS does, in its protocols, and only for calls that request it. */
export function exportedAccount(files: Readonly<Record<string, Json>>): Account {
  const all = (file: string, key: string): Json[] => files[`${file}.json`]?.[key] ?? [];
  const tasks = all('describe-tasks', 'tasks');
  const withTags = (key: string, items: Json[], { include = [] }: Input) => ({
    [key]: items.map(({ tags, ...item }) => ((include as string[]).includes('TAGS') ? { ...item, tags } : item)),
    failures: [],
  });
  const json: Record<string, (input: Input) => object> = {
    ListAccountSettings: () => files['list-account-settings.json'],
    DescribeClusters: (input) => withTags('clusters', all('describe-clusters', 'clusters'), input),
    DescribeCapacityProviders: () => files['describe-capacity-providers.json'],
    ListServices: () => ({ serviceArns: all('describe-services', 'services').map(({ serviceArn }) => serviceArn) }),
    DescribeServices: (input) => withTags('services', named(all('describe-services', 'services'), 'serviceArn', input.services), input),
    ListContainerInstances: () => ({
      containerInstanceArns: all('describe-container-instances', 'containerInstances').map(({ containerInstanceArn: arn }) => arn),
    }),
    DescribeContainerInstances: (input) =>
      withTags(
        'containerInstances',
        named(all('describe-container-instances', 'containerInstances'), 'containerInstanceArn', input.containerInstances),
        input,
      ),
    ListTasks: ({ desiredStatus = 'RUNNING' }) => ({
      taskArns: tasks.filter((task) => task.desiredStatus === desiredStatus).map(({ taskArn }) => taskArn),
    }),
    DescribeTasks: (input) => withTags('tasks', named(tasks, 'taskArn', input.tasks), input),
    GetTaskProtection: (input) => ({
      protectedTasks: named(all('get-task-protection', 'protectedTasks'), 'taskArn', input.tasks),
      failures: [],
    }),
    DescribeTaskDefinition: ({ taskDefinition }) => files[`describe-task-definition-${String(taskDefinition).replace(':', '-')}.json`],
    DescribeScalableTargets: () => files['describe-scalable-targets.json'],
    DescribeScalingPolicies: () => files['describe-scaling-policies.json'],
    DescribeScheduledActions: () => ({ ScheduledActions: [] }),
    GetMetricData: ({ MetricDataQueries }) => ({
      MetricDataResults: (MetricDataQueries as Json[]).map(({ Id, Label, MetricStat }) => ({
        StatusCode: 'Complete',
        ...valuesOf(files, MetricStat.Metric),
        Id,
        Label,
      })),
    }),
  };
  const groups = all('describe-auto-scaling-groups', 'AutoScalingGroups');
  const members = groups.flatMap(({ AutoScalingGroupName, Instances }) => Instances.map((one: Json) => ({ ...one, AutoScalingGroupName })));
  const query: Record<string, (input: Input) => object> = {
    DescribeAutoScalingInstances: () => ({ AutoScalingInstances: members }),
    DescribeAutoScalingGroups: () => ({ AutoScalingGroups: groups }),
    DescribeLifecycleHooks: () => ({ LifecycleHooks: [] }),
    DescribePolicies: () => ({ ScalingPolicies: [] }),
    DescribeScheduledActions: () => ({ ScheduledUpdateGroupActions: [] }),
    DescribeTargetGroups: (input) => ({
      TargetGroups: all('describe-target-groups', 'TargetGroups').filter(
        ({ TargetGroupName }) => TargetGroupName === input['Names.member.1'],
      ),
    }),
    DescribeTargetGroupAttributes: (input) => ({
      Attributes: Object.values(files).find((file) => file.Attributes !== undefined && file.TargetGroupArn === input.TargetGroupArn)
        .Attributes,
    }),
  };
  const ec2: Record<string, (input: Input) => object> = {
    DescribeLaunchTemplateVersions: (input) => ({
      LaunchTemplateVersions: all('describe-launch-template-versions', 'LaunchTemplateVersions').filter(
        ({ LaunchTemplateId }) => LaunchTemplateId === input.LaunchTemplateId,
      ),
    }),
    DescribeInstances: (input) => ({
      Reservations: all('describe-instances', 'Reservations').filter(({ Instances: [one] }) =>
        Object.values(input).includes(one.InstanceId),
      ),
    }),
    DescribeInstanceTypes: () => ({ InstanceTypes: [] }),
    DescribeSubnets: () => ({ Subnets: [] }),
    DescribeCapacityReservations: () => ({ CapacityReservations: [] }),
  };
  return (action, input) => {
    if (Object.hasOwn(json, action) && (action !== 'DescribeScheduledActions' || input.ServiceNamespace !== undefined))
      return withSeconds(json[action]!(input)) as object;
    if (Object.hasOwn(query, action))
      return `<R><${action}Result>${xml(query[action]!(input), (key) => key, 'member')}</${action}Result></R>`;
    if (Object.hasOwn(ec2, action)) return `<R>${xml(ec2[action]!(input), ec2Key, 'item')}</R>`;
    return { error: 'UnknownOperationException', message: action };
  };
}

function named(items: Json[], key: string, names: unknown): Json[] {
  const wanted = new Set((names as string[]).map((name) => name.slice(name.lastIndexOf('/') + 1)));
  return items.filter((item) => wanted.has(item[key].slice(item[key].lastIndexOf('/') + 1)));
}

function valuesOf(files: Readonly<Record<string, Json>>, { MetricName, Dimensions }: Json): object {
  const provider = (dimensions: Json[]) => dimensions.find(({ Name }) => Name === 'CapacityProviderName')?.Value;
  const query = files['get-metric-data.queries.json'].find(
    ({ MetricStat: { Metric } }: Json) => Metric.MetricName === MetricName && provider(Metric.Dimensions) === provider(Dimensions),
  );
  const found = files['get-metric-data.json'].MetricDataResults.find(({ Id }: Json) => Id === query?.Id);
  return found ?? { Timestamps: [], Values: [] };
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;

/** Times are seconds in JSON. */
function withSeconds(value: Json): Json {
  if (typeof value === 'string') return MOMENT.test(value) ? Date.parse(value) / 1000 : value;
  if (Array.isArray(value)) return value.map(withSeconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withSeconds(inner)]));
}

function xml(value: Json, key: (name: string) => string, item: string): string {
  if (Array.isArray(value)) return value.map((one) => `<${item}>${xml(one, key, item)}</${item}>`).join('');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, inner]) => `<${key(name)}>${xml(inner, key, item)}</${key(name)}>`)
      .join('');
  return String(value)
    .replace(MOMENT, (time) => new Date(time).toISOString())
    .replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

const EC2_LISTS: Readonly<Record<string, string>> = {
  Reservations: 'reservationSet',
  Instances: 'instancesSet',
  LaunchTemplateVersions: 'launchTemplateVersionSet',
  InstanceTypes: 'instanceTypeSet',
  Subnets: 'subnetSet',
  Groups: 'groupSet',
  Tags: 'tagSet',
  State: 'instanceState',
};

function ec2Key(name: string): string {
  return EC2_LISTS[name] ?? name[0]!.toLowerCase() + name.slice(1);
}
