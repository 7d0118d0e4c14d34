import { nearest, shortened } from './nearest.js';
import type { Subject } from './query.js';
import type { Reader } from './reader.js';
import { ATTRIBUTE_NAME_MAX, ECS_ATTRIBUTES, FIELDS } from './subjects.js';

const WORD = /[\w.:/\\-]+/y;
const PREFIX = 'attribute:';
/** Agents register capabilities that are in no list, so an unknown one is no mistake. */
const CAPABILITY = 'ecs.capability.';

/** Reads the subject of a comparison, valid or not; undefined without one. Reports mistakes to the reader. */
export function takeSubject(reader: Reader): Subject | undefined {
  const { at, text } = reader;
  const word = reader.peekGlue() === undefined ? reader.take(WORD) : undefined;
  if (word === undefined) {
    reader.fail({ at, length: Math.min(1, text.length - at) }, missingText(reader));
    return undefined;
  }
  const problem = problemOf(word);
  if (problem !== undefined) reader.fail(reader.spanFrom(at), problem);
  return word === PREFIX ? undefined : subjectOf(word);
}

function missingText(reader: Reader): string {
  if (reader.text.trim() === '') return 'the expression is empty: write a comparison such as attribute:ecs.instance-type == t2.small';
  const found = reader.isAtEnd ? 'the expression ends' : `found ${reader.peekGlue() ?? reader.next}`;
  return `expected a comparison here, such as runningTasksCount == 1 or attribute:stack == prod, but ${found}`;
}

/** Names that begin with `ecs.` are attributes with or without their prefix (S.CQL-8). */
function subjectOf(word: string): Subject {
  if (Object.hasOwn(FIELDS, word) || word.startsWith(PREFIX)) return word as Subject;
  return `attribute:${word}`;
}

function problemOf(word: string): string | undefined {
  if (Object.hasOwn(FIELDS, word)) return undefined;
  if (word.startsWith(PREFIX)) return nameProblem(word.slice(PREFIX.length));
  return word.startsWith('ecs.') ? nameProblem(word) : unknownText(word);
}

/** Checks names of attributes by S.ATTR-3, and finds misspelt names of the attributes that ECS sets. */
function nameProblem(name: string): string | undefined {
  if (name === '') return 'attribute: is followed by a name, without a blank, such as attribute:stack';
  if (name.includes(':')) return `an attribute's name has letters, digits, - _ / \\ and full stops, no colon: ${shortened(name)}`;
  if (name.length > ATTRIBUTE_NAME_MAX)
    return `an attribute's name has at most ${ATTRIBUTE_NAME_MAX} characters, this one has ${name.length}`;
  if (!name.startsWith('ecs.') || name.startsWith(CAPABILITY) || ECS_ATTRIBUTES.includes(name)) return undefined;
  const near = nearest(name.slice('ecs.'.length), ECS_NAMES);
  return near === undefined ? undefined : `ECS sets no attribute ${shortened(name)}; did you mean attribute:ecs.${near}?`;
}

const ECS_NAMES = ECS_ATTRIBUTES.map((name) => name.slice('ecs.'.length));

function unknownText(word: string): string {
  const fields = Object.keys(FIELDS);
  // The name in attr:stack is the part to correct.
  const name = word.slice(word.indexOf(':') + 1);
  const ecsName = nearest(name.replace(/^ecs\./, ''), ECS_NAMES);
  const attribute = ecsName !== undefined ? `ecs.${ecsName}` : name !== word ? name : undefined;
  const near = nearest(word, fields) ?? (attribute && `attribute:${attribute}`);
  if (near !== undefined) return `there is no subject ${shortened(word)}; did you mean ${near}?`;
  return `there is no subject ${shortened(word)}; choose from ${fields.join(', ')}, or write attribute:${shortened(word)} for an attribute`;
}
