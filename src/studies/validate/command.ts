import { dirname, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { flag } from '../../cli/scenario-options.js';
import type { WordsOf } from '../../cli/words.js';
import { EXIT_BAD_INPUT, UserError } from '../../run/failure.js';
import { incidentIds, libraryText } from '../../run/incident/library.js';
import { requiredText } from '../../run/scenario-file.js';
import { readText } from '../../run/text-file.js';
import { loadScenario } from '../../scenario/load-scenario.js';
import { writtenDay } from '../../scenario/plausible/dated.js';
import type { TaskDefinition } from '../../scenario/task-definition/definition.js';
import { understandTaskDefinition } from '../../scenario/task-definition/understand.js';
import { noScenario } from '../../scenario/text/other-kind.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import { formatProblem, type LocatedProblem, Sources } from '../../scenario/text/sources.js';
import { type TouchedDefault, touchedDefaults } from '../../scenario/touched-defaults.js';
import { variantsTogether, withOwnProblems } from '../../scenario/variants/own-problems.js';
import { fitsJson, fitsText, taskFits } from '../catalog/task-fits.js';
import { fargatePriceLines } from './fargate-price.js';
import { type ScenarioSummary, summarise } from './scenario-summary.js';
import { scenarioText } from './scenario-text.js';
import { schemaText } from './schema-text.js';
import { definitionIn } from './task-definition-file.js';

/** The check of one file. With errors it has neither a summary nor a definition. */
interface Checked {
  readonly file: string;
  readonly kind: 'scenario' | 'taskDefinition' | 'unknown';
  /** One line each. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly summary?: ScenarioSummary;
  /** Defaults that have changed since the last release and that the scenario relies on. */
  readonly changedDefaults?: readonly TouchedDefault[];
  readonly definition?: TaskDefinition;
}

const FITS_SHOWN = 5;
/** Ranks types under the defaults of a scenario. */
const FIT_CHOICE = { region: 'us-east-1', trunking: false, trunkLimits: 'ecs' } as const;

const builder = (yargs: Argv) =>
  yargs
    .positional('files', {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'Scenarios or task definitions, YAML or JSON',
    })
    .option('schema', {
      type: 'string',
      describe: 'Instead: print the JSON Schema of a scenario, or of a sweep or optimise file, for editors',
    })
    .option('json', flag('JSON instead of text'))
    .example('$0 validate scenario.yaml task-definitions/*.json', 'any number of files')
    .example('$0 validate --schema > drydock.schema.json', 'then begin a scenario with "$schema: ./drydock.schema.json"');

interface Options extends Partial<WordsOf<typeof builder>> {
  readonly files: string[];
  /** Columns of the screen; absent in a pipe. */
  readonly width?: number | undefined;
}

export const validateCommand = {
  builder,
  handler: (options: Options) => {
    const { files, schema } = options;
    if (schema !== undefined && files.length > 0)
      throw new UserError(['--schema prints a schema and checks no file: leave one of them out']);
    if (schema !== undefined) return void process.stdout.write(schemaText(schema));
    if (files.length === 0)
      throw new UserError(['Say which scenarios or task definitions, or --schema for the JSON Schema of a scenario.']);
    const { text, errors, isFaulty } = validation({ ...options, width: process.stdout.columns });
    process.stdout.write(text);
    if (isFaulty) throw new UserError(errors, EXIT_BAD_INPUT);
  },
};

/** Returns the output of the command on the two streams. JSON contains the mistakes. */
export function validation({ files, json, width }: Options): { text: string; errors: string[]; isFaulty: boolean } {
  const checked = [...new Set(files)].map(check);
  const faulty = checked.filter(({ errors }) => errors.length > 0);
  const isFaulty = faulty.length > 0;
  if (json) return { text: `${JSON.stringify({ files: checked.map(checkedJson) }, null, 2)}\n`, errors: [], isFaulty };
  const texts = checked.filter(({ errors }) => errors.length === 0).map((file) => `${checkedText(file, width).join('\n')}\n`);
  const mistakes = faulty.flatMap(({ errors }) => errors);
  const total = checked.length > 1 && isFaulty ? [`${faulty.length} of ${checked.length} files cannot be used`] : [];
  const warnings = faulty.flatMap((file) => variantsTogether(file.warnings).map((warning) => `warning: ${warning}`));
  return { text: texts.join('\n'), errors: [...mistakes, ...warnings, ...total], isFaulty };
}

function check(file: string): Checked {
  try {
    const text = requiredText(file);
    const sources = new Sources(file, text);
    if (sources.hasErrors) return found(file, 'unknown', sources.errors(), []);
    const kind = kindOf(sources.root);
    if (kind === 'unknown') return { file, kind, errors: [`${file}: ${unknownKindText(sources.root)}`], warnings: [] };
    return kind === 'scenario' ? checkScenario(file, text, sources.root) : checkDefinition(file, sources);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { file, kind: 'unknown', errors: error.lines, warnings: [] };
  }
}

function checkScenario(file: string, text: string, written: unknown): Checked {
  const folder = dirname(resolve(file));
  const read = (name: string) => libraryText(name) ?? readable(resolve(folder, name));
  const load = (set: readonly Assignment[]) => loadScenario(text, { file, set, read, incidentIds });
  const loaded = load([]);
  const variants = loaded.variants.map(({ name, assignments }) => withOwnProblems(load(assignments), name, loaded));
  const all = [loaded, ...variants];
  const warnings = all.flatMap((one) => one.warnings);
  const errors = all.flatMap((one) => one.errors ?? []);
  if (loaded.errors !== undefined || errors.length > 0) return found(file, 'scenario', errors, warnings);
  const changedDefaults = touchedDefaults(written, loaded.scenario);
  return { ...found(file, 'scenario', [], warnings), summary: summarise(loaded, writtenDay(written)), changedDefaults };
}

function checkDefinition(file: string, sources: Sources): Checked {
  const { definition, errors, warnings } = definitionIn(sources);
  const result = found(file, 'taskDefinition', errors, warnings);
  return definition === undefined ? result : { ...result, definition };
}

function found(file: string, kind: Checked['kind'], errors: readonly LocatedProblem[], warnings: readonly LocatedProblem[]): Checked {
  return { file, kind, errors: errors.map(formatProblem), warnings: warnings.map(formatProblem) };
}

function readable(path: string): string | undefined {
  try {
    return readText(path);
  } catch {
    return undefined;
  }
}

const SCENARIO_KEYS = ['duration', 'taskDefinitions'];

/** Decides by content: file names are free. */
export function kindOf(root: unknown): Checked['kind'] {
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return 'unknown';
  const { containerDefinitions, taskDefinition, cluster } = root as Record<string, unknown>;
  if (containerDefinitions !== undefined || (typeof taskDefinition === 'object' && taskDefinition !== null)) return 'taskDefinition';
  const isScenario = (typeof cluster === 'object' && cluster !== null) || SCENARIO_KEYS.some((key) => Object.hasOwn(root, key));
  if (isScenario) return 'scenario';
  return Object.hasOwn(root, 'family') ? 'taskDefinition' : 'unknown';
}

function unknownKindText(root: unknown): string {
  const other = noScenario(root);
  if (other !== undefined) return other.message;
  const expected = 'expected a scenario (with a duration, a cluster and taskDefinitions) or a task definition (with containerDefinitions)';
  if (Array.isArray(root)) return `this is a list; ${expected}`;
  if (typeof root !== 'object' || root === null) return `this is a single value; ${expected}`;
  const keys = Object.keys(root);
  if (keys.includes('serviceName') || keys.includes('services')) return 'this describes services; put each under services of a scenario';
  const more = keys.length > 5 ? ', ...' : '';
  return `this has the keys ${keys.slice(0, 5).join(', ')}${more}; ${expected}`;
}

function checkedText({ file, warnings, summary, definition }: Checked, width: number | undefined): string[] {
  const texts = summary === undefined ? definitionText(definition!, width) : scenarioText(summary, width);
  return [file, ...texts, ...(warnings.length > 0 ? ['', ...variantsTogether(warnings).map((line) => `warning: ${line}`)] : [])];
}

function definitionText(definition: TaskDefinition, width: number | undefined): string[] {
  const [head, ...lines] = understandTaskDefinition(definition);
  const understood = [
    `task definition ${head}`,
    ...[...lines, ...fargatePriceLines(definition, FIT_CHOICE.region)].map((line) => `  ${line}`),
  ];
  if (!definition.launchTypes.includes('EC2')) return understood;
  const fits = taskFits(definition, FIT_CHOICE);
  const where = `Cheapest types for it, On-Demand in ${FIT_CHOICE.region} without trunks ('drydock catalog --fits' ranks all)`;
  return [...understood, '', where, ...fitsText(fits, FITS_SHOWN, width)];
}

function checkedJson({ definition, ...rest }: Checked) {
  if (definition === undefined) return rest;
  const fits = definition.launchTypes.includes('EC2') ? fitsJson(taskFits(definition, FIT_CHOICE), FITS_SHOWN) : null;
  return { ...rest, definition, understood: understandTaskDefinition(definition), fits };
}
