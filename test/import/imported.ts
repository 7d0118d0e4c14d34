import { expect } from 'vitest';
import { parse } from 'yaml';
import { type ImportOptions, importScenario } from '../../src/import/import.js';
import { loadScenario } from '../../src/scenario/load-scenario.js';

// biome-ignore lint/suspicious/noExplicitAny: a scenario as plain data, of which each test reads a part.
type Plain = any;

/** The scenario of one text, which loads; with what was found. */
export function imported(input: unknown, options: ImportOptions & { file?: string } = {}) {
  const { file = 'template.yaml', ...rest } = options;
  return importedFiles([{ file, text: typeof input === 'string' ? input : JSON.stringify(input) }], rest);
}

export function importedFiles(files: readonly { file: string; text: string }[], options: ImportOptions = {}) {
  const outcome = importScenario(files, options);
  expect(outcome.mistakes).toEqual([]);
  const loaded = loadScenario(outcome.scenario!, { file: 'scenario.yaml', read: () => undefined });
  expect(loaded.errors).toBeUndefined();
  const of = (kind: string) =>
    outcome.findings.filter((finding) => finding.kind === kind).map(({ field, message }) => `${field}: ${message}`);
  return {
    scenario: parse(outcome.scenario!) as Plain,
    text: outcome.scenario!,
    understood: of('understood'),
    assumed: of('assumed'),
    leftOut: of('leftOut'),
    withoutEffect: of('withoutEffect'),
  };
}

/** The mistakes of one text, as a user reads them. */
export function mistakes(input: unknown, options: ImportOptions & { file?: string } = {}): string[] {
  const { file = 'template.yaml', ...rest } = options;
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return mistakesOfFiles([{ file, text }], rest);
}

export function mistakesOfFiles(files: readonly { file: string; text: string }[], options: ImportOptions = {}): string[] {
  const outcome = importScenario(files, options);
  if (outcome.mistakes.length > 0) expect(outcome.scenario).toBeUndefined();
  return outcome.mistakes.map(({ file, field, message }) => `${[file, field].filter((part) => part !== '').join(': ')}: ${message}`);
}
