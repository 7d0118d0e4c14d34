import { countOf, dateSecondsOf, versionOf } from './literals.js';
import type { Field, Operator, Subject } from './query.js';

/** The allowed operators of a subject, and the type of its literals. */
export interface SubjectKind {
  readonly operators: readonly Operator[];
  /** Describes a literal: completes "expected". */
  readonly literal: string;
  isLiteral(text: string): boolean;
}

const EQUALITY: readonly Operator[] = ['==', '!='];
const ORDER: readonly Operator[] = ['>', '>=', '<', '<='];
const LISTS: readonly Operator[] = ['in', 'not_in'];
const PATTERNS: readonly Operator[] = ['=~', '!~'];
const PRESENCE: readonly Operator[] = ['exists', 'not_exists'];

/** Operators by subject as in the guide; it lists none for task:group, so that has those that compare names. */
export const FIELDS: Readonly<Record<Field, SubjectKind>> = {
  agentConnected: {
    operators: [...EQUALITY, ...LISTS, ...PATTERNS],
    literal: 'true or false',
    isLiteral: (text) => text === 'true' || text === 'false',
  },
  agentVersion: {
    operators: [...EQUALITY, ...ORDER],
    literal: 'a version such as 1.14.5',
    isLiteral: (text) => versionOf(text) !== undefined,
  },
  ec2InstanceId: {
    operators: [...EQUALITY, ...LISTS, ...PATTERNS],
    literal: 'an instance id such as i-0abc1234def567890',
    isLiteral: (text) => /^i-[0-9a-z]+$/.test(text),
  },
  registeredAt: {
    operators: [...EQUALITY, ...ORDER],
    literal: 'a date such as 2018-06-18, 2018-06-18T22:28:28, 2018-06-18T22:28:28Z or 2018-06-18T22:28:28+00:00',
    isLiteral: (text) => dateSecondsOf(text) !== undefined,
  },
  runningTasksCount: {
    operators: [...EQUALITY, ...ORDER],
    literal: 'a whole number from 0',
    isLiteral: (text) => countOf(text) !== undefined,
  },
  'task:group': { operators: [...EQUALITY, ...LISTS], literal: 'the name of a task group', isLiteral: (text) => text !== '' },
};

const ATTRIBUTE: SubjectKind = {
  operators: [...EQUALITY, ...ORDER, ...PRESENCE, ...LISTS, ...PATTERNS],
  literal: 'a value of 1 to 128 characters',
  isLiteral: (text) => text.length >= 1 && text.length <= 128,
};

/** Returns the operators and values that a subject takes. */
export function kindOf(subject: Subject): SubjectKind {
  return FIELDS[subject as Field] ?? ATTRIBUTE;
}

/** Every spelling of the operators (S.CQL-2). */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['==', '=='],
  ['equals', '=='],
  ['!=', '!='],
  ['not_equals', '!='],
  ['>', '>'],
  ['greater_than', '>'],
  ['>=', '>='],
  ['greater_than_equal', '>='],
  ['<', '<'],
  ['less_than', '<'],
  ['<=', '<='],
  ['less_than_equal', '<='],
  ['exists', 'exists'],
  ['!exists', 'not_exists'],
  ['not_exists', 'not_exists'],
  ['in', 'in'],
  ['!in', 'not_in'],
  ['not_in', 'not_in'],
  ['=~', '=~'],
  ['matches', '=~'],
  ['!~', '!~'],
  ['not_matches', '!~'],
]);

/** Attributes that ECS sets itself (S.ATTR-1, S.ATTR-2); agents add more under `ecs.capability.`. */
export const ECS_ATTRIBUTES: readonly string[] = [
  'ecs.ami-id',
  'ecs.availability-zone',
  'ecs.instance-type',
  'ecs.os-type',
  'ecs.os-family',
  'ecs.cpu-architecture',
  'ecs.vpc-id',
  'ecs.subnet-id',
  'ecs.awsvpc-trunk-id',
  'ecs.outpost-arn',
  'ecs.capability.external',
  'ecs.capability.task-eni',
];

/** Maximum length of an attribute's name (S.ATTR-3). */
export const ATTRIBUTE_NAME_MAX = 128;
