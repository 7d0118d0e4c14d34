import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drydock } from '../../cli/in-process.js';
import { sixtyTasks } from '../sixty-tasks.js';

it('sweep --uncertain sets the best points beside each other in plausible ECSs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'uncertain-sweep-'));
  writeFileSync(join(folder, 'fargate.yaml'), sixtyTasks());
  writeFileSync(
    join(folder, 'sweep.yaml'),
    'scenario: fargate.yaml\nreplications: 2\nmetrics: [cost_per_month]\naxes:\n  workloads.jobs.runTime: [90s, 60s]\n',
  );
  const words = ['sweep', 'sweep.yaml', '--uncertain', '--worlds', '32', '--workers', '1', '--out', 'out'];
  const { stdout, stderr, status } = await drydock(words, { cwd: folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { uncertainty } = JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'));
  const [{ holds, spread, shares, ...cost }] = uncertainty.contrasts;
  expect(cost).toMatchObject({ scenario: 'runTime 90s', against: 'runTime 60s', metric: 'cost_per_month_usd', verdict: 'worse' });
  expect(holds).toMatchObject({ worlds: 32, of: 32 });
  // 30 s more of 72 s and the cleanup: 13.5 s at the 5th percentile of its range, and 44.5 s at the 95th, with means 1.3 % above the medians.
  const change = (medianS: number) => 30 / (72 + 1.013 * medianS);
  expect(spread.p95).toBeCloseTo(change(13.5), 1);
  expect(spread.p5).toBeCloseTo(change(44.5), 1);
  expect(shares[0]).toMatchObject({ setting: 'fargate.stop.cleanup', is_shown: true });
  expect(stdout.replaceAll('\n', ' ')).toContain('That runTime 90s costs more than runTime 60s holds in all 32 plausible ECSs');
  expect(readFileSync(join(folder, 'out/uncertainty.csv'), 'utf8').trim().split('\r\n')).toHaveLength(65);
  expect(readFileSync(join(folder, 'out/report.html'), 'utf8')).toContain('Whether it holds in plausible ECSs');
  const fitted = await drydock(['sweep', 'sweep.yaml', '--worlds', '32'], { cwd: folder });
  expect(fitted.stderr).toContain('--worlds are those of --uncertain');
});
