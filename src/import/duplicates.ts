import { canonicalJson } from '../scenario/text/canonical.js';
import type { Findings } from './findings.js';
import { textAt } from './in-scenario-shape.js';
import { nameIn } from './plain-data.js';
import type { DescribedResource, ResourceInventory, ResourceKind } from './resource-inventory.js';

/** The keys of AWS's answers that together identify an object of a kind. */
const IDENTITY: Partial<Record<ResourceKind, readonly string[]>> = {
  clusters: ['clusterArn'],
  capacityProviders: ['capacityProviderArn', 'name'],
  services: ['serviceArn'],
  taskDefinitions: ['taskDefinitionArn'],
  containerInstances: ['containerInstanceArn'],
  tasks: ['taskArn'],
  protectedTasks: ['taskArn'],
  autoScalingGroups: ['AutoScalingGroupARN', 'AutoScalingGroupName'],
  targetGroups: ['TargetGroupArn'],
  targetGroupAttributes: ['TargetGroupArn'],
  scalingPolicies: ['PolicyARN'],
  groupPolicies: ['PolicyARN'],
  groupActions: ['ScheduledActionARN'],
  scheduledActions: ['ScheduledActionARN'],
  alarms: ['AlarmArn'],
  subnets: ['SubnetId'],
  ec2Instances: ['InstanceId'],
  capacityReservations: ['CapacityReservationId'],
};

/** Takes an object that was recorded twice once: the later record where they differ, with a message. */
export function mergeDuplicates(inventory: ResourceInventory, findings: Findings): void {
  for (const [kind, keys] of Object.entries(IDENTITY) as [ResourceKind, readonly string[]][]) {
    const all = inventory[kind];
    const places = new Map<string, number>();
    const kept: DescribedResource[] = [];
    for (const one of all) {
      const parts = keys.map((key) => textAt(one.value, key));
      const identity = parts.join(' ');
      const at = parts[0] === undefined ? undefined : places.get(identity);
      if (at === undefined) {
        if (parts[0] !== undefined) places.set(identity, kept.length);
        kept.push(one);
        continue;
      }
      const before = kept[at]!;
      if (canonicalJson(before.value) === canonicalJson(one.value)) continue;
      kept[at] = one;
      findings.leftOut(before.place, `${nameIn(parts[0]!)} is recorded twice, and the records differ: the later one is taken`);
    }
    all.splice(0, all.length, ...kept);
  }
}
