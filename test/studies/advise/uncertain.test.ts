import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drydock } from '../../cli/in-process.js';
import { PLAIN } from './scenarios.js';

it('advise --uncertain tries the advised steps in plausible ECSs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'uncertain-advice-'));
  writeFileSync(join(folder, 'plain.json'), JSON.stringify(PLAIN));
  const words = ['advise', 'plain.json', '--replications', '2', '--workers', '1', '--uncertain', '--worlds', '16', '--out', 'out'];
  const { stdout, status } = await drydock(words, { cwd: folder });
  expect(status).toBe(0);
  const { uncertainty, path, command } = JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8'));
  expect(command).toContain('--uncertain --worlds 16');
  expect(path.advised ?? path.without_risk).not.toBeNull();
  expect(uncertainty).toMatchObject({ worlds: 16, drawn: expect.arrayContaining(['timings.instanceBoot']) });
  expect(uncertainty.contrasts[0]).toMatchObject({ scenario: 'plain-combined', against: 'plain', metric: 'cost_per_month_usd' });
  expect(uncertainty.contrasts[0].holds.of).toBe(16);
  expect(stdout.replaceAll('\n', ' ')).toMatch(/That plain-combined costs less than plain holds in (all )?\d+/);
  expect(readFileSync(join(folder, 'out/uncertainty.csv'), 'utf8').trim().split('\r\n')).toHaveLength(33);
});
