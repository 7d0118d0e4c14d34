import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES, pack } from '../cli/pack-program.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/pack.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'drydock-recipes-'));

/** The recipe of the page in a language. */
function recipe(language: string): string {
  return new RegExp(`\\n\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)![1];
}

const rowsOf = (text: string) => parse(text, { columns: true }) as Record<string, string>[];
const read = (file: string) => rowsOf(readFileSync(join(folder, 'out', file), 'utf8'));

beforeAll(async () => {
  const words = ['--format', 'openb', '--nodes', 'openb-nodes.csv', '--tasks', 'openb-pods.csv', '--demand', '1.3', '--seeds', '42-46'];
  const answer = await pack(FIXTURES, ...words, '--policies', 'best-fit,fgd', '--per-task', '--into', join(folder, 'out'));
  expect(answer).toMatchObject({ stderr: '', status: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('recipes of docs/pack.md', () => {
  it('pandas counts what each policy refused', () => {
    const printed = execFileSync('/usr/bin/python3', ['-c', recipe('python')], { cwd: folder, encoding: 'utf8' });
    const counts = new Map<string, number>();
    for (const { policy, seed, refused } of read('tasks.csv'))
      if (refused !== '') counts.set(`${policy} ${seed} ${refused}`, (counts.get(`${policy} ${seed} ${refused}`) ?? 0) + 1);
    expect(counts.size).toBeGreaterThan(2);
    expect(new Map(rowsOf(printed).map((row) => [`${row.policy} ${row.seed} ${row.refused}`, Number(row.tasks)]))).toEqual(counts);
  });

  it("base R's paired t test is that of pairs.csv", () => {
    const printed = execFileSync('Rscript', ['-e', recipe('r')], { cwd: folder, encoding: 'utf8' });
    const [estimate, low, high, p] = printed.trim().split('\n').map(Number);
    const row = read('pairs.csv').find(({ measure }) => measure === 'allocated_gpu_percent_end')!;
    for (const [theirs, ours] of [
      [estimate, row.difference],
      [low, row.low_95],
      [high, row.high_95],
      [p, row.p_value],
    ] as const)
      expect(theirs).toBeCloseTo(Number(ours), 3);
  });
});
