import { nearest } from '../../placement/query/nearest.js';

export { nearest };

const LISTED_MAX = 12;

/** `; did you mean desiredCount?` if a choice is similar, else the list of choices. */
export function instead(word: string, choices: readonly string[]): string {
  const near = nearest(word, choices);
  if (near !== undefined) return `; did you mean ${near}?`;
  if (choices.length === 0) return '; there is none';
  const more = choices.length > LISTED_MAX ? `, and ${choices.length - LISTED_MAX} more` : '';
  return `; choose from ${choices.slice(0, LISTED_MAX).join(', ')}${more}`;
}

/** The key that is spelt like this one, or else the only one that ends with it as a word: serviceName for name. */
export function meantKey(key: string, keys: readonly string[]): string | undefined {
  const near = nearest(key, keys);
  if (near !== undefined || key === '') return near;
  const ending = keys.filter((one) => one.endsWith(key[0]!.toUpperCase() + key.slice(1)));
  return ending.length === 1 ? ending[0] : undefined;
}

/** The text of a value in messages. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
