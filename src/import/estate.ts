import type { Place } from './findings.js';
import type { Block } from './plain.js';

/**
 * What the input describes, in AWS's own shapes, whichever way they are spelt: `DesiredCount`, `desired_count` and `desiredCount` are one
 * key. Templates, plans and answers of the API all come to this, and the scenario is built from it.
 */
export interface Described {
  readonly place: Place;
  readonly value: Block;
  /** By what others refer to it, where that is not a name in the value. */
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
  'targetGroups',
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
  'instanceTypes',
  'snapshots',
] as const;
export type Kind = (typeof KINDS)[number];

/** From the machinery of AWS (`stack`), or from an account that runs (`account`). */
export type Estate = Readonly<Record<Kind, Described[]>>;

export function emptyEstate(): Estate {
  return Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as Estate;
}
