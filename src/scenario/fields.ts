import { z } from 'zod';
import { dateSecondsOf } from '../placement/query/literals.js';
import { nearest, ofSameBeginning, show } from './text/suggest.js';
import { DURATION_PATTERN, durationMs, parseDuration, parseRate, RATE_PATTERN } from './units.js';

// Most schemas check one text in a process: to compile them first takes longer, and a page with a strict policy forbids it.
z.config({ jitless: true });

/**
 * Building blocks of the schema. It transforms nothing: its output is the scenario as written, with every default, in the same words, so
 * that it can be written down and loaded again.
 */

const NO_OTHER_KEY = z.never();

/**
 * An object with exactly these keys. Their schemas are made when the first value is checked, because a scenario uses a part of them. The
 * message for an unknown key is the list of the known ones, for `schemaProblems`: zod's issue names only the unknown one.
 */
export function shape<T extends z.ZodRawShape>(description: string, fields: () => T): z.ZodObject<T, z.core.$strict> {
  let made: T | undefined;
  const object: z.ZodObject = new z.ZodObject({
    type: 'object',
    get shape() {
      made ??= fields();
      return made;
    },
    catchall: NO_OTHER_KEY,
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(object.shape).join(' ') : undefined),
  });
  return (object as z.ZodObject<T, z.core.$strict>).register(z.globalRegistry, { description });
}

/** Keys of AWS's own files that a simulation does not need: accepted and kept. Some of them cause a warning. */
export function ignored<K extends string>(...names: K[]): Record<K, z.ZodOptional<z.ZodUnknown>> {
  const field = z.unknown().optional().describe('Accepted as in AWS; no effect on a simulation.');
  return Object.fromEntries(names.map((name) => [name, field])) as Record<K, z.ZodOptional<z.ZodUnknown>>;
}

/**
 * A feature of ECS that Drydock does not simulate yet: values that leave it off pass, others get a message with the alternative. `insteadOf`:
 * the required key of the same block that AWS lets a user leave out for this one.
 */
export function notYet(remedy: string, insteadOf?: string) {
  const isAbsent = (value: unknown) =>
    value === undefined || value === false || value === 0 || (Array.isArray(value) && value.length === 0);
  const refusal = { error: notSimulated(remedy), params: { insteadOf } };
  return z.unknown().refine(isAbsent, refusal).optional().describe(`Not simulated yet: ${remedy}.`);
}

export function notSimulated(remedy: string): string {
  return `is understood but not simulated yet: ${remedy}`;
}

export function whole(min: number, max: number, description: string) {
  return z.int().min(min).max(max).describe(description);
}

const PARTS_MAX = 2;

/** A whole percentage. A fraction such as 0.8 is taken for a part of 1, and the message has the percentage. */
export function percentage(min: number, max: number, description: string) {
  const error = ({ input }: { input?: unknown }) =>
    typeof input === 'number' && input > 0 && input < PARTS_MAX && !Number.isInteger(input)
      ? `${show(input)} is a part of 1, and this is a whole percentage: write ${Math.round(100 * input)}`
      : undefined;
  return z.int({ error }).min(min).max(max).describe(description);
}

/** A number that need not be whole. */
export function real(min: number, max: number, description: string) {
  return z.number().min(min).max(max).describe(description);
}

/** A number above 0. */
export function positive(max: number, description: string) {
  return z.number().gt(0).max(max).describe(description);
}

/** A text with at least one character. */
export function nonEmpty(description: string, max?: number) {
  const text = z.string().min(1);
  return (max === undefined ? text : text.max(max)).describe(description);
}

/** A list with a number of items within these bounds. */
export function list<Item extends z.ZodType>(item: Item, [min, max]: readonly [number, number], description: string) {
  const items = z.array(item).max(max);
  return (min === 0 ? items : items.min(min)).describe(description);
}

export function choice<const T extends readonly string[]>(values: T, description: string) {
  return z.enum(values).describe(description);
}

export function flag(description: string) {
  return z.boolean({ error: (issue) => `${show(issue.input)} is neither true nor false` }).describe(description);
}

/** AWS's names of resources: letters, digits, _ and -, up to 255. */
export function awsName(description: string) {
  return z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,255}$/, { error: (issue) => `${show(issue.input)} is not a name: up to 255 letters, digits, _ and -` })
    .describe(description);
}

/** Texts in a notation. `help` is the message for any other value, and for none. */
interface Notation {
  readonly isValid: (text: string) => boolean;
  readonly help: (value: unknown) => string;
  readonly pattern: string;
  readonly examples: string[];
}

function textIn({ isValid, help, pattern, examples }: Notation, description: string) {
  const error = ({ input }: { readonly input?: unknown }) => help(input);
  return z.string({ error }).refine(isValid, { error }).meta({ description, pattern, examples });
}

const DURATION: Notation = {
  isValid: (text) => parseDuration(text) !== undefined,
  help: (value) => {
    if (value === undefined) return 'is missing: expected a duration such as "90s", "8h" or "7d"';
    if (typeof value === 'number') return `${value} has no unit: write "${value}s" (or ms, m, h, d, w)`;
    return `${show(value)} is not a duration: write a number with its unit, such as "90s", "1h30m" or "7d" (ms, s, m, h, d, w; whole milliseconds, at most ten years)`;
  },
  pattern: DURATION_PATTERN,
  examples: ['90s', '8h', '7d'],
};

export function duration(description: string) {
  return textIn(DURATION, description);
}

/** A duration, or one of some words in its place. */
export function durationOr(words: readonly string[], description: string) {
  const notation = {
    isValid: (text: string) => words.includes(text) || DURATION.isValid(text),
    help: (value: unknown) => `${DURATION.help(value)}; or ${words.join(' or ')}`,
    pattern: `${words.map((word) => `^${word}$`).join('|')}|${DURATION_PATTERN}`,
    examples: [words[0]!, '15m'],
  };
  return textIn(notation, description);
}

/** The pattern of a duration, with at least one digit other than 0. */
const PERIOD_PATTERN = DURATION_PATTERN.replace('^', '^(?=.*[1-9])');

/** A duration above zero, for periods and gaps. */
export function period(description: string) {
  return duration(description)
    .refine((text) => parseDuration(text) !== 0, 'must be longer than nothing')
    .meta({ description, pattern: PERIOD_PATTERN, examples: DURATION.examples });
}

const INSTANT: Notation = {
  isValid: (text) => dateSecondsOf(text) !== undefined,
  help: (value) =>
    `${show(value)} is not on the calendar: write a date, or a date and time, such as 2026-01-05 or 2026-01-05T08:00:00+01:00`,
  pattern: '^\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d:\\d\\d(Z|[+-]\\d\\d:\\d\\d)?)?$',
  examples: ['2026-01-05', '2026-01-05T08:00:00Z'],
};

/** A day, or a time of a day, on the calendar: one of the four formats of the cluster query language. */
export function instant(description: string) {
  return textIn(INSTANT, description);
}

const RATE: Notation = {
  isValid: (text) => parseRate(text) !== undefined,
  help: (value) => {
    if (value === undefined) return 'is missing: expected a rate such as "40/s" or "120/h"';
    if (typeof value === 'number') return `${value} has no unit: write "${value}/h" (or /s, /m, /d, /w)`;
    return `${show(value)} is not a rate: write a number above 0 per unit, such as "40/s" or "120/h" (s, m, h, d, w)`;
  },
  pattern: RATE_PATTERN,
  examples: ['40/s', '120/h'],
};

export function rate(description: string) {
  return textIn(RATE, description);
}

const KINDS = ['constant', 'uniform', 'exponential', 'lognormal', 'empirical'] as const;

const distributionObject = shape('How long something takes, by chance. Exactly one of the kinds.', () => ({
  constant: duration('Always this long.').optional(),
  uniform: shape('Every length between two is equally likely.', () => ({
    min: duration('Shortest.'),
    max: duration('Longest, not below min.'),
  }))
    .refine(({ min, max }) => !(durationMs(min) > durationMs(max)), 'min is above max')
    .optional(),
  exponential: shape('Exponential.', () => ({ mean: period('Mean.') })).optional(),
  lognormal: shape('Lognormal, given by two of its quantiles.', () => ({
    median: period('Median.'),
    p95: period('95th percentile, not below the median.'),
  }))
    .refine(({ median, p95 }) => !(durationMs(median) > durationMs(p95)), 'the median is above the 95th percentile')
    .optional(),
  empirical: z
    .array(duration('One observed length.'))
    .min(1)
    .max(100_000)
    .describe('One of these observed lengths, each equally likely; 1 to 100,000 of them.')
    .optional(),
})).refine((value) => KINDS.filter((kind) => value[kind] !== undefined).length === 1, `needs exactly one of ${KINDS.join(', ')}`);

export function distributionField(description: string) {
  return z.union([duration('Always this long.'), distributionObject]).describe(description);
}

/** A distribution, or one word in its place. */
export function distributionOr(word: string, description: string) {
  return z.union([durationOr([word], 'Always this long.'), distributionObject]).describe(description);
}

/** The message for a wrong word where only a few are allowed. */
export function wrongChoice(value: unknown, values: readonly string[]): string {
  const near = typeof value === 'string' ? (nearest(value, values) ?? ofSameBeginning(value, values)) : undefined;
  return `${show(value)} is not one of ${values.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`;
}
