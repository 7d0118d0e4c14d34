import { rmSync } from 'node:fs';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { inQueue } from '../../src/run/queue/in-queue.js';
import { queueUrlOf } from '../../src/run/queue/queue-url.js';
import { endWorkers, startWorker } from './queue-worker.js';
import { type RedisServer, startRedis } from './redis.js';

const servers: RedisServer[] = [];
afterEach(async () => {
  await endWorkers();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function server(...args: string[]): Promise<RedisServer> {
  const redis = await startRedis(...args);
  servers.push(redis);
  return redis;
}

async function queried<T>({ url }: RedisServer, ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  try {
    return await ask(client);
  } finally {
    client.disconnect();
  }
}

async function replica(): Promise<RedisServer> {
  const { port } = await server();
  return server('--replicaof', '127.0.0.1', String(port));
}

/** Its snapshot has no folder to go to. */
async function withoutDisk(): Promise<RedisServer> {
  const redis = await server('--save', '3600 1');
  await queried(redis, async (client) => {
    const [, folder] = (await client.config('GET', 'dir')) as [string, string];
    rmSync(folder, { recursive: true });
    await client.bgsave();
    while (!/rdb_last_bgsave_status:err/.test(await client.info())) await new Promise((ok) => setTimeout(ok, 20));
  });
  return redis;
}

describe('a Redis that stores nothing', () => {
  it.each<[what: string, start: () => Promise<RedisServer>, why: string]>([
    ['a replica', replica, 'it is a replica, which takes nothing: name the primary'],
    ['one without memory', () => server('--maxmemory', '100kb'), 'its memory is full: it takes nothing until there is room'],
    ['one without a disk', withoutDisk, 'it cannot write its snapshots, and takes nothing until it can: has its disk room?'],
  ])('is refused in a line by both sides: %s', async (_, start, why) => {
    const { url } = await start();
    await expect(inQueue({ url: queueUrlOf(url, [])!, patienceMs: 1000, report: () => {} })).rejects.toThrow(`--queue ${url}: ${why}`);
    const worker = startWorker(url);
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toBe(`--queue ${url}: ${why}\n`);
  });

  it('from some time on is reported by the worker, which ends at the second Ctrl-C', async () => {
    const primary = await server();
    const other = await server();
    const worker = startWorker(primary.url);
    await worker.printing(/does runs from/);
    await queried(primary, (client) => client.replicaof('127.0.0.1', other.port));
    await worker.printing(/it is a replica, which takes nothing: name the primary/);
    worker.child.kill('SIGINT');
    await worker.printing(/Ctrl-C once more/);
    worker.child.kill('SIGINT');
    expect(await worker.ended).toBe(130);
    expect(worker.output()).not.toMatch(/^\s+at /m);
  });
});
