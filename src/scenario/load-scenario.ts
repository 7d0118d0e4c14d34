import type { Expectation } from '../record/expect/expectation.js';
import type { Setup } from '../sim/setup.js';
import { checkBilling } from './billing/check.js';
import { checkCluster } from './cluster/check.js';
import { complete, zonesOf } from './complete.js';
import { type Context, namesIn } from './context.js';
import { readExpectations } from './expectations/check.js';
import { warnOfStart, warnOfTimings } from './fargate/check.js';
import { warnOfVcpus } from './fargate/vcpus-check.js';
import { checkImageCache } from './images/check.js';
import { type AppliedIncident, asWritten, withIncidents } from './incidents/apply.js';
import { readLoadFiles } from './load/files.js';
import { Recorded, type Recording } from './load/recorded.js';
import { checkMarket } from './market/check.js';
import { readMarketFiles } from './market/files.js';
import { renameOldKeys } from './old-keys.js';
import { warnOfPlaces } from './placement/places-check.js';
import { editionHint, setDatedSettings } from './plausible/dated.js';
import { checkPresent } from './present/check.js';
import { checkCustomMetrics } from './scaling/custom-setup.js';
import { withSmallLetters } from './scaling/setup.js';
import { type Scenario, scenarioSchema } from './schema.js';
import { checkMetrics } from './settings/metrics-check.js';
import { checkQuotas } from './settings/quotas-check.js';
import { toSetup } from './setup.js';
import { checkDefinitions } from './task-definition/check.js';
import type { TaskDefinition } from './task-definition/definition.js';
import { readTaskDefinition } from './task-definition/read.js';
import { canonicalText, canonicalWithSeed } from './text/canonical.js';
import { noScenario } from './text/other-kind.js';
import type { Path, Problem, WarningCode } from './text/problem.js';
import { withPlaces } from './text/resolve-path.js';
import { type Assignment, assign } from './text/set-path.js';
import { type LocatedProblem, Sources } from './text/sources.js';
import { validPartsOf } from './text/valid-parts.js';
import { type Variant, variantProblems, variantsOf } from './variants/variants.js';
import { checkWork } from './work/check.js';

/** The surroundings of a scenario's text, and changes to it. */
export interface LoadOptions {
  /** Name of the scenario's file, for messages. */
  readonly file: string;
  /** Text of a file that the scenario names, by a path relative to the scenario; undefined if it cannot be read. */
  read(path: string): string | undefined;
  /** Ids of the library of incidents, where there is one: a message names the one that was meant. */
  readonly incidentIds?: () => readonly string[];
  /** Changes to make before any check, in order. */
  readonly set?: readonly Assignment[];
  /** Replaces the seed of the scenario. */
  readonly seed?: number;
  /** The text is JSON that a program made: problems have no lines. */
  readonly isMade?: boolean;
  /** Calls of AWS's APIs made it: what AWS accepts is then no mistake, even without an effect. */
  readonly isServed?: boolean;
}

/** A valid scenario with its setup, or its mistakes. */
export type Loaded =
  | {
      readonly setup: Setup;
      /** The scenario with every default and every referenced file written in: loading it gives this setup again. */
      readonly scenario: Scenario;
      /** Expectations for the outcome of a run. */
      readonly expectations: readonly Expectation[];
      /** A canonical text, equal for equal scenarios, for their hash. */
      readonly canonicalScenario: string;
      readonly warnings: readonly LocatedProblem[];
      /** Of the warnings those of tasks that would not run. */
      readonly neverRuns: readonly LocatedProblem[];
      readonly variants: readonly Variant[];
      /** The incidents whose faults the scenario includes. */
      readonly incidents: readonly AppliedIncident[];
      readonly errors?: undefined;
    }
  | {
      readonly errors: readonly LocatedProblem[];
      readonly warnings: readonly LocatedProblem[];
      /** The variants with a valid form. */
      readonly variants: readonly Variant[];
      readonly setup?: undefined;
    };

/**
 * Values that replace wrong required keys. The stand-in for a definition in an unreadable file keeps references to definitions from being
 * reported.
 */
const STAND_INS = { name: 'unnamed', duration: '365d', taskDefinitions: [{ file: '' }] };

type Lawful = Extract<Loaded, { readonly errors?: undefined }>;

/** Loads the text of a scenario; returns it with its setup, or with all mistakes. Reads files only through the options. */
export function loadScenario(text: string, options: LoadOptions): Loaded {
  const sources = new Sources(options.file, text, options.isMade);
  if (sources.hasErrors) return failure(sources);
  const root = sources.root;
  const other = noScenario(root);
  if (other !== undefined) {
    sources.addAll([other]);
    return failure(sources);
  }
  const { name: named } = root as { name?: unknown };
  inlineNamedFiles(root, sources, options);
  const salvaged = validPartsOf(scenarioSchema, root, STAND_INS);
  sources.addAll(withPlaces({ root, schema: scenarioSchema }, salvaged.problems));
  if (salvaged.value === undefined) return failure(sources);
  // Skips problems that follow from a mistake already reported by the schema.
  const reportAsWritten = (problem: Problem) => {
    if (!salvaged.isTouched(salvaged.original(problem.path))) sources.addAll([{ ...problem, path: salvaged.original(problem.path) }]);
  };
  const { variants: texts = [], ...requested } = salvaged.value;
  const {
    scenario: written,
    incidents,
    operated,
  } = withIncidents(requested, {
    read: options.read,
    incidentIds: options.incidentIds,
    report: reportAsWritten,
  });
  const report = (problem: Problem) =>
    asWritten(problem, { stated: requested.faults.length, incidents, operated }).forEach(reportAsWritten);
  const variants = variantsOf(texts, salvaged.original);
  variantProblems(texts, named).forEach(report);
  const seen = readDefinitions(written, report);
  const definitions = seen.map(({ value }) => value);
  const reading = {
    read: options.read,
    error: (path: Path, message: string, reason?: string) => report({ path, message, reason }),
    warn: (path: Path, message: string, code?: WarningCode) => report({ path, message, level: 'warning', code }),
    sources,
  };
  const hint = editionHint(root);
  if (hint !== null && written.services.length > 0) reading.warn(['startsAt'], hint);
  const recorded = new Recorded(written, reading);
  const scenario = withRecordedCounts(written, recorded);
  const context: Context = {
    scenario,
    definitions,
    sketches: seen.map(({ value, sketch }) => value ?? sketch),
    zones: zonesOf(scenario),
    names: namesIn(root),
    isServed: options.isServed ?? false,
    isReported: (path) => salvaged.isTouched(salvaged.original(path)),
    error: reading.error,
    warn: reading.warn,
  };
  const { market, loads, expectations } = checkedParts(context, reading, recorded);
  if (sources.hasErrors) return failure(sources, variants);
  const completed = complete(scenario);
  const setup = toSetup(completed, { definitions: definitions as TaskDefinition[], market, loads });
  warnOfPlaces(setup, { completed, written: scenario }, context.warn);
  warnOfVcpus(setup, context.warn);
  const warned = { warnings: sources.warnings(), neverRuns: sources.warningsWith('neverRuns') };
  return { setup, scenario: completed, expectations, canonicalScenario: canonicalText(completed), ...warned, variants, incidents };
}

/** Checks each subject, and reads the files that the market and the loads name. */
function checkedParts(context: Context, reading: Recording, recorded: Recorded) {
  checkCluster(context);
  const market = readMarketFiles(context.scenario, reading);
  checkMarket(context, market);
  const loads = readLoadFiles(context.scenario, reading, recorded);
  checkImageCache(context);
  warnOfStart(context);
  warnOfTimings(context);
  checkDefinitions(context);
  checkWork(context);
  checkPresent(context);
  checkQuotas(context);
  checkBilling(context);
  checkMetrics(context);
  checkCustomMetrics(context);
  return { market, loads, expectations: readExpectations(context) };
}

/** Inlines files twice: files may name files, and assignments may too. */
function inlineNamedFiles(root: unknown, sources: Sources, options: LoadOptions): void {
  withSmallLetters(root);
  sources.addAll(renameOldKeys(root));
  inlineFiles(root, sources, options);
  applyAssignments(root, sources, options);
  inlineFiles(root, sources, options);
  setDatedSettings(root);
}

/** Writes out the desired counts that CloudWatch recorded. */
function withRecordedCounts(scenario: Scenario, recorded: Recorded): Scenario {
  if (!scenario.services.some(({ desiredCountSchedule }) => desiredCountSchedule?.recorded !== undefined)) return scenario;
  return { ...scenario, services: scenario.services.map((service, i) => recorded.withDesired(['services', i], service)) };
}

/** Returns the scenario with another seed, without parsing it again: nothing else depends on the seed. */
export function reseeded(loaded: Lawful, seed: number): Lawful {
  if (loaded.setup.seed === seed) return loaded;
  const canonicalScenario = canonicalWithSeed(loaded.scenario, seed);
  return { ...loaded, setup: { ...loaded.setup, seed }, scenario: { ...loaded.scenario, seed }, canonicalScenario };
}

function failure(sources: Sources, variants: readonly Variant[] = []): Loaded {
  return { errors: sources.errors(), warnings: sources.warnings(), variants };
}

function readDefinitions(scenario: Scenario, report: (problem: Problem) => void): Partial<ReturnType<typeof readTaskDefinition>>[] {
  return scenario.taskDefinitions.map((value, i) => {
    // A reference to an unreadable file stays as written; the mistake is reported there.
    if (fileOf(value) !== undefined) return {};
    const { awsBehaviour, taskMemorySum } = scenario;
    const outcome = readTaskDefinition(value, { path: ['taskDefinitions', i], awsBehaviour, taskMemorySum });
    outcome.problems.forEach(report);
    return outcome;
  });
}

/**
 * Replaces `{ file: path }` of a task definition or of the present state by the content of the file; problems in it then have their place
 * in that file.
 */
function inlineFiles(root: unknown, sources: Sources, options: LoadOptions): void {
  const { taskDefinitions: list, present } = root as { taskDefinitions?: unknown; present?: unknown };
  const inline = (item: unknown, path: Path) => {
    const file = fileOf(item);
    if (file === undefined || sources.isMounted(path)) return item;
    const text = options.read(file);
    if (text !== undefined) return sources.mount(path, file, text) ?? item;
    sources.addAll([{ path: [...path, 'file'], message: `the file ${JSON.stringify(file)} cannot be read` }]);
    return item;
  };
  if (present !== undefined) (root as { present?: unknown }).present = inline(present, ['present']);
  if (Array.isArray(list))
    list.forEach((item: unknown, i) => {
      list[i] = inline(item, ['taskDefinitions', i]);
    });
}

function fileOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !Object.hasOwn(item, 'file') || Object.keys(item).length !== 1) return undefined;
  const { file } = item as { file: unknown };
  return typeof file === 'string' ? file : undefined;
}

function applyAssignments(root: unknown, sources: Sources, { set = [], seed }: LoadOptions): void {
  const isWhole = seed === undefined || Number.isInteger(seed);
  if (!isWhole) sources.addFrom('--seed', 'give a whole number');
  const all = seed === undefined || !isWhole ? set : [...set, { path: 'seed', value: String(seed), from: `--seed ${seed}` }];
  for (const assignment of all) {
    const outcome = assign(root, assignment, scenarioSchema);
    const { from = `--set ${assignment.path}=${assignment.value}` } = assignment;
    if ('message' in outcome) sources.addFrom(from, outcome.message);
    else sources.assigned(outcome.path, from);
  }
}
