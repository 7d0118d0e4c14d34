import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineVersion, engineVersionOf } from '../../src/run/engine-version.js';
import { jobScenarioOf } from '../../src/run/jobs/job-scenario.js';
import { inProcess } from '../../src/run/jobs/local-runner.js';
import { isDone, type RunJob, type RunResult, runJobOf } from '../../src/run/jobs/run-job.js';
import type { Runner } from '../../src/run/jobs/runner.js';
import { runPolicyOf } from '../../src/run/policies.js';
import { inQueue } from '../../src/run/queue/in-queue.js';
import { queueUrlOf } from '../../src/run/queue/queue-url.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { ownBuild } from '../built.js';
import { resultsOf, SMALL, smallJobs } from '../run/jobs/jobs.js';
import { NO_MATERIALS } from '../run/jobs/no-materials.js';
import { endWorkers, startWorker } from './queue-worker.js';
import { type RedisServer, startRedis } from './redis.js';

/** A run that takes seconds. */
const LONG: RunJob['set'] = [{ path: 'duration', value: '300d' }];
const NEVER = new AbortController().signal;
const KEYS = '{drydock}:runs';

let redis: RedisServer;
let client: Redis;
let lines: string[] = [];
const runners: Runner[] = [];

beforeEach(async () => {
  redis = await startRedis();
  client = new Redis(redis.port, { maxRetriesPerRequest: null });
  client.on('error', () => {});
  lines = [];
});
afterEach(async () => {
  await endWorkers();
  await Promise.all(runners.splice(0).map((runner) => runner.close()));
  client.disconnect();
  await redis.stop();
});

async function coordinator(patienceMs = 30_000, url = redis.url): Promise<Runner> {
  const runner = await inQueue({ url: queueUrlOf(url, [])!, patienceMs, report: (line) => lines.push(line) });
  runners.push(runner);
  return runner;
}

const here = (jobs: readonly RunJob[]) => resultsOf(inProcess(NO_MATERIALS), jobs);

/** Waits until something is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((ok) => setTimeout(ok, 20));
}
const atWork = async () => (await client.llen(`${KEYS}:active`)) > 0;
const jobsIn = async () => (await client.keys(`${KEYS}:${'?'.repeat(64)}`)).length;

describe('runs by a queue', () => {
  it('have the bytes of runs in this process, good ones and bad ones, and leave nothing in Redis', async () => {
    const jobs = [...(await smallJobs(12)), ...(await smallJobs(2, [{ path: 'duration', value: 'long' }]))];
    const workers = ['1', '2'].map((concurrency) => startWorker(redis.url, { args: ['--concurrency', concurrency] }));
    await Promise.all(workers.map((worker) => worker.printing(/does runs from redis:/)));
    const results = await resultsOf(await coordinator(), jobs);
    expect(JSON.stringify(results)).toBe(JSON.stringify(await here(jobs)));
    expect(results.filter((result) => isDone(result!))).toHaveLength(12);
    await until(async () => (await jobsIn()) === 0);
    expect(lines).toEqual([]);
  });

  it('are done once for all coordinators, and wait for a later one', async () => {
    const jobs = await smallJobs(6);
    const both = await Promise.all([coordinator(), coordinator()]);
    const all = Promise.all(both.map((runner) => resultsOf(runner, [...jobs, ...jobs])));
    const worker = startWorker(redis.url, { args: ['--concurrency', '2'] });
    const expected = JSON.stringify(await here([...jobs, ...jobs]));
    for (const results of await all) expect(JSON.stringify(results)).toBe(expected);
    worker.child.kill('SIGINT');
    expect(await worker.ended).toBe(130);
    // Each once, and now and then once more, where one coordinator took a result away before the other read it.
    expect(Number(/(\d+) runs? done/.exec(worker.output())?.[1])).toBeLessThanOrEqual(9);
  });

  it('that outlive their coordinator are there for the next one', async () => {
    const [job] = await smallJobs(1);
    const first = await coordinator();
    const lost = first.run([job], () => {}, NEVER).catch((error: Error) => error);
    await until(async () => (await jobsIn()) === 1);
    await first.close();
    const worker = startWorker(redis.url);
    await until(async () => (await client.zcard(`${KEYS}:completed`)) === 1);
    worker.child.kill('SIGKILL');
    await worker.ended;
    expect(await resultsOf(await coordinator(), [job])).toEqual(await here([job]));
    void lost;
  });

  it('taken back by an abort, when no worker has begun them; the others are reported', async () => {
    const [long, ...jobs] = [...(await smallJobs(1, LONG)), ...(await smallJobs(30))];
    const stop = new AbortController();
    const lines: RunResult[] = [];
    const run = (await coordinator()).run([long, ...jobs], (result) => void lines.push(result), stop.signal);
    startWorker(redis.url, { args: ['--concurrency', '1'] });
    await until(atWork);
    stop.abort();
    await run;
    expect(lines.map(({ id }) => id)).toEqual([long.id]);
    await until(async () => (await jobsIn()) === 0);
  });
});

describe('a worker', () => {
  it('that is killed while it runs leaves its run to another', async () => {
    const jobs = await smallJobs(2, LONG);
    const results = (await coordinator()).run.bind(await coordinator());
    const got = new Map<string, RunResult>();
    const run = results(jobs, (result) => void got.set(result.id, result), NEVER);
    const first = startWorker(redis.url, { args: ['--concurrency', '2'] });
    await until(async () => (await client.llen(`${KEYS}:active`)) === 2);
    first.child.kill('SIGKILL');
    startWorker(redis.url, { args: ['--concurrency', '2'] });
    await run;
    expect(jobs.map(({ id }) => got.get(id))).toEqual(await here(jobs));
  });

  it('that is stopped finishes what it runs, and stopped again gives it back at once', async () => {
    const [long] = await smallJobs(1, LONG);
    const results = resultsOf(await coordinator(), [long]);
    const first = startWorker(redis.url);
    await until(atWork);
    first.child.kill('SIGINT');
    await first.printing(/Ctrl-C once more gives it back/);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(130);
    expect(first.output()).toContain(`given back: run ${long.id}`);
    expect(await client.llen(`${KEYS}:wait`)).toBe(1);
    const second = startWorker(redis.url);
    await until(atWork);
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(130);
    expect(second.output()).toContain('1 run done');
    expect(await results).toEqual(await here([long]));
  });

  it('of another version refuses, and when no other comes the coordinator reports it', async () => {
    const [job] = await smallJobs(1);
    const worker = startWorker(redis.url);
    const run = resultsOf(await coordinator(3000), [{ ...job, engineVersion: '9.9.9' }]);
    await expect(run).rejects.toThrow(
      /^--queue redis:\/\/127\.0\.0\.1:\d+: for 3 s no worker took a run that it can do\nworker .+:\d+ refuses: it is for Drydock 9\.9\.9, and this is /,
    );
    expect(worker.output()).toContain('refused: it is for Drydock 9.9.9');
    expect(lines).toHaveLength(1);
    await until(async () => (await jobsIn()) === 0);
  });

  it('that another holds is taken out of Redis once it is free, when the coordinator gives up', async () => {
    const [job] = await smallJobs(1);
    const worker = startWorker(redis.url);
    const run = resultsOf(await coordinator(3000), [{ ...job, engineVersion: '9.9.9' }]);
    await worker.printing(/refused: it is for Drydock 9\.9\.9/);
    await until(async () => (await client.zcard(`${KEYS}:delayed`)) === 1);
    worker.child.kill('SIGKILL');
    const [key] = await client.keys(`${KEYS}:${'?'.repeat(64)}`);
    await client.set(`${key}:lock`, 'held');
    await expect(run).rejects.toThrow('no worker took a run that it can do');
    expect(await jobsIn()).toBe(1);
    await client.del(`${key}:lock`);
    await until(async () => (await jobsIn()) === 0);
  });

  it('of another build of the same version refuses as well', async () => {
    const other = ownBuild('queue-test-other');
    await other.build();
    const jobs = await smallJobs(2);
    const worker = startWorker(redis.url, { of: other.program });
    const name = engineVersionOf(other.folder);
    const lines = `it is for Drydock ${engineVersion()}, and this is ${name}: run the same build everywhere`;
    await expect(resultsOf(await coordinator(3000), jobs)).rejects.toThrow(lines);
    expect(worker.output()).toContain(`drydock ${name}: does runs from`);
    expect(worker.output()).toContain(`refused: ${lines}`);
  });

  it('without the module of a policy leaves the run to one that has it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drydock-queue-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'mine.mjs');
    writeFileSync(path, "export default () => ({ name: 'mine', dependsOn: 'row', rank: (fleet, row) => -row });");
    const policy = await runPolicyOf(path, []);
    const { materials, ...carried } = await jobScenarioOf(readScenario(SMALL, { policy }), policy);
    const jobs = [1, 2, 3].map((seed) => runJobOf({ ...carried, set: [], seed }));
    const results = resultsOf(await coordinator(), jobs);
    const without = startWorker(redis.url);
    await without.printing(/refused: the policy module mine\.mjs \([0-9a-f]{16}\) is not here: give it to the worker/);
    startWorker(redis.url, { args: ['--policy', path] });
    expect(await results).toEqual(await resultsOf(inProcess(materials), jobs));
    expect(lines[0]).toMatch(/^worker .+ refuses: the policy module mine\.mjs/);
  });
});
