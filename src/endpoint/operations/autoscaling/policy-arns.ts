import { groupNameOf } from '../../../answers/groups.js';
import type { Context } from '../operation.js';

export function policyArn({ cluster }: Context, group: string, name: string): string {
  return `arn:aws:autoscaling:${cluster.setup.region}:${cluster.moment.names.account}:scalingPolicy:00000000-0000-0000-0000-000000000000:autoScalingGroupName/${group}:policyName/${name}`;
}

/** The policy with this ARN: its group by name, and its own name; undefined where no group has it. */
export function policyWithArn(context: Context, arn: string): { readonly group: string; readonly policyName: string } | undefined {
  for (const provider of context.cluster.draft.cluster.capacityProviders) {
    if (typeof provider === 'string') continue;
    const group = groupNameOf(provider as never);
    const found = (provider.autoScalingGroup.scalingPolicies ?? []).find(({ policyName }) => policyArn(context, group, policyName) === arn);
    if (found !== undefined && !context.cluster.apiState.deletedPolicies.has(arn)) return { group, policyName: found.policyName };
  }
  return undefined;
}
