import type { Argv, CommandModule } from 'yargs';
import { boundText } from '../studies/bound/command.js';
import { whereText } from '../studies/place/where.js';
import { schemaText } from '../studies/validate/schema-text.js';
import { SCENARIO, SEED, SET, TEXT } from './scenario-options.js';
import { commandLine } from './terminal.js';

/** Commands of version 0.2 that are options of others now. Each says on stderr what to write instead. */
interface AboutScenario {
  readonly scenario: string;
  readonly at?: string | undefined;
  readonly seed?: number | undefined;
  readonly set: readonly string[];
  readonly json: boolean;
}

interface QueryWords extends AboutScenario {
  readonly expression: string;
}

interface RebalanceWords extends AboutScenario {
  readonly timeLimit: string;
}

const JSON_OPTION = { type: 'boolean', default: false, describe: 'JSON instead of text' } as const;

export const queryCommand: CommandModule<object, QueryWords> = {
  builder: (yargs) =>
    yargs
      .positional('expression', { type: 'string', demandOption: true, describe: 'Of the cluster query language' })
      .option('scenario', { ...SCENARIO, requiresArg: true })
      .options({ at: TEXT, seed: SEED, set: SET, json: JSON_OPTION }) as unknown as Argv<QueryWords>,
  handler: async ({ expression: where, at = '0s', ...words }) => {
    tellNew('query', ['place', words.scenario, '--where', where, '--at', at], words);
    process.stdout.write(await whereText({ ...words, where, at }, process.stdout.columns));
  },
};

export const rebalanceCommand: CommandModule<object, RebalanceWords> = {
  builder: (yargs) =>
    yargs.positional('scenario', SCENARIO).options({
      at: TEXT,
      'time-limit': { ...TEXT, default: '10s' },
      seed: SEED,
      set: SET,
      json: JSON_OPTION,
    }) as unknown as Argv<RebalanceWords>,
  handler: async ({ at = 'end', ...words }) => {
    tellNew('rebalance', ['bound', words.scenario, '--at', at], words);
    process.stdout.write(await boundText({ ...words, at }, process.stdout.columns));
  },
};

export const schemaCommand: CommandModule<object, { sweep: boolean; optimise: boolean }> = {
  builder: (yargs) =>
    yargs.options({
      sweep: { type: 'boolean', default: false, describe: 'Of a sweep file' },
      optimise: { type: 'boolean', default: false, describe: 'Of an optimisation file' },
    }),
  handler: ({ sweep, optimise }) => {
    const kind = sweep ? 'sweep' : optimise ? 'optimise' : '';
    tellNew('schema', ['validate', '--schema', ...(kind === '' ? [] : [kind])]);
    process.stdout.write(schemaText(kind));
  },
};

function tellNew(old: string, words: readonly string[], { seed, set = [] }: Partial<AboutScenario> = {}): void {
  console.error(`'drydock ${old}' goes with the next version; from now on write: ${commandLine(words, { seed, set })}`);
}
