import yargs, { type Argv } from 'yargs';
import { UserError } from '../run/failure.js';
import { VERSION } from '../run/version.js';
import { checkOptions, commandLineError, type ReadWords } from './command-line-error.js';
import { commandNamed, optionsOf, withCommands } from './command-list.js';

/**
 * Runs one command line: options -> scenario -> run -> report. Writes to the streams of this process and returns its exit code. Throws only
 * for a bug of Drydock.
 */
export async function drydock(words: readonly string[]): Promise<number> {
  process.exitCode = 0;
  try {
    await parse(words);
    return Number(process.exitCode);
  } catch (error) {
    // yargs throws a YError for a command line that no command accepts: a mistake of the user, not a bug.
    const isOfYargs = error instanceof Error && error.name === 'YError';
    const reported = isOfYargs ? commandLineError([error.message], commandNamed(words[0] ?? '')) : error;
    if (!(reported instanceof UserError)) throw error;
    for (const line of reported.lines) console.error(line);
    return reported.exitCode;
  }
}

interface Internal {
  getInternalMethods(): { getUsageInstance(): { cacheHelpMessage: () => void } };
}

async function parse(words: readonly string[]): Promise<void> {
  const program = withCommands(yargs([...words]));
  // yargs composes a command's help after its work as well, which takes a tenth of the start. The types of yargs lack these methods.
  const { getUsageInstance } = (program as unknown as Internal).getInternalMethods();
  getUsageInstance().cacheHelpMessage = () => {};
  await program
    .scriptName('drydock')
    .usage(
      '$0 COMMAND\n\nA simulator of Amazon ECS clusters: capacity, placement and cluster auto scaling, compared in money and waiting time.',
    )
    .demandCommand(1, 'Say which command.')
    .strictCommands()
    // The middleware may return a promise and gets the options; its types lack both.
    .middleware(((read: ReadWords, own: Argv) => checkOptions(read, optionsOf(own), words)) as never, true)
    .updateStrings({
      'Not enough arguments following: %s': '--%s needs a value.',
      'Not enough non-option arguments: got %s, need at least %s': {
        one: 'Too few arguments: %s given, at least %s needed.',
        other: 'Too few arguments: %s given, at least %s needed.',
      } as never,
    })
    .recommendCommands()
    .version(VERSION)
    .alias('h', 'help')
    .wrap(Math.min(120, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? Object.assign(new Error(message), { name: 'YError' });
    })
    .parseAsync();
}
