// Options of a script: `--help` prints its usage, and a wrong option ends in one message with the usage.
import { parseArgs } from 'node:util';

/**
 * Returns the options and the other words of the command line, as parseArgs has them.
 * Exits with 0 after --help and with 2 after a mistake. `wordsMax`: most words that are no options.
 */
export function readOptions(usage, options = {}, wordsMax = 0) {
  try {
    const help = { type: 'boolean', short: 'h', default: false };
    const { values, positionals } = parseArgs({ options: { ...options, help }, allowPositionals: true });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    if (positionals.length > wordsMax) throw new Error(`Unexpected argument '${positionals[wordsMax]}'`);
    return { values, positionals };
  } catch (error) {
    refuse(error.message.split('. ')[0], usage);
  }
}

/** Prints the lines and exits with 2. */
export function refuse(...lines) {
  console.error(lines.join('\n'));
  process.exit(2);
}
