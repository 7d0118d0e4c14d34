import { caseOf, digestOf, type Kind, twinsOf } from './fresh-swarm.js';

interface DrawnResult {
  readonly digest: string;
  /** Broken invariants, or an error. */
  readonly trouble: readonly string[];
}

/** What the bench of mutants computes of a drawn scenario: its digest alone, that with its twins (saved and loaded, by the index), or all that the swarm checks. */
export const ASKED: Readonly<Record<string, (kind: Kind, seed: number) => DrawnResult>> = { digest: digestOf, twins: twinsOf, all: caseOf };
