import type { GroupText, ProviderText, Scenario, ServiceText, StrategyText } from '../../../scenario/schema.js';
import type { Work } from '../what-if.js';

/** Commands of the AWS CLI. Names are those of AWS where the scenario has them, as an imported one does. */

/** Quotes a text as one word of a POSIX shell. */
function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Returns a value as one shell word of JSON. */
function json(value: unknown): string {
  return word(JSON.stringify(value));
}

function clusterName({ cluster, name }: Scenario): string {
  const known = (cluster as { clusterName?: unknown }).clusterName;
  return word(typeof known === 'string' ? known : name);
}

function groupName({ name, autoScalingGroup }: ProviderText): string {
  const known = (autoScalingGroup as { autoScalingGroupName?: unknown }).autoScalingGroupName;
  return word(typeof known === 'string' ? known : name);
}

/** Returns the command that gives a service other options, or a note on how to run the tasks of a workload with them. */
export function updateOf(scenario: Scenario, { kind, name, text }: Work, options: string): string {
  const cluster = clusterName(scenario);
  if (kind === 'service') return `aws ecs update-service --cluster ${cluster} --service ${word(name)} ${options} --force-new-deployment`;
  return `aws ecs run-task --cluster ${cluster} --task-definition ${word(text.taskDefinition)} ${options}`;
}

export function strategyOption(strategy: StrategyText): string {
  return `--capacity-provider-strategy ${strategyItems(strategy)}`;
}

function strategyItems(strategy: StrategyText): string {
  if (strategy.length === 0) return json([]);
  return strategy
    .map(({ capacityProvider, weight, base }) => word(`capacityProvider=${capacityProvider},weight=${weight},base=${base}`))
    .join(' ');
}

export function placementOption(rules: NonNullable<ServiceText['placementStrategy']>): string {
  return `--placement-strategy ${rules.map(({ type, field }) => (field === undefined ? `type=${type}` : `type=${type},field=${field}`)).join(' ')}`;
}

/** Fargate takes neither placement strategies nor constraints, and a service keeps them unless the command clears them. */
export function unplacedOptions({ text }: Work): string {
  const { placementStrategy = [], placementConstraints = [] } = text;
  return [
    ...(placementStrategy.length === 0 ? [] : [` --placement-strategy ${json([])}`]),
    ...(placementConstraints.length === 0 ? [] : [` --placement-constraints ${json([])}`]),
  ].join('');
}

/** Names all providers of the cluster and its default strategy: the call replaces both. */
export function clusterProviders(scenario: Scenario, names: readonly string[], strategy: StrategyText): string {
  return `aws ecs put-cluster-capacity-providers --cluster ${clusterName(scenario)} --capacity-providers ${names.map(word).join(' ')} --default-capacity-provider-strategy ${strategyItems(strategy)}`;
}

export function managedScaling({ name }: ProviderText, settings: Readonly<Record<string, string | number>>): string {
  const words = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  return `aws ecs update-capacity-provider --name ${word(name)} --auto-scaling-group-provider ${word(`managedScaling={${words.join(',')}}`)}`;
}

export function updateGroup(provider: ProviderText, options: string): string {
  return `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${groupName(provider)} ${options}`;
}

export function emptyGroup(provider: ProviderText): string {
  return updateGroup(provider, '--min-size 0 --desired-capacity 0');
}

/** Instances that ECS protects from scale-in would delay the refresh for an hour and then make it fail. */
export function refreshGroup(provider: ProviderText): string {
  const isProtected =
    provider.autoScalingGroupProvider.managedTerminationProtection === 'ENABLED' ||
    provider.autoScalingGroup.newInstancesProtectedFromScaleIn === true;
  const preferences = isProtected ? ` --preferences ${json({ ScaleInProtectedInstances: 'Refresh' })}` : '';
  return `aws autoscaling start-instance-refresh --auto-scaling-group-name ${groupName(provider)}${preferences}`;
}

/** Writes the whole policy, because an omitted part may return to its default. */
export function mixedOption(
  { name, autoScalingGroup }: ProviderText,
  { types, distribution }: { readonly types: readonly string[]; readonly distribution?: Distribution },
): string {
  const stated = distribution ?? autoScalingGroup.mixedInstancesPolicy?.instancesDistribution;
  const policy = {
    LaunchTemplate: {
      LaunchTemplateSpecification: templateOf(name, autoScalingGroup),
      Overrides: types.map((InstanceType) => ({ InstanceType })),
    },
    ...(stated === undefined ? {} : { InstancesDistribution: distributionOf(stated) }),
  };
  return `--mixed-instances-policy ${json(policy)}`;
}

type Distribution = NonNullable<GroupText['mixedInstancesPolicy']>['instancesDistribution'];

function distributionOf(distribution: Distribution): Record<string, unknown> {
  const entries = Object.entries(distribution).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [`${key[0]!.toUpperCase()}${key.slice(1)}`, key === 'spotMaxPrice' ? String(value) : value]),
  );
}

function templateOf(name: string, group: GroupText) {
  const { launchTemplate = {} } = group as { readonly launchTemplate?: Readonly<Record<string, string>> };
  const { launchTemplateId, launchTemplateName, version } = launchTemplate;
  const Version = String(version ?? '$Default');
  if (launchTemplateId !== undefined) return { LaunchTemplateId: launchTemplateId, Version };
  return { LaunchTemplateName: launchTemplateName ?? `template-of-${name}`, Version };
}
