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

/** The only choice with the same first word: zoneOutage for zoneDown. */
export function ofSameBeginning(word: string, choices: readonly string[]): string | undefined {
  const [first] = /^[a-z]+(?=[A-Z])/.exec(word) ?? [];
  const same = first === undefined ? [] : choices.filter((one) => new RegExp(`^${first}(?=[A-Z])`).test(one));
  return same.length === 1 ? same[0] : undefined;
}

/** Words of everyday speech, and the keys that a scenario has for them. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['autoscaling', 'scaling'],
  ['count', 'desiredCount'],
  ['duration', 'for'],
  ['expectations', 'expect'],
  ['image', 'taskDefinition'],
  ['replicas', 'desiredCount'],
  ['spot', 'mixedInstancesPolicy'],
  ['start', 'startsAt'],
]);

/** The key that is spelt like this one or means the same, or else the only one that ends or begins with it as a word: serviceName for name. */
export function meantKey(key: string, keys: readonly string[]): string | undefined {
  const synonym = SYNONYMS.get(key.toLowerCase());
  const near = nearest(key, keys) ?? keys.find((one) => one === synonym);
  if (near !== undefined || key === '') return near;
  const ending = keys.filter((one) => one.endsWith(key[0]!.toUpperCase() + key.slice(1)));
  const beginning = keys.filter((one) => one.startsWith(key) && /[A-Z]/.test(one.charAt(key.length)));
  return [ending, beginning].find(({ length }) => length === 1)?.[0];
}

/** Returns the text of a value in messages. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
