import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import type { Finding } from '../../../import/findings.js';
import { importScenario } from '../../../import/import.js';
import { readTree } from '../../../import/read/tree.js';
import { UserError } from '../../../run/failure.js';
import { requiredText } from '../../../run/scenario-file.js';
import { inputFiles, readBeside } from '../../import/files.js';
import { mistakeLine } from '../../import/text.js';

/** A scenario to compare: a file, or what an import makes of ECS files. */
export interface ComparedInput {
  readonly path: string;
  /** Absent: the scenario and its files are read from disk. */
  readonly read?: (name: string) => string | undefined;
  /** The parts that the import left out or assumed; empty without an import. */
  readonly findings: readonly Finding[];
}

/** Imports a directory, template, plan or answer of AWS; anything else is taken as a scenario. Throws a UserError with all mistakes. */
export function comparedInput(path: string): ComparedInput {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined || (!status.isDirectory() && !isOther(path))) return { path, findings: [] };
  const presentFile = `${basename(path)}.present.json`;
  const folder = dirname(resolve(path));
  const pathOf = (file: string) => relative(folder, file).replaceAll('\\', '/');
  const { scenario, present, findings, mistakes } = importScenario(inputFiles([path]), { presentFile, pathOf, readBeside });
  if (scenario === undefined)
    throw new UserError([
      ...mistakes.map(mistakeLine),
      `${path}: import it by itself, and compare the scenario: drydock import ${path} --out FILE`,
    ]);
  const read = (name: string) => {
    if (name === path) return scenario;
    return name === presentFile && present !== undefined ? present : readFileSync(resolve(folder, name), 'utf8');
  };
  return { path, read, findings: findings.filter(({ kind }) => kind !== 'understood') };
}

/** Keys at the top of what is imported, and of no scenario. */
const IMPORTED_KEYS = ['Resources', 'format_version', 'services', 'taskDefinition', 'taskDefinitions', 'containerInstances'];
const SCENARIO_KEYS = ['duration', 'cluster'];

/** Returns whether the file is a template, a plan or an answer of AWS. The loader of scenarios reports the mistakes of a faulty file. */
function isOther(path: string): boolean {
  const tree = readTree(requiredText(path), path);
  if (tree.mistakes !== undefined || typeof tree.value !== 'object' || tree.value === null || Array.isArray(tree.value)) return false;
  const keys = Object.keys(tree.value);
  return IMPORTED_KEYS.some((key) => keys.includes(key)) && !SCENARIO_KEYS.some((key) => keys.includes(key));
}
