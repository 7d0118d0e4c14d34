import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { ALGORITHMS } from '../../src/placement/algorithms/registry.js';
import { startDrydock } from './child.js';
import { FIXTURES, pack } from './pack-program.js';
import { filesIn } from './small-run.js';

const STACK = /^\s+at .+:\d+:\d+/m;
const OPENB = ['--format', 'openb', '--nodes', 'openb-nodes.csv', '--tasks', 'openb-pods.csv'];
const MACHINES = ['--machines', '3', '--machine-cpu', '8', '--machine-memory', '32768'];

const out = mkdtempSync(join(tmpdir(), 'drydock-pack-'));

/** A module of a user's own, by its path. */
function moduleOf(name: string, source: string): string {
  const path = join(out, name);
  writeFileSync(path, source);
  return path;
}

afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('pack --json', () => {
  it('prints for each policy the mean, least and greatest over the seeds and the half width of the mean', async () => {
    const { stdout, stderr, status } = await pack(
      FIXTURES,
      ...OPENB,
      '--policies',
      'best-fit,fgd',
      '--seeds',
      '42-44',
      '--demand',
      '1.3',
      '--json',
    );
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const answer = JSON.parse(stdout);
    expect(Object.keys(answer)[0]).toBe('policies');
    expect(answer.policies.map(({ policy }: { policy: string }) => policy)).toEqual(['best-fit', 'fgd']);
    for (const metric of ['allocatedGpuPercent100', 'allocatedGpuPercent130', 'fragmentationPercent90', 'failed'])
      for (const what of ['Mean', 'Min', 'Max', 'HalfWidth']) expect(answer.policies[0]).toHaveProperty(metric + what);
    const { failedMin, failedMean, failedMax, arrivedMean } = answer.policies[0];
    expect(failedMin).toBeLessThanOrEqual(failedMean);
    expect(failedMean).toBeLessThanOrEqual(failedMax);
    expect(arrivedMean).toBeGreaterThan(0);
    expect(answer).toMatchObject({
      tie: 'fixed-order',
      order: 'shuffled',
      lifetimes: false,
      demand: 1.3,
      seeds: [42, 43, 44],
      skippedRows: 0,
      gpus: 8,
    });
    expect(answer.inputs.map(({ file }: { file: string }) => file)).toEqual(['openb-nodes.csv', 'openb-pods.csv']);
  });

  it('is the same with one thread and with three', async () => {
    const words = [...OPENB, '--policies', 'random,fgd,best-fit', '--seeds', '1-4', '--demand', '1.2', '--json'];
    const [one, three] = await Promise.all(['1', '3'].map((workers) => pack(FIXTURES, ...words, '--workers', workers)));
    expect(one.status).toBe(0);
    expect(three.stdout).toBe(one.stdout);
  });
});

describe('pack for people', () => {
  it('is a table, best first, with the tie rule under it and a sentence', async () => {
    const { stdout, status } = await pack(
      FIXTURES,
      ...OPENB,
      '--policies',
      'random,fgd,first-fit-decreasing-sum',
      '--seeds',
      '1-3',
      '--demand',
      '1.3',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^24 tasks on 4 nodes \(192 vCPUs, 8 GPUs\); shuffled by the seed until 130 %/);
    expect(stdout).toMatch(/seconds\n?/);
    expect(stdout.split('\n').filter((line) => line.length > 120)).toEqual([]);
    expect(stdout).toContain('Ties (fixed-order): of nodes of equal rank the first in one random order');
    expect(stdout).toContain('* offline: it sees all tasks');
    expect(stdout).toMatch(/\d\.\d\d %/);
  });

  it('ranks by nodes where every policy places every task, for shares in use are the same then', async () => {
    writeFileSync(join(out, 'four.csv'), 'cpu,memory_mib,arrival_s,duration_s\n1,10,0,60\n1,10,0,60\n1,10,0,60\n1,10,0,60\n1,10,60,60\n');
    const words = ['--format', 'csv', '--tasks', 'four.csv', '--machines', '4', '--machine-cpu', '2', '--machine-memory', '100'];
    const of = async (...more: string[]) =>
      (await pack(out, ...words, '--policies', 'worst-fit,first-fit', '--seeds', '1-2', ...more)).stdout;
    // From 0 to 60 s first-fit has two nodes in use and worst-fit four. Time ends with the last arrival.
    const stdout = await of('--lifetimes');
    expect(stdout.replaceAll('\n', ' ')).toContain(
      'Every task is placed. first-fit has 2 nodes in use on average over time, against worst-fit 4; the lead over worst-fit is 2.0 nodes with every seed. In the order of the trace seeds vary ties and draws, never the tasks',
    );
    expect(stdout.indexOf('\nfirst-fit')).toBeLessThan(stdout.indexOf('\nworst-fit'));
    expect(JSON.parse(await of('--lifetimes', '--json')).lead).toMatchObject({
      metric: 'nodesInUseTimeAverage',
      best: 'first-fit',
      difference: { mean: -2 },
    });
    // Either policy takes five tasks of one vCPU with three nodes of two.
    const least = (await of('--arrivals-only', '--least-fleet')).replaceAll('\n', ' ');
    expect(least).toContain(
      'Every task is placed. worst-fit has 3 nodes in the least fleet that takes every task, against first-fit 3; first-fit has as many with every seed.',
    );
  });

  it('finds a least fleet whose GPUs are shared by 400, 300 and 300 twice, which the largest first would not fit', async () => {
    // In order of CPU the two GPUs of one machine take 400 + 300 + 300 each. The largest first take 400 + 400, and one 300 is left over.
    const rows = ['22,400', '21,300', '21,300', '5,400', '5,300', '5,300'].map((row) => `${row.replace(',', ',10,1,')},0,60`);
    writeFileSync(join(out, 'shares.csv'), `cpu,memory_mib,gpus,gpu_milli,arrival_s,duration_s\n${rows.join('\n')}\n`);
    const fleet = ['--machines', '2', '--machine-cpu', '100', '--machine-memory', '1000', '--machine-gpus', '2'];
    const words = [
      '--format',
      'csv',
      '--tasks',
      'shares.csv',
      ...fleet,
      '--policies',
      'best-fit',
      '--seeds',
      '1',
      '--least-fleet',
      '--json',
    ];
    const { stdout, stderr, status } = await pack(out, ...words, '--arrivals-only');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(JSON.parse(stdout).policies[0]).toMatchObject({ leastFleetNodesMean: 1, leastFleetAtLeastMean: 1 });
  });

  it('writes CSV files, charts and a page, the same bytes each time', async () => {
    const words = [...OPENB, '--policies', 'random,best-fit', '--seeds', '1-3', '--demand', '1.3', '--charts', 'png,svg,csv'];
    const [first, second] = [join(out, 'first'), join(out, 'second')];
    await Promise.all([pack(FIXTURES, ...words, '--into', first), pack(FIXTURES, ...words, '--into', second, '--workers', '1')]);
    const files = filesIn(first);
    const charts = ['allocated-cpu', 'allocated-gpus', 'failed', 'fragmentation', 'range'];
    expect([...files.keys()]).toEqual([
      ...charts.flatMap((chart) => ['csv', 'png', 'svg'].map((end) => `charts/${chart}.${end}`)),
      ...['curves.csv', 'pairs.csv', 'report.html', 'results.csv', 'seed-curves.csv', 'seed-curves.parquet', 'summary.csv', 'summary.json'],
    ]);
    expect(filesIn(second)).toEqual(files);
    expect(files.get('results.csv')!.trim().split('\r\n')).toHaveLength(1 + 2 * 3);
    expect(files.get('curves.csv')!.trim().split('\r\n')).toHaveLength(1 + 2 * 131);
    // Results may take the place of earlier results.
    expect((await pack(FIXTURES, ...words, '--into', first)).status).toBe(0);
  });
});

describe('a module of the user', () => {
  const MINE =
    "import type { Algorithm } from 'ecs-drydock';\nconst make = (): Algorithm => ({ name: 'mine', dependsOn: 'row', rank: (fleet, row) => fleet.memoryMibFree[row] });\nexport default make;\n";

  it('is replayed beside the others, by its own name, and its hash is part of the identity', async () => {
    const path = moduleOf('mine.ts', MINE);
    const run = () => pack(FIXTURES, ...OPENB, '--policies', `best-fit,${path}`, '--seeds', '1-2', '--json', '--workers', '2');
    const before = JSON.parse((await run()).stdout);
    expect(before.policies[1]).toMatchObject({ policy: 'mine', module: { path } });
    expect(before.policies[1].module.sha256).toMatch(/^[0-9a-f]{16}$/);
    moduleOf('mine.ts', `${MINE}// Another text.\n`);
    const after = JSON.parse((await run()).stdout);
    expect(after.policies[1].module.sha256).not.toBe(before.policies[1].module.sha256);
    expect(after.hash).not.toBe(before.hash);
    expect(after.policies[0]).toEqual(before.policies[0]);
  });

  it('that would end its thread stops the command as well', async () => {
    const path = moduleOf(
      'leaver.mjs',
      "export default () => ({ name: 'leaver', dependsOn: 'row', rank: (_f, row, r) => { if (r.cpuUnits === 8000) process.exit(0); return row; } });\n",
    );
    const { stderr, status } = await pack(FIXTURES, ...OPENB, '--policies', path, '--seeds', '1');
    expect(stderr).toMatch(/policy leaver, task pod-\d\d: it threw "process\.exit\(0\)" \(seed 1\)\n$/);
    expect(status).toBe(1);
  });

  it('that throws while replaying stops the command with its name and the task, whatever the number of threads', async () => {
    const path = moduleOf(
      'thrower.mjs',
      "export default () => ({ name: 'thrower', dependsOn: 'row', rank: (_f, row, r) => { if (r.cpuUnits === 8000) throw new Error('too much'); return row; } });\n",
    );
    const words = [...OPENB, '--policies', `best-fit,${path}`, '--seeds', '1-3', '--into', join(out, 'thrown')];
    const [one, three] = await Promise.all(['1', '3'].map((workers) => pack(FIXTURES, ...words, '--workers', workers)));
    expect(one.stderr).toMatch(/thrower\.mjs: policy thrower, task pod-\d\d: it threw "too much" \(seed 1\)\n$/);
    expect(three.stderr).toBe(one.stderr);
    expect([one.stdout, one.status, three.status]).toEqual(['', 1, 1]);
    expect(one.stderr).not.toMatch(STACK);
    expect(readdirSync(out).filter((name) => name.includes('thrown'))).toEqual([]);
  });
});

describe('bad input', () => {
  it('of all kinds is reported at once', async () => {
    writeFileSync(join(out, 'bad-pods.csv'), 'name,cpu_milli,memory_mib,num_gpu,gpu_milli\na,1000,x,0,0\n');
    const { stdout, stderr, status } = await pack(
      out,
      ...['--format', 'openb', '--nodes', 'no-such.csv', '--tasks', 'bad-pods.csv'],
      ...[
        '--policies',
        'best-ft,quantum,fgd',
        '--seeds',
        '3-1',
        '--demand',
        'much',
        '--tie',
        'alphabetic',
        '--workers',
        '0',
        '--columns',
        'memory=x:kg',
      ],
    );
    expect(stderr.trim().split('\n')).toEqual([
      '--columns: openb has columns of its own; a map goes with csv and parquet',
      "--columns: 'kg' is no unit of memory; there are b, kb, kib, mb, mib, gb, gib, or a number of mib",
      "--seeds 3-1: '3-1' goes backwards; write a range from its least, such as 42-51 or 1,2,3",
      '--demand much: give a multiple of what the nodes have, from 0.01 to 100, such as 1.3',
      '--tie alphabetic: there is no such choice; choose from fixed-order, random, name',
      '--workers 0: give a whole number from 1 to 256',
      'no-such.csv: there is no such file',
      "bad-pods.csv:2 memory_mib: 'x' is not a number from 0 to 2147483647",
      expect.stringMatching(/^--policies: there is no policy 'best-ft'; did you mean best-fit\?$/),
      expect.stringMatching(/^--policies: there is no policy 'quantum'; there are first-fit, /),
    ]);
    expect(stderr).toContain([...ALGORITHMS.keys()].join(', '));
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
  });

  it('in rows may be left out, and the answer counts these rows', async () => {
    writeFileSync(join(out, 'mixed.csv'), 'name,cpu,arrival_s\na,1,0\nb,x,1\nc,1\nd,1,3\n');
    const words = ['--format', 'csv', '--tasks', 'mixed.csv', ...MACHINES, '--policies', 'best-fit'];
    const refused = await pack(out, ...words);
    expect(refused.stderr).toContain("mixed.csv:3 cpu: 'x' is not a number");
    expect(refused.stderr).toContain('mixed.csv:4: the row has 2 fields; the header names 3');
    expect(refused.status).toBe(2);
    const { stdout, stderr, status } = await pack(out, ...words, '--skip-bad-rows', '--json');
    expect({ stderr, status }).toEqual({ stderr: 'warning: mixed.csv: 2 rows are left out because of mistakes in them\n', status: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ skippedRows: 2, tasks: 2 });
    expect((await pack(out, ...words, '--skip-bad-rows')).stdout).toContain('2 rows left out');
  });
});

describe('Ctrl-C', () => {
  it('stops the threads and leaves nothing behind but the finished replays, even where a policy never answers', async () => {
    const path = moduleOf(
      'endless.mjs',
      "export default () => ({ name: 'endless', dependsOn: 'row', rank: (_f, row, r) => { const end = Date.now() + 600000; while (r.cpuUnits === 8000 && Date.now() < end); return row; } });\n",
    );
    const words = [...OPENB, '--policies', `best-fit,${path}`, '--seeds', '1-2', '--workers', '2', '--into', join(out, 'stopped')];
    const child = startDrydock(['pack', ...words], { cwd: FIXTURES, stdio: ['ignore', 'ignore', 'pipe'] });
    const errorText = text(child.stderr!);
    while (!readdirSync(out).some((name) => name.startsWith('.stopped.partial-'))) await new Promise((ok) => setTimeout(ok, 20));
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    const [, finished] =
      /^pack: stopped after (\d) of 4 replays\n(finished parts are kept in .*stopped\.journal\.jsonl; go on with --resume\n)?$/.exec(
        await errorText,
      )!;
    expect(status).toBe(130);
    expect(readdirSync(out).filter((name) => name.includes('stopped'))).toEqual(finished === '0' ? [] : ['stopped.journal.jsonl']);
  });
});
