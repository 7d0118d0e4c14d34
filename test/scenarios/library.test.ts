import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { execute } from '../../src/run/execute.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { draws } from '../extent.js';
import { fileOf, headOf, LIBRARY } from './head.js';

/** Expectations of a scenario that do not hold, with what was found. */
async function failing(name: string, set: readonly string[] = []): Promise<string[]> {
  const { verdicts } = await execute(readScenario(fileOf(name), { set }));
  return verdicts.filter(({ holds }) => !holds).map(({ expected, found }) => `${expected} (found ${found})`);
}

const withoutValue = (lines: readonly string[]) => lines.map((line) => line.replace(/ \(found .*/, ''));

describe('the library of scenarios', () => {
  it('has at least 24 scenarios in folders by theme, each under a name of its own', () => {
    expect(LIBRARY.length).toBeGreaterThanOrEqual(24);
    expect(LIBRARY.filter((name) => !name.includes('/'))).toEqual([]);
    expect(new Set(LIBRARY.map((name) => basename(name))).size).toBe(LIBRARY.length);
  });

  describe.each(LIBRARY)('%s', (name) => {
    const { shows, lookAt, tries } = headOf(name);

    it('says what it shows and how to vary it, in commands that are lawful', () => {
      const { setup, expectations } = readScenario(fileOf(name));
      expect(setup.name).toBe(basename(name));
      expect(shows).not.toBe('');
      if (dirname(name) === 'questions') expect(lookAt ?? '').not.toBe('');
      expect(expectations.length).toBeGreaterThanOrEqual(1);
      expect(tries.length).toBeGreaterThanOrEqual(1);
      for (const { set, outcome } of tries) {
        expect(set).not.toEqual([]);
        expect(outcome).not.toBe('');
        readScenario(fileOf(name), { set });
      }
    });

    it('comes to what it expects, and each expectation fails in a variant that it names, one at least in the first (`npm test` runs no other)', async () => {
      expect(await failing(name)).toEqual([]);
      const { expectations } = readScenario(fileOf(name));
      const unfailed = new Set(expectations.map(({ text }) => text));
      for (const [i, { set }] of tries.slice(0, draws(1, tries.length)).entries()) {
        const failed = withoutValue(await failing(name, set));
        if (i === 0) expect(failed).not.toEqual([]);
        for (const text of failed) unfailed.delete(text);
        if (unfailed.size === 0) break;
      }
      if (draws(0, 1) === 1) expect([...unfailed]).toEqual([]);
    });
  });
});
