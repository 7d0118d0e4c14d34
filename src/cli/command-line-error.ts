import { nearest } from '../placement/query/nearest.js';
import { UserError } from '../run/failure.js';
import { commandNamed, type Options, optionsOfCommand, optionsOfCommands, positionalsOf } from './command-list.js';

/** The words that yargs read: the command and further words without an option in `_`, each option under its name. */
export type ReadWords = Readonly<Record<string, unknown>> & { readonly _: readonly (string | number)[] };

/** Returns the error of a command line, with the command whose help has more. */
export function commandLineError(mistakes: readonly string[], command: string | undefined): UserError {
  return new UserError([...mistakes, `See 'drydock ${command === undefined ? '' : `${command} `}--help'.`]);
}

/**
 * Checks the options of a command, because yargs lists unknown ones in a sentence only. Without a command it checks nothing.
 *
 * @param words - The command line as written.
 * @throws UserError for options that the command needs or does not have, and for words that it does not take.
 */
export function checkOptions(read: ReadWords, options: Options, words: readonly string[]): undefined | Promise<never> {
  const command = commandNamed(String(read._[0]));
  if (command === undefined) return;
  const missing = Object.keys(options.demandedOptions).filter((name) => read[name] === undefined && !positionalsOf(command).includes(name));
  if (missing.length > 0) throw commandLineError([`${command} needs ${missing.map((name) => `--${name}`).join(', ')}.`], command);
  const known = new Set(Object.entries(options.alias).flat(2).concat(Object.keys(options.key), '_', '$0'));
  const isKnown = (name: string) => known.has(name) || [...known].some((one) => camelCase(one) === name);
  const unknown = Object.keys(read).filter((name) => !isKnown(name));
  // yargs gives an option in camel case as well.
  const given = unknown.filter((name) => !unknown.some((other) => other !== name && camelCase(other) === name));
  const beyond = read._.slice(1).map(String);
  if (given.length + beyond.length > 0) return refuse(command, given, beyond, words);
}

async function refuse(command: string, unknown: readonly string[], beyond: readonly string[], words: readonly string[]): Promise<never> {
  const options = await optionsOfCommand(command);
  const hints = await Promise.all(
    unknown.map(async (name) => (name.length === 1 ? '' : (meantText(name, options) ?? (await othersText(name))))),
  );
  throw commandLineError(
    [
      ...unknown.map((name, i) => `Unknown option: ${asWritten(name, words)}${hints[i]}`),
      ...beyond.map((word) => `Unknown argument: ${word}${meantText(word, options) ?? ''}`),
    ],
    command,
  );
}

function asWritten(name: string, words: readonly string[]): string {
  const written = new Set(words.map((word) => word.split('=')[0]));
  return ['--', '-', '--no-'].map((hyphens) => `${hyphens}${name}`).find((option) => written.has(option)) ?? `--${name}`;
}

/** Names the option of this command that was probably meant; undefined if none is near. */
function meantText(word: string, options: readonly string[]): string | undefined {
  const option = nearest(word, options) ?? options.find((one) => word.startsWith(one));
  return option && `; did you mean --${option}?`;
}

/** Names the option of other commands that was probably meant, and these; empty if none is near. */
async function othersText(word: string): Promise<string> {
  const options = await optionsOfCommands();
  const other = nearest(word, new Set([...options.values()].flat()));
  if (other === undefined) return '';
  const having = [...options].flatMap(([name, known]) => (known.includes(other) ? [name] : []));
  return `; ${other === word ? 'it' : `--${other}`} is an option of ${having.join(', ')}`;
}

function camelCase(word: string): string {
  return word.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
