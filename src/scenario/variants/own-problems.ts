import { grouped } from '../../kernel/grouped.js';
import { listText } from '../../kernel/quantity-text.js';
import type { Loaded } from '../load-scenario.js';
import { canonicalJson, canonicalText } from '../text/canonical.js';
import type { LocatedProblem } from '../text/sources.js';

type Lawful = Extract<Loaded, { errors?: undefined }>;

/** A variant as it was loaded, with those problems alone that the scenario which it changes does not have; each has its name. */
export function withOwnProblems<T extends Loaded>(loaded: T, name: string, base: Loaded): T {
  const added = (problems: readonly LocatedProblem[], known: readonly LocatedProblem[] = []) =>
    problems
      .filter((problem) => !known.some((other) => isSame(problem, other)))
      .map((problem) => ({ ...problem, message: `${problem.message} (variant ${name})` }));
  const warnings = added(loaded.warnings, base.warnings);
  return loaded.errors === undefined ? { ...loaded, warnings } : { ...loaded, warnings, errors: added(loaded.errors, base.errors) };
}

/** The warning for a variant whose changes are what the scenario has already; undefined for another. */
export function changesNothing({ loaded, base, file }: { readonly loaded: Lawful; readonly base: Lawful; readonly file: string }) {
  const { name, description, expect } = base.scenario;
  const isSame =
    canonicalText({ ...loaded.scenario, name, description }) === base.canonicalScenario &&
    canonicalJson(loaded.scenario.expect) === canonicalJson(expect);
  if (!isSame) return undefined;
  return {
    file,
    line: 0,
    column: 0,
    path: '',
    message: `changes nothing: ${name} has these values already (variant ${loaded.setup.name})`,
  };
}

const OF_VARIANT = / \(variant ([^()]+)\)$/;

/** Says a problem once that several variants have at one place. */
export function variantsTogether(lines: readonly string[]): string[] {
  return [...grouped(lines, (line) => line.replace(OF_VARIANT, '')).entries()].flatMap(([text, same]) => {
    const names = same.flatMap((line) => OF_VARIANT.exec(line)?.[1] ?? []);
    return names.length < 2 || names.length < same.length ? same : [`${text} (variants ${listText(names)})`];
  });
}

function isSame(a: LocatedProblem, b: LocatedProblem): boolean {
  return a.file === b.file && a.line === b.line && a.path === b.path && a.message === b.message;
}
