import { accountSettings, describeClusters } from './cluster.js';
import { describeAutoScalingGroups, describeCapacityProviders, describeLaunchTemplates } from './groups.js';
import { describeContainerInstances, describeInstances } from './instances.js';
import type { Moment } from './moment.js';
import { presentText } from './present-text.js';
import { describeScalableTargets, describeScalingPolicies, metricData } from './scaling.js';
import { describeServices, describeTaskDefinitions } from './services.js';
import { describeTasks, taskProtection } from './tasks.js';

/** The cluster at a moment as `aws ... --output json` would save it, by file, and as the `present` section of a scenario. */
export function filesOf(moment: Moment): Map<string, object> {
  const { data, queries } = metricData(moment);
  return new Map<string, object>([
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
    ['describe-scalable-targets.json', describeScalableTargets(moment)],
    ['describe-scaling-policies.json', describeScalingPolicies(moment)],
    ['get-metric-data.json', data],
    ['get-metric-data.queries.json', queries],
    ['present.json', presentText(moment)],
  ]);
}
