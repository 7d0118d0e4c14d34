import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { readDocument } from '../../src/scenario/text/document.js';
import { draws } from '../extent.js';
import { GOOD } from './scenarios.js';

const fixtures = join(import.meta.dirname, '../fixtures/scenarios');
const COMPLETE = readFileSync(join(fixtures, 'complete.yaml'), 'utf8');
const CAPACITY = readFileSync(join(fixtures, 'capacity.yaml'), 'utf8');
const FILES = ['task-definitions/worker.json', 'spot/prices.csv', 'spot/nodes.csv', 'spot/bamboo.csv'];
const TEXTS = new Map(FILES.map((file) => [file, readFileSync(join(fixtures, file), 'utf8')]));

/** Ends in a setup or in errors with a place; anything thrown fails the property. */
function ends(text: string, set: { path: string; value: string }[] = []): boolean {
  const loaded = loadScenario(text, { file: 'f.yaml', read: (path) => TEXTS.get(path), set });
  if (loaded.setup !== undefined) return loaded.setup.durationMs > 0 && JSON.stringify(loaded.setup).length > 0;
  return loaded.errors.length > 0 && loaded.errors.every(({ line, message }) => line >= 0 && message !== '');
}

const junk = fc.oneof(
  fc.constantFrom(
    null,
    '',
    0,
    -1,
    1.5,
    1e300,
    true,
    [],
    {},
    [[]],
    '7d',
    '1h',
    'none',
    'aws',
    'web',
    'workers',
    'FARGATE',
    'm5.large',
    'us-east-1a',
    '*a',
    '<<',
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Every place of a tree. */
function paths(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? value.map((item, i) => [i, item] as const) : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => paths(inner, [...path, key]))];
}

type Mutation = { readonly at: number; readonly kind: 'replace' | 'remove' | 'double' | 'rename'; readonly value: unknown };
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('replace', 'remove', 'double', 'rename'),
  value: junk,
});

function mutated(tree: unknown, { at, kind, value }: Mutation): unknown {
  const all = paths(tree).slice(1);
  const path = all[at % all.length];
  if (path === undefined) return value;
  const parent = path.slice(0, -1).reduce((node, step) => (node as Record<string, unknown>)[step], tree) as Record<
    string | number,
    unknown
  >;
  const key = path.at(-1)!;
  if (kind === 'replace') parent[key] = value;
  else if (kind === 'remove') Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key];
  else if (kind === 'double' && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
  else {
    parent[`${key}x`] = parent[key];
    delete parent[key];
  }
  return tree;
}

describe('whatever is given', () => {
  it.each([
    ['a scenario', COMPLETE],
    ['a scenario of Spot', CAPACITY],
  ])('%s with parts replaced, removed, doubled and renamed ends in a setup or in errors', (_, text) => {
    const start = readDocument(text, 'f').value;
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 5 }), (mutations) =>
        ends(JSON.stringify(mutations.reduce(mutated, structuredClone(start)) ?? null)),
      ),
      { numRuns: draws(40, 150) },
    );
  });

  it('a text with letters changed does as well', () => {
    const edit = fc.record({
      at: fc.nat({ max: GOOD.length }),
      length: fc.nat({ max: 8 }),
      text: fc.oneof(
        fc.string({ maxLength: 6 }),
        fc.constantFrom(
          '\n',
          '  ',
          '- ',
          ': ',
          '{',
          '}',
          '[',
          ']',
          '&a ',
          '*a',
          '!!set ',
          '"',
          "'",
          '|',
          '>',
          '%',
          '#',
          '\t',
          '? ',
          '---\n',
          '...\n',
          '<<: *a',
        ),
      ),
    });
    const text = fc
      .array(edit, { minLength: 1, maxLength: 6 })
      .map((edits) => edits.reduce((all, { at, length, text: put }) => all.slice(0, at) + put + all.slice(at + length), GOOD));
    fc.assert(
      fc.property(text, (changed) => ends(changed)),
      { numRuns: draws(50, 200) },
    );
  });

  it('any --set does as well', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'cluster',
        'services',
        'web',
        'workers',
        '0',
        'capacityProviders',
        'prices',
        'ec2',
        'm5',
        'large',
        '',
        '__proto__',
        'constructor',
        'taskDefinitions',
        'file',
        'length',
        'scaler',
      ),
      fc.string({ maxLength: 5 }),
    );
    const assignment = fc.record({
      path: fc.array(word, { maxLength: 5 }).map((words) => words.join('.')),
      value: fc.oneof(
        junk.map((value) => JSON.stringify(value)),
        fc.string(),
      ),
    });
    fc.assert(
      fc.property(fc.array(assignment, { minLength: 1, maxLength: 3 }), (set) => ends(GOOD, set)),
      { numRuns: draws(40, 150) },
    );
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });
});
