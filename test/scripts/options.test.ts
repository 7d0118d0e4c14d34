import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const SCRIPTS = [
  ...['validate-model', 'swarm', 'migration-figures', 'supply', 'build-catalog'].map((name) => `scripts/${name}.mjs`),
  'src/studio/build.mjs',
  'src/studio/site/build.mjs',
  'bench/main.mjs',
];
const cwd = mkdtempSync(join(tmpdir(), 'drydock-scripts-'));
afterAll(() => rmSync(cwd, { recursive: true }));

function script(file: string, ...words: string[]) {
  return spawnSync(process.execPath, [join(ROOT, file), ...words], { encoding: 'utf8', cwd });
}

it.each(SCRIPTS)('%s shows its usage, and refuses an unknown option in one message', (file) => {
  const { status, stdout, stderr } = script(file, '--help');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^(npm run|node) /);
  const wrong = script(file, '--wrong');
  expect([wrong.status, wrong.stdout]).toEqual([2, '']);
  expect(wrong.stderr).toMatch(/^(Unknown option '--wrong'\n|bench: common: --wrong is not an option)/);
  expect(wrong.stderr).not.toMatch(/^ +at /m);
  expect(readdirSync(cwd)).toEqual([]);
});

it('a table of migration figures names the scenario that does not exist', () => {
  const { status, stderr } = script('scripts/migration-figures.mjs', 'headline/none', 'headline/spread-100');
  expect([status, stderr.split('\n')[0]]).toEqual([2, 'there is no scenario headline/none']);
});
