import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drydock } from '../../cli/in-process.js';
import { DAY, insuranceFolder } from './insurance-folder.js';

it('[I.INS-5] advise --incident --uncertain: in how many plausible ECSs each option survives, for how much', async () => {
  const cwd = insuranceFolder();
  // Not stated, so that they are drawn.
  writeFileSync(join(cwd, 't3.yaml'), DAY.replace(', launchRetry: 1m, launchRetryFactor: 2, launchRetryMax: 15m', ''));
  const more = ['--uncertain', '--worlds', '16', '--set', 'timings.instanceBoot=200s', '--set', 'timings.containerStart=5s'];
  const words = ['advise', 't3.yaml', '--incident', './day.yaml', '--replications', '2', ...more, '--out', 'plausible'];
  const { stdout, stderr, status } = await drydock(words, { cwd });
  // A slow machine shows its progress on stderr.
  expect({ stderr, status }).toEqual({ stderr: expect.any(String), status: 0 });
  const { uncertain } = JSON.parse(readFileSync(join(cwd, 'plausible/summary.json'), 'utf8'));
  expect(uncertain).toMatchObject({
    worlds: 16,
    seeds: 2,
    drawn: expect.arrayContaining(['groups.launchRetryMax', 'groups.healthCheckInterval']),
    not_run: null,
  });
  // Stated settings are the same everywhere, and what an instance costs is no guess.
  expect(uncertain.drawn).not.toContain('timings.instanceBoot');
  const of = (id: string) => uncertain.options.find(({ insurance }: { insurance: string }) => insurance === id);
  expect(of('zone-spare')).toMatchObject({ survives: { worlds: 16, of: 16 }, premium_usd_per_month: { p5: 210.24, p95: 210.24 } });
  // Launches fail for 25 min, and a boot takes 200 s: within 30 min only where a group tries again before 26 min 35 s.
  expect(of('as it is').survives.worlds).toBeLessThan(16);
  expect(of('as it is').premium_usd_per_month).toEqual({ p5: 0, p95: 0 });
  const text = stdout.replaceAll(/\s+/g, ' ');
  expect(text).toContain(
    'survives in all 16 plausible ECSs (at least 79 % of all there could be, at 95 % confidence); at the defaults with 2 of 2 seeds.',
  );
  expect(text).toContain('Only the scenario as it is, the front, and the cheapest that survive at the defaults were run in them.');
  expect(readFileSync(join(cwd, 'plausible/report.html'), 'utf8')).toContain('Whether it survives in plausible ECSs');
});
