import { caseOf, KINDS, type Kind } from './fresh-swarm.js';

export interface DrawnRun {
  readonly kind: Kind;
  readonly seed: number;
  readonly digest: string;
  /** Broken invariants, or an error. */
  readonly trouble: readonly string[];
}

/** Runs the drawn scenarios of some seeds, one after the other. */
export function* swarmDigests(first: number, seeds: number): Generator<DrawnRun> {
  for (let seed = first; seed < first + seeds; seed++) for (const kind of KINDS) yield { kind, seed, ...caseOf(kind, seed) };
}
