import { UserError } from '../run/failure.js';
import { at, blocks, distinct, listAt, nameInArn, textAt, texts } from './answers.js';
import type { Answer } from './aws.js';
import { groupsOf, type MetricCoverage, periodOf, queriesOf } from './metrics.js';
import type { Recorder } from './recorder.js';
import { ACCOUNT } from './redact.js';

/** The cluster that a snapshot reads, and how far back its metrics go. */
export interface Wanted {
  readonly cluster: string;
  readonly region: string;
  readonly metricsMs: number | null;
  /** End of the metrics window. */
  readonly begunAtMs: number;
}

/** Numbers of the parts that a snapshot has read. */
export interface Counts {
  readonly capacityProviders: number;
  readonly services: number;
  readonly tasks: number;
  readonly taskDefinitions: number;
  readonly instances: number;
  readonly groups: number;
  /** Number of series; null when metrics were not requested. */
  readonly series: number | null;
}

/** Batch limits of the AWS calls. */
const MOST = { services: 10, hundred: 100, fifty: 50, queries: 20 };

/** Requests tags. An exported run keeps its own numbers in them; all other tag values are redacted. */
const TAGS: 'TAGS'[] = ['TAGS'];

/** Reads everything about a cluster, from the cluster to its metrics, always in the same order. */
export async function walk(recorder: Recorder, wanted: Wanted): Promise<Counts> {
  const { cluster } = wanted;
  const clusters = await recorder.call({
    call: 'describe-clusters',
    input: { clusters: [cluster], include: ['ATTACHMENTS', 'SETTINGS', 'CONFIGURATIONS', 'STATISTICS', ...TAGS] },
    only: (answer) => checked(answer, wanted),
  });
  await recorder.call({ call: 'list-account-settings', input: { effectiveSettings: true } });
  const providers = await recorder.callAll('describe-capacity-providers', texts(blocks(clusters, 'clusters'), 'capacityProviders'), {
    most: MOST.hundred,
    input: (capacityProviders) => ({ capacityProviders }),
  });
  const services = await recorder.callAll('describe-services', await listed(recorder, 'list-services', 'serviceArns', cluster), {
    most: MOST.services,
    input: (some) => ({ cluster, services: some, include: TAGS }),
  });
  const instances = await recorder.callAll(
    'describe-container-instances',
    await listed(recorder, 'list-container-instances', 'containerInstanceArns', cluster),
    { most: MOST.hundred, input: (containerInstances) => ({ cluster, containerInstances, include: TAGS }) },
  );
  const tasks = await recorder.callAll('describe-tasks', await tasksIn(recorder, cluster), {
    most: MOST.hundred,
    input: (some) => ({ cluster, tasks: some, include: TAGS }),
    only: (answer) => ({ ...answer, tasks: listAt(answer, 'tasks').filter((task) => textAt(task, 'lastStatus') !== 'STOPPED') }),
  });
  await recorder.callAll('get-task-protection', protectable(tasks), { most: MOST.hundred, input: (some) => ({ cluster, tasks: some }) });
  const definitions = definitionsOf(services, tasks);
  await recorder.callAll('describe-task-definition', definitions, { most: 1, input: ([taskDefinition]) => ({ taskDefinition }) });
  const { groups, policies } = await walkCapacity(recorder, { providers, instances, services });
  await walkTargets(recorder, services);
  await walkScaling(recorder, { cluster, policies });
  const series = await walkMetrics(recorder, { cluster, clusters, providers, services, groups }, wanted);
  return {
    capacityProviders: blocks(providers, 'capacityProviders').length,
    services: blocks(services, 'services').length,
    tasks: blocks(tasks, 'tasks').length,
    taskDefinitions: definitions.length,
    instances: blocks(instances, 'containerInstances').length,
    groups: blocks(groups, 'AutoScalingGroups').length,
    series,
  };
}

/** Returns the tasks of services; for other tasks ECS reports failures of task protection. */
function protectable(tasks: readonly Answer[]): string[] {
  const ofServices = blocks(tasks, 'tasks').filter((task) => textAt(task, 'group')?.startsWith('service:'));
  return distinct(ofServices.map((task) => textAt(task, 'taskArn'))).map(nameInArn);
}

/** Rejects an answer without an ACTIVE cluster. */
function checked(answer: Answer, { cluster, region }: Wanted): Answer {
  const [found] = blocks(answer, 'clusters');
  if (found === undefined)
    throw new UserError([`--cluster ${cluster}: there is none of this name in ${region}, in the account of these credentials`]);
  if (textAt(found, 'status') === 'INACTIVE') throw new UserError([`--cluster ${cluster}: it was deleted (its status is INACTIVE)`]);
  return answer;
}

/** Returns names instead of ARNs, because ARNs contain the account number. */
async function listed(
  recorder: Recorder,
  call: 'list-services' | 'list-container-instances',
  key: string,
  cluster: string,
): Promise<string[]> {
  return texts(await recorder.call({ call, input: { cluster, maxResults: 100 } }), key).map(nameInArn);
}

/** Lists tasks with desired status STOPPED as well: they hold their resources until they have stopped. */
async function tasksIn(recorder: Recorder, cluster: string): Promise<string[]> {
  const answers: Answer[] = [];
  for (const [i, desiredStatus] of (['RUNNING', 'STOPPED'] as const).entries())
    answers.push(
      await recorder.call({
        call: 'list-tasks',
        number: i + 1,
        about: desiredStatus,
        input: { cluster, desiredStatus, maxResults: 100 },
      }),
    );
  return distinct(texts(answers, 'taskArns').map(nameInArn));
}

/** Returns `family:revision` of all running and desired tasks. */
function definitionsOf(services: readonly Answer[], tasks: readonly Answer[]): string[] {
  const ofServices = blocks(services, 'services').flatMap((service) => [
    textAt(service, 'taskDefinition'),
    ...['deployments', 'taskSets'].flatMap((key) => listAt(service, key).map((one) => textAt(one, 'taskDefinition'))),
  ]);
  const ofTasks = blocks(tasks, 'tasks').map((task) => textAt(task, 'taskDefinitionArn'));
  // Compares by name: one of two ARNs may come from a file, without its account number.
  return distinct([...ofServices, ...ofTasks].map((arn) => (arn === undefined ? undefined : nameInArn(arn))));
}

interface OfCapacity {
  readonly providers: readonly Answer[];
  readonly instances: readonly Answer[];
  readonly services: readonly Answer[];
}

interface Capacity {
  readonly groups: Answer[];
  /** Scaling policies of the groups. */
  readonly policies: Answer[];
}

/** Reads the Auto Scaling groups and their launch data. */
async function walkCapacity(recorder: Recorder, { providers, instances, services }: OfCapacity): Promise<Capacity> {
  const ids = distinct(blocks(instances, 'containerInstances').map((instance) => textAt(instance, 'ec2InstanceId'))).filter((id) =>
    id.startsWith('i-'),
  );
  const ownGroups = await recorder.callAll('describe-auto-scaling-instances', ids, {
    most: MOST.fifty,
    input: (InstanceIds) => ({ InstanceIds }),
  });
  const names = distinct([
    ...groupsOf(providers),
    ...blocks(ownGroups, 'AutoScalingInstances').map((instance) => textAt(instance, 'AutoScalingGroupName')),
  ]);
  const groups = await recorder.callAll('describe-auto-scaling-groups', names, {
    most: MOST.fifty,
    input: (AutoScalingGroupNames) => ({ AutoScalingGroupNames }),
  });
  const ofGroup = { most: 1, input: ([AutoScalingGroupName]: string[]) => ({ AutoScalingGroupName }) };
  await recorder.callAll('describe-lifecycle-hooks', names, ofGroup);
  const policies = await recorder.callAll('describe-policies', names, ofGroup);
  await recorder.callAll('describe-scheduled-actions-of-group', names, ofGroup);
  const all = blocks(groups, 'AutoScalingGroups');
  const configurations = distinct(all.map((group) => textAt(group, 'LaunchConfigurationName')));
  const configured = await recorder.callAll('describe-launch-configurations', configurations, {
    most: MOST.fifty,
    input: (LaunchConfigurationNames) => ({ LaunchConfigurationNames }),
  });
  const templates = await recorder.callAll('describe-launch-template-versions', templatesOf(all), {
    most: 1,
    input: ([template]) => ({ LaunchTemplateId: template!.split(' ')[0], Versions: [template!.split(' ')[1]!] }),
  });
  // Includes instances that boot and have not registered with ECS yet.
  const members = all.flatMap((group) => listAt(group, 'Instances').map((one) => textAt(one, 'InstanceId')));
  const launched = await recorder.callAll('describe-instances', distinct([...ids, ...members]), {
    most: MOST.hundred,
    input: (Values) => ({ Filters: [{ Name: 'instance-id', Values }] }),
  });
  const types = typesOf({ all, configured, templates, launched });
  const ofTypes = { most: MOST.hundred, input: (Values: string[]) => ({ Filters: [{ Name: 'instance-type', Values }] }) };
  await recorder.callAll('describe-instance-types', types, ofTypes);
  await recorder.callAll('describe-capacity-reservations', types, ofTypes);
  const subnets = distinct([
    ...all.flatMap((group) => (textAt(group, 'VPCZoneIdentifier') ?? '').split(',').map((id) => id.trim() || undefined)),
    ...blocks(services, 'services').flatMap((service) =>
      listAt(service, 'networkConfiguration', 'awsvpcConfiguration', 'subnets').map(String),
    ),
  ]);
  await recorder.callAll('describe-subnets', subnets, { most: MOST.hundred, input: (SubnetIds) => ({ SubnetIds }) });
  return { groups, policies };
}

/** Reads the target groups of services. Their attributes are read by ARN, and a file that was read before has it without its account. */
async function walkTargets(recorder: Recorder, services: readonly Answer[]): Promise<void> {
  const balancers = blocks(services, 'services').flatMap((service) => [
    ...listAt(service, 'loadBalancers'),
    ...['deployments', 'taskSets'].flatMap((key) => listAt(service, key).flatMap((one) => listAt(one, 'loadBalancers'))),
  ]);
  const arns = balancers.flatMap((one) => [textAt(one, 'targetGroupArn'), textAt(one, 'advancedConfiguration', 'alternateTargetGroupArn')]);
  const names = distinct(arns.map((arn) => (arn === undefined ? undefined : /:targetgroup\/([^/]+)/.exec(arn)?.[1])));
  for (const [i, name] of names.entries()) {
    const which = { number: i + 1, about: name };
    const described = await recorder.call({ call: 'describe-target-groups', input: { Names: [name] }, ...which });
    const arn = arnIn(described);
    if (arn === undefined) continue;
    await recorder.call({
      call: 'describe-target-group-attributes',
      input: async () => ({
        TargetGroupArn: arn.includes(`:${ACCOUNT}:`)
          ? (arnIn(await recorder.fresh('describe-target-groups', { Names: [name] })) ?? arn)
          : arn,
      }),
      only: (answer) => ({ TargetGroupArn: arn, ...answer }),
      ...which,
    });
  }
}

function arnIn(described: Answer): string | undefined {
  return textAt(blocks(described, 'TargetGroups')[0], 'TargetGroupArn');
}

/** Returns `ID VERSION` of every launch template that a group uses. */
function templatesOf(groups: readonly unknown[]): string[] {
  const specs = groups.flatMap((group) => [
    at(group, 'LaunchTemplate'),
    at(group, 'MixedInstancesPolicy', 'LaunchTemplate', 'LaunchTemplateSpecification'),
    ...listAt(group, 'MixedInstancesPolicy', 'LaunchTemplate', 'Overrides').map((one) => at(one, 'LaunchTemplateSpecification')),
  ]);
  return distinct(
    specs.map((spec) => {
      const id = textAt(spec, 'LaunchTemplateId');
      return id === undefined ? undefined : `${id} ${textAt(spec, 'Version') ?? '$Default'}`;
    }),
  );
}

interface Launching {
  readonly all: readonly unknown[];
  readonly configured: readonly Answer[];
  readonly templates: readonly Answer[];
  readonly launched: readonly Answer[];
}

function typesOf({ all, configured, templates, launched }: Launching): string[] {
  return distinct([
    ...all.flatMap((group) => listAt(group, 'Instances').map((one) => textAt(one, 'InstanceType'))),
    ...all.flatMap((group) =>
      listAt(group, 'MixedInstancesPolicy', 'LaunchTemplate', 'Overrides').map((one) => textAt(one, 'InstanceType')),
    ),
    ...blocks(configured, 'LaunchConfigurations').map((one) => textAt(one, 'InstanceType')),
    ...blocks(templates, 'LaunchTemplateVersions').map((one) => textAt(one, 'LaunchTemplateData', 'InstanceType')),
    ...blocks(launched, 'Reservations').flatMap((one) => listAt(one, 'Instances').map((instance) => textAt(instance, 'InstanceType'))),
  ]).sort();
}

/**
 * Reads service auto scaling, and the alarms of all policies. AWS returns the account's whole ECS namespace; entries of other clusters are
 * dropped.
 */
async function walkScaling(
  recorder: Recorder,
  { cluster, policies: ofGroups }: { readonly cluster: string; readonly policies: readonly Answer[] },
): Promise<void> {
  const only = (key: string) => (answer: Answer) => ({
    ...answer,
    [key]: listAt(answer, key).filter((one) => textAt(one, 'ResourceId')?.startsWith(`service/${cluster}/`)),
  });
  const input = { ServiceNamespace: 'ecs' } as const;
  await recorder.call({ call: 'describe-scalable-targets', input, only: only('ScalableTargets') });
  const ofServices = await recorder.call({ call: 'describe-scaling-policies', input, only: only('ScalingPolicies') });
  await recorder.call({ call: 'describe-scheduled-actions', input, only: only('ScheduledActions') });
  const alarms = blocks([ofServices, ...ofGroups], 'ScalingPolicies').flatMap((policy) =>
    listAt(policy, 'Alarms').map((alarm) => textAt(alarm, 'AlarmName')),
  );
  await recorder.callAll('describe-alarms', distinct(alarms), { most: MOST.hundred, input: (AlarmNames) => ({ AlarmNames }) });
}

async function walkMetrics(recorder: Recorder, seen: MetricCoverage, { metricsMs, begunAtMs }: Wanted): Promise<number | null> {
  if (metricsMs === null) return null;
  const periodS = periodOf(metricsMs);
  const endMs = Math.floor(begunAtMs / (1000 * periodS)) * 1000 * periodS;
  const range = { StartTime: new Date(endMs - metricsMs), EndTime: new Date(endMs), ScanBy: 'TimestampAscending' } as const;
  const queries = queriesOf(seen, periodS);
  let series = 0;
  for (let n = 1; (n - 1) * MOST.queries < queries.length; n++) {
    const some = queries.slice((n - 1) * MOST.queries, n * MOST.queries);
    const about = `${some[0]!.Label} to ${some.at(-1)!.Label}`;
    recorder.beside(`get-metric-data-${n}.queries.json`, { MetricDataQueries: some });
    const answer = await recorder.call({ call: 'get-metric-data', number: n, about, input: { MetricDataQueries: some, ...range } });
    series += blocks(answer, 'MetricDataResults').filter((result) => listAt(result, 'Values').length > 0).length;
  }
  return series;
}
