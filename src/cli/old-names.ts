import type { Argv } from 'yargs';
import { boundText } from '../studies/bound/command.js';
import { whereText } from '../studies/place/where.js';
import { schemaText } from '../studies/validate/schema-text.js';
import { flag, SCENARIO, SEED, SET, TEXT } from './scenario-options.js';
import { commandLine } from './terminal.js';
import type { WordsOf } from './words.js';

/** Commands of version 0.2 that are options of others now. Each prints its new name to stderr. */
const COMMON = { seed: SEED, set: SET, json: flag('JSON instead of text') } as const;

const queryWords = (yargs: Argv) =>
  yargs
    .positional('expression', { type: 'string', demandOption: true, describe: 'Of the cluster query language' })
    .option('scenario', { ...SCENARIO, requiresArg: true })
    .options({ at: TEXT, ...COMMON });

export const queryCommand = {
  builder: queryWords,
  handler: async ({ expression: where, at = '0s', ...words }: WordsOf<typeof queryWords>) => {
    warnOfNewName('query', ['place', words.scenario, '--where', where, '--at', at], words);
    process.stdout.write(await whereText({ ...words, where, at }, process.stdout.columns));
  },
};

const rebalanceWords = (yargs: Argv) =>
  yargs.positional('scenario', SCENARIO).options({ at: TEXT, 'time-limit': { ...TEXT, default: '10s' }, ...COMMON });

export const rebalanceCommand = {
  builder: rebalanceWords,
  handler: async ({ at = 'end', ...words }: WordsOf<typeof rebalanceWords>) => {
    warnOfNewName('rebalance', ['bound', words.scenario, '--at', at], words);
    process.stdout.write(await boundText({ ...words, at, resume: false }, process.stdout.columns));
  },
};

const schemaWords = (yargs: Argv) => yargs.options({ sweep: flag('Of a sweep file'), optimise: flag('Of an optimisation file') });

export const schemaCommand = {
  builder: schemaWords,
  handler: ({ sweep, optimise }: WordsOf<typeof schemaWords>) => {
    const kind = sweep ? 'sweep' : optimise ? 'optimise' : '';
    warnOfNewName('schema', ['validate', '--schema', ...(kind === '' ? [] : [kind])]);
    process.stdout.write(schemaText(kind));
  },
};

function warnOfNewName(
  old: string,
  words: readonly string[],
  { seed, set = [] }: { readonly seed?: number | undefined; readonly set?: readonly string[] } = {},
): void {
  console.error(`'drydock ${old}' goes with the next version; from now on write: ${commandLine(words, { seed, set })}`);
}
