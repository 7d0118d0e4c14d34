import type { z } from 'zod';
import { wrongChoice } from '../fields.js';
import type { Path, Problem } from './problem.js';
import { instead, meantKey, show } from './suggest.js';

type Issue = z.core.$ZodIssue;

const BLOCK = 'a block of keys';

const KINDS: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: BLOCK,
  record: BLOCK,
};

/** A mistake that the schema finds. The kinds other than `wrong` are those that get a hint, or are one to another mistake. */
export interface SchemaProblem extends Problem {
  readonly kind: 'unknownKey' | 'missing' | 'notABlock' | 'wrong';
  /** The key of the same block that was probably meant, or that the user replaced by this one: it is not missing. */
  readonly meant?: string | undefined;
}

/** Returns a problem for each issue, and for each unknown key. A key that is only missing because it is misspelt is not reported again. */
export function schemaProblems(issues: readonly Issue[]): SchemaProblem[] {
  return withoutMeant(tightest(issues).flatMap((issue) => problemsOf(issue, [])));
}

/** Leaves out the keys that are missing only because another word stands for them. */
export function withoutMeant(problems: readonly SchemaProblem[]): SchemaProblem[] {
  const meant = meantPaths(problems).map(String);
  return problems.filter(({ kind, path }) => !(kind === 'missing' && meant.includes(String(path))));
}

/** Returns the correct keys for misspelt ones. */
export function meantPaths(problems: readonly Pick<SchemaProblem, 'path' | 'meant'>[]): Path[] {
  return problems.flatMap(({ path, meant }) => (meant === undefined ? [] : [[...path.slice(0, -1), meant]]));
}

/** Returns the mistake of a key that its block does not have. `hint` begins with a semicolon. */
export function unknownKey(path: Path, hint: string, meant?: string): SchemaProblem {
  return { path, kind: 'unknownKey', meant, message: `is not a key that belongs here${hint}` };
}

/** A whole number beyond its own bound may be beyond that of integers as well: its own is of use. */
function tightest(issues: readonly Issue[]): Issue[] {
  const isOfInteger = (issue: Issue) => 'origin' in issue && issue.origin === 'int';
  const isOnlyOne = (issue: Issue) =>
    !issues.some((other) => other !== issue && other.code === issue.code && String(other.path) === String(issue.path));
  return issues.filter((issue) => !isOfInteger(issue) || isOnlyOne(issue));
}

function problemsOf(issue: Issue, base: Path): SchemaProblem[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  if (issue.code === 'invalid_union') return unionProblems(issue, path);
  if (issue.code !== 'unrecognized_keys') return [{ path, ...wrongValue(issue) }];
  const known = issue.message.split(' ');
  return issue.keys.map((key) => {
    const meant = meantKey(key, known);
    return unknownKey([...path, key], instead(meant ?? key, known), meant);
  });
}

function wrongValue(issue: Exclude<Issue, { code: 'invalid_union' | 'unrecognized_keys' }>): Omit<SchemaProblem, 'path'> {
  if (issue.code === 'too_small' || issue.code === 'too_big') return { kind: 'wrong', message: sizeMessage(issue) };
  if (issue.code === 'custom') return { kind: 'wrong', message: issue.message, meant: issue.params?.insteadOf as string | undefined };
  if (issue.code !== 'invalid_value' && issue.code !== 'invalid_type') return { kind: 'wrong', message: issue.message };
  const isOwn = isOwnMessage(issue.message);
  const message = isOwn ? issue.message : issue.code === 'invalid_value' ? valueMessage(issue) : typeMessage(issue);
  if (issue.input === undefined) return { kind: 'missing', message };
  return { kind: !isOwn && issue.code === 'invalid_type' && KINDS[issue.expected] === BLOCK ? 'notABlock' : 'wrong', message };
}

/** Zod's own sentences begin with these words; custom messages are more precise. */
function isOwnMessage(message: string): boolean {
  return !/^(Invalid (input|option|discriminator)|Too )/.test(message);
}

/** A union fails in each of its branches: the branch of the right type counts, else the first. Words that may stand in its place come last. */
function unionProblems(issue: Extract<Issue, { code: 'invalid_union' }>, path: Path): SchemaProblem[] {
  const options = (issue as { options?: readonly string[] }).options;
  if (options !== undefined && issue.errors.length === 0) {
    const given = (issue.input as Record<string, unknown> | undefined)?.type;
    return given === undefined
      ? [{ path, kind: 'missing', message: `is missing: choose from ${options.join(', ')}` }]
      : [{ path, kind: 'wrong', message: wrongChoice(given, options) }];
  }
  if (isOwnMessage(issue.message)) return [{ path, kind: issue.input === undefined ? 'missing' : 'wrong', message: issue.message }];
  const isBlock = typeof issue.input === 'object';
  const isWrongType = (branch: readonly Issue[]) =>
    branch.some(({ code, path: at }) => at.length === 0 && (code === 'invalid_type' || (code === 'invalid_value' && isBlock)));
  const fitting = issue.errors.filter((errors) => !isWrongType(errors));
  const other = fitting.find((errors) => wordsOf(errors).length === 0);
  const words = other === undefined || isBlock ? [] : issue.errors.flatMap(wordsOf);
  const branch = other ?? fitting[0] ?? issue.errors[0] ?? [];
  const problems = branch.flatMap((inner) =>
    problemsOf({ ...inner, input: inner.path.length === 0 ? issue.input : inner.input } as Issue, path),
  );
  return words.length === 0 ? problems : problems.map((problem) => ({ ...problem, message: `${problem.message}; or ${words.join(', ')}` }));
}

/** Returns the words of a branch that takes nothing else. */
function wordsOf([issue, ...more]: readonly Issue[]): string[] {
  return issue?.code === 'invalid_value' && issue.path.length === 0 && more.length === 0 ? issue.values.map(String) : [];
}

function valueMessage(issue: Extract<Issue, { code: 'invalid_value' }>): string {
  const values = issue.values.map(String);
  return issue.input === undefined ? `is missing: choose from ${values.join(', ')}` : wrongChoice(issue.input, values);
}

function typeMessage(issue: Extract<Issue, { code: 'invalid_type' }>): string {
  const expected = KINDS[issue.expected] ?? issue.expected;
  return issue.input === undefined ? `is missing: expected ${expected}` : `expected ${expected}, not ${show(issue.input)}${right(issue)}`;
}

/** The value that was probably meant: the one entry of a list, or a number in quotes, with a percent sign or with a dollar sign. */
function right({ expected, input }: Extract<Issue, { code: 'invalid_type' }>): string {
  if (typeof input !== 'string') return '';
  if (expected === 'array' && /^[\w.:/-]+$/.test(input)) return `; write [${input}]`;
  const number = /^\s*\$?(-?\d+(\.\d+)?)\s*%?\s*$/.exec(input)?.[1];
  return (expected === 'number' || expected === 'int') && number !== undefined ? `; write ${number}` : '';
}

function sizeMessage(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const isSmall = issue.code === 'too_small';
  const bound = isSmall ? issue.minimum : issue.maximum;
  const { input } = issue;
  if (Array.isArray(input)) return `has ${input.length} entries: at ${isSmall ? 'least' : 'most'} ${bound}`;
  if (typeof input === 'string')
    return input === '' ? 'is empty' : `has ${input.length} characters: at ${isSmall ? 'least' : 'most'} ${bound}`;
  const words = isSmall ? (issue.inclusive ? 'at least' : 'above') : issue.inclusive ? 'at most' : 'below';
  return `${show(input)} is out of range: ${words} ${bound}`;
}
