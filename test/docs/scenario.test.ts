import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { FIGURE_PARTS } from '../../src/record/expect/figures.js';
import { load } from '../scenario/scenarios.js';
import { blocksOf, codeIn, pageText, ROOT, rowsOf } from './page.js';

const FOLDER = 'docs/reference/scenario';
const files = readdirSync(join(ROOT, FOLDER)).sort();
const texts = files.map((file) => pageText(`${FOLDER}/${file}`));

describe('docs/reference/scenario', () => {
  it('has a meaning for every key', () => {
    const keys = texts.flatMap((text) => rowsOf(text)).filter(({ cells }) => cells.length === 4);
    expect(keys.length).toBeGreaterThan(600);
    expect(keys.filter(({ cells }) => cells[3] === '')).toEqual([]);
  });

  const [whole = '', ...parts] = [pageText(`${FOLDER}/README.md`), ...texts.filter((_, i) => files[i] !== 'README.md')].flatMap((text) =>
    blocksOf(text, 'yaml'),
  );
  const examples = [whole, ...parts].map((part) => ({ ...parse(whole), ...parse(part) }) as Record<string, unknown>);

  it.each(examples.map((example, i) => [i + 1, example] as const))('shows an example that loads: number %i', (_, example) => {
    const text = stringify(example);
    const base = load(text);
    for (const { errors, warnings } of [base, ...base.variants.map(({ assignments }) => load(text, { set: assignments }))])
      expect({ errors, warnings }).toEqual({ errors: undefined, warnings: [] });
  });

  it('names the figures that an expectation may use', () => {
    const shown = rowsOf(pageText(`${FOLDER}/expectations.md`)).map(({ cells }) => [cells[0]!, codeIn(cells[1]!)]);
    const { capacity_providers: provider, services } = FIGURE_PARTS;
    const kinds: Record<string, readonly string[]> = {
      ...{ '`capacity_providers.NAME`': provider.keys, '`capacity_providers.NAME.fargate`': provider.parts.fargate.keys },
      ...{ '`services.NAME`': services.keys, '`services.NAME.load`': services.parts.load.keys },
      ...{ '`services.NAME.deployments`': services.parts.deployments.keys, '`workloads.NAME`': [] },
    };
    expect(shown).toEqual(Object.entries(kinds).map(([path, keys]) => [path, [...keys]]));
  });

  it('states defaults that depend on other keys', () => {
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
