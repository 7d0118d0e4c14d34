import type { Scenario } from '../schema.js';
import { readDocument } from '../text/document.js';
import { valueAt } from '../text/valid-parts.js';
import { durationMs, formatDuration, parseDuration } from '../units.js';
import type { Drawable, Range } from './range.js';

/** A drawn value. */
interface Drawn {
  /** YAML, as of `--set`. */
  readonly value: string;
  /** A drawn value: seconds of a duration or of a distribution's median, longest or only value; a number; or a word. */
  readonly figure: number | string;
}

/** Draws values of one setting, all around the same default. */
export interface Drawer {
  readonly path: string;
  /** @param place - From 0 to 1: equal parts of it are equally likely. */
  draw(place: number): Drawn;
  readonly kind: 'word' | 'time' | 'number';
}

/** Returns a drawer of the setting for this scenario; null if its default there has another form. */
export function drawerOf({ path, range, standard }: Drawable, scenario: Scenario): Drawer | null {
  const likeliest: unknown = valueAt(scenario, path.split('.')) ?? standard;
  if ('values' in range) return wordDrawer(path, range.values, likeliest);
  const leading = leadingOf(likeliest);
  if (leading === null) return null;
  const isTime = typeof range.least === 'string';
  const ends = widened(endsOf(range), leading);
  const draw = (place: number): Drawn => {
    const found = settled(triangle(ends, place), range);
    const plain = isTime ? formatDuration(Math.round(found)) : String(found);
    const value = leading === 0 || typeof likeliest === 'number' ? plain : yaml(scaled(likeliest, found / leading));
    return { value, figure: isTime ? Math.round(found) / 1_000 : found };
  };
  return { path, draw, kind: isTime ? 'time' : 'number' };
}

function wordDrawer(path: string, values: readonly string[], likeliest: unknown): Drawer | null {
  const standard = typeof likeliest === 'object' ? yaml(likeliest) : String(likeliest);
  const others = values.filter((value) => value !== standard);
  if (others.length !== values.length - 1) return null;
  const draw = (place: number): Drawn => {
    const value = place < 0.5 ? standard : others[Math.floor((2 * place - 1) * others.length)]!;
    return { value, figure: value };
  };
  return { path, draw, kind: 'word' };
}

interface Ends {
  readonly least: number;
  readonly most: number;
}

/** A value beyond an end, as a fit may find one, moves that end to half of it or twice as much. */
function widened({ least, most }: Ends, leading: number): Ends & { readonly likeliest: number } {
  const ends = { least: leading < least && leading > 0 ? leading / 2 : least, most: leading > most ? 2 * leading : most };
  return { ...ends, likeliest: Math.max(ends.least, leading) };
}

/** Returns the ends of a range, times in milliseconds. */
export function endsOf({ least, most }: Exclude<Range, { values: unknown }>): Ends {
  if (typeof least === 'number') return { least, most: most as number };
  return { least: durationMs(least), most: durationMs(most as string) };
}

/** The quantile of a triangular distribution, on a scale of ratios where all values are above 0. */
export function triangle({ least, likeliest, most }: Ends & { readonly likeliest: number }, place: number): number {
  if (least > 0) {
    const logs = { least: Math.log(least), likeliest: Math.log(likeliest), most: Math.log(most) };
    return Math.exp(linear(logs, place));
  }
  return linear({ least, likeliest, most }, place);
}

function linear({ least, likeliest, most }: Ends & { readonly likeliest: number }, place: number): number {
  const width = most - least;
  const below = (likeliest - least) / width;
  if (place < below) return least + Math.sqrt(place * width * (likeliest - least));
  return most - Math.sqrt((1 - place) * width * (most - likeliest));
}

/** More digits than three would only look exact. */
function settled(value: number, range: Range): number {
  if ('isWhole' in range) return Math.round(value);
  if ('values' in range || value === 0) return value;
  const rounded = Number(value.toPrecision(3));
  return typeof range.least === 'string' ? Math.max(1, Math.round(rounded)) : rounded;
}

/** The number of a value that its range is about: milliseconds of times. Null where it has none. */
export function leadingOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return parseDuration(value) ?? null;
  if (Array.isArray(value)) return typeof value[0] === 'number' ? value[0] : null;
  const { lognormal, uniform, exponential, constant } = (value ?? {}) as Record<string, Record<string, unknown>>;
  return leading(lognormal?.median ?? uniform?.max ?? exponential?.mean ?? constant);
}

function leading(value: unknown): number | null {
  return value === undefined ? null : leadingOf(value);
}

/** The drawn number of `draw` for which a setting has this value, as YAML. */
export function figureOf({ range }: Drawable, value: string): number | string {
  if ('values' in range) return value;
  const leading = leadingOf(readDocument(value, value).value)!;
  return typeof range.least === 'string' ? Math.round(leading) / 1_000 : leading;
}

/** Multiplies all numbers and durations of a value. */
function scaled(value: unknown, factor: number): unknown {
  if (typeof value === 'number') return Number((value * factor).toPrecision(3));
  if (typeof value === 'string') return formatDuration(Math.round(durationMs(value) * factor));
  if (Array.isArray(value)) return value.map((one) => scaled(one, factor));
  return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, scaled(one, factor)]));
}

/** YAML in one line, as the reference writes values. */
function yaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yaml).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${yaml(one)}`)
    .join(', ')} }`;
}
