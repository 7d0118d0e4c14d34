import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerOf, experiments, filesOf, killAt, writeSmall } from '../cli/experiment-program.js';
import { endWorkers, startWorker } from './queue-worker.js';
import { freePort, type RedisServer, startRedis } from './redis.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-queue-'));
const { run, start } = experiments(folder);
const compared = ['compare', 'a.yaml', 'b.yaml', '--replications'];
/** Time enough to be killed in. */
const LONGER = ['--set', 'duration=5d'];

let redis: RedisServer;

beforeAll(async () => {
  writeSmall(folder, 'a');
  writeSmall(folder, 'b', (text) => text.replace('targetCapacity: 80', 'targetCapacity: 100'));
});
beforeEach(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  await endWorkers();
  await redis.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const journalLines = (journal: string) => (existsSync(journal) ? readFileSync(journal, 'latin1').split('\n').length - 1 : 0);

describe('a sweep of a packing by a queue', () => {
  it('writes the bytes that threads write, with constraints and after a kill too', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => `${1 + (i % 3)},${100 * (1 + (i % 4))},${i},${30 + ((7 * i) % 90)},app-${i % 7}`);
    writeFileSync(join(folder, 'apps.csv'), `cpu,memory_mib,arrival_s,duration_s,app\n${rows.join('\n')}\n`);
    writeFileSync(
      join(folder, 'packed.yaml'),
      `name: packed
pack: { format: csv, tasks: apps.csv, machineCpu: 8, machineMemory: 4096, constraints: 'distinctInstance:app:2' }
axes:
  machines: [4, 6, 8, 10]
  policy: [best-fit, worst-fit, random]
replications: 4
metrics: [failedPercent, nodesInUseTimeAverage]
`,
    );
    const swept = ['sweep', 'packed.yaml', '--out', 'packed', '--paper', '--queue', redis.url];
    const worker = () => startWorker(redis.url, { args: ['--concurrency', '1', '--trace', join(folder, 'apps.csv')] });
    const first = worker();
    expect(await killAt(start(...swept), join(folder, 'packed.journal.jsonl'), 10)).toBe(true);
    first.child.kill('SIGKILL');
    worker();
    const byQueue = await run(...swept, '--resume');
    expect(byQueue).toMatchObject({ stderr: '', status: 0 });
    const byThreads = await run('sweep', 'packed.yaml', '--out', 'packed-direct', '--paper', '--workers', '2');
    expect(byQueue.stdout.replaceAll('packed/', 'packed-direct/')).toBe(byThreads.stdout);
    const files = filesOf(join(folder, 'packed-direct'));
    expect(Object.keys(files)).toContain('runs.parquet');
    expect(filesOf(join(folder, 'packed'))).toEqual(files);
  });
});

describe('compare by a queue', () => {
  it('writes the bytes that threads write', async () => {
    startWorker(redis.url, { args: ['--concurrency', '2'] });
    const byQueue = await run(...compared, '4', '--out', 'queued', '--queue', redis.url);
    expect(byQueue).toMatchObject({ stderr: '', status: 0 });
    const byThreads = await run(...compared, '4', '--out', 'direct', '--workers', '2');
    expect(byQueue.stdout.replaceAll('queued', 'direct')).toBe(byThreads.stdout);
    expect(filesOf(join(folder, 'queued'))).toEqual(filesOf(join(folder, 'direct')));
  });

  it('writes the bytes that threads write in plausible ECSs, after a kill and --resume too', async () => {
    const words = [...compared, '2', '--uncertain', '--worlds', '16'];
    const torn = [...words, '--out', 'worlds', '--queue', redis.url];
    const first = startWorker(redis.url, { args: ['--concurrency', '1'] });
    // Of 4 runs at the defaults and 64 in worlds.
    expect(await killAt(start(...torn), join(folder, 'worlds.journal.jsonl'), 12)).toBe(true);
    first.child.kill('SIGKILL');
    startWorker(redis.url, { args: ['--concurrency', '2'] });
    const byQueue = await run(...torn, '--resume');
    expect(byQueue).toMatchObject({ stderr: '', status: 0 });
    const byThreads = await run(...words, '--out', 'worlds-direct', '--workers', '2');
    expect(byQueue.stdout.replaceAll('worlds/', 'worlds-direct/')).toBe(byThreads.stdout);
    expect(filesOf(join(folder, 'worlds'))).toEqual(filesOf(join(folder, 'worlds-direct')));
    expect(byThreads.stdout).toContain('plausible ECSs');
  });

  it('that is killed, and its worker with it, goes on with --resume, and writes the same', async () => {
    const journal = join(folder, 'torn.journal.jsonl');
    const torn = [...compared, '15', ...LONGER, '--out', 'torn', '--queue', redis.url];
    for (const resume of [[], ['--resume'], ['--resume']]) {
      const lines = Math.max(journalLines(journal), 1) + 4;
      const worker = startWorker(redis.url, { args: ['--concurrency', '1'] });
      expect(await killAt(start(...torn, ...resume), journal, lines)).toBe(true);
      worker.child.kill('SIGKILL');
      expect(existsSync(join(folder, 'torn'))).toBe(false);
    }
    startWorker(redis.url, { args: ['--concurrency', '2'] });
    expect(await run(...torn, '--resume')).toMatchObject({ stderr: '', status: 0 });
    expect(await run(...compared, '15', ...LONGER, '--out', 'whole', '--workers', '1')).toMatchObject({ status: 0 });
    expect(filesOf(join(folder, 'torn'))).toEqual(filesOf(join(folder, 'whole')));
    expect(existsSync(journal)).toBe(false);
  });

  it('that loses its Redis keeps finished runs, and reports how to go on', async () => {
    const journal = join(folder, 'lost.journal.jsonl');
    startWorker(redis.url, { args: ['--concurrency', '1'] });
    const child = start(...compared, '200', ...LONGER, '--out', 'lost', '--queue', redis.url, '--queue-patience', '1s');
    const answer = answerOf(child);
    while (journalLines(journal) < 6) await new Promise((ok) => setTimeout(ok, 10));
    await redis.kill();
    const { stderr, status } = await answer;
    expect(status).toBe(1);
    expect(stderr).toBe(
      `${redis.url}: the connection is lost; trying again for 1 s\n` +
        `--queue ${redis.url}: lost for 1 s: no server listens there\nfinished runs are kept in lost.journal.jsonl; go on with --resume\n`,
    );
    expect(journalLines(journal)).toBeGreaterThanOrEqual(6);
  });
});

describe('sweep by a queue', () => {
  it('writes the bytes that threads write', async () => {
    const target = 'cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity';
    writeFileSync(join(folder, 'targets.yaml'), `scenario: a.yaml\naxes:\n  ${target}: { from: 70, to: 100, step: 10 }\nreplications: 3\n`);
    for (const concurrency of ['1', '2']) startWorker(redis.url, { args: ['--concurrency', concurrency] });
    expect(await run('sweep', 'targets.yaml', '--out', 'swept-queued', '--queue', redis.url)).toMatchObject({ stderr: '', status: 0 });
    expect(await run('sweep', 'targets.yaml', '--out', 'swept-direct', '--workers', '1')).toMatchObject({ stderr: '', status: 0 });
    expect(filesOf(join(folder, 'swept-queued'))).toEqual(filesOf(join(folder, 'swept-direct')));
  });
});

describe('a search and advice by a queue', () => {
  it.each([
    ['optimise', 'search.yaml', []],
    ['advise', 'a.yaml', ['--replications', '2', '--set', 'duration=2h']],
    [
      'advise',
      'a.yaml',
      ['--replications', '2', '--incident', 'aws-2021-12-22-us-east-1-power', '--incident-at', '30m', '--uncertain', '--worlds', '16'],
    ],
  ])('%s writes the bytes that one thread writes', async (command, file, words) => {
    const target = 'cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity';
    const space = `axes:\n  ${target}: { from: 70, to: 100, step: 10 }\nfirstReplications: 2\nreplications: 5\nfinalists: 2\n`;
    writeFileSync(join(folder, 'search.yaml'), `scenario: a.yaml\nobjectives: [wait_p95_ms <= 900000]\n${space}`);
    for (const concurrency of ['1', '2']) startWorker(redis.url, { args: ['--concurrency', concurrency] });
    const [queued, direct] = ['queued', 'direct'].map((how) => `${command}-${words.length}-${how}`) as [string, string];
    // A slow machine shows a line of progress each minute.
    expect(await run(command, file, ...words, '--out', queued, '--queue', redis.url)).toMatchObject({ status: 0 });
    expect(await run(command, file, ...words, '--out', direct, '--workers', '1')).toMatchObject({ status: 0 });
    const files = filesOf(join(folder, queued));
    expect(Object.keys(files)).toContain('summary.json');
    expect(files).toEqual(filesOf(join(folder, direct)));
  });
});

describe('bad input', () => {
  it.each([
    [['worker'], 'a worker takes its runs from a queue: give --queue redis://HOST:PORT, or set DRYDOCK_QUEUE'],
    [
      [
        'worker',
        '--queue',
        'http://a:b@c',
        '--concurrency',
        '0',
        '--queue-patience',
        '3',
        '--policy',
        'nosuch.mjs',
        '--trace',
        'nosuch.csv',
      ],
      '--queue http://a:***@c: there is no queue by http://; write redis://HOST:PORT, or rediss://USER:PASSWORD@HOST:PORT with TLS, with /NUMBER behind it for another database\n' +
        '--concurrency 0: write a whole number from 1 to 1024\n--queue-patience 3: write a duration from 1s to 7d, such as 90s\n' +
        'nosuch.mjs: there is no such file\n--trace nosuch.csv: there is no such file',
    ],
    [
      ['compare', 'a.yaml', 'b.yaml', '--queue', 'redis://cache', '--workers', '2'],
      '--workers are threads of this machine, and --queue leaves the work to others: give one of them\n' +
        '--queue does replications: give --replications or --precision',
    ],
  ])('%j is reported, all of it, in plain lines', async (args, lines) => {
    const { stdout, stderr, status } = await run(...args);
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: `${lines}\n`, status: 2 });
  });

  it('a queue that is not there is reported before anything is written', async () => {
    const nobody = `redis://127.0.0.1:${await freePort()}`;
    const { stderr, status } = await run(...compared, '4', '--out', 'nobody', '--queue', nobody);
    expect({ stderr, status }).toEqual({ stderr: `--queue ${nobody}: no server listens there\n`, status: 1 });
    expect(readdirSync(folder).filter((name) => name.startsWith('nobody'))).toEqual([]);
  });
});
