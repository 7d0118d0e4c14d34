import { basename, dirname, resolve } from 'node:path';
import { type Loaded, loadScenario } from '../scenario/load-scenario.js';
import { canonicalText } from '../scenario/text/canonical.js';
import type { Assignment } from '../scenario/text/set-path.js';
import { formatProblem, type LocatedProblem } from '../scenario/text/sources.js';
import { changesNothing, withOwnProblems } from '../scenario/variants/own-problems.js';
import type { Variant } from '../scenario/variants/variants.js';
import { assignmentOf } from './assignment.js';
import { UserError, whyUnreadable } from './failure.js';
import { incidentIds, libraryText } from './incident/library.js';
import type { Policy, PolicyModule } from './policy-module.js';
import { readText } from './text-file.js';

/** Changes to a scenario, and where its texts come from. */
export interface ScenarioOptions {
  /** `path=value` each, as given to --set. */
  readonly set?: readonly string[];
  /** A whole number from 0 on, instead of the scenario's own. */
  readonly seed?: number | undefined;
  /** Of --policy. A program gives `simulate` an algorithm instead. */
  readonly policy?: Policy | null;
  /**
   * Returns the text of the scenario by its path, and of each file by its name in the scenario; undefined without one. Default: reads from
   * disk.
   */
  readonly read?: ((name: string) => string | undefined) | undefined;
}

/** A scenario with mistakes, as data and as lines. */
export class InvalidScenario extends UserError {
  constructor(readonly problems: readonly LocatedProblem[]) {
    super(problems.map(formatProblem));
  }
}

type Lawful = Extract<Loaded, { errors?: undefined }>;

/** A valid scenario, the folder that its relative paths start from, and its texts, by path as written. */
export type ScenarioFile = Lawful & {
  readonly path: string;
  readonly folder: string;
  readonly inputs: ReadonlyMap<string, string>;
  /** The module of the policy in setup.placement.policy; null for one of the registry, or without a policy. */
  readonly policyModule: PolicyModule | null;
  /** Assignments before any check. */
  readonly overrides?: { readonly assignments: readonly Assignment[]; readonly seed: number | null };
  /** Paths and SHA-256 of known traces, by path as written. Absent: they are in the folder. */
  readonly traces?: ReadonlyMap<string, { readonly path: string; readonly sha256: string }>;
  /** Of a variant: the name of the scenario that it changes. */
  readonly variantOf?: string;
};

/** A scenario's text, and those files of it that are already in memory; others are read from disk. */
export interface Texts {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly named?: ReadonlyMap<string, string>;
  readonly read?: ScenarioOptions['read'];
  /** The text is JSON that a program made. */
  readonly isMade?: boolean;
  /** Calls of AWS's APIs made it. */
  readonly isServed?: boolean;
}

/**
 * Reads a scenario file and the files that it names. Throws an InvalidScenario, or a UserError for an unreadable file; returns warnings with the scenario.
 */
export function readScenario(path: string, options: ScenarioOptions = {}): ScenarioFile {
  return scenarioOf(textsOf(path, options.read), options);
}

/** Loads a scenario from texts. `before`: assignments of the first reading of the texts. */
export function scenarioOf(
  texts: Texts,
  { set = [], seed, policy = null }: ScenarioOptions,
  before: readonly Assignment[] = [],
): ScenarioFile {
  const assignments = [...before, ...set.map(assignmentOf), ...policyAssignment(policy)];
  const { loaded, inputs } = loadTexts(texts, assignments, seed);
  if (loaded.errors !== undefined) throw new InvalidScenario(loaded.errors);
  return fileOf(texts, { loaded, inputs }, { assignments, seed, policy });
}

interface Reading {
  readonly assignments: readonly Assignment[];
  readonly seed: number | undefined;
  readonly policy: Policy | null;
}

function fileOf(
  { path, folder }: Texts,
  { loaded, inputs }: { readonly loaded: Lawful; readonly inputs: ReadonlyMap<string, string> },
  { assignments, seed, policy }: Reading,
): ScenarioFile {
  const overrides = { assignments, seed: seed ?? null };
  return { ...withModule(loaded, policy), path, folder, inputs, policyModule: policy?.module ?? null, overrides };
}

export interface WithVariants {
  readonly base: ScenarioFile;
  readonly variants: readonly ScenarioFile[];
}

/** A variant to read, and the policy that places its tasks if it has one of its own. */
export interface ChosenVariant extends Variant {
  readonly policy?: Policy;
}

/**
 * Reads a scenario file and those variants that `choose` makes of the ones written in it. Throws a UserError with the mistakes of all of
 * them. The changes of a variant come after those of `set`.
 */
export function readVariants(
  path: string,
  { set = [], seed, policy = null, read }: ScenarioOptions,
  choose: (written: readonly Variant[], mistakes: string[]) => readonly ChosenVariant[],
): WithVariants {
  const texts = textsOf(path, read);
  const before = set.map(assignmentOf);
  const load = (own: readonly Assignment[], by: Policy | null) => loadTexts(texts, [...before, ...own, ...policyAssignment(by)], seed);
  const base = load([], policy);
  const mistakes = (base.loaded.errors ?? []).map(formatProblem);
  const written = (own: readonly Assignment[]) => load(own, null).loaded.setup?.placement.policy;
  const variants = choose(base.loaded.variants, mistakes).flatMap((variant): ScenarioFile[] => {
    const by = variant.policy ?? policy;
    const found = load(variant.assignments, by);
    const loaded = withOwnProblems(found.loaded, variant.name, base.loaded);
    mistakes.push(...(loaded.errors ?? []).map(formatProblem));
    const isLawful = loaded.errors === undefined && base.loaded.errors === undefined;
    if (isLawful && policy !== null && variant.policy === undefined && written(variant.assignments) !== written([]))
      mistakes.push(`${variant.name}: it chooses a policy, and --policy ${policy.name} would place its tasks: leave out one of the two`);
    if (loaded.errors !== undefined || base.loaded.errors !== undefined) return [];
    const idle = variant.policy === undefined ? changesNothing({ loaded, base: base.loaded, file: path }) : undefined;
    const warned = idle === undefined ? loaded : { ...loaded, warnings: [...loaded.warnings, idle] };
    const assignments = [...before, ...variant.assignments, ...policyAssignment(by)];
    return [
      { ...fileOf(texts, { loaded: warned, inputs: found.inputs }, { assignments, seed, policy: by }), variantOf: base.loaded.setup.name },
    ];
  });
  if (mistakes.length > 0 || base.loaded.errors !== undefined) throw new UserError(mistakes);
  return {
    base: fileOf(texts, { ...base, loaded: base.loaded }, { assignments: [...before, ...policyAssignment(policy)], seed, policy }),
    variants,
  };
}

/** Reads a scenario file without checks, with the texts of all files that it names. */
export function tryScenario(path: string, set: readonly Assignment[], seed?: number): { loaded: Loaded; inputs: Map<string, string> } {
  return loadTexts(textsOf(path), set, seed);
}

function textsOf(path: string, read?: ScenarioOptions['read']): Texts {
  return { path, folder: dirname(resolve(path)), text: requiredText(path, read), read };
}

function loadTexts(
  { path, folder, text, named, read: given, isMade = false, isServed = false }: Texts,
  set: readonly Assignment[],
  seed?: number,
) {
  const inputs = new Map([[basename(path), text]]);
  const read = (name: string) => {
    try {
      const known = named?.get(name) ?? libraryText(name);
      const found = known ?? (given === undefined ? readText(resolve(folder, name)) : given(name));
      if (found !== undefined) inputs.set(name, found);
      return found;
    } catch {
      return undefined;
    }
  };
  const loaded = loadScenario(text, { file: path, read, incidentIds, set, isMade, isServed, ...(seed === undefined ? {} : { seed }) });
  return { loaded, inputs };
}

export function policyAssignment(policy: Policy | null): Assignment[] {
  return policy === null || policy.module !== null ? [] : [{ path: 'placement.policy', value: policy.name }];
}

/** A scenario runs no code, so it cannot contain a module: the setup has the module's name, and the scenario's own policy is removed. */
export function withModule(loaded: Lawful, policy: Policy | null): Lawful {
  if (policy === null || policy.module === null) return loaded;
  const { policy: _, ...placement } = loaded.scenario.placement;
  const scenario = { ...loaded.scenario, placement };
  const setup = { ...loaded.setup, placement: { ...loaded.setup.placement, policy: policy.name } };
  return { ...loaded, setup, scenario, canonicalScenario: canonicalText(scenario) };
}

/** Returns a file's text, or throws one line on why it cannot be read. */
export function requiredText(path: string, read: ScenarioOptions['read'] = readText): string {
  try {
    const text = read(path);
    if (text !== undefined) return text;
  } catch (error) {
    throw new UserError([`${path}: ${whyUnreadable(error as NodeJS.ErrnoException)}`]);
  }
  throw new UserError([`${path}: there is no such file`]);
}
