#!/usr/bin/env node
import yargs, { type Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { nearest } from '../placement/query/nearest.js';
import { EXIT_BAD_INPUT, UserError } from '../run/failure.js';
import { VERSION } from '../run/version.js';
import { isCommand, withCommands } from './command-list.js';

/** The command line is thin: options -> scenario -> run -> report -> exit code. */
async function main(): Promise<void> {
  // A reader that has seen enough (`drydock ... | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    const program = withCommands(yargs(hideBin(process.argv)));
    await program
      .scriptName('drydock')
      .usage(
        '$0 COMMAND\n\nA simulator of Amazon ECS clusters: capacity, placement and cluster auto scaling, compared in money and waiting time.',
      )
      .demandCommand(1, 'Say which command.')
      .strict()
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
        throw error ?? unlawful(`${message}${meant(message, program)}`);
      })
      .parseAsync();
  } catch (error) {
    // yargs throws a YError for an option without its value: the user's mistake, not ours.
    const told = error instanceof Error && error.name === 'YError' ? unlawful(error.message) : error;
    if (!(told instanceof UserError)) throw error;
    for (const line of told.lines) console.error(line);
    process.exitCode = told.exitCode;
  }
}

/** The option that was meant. */
function meant(message: string, program: Argv): string {
  const [, word] = /^Unknown argument: (\S+)$/.exec(message) ?? [];
  // Its types leave this method out.
  const { key } = (program as unknown as { getOptions(): { key: Record<string, unknown> } }).getOptions();
  const option = word === undefined ? undefined : nearest(word, Object.keys(key));
  return option === undefined ? '' : `; did you mean --${option}?`;
}

/** A command line that no command takes. */
function unlawful(message: string): UserError {
  const [first = ''] = hideBin(process.argv);
  return new UserError([message, `See 'drydock ${isCommand(first) ? `${first} ` : ''}--help'.`]);
}

main().catch((error: unknown) => {
  // A bug of ours: say so, and what would help to mend it.
  console.error(`drydock: this is a bug in drydock ${VERSION}, not in your input:`);
  console.error(error instanceof Error ? error.stack : error);
  process.exit(process.exitCode === EXIT_BAD_INPUT ? EXIT_BAD_INPUT : 1);
});
