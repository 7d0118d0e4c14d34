import yargs, { type Argv } from 'yargs';

/** The parts of a command's module that yargs needs. */
interface Loaded {
  readonly builder?: unknown;
  readonly handler: (words: never) => void | Promise<void>;
}

interface Listed {
  readonly command: string;
  readonly aliases?: string;
  /** False: not in the help. */
  readonly describe: string | false;
  /** Loads the module with the options and the work: only the command in use is loaded. */
  readonly load: () => Promise<Loaded>;
}

/** In the order of the help. */
const COMMANDS: readonly Listed[] = [
  {
    command: 'init [files..]',
    describe: 'Write a first scenario, with comments: from answers, from options, or from the ECS files of a directory',
    load: async () => (await import('../studies/init/command.js')).initCommand,
  },
  {
    command: 'run [scenario]',
    describe: 'Run a scenario and write its CSV files and page',
    load: async () => (await import('../studies/run/command.js')).runCommand,
  },
  {
    command: 'compare <scenarios..>',
    describe: 'Run scenarios with common random numbers and compare them; differences are from the first',
    load: async () => (await import('../studies/compare/command.js')).compareCommand,
  },
  {
    command: 'sweep <sweep>',
    describe: 'Run a scenario with many settings, each with several seeds, and show the effect of each setting',
    load: async () => (await import('../studies/sweep/command.js')).sweepCommand,
  },
  {
    command: 'optimise <file>',
    aliases: 'optimize',
    describe: 'Find the cheapest settings of a scenario that meet objectives, and the front of cost against waiting',
    load: async () => (await import('../studies/optimise/command.js')).optimiseCommand,
  },
  {
    command: 'advise <scenario>',
    describe: 'Try a fixed list of what-ifs on a scenario, and say what each saves and what it does to waiting and risk',
    load: async () => (await import('../studies/advise/command.js')).adviseCommand,
  },
  {
    command: 'backtest <scenario>',
    describe: 'Replay a recorded period and say how far the simulation is off',
    load: async () => (await import('../studies/backtest/command.js')).backtestCommand,
  },
  {
    command: 'worker',
    describe: 'Do runs that another Drydock puts into a Redis queue',
    load: async () => (await import('../run/queue/command.js')).workerCommand,
  },
  {
    command: 'snapshot',
    describe: 'Read a cluster from AWS, with calls that only read, into a directory of JSON files without secrets',
    load: async () => (await import('../snapshot/command.js')).snapshotCommand,
  },
  {
    command: 'import [files..]',
    describe: 'Make a scenario of CloudFormation templates, Terraform plans or answers of the AWS API, and report how they were understood',
    load: async () => (await import('../studies/import/command.js')).importCommand,
  },
  {
    command: 'export <scenario>',
    describe: 'Write the simulated cluster at a time as the AWS CLI would save the real one',
    load: async () => (await import('../studies/export/command.js')).exportCommand,
  },
  {
    command: 'validate [files..]',
    describe: 'Check scenarios and task definitions, and say what was understood; or print the JSON Schema for an editor',
    load: async () => (await import('../studies/validate/command.js')).validateCommand,
  },
  {
    command: 'place <scenario>',
    describe: 'Say where the next task of a service or workload would go at a time, and why; or which instances match an expression',
    load: async () => (await import('../studies/place/command.js')).placeCommand,
  },
  {
    command: 'explain <run>',
    describe: 'Say why something happened in a run: replays its directory and answers in sentences',
    load: async () => (await import('../studies/explain/command.js')).explainCommand,
  },
  {
    command: 'studio [scenario]',
    describe: 'Open the simulator in the browser: move a slider and see the cluster answer',
    load: async () => (await import('../studies/studio/command.js')).studioCommand,
  },
  {
    command: 'serve <scenario>',
    describe: 'Put the APIs of AWS in front of a simulated cluster, for the AWS CLI, boto3 and the SDKs',
    load: async () => (await import('../studies/serve/command.js')).serveCommand,
  },
  {
    command: 'pack',
    describe: 'Place the tasks of a trace on a fleet under several policies and seeds, and compare them',
    load: async () => (await import('../studies/pack/command.js')).packCommand,
  },
  {
    command: 'bound [scenario]',
    describe: 'Say how far from optimal: the least that tasks need, in instances and in money, or what a repack at a time would save',
    load: async () => (await import('../studies/bound/command.js')).boundCommand,
  },
  {
    command: 'catalog [types..]',
    describe: 'List instance types, or rank them for a task by price per task-hour',
    load: async () => (await import('../studies/catalog/command.js')).catalogCommand,
  },
  // Names of version 0.2, for one version more.
  { command: 'query <expression>', describe: false, load: async () => (await import('./old-names.js')).queryCommand },
  { command: 'rebalance <scenario>', describe: false, load: async () => (await import('./old-names.js')).rebalanceCommand },
  { command: 'schema', describe: false, load: async () => (await import('./old-names.js')).schemaCommand },
];

/** The name of a command, which may be given by its alias; undefined if there is no such command. */
export function commandNamed(word: string): string | undefined {
  const listed = COMMANDS.find(({ command, aliases }) => firstWord(command) === word || aliases === word);
  return listed && firstWord(listed.command);
}

function firstWord(command: string): string {
  return command.split(' ')[0];
}

/** The words of a command that need no option name, as its help has them: scenario, files. */
export function positionalsOf(name: string): readonly string[] {
  const { command } = COMMANDS.find((listed) => firstWord(listed.command) === name)!;
  return command
    .split(' ')
    .slice(1)
    .map((word) => word.replace(/\W/g, ''));
}

/** Adds all commands, whose modules load with their own builder: the help of the program, a mistyped command and the version load none. */
export function withCommands(program: Argv): Argv {
  return COMMANDS.reduce((argv, { load, ...listed }) => {
    let module: Loaded;
    // yargs supports asynchronous builders; its types do not.
    const builder = async (own: Argv) => {
      module = await load();
      return lastCounts((module.builder as (own: Argv) => Argv)(own));
    };
    return argv.command({ ...listed, builder: builder as never, handler: (words) => module.handler(words as never) });
  }, program);
}

/** Returns the options of a command, with their aliases. */
export async function optionsOfCommand(name: string): Promise<readonly string[]> {
  const { builder } = await COMMANDS.find(({ command }) => firstWord(command) === name)!.load();
  const { key, alias } = optionsOf((builder as (own: Argv) => Argv)(yargs()));
  return [...new Set([...Object.keys(key), ...Object.values(alias).flat()])];
}

/** The options of each command that the help lists. Loads the modules of all. */
export async function optionsOfCommands(): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = COMMANDS.filter(({ describe }) => describe !== false).map(({ command }) => firstWord(command));
  const options = await Promise.all(names.map(optionsOfCommand));
  return new Map(names.map((name, i) => [name, options[i]]));
}

/** The options of a command, as yargs lists them. */
export interface Options {
  readonly key: Readonly<Record<string, unknown>>;
  readonly alias: Readonly<Record<string, readonly string[]>>;
  readonly array: readonly string[];
  readonly boolean: readonly string[];
  readonly demandedOptions: Readonly<Record<string, unknown>>;
}

/** Of an option that takes one value and is repeated, the last value counts. */
function lastCounts(own: Argv): Argv {
  const { key, array, boolean } = optionsOf(own);
  const single = Object.keys(key).filter((option) => !array.includes(option) && !boolean.includes(option));
  return own.coerce(single, (value: unknown) => (Array.isArray(value) ? value.at(-1) : value));
}

export function optionsOf(own: Argv): Options {
  // The types of yargs lack this method.
  return (own as unknown as { getOptions(): Options }).getOptions();
}
