import type { z } from 'zod';
import { wrongChoice } from '../fields.js';
import type { Path, Problem } from './problem.js';
import { instead, meantKey, show } from './suggest.js';

type Issue = z.core.$ZodIssue;

const KINDS: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of keys',
  record: 'a block of keys',
};

/**
 * The issues of the schema as sentences, one for each unknown key. A key that is only missing because it is misspelt is not reported again.
 */
export function schemaProblems(issues: readonly Issue[]): Problem[] {
  return withoutMeant(tightest(issues).flatMap((issue) => problemsOf(issue, [])));
}

/** Leaves out the keys that are missing only because another word stands for them. */
export function withoutMeant(problems: readonly Problem[]): Problem[] {
  const meant = meantPaths(problems).map(String);
  return problems.filter(({ path, message }) => !(message.startsWith('is missing') && meant.includes(String(path))));
}

/** A whole number beyond its own bound may be beyond that of integers as well: its own is of use. */
function tightest(issues: readonly Issue[]): Issue[] {
  const isOfInteger = (issue: Issue) => 'origin' in issue && issue.origin === 'int';
  const isOnlyOne = (issue: Issue) =>
    !issues.some((other) => other !== issue && other.code === issue.code && String(other.path) === String(issue.path));
  return issues.filter((issue) => !isOfInteger(issue) || isOnlyOne(issue));
}

/** Returns the correct keys for misspelt ones. */
export function meantPaths(problems: readonly Problem[]): Path[] {
  return problems.flatMap(({ path, message }) => {
    const meant = /^is not a key that belongs here; did you mean ([^.]+)\?$/.exec(message)?.[1];
    return meant === undefined ? [] : [[...path.slice(0, -1), meant]];
  });
}

function problemsOf(issue: Issue, base: Path): Problem[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `is not a key that belongs here${instead(meantKey(key, issue.message.split(' ')) ?? key, issue.message.split(' '))}`,
      }));
    case 'invalid_union':
      return unionProblems(issue, path);
    case 'invalid_value':
      return [{ path, message: isOwnMessage(issue.message) ? issue.message : valueMessage(issue) }];
    case 'invalid_type':
      return [{ path, message: isOwnMessage(issue.message) ? issue.message : typeMessage(issue) }];
    case 'too_small':
    case 'too_big':
      return [{ path, message: sizeMessage(issue) }];
    default:
      return [{ path, message: issue.message }];
  }
}

/** Zod's own sentences begin with these words; custom messages are more precise. */
function isOwnMessage(message: string): boolean {
  return !/^(Invalid (input|option|discriminator)|Too )/.test(message);
}

/** A union fails in each of its branches: the branch of the right type counts, else the first. Words that may stand in its place come last. */
function unionProblems(issue: Extract<Issue, { code: 'invalid_union' }>, path: Path): Problem[] {
  const options = (issue as { options?: readonly string[] }).options;
  if (options !== undefined && issue.errors.length === 0) {
    const given = (issue.input as Record<string, unknown> | undefined)?.type;
    return [{ path, message: given === undefined ? `is missing: choose from ${options.join(', ')}` : wrongChoice(given, options) }];
  }
  if (isOwnMessage(issue.message)) return [{ path, message: issue.message }];
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
