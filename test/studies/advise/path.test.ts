import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drydock } from '../../cli/in-process.js';
import { PLAIN } from './scenarios.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-path-'));
const run = (...words: string[]) => drydock(words, { cwd: folder });
const text = (path: string) => readFileSync(join(folder, path), 'utf8');

const [workers] = PLAIN.cluster.capacityProviders;
/** The other families that are tried. */
const DEAR = Object.fromEntries(['c6a', 'c5a', 'c6i', 'm5a'].map((family) => [`${family}.large`, 0.2]));
/** Two instances that stay two, so that what they cost and how long they are there is plain. */
const FIXED = {
  ...PLAIN,
  name: 'fixed',
  taskDefinitions: PLAIN.taskDefinitions.map((definition) => ({ ...definition, runtimePlatform: { cpuArchitecture: 'X86_64' } })),
  duration: '2h',
  prices: {
    ec2: { 'm5.large': 0.1, 'm6a.large': 0.08, 'm6i.large': 0.1, ...DEAR },
    spot: {
      'm5.large': { savingsPercent: 50, interruptionBucket: '5-10%' },
      'm6a.large': { savingsPercent: 50, interruptionBucket: '5-10%' },
    },
  },
  cluster: {
    ...PLAIN.cluster,
    capacityProviders: [{ ...workers, autoScalingGroup: { ...workers!.autoScalingGroup, minSize: 2, maxSize: 2 } }],
  },
  workloads: [
    {
      name: 'jobs',
      taskDefinition: 'old',
      arrivals: { type: 'schedule', at: ['10m'] },
      count: 2,
      runTime: '30m',
      placementStrategy: [{ type: 'binpack', field: 'memory' }],
    },
  ],
};
// biome-ignore lint/suspicious/noExplicitAny: a file of the program, as any reader sees it.
let summary: any;
let stdout = '';

beforeAll(async () => {
  writeFileSync(join(folder, 'fixed.json'), JSON.stringify(FIXED));
  const answer = await run('advise', 'fixed.json', '--replications', '3', '--workers', '1', '--out', 'out');
  expect(answer).toMatchObject({ stderr: '', status: 0 });
  ({ stdout } = answer);
  summary = JSON.parse(text('out/summary.json'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the path of advice', () => {
  it('does first what has no risk, and adds what still saves, to the bill that the prices give', () => {
    const { as_it_is: asItIs, steps } = summary.path;
    // Two instances of 0.10, of 0.08 and of 0.04 on Spot, for 730 hours.
    expect(asItIs.usd_per_month.mean).toBeCloseTo(146, 6);
    const bills = steps.map(({ added, state }: Record<string, never>) => [
      (added as { kind: string }).kind,
      (state as { usd_per_month: { mean: number } }).usd_per_month.mean,
    ]);
    expect(bills[0]).toEqual(['generation', expect.closeTo(116.8, 6)]);
    expect(bills.at(-1)).toEqual(['spot', expect.closeTo(58.4, 6)]);
    expect(steps.map(({ total }: { total: { verdict: string } }) => total.verdict).at(-1)).toBe('risks');
    const added = steps.reduce(
      (sum: number, step: { added: { saved_usd_per_month: { mean: number } } }) => sum + step.added.saved_usd_per_month.mean,
      0,
    );
    expect(added).toBeCloseTo(146 - 58.4, 6);
    expect(summary.path.advised.confirmed.saved_usd_per_month.mean).toBeCloseTo(87.6, 6);
  });

  it('comes first, with its risk and the alternative without it', () => {
    const printed = stdout.replace(/\n(?=\S)/g, ' ');
    expect(printed).toMatch(
      /^Do this: workers: m6a\.large.*; then workers: 100 % Spot\. It costs \$58\.40 a month instead of \$146 \(−60\.0 %, shown\); in 2 h: wait, p95 .*\. Shown by 3 replications; 3 others, not used for the choice, save \$87\.60 a month\. /,
    );
    expect(printed).toMatch(
      / At risk: EC2 interrupts 5 to 10 % of m6a\.large in a month \(AWS Spot Advisor\)\. Expected in a month: 0\.2 of 2\.0 Spot Instances/,
    );
    expect(printed).toMatch(/ Warning: all Spot of workers is one instance type, m6a\.large: /);
    expect(printed).toMatch(/ Without that risk: workers: m6a\.large.*\. It costs \$117 a month instead of \$146 /);
  });

  it('leaves one scenario with all of it, which runs to what its last step ran to', async () => {
    const { steps } = summary.path;
    const { stdout: once } = await run('run', 'out/combined.yaml', '--json', '--out', 'once');
    const rows = text('out/runs.csv').split('\r\n');
    expect(rows.find((row) => row.includes(`,${steps.at(-1).total.what_if},`))).toContain(JSON.parse(once).digest);
    expect(rows.length - 2).toBe(summary.runs);
    expect(text('out/combined.sh')).toContain('"InstanceType":"m6a.large"');
    expect(text('out/combined.sh').match(/start-instance-refresh/g)).toHaveLength(1);
    expect(text('out/path.csv').trimEnd().split('\r\n')).toHaveLength(steps.length + 2);
  });
});

describe('a path of which some makes something worse', () => {
  it('puts that last, advises what comes before it, and leaves both as scenarios', async () => {
    // One larger instance holds as many tasks and has a cheaper hour, but is one instance: more tasks wait while it starts.
    const cheap = { 'm5.large': 0.1, 'm5.xlarge': 0.15, 'm6a.large': 0.1, 'm6i.large': 0.1, ...DEAR };
    writeFileSync(join(folder, 'worse.json'), JSON.stringify({ ...FIXED, name: 'worse', prices: { ...FIXED.prices, ec2: cheap } }));
    const { stdout: printed } = await run('advise', 'worse.json', '--replications', '3', '--workers', '1', '--out', 'worse');
    const { path } = JSON.parse(text('worse/summary.json'));
    const verdicts = path.steps.map(({ added }: { added: { verdict: string } }) => added.verdict);
    expect(verdicts).toEqual(['risks', 'trades']);
    expect([path.without_risk, path.advised.steps, path.all_of_it.steps]).toEqual([null, 1, 2]);
    expect(printed.replace(/\n/g, ' ')).toMatch(
      /^Do this: workers: 100 % Spot\. .* Nothing is shown to help without that risk\. All of it, with something worse: workers: 100 % Spot; then .*\(shown worse\)/,
    );
    for (const name of ['combined', 'all-of-it']) expect(text(`worse/${name}.yaml`)).toContain('onDemandPercentageAboveBaseCapacity: 0');
    expect(text('worse/combined.yaml')).toContain('- m5.large\n');
    expect(text('worse/all-of-it.yaml')).toContain('- m5.xlarge\n');
  });
});

describe('the risk of Spot', () => {
  const spotOf = (id: string) => summary.findings.find(({ what_if }: { what_if: string }) => what_if === id);

  it('is that of the bucket, over the hours on Spot, whether or not a run met an interruption', () => {
    const { verdict, spot } = spotOf('spot-workers-100');
    expect(verdict).toBe('risks');
    expect(spot.sources[0].types).toEqual([{ type: 'm5.large', interruption_bucket: '5-10%' }]);
    // In 30 days 7.5 % are interrupted: two instances for 730 hours are 1460 / 720 x -ln(1 - 0.075).
    const perHour = -Math.log(1 - 0.075) / 720;
    expect(spot.instances_interrupted.mean).toBeCloseTo(2 * 730 * perHour, 6);
    // Four tasks of web run for all of the time but their start; two jobs of 30 minutes, of which half is lost, in 2 hours.
    const [web, jobs] = ['web', 'jobs'].map((name) => spot.hit.find((hit: { name: string }) => hit.name === name));
    expect(web.tasks_interrupted / (4 * 730 * perHour)).toBeCloseTo(1, 1);
    expect(jobs.tasks_interrupted).toBeCloseTo(2 * 0.5 * 365 * perHour, 3);
    expect(jobs.work_lost_hours / jobs.tasks_interrupted).toBeCloseTo(0.25, 6);
    expect(spot.warnings).toEqual([expect.stringContaining('one instance type, m5.large')]);
  });

  it('is half as great for half on Spot, and none without', () => {
    const [half, all] = ['spot-workers-50', 'spot-workers-100'].map((id) => spotOf(id).spot.tasks_interrupted.mean);
    expect(half / all).toBeCloseTo(0.5, 2);
    expect(spotOf('binpack-cpu').spot).toBeNull();
  });
});
