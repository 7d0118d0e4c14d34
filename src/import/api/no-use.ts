import { textAt } from '../in-scenario-shape.js';
import { at, type Block, listOf, nameIn, shortText } from '../plain-data.js';

/** Requests and answers of AWS from which no scenario is made, each with the call that would help. */

/** Keys of answers. */
export const NO_USE: Readonly<Record<string, string>> = {
  LaunchTemplates: 'has names only: save what describe-launch-template-versions gives',
  WarmPoolConfiguration: 'does not name its group: save what describe-auto-scaling-groups gives, which has it',
  scalingActivities: 'is history of scaling: a simulation makes its own',
  ScalingActivities: 'is history of scaling: a simulation makes its own',
  SpotPriceHistory: 'is the price of Spot: give it under spot.prices of the scenario',
  SpotPlacementScores: 'is a guess of EC2 on Spot: the market of a scenario is under spot',
  Metrics: 'has names of metrics only: save what get-metric-data gives',
  serviceDeployments: 'is history of deployments: a simulation makes its own',
  AutoScalingInstances: 'has the groups of instances, which describe-auto-scaling-groups has too',
  taskSet: 'is a task set without its service',
  taskSets: 'are task sets without their service: save what describe-services gives, which has them',
  daemonTaskDefinition: 'is of a managed daemon of ECS Managed Instances, which are not simulated',
};

/** The calls that describe what lists name. */
const DESCRIBED_BY: Readonly<Record<string, string>> = {
  clusterArns: 'describe-clusters',
  serviceArns: 'describe-services',
  taskArns: 'describe-tasks',
  containerInstanceArns: 'describe-container-instances',
  taskDefinitionArns: 'describe-task-definition of each',
  families: 'describe-task-definition of each',
};

export function callFor(key: string): string {
  return Object.hasOwn(DESCRIBED_BY, key) ? DESCRIBED_BY[key]! : 'the describe- call for them';
}

/** Returns why nothing is made of a document none of whose keys is read. */
export function whyOfNoUse(value: Block): string {
  const [type, service, definition] = [at(value, 'detail-type'), textAt(value, 'service'), textAt(value, 'taskDefinition')];
  if (typeof type === 'string')
    return `is an event (${shortText(type).slice(1, -1)}), which tells what happened once: save what the describe- calls give`;
  if (Array.isArray(type)) return 'is a pattern of events, which does not describe a cluster: save what the describe- calls give';
  if (service !== undefined) return `is a change of the service ${nameIn(service)}: save what describe-services gives after it`;
  if (definition !== undefined) return `runs tasks of ${nameIn(definition)} once: write a workload for them`;
  if (at(value, 'ScalableTargetARN') !== undefined)
    return 'has the name of a scalable target only: save what describe-scalable-targets gives';
  if (at(value, 'PolicyARN') !== undefined) return 'has names of a policy and its alarms only: save what describe-scaling-policies gives';
  if (listOf(at(value, 'Attributes')).some((one) => /^deregistration_delay/.test(textAt(one, 'key') ?? '')))
    return 'does not name its target group: write its TargetGroupArn beside Attributes';
  const keys = Object.keys(value).slice(0, 6);
  return `has the keys ${keys.map((key) => shortText(key).slice(1, -1)).join(', ')}, which no scenario uses`;
}
