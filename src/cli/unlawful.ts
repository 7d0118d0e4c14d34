import { nearest } from '../placement/query/nearest.js';
import { UserError } from '../run/failure.js';
import { commandNamed, optionsOfCommands } from './command-list.js';

/** The error of a command line that no command accepts: the message of yargs, or a line for each unknown word. */
export async function unlawful(message: string, words: readonly string[]): Promise<UserError> {
  const command = commandNamed(words[0] ?? '');
  const [, list] = /^Unknown arguments?: (.+)$/.exec(message) ?? [];
  const lines = list === undefined ? [withHyphens(message)] : await unknownWords(list.split(', '), { words, command });
  return new UserError([...lines, `See 'drydock ${command === undefined ? '' : `${command} `}--help'.`]);
}

/** yargs names the options that a command needs without their hyphens. */
function withHyphens(message: string): string {
  const [, missing] = /^Missing required arguments?: (.+)$/.exec(message) ?? [];
  return missing === undefined ? message : `It needs ${missing.replace(/[^, ]+/g, '--$&')}.`;
}

interface CommandLine {
  readonly words: readonly string[];
  readonly command: string | undefined;
}

async function unknownWords(unknown: readonly string[], { words, command = '' }: CommandLine): Promise<string[]> {
  const written = new Set(words.map((word) => word.split('=')[0]));
  const options = await optionsOfCommands();
  return unknown.flatMap((word) => {
    if (written.has(`--${word}`)) return [`Unknown option: --${word}${hint(word, command, options)}`];
    if (written.has(`-${word}`)) return [`Unknown option: -${word}`];
    // yargs names an option in camel case as well.
    return unknown.some((other) => other !== word && camelCase(other) === word) ? [] : [`Unknown argument: ${word}`];
  });
}

/** The option that was probably meant: of this command, or else of others. */
function hint(word: string, command: string, options: ReadonlyMap<string, readonly string[]>): string {
  const own = nearest(word, options.get(command) ?? []);
  if (own !== undefined) return `; did you mean --${own}?`;
  const other = nearest(word, new Set([...options.values()].flat()));
  if (other === undefined) return '';
  const having = [...options].flatMap(([name, known]) => (known.includes(other) ? [name] : []));
  return `; ${other === word ? 'it' : `--${other}`} is an option of ${having.join(', ')}`;
}

function camelCase(word: string): string {
  return word.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
