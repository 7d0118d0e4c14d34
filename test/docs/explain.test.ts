import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built } from '../built.js';
import { blocksOf, codeIn, pageText, ROOT, rowsOf } from './page.js';

const { program, build } = built('explain-page-test');
const checkout = mkdtempSync(join(tmpdir(), 'drydock-explain-page-'));
const page = pageText('docs/explain.md');

function drydock(command: string) {
  const words = command.replace(/^npx drydock /, '').split(' ');
  return spawnSync(process.execPath, [program, ...words], { cwd: checkout, encoding: 'utf8' });
}

beforeAll(async () => {
  await build();
  symlinkSync(join(ROOT, 'scenarios'), join(checkout, 'scenarios'));
  for (const command of blocksOf(page, 'sh').flatMap((block) => block.trimEnd().split('\n'))) {
    const { status, stderr } = drydock(command);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
}, 120_000);
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

describe('docs/explain.md', () => {
  it.each(blocksOf(page, 'console').map((block) => block.trimEnd().split('\n')))('%s', (command, ...shown) => {
    const { stdout, stderr, status } = drydock(command!.slice(2));
    expect({ status, stderr, lines: stdout.trimEnd().split('\n') }).toEqual({ status: 0, stderr: '', lines: shown });
  });

  it('names every question that the command takes, and shows an answer of each', () => {
    const help = drydock('npx drydock explain --help').stdout;
    const options = [...help.matchAll(/^ {2,}--([a-z-]+)/gm)].map(([, option]) => option!);
    const questions = options.filter((option) => !['version', 'help', 'policy', 'from', 'json'].includes(option));
    const named = rowsOf(page).flatMap(({ cells }) => /^--([a-z-]+)/.exec(codeIn(cells[0]!)[0] ?? '')?.[1] ?? []);
    expect(named.sort()).toEqual([...questions].sort());
    for (const question of questions) expect(blocksOf(page, 'console').join('')).toContain(`--${question}`);
  });
});
