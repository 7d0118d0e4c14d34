import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROGRAM } from '../built.js';
import { answerOf, experiments, filesOf, writeSmall } from '../cli/experiment-program.js';
import { endWorkers, startWorker } from './queue-worker.js';
import { type RedisServer, startRedis } from './redis.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-stops-'));
const { run, start } = experiments(folder);
const TARGET = 'cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity';

let redis: RedisServer;
beforeAll(async () => {
  writeSmall(folder, 'a');
  writeFileSync(
    join(folder, 'it.yaml'),
    `scenario: a.yaml\nset: { duration: 2d }\naxes: { ${TARGET}: { from: 61, to: 100, step: 1 } }\nreplications: 2\n`,
  );
  expect(await run('sweep', 'it.yaml', '--out', 'whole', '--workers', '2')).toMatchObject({ stderr: '', status: 0 });
});
beforeEach(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  await endWorkers();
  await redis.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const words = (out: string, ...more: string[]) => [
  'sweep',
  'it.yaml',
  '--out',
  out,
  '--queue',
  redis.url,
  '--queue-patience',
  '1s',
  ...more,
];
const lines = (out: string) => {
  const journal = join(folder, `${out}.journal.jsonl`);
  return existsSync(journal) ? readFileSync(journal, 'latin1').split('\n').length - 1 : 0;
};
const having = async (out: string, count: number) => {
  while (lines(out) < count) await new Promise((ok) => setTimeout(ok, 5));
};

describe('a sweep by a queue that is stopped', () => {
  it('by Ctrl-C keeps what was begun, and goes on to the same files', async () => {
    startWorker(redis.url, { args: ['--concurrency', '1'] });
    const child = start(...words('stopped'));
    const answer = answerOf(child);
    await having('stopped', 5);
    child.kill('SIGINT');
    const { stderr, status } = await answer;
    expect(status).toBe(130);
    const [, done] = /^sweep: stopped after (\d+) of 80 runs; they are kept in stopped\.journal\.jsonl; go on with --resume\n$/.exec(
      stderr,
    )!;
    expect(lines('stopped')).toBe(Number(done) + 1);
    expect(await run(...words('stopped', '--resume'))).toMatchObject({ stderr: '', status: 0 });
    expect(filesOf(join(folder, 'stopped'))).toEqual(filesOf(join(folder, 'whole')));
  });

  it('by a full disk is reported, and goes on to the same files', async () => {
    startWorker(redis.url, { args: ['--concurrency', '1'] });
    // A file may grow to 20 KiB: some ten runs.
    const limited = ['-c', 'ulimit -f 20; exec "$0" "$@"', process.execPath, PROGRAM, ...words('full')];
    const { stderr, status } = await answerOf(spawn('bash', limited, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }));
    expect({ stderr, status }).toEqual({
      stderr:
        'full.journal.jsonl: the file has become as large as it may\nfinished runs are kept in full.journal.jsonl; go on with --resume\n',
      status: 1,
    });
    expect(lines('full')).toBeGreaterThan(4);
    expect(await run(...words('full', '--resume'))).toMatchObject({ stderr: '', status: 0 });
    expect(filesOf(join(folder, 'full'))).toEqual(filesOf(join(folder, 'whole')));
  });

  it('by the end of Redis is reported, and goes on to the same files with another', async () => {
    startWorker(redis.url, { args: ['--concurrency', '1', '--queue-patience', '1s'] });
    const answer = answerOf(start(...words('lost')));
    await having('lost', 5);
    await redis.kill();
    const { stderr, status } = await answer;
    expect(stderr).toMatch(/: no server listens there\nfinished runs are kept in lost\.journal\.jsonl; go on with --resume\n$/);
    expect(status).toBe(1);
    await redis.restart();
    startWorker(redis.url, { args: ['--concurrency', '2'] });
    expect(await run(...words('lost', '--resume'))).toMatchObject({ stderr: '', status: 0 });
    expect(filesOf(join(folder, 'lost'))).toEqual(filesOf(join(folder, 'whole')));
  });
});
