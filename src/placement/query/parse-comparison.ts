import { nearest, shortened } from './nearest.js';
import { takeSubject } from './parse-subject.js';
import type { Comparison, Operator, Subject } from './query.js';
import type { Literal, Reader } from './reader.js';
import { compileRegex } from './regex.js';
import { kindOf, OPERATORS } from './subjects.js';

/** For all patterns of an expression together, repetitions included. */
export const PATTERNS_SIZE_MAX = 1_000;

const OPERATOR = /!(?:exists|in)(?!\w)|[=!<>~]+|[A-Za-z_]+/y;
/** In a bare value these characters are mostly mistakes. */
const NEEDS_QUOTES = /['"=<>!~]/;

/** Reads one comparison; undefined if the rest of it is unreadable and must be skipped. Reports every mistake to the reader. */
export function comparison(reader: Reader): Comparison | undefined {
  const { at } = reader;
  const subject = takeSubject(reader);
  if (subject === undefined) return undefined;
  const operator = takeOperator(reader, subject);
  const literals = operator === undefined ? undefined : takeArgument(reader, subject, operator);
  if (operator === undefined || literals === undefined) return undefined;
  return { kind: 'comparison', ...reader.spanFrom(at), subject, operator, values: literals.map(({ text }) => text) };
}

function takeOperator(reader: Reader, subject: Subject): Operator | undefined {
  const { operators } = kindOf(subject);
  const { at } = reader;
  const word = reader.peekGlue() === undefined ? reader.take(OPERATOR) : undefined;
  if (word === undefined) {
    reader.fail({ at, length: Math.min(1, reader.text.length - at) }, `expected an operator after ${subject}: ${operators.join(', ')}`);
    return undefined;
  }
  const operator = OPERATORS.get(word);
  const span = { at, length: word.length };
  if (operator === undefined)
    reader.fail(span, `there is no operator ${shortened(word)}${insteadOf(word, reader)}; ${subject} takes ${operators.join(', ')}`);
  else if (!operators.includes(operator)) reader.fail(span, `${subject} does not take ${word}; it takes ${operators.join(', ')}`);
  return operator;
}

function insteadOf(word: string, reader: Reader): string {
  const joined = `not_${reader.text.slice(reader.at).match(/^\w*/)![0]}`;
  const near = word === 'not' && OPERATORS.has(joined) ? joined : word === '=' ? '==' : nearest(word, OPERATORS.keys());
  return near === undefined ? '' : `, did you mean ${near}?`;
}

/**
 * Reads the argument of the operator and checks it by the subject's type. The operator's kind determines the form, even if the subject does
 * not allow the operator.
 */
function takeArgument(reader: Reader, subject: Subject, operator: Operator): readonly Literal[] | undefined {
  switch (operator) {
    case 'exists':
    case 'not_exists':
      return [];
    case 'in':
    case 'not_in':
      return takeList(reader, subject, operator);
    case '=~':
    case '!~':
      return takePattern(reader, operator);
    default:
      return takeValue(reader, subject, operator);
  }
}

function takeValue(reader: Reader, subject: Subject, operator: Operator): readonly Literal[] | undefined {
  const { at } = reader;
  if (reader.next === '[') {
    reader.fail({ at, length: 1 }, `${operator} takes one value; a list goes with in or not_in`);
    return undefined;
  }
  const literal = takeLiteral(reader, subject, `after ${operator}`);
  return literal && [literal];
}

function takeLiteral(reader: Reader, subject: Subject, where: string): Literal | undefined {
  const { at, problems } = reader;
  const problemsBefore = problems.length;
  const glue = reader.peekGlue();
  // OR may be a value, for example for Oregon.
  const literal = glue === undefined || glue !== glue.toLowerCase() ? reader.literal() : undefined;
  if (literal !== undefined) checkLiteral(reader, literal, subject);
  else if (problems.length === problemsBefore) missing(reader, at, `${kindOf(subject).literal} ${where}`);
  return literal;
}

function checkLiteral(reader: Reader, literal: Literal, subject: Subject): void {
  const kind = kindOf(subject);
  if (!literal.isQuoted && NEEDS_QUOTES.test(literal.text))
    reader.fail(
      literal,
      `the value ${shortened(literal.text)} has one of ' " = < > ! ~ in it: put it in quotes, or a blank before what is no part of it`,
    );
  else if (!kind.isLiteral(literal.text))
    reader.fail(literal, `${subject} is compared with ${kind.literal}, not ${shortened(literal.text)}`);
}

function missing(reader: Reader, at: number, what: string): void {
  reader.fail({ at, length: Math.min(1, reader.text.length - at) }, `expected ${what}`);
}

/** Reads `[a, 'b', c]` (S.CQL-3). */
function takeList(reader: Reader, subject: Subject, operator: Operator): readonly Literal[] | undefined {
  const { at } = reader;
  if (!reader.takeChar('[')) return missing(reader, at, `a list after ${operator}, such as [a, b]`) as undefined;
  const literals: Literal[] = [];
  do {
    const literal = takeLiteral(reader, subject, 'in the list');
    if (literal === undefined) return skipList(reader);
    literals.push(literal);
  } while (reader.takeChar(','));
  if (reader.takeChar(']')) return literals;
  if (reader.isAtEnd || reader.peekGlue() !== undefined) reader.fail({ at, length: 1 }, 'this list is not closed: end it with ]');
  else missing(reader, reader.at, 'a comma or ] here; a value with blanks in it stands in quotes');
  return skipList(reader);
}

function skipList(reader: Reader): undefined {
  reader.take(/[^\]]*\]/y);
  return undefined;
}

/** Reads a pattern in Java's syntax (S.CQL-4); places of mistakes count from the start of the whole text. */
function takePattern(reader: Reader, operator: Operator): readonly Literal[] | undefined {
  const { at, problems } = reader;
  const problemsBefore = problems.length;
  const literal = reader.peekGlue() === undefined ? reader.pattern() : undefined;
  if (literal === undefined) {
    const hint = reader.next === '(' ? ': one with parentheses stands in quotes' : ' such as t2.*';
    if (problems.length === problemsBefore) missing(reader, at, `a regular expression after ${operator}${hint}`);
    return undefined;
  }
  const { problem, size } = compileRegex(literal.text);
  if (problem !== undefined) reader.fail({ at: literal.at + problem.at, length: problem.length }, problem.message);
  else checkSizes(reader, literal, size);
  return [literal];
}

/** Limits the total size of the patterns of an expression, because each takes time in proportion to its size. Reports an excess once. */
function checkSizes(reader: Reader, { at, text }: Literal, size: number): void {
  const before = reader.patternSizes;
  reader.patternSizes += size;
  if (before > PATTERNS_SIZE_MAX || reader.patternSizes <= PATTERNS_SIZE_MAX) return;
  const most = PATTERNS_SIZE_MAX.toLocaleString('en');
  reader.fail(
    { at, length: text.length },
    `with their repetitions the patterns of the expression have more than ${most} characters up to here`,
  );
}
