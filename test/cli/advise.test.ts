import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAIN } from '../studies/advise/scenarios.js';
import { experiments, filesOf, killAt } from './experiment-program.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-advise-'));
const { run, start } = experiments(folder);
const leftovers = () => readdirSync(folder).filter((name) => name.startsWith('.') || name.includes('journal'));
const written = (name: string) => JSON.parse(readFileSync(join(folder, name, 'summary.json'), 'utf8'));
const write = (name: string, scenario: object) => writeFileSync(join(folder, `${name}.json`), JSON.stringify(scenario));
const FEW = ['--replications', '3'] as const;

beforeAll(async () => {
  write('plain', PLAIN);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The words that set what it changes. */
const findingOf = (findings: readonly { what_if: string; settings: string[] }[], id: string): string[] =>
  findings.find(({ what_if }) => what_if === id)!.settings.flatMap((setting) => ['--set', setting]);

describe('drydock advise', () => {
  it('gives the same bytes with one worker and with three, a finding for each what-if, and reasons for the rest', async () => {
    const [one, three] = await Promise.all([
      run('advise', 'plain.json', ...FEW, '--workers', '1', '--out', 'one'),
      run('advise', 'plain.json', ...FEW, '--workers', '3', '--out', 'three'),
    ]);
    expect([one, three].map(({ stderr, status }) => ({ stderr, status }))).toEqual(Array(2).fill({ stderr: '', status: 0 }));
    expect(filesOf(join(folder, 'three'))).toEqual(filesOf(join(folder, 'one')));
    expect(one.stdout).toMatch(/^Do this: [\s\S]*?costs \$\S+\s+a\s+month\s+instead\s+of\s+\$/);
    expect(one.stdout).toMatch(/\nHow to do it:\n( {2}# .*\n)* {2}aws /);
    expect(one.stdout).toMatch(/\nplain as it is costs \$.* a month\. In 2 h: wait, p95 /);
    expect(one.stdout).toMatch(/\nNot tried:\nworkers: \d+ other families: /);
    const { findings, not_tried: notTried, runs } = written('one');
    const rows = readFileSync(join(folder, 'one/runs.csv'), 'utf8').trimEnd().split('\r\n');
    expect(rows).toHaveLength(1 + runs);
    expect(runs).toBeGreaterThan(3 * (findings.length + 1));
    expect([findings.length, notTried.length].every((count) => count > 1)).toBe(true);
    expect(leftovers()).toEqual([]);
  });

  it('finds Spot cheaper by the prices of the catalogue, and a run with its settings has the same cost', async () => {
    const spot = written('one').findings.find(({ what_if: id }: { what_if: string }) => id === 'spot-workers-100');
    expect([spot.verdict, spot.cost_usd.grade]).toEqual(['risks', 'better']);
    const set = spot.settings.flatMap((setting: string) => ['--set', setting]);
    const { stdout } = await run('run', 'plain.json', ...set, '--json', '--out', 'spot');
    const rows = readFileSync(join(folder, 'one/runs.csv'), 'utf8').split('\r\n');
    const first = rows.find((row) => row.includes(',spot-workers-100,'))!;
    expect(first).toContain(JSON.parse(stdout).digest);
  });

  it('killed goes on with --resume to the same bytes', async () => {
    const words = ['advise', 'plain.json', ...FEW, '--out', 'killed'];
    expect(await killAt(start(...words), join(folder, 'killed.journal.jsonl'), 20)).toBe(true);
    expect(await run(...words, '--resume', '--workers', '1')).toMatchObject({ stderr: '', status: 0 });
    const [killed, one] = ['killed', 'one'].map((name) => filesOf(join(folder, name)));
    expect(Object.keys(one!).filter((file) => one![file] !== killed![file])).toEqual([]);
  });

  it('begins with the cluster that is there what leaves it alone, and all else anew with as many instances, each against its like', async () => {
    const containerInstances = [1, 2, 3].map((n) => ({
      ec2InstanceId: `i-${n}`,
      capacityProvider: 'workers',
      instanceType: 'm5.large',
      availabilityZone: 'us-east-1a',
    }));
    write('there', { ...PLAIN, name: 'there', present: { containerInstances } });
    const { status } = await run('advise', 'there.json', '--replications', '2', '--out', 'there');
    expect(status).toBe(0);
    const { findings, as_it_is_begun_anew: anew } = written('there');
    const begun = Object.fromEntries(findings.map(({ kind, begins }: Record<string, string>) => [kind, begins]));
    expect(begun).toMatchObject({ targetCapacity: 'present', warmUp: 'present', type: 'anew', binpack: 'anew', spot: 'anew' });
    write('three', {
      ...PLAIN,
      name: 'there',
      cluster: {
        ...PLAIN.cluster,
        capacityProviders: PLAIN.cluster.capacityProviders.map((one) => ({
          ...one,
          autoScalingGroup: { ...one.autoScalingGroup, desiredCapacity: 3 },
        })),
      },
    });
    await run('advise', 'three.json', '--replications', '2', '--out', 'same');
    const same = written('same');
    expect([anew, same.as_it_is_begun_anew]).toEqual([same.as_it_is, null]);
    const savings = (of: typeof findings) =>
      Object.fromEntries(of.map(({ what_if, saved_usd_per_month }: Record<string, unknown>) => [what_if, saved_usd_per_month]));
    const [ours, theirs] = [savings(findings), savings(same.findings)];
    for (const { what_if: id, begins } of findings) if (begins === 'anew') expect([id, ours[id]]).toEqual([id, theirs[id]]);
    const rows = readFileSync(join(folder, 'there/runs.csv'), 'utf8').split('\r\n');
    for (const [id, ...words] of [['as it is'], ['targetCapacity-workers-60', ...findingOf(findings, 'targetCapacity-workers-60')]]) {
      const { stdout } = await run('run', 'there.json', ...words, '--json', '--out', 'once');
      const { digest } = JSON.parse(stdout);
      expect(rows.find((row) => row.includes(`,${id},`))).toContain(digest);
      expect(rows.find((row) => row.includes('begun anew'))).not.toContain(digest);
    }
  });

  it('tries FARGATE_SPOT where all tasks are on Fargate, and reports once why no what-if changes instances', async () => {
    const definition = {
      family: 'web',
      networkMode: 'awsvpc',
      cpu: '512',
      memory: '1024',
      containerDefinitions: [{ name: 'web', image: 'web' }],
    };
    const serverless = (more: object) => ({
      name: 'serverless',
      duration: '1h',
      cluster: { capacityProviders: ['FARGATE'] },
      taskDefinitions: [{ ...definition, ...more }],
      services: [{ serviceName: 'web', taskDefinition: 'web', desiredCount: 2, launchType: 'FARGATE' }],
    });
    write('serverless', serverless({}));
    write('arm', serverless({ runtimePlatform: { cpuArchitecture: 'ARM64' } }));
    const { stdout, status } = await run('advise', 'serverless.json', '--replications', '2', '--out', 'serverless');
    expect(status).toBe(0);
    expect(stdout).toContain('all tasks from FARGATE to FARGATE_SPOT');
    const reasons = stdout.split('\nNot tried:\n')[1]!.replaceAll(/\s+/g, ' ');
    expect(reasons.match(/the cluster has no capacity provider of an Auto Scaling group/g)).toHaveLength(1);
    expect(reasons).toContain('other instance types, the next generation, other families, another target capacity');
    // us-east-1 has no price of Spot on arm64.
    const arm = (await run('advise', 'arm.json', '--replications', '2', '--out', 'arm')).stdout.replaceAll(/\s+/g, ' ');
    expect(arm).toContain('web on FARGATE_SPOT: no price is known of Fargate (linux on arm64, spot): give prices.fargate.linux.arm64.spot');
    expect(arm).not.toContain('Of 0 what-ifs');
  });

  it('refuses contradictory options', async () => {
    expect(await run('advise', 'plain.json', '--replications', '1', '--warm-up', 'soon')).toMatchObject({
      stderr: expect.stringMatching(
        /--warm-up soon: .*\n--replications 1: give a whole number from 2 to 100000; fewer tell nothing of chance\n$/s,
      ),
      status: 2,
    });
    expect(await run('advise', 'nothing.json')).toMatchObject({ stderr: 'nothing.json: there is no such file\n', status: 2 });
    expect((await run('advise', 'plain.json', '--warm-up', '1d')).stderr).toBe('plain.json: --warm-up leaves nothing of the run\n');
    expect((await run('advise', 'plain.json', '--replications', '2000')).stderr).toMatch(
      /what-ifs and up to 8 together with others, with 2000 replications each, are up to [\d,]+ runs: give --yes if they are meant\n$/,
    );
  });
});
