import { listText } from '../../kernel/quantity-text.js';
import { blockIn, field, textAt } from '../in-scenario-shape.js';
import { listOf, shortText } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';
import { shownText } from '../unresolved.js';
import type { Building } from './context.js';
import { alarmOf, startsPolicy } from './scaling.js';

/** Reports the alarms of the input that are in no part of the scenario. */
export function reportIdleAlarms({ inventory, findings }: Building): void {
  const policies = [...inventory.scalingPolicies, ...inventory.groupPolicies];
  const watched = new Set(inventory.services.flatMap(watchedBy));
  for (const alarm of inventory.alarms) {
    const started = policies.filter((policy) => startsPolicy(alarm, policy));
    if (started.some((policy) => hasOwnAlarms(policy) || alarmOf(inventory.alarms, policy) === alarm)) continue;
    const name = textAt(alarm.value, 'alarmName') ?? alarm.id ?? '';
    if (watched.has(name) || (alarm.id !== undefined && watched.has(alarm.id))) continue;
    const what = `the alarm ${shortText(name)}`;
    const actions = listOf(field(alarm.value, 'alarmActions')).map(shownText);
    const others = actions.filter((action) => /scaling/i.test(action));
    if (started.length > 0)
      findings.leftOut(alarm.place, `${what} starts ${policyNames(started)}, which has another alarm: a policy has one in a scenario`);
    else if (others.length > 0)
      findings.leftOut(alarm.place, `${what} starts ${listText(others.map(shortText))}, which is no scaling policy of the input`);
    else findings.withoutEffect(alarm.place, `${what}: it starts no scaling policy`);
  }
}

/** Target tracking makes its alarms, which an account describes with the others. */
function hasOwnAlarms({ value }: DescribedResource): boolean {
  const tracking = field(value, 'targetTrackingScalingPolicyConfiguration', 'targetTrackingConfiguration');
  return blockIn(tracking) !== undefined;
}

/** Names of the alarms that deployments of a service watch. */
function watchedBy({ value }: DescribedResource): string[] {
  const alarms = blockIn(field(value, 'alarms')) ?? blockIn(field(blockIn(field(value, 'deploymentConfiguration')), 'alarms'));
  return listOf(field(alarms, 'alarmNames')).map(shownText);
}

function policyNames(policies: readonly DescribedResource[]): string {
  return listText(policies.map(({ value, id }) => `the policy ${shortText(textAt(value, 'policyName', 'name') ?? id ?? '')}`));
}
