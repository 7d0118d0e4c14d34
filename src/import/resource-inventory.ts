import type { Place } from './findings.js';
import type { Block } from './plain-data.js';

/**
 * One AWS resource of the input in AWS's own shape. Spelling does not matter: `DesiredCount`, `desired_count` and `desiredCount` are one
 * key. Templates, plans and API answers all become such resources, from which the scenario is built.
 */
export interface DescribedResource {
  readonly place: Place;
  readonly value: Block;
  /** Identifier that other resources use in references, where it is not a name in the value. */
  readonly id?: string;
}

const KINDS = [
  'clusters',
  'clusterProviders',
  'capacityProviders',
  'services',
  'taskDefinitions',
  'autoScalingGroups',
  'launchTemplates',
  'launchConfigurations',
  'lifecycleHooks',
  'warmPools',
  'groupPolicies',
  'groupActions',
  'targetGroups',
  'targetGroupAttributes',
  'subnets',
  'scalableTargets',
  'scalingPolicies',
  'scheduledActions',
  'alarms',
  'schedules',
  'containerInstances',
  'tasks',
  'protectedTasks',
  'accountSettings',
  'ec2Instances',
  'capacityReservations',
  'instanceTypes',
  'snapshots',
] as const;
export type ResourceKind = (typeof KINDS)[number];

/** Resource inventory: all resources by kind, from a template or plan (`stack`) or from a running account (`account`). */
export type ResourceInventory = Readonly<Record<ResourceKind, DescribedResource[]>>;

export function emptyInventory(): ResourceInventory {
  return Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as ResourceInventory;
}
