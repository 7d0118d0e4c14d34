import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { DIST } from '../built.js';

const main = fileURLToPath(new URL('../../bench/main.mjs', import.meta.url));

it('bench large replays a trace of so many tasks an instance at each size and draws its page', () => {
  const env = { ...process.env, DRYDOCK_DIST: DIST };
  const text = execFileSync(process.execPath, [main, 'large', '--machines', '2,10', '--tasks', '3', '--json'], { encoding: 'utf8', env });
  const { rows, problems } = JSON.parse(text);
  expect(problems).toEqual([]);
  // Without latencies a task is two events, its arrival and its end: 2 x 3 tasks and 10 x 3.
  expect(rows.map(({ machines, tasks, started, events }: Record<string, number>) => [machines, tasks, started, events])).toEqual([
    [2, 6, 6, 12],
    [10, 30, 30, 60],
  ]);
  for (const { pageBytes, peakRssMib, seconds } of rows) expect(Math.min(pageBytes, peakRssMib, seconds)).toBeGreaterThan(0);
});
