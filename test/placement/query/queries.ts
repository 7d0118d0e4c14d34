import * as fc from 'fast-check';
import type { InstanceSubjects } from '../../../src/placement/query/evaluate.js';
import { parseQuery } from '../../../src/placement/query/parse.js';
import type { Comparison, Operator, Query, Subject } from '../../../src/placement/query/query.js';

/** The query of a text that is right. */
export function queryOf(text: string): Query {
  const { query, problems } = parseQuery(text);
  if (query === undefined) throw new Error(`${text}: ${problems.map(({ message }) => message).join('; ')}`);
  return query;
}

/** What each problem points at in the text, and what it says. */
export function mistakesIn(text: string): [pointedAt: string, message: string][] {
  return (parseQuery(text).problems ?? []).map(({ at, length, message }) => [text.slice(at, at + length), message]);
}

/** The same tree with every place forgotten. */
export function unplaced(query: Query): Query {
  const nowhere = { at: 0, length: 0 };
  if (query.kind === 'comparison') return { ...query, ...nowhere };
  if (query.kind === 'not') return { ...query, ...nowhere, part: unplaced(query.part) };
  return { ...query, ...nowhere, parts: query.parts.map(unplaced) };
}

export interface Instance {
  readonly attributes: Readonly<Record<string, string | null>>;
  readonly agentVersion: string;
  readonly groups: readonly string[];
  readonly runningTasksCount: number;
  readonly agentConnected: boolean;
  readonly registeredAtMs: number;
  readonly ec2InstanceId: string;
}

export const PLAIN: Instance = {
  attributes: {},
  agentVersion: '1.89.2',
  groups: [],
  runningTasksCount: 0,
  agentConnected: true,
  registeredAtMs: Date.parse('2026-01-01T00:00:00Z'),
  ec2InstanceId: 'i-00000000000000001',
};

export function subjectsOf({ attributes, groups, ...rest }: Instance): InstanceSubjects {
  return { ...rest, attribute: (name) => attributes[name], hasTaskOf: (group) => groups.includes(group) };
}

// Few values each, so that comparisons are true and false about as often.
const VALUES = ['a', 'b', '7', '10', '-3', 'a b', "it's", '8"', 'and', 'x(y)', 'a,b', 'A', '007'];
const NAMES = ['stack', 'ecs.instance-type', 'ecs.os-type', 'a/b\\c-d_e.f'];
const GROUPS = ['database', 'service:web', 'family:job', 'my group'];
const VERSIONS = ['1.9.0', '1.14.5', '1.14', '1.14.0', '2', '1.100.3.4'];
const DATES = ['2018-06-18', '2018-06-18T22:28:28', '2018-06-18T22:28:28Z', '2018-06-18T22:28:28+00:00', '2018-06-19T01:00:00+02:30'];
const PATTERNS = ['a.*', '[a-c]', '(a|b) ?b?', '.*', '\\d+', 'true|false', 'i-.*', "[^']+"];
const IDS = ['i-00000001', 'i-0abc1234def567890', 'i-wxyx7890'];
const SECOND = Date.parse('2018-06-18T22:28:28Z');

const ORDER: Operator[] = ['==', '!=', '>', '>=', '<', '<='];
const EQUALITY: Operator[] = ['==', '!='];

function comparison(
  subject: fc.Arbitrary<Subject>,
  operators: Operator[],
  values: string[],
  patterns: string[] = PATTERNS,
): fc.Arbitrary<Query> {
  return fc
    .tuple(subject, fc.constantFrom(...operators))
    .chain(([of, operator]) =>
      valuesFor(operator, values, patterns).map(
        (chosen): Comparison => ({ kind: 'comparison', at: 0, length: 0, subject: of, operator, values: chosen }),
      ),
    );
}

function valuesFor(operator: Operator, values: string[], patterns: string[]): fc.Arbitrary<string[]> {
  if (operator === 'exists' || operator === 'not_exists') return fc.constant([]);
  if (operator === 'in' || operator === 'not_in') return fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
  return fc.constantFrom(...(operator === '=~' || operator === '!~' ? patterns : values)).map((value) => [value]);
}

const LISTS: Operator[] = ['in', 'not_in'];
const MATCHES: Operator[] = ['=~', '!~'];

const comparisons = fc.oneof(
  {
    arbitrary: comparison(
      fc.constantFrom(...NAMES).map((name): Subject => `attribute:${name}`),
      [...ORDER, ...LISTS, ...MATCHES, 'exists', 'not_exists'],
      VALUES,
    ),
    weight: 4,
  },
  { arbitrary: comparison(fc.constant('agentVersion'), ORDER, VERSIONS), weight: 2 },
  { arbitrary: comparison(fc.constant('task:group'), [...EQUALITY, ...LISTS], GROUPS), weight: 1 },
  { arbitrary: comparison(fc.constant('runningTasksCount'), ORDER, ['0', '1', '2', '10']), weight: 1 },
  { arbitrary: comparison(fc.constant('agentConnected'), [...EQUALITY, ...LISTS, ...MATCHES], ['true', 'false']), weight: 1 },
  { arbitrary: comparison(fc.constant('ec2InstanceId'), [...EQUALITY, ...LISTS, ...MATCHES], IDS), weight: 1 },
  { arbitrary: comparison(fc.constant('registeredAt'), ORDER, DATES), weight: 1 },
);

/** Any query the language can write. */
export const queries: fc.Arbitrary<Query> = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4 },
    comparisons,
    tie('query').map((part): Query => ({ kind: 'not', at: 0, length: 0, part })),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      at: fc.constant(0),
      length: fc.constant(0),
      parts: fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).query;

/** Instances about which such a query can be right or wrong. */
export const instances: fc.Arbitrary<Instance> = fc.record({
  attributes: fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom<string | null>(...VALUES, null)),
  agentVersion: fc.constantFrom(...VERSIONS, 'unknown'),
  groups: fc.subarray(GROUPS),
  runningTasksCount: fc.constantFrom(0, 1, 2, 11),
  agentConnected: fc.boolean(),
  registeredAtMs: fc.constantFrom(
    SECOND - 1,
    SECOND,
    SECOND + 999,
    SECOND + 1000,
    Date.parse('2018-06-18'),
    Date.parse('2018-06-18T22:30:00Z'),
  ),
  ec2InstanceId: fc.constantFrom(...IDS),
});
