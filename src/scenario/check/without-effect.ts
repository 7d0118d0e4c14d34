import type { Path } from '../problem.js';
import type { ProviderText, ServiceText } from '../schema/scenario.js';
import type { Context } from './context.js';

/** Keys that are taken and have no effect here, though they have one in AWS: each warning says what is simulated in their place. */
export function warnOfGroupKeys(context: Context, path: Path, { autoScalingGroup: group, autoScalingGroupProvider }: ProviderText): void {
  const { terminationPolicies, newInstancesProtectedFromScaleIn, capacityRebalance } = group;
  if (terminationPolicies !== undefined && JSON.stringify(terminationPolicies) !== '["Default"]')
    context.warn(
      [...path, 'terminationPolicies'],
      'has no effect: of the zone with most instances the oldest one that may go is terminated',
    );
  if (newInstancesProtectedFromScaleIn === false && autoScalingGroupProvider.managedTerminationProtection === 'ENABLED')
    context.warn(
      [...path, 'newInstancesProtectedFromScaleIn'],
      'false does not go with managedTerminationProtection: ENABLED, and AWS refuses it: new instances are protected here',
    );
  if (capacityRebalance === true)
    context.warn([...path, 'capacityRebalance'], 'has no effect: instances are On-Demand here, and none is at risk of interruption');
}

export function warnOfServiceKeys(
  context: Context,
  path: Path,
  { availabilityZoneRebalancing, deploymentConfiguration }: ServiceText,
): void {
  if (availabilityZoneRebalancing === 'ENABLED')
    context.warn(
      [...path, 'availabilityZoneRebalancing'],
      'has no effect: a task stays where it was placed, however uneven the zones become',
    );
  for (const key of ['deploymentCircuitBreaker', 'alarms'] as const)
    if (isOn(deploymentConfiguration[key]))
      context.warn(
        [...path, 'deploymentConfiguration', key],
        'has no effect: no deployment fails here, and tasks that crash are replaced without end',
      );
}

/** A block of AWS with an `enable` of its own, which describe-services writes out also when it is off. */
function isOn(block: unknown): boolean {
  return typeof block === 'object' && block !== null && (block as { enable?: unknown }).enable !== false;
}
