import type { ProviderText, Scenario, ServiceText, StrategyText } from '../../scenario/schema/scenario.js';
import { clusterName, type Work } from './what-if.js';

/** The command that gives a service other options, or what to run tasks of a workload with. */
export function updateOf(scenario: Scenario, { kind, name, text }: Work, options: string): string {
  const cluster = clusterName(scenario);
  if (kind === 'service') return `aws ecs update-service --cluster ${cluster} --service ${name} ${options} --force-new-deployment`;
  return `aws ecs run-task --cluster ${cluster} --task-definition ${text.taskDefinition} ${options}`;
}

export function strategyOption(strategy: StrategyText): string {
  return `--capacity-provider-strategy ${strategy.map(strategyItem).join(' ')}`;
}

export function strategyItem({ capacityProvider, weight, base }: StrategyText[number]): string {
  return `capacityProvider=${capacityProvider},weight=${weight},base=${base}`;
}

/** The launch template is named as AWS has it where an import knows it. */
export function mixedOption(
  { name, autoScalingGroup }: ProviderText,
  { types, distribution }: { readonly types: readonly string[]; readonly distribution?: Readonly<Record<string, unknown>> },
): string {
  const { launchTemplate } = autoScalingGroup as {
    readonly launchTemplate?: { readonly launchTemplateName?: string; readonly LaunchTemplateName?: string };
  };
  const LaunchTemplateName = launchTemplate?.launchTemplateName ?? launchTemplate?.LaunchTemplateName ?? `template-of-${name}`;
  const policy = {
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateName, Version: '$Latest' },
      Overrides: types.map((InstanceType) => ({ InstanceType })),
    },
    ...(distribution === undefined ? {} : { InstancesDistribution: distribution }),
  };
  return `--mixed-instances-policy '${JSON.stringify(policy)}'`;
}

export function placementOption(rules: NonNullable<ServiceText['placementStrategy']>): string {
  return `--placement-strategy ${rules.map(({ type, field }) => (field === undefined ? `type=${type}` : `type=${type},field=${field}`)).join(' ')}`;
}
