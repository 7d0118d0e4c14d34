import { describe, expect, it } from 'vitest';
import { compileQuery, type InstanceSubjects } from '../../src/placement/query/evaluate.js';
import { formatQuery } from '../../src/placement/query/format.js';
import { parseQuery } from '../../src/placement/query/parse.js';

interface Instance {
  readonly attributes?: Record<string, string | null>;
  readonly agentVersion?: string;
  readonly groups?: readonly string[];
  readonly runningTasksCount?: number;
  readonly agentConnected?: boolean;
  readonly registeredAt?: string;
  readonly ec2InstanceId?: string;
}

function subjects(instance: Instance): InstanceSubjects {
  const { attributes = {}, groups = [] } = instance;
  return {
    attribute: (name) => attributes[name],
    agentVersion: instance.agentVersion ?? '1.89.2',
    hasTaskOf: (group) => groups.includes(group),
    runningTasksCount: instance.runningTasksCount ?? 0,
    agentConnected: instance.agentConnected ?? true,
    registeredAtMs: Date.parse(instance.registeredAt ?? '2026-01-01T00:00:00Z'),
    ec2InstanceId: instance.ec2InstanceId ?? 'i-00000000',
  };
}

/** Whether the instance is one that the query selects. */
function selects(text: string, instance: Instance): boolean {
  const { query, problems } = parseQuery(text);
  if (query === undefined) throw new Error(`${text}: ${problems.map(({ message }) => message).join('; ')}`);
  return compileQuery(query)(subjects(instance));
}

const canonical = (text: string) => {
  const { query, problems } = parseQuery(text);
  return query === undefined ? problems.map(({ message }) => message) : formatQuery(query);
};
const problemsOf = (text: string) => (parseQuery(text).problems ?? []).map(({ at, message }) => `${at}: ${message}`);

/** Of the attribute `a`. */
const having = (a: string | null): Instance => ({ attributes: { a } });

describe('the form of a query', () => {
  it('[S.CQL-1] is subject, operator and argument, joined by and, or, not in words or symbols', () => {
    const both = { attributes: { stack: 'prod' }, runningTasksCount: 1 };
    for (const and of ['and', '&&']) {
      expect(selects(`attribute:stack == prod ${and} runningTasksCount == 1`, both)).toBe(true);
      expect(selects(`attribute:stack == prod ${and} runningTasksCount == 2`, both)).toBe(false);
    }
    for (const or of ['or', '||']) {
      expect(selects(`attribute:stack == test ${or} runningTasksCount == 1`, both)).toBe(true);
      expect(selects(`attribute:stack == test ${or} runningTasksCount == 2`, both)).toBe(false);
    }
    for (const not of ['not ', '!', 'not(', '!(']) {
      const close = not.endsWith('(') ? ')' : '';
      expect(selects(`${not}attribute:stack == test${close}`, both)).toBe(true);
      expect(selects(`${not}attribute:stack == prod${close}`, both)).toBe(false);
    }
    expect(problemsOf('attribute:stack prod')).toEqual([expect.stringMatching(/^16: there is no operator prod/)]);
  });

  it('[S.CQL-1] gives parentheses the precedence: (expression1 or expression2) and expression3', () => {
    // Only expression1 holds: the guide's form is false, without parentheses `and` binds first and it is true.
    const first = { attributes: { one: 'x' } };
    const [one, two, three] = ['attribute:one exists', 'attribute:two exists', 'attribute:three exists'];
    expect(selects(`(${one} or ${two}) and ${three}`, first)).toBe(false);
    expect(selects(`${one} or ${two} and ${three}`, first)).toBe(true);
    expect(selects(`(${one} or ${two}) and ${three}`, { attributes: { two: 'x', three: 'x' } })).toBe(true);
    // A single expression has none inside.
    expect(problemsOf('attribute:one == (x)')).toHaveLength(1);
  });
});

describe('operators', () => {
  it.each([
    ['==', 'equals', '==', 'x', 'y'],
    ['!=', 'not_equals', '!=', 'y', 'x'],
    ['>', 'greater_than', '>', 'y', 'x'],
    ['>=', 'greater_than_equal', '>=', 'x', 'w'],
    ['<', 'less_than', '<', 'w', 'x'],
    ['<=', 'less_than_equal', '<=', 'x', 'y'],
    ['=~', 'matches', '=~', 'x', 'y'],
    ['!~', 'not_matches', '!~', 'y', 'x'],
  ])('[S.CQL-2] spells %s also as %s', (symbol, word, written, holds, fails) => {
    for (const operator of [symbol, word]) {
      expect(canonical(`attribute:a ${operator} x`)).toBe(`attribute:a ${written} x`);
      expect(selects(`attribute:a ${operator} x`, having(holds))).toBe(true);
      expect(selects(`attribute:a ${operator} x`, having(fails))).toBe(false);
    }
  });

  it('[S.CQL-2] takes > as strictly greater, unlike >=', () => {
    const one = { runningTasksCount: 1 };
    expect(['> 0', '> 1', '>= 1', '>= 2', '< 2', '< 1', '<= 1', '<= 0'].map((end) => selects(`runningTasksCount ${end}`, one))).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  it('[S.CQL-2] tests with exists, and with !exists or not_exists, whether the attribute is there, with a value or without', () => {
    for (const instance of [having('x'), having(null)]) {
      expect(selects('attribute:a exists', instance)).toBe(true);
      for (const absent of ['!exists', 'not_exists']) expect(selects(`attribute:a ${absent}`, instance)).toBe(false);
    }
    expect(selects('attribute:b exists', having('x'))).toBe(false);
    for (const absent of ['!exists', 'not_exists']) expect(selects(`attribute:b ${absent}`, having('x'))).toBe(true);
  });

  it('[S.CQL-3] finds a value in a list of bare and of quoted elements, and with !in or not_in outside of it', () => {
    for (const list of ['[us-east-1a, us-east-1b]', "['us-east-1a','us-east-1b']", `[ "us-east-1a" , us-east-1b ]`]) {
      expect(selects(`attribute:a in ${list}`, having('us-east-1b'))).toBe(true);
      expect(selects(`attribute:a in ${list}`, having('us-east-1c'))).toBe(false);
      for (const outside of ['!in', 'not_in']) {
        expect(selects(`attribute:a ${outside} ${list}`, having('us-east-1b'))).toBe(false);
        expect(selects(`attribute:a ${outside} ${list}`, having('us-east-1c'))).toBe(true);
      }
    }
  });

  it('[S.CQL-4] matches the whole value with a Java regular expression', () => {
    expect(selects('attribute:a =~ t2.*', having('t2.small'))).toBe(true);
    expect(selects('attribute:a =~ t2.*', having('xt2.small'))).toBe(false);
    expect(selects('attribute:a =~ t2', having('t2.small'))).toBe(false);
    expect(selects("attribute:a matches '\\Qt2.\\E(small|medium)'", having('t2.medium'))).toBe(true);
    expect(selects("attribute:a matches '[a-z&&[^m-z]]+\\p{Digit}\\h?'", having('abc1'))).toBe(true);
    expect(selects("attribute:a not_matches '[a-z&&[^m-z]]+\\p{Digit}\\h?'", having('xyz1'))).toBe(true);
  });

  it('[S.CQL-4] requires quotes around a pattern with groups, because a single expression has no parentheses', () => {
    expect(selects("attribute:a =~ 't2[.](small|medium)'", having('t2.small'))).toBe(true);
    expect(problemsOf('attribute:a =~ t2[.](small|medium)')).toEqual([expect.stringMatching(/^20: .*stands in quotes$/)]);
  });
});

describe('subjects', () => {
  it('[S.CQL-5] task:group selects instances that host at least one task of the group', () => {
    const host = { groups: ['service:production', 'family:batch'] };
    expect(selects('task:group == service:production', host)).toBe(true);
    expect(selects('task:group == family:batch', host)).toBe(true);
    expect(selects('task:group == production', host)).toBe(false);
    expect(selects('not(task:group == database)', host)).toBe(true);
    expect(selects('not(task:group == database)', { groups: ['database'] })).toBe(false);
  });

  it('[S.CQL-6] compares agentVersion number by number, not letter by letter', () => {
    expect(selects('agentVersion < 1.14.5', { agentVersion: '1.9.0' })).toBe(true);
    expect(selects('agentVersion < 1.14.5', { agentVersion: '1.14.4' })).toBe(true);
    expect(selects('agentVersion < 1.14.5', { agentVersion: '1.14.5' })).toBe(false);
    expect(selects('agentVersion < 1.14.5', { agentVersion: '1.100.0' })).toBe(false);
    expect(selects('agentVersion == 1.14', { agentVersion: '1.14.0' })).toBe(true);
  });

  it('[S.CQL-7] registeredAt < DATE is before its midnight', () => {
    expect(selects('registeredAt < 2018-02-13', { registeredAt: '2018-02-12T23:59:59.999Z' })).toBe(true);
    expect(selects('registeredAt < 2018-02-13', { registeredAt: '2018-02-13T00:00:00Z' })).toBe(false);
    expect(selects('registeredAt >= 2018-02-13', { registeredAt: '2018-02-13T00:00:00Z' })).toBe(true);
  });

  it('[S.CQL-7] takes the four formats of a date', () => {
    for (const date of ['2018-06-18T22:28:28+00:00', '2018-06-18T22:28:28Z', '2018-06-18T22:28:28']) {
      expect(selects(`registeredAt == ${date}`, { registeredAt: '2018-06-18T22:28:28Z' })).toBe(true);
      expect(selects(`registeredAt == ${date}`, { registeredAt: '2018-06-18T22:28:29Z' })).toBe(false);
    }
    expect(selects('registeredAt == 2018-06-18', { registeredAt: '2018-06-18T00:00:00Z' })).toBe(true);
    expect(problemsOf('registeredAt < 18/06/2018')).toHaveLength(1);
  });

  it("[S.CQL-8] reads ecs.os-type=='windows': no blanks, quotes, and no attribute: before it", () => {
    for (const text of ["ecs.os-type=='windows'", "memberOf(ecs.os-type=='windows')", 'attribute:ecs.os-type == windows'])
      expect(canonical(text)).toBe('attribute:ecs.os-type == windows');
    expect(selects("ecs.os-type=='windows'", { attributes: { 'ecs.os-type': 'windows' } })).toBe(true);
    expect(selects("ecs.os-type=='windows'", { attributes: { 'ecs.os-type': 'linux' } })).toBe(false);
    // Other names need it: stack might be a field.
    expect(problemsOf("stack=='prod'")).toEqual([expect.stringMatching(/^0: there is no subject stack; .*attribute:stack/)]);
  });

  it('[S.CQL-9] is the language of the filters of list-container-instances', () => {
    const [a, b] = [
      { attributes: { 'ecs.instance-type': 't2.small', 'ecs.availability-zone': 'us-east-1a', stack: 'prod' } },
      { attributes: { 'ecs.instance-type': 'g2.2xlarge', 'ecs.availability-zone': 'us-east-1a', stack: 'test' } },
    ];
    const filters: [string, boolean, boolean][] = [
      ['attribute:ecs.instance-type == g2.2xlarge', false, true],
      ['attribute:stack == prod', true, false],
      ['attribute:stack != prod', false, true],
      ['attribute:ecs.instance-type in [t2.small, t2.medium]', true, false],
      ['attribute:ecs.instance-type in [t2.small, \n t2.medium]', true, false],
      ['attribute:ecs.instance-type =~ t2.* and attribute:ecs.availability-zone == us-east-1a', true, false],
    ];
    for (const [filter, first, second] of filters)
      expect([filter, selects(filter, a), selects(filter, b)]).toEqual([filter, first, second]);
  });
});

describe('examples of the guide', () => {
  const G2 = 'attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d';
  const g2In = (zone: string): Instance => ({ attributes: { 'ecs.instance-type': 'g2.2xlarge', 'ecs.availability-zone': zone } });
  const type = (name: string): Instance => ({ attributes: { 'ecs.instance-type': name } });
  const zone = (name: string): Instance => ({ attributes: { 'ecs.availability-zone': name } });
  it.each<[string, Instance, Instance]>([
    ['attribute:ecs.instance-type == t2.small', type('t2.small'), type('t2.smaller')],
    ['attribute:ecs.availability-zone in [us-east-1a, us-east-1b]', zone('us-east-1b'), zone('us-east-1c')],
    [G2, g2In('us-east-1a'), g2In('us-east-1d')],
    ['task:group == service:production', { groups: ['service:production'] }, { groups: ['production'] }],
    ['not(task:group == database)', { groups: ['databases'] }, { groups: ['database'] }],
    ['runningTasksCount == 1', { runningTasksCount: 1 }, { runningTasksCount: 2 }],
    ['agentVersion < 1.14.5', { agentVersion: '1.14.4' }, { agentVersion: '1.15.0' }],
    ['registeredAt < 2018-02-13', { registeredAt: '2018-02-12T12:00:00Z' }, { registeredAt: '2018-02-13T12:00:00Z' }],
    ["ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", { ec2InstanceId: 'i-wxyx7890' }, { ec2InstanceId: 'i-wxyx789' }],
    ['attribute:ecs.instance-type =~ t2.*', type('t2.nano'), type('m5.large')],
    ['task:group == service:daemon-service', { groups: ['service:daemon-service'] }, {}],
    ['task:group == databases', { groups: ['databases'] }, { groups: ['database'] }],
    ['attribute:ecs.os-type == linux', { attributes: { 'ecs.os-type': 'linux' } }, { attributes: { 'ecs.os-type': 'windows' } }],
    ['attribute:ecs.instance-type == vt1.3xlarge', type('vt1.3xlarge'), type('vt1.6xlarge')],
  ])('[S.CQL-1, S.CQL-2] %s', (text, selected, left) => {
    expect(selects(text, selected)).toBe(true);
    expect(selects(text, left)).toBe(false);
    // What the guide writes is also what is written back, but for the quotes and the blank after not.
    expect(selects(canonical(text) as string, selected)).toBe(true);
  });
});

describe('attributes', () => {
  it('[S.ATTR-1] compares each attribute that ECS sets, with attribute: or without', () => {
    const values = {
      'ecs.ami-id': 'ami-1234abcd',
      'ecs.availability-zone': 'us-east-1a',
      'ecs.instance-type': 'g2.2xlarge',
      'ecs.os-type': 'linux',
      'ecs.os-family': 'WINDOWS_SERVER_2022_FULL',
      'ecs.cpu-architecture': 'x86_64',
      'ecs.vpc-id': 'vpc-1234abcd',
      'ecs.subnet-id': 'subnet-1234abcd',
    };
    for (const [name, value] of Object.entries(values)) {
      expect(selects(`attribute:${name} == ${value}`, { attributes: values })).toBe(true);
      expect(selects(`${name}==${value}`, { attributes: values })).toBe(true);
      expect(selects(`attribute:${name} == ${value}`, { attributes: { ...values, [name]: `${value}x` } })).toBe(false);
    }
    expect(problemsOf('attribute:ecs.instance-typ == g2.2xlarge')).toEqual([
      '0: ECS sets no attribute ecs.instance-typ; did you mean attribute:ecs.instance-type?',
    ]);
  });

  it('[S.ATTR-2] tests optional attributes by their presence', () => {
    for (const name of ['ecs.awsvpc-trunk-id', 'ecs.outpost-arn', 'ecs.capability.external', 'ecs.capability.task-eni']) {
      expect(selects(`attribute:${name} exists`, { attributes: { [name]: null } })).toBe(true);
      expect(selects(`attribute:${name} exists`, {})).toBe(false);
      // Without a value it equals none.
      expect(selects(`attribute:${name} == x`, { attributes: { [name]: null } })).toBe(false);
      expect(selects(`attribute:${name} != x`, { attributes: { [name]: null } })).toBe(true);
    }
  });

  it('[S.ATTR-3] takes names and values of the characters that custom attributes may have', () => {
    const name = `Aa0-_/\\.${'n'.repeat(120)}`;
    const value = `Aa0-_.@/\\: ${'v'.repeat(117)}`;
    expect([name.length, value.length]).toEqual([128, 128]);
    expect(selects(`attribute:${name} == '${value}'`, { attributes: { [name]: value } })).toBe(true);
    expect(problemsOf(`attribute:${name}n exists`)).toEqual(["0: an attribute's name has at most 128 characters, this one has 129"]);
    expect(problemsOf(`attribute:a == '${value}v'`)).toHaveLength(1);
    expect(problemsOf('attribute:a:b exists')).toEqual([expect.stringMatching(/no colon/)]);
  });
});
