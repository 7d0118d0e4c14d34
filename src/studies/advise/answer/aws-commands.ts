import { shellWord, shellWords } from '../../../cli/terminal.js';
import { listText } from '../../../kernel/quantity-text.js';
import { groupProviders } from '../../../scenario/cluster/providers.js';
import type { GroupText, ProviderText, Scenario, ServiceText, StrategyText } from '../../../scenario/schema.js';
import type { AwsCommand, Options } from '../change-steps.js';
import type { Work } from '../what-if.js';

/** Commands of the AWS CLI. Names are those of AWS where the scenario has them, as an imported one does. */

/** Returns a value as one shell word of JSON. */
function json(value: unknown): string {
  return shellWord(JSON.stringify(value));
}

function clusterName({ cluster, name }: Scenario): string {
  const known = (cluster as { clusterName?: unknown }).clusterName;
  return shellWord(typeof known === 'string' ? known : name);
}

function groupName({ name, autoScalingGroup }: ProviderText): string {
  const known = (autoScalingGroup as { autoScalingGroupName?: unknown }).autoScalingGroupName;
  return shellWord(typeof known === 'string' ? known : name);
}

/** Returns a note on the names in commands that the scenario does not give, as a comment of a shell; nothing where it gives all. */
export function assumedNames(scenario: Scenario, commands: readonly string[]): string[] {
  const assumed = [
    ...('clusterName' in scenario.cluster ? [] : [`--cluster ${clusterName(scenario)}`]),
    ...groupProviders(scenario).flatMap((provider) => [
      ...('autoScalingGroupName' in provider.autoScalingGroup ? [] : [`--auto-scaling-group-name ${groupName(provider)}`]),
      `"LaunchTemplateName":"${assumedTemplate(provider.name)}"`,
    ]),
  ].filter((words) => commands.some((command) => command.includes(words)));
  return assumed.length === 0 ? [] : [`# The scenario does not give these names, so check them: ${listText(assumed)}.`];
}

/** Returns the command that gives a service other options, or a note on how to run the tasks of a workload with them. */
export function updateOf(scenario: Scenario, { kind, name, text }: Work, options: Options): AwsCommand {
  const cluster = clusterName(scenario);
  if (kind === 'service') {
    const target = `aws ecs update-service --cluster ${cluster} --service ${shellWord(name)}`;
    return { target, options: { ...options, 'force-new-deployment': '' } };
  }
  return { target: `aws ecs run-task --cluster ${cluster} --task-definition ${shellWord(text.taskDefinition)}`, options };
}

export function strategyOption(strategy: StrategyText): Options {
  return { 'capacity-provider-strategy': strategyItems(strategy) };
}

function strategyItems(strategy: StrategyText): string {
  if (strategy.length === 0) return json([]);
  return strategy
    .map(({ capacityProvider, weight, base }) => shellWord(`capacityProvider=${capacityProvider},weight=${weight},base=${base}`))
    .join(' ');
}

export function placementOption(rules: NonNullable<ServiceText['placementStrategy']>): Options {
  const words = rules.map(({ type, field }) => (field === undefined ? `type=${type}` : `type=${type},field=${field}`));
  return { 'placement-strategy': words.join(' ') };
}

/** Fargate takes neither placement strategies nor constraints, and a service keeps them unless the command clears them. */
export function unplacedOptions({ text }: Work): Options {
  const { placementStrategy = [], placementConstraints = [] } = text;
  return {
    ...(placementStrategy.length === 0 ? {} : { 'placement-strategy': json([]) }),
    ...(placementConstraints.length === 0 ? {} : { 'placement-constraints': json([]) }),
  };
}

/** Names all providers of the cluster and its default strategy: the call replaces both. */
export function clusterProviders(scenario: Scenario, names: readonly string[], strategy: StrategyText): AwsCommand {
  return {
    target: `aws ecs put-cluster-capacity-providers --cluster ${clusterName(scenario)}`,
    options: { 'capacity-providers': shellWords(names), 'default-capacity-provider-strategy': strategyItems(strategy) },
  };
}

export function managedScaling({ name }: ProviderText, settings: Readonly<Record<string, string | number>>): AwsCommand {
  const words = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  return {
    target: `aws ecs update-capacity-provider --name ${shellWord(name)}`,
    options: { 'auto-scaling-group-provider': shellWord(`managedScaling={${words.join(',')}}`) },
  };
}

export function updateGroup(provider: ProviderText, options: Options): AwsCommand {
  return { target: `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${groupName(provider)}`, options };
}

export function emptyGroup(provider: ProviderText): AwsCommand {
  return updateGroup(provider, { 'min-size': '0', 'desired-capacity': '0' });
}

/** Instances that ECS protects from scale-in would delay the refresh for an hour and then make it fail. */
export function refreshGroup(provider: ProviderText): AwsCommand {
  const isProtected =
    provider.autoScalingGroupProvider.managedTerminationProtection === 'ENABLED' ||
    provider.autoScalingGroup.newInstancesProtectedFromScaleIn === true;
  return {
    target: `aws autoscaling start-instance-refresh --auto-scaling-group-name ${groupName(provider)}`,
    options: isProtected ? { preferences: json({ ScaleInProtectedInstances: 'Refresh' }) } : {},
    isRefresh: true,
  };
}

/** Writes the whole policy, because an omitted part may return to its default. */
export function mixedOption(
  { name, autoScalingGroup }: ProviderText,
  { types, distribution }: { readonly types: readonly string[]; readonly distribution?: Distribution },
): Options {
  const stated = distribution ?? autoScalingGroup.mixedInstancesPolicy?.instancesDistribution;
  const policy = {
    LaunchTemplate: {
      LaunchTemplateSpecification: templateOf(name, autoScalingGroup),
      Overrides: types.map((InstanceType) => ({ InstanceType })),
    },
    ...(stated === undefined ? {} : { InstancesDistribution: distributionOf(stated) }),
  };
  return { 'mixed-instances-policy': json(policy) };
}

type Distribution = NonNullable<GroupText['mixedInstancesPolicy']>['instancesDistribution'];

function distributionOf(distribution: Distribution): Record<string, unknown> {
  const entries = Object.entries(distribution).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [`${key[0]!.toUpperCase()}${key.slice(1)}`, key === 'spotMaxPrice' ? String(value) : value]),
  );
}

function assumedTemplate(name: string): string {
  return `template-of-${name}`;
}

function templateOf(name: string, group: GroupText) {
  const { launchTemplate = {} } = group as { readonly launchTemplate?: Readonly<Record<string, string>> };
  const { launchTemplateId, launchTemplateName, version } = launchTemplate;
  const Version = String(version ?? '$Default');
  if (launchTemplateId !== undefined) return { LaunchTemplateId: launchTemplateId, Version };
  return { LaunchTemplateName: launchTemplateName ?? assumedTemplate(name), Version };
}
