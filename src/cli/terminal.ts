import { relative, resolve } from 'node:path';
import type { TerminalLook } from '../report/terminal-look.js';
import type { ScenarioFile } from '../run/scenario-file.js';
import { formatProblem } from '../scenario/text/sources.js';

/** Width in columns without a terminal. */
const WIDTH_OF_PIPE = 120;

/** Returns the width of stdout, and whether colour is wanted (https://no-color.org). */
export function look(): TerminalLook {
  const { columns, isTTY } = process.stdout;
  // Some terminals say that they have no columns.
  return { width: columns || WIDTH_OF_PIPE, hasColour: isTTY === true && (process.env.NO_COLOR ?? '') === '' };
}

/** Warnings go to stderr: stdout is for results. */
export function tellWarnings({ warnings }: ScenarioFile): void {
  for (const warning of warnings) console.error(`warning: ${formatProblem(warning)}`);
}

/** Returns the path of a file relative to the working directory. */
export function pathShown(folder: string, file: string): string {
  const path = resolve(folder, file);
  const fromHere = relative('', path);
  return fromHere.startsWith('..') ? path : fromHere;
}

interface RunOptions {
  readonly seed?: number | undefined;
  readonly set: readonly string[];
  readonly variant?: readonly string[];
}

/** Returns the command that repeats a run, for the page. */
export function commandLine(words: readonly string[], { seed, set, variant = [] }: RunOptions): string {
  const options = [
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...set.flatMap((assignment) => ['--set', assignment]),
    ...variant.flatMap((one) => ['--variant', one]),
  ];
  return ['drydock', ...words, ...options]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

/** For commands that run scenarios. */
export const POLICY_OPTION = 'Places every task but daemons: an algorithm of docs/algorithms.md by name, or a module of your own by path';

/** For files that may name modules among their policies. */
export const ALLOW_CODE = {
  type: 'boolean',
  default: false,
  describe: 'The axis placement.policy may name modules by path; they run with your rights',
} as const;

/** Returns the policy option for a repeated command. */
export function policyWords(policy: string | undefined): readonly string[] {
  return policy === undefined ? [] : ['--policy', policy];
}
