import { groupPolicy } from '../../scenario/groups/policies-schema.js';
import { type GroupPolicyText, groupPolicyOf } from '../../scenario/groups/policies-setup.js';
import { blockIn, field, incompleteness, shapedReporting, textAt } from '../in-scenario-shape.js';
import { isBlock, keyLetters, listOf, shortText } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';
import type { Building, Part } from './context.js';
import { findBy } from './lookup.js';
import { alarmOf, alarmProblem, alarmWords } from './scaling.js';

/** Scaling policies of groups. */

/** Keys that name the group of the policy, or that are read apart. */
const READ_APART = [
  'autoScalingGroupName',
  'id',
  'arn',
  'name',
  'policyName',
  'policyARN',
  'alarms',
  'stepAdjustment',
  'stepAdjustments',
  'region',
].map(keyLetters);

/** Returns the policies of a group that a run can have, and reports the others. */
export function groupPoliciesOf(building: Building, described: DescribedResource): Part {
  const { inventory, findings } = building;
  const ofGroup = inventory.groupPolicies.filter(
    ({ value }) => findBy([described], textAt(value, 'autoScalingGroupName'), 'autoScalingGroupName', 'name') === described,
  );
  const policies = ofGroup.flatMap((policy, i) => {
    const name = (textAt(policy.value, 'policyName', 'name') ?? policy.id ?? `policy-${i + 1}`).slice(0, 255);
    const given: Part = { ...partsOf(building, policy), policyName: name };
    const part = shapedReporting(groupPolicy, given, { place: policy.place, findings }) as Part;
    const problem = alarmProblem(given.alarm) ?? problemOf(part, field(policy.value, 'predictiveScalingConfiguration') !== undefined);
    if (problem === undefined) return [part];
    findings.leftOut(policy.place, `the policy ${shortText(name)} of a group ${problem}`);
    return [];
  });
  return policies.length === 0 ? {} : { scalingPolicies: policies };
}

/** A policy as the scenario spells it, with the alarm that names it among its actions. */
function partsOf({ inventory }: Building, policy: DescribedResource): Part {
  const { value } = policy;
  const known = Object.fromEntries(
    Object.entries(isBlock(value) ? value : {}).filter(([key, given]) => given !== null && !READ_APART.includes(keyLetters(key))),
  );
  const steps = listOf(field(value, 'stepAdjustments', 'stepAdjustment')).map((step) =>
    Object.fromEntries(Object.entries(isBlock(step) ? step : {}).filter(([, bound]) => bound !== null && bound !== '')),
  );
  // Plans write 0 for a key that a policy of another type does not have.
  const isTracking = blockIn(field(value, 'targetTrackingConfiguration')) !== undefined;
  const isSimple = steps.length === 0 && !isTracking;
  const others = Object.fromEntries(
    Object.entries(known).filter(([key, given]) => isSimple || keyLetters(key) !== keyLetters('scalingAdjustment') || Number(given) !== 0),
  );
  // Target tracking makes its alarms, which an account describes with the others.
  const alarm = isTracking ? undefined : alarmOf(inventory.alarms, policy);
  return {
    ...others,
    ...(steps.length === 0 ? {} : { stepAdjustments: steps }),
    ...(alarm === undefined ? {} : { alarm: alarmWords(alarm.value) }),
  };
}

/** Returns why a policy cannot act in a simulation; undefined when it can. */
function problemOf(part: Part, isPredictive: boolean): string | undefined {
  if (isPredictive) return 'has a predictiveScalingConfiguration: a group has no predictive scaling here';
  const { targetTrackingConfiguration: tracking, stepAdjustments, scalingAdjustment, alarm, adjustmentType } = part;
  if (tracking === undefined && stepAdjustments === undefined && scalingAdjustment === undefined)
    return 'has no target tracking, steps or adjustment';
  if (tracking === undefined && (adjustmentType === undefined || alarm === undefined))
    return 'has no alarm in the input: give the CloudWatch alarm that starts it as well';
  const incomplete = incompleteness(groupPolicy, part);
  if (incomplete !== undefined) return incomplete;
  const made = groupPolicyOf(part as unknown as GroupPolicyText, {} as never);
  const metric = made === null ? -1 : made.policyType === 'TargetTrackingScaling' ? made.metric : (made.alarm?.metric ?? -1);
  if (metric >= 0) return undefined;
  const named = textAt(alarm ?? field(tracking, 'customizedMetricSpecification'), 'metricName');
  const predefined = textAt(field(tracking, 'predefinedMetricSpecification'), 'predefinedMetricType');
  return `follows ${shortText(named ?? predefined ?? 'metric math')}; a simulated group has its CPUUtilization and the reservations of its cluster`;
}
