import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isMet, outcomeText } from '../../src/record/expect/expectation.js';
import { execute } from '../../src/run/execute.js';
import { readVariants, type ScenarioFile } from '../../src/run/scenario-file.js';
import { draws } from '../extent.js';
import { fileOf, headOf, LIBRARY } from './head.js';

/** Expectations that a run does not come to, with what was found. */
async function unmet(scenario: ScenarioFile): Promise<string[]> {
  const { verdicts } = await execute(scenario);
  return verdicts.filter((verdict) => !isMet(verdict)).map((verdict) => `${verdict.expected} ${outcomeText(verdict)}`);
}

const broken = ({ expectations }: ScenarioFile) => expectations.flatMap(({ text, breaks }) => (breaks ? [text] : []));

describe('the library of scenarios', () => {
  it('has at least 24 scenarios in folders by theme, each under a name of its own', () => {
    expect(LIBRARY.length).toBeGreaterThanOrEqual(24);
    expect(LIBRARY.filter((name) => !name.includes('/'))).toEqual([]);
    expect(new Set(LIBRARY.map((name) => basename(name))).size).toBe(LIBRARY.length);
  });

  describe.each(LIBRARY)('%s', (name) => {
    const { shows, lookAt } = headOf(name);
    const { base, variants } = readVariants(fileOf(name), {}, (written) => written);

    it('describes its subject and how to vary it, with variants that load', () => {
      expect(base.setup.name).toBe(basename(name));
      expect(shows).not.toBe('');
      if (dirname(name) === 'questions') expect(lookAt ?? '').not.toBe('');
      expect(base.expectations.length).toBeGreaterThanOrEqual(1);
      expect(variants.length).toBeGreaterThanOrEqual(1);
      for (const { description = '' } of base.variants) expect(description).not.toBe('');
    });

    it('expects nothing that no variant breaks, and something that the first one does', () => {
      expect([...new Set(variants.flatMap(broken))].sort()).toEqual(base.expectations.map(({ text }) => text).sort());
      expect(broken(variants[0]!)).not.toEqual([]);
    });

    it('meets its expectations, and each variant breaks the stated ones and no other (`npm test` runs the first of every sixth)', async () => {
      expect(await unmet(base)).toEqual([]);
      for (const variant of variants.slice(0, draws(LIBRARY.indexOf(name) % 6 === 0 ? 1 : 0, variants.length)))
        expect(await unmet(variant)).toEqual([]);
    });
  });
});
