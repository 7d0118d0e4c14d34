import type { Comparison, Expectation } from '../../record/expect/expectation.js';
import { FIGURE_PARTS, type FigureKind, type FigurePart, figureLabelled, HEADLINE_KEYS } from '../../record/expect/figures.js';
import { ACCOUNT_PROVIDERS } from '../../sim/providers/of-setup.js';
import { instead, show } from '../text/suggest.js';
import { parseDuration } from '../units.js';

/** Names of the members of each part of a run that has figures. */
export type FigureNames = Readonly<Record<FigurePart, readonly string[]>>;

type Read<T> = T | { readonly mistake: string };

const SHAPE = /^([^\s<>=!]+)\s*([<>=!]=?|=)\s*([^\s<>=!]+)$/;
const COMPARISONS = ['<=', '>=', '<', '>', '==', '!='];
const NUMBER = /^-?\d{1,15}(\.\d{1,9})?$/;
const UNITS = ['usd', 'ms', 'percent', 'hours', 'minutes'];

export function figureNames(names: Readonly<Record<'capacityProviders' | 'services' | 'workloads', readonly string[]>>): FigureNames {
  const { capacityProviders, services, workloads } = names;
  // Predefined providers have figures wherever tasks run on them, listed or not.
  return { capacity_providers: [...new Set([...capacityProviders, ...ACCOUNT_PROVIDERS])], services, workloads };
}

/** Parses `FIGURE COMPARISON VALUE`; the value is a number, a duration for a figure in ms, or another figure. */
export function readExpectation(text: string, names: FigureNames): Read<Expectation> {
  const match = SHAPE.exec(text.trim());
  if (match === null) return { mistake: `${show(text)} is no comparison: write a figure, one of ${COMPARISONS.join(' ')}, and a value` };
  const [, left = '', comparison = '', right = ''] = match;
  if (!COMPARISONS.includes(comparison)) return { mistake: `${comparison} compares nothing: write one of ${COMPARISONS.join(' ')}` };
  const unitless = withoutUnit(left, right);
  if (unitless !== undefined) return { mistake: unitless };
  const meant = otherWords(left, right);
  if (meant !== undefined) return readExpectation(`${meant[0]} ${comparison} ${meant[1]}`, names);
  const figure = readFigure(left, names);
  if ('mistake' in figure) return figure;
  const against = readValue(right, figure, names);
  if (typeof against === 'object' && 'mistake' in against) return against;
  return { text: text.trim(), figure, comparison: comparison as Comparison, against };
}

/**
 * Recognizes a metric in other words, and returns its key and the converted value: words in another order, no unit, or seconds: `p95_wait_s
 * <= 60` is `wait_p95_ms <= 60s`.
 */
function otherWords(left: string, right: string): readonly [figure: string, value: string] | undefined {
  if (HEADLINE_KEYS.includes(left) || !left.includes('_')) return undefined;
  const sorted = (words: readonly string[]) => words.toSorted().join('_');
  const written = sorted(left.split('_'));
  for (const key of HEADLINE_KEYS) {
    const words = key.split('_');
    const bare = UNITS.includes(words.at(-1)!) ? words.slice(0, -1) : words;
    if (written === sorted(words) || written === sorted(bare)) return [key, right];
    if (words.at(-1) === 'ms' && written === sorted([...bare, 's'])) return [key, NUMBER.test(right) ? `${right}s` : right];
  }
  return undefined;
}

/** Returns the mistake of a time without a unit on either side. */
function withoutUnit(left: string, right: string): string | undefined {
  if (!NUMBER.test(right) || HEADLINE_KEYS.includes(left) || !HEADLINE_KEYS.includes(`${left}_ms`)) return undefined;
  return `${right} has no unit: write ${right}s (or ms, m, h, d)`;
}

/** Returns the steps of a dotted path to a figure. */
function readFigure(text: string, names: FigureNames): Read<readonly string[]> {
  const [first = '', name, ...rest] = text.split('.');
  const parts = Object.keys(FIGURE_PARTS);
  if (!parts.includes(first)) {
    if (HEADLINE_KEYS.includes(first) && name === undefined) return [first];
    if (HEADLINE_KEYS.includes(first)) return { mistake: `${first} is a number: there is nothing in it` };
    return { mistake: `there is no figure ${show(first)}${nearFigure(first, [...HEADLINE_KEYS, ...parts])}` };
  }
  const members = names[first as FigurePart];
  if (name === undefined)
    return { mistake: `${first} has a figure for each of its members: write ${first}.${members[0] ?? 'NAME'}.FIGURE` };
  if (!members.includes(name)) return { mistake: `there is no ${show(name)} in ${first}${instead(name, members)}` };
  const mistake = keyMistake(FIGURE_PARTS[first as FigurePart], `${first}.${name}`, rest);
  return mistake === undefined ? [first, name, ...rest] : { mistake };
}

function keyMistake(kind: FigureKind, path: string, [key, ...rest]: readonly string[]): string | undefined {
  const parts = kind.parts ?? {};
  if (key === undefined) return `${path} is no figure: write one of its own${instead('', kind.keys)}`;
  if (Object.hasOwn(parts, key)) return keyMistake(parts[key]!, `${path}.${key}`, rest);
  if (!kind.keys.includes(key)) return `${path} has no figure ${show(key)}${nearFigure(key, [...kind.keys, ...Object.keys(parts)])}`;
  return rest.length === 0 ? undefined : `${path}.${key} is a number: there is nothing in it`;
}

/** Finds a figure by its label in tables, or by one word of its name: p95 stands for wait_p95_ms. */
function nearFigure(word: string, choices: readonly string[]): string {
  const labelled = figureLabelled(word);
  if (labelled !== undefined && choices.includes(labelled)) return `; did you mean ${labelled}?`;
  const near = instead(word, choices);
  if (near.includes('did you mean')) return near;
  const words = word.toLowerCase().split('_');
  const shared = (choice: string) => choice.split('_').filter((part) => words.includes(part)).length;
  const most = Math.max(...choices.map(shared));
  if (most === 0) return near;
  return `; did you mean ${choices
    .filter((choice) => shared(choice) === most)
    .slice(0, 4)
    .join(' or ')}?`;
}

function readValue(text: string, figure: readonly string[], names: FigureNames): Read<number | readonly string[]> {
  const unit = unitOf(figure);
  if (NUMBER.test(text)) return Number(text);
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) {
    return unit === 'ms' ? durationMs : { mistake: `${figure.join('.')} is ${inUnit(unit)}: write a number, not ${text}` };
  }
  if (!/^[a-z]/i.test(text))
    return {
      mistake: `${show(text)} is no value: write a number such as 2.5, ${unit === 'ms' ? 'a duration such as 90s, ' : ''}or another figure`,
    };
  const other = readFigure(text, names);
  if ('mistake' in other || unitOf(other) === unit) return other;
  return { mistake: `${figure.join('.')} is ${inUnit(unit)}, ${text} ${inUnit(unitOf(other))}: they cannot be compared` };
}

function unitOf(figure: readonly string[]): string {
  const last = figure.at(-1)!.split('_').at(-1)!;
  return UNITS.includes(last) ? last : '';
}

function inUnit(unit: string): string {
  return unit === '' ? 'a count' : `in ${unit}`;
}
