import { relative, resolve } from 'node:path';
import type { TerminalStyle } from '../report/terminal-style.js';
import type { ScenarioFile } from '../run/scenario-file.js';
import { formatProblem } from '../scenario/text/sources.js';
import { variantsTogether } from '../scenario/variants/own-problems.js';

/** Width in columns without a terminal. */
const WIDTH_OF_PIPE = 120;

/** Returns the width of stdout, and whether colour is wanted (https://no-color.org). */
export function terminalLook(): TerminalStyle {
  const { columns, isTTY } = process.stdout;
  // Some terminals report 0 columns.
  return { width: columns || WIDTH_OF_PIPE, hasColour: isTTY === true && (process.env.NO_COLOR ?? '') === '' };
}

/** Warnings go to stderr: stdout is for results. */
export function printWarnings(...scenarios: readonly ScenarioFile[]): void {
  const lines = scenarios.flatMap(({ warnings }) => warnings.map(formatProblem));
  for (const line of variantsTogether(lines)) console.error(`warning: ${line}`);
}

/** Returns the path of a file relative to the working directory. */
export function pathShown(folder: string, file: string): string {
  const path = resolve(folder, file);
  const fromHere = relative('', path);
  return fromHere.startsWith('..') ? path : fromHere;
}

/** Returns the given ones of these options, as they are written. */
export function optionWords(given: object, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const value = (given as Readonly<Record<string, unknown>>)[name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
    if (value === undefined || value === false) return [];
    return value === true ? [`--${name}`] : [value].flat().flatMap((one) => [`--${name}`, String(one)]);
  });
}

/** Returns the command that repeats a run, for the page, with these options and those of every run. */
export function commandLine(words: readonly string[], given: object = {}, names: readonly string[] = []): string {
  return shellWords(['drydock', ...words, ...optionWords(given, [...names, 'seed', 'set', 'variant'])]);
}

/** Quotes words for a POSIX shell where they need it. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** For commands that run scenarios. */
export const POLICY_OPTION = 'Places every task but daemons: an algorithm of docs/algorithms.md by name, or a module of your own by path';

/** For files that may name modules among their policies. */
export const ALLOW_CODE = {
  type: 'boolean',
  default: false,
  describe: 'The axis placement.policy may name modules by path; they run with your rights',
} as const;
