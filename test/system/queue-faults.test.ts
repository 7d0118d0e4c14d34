import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { engineVersion } from '../../src/run/engine-version.js';
import { inProcess } from '../../src/run/jobs/local-runner.js';
import type { RunJob, RunResult } from '../../src/run/jobs/run-job.js';
import { inQueue } from '../../src/run/queue/in-queue.js';
import { packJob } from '../../src/run/queue/packed.js';
import { queueUrlOf } from '../../src/run/queue/queue-url.js';
import { resultsOf, smallJobs } from '../run/jobs/jobs.js';
import { NO_MATERIALS } from '../run/jobs/no-materials.js';
import { endWorkers, startWorker } from './queue-worker.js';
import { freePort, type RedisServer, startRedis } from './redis.js';

const NEVER = new AbortController().signal;
const KEYS = '{drydock}:runs';
const folder = mkdtempSync(join(tmpdir(), 'drydock-queue-'));
const servers: RedisServer[] = [];
/** Words of the queue's library. */
const JARGON = /\block\b|\bkey\b|\bjob\b|stalled|moveTo|extend|\bLua\b|BullMQ/i;

afterEach(async () => {
  await endWorkers();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function server(...args: string[]): Promise<RedisServer> {
  const redis = await startRedis(...args);
  servers.push(redis);
  return redis;
}

const here = (jobs: readonly RunJob[]) => resultsOf(inProcess(NO_MATERIALS), jobs);
const coordinator = (url: string, patienceMs = 30_000, lines: string[] = []) =>
  inQueue({ url: queueUrlOf(url, [])!, patienceMs, report: (line) => lines.push(line) });

describe('foreign content in the queue', () => {
  it('is thrown out with a reason, and the worker goes on', async () => {
    const { url, port } = await server();
    const connection = new Redis(port, { maxRetriesPerRequest: null });
    const queue = new Queue('runs', { connection, prefix: '{drydock}' });
    const [good, other] = (await smallJobs(2)).map(packJob);
    const zeros = deflateRawSync(Buffer.alloc(300 * 1024 * 1024)).toString('base64');
    const hostile: [name: string, data: unknown, reason: RegExp][] = [
      ['run', null, /no engineVersion/],
      ['run', { engineVersion: engineVersion(), scenario: 5 }, /no engineVersion and packed scenario/],
      ['run', { ...good, scenario: 'not packed' }, /cannot be unpacked/],
      ['run', { ...good, scenario: zeros }, /cannot be unpacked/],
      ['run', { ...good, seed: 7 }, /its id is not the hash of its content/],
      ['run', { ...good, set: [{ path: 'x', value: 'y'.repeat(200_000) }] }, /Too big/],
      ['run', { ...good, code: 'process.exit()' }, /Unrecognized key/],
      ['run', other, /under another id/],
      ['rm -rf', good, /it is no run but 'rm -rf'/],
    ];
    for (const [i, [name, data]] of hostile.entries()) await queue.add(name, data, { jobId: `bad-${i}`, attempts: 5 });
    // Not even JSON: BullMQ itself finds no job in it.
    await queue.add('run', good, { jobId: 'no-json' });
    await connection.hset(`${KEYS}:no-json`, 'data', '{"engineVersion":');
    const worker = startWorker(url, { args: ['--concurrency', '1'] });
    const runner = await coordinator(url);
    const jobs = await smallJobs(3);
    expect(await resultsOf(runner, jobs)).toEqual(await here(jobs));
    for (const [i, [, , reason]] of hostile.entries()) expect((await queue.getJob(`bad-${i}`))?.failedReason).toMatch(reason);
    expect(worker.output().match(/of the queue is thrown out/g)).toHaveLength(hostile.length);
    expect(worker.output()).not.toMatch(/^\s+at /m);
    expect(worker.child.exitCode).toBeNull();
    await Promise.all([runner.close(), queue.close()]);
    connection.disconnect();
  });

  it('as a result is refused', async () => {
    const { url, port } = await server();
    const connection = new Redis(port, { maxRetriesPerRequest: null });
    const queue = new Queue('runs', { connection, prefix: '{drydock}' });
    const [job] = await smallJobs(1);
    await queue.add('run', packJob(job), { jobId: job.id });
    await connection.hset(`${KEYS}:${job.id}`, 'returnvalue', '"forged"', 'finishedOn', '1');
    await connection.lrem(`${KEYS}:wait`, 0, job.id);
    await connection.zadd(`${KEYS}:completed`, 1, job.id);
    const runner = await coordinator(url);
    const [result] = await resultsOf(runner, [job]);
    expect(result?.failure).toEqual(['the queue gave no valid result for it: its packed content cannot be unpacked']);
    await Promise.all([runner.close(), queue.close()]);
    connection.disconnect();
  });
});

describe('a Redis', () => {
  it('that is killed and comes back empty costs no run', async () => {
    const redis = await server();
    const lines: string[] = [];
    const runner = await coordinator(redis.url, 30_000, lines);
    startWorker(redis.url, { args: ['--concurrency', '1'] });
    const jobs = await smallJobs(12, [{ path: 'duration', value: '5d' }]);
    const got = new Map<string, RunResult>();
    let killed: Promise<void> | null = null;
    await runner.run(
      jobs,
      (result) => {
        got.set(result.id, result);
        if (got.size === 3) killed = redis.kill().then(() => redis.restart());
      },
      NEVER,
    );
    await killed;
    expect(jobs.map(({ id }) => got.get(id))).toEqual(await here(jobs));
    // On a slow machine it may also say that no worker takes a run.
    expect(lines).toEqual(
      expect.arrayContaining([`${redis.url}: the connection is lost; trying again for 30 s`, `${redis.url}: connected again`]),
    );
    await runner.close();
  });

  it('that is frozen counts as lost, and is taken again when it answers', async () => {
    const redis = await server();
    const lines: string[] = [];
    const runner = await coordinator(redis.url, 120_000, lines);
    const worker = startWorker(redis.url, { args: ['--concurrency', '1', '--queue-patience', '2m'] });
    const jobs = await smallJobs(8, [{ path: 'duration', value: '5d' }]);
    const got = new Map<string, RunResult>();
    await runner.run(
      jobs,
      (result) => {
        got.set(result.id, result);
        if (got.size !== 3) return;
        redis.freeze();
        const thaw = setInterval(() => {
          if (!lines.some((line) => line.includes('the connection is lost'))) return;
          redis.thaw();
          clearInterval(thaw);
        }, 100);
      },
      NEVER,
    );
    expect(jobs.map(({ id }) => got.get(id))).toEqual(await here(jobs));
    expect(lines).toEqual(
      expect.arrayContaining([`${redis.url}: the connection is lost; trying again for 120 s`, `${redis.url}: connected again`]),
    );
    await runner.close();
    expect(worker.output()).not.toMatch(JARGON);
  });

  it('that stays frozen stops both: the worker by itself, and the coordinator at the first Ctrl-C', async () => {
    const redis = await server();
    const runner = await coordinator(redis.url, 600_000);
    const worker = startWorker(redis.url, { args: ['--concurrency', '1', '--queue-patience', '1s'] });
    const stop = new AbortController();
    const lines: string[] = [];
    await runner.run(
      await smallJobs(1000),
      ({ id }) => {
        if (lines.push(id) !== 3) return;
        redis.freeze();
        stop.abort();
      },
      stop.signal,
    );
    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(lines.length).toBeLessThan(1000);
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toContain(`--queue ${redis.url}: lost for 1 s: it gives no answer`);
    await runner.close();
  });

  it('that is flushed is reported, and costs no run', async () => {
    const redis = await server();
    const lines: string[] = [];
    const runner = await coordinator(redis.url, 60_000, lines);
    const worker = startWorker(redis.url, { args: ['--concurrency', '1'] });
    const jobs = await smallJobs(8, [{ path: 'duration', value: '5d' }]);
    const got = new Map<string, RunResult>();
    const client = new Redis(redis.port, '127.0.0.1');
    await runner.run(
      jobs,
      async (result) => {
        got.set(result.id, result);
        if (got.size === 3) await client.flushall();
      },
      NEVER,
    );
    client.disconnect();
    expect(jobs.map(({ id }) => got.get(id))).toEqual(await here(jobs));
    expect(lines).toContain(`${redis.url}: it has lost what was in it; the runs that are not done are put in again`);
    await runner.close();
    expect(worker.output()).toMatch(/^run [0-9a-f]{64}: it is no longer in the queue; the result from here is dropped$/m);
    expect(worker.output()).not.toMatch(JARGON);
  });

  it('that is lost does not keep an idle worker that is told to stop', async () => {
    const redis = await server();
    const worker = startWorker(redis.url);
    await worker.printing(/does runs from/);
    await redis.kill();
    await worker.printing(/the connection is lost/);
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(130);
  });

  it('that does not come back stops both with a message, and finished runs have been reported', async () => {
    const redis = await server();
    const runner = await coordinator(redis.url, 2000);
    const worker = startWorker(redis.url, { args: ['--concurrency', '1', '--queue-patience', '2s'] });
    const lines: string[] = [];
    const run = runner.run(
      await smallJobs(1000),
      ({ id }) => {
        lines.push(id);
        if (lines.length === 3) void redis.kill();
      },
      NEVER,
    );
    const lost = `--queue ${redis.url}: lost for 2 s: no server listens there`;
    await expect(run).rejects.toThrow(lost);
    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toContain(lost);
    expect(worker.output()).not.toMatch(/^\s+at /m);
    await runner.close();
  });

  it('that cannot be entered is reported in a line', async () => {
    const locked = await server('--requirepass', 'open sesame');
    const { port } = await server();
    const shown = locked.url.replace('redis://', 'redis://:***@');
    await expect(coordinator(locked.url)).rejects.toThrow(`--queue ${locked.url}: it refuses this name or password (NOAUTH)`);
    await expect(coordinator(locked.url.replace('//', '//:sesame@'))).rejects.toThrow(
      `--queue ${shown}: it refuses this name or password (WRONGPASS)`,
    );
    const nobody = `redis://127.0.0.1:${await freePort()}`;
    await expect(coordinator(nobody)).rejects.toThrow(`--queue ${nobody}: no server listens there`);
    await expect(coordinator('redis://nosuch.invalid')).rejects.toThrow('--queue redis://nosuch.invalid: there is no such host');
    await expect(coordinator(`redis://127.0.0.1:${port}/99`)).rejects.toThrow(/DB index is out of range/);
    const worker = startWorker(nobody);
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toBe(`--queue ${nobody}: no server listens there\n`);
  });

  it('with TLS, a name and a password is entered by its URL', async () => {
    const [key, cert] = ['key.pem', 'cert.pem'].map((file) => join(folder, file));
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    ]);
    expect(made.status).toBe(0);
    const tls = await freePort();
    await server(
      ...['--tls-port', String(tls), '--tls-cert-file', cert, '--tls-key-file', key, '--tls-auth-clients', 'no'],
      ...['--user', 'fleet', 'on', '>p@ss/word', '~*', '&*', '+@all'],
    );
    const url = `rediss://fleet:p%40ss%2Fword@localhost:${tls}`;
    const unknown = startWorker(url);
    expect(await unknown.ended).toBe(1);
    expect(unknown.output()).toBe(
      `--queue rediss://fleet:***@localhost:${tls}: an unknown authority signed its certificate: name the file of this authority in NODE_EXTRA_CA_CERTS\n`,
    );
    const known = startWorker(url, { env: { NODE_EXTRA_CA_CERTS: cert } });
    await known.printing(/does runs from/);
    const connection = new Redis(tls, 'localhost', { username: 'fleet', password: 'p@ss/word', tls: { rejectUnauthorized: false } });
    while ((await connection.client('LIST')) === null || !/name=\{drydock\}/.test((await connection.client('LIST')) as string))
      await new Promise((ok) => setTimeout(ok, 50));
    connection.disconnect();
    known.child.kill('SIGINT');
    expect(await known.ended).toBe(130);
    expect(known.output()).not.toContain('p%40ss');
  });
});
