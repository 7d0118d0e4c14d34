import { groupProviders } from '../cluster/providers.js';
import type { Context } from '../context.js';
import { kindOfPolicy } from '../groups/policies-setup.js';
import type { FaultText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { instead, show } from '../text/suggest.js';

/** Checks a call of ExecutePolicy as EC2 Auto Scaling does. */
export function checkExecution(context: Context, path: Path, fault: Extract<FaultText, { type: 'executePolicy' }>): void {
  const { capacityProvider, policyName, metricValue, breachThreshold } = fault;
  const provider = groupProviders(context.scenario).find(({ name }) => name === capacityProvider);
  if (provider === undefined) return;
  const policies = provider.autoScalingGroup.scalingPolicies ?? [];
  const policy = policies.find((one) => one.policyName === policyName);
  if (policy === undefined) {
    const names = policies.map((one) => one.policyName);
    return context.error(
      [...path, 'policyName'],
      `${show(policyName)} is no scaling policy of ${capacityProvider}${instead(policyName, names)}`,
    );
  }
  const kind = kindOfPolicy(policy);
  if (kind === 'TargetTrackingScaling')
    return context.error([...path, 'policyName'], `${show(policyName)} tracks a target: only step and simple policies can be executed`);
  const given = [metricValue, breachThreshold].filter((value) => value !== undefined).length;
  if (kind === 'StepScaling' && given < 2) context.error(path, 'needs metricValue and breachThreshold: a step is chosen by them');
  if (kind === 'SimpleScaling' && given > 0) context.error(path, 'has metricValue or breachThreshold, which are of step scaling');
}
