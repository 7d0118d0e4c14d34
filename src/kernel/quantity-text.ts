import { DAY_MS, HOUR_MS, MINUTE_MS } from './durations.js';

/** The minus sign of all text for a reader; CSV and JSON have a hyphen. */
const MINUS = '−';

/** A duration for a reader: 850 ms, 1.5 s, 42 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function durationText(ms: number): string {
  if (ms <= -0.5) return MINUS + durationText(-ms);
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${numberText(Math.round(ms / 100) / 10, 0, 1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', { n: seconds % 60, unit: 's' });
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 24 * 60) return pair(Math.floor(minutes / 60), 'h', { n: minutes % 60, unit: 'min' });
  const hours = Math.round(ms / HOUR_MS);
  return pair(Math.floor((hours * HOUR_MS) / DAY_MS), 'd', { n: hours % 24, unit: 'h' });
}

/** Formats the time since the start to the second: 0:02:53, 71:14:05. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => `${value}`.padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** 1,234.50: thousands by comma, between `least` and `most` decimals; no sign on a number that rounds to 0. */
export function numberText(value: number, least: number, most = least): string {
  const key = 100 * least + most;
  let format = FORMATS.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: least, maximumFractionDigits: most });
    FORMATS.set(key, format);
  }
  const text = format.format(Math.abs(value));
  return value < 0 && /[1-9∞]/.test(text) ? MINUS + text : text;
}

/** Formats by decimals. Creating one takes as long as formatting a hundred numbers. */
const FORMATS = new Map<number, Intl.NumberFormat>();

/** An amount of money. One of less than two digits, such as $0.0044 or $0.012, has two significant ones. */
export function usdText(usd: number, decimals = 2): string {
  const text = numberText(Math.abs(usd), decimals, usdDecimals(usd, decimals));
  return usd < 0 && /[1-9]/.test(text) ? `${MINUS}$${text}` : `$${text}`;
}

/** The decimals that an amount is shown with, where larger ones have `decimals`. */
export function usdDecimals(usd: number, decimals = 2): number {
  const amount = Math.abs(usd);
  return amount >= USD_LEAST && amount < 10 ** (1 - decimals) ? 1 - Math.floor(Math.log10(amount)) : decimals;
}

/** Sums of equal prices differ by less than this through rounding. */
export const USD_LEAST = 1e-6;

/** Returns the parts in whole numbers that add up to the whole, which is rounded too: the largest fractions are rounded up. */
export function wholeParts(parts: readonly number[]): number[] {
  const whole = parts.map(Math.floor);
  const total = Math.round(parts.reduce((sum, part) => sum + part, 0));
  const missing = total - whole.reduce((sum, part) => sum + part, 0);
  const up = parts.map((part, i) => ({ i, rest: part - whole[i]! })).sort((a, b) => b.rest - a.rest);
  for (const { i } of up.slice(0, missing)) whole[i]!++;
  return whole;
}

/** Formats a count with its noun: 1 task, 2 tasks. */
export function plural(n: number, what: string): string {
  return `${numberText(n, 0)} ${what}${n === 1 ? '' : 's'}`;
}

/** A text as the beginning of a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A label within a sentence; abbreviations keep their capitals. */
export function inSentence(label: string): string {
  return label.trim().replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
}

/** Joins names: a; a and b; a, b and c. */
export function listText(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function pair(large: number, unit: string, rest: { n: number; unit: string }): string {
  return rest.n === 0 ? `${large} ${unit}` : `${large} ${unit} ${rest.n} ${rest.unit}`;
}

/** A percentage that never hides a part: < 0.1 % for a value that would round to 0, > 99.9 % for one that would round to 100. */
export function percentText(value: number, least: number, most = least): string {
  const step = 10 ** -most;
  const text = (bound: number) => `${numberText(bound, most)} %`;
  if (value > 0 && value < step / 2) return `< ${text(step)}`;
  if (value < 100 && value >= 100 - step / 2) return `> ${text(100 - step)}`;
  return `${numberText(value, least, most)} %`;
}

/** Part of a whole, in percent of at most two decimals. */
export function shareText(part: number, whole: number): string {
  return percentText((100 * part) / whole, 0, 2);
}
