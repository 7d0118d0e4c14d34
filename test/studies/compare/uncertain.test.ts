import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { drydock } from '../../cli/in-process.js';
import { sixtyTasks } from '../sixty-tasks.js';

const instance = (usdPerHour: number) => `
name: instance
duration: 1h
cluster: { containerInstances: [{ instanceType: own.large, count: 1 }] }
instanceTypes: [{ name: own.large, cpuUnits: 65536, memoryMib: 131072, eniTasks: 100, usdPerHour: ${usdPerHour} }]
taskDefinitions:
  - { family: job, networkMode: awsvpc, cpu: '256', memory: '512', containerDefinitions: [{ name: job, image: job, essential: true }] }
workloads:
  - { name: jobs, taskDefinition: job, count: 60, arrivals: { type: schedule, at: [0s] }, runTime: 60s }
quotas: none
`;

/** 0.25 vCPU and 0.5 GB for an hour, in us-east-1. */
const USD_PER_HOUR = 0.25 * 0.04048 + 0.5 * 0.004445;
/** Of a lognormal with 23 s at the median and 30 s at the 95th percentile: its mean over its median. */
const MEAN_OVER_MEDIAN = Math.exp((Math.log(30 / 23) / 1.6448536) ** 2 / 2);

/** What the hour costs on Fargate when the median of the cleanup is so long. */
const costAt = (medianS: number) => (60 * (2 + 60 + 10 + medianS * MEAN_OVER_MEDIAN) * USD_PER_HOUR) / 3600;

/** The place of 0.75 in the range from 10 s over 23 s to 60 s: its likelihood is a triangle of the logarithm. */
const THREE_QUARTERS_S = Math.exp(Math.log(60) - Math.sqrt(0.25 * Math.log(60 / 10) * Math.log(60 / 23)));

const folder = mkdtempSync(join(tmpdir(), 'uncertain-'));
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const compare = (...words: string[]) => drydock(['compare', ...words, '--replications', '3', '--workers', '1', '--brief'], { cwd: folder });
const json = (out: string) => JSON.parse(readFileSync(join(folder, out, 'comparison.json'), 'utf8'));

describe('compare --uncertain', () => {
  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    write('fargate.yaml', sixtyTasks());
    write('stated.yaml', sixtyTasks(', cleanup: 23s').replace('name: fargate', 'name: stated'));
    write('flips.yaml', instance(costAt(THREE_QUARTERS_S)));
  });

  it('counts the worlds in which the verdict holds, and names the one setting that it depends on', async () => {
    const { stdout, stderr, status } = await compare('flips.yaml', 'fargate.yaml', '--uncertain', '--worlds', '32', '--out', 'flips');
    expect({ stderr, status }).toEqual({ stderr: expect.any(String), status: 0 });
    const { uncertainty } = json('flips');
    const [cost] = uncertainty.contrasts;
    expect(cost).toMatchObject({ scenario: 'fargate', against: 'instance', metric: 'cost_per_month_usd', verdict: 'better', of: 'change' });
    // Three quarters of 32 strata lie below the price; one may fall on it.
    expect(Math.abs(cost.holds.worlds - 24)).toBeLessThanOrEqual(1);
    const [first, ...others] = cost.shares;
    expect(first).toMatchObject({ setting: 'fargate.stop.cleanup', is_shown: true });
    expect(first.share).toBeGreaterThan(0.93);
    // A longer cleanup makes Fargate dearer: the lowest quarter of the worlds saves most.
    expect(first.effects[0].values).toMatch(/^below /);
    expect(first.effects[0].mean).toBeLessThan(first.effects[1].mean - 0.1);
    for (const { share, is_shown } of others) {
      expect(is_shown).toBe(false);
      expect(share).toBeLessThan(0.2);
    }
    expect(cost.spread.luck_share).toBeLessThan(0.02);
    expect(stdout).toMatch(/That fargate costs less than instance holds in 7\d % of 32 plausible ECSs/);
    expect(stdout.replaceAll('\n', ' ')).toMatch(/depends on fargate\.stop\.cleanup \(9\d % ± \d of the variance between worlds\)/);
    expect(stdout.replaceAll('\n', ' ')).toMatch(/With fargate\.stop\.cleanup below 1\d s it is −1\d\.\d %, from 3\d s it is \+\d/);
    expect(stdout).toContain('Measure fargate.stop.cleanup: from stoppingAt to stoppedAt');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it('spreads as far as the ends of the range make the bill differ', () => {
    const { uncertainty } = json('flips');
    const change = (medianS: number) => costAt(medianS) / costAt(THREE_QUARTERS_S) - 1;
    const [{ spread }] = uncertainty.contrasts;
    expect(spread.p5).toBeGreaterThan(change(10));
    expect(spread.p95).toBeLessThan(change(60));
    // By the quantiles of the triangle: 13.5 s and 44.5 s.
    const [low, high] = [0.05, 0.95].map((place) => {
      const width = Math.log(6);
      return place < 0.4
        ? 10 * Math.exp(Math.sqrt(place * width * Math.log(2.3)))
        : 60 / Math.exp(Math.sqrt((1 - place) * width * Math.log(60 / 23)));
    }) as [number, number];
    expect(spread.p5).toBeCloseTo(change(low), 1);
    expect(spread.p95).toBeCloseTo(change(high), 1);
  });

  it('leaves a row a world and scenario, with what was drawn', () => {
    const [head, ...rows] = readFileSync(join(folder, 'flips/uncertainty.csv'), 'utf8').trim().split('\r\n');
    const heads = head!.split(',');
    expect(rows).toHaveLength(64);
    const cleanups = rows.map((row) => Number(row.split(',')[heads.indexOf('fargate.stop.cleanup')]));
    expect(Math.min(...cleanups)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...cleanups)).toBeLessThanOrEqual(60);
    // Both scenarios of a world have the same draw.
    for (let i = 0; i < rows.length; i += 2) expect(cleanups[i]).toBe(cleanups[i + 1]);
    // The bill of each world is that of its cleanup, but for chance among sixty tasks.
    for (const row of rows.filter((one) => one.includes(',fargate,'))) {
      const cells = row.split(',');
      const usd = Number(cells[heads.indexOf('cost_usd')]);
      const medianS = Number(cells[heads.indexOf('fargate.stop.cleanup')]);
      expect(Math.abs(usd / costAt(medianS) - 1)).toBeLessThan(0.03);
    }
  });

  it('does not draw what a scenario or the command states', async () => {
    await compare('flips.yaml', 'stated.yaml', '--uncertain', '--worlds', '16', '--out', 'stated');
    const { uncertainty } = json('stated');
    expect(uncertainty.stated).toContain('fargate.stop.cleanup');
    expect(uncertainty.drawn).not.toContain('fargate.stop.cleanup');
    expect(uncertainty.contrasts[0].holds).toMatchObject({ worlds: 16, of: 16 });
    expect(uncertainty.contrasts[0].spread).toMatchObject({ p5: uncertainty.contrasts[0].spread.p95 });
    await compare('flips.yaml', 'fargate.yaml', '--uncertain', '--worlds', '16', '--set', 'timings.imagePull=9s', '--out', 'set');
    const set = json('set').uncertainty;
    expect(set.stated).toContain('timings.imagePull');
    expect(set.drawn).not.toContain('timings.imagePull');
    expect(set.drawn).toContain('fargate.stop.cleanup');
  });

  it('takes the plausible ECSs of a fit, and draws what they do not have', async () => {
    const median = '{ lognormal: { median: 20s, p95: 30s } }';
    const values = Array.from({ length: 40 }, (_, i) => [`${100 + i}s`]);
    write(
      'summary.json',
      JSON.stringify({ fit: { patch: { 'timings.imagePull': median }, worlds: { settings: ['timings.imagePull'], values } } }),
    );
    const words = ['flips.yaml', 'fargate.yaml', '--uncertain', '--fitted', 'summary.json'];
    expect((await compare(...words, '--worlds', '20', '--out', 'fitted')).status).toBe(0);
    expect(json('fitted').uncertainty.drawn).toEqual(expect.arrayContaining(['timings.imagePull', 'fargate.stop.cleanup']));
    expect(json('fitted').uncertainty.stated).not.toContain('timings.imagePull');
    const [head, ...rows] = readFileSync(join(folder, 'fitted/uncertainty.csv'), 'utf8').trim().split('\r\n');
    const column = head!.split(',').indexOf('timings.imagePull');
    // Every second of the forty, for both scenarios.
    expect(rows.map((row) => Number(row.split(',')[column]))).toEqual(Array.from({ length: 40 }, (_, i) => 100 + 2 * Math.floor(i / 2)));
    await compare(...words, '--worlds', '16', '--set', 'timings.imagePull=9s', '--out', 'over');
    expect(json('over').uncertainty.drawn).not.toContain('timings.imagePull');
    expect(json('over').uncertainty.stated).toContain('timings.imagePull');
    const none = await compare('flips.yaml', 'fargate.yaml', '--uncertain', '--fitted', 'flips.yaml');
    expect(none.stderr).toContain('--fitted flips.yaml: it is no summary.json of drydock backtest with --fit timings');
    const many = await compare(...words, '--worlds', '41');
    expect(many.stderr).toContain('--worlds 41: summary.json has 40 plausible ECSs; give no more');
  });

  it('goes into the comment on a pull request, and onto the page', async () => {
    const { stdout } = await drydock(
      [
        'compare',
        'flips.yaml',
        'fargate.yaml',
        '--replications',
        '3',
        '--workers',
        '1',
        '--uncertain',
        '--worlds',
        '16',
        '--format',
        'markdown',
        '--out',
        'comment',
      ],
      { cwd: folder },
    );
    expect(stdout).toMatch(/\*\*Plausible ECSs\*\*: That fargate costs less than instance holds in 7\d % of 16 plausible ECSs/);
    expect(stdout).toMatch(
      /\| Cost a month: fargate against instance \| −\d.* \| −\d.* to \+\d.* % \| 12 of 16 \| `fargate\.stop\.cleanup` 9\d % ± \d+ \|/,
    );
    const page = readFileSync(join(folder, 'comment/report.html'), 'utf8');
    expect(page).toContain('Whether it holds in plausible ECSs');
    expect(page).toContain('aws ecs describe-tasks --cluster CLUSTER --tasks ARN');
  });

  it('draws the same worlds again, and leaves the answer at the defaults as it is without', async () => {
    await compare('flips.yaml', 'fargate.yaml', '--uncertain', '--worlds', '16', '--out', 'again');
    expect(readFileSync(join(folder, 'again/uncertainty.csv'), 'utf8')).toBe(readFileSync(join(folder, 'comment/uncertainty.csv'), 'utf8'));
    await compare('flips.yaml', 'fargate.yaml', '--out', 'plain');
    const { uncertainty, ...rest } = json('again');
    expect(uncertainty).toBeDefined();
    expect(json('plain')).toEqual(rest);
  });

  it('reports what is wrong with the options, all at once', async () => {
    const { stderr, status } = await drydock(['compare', 'flips.yaml', 'fargate.yaml', '--uncertain', '--worlds', '3'], { cwd: folder });
    expect(status).not.toBe(0);
    expect(stderr).toContain('--worlds 3: give a whole number from 16 to 10000');
    expect(stderr).toContain('--uncertain adds to the answer of replications');
    const alone = await drydock(['compare', 'flips.yaml', 'fargate.yaml', '--replications', '3', '--worlds', '20'], { cwd: folder });
    expect(alone.stderr).toContain('--worlds are those of --uncertain');
  });
});
