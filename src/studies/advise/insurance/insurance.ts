import type { Scenario } from '../../../scenario/schema.js';
import type { Assignment } from '../../../scenario/text/set-path.js';
import type { Setup } from '../../../sim/setup.js';

/** A change of the scenario that may reduce what an incident costs. */
export interface Insurance {
  readonly id: string;
  readonly title: string;
  readonly set: readonly Assignment[];
}

/** An insurance that does not apply, with the reason. */
export interface NotInsured {
  readonly id: string;
  readonly title: string;
  readonly why: string;
}

export type InsuranceIdea = Insurance | NotInsured;

export function isInsurance(idea: InsuranceIdea): idea is Insurance {
  return 'set' in idea;
}

/** A scenario without its incidents, and the peaks of its run. */
export interface Insured {
  readonly scenario: Scenario;
  readonly setup: Setup;
  /** The most tasks that each service desired. */
  readonly desired: ReadonlyMap<string, number>;
  /** The most instances that each group had. */
  readonly instances: ReadonlyMap<string, number>;
}

/** Returns the insurance with these settings, or the reason if there are none. */
export function insurance(id: string, title: string, set: readonly Assignment[], why: string): InsuranceIdea {
  return set.length === 0 ? { id, title, why } : { id, title, set };
}
