import type { Estate } from '../estate.js';
import type { Findings } from '../findings.js';
import type { Recordings } from '../recordings.js';

import type { Draft } from './draft.js';

export interface BuildOptions {
  readonly region: string;
  /** Which cluster, where the input has several. */
  readonly cluster: string | undefined;
  /** Names the scenario when no cluster does. */
  readonly name: string;
  /** When the cluster was so, in milliseconds since 1970, where the user says it. */
  readonly at?: number | undefined;
  /** What is free need not add up. */
  readonly drift: boolean;
  readonly recordings: Recordings;
  /** Instance types that the user defines, as in the scenario. */
  readonly instanceTypes: ReadonlyMap<string, Record<string, unknown>>;
}

/** What all parts of a scenario are built from and written into. */
export interface Building extends BuildOptions {
  readonly estate: Estate;
  readonly findings: Findings;
  readonly draft: Draft;
  readonly scenario: ScenarioDraft;
}

export type Part = Record<string, unknown>;

export interface ScenarioDraft {
  present?: Part;
  startsAt?: string;
  /** How long is simulated, and why. */
  period?: { readonly duration: string; readonly why: string };
  seed?: number;
  readonly cluster: Part & { capacityProviders: (string | Part)[]; containerInstances: Part[]; subnets: Record<string, string> };
  readonly taskDefinitions: Part[];
  readonly services: Part[];
  readonly workloads: Part[];
  readonly targetGroups: Part[];
  readonly instanceTypes: Part[];
  readonly prices: { ec2: Record<string, unknown>; spot: Record<string, unknown>; fargate?: Part };
}

export function emptyScenario(): ScenarioDraft {
  return {
    cluster: { capacityProviders: [], containerInstances: [], subnets: {} },
    taskDefinitions: [],
    services: [],
    workloads: [],
    targetGroups: [],
    instanceTypes: [],
    prices: { ec2: {}, spot: {} },
  };
}
