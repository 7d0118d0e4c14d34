import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../../src/placement/query/evaluate.js';
import { formatQuery } from '../../../src/placement/query/format.js';
import { comparisonsOf } from '../../../src/placement/query/query.js';
import { dependenciesOf, settleQuery } from '../../../src/placement/query/settle.js';
import { instances, PLAIN, queries, queryOf, subjectsOf } from './queries.js';

describe('a query settled for a class of instances', () => {
  it('answers like the whole query for every instance of the class', () => {
    fc.assert(
      fc.property(queries, instances, fc.array(instances, { minLength: 4, maxLength: 4 }), (query, first, others) => {
        // The others made members of the first one's class.
        const members = [first, ...others.map((other) => ({ ...other, attributes: first.attributes, agentVersion: first.agentVersion }))];
        const settled = settleQuery(query, subjectsOf(first));
        const answer = typeof settled === 'string' ? () => settled === 'always' : compileQuery(settled);
        const whole = compileQuery(query);
        for (const member of members) expect(answer(subjectsOf(member))).toBe(whole(subjectsOf(member)));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves nothing that the class could have decided', () => {
    fc.assert(
      fc.property(queries, instances, (query, instance) => {
        const settled = settleQuery(query, subjectsOf(instance));
        const left = typeof settled === 'string' ? [] : comparisonsOf(settled).map(({ subject }) => subject);
        expect(left.filter((subject) => subject.startsWith('attribute:') || subject === 'agentVersion')).toEqual([]);
      }),
    );
  });

  const prod = subjectsOf({ ...PLAIN, attributes: { stack: 'prod' }, agentVersion: '1.14.5' });
  it.each([
    ['attribute:stack == prod', 'always'],
    ['attribute:stack != prod', 'never'],
    ['agentVersion < 1.14.5', 'never'],
    ['not attribute:stack == test', 'always'],
    ['not attribute:stack == prod', 'never'],
    ['attribute:stack == prod and agentVersion == 1.14.5', 'always'],
    ['attribute:stack == test or agentVersion > 2', 'never'],
    ['attribute:stack == test and task:group == a', 'never'],
    ['attribute:stack == prod or task:group == a', 'always'],
    ['attribute:stack == prod and task:group == a', 'task:group == a'],
    ['attribute:stack == test or task:group == a', 'task:group == a'],
    ['task:group == a and runningTasksCount < 3 and attribute:stack == prod', 'task:group == a and runningTasksCount < 3'],
    ['task:group == a or runningTasksCount < 3 or attribute:stack == test', 'task:group == a or runningTasksCount < 3'],
    ['not (attribute:stack == prod and task:group == a)', 'not (task:group == a)'],
    ['not (task:group == a)', 'not (task:group == a)'],
  ])('%s becomes %s', (text, expected) => {
    const settled = settleQuery(queryOf(text), prod);
    expect(typeof settled === 'string' ? settled : formatQuery(settled)).toBe(expected);
  });

  it('keeps the place of what is left', () => {
    const text = 'attribute:stack == prod and task:group == a';
    expect(settleQuery(queryOf(text), prod)).toMatchObject({ at: text.indexOf('task'), length: 'task:group == a'.length });
    const unchanged = queryOf('not task:group == a');
    expect(settleQuery(unchanged, prod)).toBe(unchanged);
  });
});

describe('dependencies of a query', () => {
  const nothing = { taskGroups: [], runningTasksCount: false, agentConnected: false, registeredAt: false, ec2InstanceId: false };
  it.each<[string, object]>([
    ['attribute:stack == prod and agentVersion > 1', {}],
    ['runningTasksCount == 1', { runningTasksCount: true }],
    ['not (agentConnected == true)', { agentConnected: true }],
    ['attribute:a exists or registeredAt > 2018-01-01', { registeredAt: true }],
    ["ec2InstanceId != 'i-1'", { ec2InstanceId: true }],
    ['task:group == a and (task:group in [b, a] or not task:group != c)', { taskGroups: ['a', 'b', 'c'] }],
    [
      'task:group == a and runningTasksCount == 1 and agentConnected == true',
      { taskGroups: ['a'], runningTasksCount: true, agentConnected: true },
    ],
  ])('%s', (text, expected) => {
    expect(dependenciesOf(queryOf(text))).toEqual({ ...nothing, ...expected });
  });
});
