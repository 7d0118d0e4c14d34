import { parseDocument } from 'yaml';
import { scenarioSchema } from '../../../scenario/schema.js';
import type { Path } from '../../../scenario/text/problem.js';
import { assign } from '../../../scenario/text/set-path.js';
import { changeTo } from './change.js';

/** A change by a path of the tree, or as `--set` has it. */
export type Edit = { readonly path: Path; readonly value: unknown } | { readonly set: string };

/** The text with the changes, in order; the rest of it stays as it was written. Throws when there is no place for one. */
export function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((now, edit) => {
    const { path, value } = 'set' in edit ? meant(now, edit.set) : edit;
    const change = changeTo(now, path, value);
    // A key that is to go and is not there is gone.
    if (change === null && value === null) return now;
    if (change === null) throw new Error(`there is no place for ${path.join('.')}`);
    return now.slice(0, change.from) + change.insert + now.slice(change.to);
  }, text);
}

function meant(text: string, set: string): { path: Path; value: unknown } {
  const [path = '', ...rest] = set.split('=');
  const value = rest.join('=');
  const answer = assign(parseDocument(text, { merge: true }).toJS(), { path: path.trim(), value }, scenarioSchema);
  if ('message' in answer) throw new Error(answer.message);
  return { path: answer.path, value: parseDocument(value).toJS() ?? null };
}

/** What the head of a scenario says to try, and what happens then. */
export interface Trial {
  readonly sets: readonly string[];
  readonly about: string;
}

/** The lines `# Try: --set path=value` of a scenario with the indented lines below each. */
export function trialsIn(text: string): Trial[] {
  const found: { sets: string[]; about: string }[] = [];
  for (const line of text.split('\n')) {
    const [, options] = /^# Try: (.*)$/.exec(line) ?? [];
    if (options !== undefined) {
      const sets = [...options.matchAll(/--set (?:'([^']*)'|(\S+))/g)].map(([, quoted, plain]) => quoted ?? plain!);
      const seed = /--seed (\d+)/.exec(options);
      found.push({ sets: [...sets, ...(seed === null ? [] : [`seed=${seed[1]}`])], about: '' });
    } else if (/^# {3}\S/.test(line) && found.length > 0) {
      const last = found.at(-1)!;
      last.about = `${last.about} ${line.slice(4)}`.trim();
    } else if (!line.startsWith('#') && found.length > 0) break;
  }
  return found.filter(({ sets }) => sets.length > 0);
}
