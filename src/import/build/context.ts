import type { Findings } from '../findings.js';
import type { Recordings } from '../recordings.js';
import type { ResourceInventory } from '../resource-inventory.js';

import type { Draft } from './draft.js';

export interface BuildOptions {
  readonly region: string;
  /** The cluster to import when the input has several. */
  readonly cluster: string | undefined;
  /** Name of the scenario when no cluster has one. */
  readonly name: string;
  /** Time of the state, in milliseconds since 1970, where the user gives it. */
  readonly at?: number | undefined;
  /** Accepts remaining resources that do not add up with the tasks. */
  readonly drift: boolean;
  readonly recordings: Recordings;
  /** User-defined instance types, in the scenario's shape. */
  readonly instanceTypes: ReadonlyMap<string, Record<string, unknown>>;
}

/** Shared input and output of all builders of scenario parts. */
export interface Building extends BuildOptions {
  readonly inventory: ResourceInventory;
  readonly findings: Findings;
  readonly draft: Draft;
  readonly scenario: ScenarioDraft;
  /** Names of capacity providers that the input has and a scenario cannot have. */
  readonly lostProviders: Set<string>;
}

export type Part = Record<string, unknown>;

export interface ScenarioDraft {
  present?: Part;
  startsAt?: string;
  /** Simulated duration, with its reason. */
  period?: { readonly duration: string; readonly why: string };
  seed?: number;
  readonly cluster: Part & { capacityProviders: (string | Part)[]; containerInstances: Part[]; subnets: Record<string, string> };
  readonly taskDefinitions: Part[];
  readonly services: Part[];
  readonly workloads: Part[];
  readonly targetGroups: Part[];
  readonly faults: Part[];
  readonly instanceTypes: Part[];
  quotas?: Part;
  readonly prices: { ec2: Record<string, unknown>; spot: Record<string, unknown>; fargate?: Part };
}

/** Returns a scenario without parts, which the builders fill. */
export function emptyScenario(): ScenarioDraft {
  return {
    cluster: { capacityProviders: [], containerInstances: [], subnets: {} },
    taskDefinitions: [],
    services: [],
    workloads: [],
    targetGroups: [],
    faults: [],
    instanceTypes: [],
    prices: { ec2: {}, spot: {} },
  };
}
