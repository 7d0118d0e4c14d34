import { nearest } from '../../placement/query/nearest.js';

export { nearest };

const LISTED_MAX = 12;

/** `; did you mean desiredCount?` where a choice is near, else what may be said. */
export function instead(word: string, choices: readonly string[]): string {
  const near = nearest(word, choices);
  if (near !== undefined) return `; did you mean ${near}?`;
  if (choices.length === 0) return '; there is none';
  const more = choices.length > LISTED_MAX ? `, and ${choices.length - LISTED_MAX} more` : '';
  return `; choose from ${choices.slice(0, LISTED_MAX).join(', ')}${more}`;
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
