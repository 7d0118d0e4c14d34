import { accountSettings, describeClusters } from '../../answers/cluster.js';
import { describeAutoScalingGroups, describeCapacityProviders, describeLaunchTemplates } from '../../answers/groups.js';
import { describeContainerInstances, describeInstances } from '../../answers/instances.js';
import type { Moment } from '../../answers/moment.js';
import { presentText } from '../../answers/present-text.js';
import { describeScalableTargets, describeScalingPolicies, metricData } from '../../answers/scaling.js';
import { describeServices, describeTaskDefinitions } from '../../answers/services.js';
import { describeTargetGroupAttributes, describeTargetGroups, targetGroupArn } from '../../answers/targets.js';
import { describeTasks, taskProtection } from '../../answers/tasks.js';

/** Returns the cluster at a moment as files in the form of `aws ... --output json`, and as the `present` section of a scenario. */
export function filesOf(moment: Moment): Map<string, object> {
  const { data, queries } = metricData(moment);
  const answers: [string, object][] = [
    ['describe-clusters.json', describeClusters(moment)],
    ['list-account-settings.json', accountSettings(moment)],
    ['describe-capacity-providers.json', describeCapacityProviders(moment)],
    ['describe-services.json', describeServices(moment)],
    ...describeTaskDefinitions(moment),
    ['describe-container-instances.json', describeContainerInstances(moment)],
    ['describe-tasks.json', describeTasks(moment)],
    ['get-task-protection.json', taskProtection(moment)],
    ['describe-auto-scaling-groups.json', describeAutoScalingGroups(moment)],
    ['describe-launch-template-versions.json', describeLaunchTemplates(moment)],
    ['describe-instances.json', describeInstances(moment)],
    ['describe-target-groups.json', describeTargetGroups(moment)],
    ...moment.scenario.targetGroups.map(({ name }, i): [string, object] => [
      `describe-target-group-attributes-${i + 1}.json`,
      describeTargetGroupAttributes(moment, targetGroupArn(moment, name)),
    ]),
    ['describe-scalable-targets.json', describeScalableTargets(moment)],
    ['describe-scaling-policies.json', describeScalingPolicies(moment)],
    ['get-metric-data.json', data],
    ['get-metric-data.queries.json', queries],
  ];
  return new Map([...answers.map(([file, answer]) => [file, withTimes(answer) as object] as const), ['present.json', presentText(moment)]]);
}

const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})Z$/;

/** Writes times in the form of the AWS CLI. */
function withTimes(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(MOMENT, '$1000+00:00');
  if (Array.isArray(value)) return value.map(withTimes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTimes(inner)]));
}
