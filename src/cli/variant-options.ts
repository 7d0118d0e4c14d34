import { UserError } from '../run/failure.js';
import { type ChosenVariant, readScenario, readVariants, type ScenarioFile, type ScenarioOptions } from '../run/scenario-file.js';
import type { Assignment } from '../scenario/text/set-path.js';
import { instead } from '../scenario/text/suggest.js';
import type { Variant } from '../scenario/variants/variants.js';

const HOW = "'NAME: path=value; path=value'";

/** Reads a scenario, or the one variant that `--variant` names. */
export function readOne(path: string, words: readonly string[], options: ScenarioOptions): ScenarioFile {
  if (words.length === 0) return readScenario(path, options);
  const { variants } = readVariants(path, options, (written, mistakes) => variantsGiven(words, { path, written }, mistakes));
  const [variant, ...others] = variants;
  if (others.length > 0) throw new UserError(['--variant: run takes one; drydock compare sets several side by side']);
  return variant;
}

/** Finds or makes a variant for each name in the words. */
export function variantsGiven(
  words: readonly string[],
  { path, written }: { readonly path: string; readonly written: readonly Variant[] },
  mistakes: string[],
): ChosenVariant[] {
  const chosen = new Map<string, Variant>();
  for (const word of words) {
    const [, name = '', changes] = /^\s*([^:=]*?)\s*(?::(.*))?$/s.exec(word) ?? [];
    const known = written.find((variant) => variant.name === name);
    if (name === '') mistakes.push(`--variant ${word}: write ${HOW}, or the name of a variant of the scenario`);
    else if (changes === undefined && known !== undefined) chosen.set(name, known);
    else if (changes === undefined) mistakes.push(`--variant ${word}: ${path} has no such variant${other(name, written)}`);
    else if (known !== undefined) mistakes.push(`--variant ${name}: ${path} has a variant of this name: give this one another`);
    else
      chosen.set(name, {
        name,
        assignments: [...(chosen.get(name)?.assignments ?? [named(name, word)]), ...changesIn(changes, name, mistakes)],
      });
  }
  return [...chosen.values()];
}

function other(name: string, written: readonly Variant[]): string {
  return written.length === 0
    ? `; say what it changes: ${HOW}`
    : instead(
        name,
        written.map((variant) => variant.name),
      );
}

function named(name: string, word: string): Assignment {
  return { path: 'name', value: JSON.stringify(name), from: `--variant ${word}` };
}

/** A value with a semicolon in it needs a file. */
function changesIn(text: string, name: string, mistakes: string[]): Assignment[] {
  const changes = text.split(';').map((change) => change.trim());
  return changes.flatMap((change): Assignment[] => {
    const at = change.indexOf('=');
    if (/^seed\s*=/.test(change)) mistakes.push(`--variant ${name}: ${change}: all that is compared has one seed; give it with --seed`);
    if (at > 0) return [{ path: change.slice(0, at).trim(), value: change.slice(at + 1), from: `--variant ${name}: ${change}` }];
    if (change !== '' || changes.length === 1)
      mistakes.push(`--variant ${name}: ${change === '' ? 'it changes nothing' : change}: write ${HOW}`);
    return [];
  });
}
