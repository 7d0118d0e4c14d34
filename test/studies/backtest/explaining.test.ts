import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drydock } from '../../cli/in-process.js';
import { GROWS } from './grows.js';

/** A group that grows by four instances each half hour, and shrinks again; the rules that matter to it are stated, so that few settings are open. */
const SCENARIO = `
name: grows
duration: 3h
${GROWS}scaler: { lowDatapoints: 3, highDatapoints: 1, scaleInAfterScaleOut: 1m }
`;

interface Summary {
  readonly fit: {
    readonly explained_shares: readonly { readonly setting: string; readonly share_of_variance: number }[];
    readonly worlds: { readonly is_unlike_recording: boolean; readonly settings: readonly string[]; readonly values: readonly string[][] };
  };
}

const folder = mkdtempSync(join(tmpdir(), 'explaining-'));

/** Fits the scenario to a recording that it made with other settings. */
async function fitTo(
  name: string,
  ...set: string[]
): Promise<{ readonly stdout: string; readonly summary: Summary; medians(path: string): number[] }> {
  writeFileSync(join(folder, 'grows.yaml'), SCENARIO);
  mkdirSync(join(folder, name));
  const recorded = await drydock(['backtest', 'grows.yaml', '--record', '--seed', '99', ...set.flatMap((one) => ['--set', one])], {
    cwd: folder,
  });
  writeFileSync(join(folder, name, 'metrics.json'), recorded.stdout);
  const words = ['--fit', 'timings', '--fit-runs', '2', '--hold-out', '10%', '--out', `${name}-out`];
  const { stdout, status } = await drydock(['backtest', 'grows.yaml', '--observed', name, ...words], { cwd: folder });
  expect(status).toBe(0);
  const summary = JSON.parse(readFileSync(join(folder, `${name}-out`, 'summary.json'), 'utf8')) as Summary;
  const { settings, values } = summary.fit.worlds;
  const medians = (path: string) =>
    values
      .map((row) => seconds(/median: ([^,]+)/.exec(row[settings.indexOf(path)]!)?.[1] ?? row[settings.indexOf(path)]!))
      .sort((a, b) => a - b);
  return { stdout, summary, medians };
}

/** `2m30s` in seconds. */
function seconds(text: string): number {
  const [, minutes = '0', rest = '0', ms = '0'] = /^(?:(\d+)m(?!s))?(?:([\d.]+)s)?(?:(\d+)ms)?$/.exec(text)!;
  return 60 * Number(minutes) + Number(rest) + Number(ms) / 1_000;
}

it('finds the plausible ECSs that explain a recording, reports what it determines, and leaves the rest as it was', async () => {
  const { stdout, summary, medians } = await fitTo('slow', 'timings.instanceBoot={ lognormal: { median: 170s, p95: 200s } }');
  const boots = medians('timings.instanceBoot');
  expect(boots).toHaveLength(400);
  // 90 % of the plausible boots lie between 25 and 143 s; the recording leaves slow ones, and the time of a point makes up for the fastest.
  expect(boots[20]).toBeGreaterThan(70);
  expect(boots[20]).toBeLessThan(170);
  expect(boots[379]).toBeGreaterThan(170);
  // Alarms that count a point a minute sooner (`scaler.newestPoint`) make up for a minute of boot.
  expect(boots[379]).toBeLessThanOrEqual(260);
  const { explained_shares } = summary.fit;
  expect(explained_shares.find(({ setting }) => setting === 'timings.instanceBoot')!.share_of_variance).toBeGreaterThan(0.5);
  expect(summary.fit.worlds.is_unlike_recording).toBe(false);
  expect(stdout).toMatch(/timings\.instanceBoot\s+\d+ s to \d+ min \d+ s\s+\d+ min \d+ s to \d+ min \d+ s\s+\d+ %/);
  expect(stdout).toContain('--uncertain --fitted');
  // Nothing in minutes of instances and tasks shows how a tie between types is broken.
  expect(explained_shares.find(({ setting }) => setting === 'placement.tie')!.share_of_variance).toBeLessThan(0.1);
});
