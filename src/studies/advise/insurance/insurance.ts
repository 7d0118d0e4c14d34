import type { Scenario } from '../../../scenario/schema.js';
import type { Assignment } from '../../../scenario/text/set-path.js';
import type { Setup } from '../../../sim/setup.js';

/** A change of the scenario that may reduce what an incident costs. */
export interface Insurance {
  readonly id: string;
  readonly title: string;
  readonly set: readonly Assignment[];
}

/** One that does not apply, and why. */
export interface NotInsured {
  readonly id: string;
  readonly title: string;
  readonly why: string;
}

export type InsuranceIdea = Insurance | NotInsured;

export function isInsurance(idea: InsuranceIdea): idea is Insurance {
  return 'set' in idea;
}

/** A scenario without its incidents, and what a run of it came to. */
export interface Insured {
  readonly scenario: Scenario;
  readonly setup: Setup;
  /** The most tasks that each service desired. */
  readonly desired: ReadonlyMap<string, number>;
  /** The most instances that each group had. */
  readonly instances: ReadonlyMap<string, number>;
}

/** An insurance with its settings, or why there is none. */
export function insurance(id: string, title: string, set: readonly Assignment[], why: string): InsuranceIdea {
  return set.length === 0 ? { id, title, why } : { id, title, set };
}
