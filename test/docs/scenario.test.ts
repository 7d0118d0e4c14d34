import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { FIGURE_PARTS } from '../../src/record/expect/figures.js';
import { load } from '../scenario/scenarios.js';
import { blocksOf, codeIn, pageText, proseOf, type Row, rowsOf } from './page.js';
import { type Entry, type Role, schemaEntries } from './schema-entries.js';

const text = pageText('docs/scenario.md');
const entries = schemaEntries();

/** Paths that a heading speaks of: one or several, of which each row below it is a key. */
function prefixesOf(heading: string): string[] {
  if (heading === '## The top level') return [''];
  const [paths, variant] = heading.split(' of type ');
  return codeIn(paths!).map((path) => (variant === undefined ? path : `${path} (${codeIn(variant)[0]})`));
}

function under(prefix: string, key: string): string {
  const variant = / \(\w+\)$/.exec(prefix)?.[0] ?? '';
  const path = prefix.slice(0, prefix.length - variant.length);
  return `${path === '' ? key : `${path}.${key}`}${variant}`;
}

function keysOf({ heading, cells }: Row): string[] {
  return prefixesOf(heading).map((prefix) => under(prefix, codeIn(cells[0]!)[0]!));
}

const documented = new Map(
  rowsOf(text)
    .filter(({ heading, cells }) => cells.length === 4 && prefixesOf(heading).length > 0)
    .flatMap((row) => keysOf(row).map((path) => [path, row.cells] as const)),
);

/** Keys in the paragraphs that begin with a word, by path. */
function listed(word: string): string[] {
  const found: string[] = [];
  let heading = '';
  for (const paragraph of proseOf(text).join('\n').split('\n\n')) {
    if (paragraph.startsWith('#')) heading = paragraph;
    if (paragraph.startsWith(`${word}: `)) found.push(...prefixesOf(heading).flatMap((p) => codeIn(paragraph).map((key) => under(p, key))));
  }
  return found.sort();
}

function pathsOf(role: Role): string[] {
  return [...entries.values()].flatMap((entry) => (entry.role === role ? [entry.path] : [])).sort();
}

const settings = [...entries.values()].filter(({ role }) => role === 'setting');

describe('docs/scenario.md', () => {
  it('names every setting, and none that the schema does not know', () => {
    expect([...documented.keys()].sort()).toEqual(pathsOf('setting'));
  });

  it('lists what is taken without effect, and what is refused', () => {
    expect(listed('Ignored')).toEqual(pathsOf('ignored'));
    expect(listed('Refused')).toEqual(pathsOf('refused'));
  });

  it.each(settings.map((entry) => [entry.path, entry] as const))('tells default and choices of %s', (path, entry: Entry) => {
    const [, takes = '', standard = '', meaning = ''] = documented.get(path) ?? [];
    if (entry.default !== undefined) expect(standard).toBe(`\`${entry.default}\``);
    else expect(standard === 'required').toBe(entry.isRequired);
    expect(codeIn(takes)).toEqual(expect.arrayContaining([...entry.choices]));
    expect(meaning).not.toBe('');
  });

  const [whole = '', ...parts] = blocksOf(text, 'yaml');
  const examples = [whole, ...parts].map((part) => ({ ...parse(whole), ...parse(part) }) as Record<string, unknown>);

  it.each(examples.map((example, i) => [i + 1, example] as const))('shows an example that loads: number %i', (_, example) => {
    const { errors, warnings } = load(stringify(example));
    expect({ errors, warnings }).toEqual({ errors: undefined, warnings: [] });
  });

  it('names the figures that an expectation may speak of', () => {
    const told = rowsOf(text).flatMap(({ heading, cells }) => (heading === '## Expectations' ? [[cells[0]!, cells[1]!] as const] : []));
    const { capacity_providers: provider, services } = FIGURE_PARTS;
    const kinds: Record<string, readonly string[]> = {
      ...{ '`capacity_providers.NAME`': provider.keys, '`capacity_providers.NAME.fargate`': provider.parts.fargate.keys },
      ...{ '`services.NAME`': services.keys, '`services.NAME.load`': services.parts.load.keys },
      ...{ '`services.NAME.deployments`': services.parts.deployments.keys, '`workloads.NAME`': [] },
    };
    expect(told.map(([path, figures]) => [path, codeIn(figures)])).toEqual(Object.entries(kinds).map(([path, keys]) => [path, [...keys]]));
  });

  it('tells of defaults that depend on the rest what they become', () => {
    const loaded = load(whole);
    if (loaded.setup === undefined) throw new Error('the first example does not load');
    const { cluster, services, workloads } = loaded.scenario;
    expect(cluster.availabilityZones).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
    expect(services[0]?.deploymentConfiguration).toEqual({ minimumHealthyPercent: 100, maximumPercent: 200 });
    expect(services[0]?.capacityProviderStrategy).toEqual(cluster.defaultCapacityProviderStrategy);
    expect(services[0]?.placementStrategy?.[0]).toEqual({ type: 'spread', field: 'attribute:ecs.availability-zone' });
    expect(workloads[0]?.placementStrategy).toEqual([{ type: 'random' }]);
  });
});
