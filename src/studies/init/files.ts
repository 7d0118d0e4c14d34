import { readdirSync } from 'node:fs';
import { extname, relative, resolve } from 'node:path';
import { importScenario } from '../../import/import.js';
import { readTree } from '../../import/read/tree.js';
import { recognise } from '../../import/recognise.js';
import { type InputFile, isTable } from '../../import/recordings.js';
import { orAllMistakes, UserError } from '../../run/failure.js';
import { formatProblem, Sources } from '../../scenario/text/sources.js';
import { ENDINGS, inputFiles } from '../import/files.js';
import { kindOf } from '../validate/command.js';
import { definitionIn } from '../validate/task-definition-file.js';

/** Files of ECS from which a scenario begins. */
export type Found =
  | { readonly kind: 'none' }
  /** Task definitions alone: the user is prompted for the cluster and the numbers of tasks. */
  | { readonly kind: 'definitions'; readonly definitions: readonly FoundDefinition[] }
  /** Files that describe more: they are imported. */
  | { readonly kind: 'import'; readonly files: readonly InputFile[] };

export interface FoundDefinition {
  readonly file: string;
  readonly family: string;
}

/** Reads the named files; without names those files of this directory, not of its subdirectories, that describe something of ECS. */
export function filesFound(paths: readonly string[], out: string): Found {
  const isNamed = paths.length > 0;
  const read = isNamed ? inputFiles(paths) : inputFiles(namesHere(out)).map((file) => ({ ...file, isFound: true }));
  // A directory has other files as well: package.json, workflows, scenarios.
  const described = read.filter((file) => file.isFound !== true || describesEcs(file));
  if (described.length === 0 && !isNamed) return { kind: 'none' };
  const rooted = described.map(({ file, text }) => new Sources(file, text));
  const isDefinition = (sources: Sources) => !sources.hasErrors && kindOf(sources.root) === 'taskDefinition';
  if (rooted.length === 0 || !rooted.every(isDefinition)) return { kind: 'import', files: isNamed ? read : described };
  const mistakes: string[] = [];
  const definitions = rooted.flatMap((sources, i) => {
    const { definition, errors } = definitionIn(sources);
    mistakes.push(...errors.map(formatProblem));
    return definition === undefined ? [] : [{ file: described[i]!.file, family: definition.family }];
  });
  return orAllMistakes(mistakes, () => ({ kind: 'definitions', definitions: withUniqueFamilies(definitions) }));
}

function namesHere(out: string): string[] {
  return readdirSync('.', { withFileTypes: true })
    .filter((entry) => entry.isFile() && ENDINGS.has(extname(entry.name)) && resolve(entry.name) !== resolve(out))
    .map(({ name }) => name)
    .sort();
}

/** Returns whether a scenario could begin with the file alone, or nearly so. */
function describesEcs(input: InputFile): boolean {
  if (isTable(input.file)) return false;
  const tree = readTree(input.text, input.file);
  if (tree.mistakes !== undefined || kindOf(tree.value) === 'scenario') return false;
  const kind = recognise(tree.value);
  if (kind === 'cloudformation' || kind === 'terraform') return /AWS::ECS::|aws_ecs_/.test(input.text);
  return kind === 'api' && importScenario([input]).findings.some((finding) => finding.kind === 'understood');
}

/** Throws if two definitions have one family, because their services would have one name. */
function withUniqueFamilies(definitions: readonly FoundDefinition[]): readonly FoundDefinition[] {
  const twice = definitions.filter(({ family }, i) => definitions.findIndex((other) => other.family === family) < i);
  if (twice.length > 0)
    throw new UserError(twice.map(({ file, family }) => `${file}: the family ${family} is in another file already: leave one out`));
  return definitions;
}

/** The path of a file as a scenario at `out` names it. */
export function beside(out: string, file: string): string {
  return relative(resolve(out, '..'), resolve(file)).replaceAll('\\', '/');
}
