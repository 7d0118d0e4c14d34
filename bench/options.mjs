// Options after `bench -- NAME`: each benchmark declares its options with their defaults; all mistakes are reported at once.
import { parseArgs } from 'node:util';

const POLICIES = ['first-fit', 'binpack-memory'];
const FORMS = {
  machines: wholeNumber,
  sizes: (text) => each(text, wholeNumber),
  tasks: wholeNumber,
  runs: wholeNumber,
  policy: oneOf(POLICIES),
  policies: (text) => each(text, oneOf(POLICIES)),
  only: oneOf(['engine', 'checksum', 'metrics']),
  part: oneOf(['frames']),
  latencies: oneOf(['none', 'default']),
  text: (text) => ({ value: text }),
};
const EVERYWHERE = { json: 'prints JSON', markdown: 'prints Markdown', into: 'fills the place for it in a Markdown page' };

/** Returns the options of a benchmark, as a user writes them. */
export function optionNames(takes) {
  return [...Object.keys(takes), ...Object.keys(EVERYWHERE)].map((name) => `--${name}`);
}

/** `takes`: by option its form (a key of FORMS) and its default, as text, or undefined. Returns values, or mistakes. */
export function readOptions(args, takes) {
  const options = { json: { type: 'boolean' }, markdown: { type: 'boolean' }, into: { type: 'string' } };
  for (const name of Object.keys(takes)) options[name] = { type: 'string' };
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const values = {};
  const mistakes = [];
  for (const [name, [form, preset]] of Object.entries(takes)) if (preset !== undefined) values[name] = FORMS[form](preset).value;
  let isAfterUnknown = false;
  for (const token of tokens) {
    // A word after an unknown option may be its value: one mistake is reported once.
    const isKnown = token.kind !== 'option' || options[token.name] !== undefined;
    if (token.kind === 'positional' && !isAfterUnknown) mistakes.push(`'${token.value}' is not an option`);
    isAfterUnknown = !isKnown;
    if (token.kind !== 'option') continue;
    const { name, value } = token;
    const isFlag = options[name]?.type === 'boolean';
    if (!isKnown) mistakes.push(`--${name} is not an option of it; there are: ${optionNames(takes).join(', ')}`);
    else if (isFlag) values[name] = true;
    else if (value === undefined) mistakes.push(`--${name} needs a value`);
    else {
      const read = FORMS[takes[name]?.[0] ?? 'text'](value);
      if (read.wants === undefined) values[name] = read.value;
      else mistakes.push(`--${name} ${value}: it must be ${read.wants}`);
    }
  }
  return { values, mistakes };
}

function wholeNumber(text) {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= 1 && value <= 100_000_000 ? { value } : { wants: 'a whole number from 1 to 100000000' };
}

function oneOf(words) {
  return (text) => (words.includes(text) ? { value: text } : { wants: `one of ${words.join(', ')}` });
}

function each(text, form) {
  const read = text.split(',').map((part) => form(part));
  const wrong = read.find(({ wants }) => wants !== undefined);
  return wrong === undefined ? { value: read.map(({ value }) => value) } : { wants: `a list, each ${wrong.wants}` };
}
