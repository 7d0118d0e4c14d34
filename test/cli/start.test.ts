import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drydock } from './in-process.js';

const { nextText, WORDS } = (await import(new URL('../../scripts/start.mjs', import.meta.url).href)) as {
  readonly nextText: (comparison: unknown) => string;
  readonly WORDS: readonly string[];
};
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'drydock-start-'));
symlinkSync(join(root, 'scenarios'), join(folder, 'scenarios'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Answered {
  readonly replications: {
    readonly answer: {
      readonly choice: string;
      readonly against_choice: readonly { readonly scenario: string; readonly metrics: Record<string, { readonly verdict: string }> }[];
    };
  };
}

describe('the README', () => {
  const page = (name: string) => readFileSync(join(root, name), 'utf8');

  it('has at most 800 words', () => expect(page('README.md').split(/\s+/).length).toBeLessThanOrEqual(800));

  it('answers its questions with figures that other pages show by a command', () => {
    const answers = page('README.md').split('## Five questions')[1]!.split('##')[0]!;
    const [percent, tasks] = ['−74.3 %', '4.0 tasks interrupted'];
    for (const said of [percent, tasks]) expect(page('docs/advise.md').replaceAll(/\s+/g, ' ')).toContain(said);
    expect(answers).toContain('74.3 % of spread-100, with 4.0 tasks interrupted');
    for (const said of ['19.5 %', '2 min 35 s, not 2 min 57 s', '16.6 %']) expect(page('README.md').split('##')[1]).toContain(said);
  });
});

describe('npm start', () => {
  it('opens with the choice and its certainty, equal to its files, and ends with a command', async () => {
    const { stdout, stderr, status } = await drydock(WORDS, { cwd: folder });
    // A slow machine prints its progress.
    expect({ stderr: stderr.replace(/^\d+ of 20 runs, .*\n/gm, ''), status }).toEqual({ stderr: '', status: 0 });
    const out = join(folder, 'reports/out/headline');
    const comparison = JSON.parse(readFileSync(join(out, 'comparison.json'), 'utf8')) as Answered;
    const { choice, against_choice: rivals } = comparison.replications.answer;
    const [first, second] = stdout.split('\n');
    expect(first).toContain(choice);
    expect(first).toMatch(/^(Choose|Keep) /);
    const dearer = rivals.filter(({ metrics }) => metrics.cost_per_month_usd.verdict === 'worse');
    expect(second.startsWith('Sure at 95 %')).toBe(dearer.length > 0);
    for (const { scenario } of rivals) expect(stdout).toContain(scenario);
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(readme).toContain(stdout.split('\n\n')[0]);
    expect(nextText(comparison)).toBe(`Next: npx drydock run scenarios/headline/${choice}.yaml\n`);
    // No run has files of its own.
    expect(readdirSync(out).sort()).toEqual(['comparison.json', 'replications.csv', 'report.html']);
    const bytes = readdirSync(out).reduce((sum, name) => sum + statSync(join(out, name)).size, 0);
    expect(bytes).toBeLessThan(5e6);
  });

  it('has the mean of replications.csv in every cell of the table', () => {
    const rows = readFileSync(join(folder, 'reports/out/headline/replications.csv'), 'utf8')
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    const [head, ...runs] = rows;
    const cost = (name: string) => {
      const own = runs.filter((row) => row[head.indexOf('scenario')] === name).map((row) => Number(row[head.indexOf('cost_usd')]));
      return own.reduce((sum, usd) => sum + usd, 0) / own.length;
    };
    const names = [...new Set(runs.map((row) => row[head.indexOf('scenario')]))];
    expect(runs).toHaveLength(5 * names.length);
    // The chain of the Developer Guide packs as tightly as binpack alone, and both leave spread far behind.
    expect(cost('zone-memory-100') / cost('spread-100')).toBeLessThan(0.9);
    expect(Math.abs(cost('zone-memory-100') / cost('binpack-100') - 1)).toBeLessThan(0.03);
  });
});

it('compare --brief needs replications', async () => {
  const { stderr, status } = await drydock(['compare', WORDS[1]!, WORDS[2]!, '--brief'], { cwd: folder });
  expect(stderr).toBe('--brief is the answer of replications: give --replications or --precision\n');
  expect(status).not.toBe(0);
});
