import type { Loaded } from '../load-scenario.js';
import type { LocatedProblem } from '../text/sources.js';

/** A variant as it was loaded, with those problems alone that the scenario which it changes does not have; each has its name. */
export function withOwnProblems<T extends Loaded>(loaded: T, name: string, base: Loaded): T {
  const added = (problems: readonly LocatedProblem[], known: readonly LocatedProblem[] = []) =>
    problems
      .filter((problem) => !known.some((other) => isSame(problem, other)))
      .map((problem) => ({ ...problem, message: `${problem.message} (variant ${name})` }));
  const warnings = added(loaded.warnings, base.warnings);
  return loaded.errors === undefined ? { ...loaded, warnings } : { ...loaded, warnings, errors: added(loaded.errors, base.errors) };
}

function isSame(a: LocatedProblem, b: LocatedProblem): boolean {
  return a.file === b.file && a.line === b.line && a.path === b.path && a.message === b.message;
}
