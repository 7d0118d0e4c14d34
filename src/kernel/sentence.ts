import { durationText, numberText, plural, usdText } from './quantity-text.js';

/** A number of a sentence, and how it is written: as money, as milliseconds in larger units, with its decimals, or with its noun. */
export interface Quantity {
  readonly value: number;
  readonly as: 'usd' | 'duration' | { readonly decimals: number } | { readonly noun: string };
}

/** A sentence whose quantities are still numbers, so that sentences of several runs can become one. Plain JSON. */
export type Sentence = readonly (string | Quantity)[];

/** The tag of a template: `${...}` is a text or a quantity. */
export function sentence(texts: TemplateStringsArray, ...parts: readonly (string | Quantity)[]): Sentence {
  return texts.flatMap((text, i) => [text, ...parts.slice(i, i + 1)]);
}

export function usd(value: number): Quantity {
  return { value, as: 'usd' };
}

export function lasting(ms: number): Quantity {
  return { value: ms, as: 'duration' };
}

export function decimal(value: number, decimals: number): Quantity {
  return { value, as: { decimals } };
}

export function counted(value: number, noun: string): Quantity {
  return { value, as: { noun } };
}

export function sentenceText(sentence: Sentence): string {
  return rangeText([sentence]);
}

/** Is equal for sentences that differ in their quantities alone. */
export function wordingOf(sentence: Sentence): string {
  return JSON.stringify(sentence.map((part) => (typeof part === 'string' ? part : part.as)));
}

/** Returns one text of sentences with the same wording: with the least and the greatest of each quantity. */
export function rangeText(alike: readonly Sentence[]): string {
  const valuesAt = (i: number) => alike.map((sentence) => (sentence[i] as Quantity).value);
  return alike[0]!.map((part, i) => (typeof part === 'string' ? part : quantityText(valuesAt(i), part.as))).join('');
}

function quantityText(values: readonly number[], as: Quantity['as']): string {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const [low, high] = [writtenAs(as, least), writtenAs(as, greatest)];
  if (low === high) return high;
  return `${typeof as === 'object' && 'noun' in as ? numberText(least, 0) : low} to ${high}`;
}

function writtenAs(as: Quantity['as'], value: number): string {
  if (as === 'usd') return usdText(value);
  if (as === 'duration') return durationText(value);
  return 'noun' in as ? plural(value, as.noun) : numberText(value, as.decimals);
}
