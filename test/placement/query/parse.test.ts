import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/placement/query/parse.js';
import { comparisonsOf } from '../../../src/placement/query/query.js';
import { mistakesIn, queryOf } from './queries.js';

/** The tree, shortened: [kind, ...parts], a comparison as its subject. */
function shape(query: ReturnType<typeof queryOf>): unknown {
  if (query.kind === 'comparison') return query.subject.replace('attribute:', '');
  return query.kind === 'not' ? ['not', shape(query.part)] : [query.kind, ...query.parts.map(shape)];
}

const [A, B, C] = ['attribute:a exists', 'attribute:b exists', 'attribute:c exists'];

describe('precedence', () => {
  it.each<[string, unknown]>([
    [`${A} and ${B} or ${C}`, ['or', ['and', 'a', 'b'], 'c']],
    [`${A} or ${B} and ${C}`, ['or', 'a', ['and', 'b', 'c']]],
    [`(${A} or ${B}) and ${C}`, ['and', ['or', 'a', 'b'], 'c']],
    [`not ${A} and ${B}`, ['and', ['not', 'a'], 'b']],
    [`not (${A} and ${B})`, ['not', ['and', 'a', 'b']]],
    [`!${A}||!${B}`, ['or', ['not', 'a'], ['not', 'b']]],
    [`!!${A}`, ['not', ['not', 'a']]],
    [`${A} and ${B} && ${C}`, ['and', 'a', 'b', 'c']],
    [`${A} and (${B} and ${C})`, ['and', 'a', ['and', 'b', 'c']]],
    [`((${A}))`, 'a'],
    [`memberOf(${A} or ${B})`, ['or', 'a', 'b']],
    [` memberOf (${A})`, 'a'],
    [`(${A})and(${B})or not(${C})`, ['or', ['and', 'a', 'b'], ['not', 'c']]],
  ])('%s', (text, expected) => {
    expect(shape(queryOf(text))).toEqual(expected);
  });
});

describe('places', () => {
  it('are those of the text that a node was read from', () => {
    const text = ` not ( ${A}  and\n${B} ) or  runningTasksCount>3 `;
    const query = queryOf(text);
    const at = ({ at, length }: { at: number; length: number }) => text.slice(at, at + length);
    expect(at(query)).toBe(text.trim());
    if (query.kind !== 'or' || query.parts[0].kind !== 'not') throw new Error('another shape');
    expect(at(query.parts[0])).toBe(`not ( ${A}  and\n${B} )`);
    expect(at(query.parts[0].part)).toBe(`${A}  and\n${B}`);
    expect(comparisonsOf(query).map(at)).toEqual([A, B, 'runningTasksCount>3']);
  });
});

describe('values', () => {
  const valuesOf = (text: string) => comparisonsOf(queryOf(text)).map(({ values }) => values);
  it.each<[string, string[][]]>([
    ['attribute:a==x', [['x']]],
    ["attribute:a == 'x y'", [['x y']]],
    ['attribute:a == "x y"', [['x y']]],
    [`attribute:a == "it's"`, [["it's"]]],
    ["attribute:a == 'a=b'", [['a=b']]],
    ["attribute:a == 'and'", [['and']]],
    ['attribute:a == OR and attribute:b in [AND]', [['OR'], ['AND']]],
    ['attribute:a == android and attribute:b == or-not', [['android'], ['or-not']]],
    ['attribute:a == x&&attribute:b == y', [['x'], ['y']]],
    ['attribute:a == a&b|c', [['a&b|c']]],
    ['(attribute:a==x)', [['x']]],
    ['attribute:a in[x,y ,\n"z"]', [['x', 'y', 'z']]],
    ['attribute:a in [x]or attribute:b in [y]', [['x'], ['y']]],
    ['attribute:a exists and attribute:b !exists', [[], []]],
    ['task:group == service:my/group@1', [['service:my/group@1']]],
    ["task:group == 'my group'", [['my group']]],
    // A bare pattern goes on to a blank, a parenthesis, && or ||; not in brackets, and not behind a backslash.
    ['attribute:a =~ t2.* and attribute:b =~ x|y', [['t2.*'], ['x|y']]],
    ['attribute:a =~ x{1,3}[.,]y', [['x{1,3}[.,]y']]],
    ['(attribute:a =~ x.*)', [['x.*']]],
    ['attribute:a =~ x.*&&attribute:b =~ y||attribute:c =~ z', [['x.*'], ['y'], ['z']]],
    ['attribute:a =~ [a-z&&[^b]]x&&attribute:b exists', [['[a-z&&[^b]]x'], []]],
    ['attribute:a =~ [()||]+', [['[()||]+']]],
    ['attribute:a =~ x\\(y\\)', [['x\\(y\\)']]],
    ['(attribute:a =~ x]y)', [['x]y']]],
    ["attribute:a =~ '(x|y) z'", [['(x|y) z']]],
    ['attribute:a =~ "(it\'s)"', [["(it's)"]]],
  ])('%s', (text, expected) => {
    expect(valuesOf(text)).toEqual(expected);
  });
});

const ALL = '==, !=, >, >=, <, <=, exists, not_exists, in, not_in, =~, !~';
const TEXTS = '==, !=, in, not_in, =~, !~';
const ORDER = '==, !=, >, >=, <, <=';

describe('a mistake', () => {
  it.each<[string, [string, string | RegExp][]]>([
    ['', [['', /^the expression is empty: write a comparison such as/]]],
    [' \n', [['', /^the expression is empty/]]],
    ['()', [[')', /^expected a comparison here, such as .*, but found \)$/]]],
    [`${A} and`, [['', /^expected a comparison here, such as .*, but the expression ends$/]]],
    ['not', [['', /^expected a comparison/]]],
    [`${A} and or ${B}`, [['o', /^expected a comparison here.*found or$/]]],
    ["'a' == b", [["'", /^expected a comparison here.*found '$/]]],
    // Subjects.
    ['runningTaskCount == 1', [['runningTaskCount', 'there is no subject runningTaskCount; did you mean runningTasksCount?']]],
    ['AgentConnected == true', [['AgentConnected', 'there is no subject AgentConnected; did you mean agentConnected?']]],
    ['task:groups == a', [['task:groups', 'there is no subject task:groups; did you mean task:group?']]],
    ['instance-type == a', [['instance-type', 'there is no subject instance-type; did you mean attribute:ecs.instance-type?']]],
    ['attr:stack == a', [['attr:stack', 'there is no subject attr:stack; did you mean attribute:stack?']]],
    ['attributes:ecs.os-typ == a', [['attributes:ecs.os-typ', /did you mean attribute:ecs.os-type\?$/]]],
    [
      'stack == a',
      [
        [
          'stack',
          'there is no subject stack; choose from agentConnected, agentVersion, ec2InstanceId, registeredAt, runningTasksCount, task:group, or write attribute:stack for an attribute',
        ],
      ],
    ],
    ['attribute: x == a', [['attribute:', 'attribute: is followed by a name, without a blank, such as attribute:stack']]],
    ['attribute:ecs.ami-ids == a', [['attribute:ecs.ami-ids', 'ECS sets no attribute ecs.ami-ids; did you mean attribute:ecs.ami-id?']]],
    ['ecs.ostype == a', [['ecs.ostype', 'ECS sets no attribute ecs.ostype; did you mean attribute:ecs.os-type?']]],
    ['toString == a', [['toString', /^there is no subject toString; choose/]]],
    // Operators.
    ['attribute:a', [['', `expected an operator after attribute:a: ${ALL}`]]],
    ['agentVersion and runningTasksCount == 1', [['a', `expected an operator after agentVersion: ${ORDER}`]]],
    ['(agentVersion)', [[')', `expected an operator after agentVersion: ${ORDER}`]]],
    ['attribute:a = b', [['=', `there is no operator =, did you mean ==?; attribute:a takes ${ALL}`]]],
    ['attribute:a === b', [['===', /^there is no operator ===, did you mean ==\?/]]],
    ['attribute:a not in [b]', [['not', /^there is no operator not, did you mean not_in\?/]]],
    ['attribute:a not exists', [['not', /^there is no operator not, did you mean not_exists\?/]]],
    ['attribute:a equal b', [['equal', /^there is no operator equal, did you mean equals\?/]]],
    ['attribute:a containing b', [['containing', `there is no operator containing; attribute:a takes ${ALL}`]]],
    ['attribute:a Exists', [['Exists', /^there is no operator Exists, did you mean exists\?/]]],
    ['agentConnected > true', [['>', `agentConnected does not take >; it takes ${TEXTS}`]]],
    ['agentConnected exists', [['exists', `agentConnected does not take exists; it takes ${TEXTS}`]]],
    ['ec2InstanceId less_than i-1', [['less_than', `ec2InstanceId does not take less_than; it takes ${TEXTS}`]]],
    ['agentVersion in [1.2]', [['in', `agentVersion does not take in; it takes ${ORDER}`]]],
    ['agentVersion =~ 1.*', [['=~', `agentVersion does not take =~; it takes ${ORDER}`]]],
    [
      'agentConnected > yes',
      [
        ['>', /does not take >/],
        ['yes', /true or false/],
      ],
    ],
    ['registeredAt !in [2018-01-01]', [['!in', `registeredAt does not take !in; it takes ${ORDER}`]]],
    ['runningTasksCount !exists', [['!exists', `runningTasksCount does not take !exists; it takes ${ORDER}`]]],
    ['task:group =~ service:.*', [['=~', 'task:group does not take =~; it takes ==, !=, in, not_in']]],
    ['task:group > a', [['>', 'task:group does not take >; it takes ==, !=, in, not_in']]],
    // Values.
    ['attribute:a ==', [['', /^expected a value .* after ==$/]]],
    ['attribute:a == and attribute:b exists', [['a', /^expected a value .* after ==$/]]],
    ['(attribute:a ==)', [[')', /^expected a value .* after ==$/]]],
    ['attribute:a == [b]', [['[', '== takes one value; a list goes with in or not_in']]],
    ["attribute:a == 'b", [["'", "this quote is not closed: end the value with another '"]]],
    ['attribute:a == "b', [['"', 'this quote is not closed: end the value with another "']]],
    ["attribute:a == ''", [['', /^attribute:a is compared with a value of 1 to 128 characters, not an empty text$/]]],
    ['attribute:a == x==y', [['x==y', /^the value x==y has one of .* put it in quotes/]]],
    ["attribute:a == it's", [["it's", /put it in quotes/]]],
    ['attribute:a == a b', [['b', /^expected 'and' or 'or' before the next comparison; a value with blanks/]]],
    ['attribute:a == a(b) c', [['(b) c', /^expected 'and' or 'or'.*; a value with blanks or parentheses/]]],
    ['attribute:a exists b', [['b', "expected 'and' or 'or' before the next comparison"]]],
    [`(${A}) ${B}`, [[B, "expected 'and' or 'or' before the next comparison"]]],
    ['runningTasksCount == 1.5', [['1.5', 'runningTasksCount is compared with a whole number from 0, not 1.5']]],
    ["runningTasksCount == 'one'", [['one', 'runningTasksCount is compared with a whole number from 0, not one']]],
    ['agentVersion < v1.14', [['v1.14', 'agentVersion is compared with a version such as 1.14.5, not v1.14']]],
    ['agentConnected == yes', [['yes', 'agentConnected is compared with true or false, not yes']]],
    ['agentConnected in [true, no]', [['no', 'agentConnected is compared with true or false, not no']]],
    ['registeredAt < 2018-02-30', [['2018-02-30', /^registeredAt is compared with a date .*, not 2018-02-30$/]]],
    ['ec2InstanceId == abcd', [['abcd', /^ec2InstanceId is compared with an instance id such as i-.*, not abcd$/]]],
    ['ec2InstanceId == xi-1', [['xi-1', /^ec2InstanceId/]]],
    ['ec2InstanceId == i-1/', [['i-1/', /^ec2InstanceId/]]],
    ["task:group == ''", [['', 'task:group is compared with the name of a task group, not an empty text']]],
    [
      `runningTasksCount == ${'9'.repeat(61)}`,
      [['9'.repeat(61), `runningTasksCount is compared with a whole number from 0, not ${'9'.repeat(57)}...`]],
    ],
    // Lists.
    ['attribute:a in b', [['b', 'expected a list after in, such as [a, b]']]],
    ['attribute:a not_in', [['', 'expected a list after not_in, such as [a, b]']]],
    ['attribute:a in []', [[']', /^expected a value .* in the list$/]]],
    ['attribute:a in [b,]', [[']', /^expected a value .* in the list$/]]],
    ['attribute:a in [b c]', [['c', /^expected a comma or \] here/]]],
    ['attribute:a in [b, c', [['[', 'this list is not closed: end it with ]']]],
    ['attribute:a in [b, c and attribute:d exists', [['[', 'this list is not closed: end it with ]']]],
    // Patterns.
    ['attribute:a =~', [['', /^expected a regular expression after =~ such as t2\.\*$/]]],
    ['attribute:a !~ and attribute:b exists', [['a', /^expected a regular expression after !~/]]],
    ['attribute:a =~ (x|y)', [['(', /^expected a regular expression after =~: one with parentheses stands in quotes$/]]],
    ["attribute:a =~ 'x(", [["'", /quote is not closed/]]],
    ['attribute:a =~ x(y)', [['(y)', /parentheses in it stands in quotes$/]]],
    ["attribute:a =~ 'xy(?=z)'", [['(?=', /^look-ahead/]]],
    ['attribute:a =~ x[y', [['[', /^this bracket is not closed/]]],
    // Glue and parentheses.
    [`${A} AND ${B}`, [['AND', 'write and or && for AND']]],
    [`${A} & ${B}`, [['&', 'write and or && for &']]],
    [`${A} | ${B}`, [['|', 'write or or || for |']]],
    [`${A} Or ${B}`, [['Or', 'write or or || for Or']]],
    [`NOT ${A}`, [['NOT', 'write not or ! for NOT']]],
    [`(${A}`, [['(', 'this parenthesis is not closed']]],
    [`${A})`, [[')', 'this parenthesis closes none: remove it, or open one before']]],
    [`${A}) and ${B}`, [[')', /closes none/]]],
    [`${A}) ${B}`, [[')', /closes none/]]],
  ])('%j', (text, expected) => {
    expect(mistakesIn(text)).toEqual(
      expected.map(([pointedAt, message]) => [pointedAt, typeof message === 'string' ? message : expect.stringMatching(message)]),
    );
  });

  it('hides no other', () => {
    expect(mistakesIn('(attribute:a = 1 and runningTasksCount == x) or agentVersion in [1] and not stack == (').map(([at]) => at)).toEqual([
      '=',
      'x',
      'in',
      'stack',
      '(',
    ]);
    expect(mistakesIn('attribute:a in [x y] and runningTasksCount == z').map(([at]) => at)).toEqual(['y', 'z']);
    expect(mistakesIn('attribute:a in [x y or z] and runningTasksCount == z').map(([at]) => at)).toEqual(['y', 'z']);
    expect(mistakesIn("attribute:a ~ 'x and y' or runningTasksCount == z").map(([at]) => at)).toEqual(['~', 'z']);
    expect(mistakesIn('attribute:a ! (b and (c)) or runningTasksCount == z').map(([at]) => at)).toEqual(['!', 'z']);
    expect(mistakesIn(`${A}) and runningTasksCount == z) or stack == 1`).map(([at]) => at)).toEqual([')', 'z', ')', 'stack']);
  });

  it('is resolved in the order of the text', () => {
    const places = parseQuery('(attribute:a = 1 and (runningTasksCount == x').problems!.map(({ at }) => at);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).toHaveLength(4);
  });
});

describe('valid names', () => {
  it.each([
    'attribute:ecs.capability.task-eia exists',
    'attribute:ecs.capability.extern exists',
    'attribute:ecs.something-else exists',
    'attribute:com.amazonaws.ecs.capability.docker-remote-api.1.19 exists',
    'attribute:instance-type exists',
    'ecs.capability.task-eni exists',
    'attribute:not exists',
    'not attribute:a.not exists',
    'attribute:notable.x == 1',
  ])('%s', (text) => {
    expect(mistakesIn(text)).toEqual([]);
  });
});

describe('limits', () => {
  it('are kept by messages too: what is long is shown in part', () => {
    const long = 'x'.repeat(500);
    for (const text of [`${long} == 1`, `attribute:a ${long} 1`, `attribute:a == ${long}=`, `attribute:b:${long} == 1`])
      expect(parseQuery(text).problems!.map(({ message }) => message.includes(`${'x'.repeat(50)}`) && message.length < 400)).toEqual([
        true,
      ]);
  });

  it('bounds the patterns of an expression together, and reports it once', () => {
    const patterns = (...sizes: number[]) => sizes.map((size) => `attribute:a =~ b{${size}}`).join(' or ');
    expect(parseQuery(patterns(500, 400, 100)).problems).toBeUndefined();
    const text = patterns(500, 400, 101, 500);
    const message = 'with their repetitions the patterns of the expression have more than 1,000 characters up to here';
    expect(parseQuery(text).problems).toEqual([{ at: text.indexOf('b{101}'), length: 6, message }]);
    // One that is wrong by itself is reported, and does not count.
    expect(parseQuery(patterns(500, 501, 500)).problems!.map(({ at }) => at)).toEqual([patterns(500, 501).indexOf('b{501}')]);
  });

  it('are 2,000 characters', () => {
    const long = Array.from({ length: 90 }, () => A).join(' or ');
    expect(long.length).toBeLessThanOrEqual(2000);
    expect(mistakesIn(long.padEnd(2000))).toEqual([]);
    expect(parseQuery(long.padEnd(2001)).problems).toEqual([
      { at: 2000, length: 1, message: 'an expression has at most 2000 characters, this one has 2001' },
    ]);
  });

  it('are 50 parentheses and nots inside each other', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}${A}${')'.repeat(depth)}`;
    expect(mistakesIn(nested(50))).toEqual([]);
    expect(parseQuery(nested(51)).problems).toEqual([
      { at: 50, length: 1, message: 'parentheses and nots lie more than 50 deep here: write it flatter' },
    ]);
    expect(mistakesIn(`${'not '.repeat(50)}${A}`)).toEqual([]);
    expect(mistakesIn(`${'!'.repeat(51)}${A}`)).toEqual([['!', expect.stringMatching(/50 deep/)]]);
    // One after the other is no depth.
    expect(mistakesIn(Array.from({ length: 60 }, () => `not (${A})`).join(' or '))).toEqual([]);
  });

  it('are kept by any text: it is parsed or has mistakes within it, and nothing else happens', () => {
    const tokens = [
      '(',
      ')',
      '[',
      ']',
      ',',
      "'",
      '"',
      'and',
      'or',
      '||',
      '&',
      'not',
      '!',
      'attribute:a',
      'runningTasksCount',
      '==',
      '=~',
      'in',
      'exists',
      '1',
      'x y',
      '\\',
      '\n',
      '属',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tokens), { maxLength: 25 }), fc.boolean(), (parts, isSpaced) => {
        const text = parts.join(isSpaced ? ' ' : '');
        const { query, problems } = parseQuery(text);
        expect(query === undefined).toBe(problems !== undefined && problems.length > 0);
        for (const { at, length } of problems ?? []) expect([at >= 0, length >= 0, at + length <= text.length]).toEqual([true, true, true]);
      }),
      { numRuns: 1000 },
    );
  });
});
