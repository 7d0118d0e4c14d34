import { type CharSet, complement, intersection, oneChar, union, withBothCases } from './char-set.js';
import { type PatternReader, refuse } from './pattern-reader.js';
import type { Span } from './query.js';
import { takeEscapedChars } from './regex-escapes.js';

/** Java nests brackets; practical patterns are not this deep. */
const NESTING_MAX = 20;

interface Side {
  readonly plain: CharSet[];
  readonly nested: CharSet[];
}

/**
 * Takes a class in brackets from its opening one on: ranges, escapes, unions by nesting, `&&`. Refuses the forms that releases of Java
 * interpret differently: a negation together with nesting or `&&`, and nested and plain members mixed after `&&`.
 */
export function takeBrackets(reader: PatternReader, ignoresCase: boolean, depth = 0): CharSet {
  const { at } = reader;
  reader.takeText('[');
  if (depth > NESTING_MAX) refuse(reader.spanFrom(at), `brackets are more than ${NESTING_MAX} deep here`);
  const isNegated = reader.takeText('^');
  const sides: Side[] = [{ plain: [], nested: [] }];
  const isEmpty = () => sides.length === 1 && sides[0].plain.length + sides[0].nested.length === 0;
  while (isEmpty() || !reader.takeText(']')) {
    if (reader.next === '') refuse({ at, length: 1 }, 'this bracket is not closed: end the class with ]');
    const { plain, nested } = sides.at(-1)!;
    if (reader.next === '[') nested.push(takeBrackets(reader, ignoresCase, depth + 1));
    else if (reader.isAhead('&&')) sides.push(nextSide(reader, sides));
    else plain.push(takeMember(reader, ignoresCase));
  }
  const span = reader.spanFrom(at);
  checkSides(sides, isNegated, span);
  const set = sides.map(({ plain, nested }) => union(...plain, ...nested)).reduce(intersection);
  return isNegated ? complement(set) : set;
}

function nextSide(reader: PatternReader, sides: readonly Side[]): Side {
  const { at } = reader;
  reader.takeText('&&');
  const { plain, nested } = sides.at(-1)!;
  if (plain.length + nested.length === 0 || reader.next === '&' || reader.next === ']')
    refuse({ at, length: 2 }, 'expected characters on both sides of && in brackets; for the character itself write \\&');
  return { plain: [], nested: [] };
}

function checkSides(sides: readonly Side[], isNegated: boolean, span: Span): void {
  const hasNested = sides.some(({ nested }) => nested.length > 0);
  if (isNegated && (hasNested || sides.length > 1))
    refuse(span, "[^...] with brackets or && in it is read differently by Java's releases: write [...&&[^...]]");
  if (sides.slice(1).some(({ plain, nested }) => nested.length > 0 && plain.length + nested.length > 1))
    refuse(span, 'after && in brackets stands one class in brackets or plain characters, not both: put all of them in brackets');
}

/** Takes a character, a range or an escape; adds the other letter case here, before any negation. */
function takeMember(reader: PatternReader, ignoresCase: boolean): CharSet {
  const { at } = reader;
  const first = takeOne(reader, ignoresCase);
  if (!isSingle(first) || !isRangeAhead(reader)) return ignoresCase ? withBothCases(first) : first;
  reader.takeText('-');
  const last = takeOne(reader, ignoresCase);
  const span = reader.spanFrom(at);
  if (!isSingle(last) || last[0][0] < first[0][0])
    refuse(
      span,
      `${reader.text.slice(at, reader.at)} is no range: it goes from a character to the same or a later one; for a hyphen write \\-`,
    );
  const range: CharSet = [[first[0][0], last[0][0]]];
  return ignoresCase ? withBothCases(range) : range;
}

/** A hyphen before the closing bracket or a nested class is a literal one. */
function isRangeAhead(reader: PatternReader): boolean {
  return reader.isAhead('-') && !reader.isAhead('-]') && !reader.isAhead('-[') && reader.text.length > reader.at + 1;
}

function takeOne(reader: PatternReader, ignoresCase: boolean): CharSet {
  const { at } = reader;
  if (reader.takeText('\\')) return takeEscapedChars(reader, at, ignoresCase);
  return oneChar(reader.take(/./suy)!.codePointAt(0)!);
}

function isSingle(set: CharSet): boolean {
  return set.length === 1 && set[0][0] === set[0][1];
}
