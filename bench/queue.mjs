// `npm run --silent bench -- queue [--runs 2000] [--json]`
// The time that the Redis queue adds to a run. A small cluster runs for half a minute of its time, many times: first by four worker processes with a
// thread each, through a redis-server that the bench starts on loopback; then by four threads of one process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { fromDist, inDist } from './dist.mjs';
import { machineName } from './machine.mjs';
import { median } from './print.mjs';

const WORKERS = 4;
const ONE_BY_ONE = 100;
const NOTHING_HERE = { traces: {}, modules: {} };
const NEVER = new AbortController().signal;
export const PROGRAM_SCENARIO = `
name: bench
duration: 30s
cluster: { containerInstances: [{ instanceType: m5.large, count: 2 }] }
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 512 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 4, launchType: EC2 }]
`;

const [{ inQueue }, { queueUrlOf }, { inThreads }, { runJobOf }] = await Promise.all(
  ['queue/in-queue.js', 'queue/queue-url.js', 'threads/in-threads.js', 'jobs/run-job.js'].map((file) => fromDist(`run/${file}`)),
);

export async function bench({ runs }) {
  return withWorkers(WORKERS, async (url) => {
    const queue = await queueAt(url);
    await msPerRun(queue, jobsFrom(1, runs));
    const coordinatorPeakMib = Math.round(process.resourceUsage().maxRSS / 1024);
    const threads = inThreads(WORKERS, NOTHING_HERE);
    await msPerRun(threads, jobsFrom(1, 200));
    // In turn, so that a slow minute does not meet one side only.
    const pairs = [];
    for (let i = 1; i <= 3; i++) {
      const jobs = jobsFrom(i * 1_000_000, runs);
      pairs.push({ queue: await msPerRun(queue, jobs), threads: await msPerRun(threads, jobs) });
    }
    const alone = [];
    for (const job of jobsFrom(10_000_000, ONE_BY_ONE)) alone.push(await msPerRun(queue, [job]));
    await Promise.all([queue.close(), threads.close()]);
    return { ...figures(runs, pairs, alone), coordinatorPeakMib, machine: machineName() };
  });
}

/** Does work with a redis-server and workers that end after it; the work gets the address. */
export async function withWorkers(count, work) {
  const redis = await startRedis();
  const workers = Array.from({ length: count }, () => startWorker(redis.url));
  try {
    await Promise.all(workers.map(({ ready }) => ready));
    return await work(redis.url);
  } finally {
    for (const { child } of workers) child.kill('SIGKILL');
    redis.child.kill('SIGKILL');
  }
}

export function queueAt(url) {
  return inQueue({ url: queueUrlOf(url, []), patienceMs: 60_000, tell: (line) => console.error(line) });
}

function figures(runs, pairs, alone) {
  const ms = (values) => +median(values).toFixed(2);
  return {
    runs,
    workers: WORKERS,
    msPerRunByQueue: ms(pairs.map(({ queue }) => queue)),
    msPerRunByThreads: ms(pairs.map(({ threads }) => threads)),
    overheadMsPerRun: ms(pairs.map(({ queue, threads }) => queue - threads)),
    msFromAskedToToldOneByOne: ms(alone),
  };
}

export function jobsFrom(seed, count, text = PROGRAM_SCENARIO) {
  const scenario = { file: 'bench.yaml', text, texts: {}, traces: {} };
  return Array.from({ length: count }, (_, i) => runJobOf({ scenario, set: [], seed: seed + i, policy: null }));
}

export async function msPerRun(runner, jobs) {
  const failures = [];
  const startedMs = performance.now();
  await runner.run(jobs, ({ failure }) => void (failure && failures.push(...failure)), NEVER);
  if (failures.length > 0) throw new Error(failures[0]);
  return (performance.now() - startedMs) / jobs.length;
}

async function startRedis() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = String(server.address().port);
  await new Promise((ok) => server.close(ok));
  const child = spawn('redis-server', ['--bind', '127.0.0.1', '--port', port, '--save', '', '--appendonly', 'no'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const failed = once(child, 'error').then(([{ message }]) => {
    throw new Error(`redis-server cannot be started: ${message}`);
  });
  await Promise.race([said(child.stdout, /Ready to accept connections/), failed]);
  child.stdout.resume();
  return { child, url: `redis://127.0.0.1:${port}` };
}

function startWorker(url) {
  const program = fileURLToPath(inDist('cli/main.js'));
  const child = spawn(process.execPath, [program, 'worker', '--queue', url, '--concurrency', '1'], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  return { child, ready: said(child.stderr, /does runs from/) };
}

async function said(stream, pattern) {
  for await (const line of createInterface({ input: stream })) if (pattern.test(line)) return;
  throw new Error(`it ended before it said ${pattern}`);
}
