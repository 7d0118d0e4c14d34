import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../../src/placement/query/evaluate.js';
import type { Query } from '../../../src/placement/query/query.js';
import { type Instance, instances, PLAIN, queries, queryOf, subjectsOf } from './queries.js';

/** The slow reading: the tree is walked for every instance, and each subject is a list of texts of which one must do. */
function holds(query: Query, instance: Instance): boolean {
  if (query.kind === 'not') return !holds(query.part, instance);
  if (query.kind !== 'comparison') {
    const held = query.parts.filter((part) => holds(part, instance)).length;
    return query.kind === 'and' ? held === query.parts.length : held > 0;
  }
  const { operator, values } = query;
  const [value] = values;
  const actual = textsOf(query.subject, instance);
  const order = () => actual.map((text) => orderOf(query.subject, text, value!));
  // Equality of attributes is one of texts, though >= on whole numbers is one of numbers.
  const isEqual = () => (query.subject.startsWith('attribute:') ? actual.includes(value!) : order().includes('same'));
  switch (operator) {
    case 'exists':
      return Object.keys(instance.attributes).includes(query.subject.slice(10));
    case 'not_exists':
      return !Object.keys(instance.attributes).includes(query.subject.slice(10));
    case 'in':
      return actual.some((text) => values.includes(text));
    case 'not_in':
      return !actual.some((text) => values.includes(text));
    case '=~':
      return actual.some((text) => new RegExp(`^(?:${value})$`).test(text));
    case '!~':
      return !actual.some((text) => new RegExp(`^(?:${value})$`).test(text));
    case '==':
      return isEqual();
    case '!=':
      return !isEqual();
    case '>':
      return order().includes('more');
    case '>=':
      return order().includes('more') || order().includes('same');
    case '<':
      return order().includes('less');
    case '<=':
      return order().includes('less') || order().includes('same');
  }
}

function textsOf(subject: string, instance: Instance): string[] {
  if (subject === 'task:group') return [...instance.groups];
  if (subject === 'registeredAt') return [new Date(instance.registeredAtMs).toISOString()];
  const value = subject.startsWith('attribute:') ? instance.attributes[subject.slice(10)] : instance[subject as 'agentVersion'];
  return value === undefined || value === null || String(value) === 'unknown' ? [] : [String(value)];
}

/** Everything that has an order as text that sorts: numbers and versions padded, dates without their fraction of a second. */
function orderOf(subject: string, actual: string, value: string): 'less' | 'same' | 'more' {
  if (subject === 'agentVersion') return sorted(padded(actual), padded(value));
  if (subject === 'registeredAt')
    return sorted(new Date(actual).toISOString().slice(0, 19), new Date(zoned(value)).toISOString().slice(0, 19));
  const areWhole = /^-?\d+$/.test(actual) && /^-?\d+$/.test(value);
  // 10,000 is added so that -3 sorts before 7.
  if (areWhole && subject.startsWith('attribute:'))
    return sorted(String(Number(actual) + 10_000).padStart(6), String(Number(value) + 10_000).padStart(6));
  return areWhole ? sorted(actual.padStart(9), value.padStart(9)) : sorted(actual, value);
}

const zoned = (date: string) => (date.length === 19 ? `${date}Z` : date);
const padded = (version: string) => Array.from({ length: 5 }, (_, i) => (version.split('.')[i] ?? '0').padStart(9, '0')).join('.');
const sorted = (a: string, b: string) => (a === b ? 'same' : [a, b].sort()[0] === a ? 'less' : 'more');

describe('a compiled query', () => {
  it('answers what a slow reading of the tree answers', () => {
    fc.assert(
      fc.property(queries, fc.array(instances, { minLength: 5, maxLength: 5 }), (query, five) => {
        const test = compileQuery(query);
        expect(five.map((instance) => test(subjectsOf(instance)))).toEqual(five.map((instance) => holds(query, instance)));
      }),
      { numRuns: 500 },
    );
  });

  const selects = (text: string, instance: Partial<Instance>) => compileQuery(queryOf(text))(subjectsOf({ ...PLAIN, ...instance }));

  it('orders whole numbers in attributes as numbers and other texts by character', () => {
    const a = (value: string) => ({ attributes: { a: value } });
    expect(selects('attribute:a > 9', a('10'))).toBe(true);
    expect(selects('attribute:a > 9', a('9'))).toBe(false);
    expect(selects('attribute:a >= 7', a('007'))).toBe(true);
    expect(selects('attribute:a == 7', a('007'))).toBe(false);
    expect(selects('attribute:a < -2', a('-10'))).toBe(true);
    // Beyond what a double can distinguish.
    expect(selects('attribute:a > 90071992547409920', a('90071992547409921'))).toBe(true);
    // '1' sorts before '9'; one of the two is no whole number.
    expect(selects('attribute:a > 9', a('10x'))).toBe(false);
    expect(selects('attribute:a > 9x', a('10'))).toBe(false);
    expect(selects('attribute:a < b', a('B'))).toBe(true);
  });

  it('takes every comparison with an absent subject as false, but != not_in !~ and not_exists', () => {
    const [absent, valueless] = [PLAIN, { ...PLAIN, attributes: { a: null } }];
    const ends = ['== x', '> x', '>= x', '< x', '<= x', 'in [x]', '=~ .*', 'exists'];
    const opposites = ['!= x', 'not_in [x]', '!~ .*', 'not_exists'];
    expect(ends.map((end) => selects(`attribute:a ${end}`, absent))).toEqual(ends.map(() => false));
    expect(opposites.map((end) => selects(`attribute:a ${end}`, absent))).toEqual(opposites.map(() => true));
    // Without a value only exists is otherwise.
    expect(ends.map((end) => selects(`attribute:a ${end}`, valueless))).toEqual(ends.map((end) => end === 'exists'));
    expect(opposites.map((end) => selects(`attribute:a ${end}`, valueless))).toEqual(opposites.map((end) => end !== 'not_exists'));
  });

  it('compares a registration by the second', () => {
    const at = (time: string) => ({ registeredAtMs: Date.parse(time) });
    expect(selects('registeredAt == 2018-06-18T22:28:28', at('2018-06-18T22:28:28.999Z'))).toBe(true);
    expect(selects('registeredAt > 2018-06-18T22:28:28', at('2018-06-18T22:28:28.999Z'))).toBe(false);
    expect(selects('registeredAt <= 2018-06-18T22:28:28', at('2018-06-18T22:28:28.999Z'))).toBe(true);
    expect(selects('registeredAt > 2018-06-18T22:28:28', at('2018-06-18T22:28:29Z'))).toBe(true);
    // One that is not registered yet is after every date.
    expect(selects('registeredAt > 2018-06-18', { registeredAtMs: Number.POSITIVE_INFINITY })).toBe(true);
    expect(selects('registeredAt == 2018-06-18', { registeredAtMs: Number.POSITIVE_INFINITY })).toBe(false);
  });

  it('finds a task of one of several groups', () => {
    const host = { groups: ['service:web', 'family:job'] };
    expect(selects('task:group in [database, family:job]', host)).toBe(true);
    expect(selects('task:group in [database, cache]', host)).toBe(false);
    expect(selects('task:group not_in [database, cache]', host)).toBe(true);
    expect(selects('task:group != service:web', host)).toBe(false);
    expect(selects('task:group != database', {})).toBe(true);
  });

  it('distinguishes letter case', () => {
    expect(selects('attribute:a == Prod', { attributes: { a: 'prod' } })).toBe(false);
    expect(selects('attribute:A exists', { attributes: { a: 'prod' } })).toBe(false);
    expect(selects('attribute:a =~ P.*', { attributes: { a: 'prod' } })).toBe(false);
  });
});
