import { nearest } from '../placement/query/nearest.js';
import { UserError } from '../run/failure.js';
import { commandNamed, optionsOfCommand, optionsOfCommands } from './command-list.js';

/** The error of a command line that no command accepts. yargs has only its message to tell, so its beginnings are read here. */
export async function commandLineError(message: string, words: readonly string[]): Promise<UserError> {
  const command = commandNamed(words[0] ?? '');
  const [, list] = /^Unknown arguments?: (.+)$/.exec(message) ?? [];
  const lines = list === undefined ? [withHyphens(message, command)] : await unknownWords(list.split(', '), { words, command });
  return new UserError([...lines, `See 'drydock ${command === undefined ? '' : `${command} `}--help'.`]);
}

/** yargs names the options that a command needs without their hyphens. */
function withHyphens(message: string, command = 'drydock'): string {
  const [, missing] = /^Missing required arguments?: (.+)$/.exec(message) ?? [];
  return missing === undefined ? message : `${command} needs ${missing.replace(/[^, ]+/g, '--$&')}.`;
}

interface CommandLine {
  readonly words: readonly string[];
  readonly command: string | undefined;
}

async function unknownWords(unknown: readonly string[], { words, command }: CommandLine): Promise<string[]> {
  const written = new Set(words.map((word) => word.split('=')[0]));
  const options = command === undefined ? [] : await optionsOfCommand(command);
  const lines: string[] = [];
  for (const word of unknown) {
    if (written.has(`--${word}`)) lines.push(`Unknown option: --${word}${meantText(word, options) ?? (await othersText(word))}`);
    else if (written.has(`-${word}`)) lines.push(`Unknown option: -${word}`);
    // yargs names an option in camel case as well.
    else if (!unknown.some((other) => other !== word && camelCase(other) === word))
      lines.push(`Unknown argument: ${word}${meantText(word, options) ?? ''}`);
  }
  return lines;
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
