import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hash32 } from '../../src/kernel/hash.js';
import { timeName } from '../../src/run/checkpoints/checkpoint.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { parseDuration } from '../../src/scenario/units.js';
import { draws } from '../extent.js';
import { filesIn, fork, hashesIn, mistakesOf, runFile, scratch } from './fork-runs.js';

const root = join(import.meta.dirname, '../..');
const folder = scratch();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Rows from a gzipped trace and counts from a file, with all that a scenario names by path. */
writeFileSync(
  join(folder, 'trace.csv.gz'),
  gzipSync(`at,runs\n${Array.from({ length: 2000 }, (_, i) => `${i * 5},${60 + (i % 500)}`).join('\n')}\n`),
);
writeFileSync(join(folder, 'rates.csv'), 'time_s,per_second\n0,20\n3600,60\n9000,10\n');
writeFileSync(
  join(folder, 'traced.yaml'),
  `name: traced
seed: 3
duration: 3h
region: us-east-1
cluster:
  capacityProviders:
    - { name: workers, autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 30 } }
taskDefinitions:
  - { family: job, containerDefinitions: [{ name: job, image: job, cpu: 256, memory: 512 }] }
services:
  - serviceName: web
    taskDefinition: job
    desiredCount: 2
    load:
      arrivals: { type: file, file: rates.csv, format: rates }
      task: { concurrency: 3, serviceTime: 200ms, cpuTime: 50ms }
      requests: { timeout: 5s }
    scaling:
      minCapacity: 1
      maxCapacity: 12
      policies:
        - policyName: cpu
          targetTrackingScalingPolicyConfiguration:
            targetValue: 60
            predefinedMetricSpecification: { predefinedMetricType: ECSServiceAverageCPUUtilization }
workloads:
  - { name: jobs, taskDefinition: job, arrivals: { type: trace, file: trace.csv.gz, columns: { arrival: at, duration: runs } } }
`,
);

const SCENARIOS = [
  ...['test/fixtures/scenarios/capacity.yaml', 'test/fixtures/cli/small.yaml', 'scenarios/services/circuit-breaker.yaml'],
  ...['scenarios/capacity/fargate-mix.yaml', 'scenarios/capacity/warm-pool.yaml', 'scenarios/services/two-loops.yaml'],
].map((file) => join(root, file));

describe('a run that goes on from a checkpoint file', () => {
  it.each([...SCENARIOS.slice(0, draws(2, SCENARIOS.length)), join(folder, 'traced.yaml')])(
    'fills its directory as the run did that left it, to the byte: %s',
    async (path) => {
      const name = path.replaceAll('/', '-');
      const { durationMs } = readScenario(path).setup;
      const atMs = [0, 1].map((nth) => 1 + (hash32(durationMs, nth, 7, 0) % (durationMs - 1)));
      const whole = await runFile(path, { out: join(folder, name), atMs });
      const files = filesIn(join(folder, name));
      expect(files.size).toBe(12);
      for (const ms of atMs) {
        const out = join(folder, `${name}-${ms}`);
        const again = await fork(join(folder, `${name}.checkpoints`, `${timeName(ms)}.checkpoint`), { out });
        expect(again.identity).toEqual(whole.identity);
        expect([...filesIn(out).keys()]).toEqual([...files.keys()]);
        for (const [file, bytes] of filesIn(out)) expect(bytes.equals(files.get(file)!), `${file} from ${timeName(ms)}`).toBe(true);
      }
    },
  );

  it('leaves checkpoints on its way, from which the same files come', async () => {
    const path = join(folder, 'traced.yaml');
    const whole = await runFile(path, { out: join(folder, 'chain'), atMs: [HOUR] });
    // Nor is a run another for leaving some.
    expect((await runFile(path, { out: join(folder, 'chain-without') })).identity).toEqual(whole.identity);
    expect(hashesIn(join(folder, 'chain-without'))).toEqual(hashesIn(join(folder, 'chain')));
    const first = join(folder, 'chain.checkpoints/1h.checkpoint');
    await fork(first, { out: join(folder, 'chain-second'), atMs: [90 * MINUTE, 2 * HOUR] });
    const last = await fork(join(folder, 'chain-second.checkpoints/2h.checkpoint'), { out: join(folder, 'chain-third') });
    expect(last.identity).toEqual(whole.identity);
    expect(hashesIn(join(folder, 'chain-third'))).toEqual(hashesIn(join(folder, 'chain')));
  });
});

describe('the folder of checkpoints', () => {
  it('belong to one run: those of an earlier one go when the first new one is there', async () => {
    const path = join(root, 'test/fixtures/cli/small.yaml');
    const out = join(folder, 'twice');
    await runFile(path, { out, atMs: [10 * MINUTE, 20 * MINUTE] });
    await runFile(path, { out, atMs: [90 * MINUTE] }, ['seed=8']);
    expect(readdirSync(`${out}.checkpoints`)).toEqual(['1h30m.checkpoint']);
    await runFile(path, { out });
    expect(existsSync(`${out}.checkpoints`)).toBe(true);
  });

  it('keeps those before the one that a run goes on from', async () => {
    const path = join(root, 'test/fixtures/cli/small.yaml');
    const out = join(folder, 'on');
    await runFile(path, { out, atMs: [10 * MINUTE, 20 * MINUTE] });
    await fork(join(`${out}.checkpoints`, '20m.checkpoint'), { out, atMs: [30 * MINUTE] });
    expect(readdirSync(`${out}.checkpoints`).sort()).toEqual(['10m.checkpoint', '20m.checkpoint', '30m.checkpoint']);
  });
});

describe('a trace that has changed since', () => {
  it('is reported: the rest of it would not be what the past had', async () => {
    const path = join(folder, 'traced.yaml');
    await runFile(path, { out: join(folder, 'moved'), atMs: [HOUR] });
    const checkpoint = join(folder, 'moved.checkpoints/1h.checkpoint');
    expect(await mistakesOf(checkpoint)).toEqual([]);
    writeFileSync(join(folder, 'trace.csv.gz'), gzipSync('at,runs\n0,60\n'));
    expect(await mistakesOf(checkpoint)).toEqual([
      `trace.csv.gz in ${folder}: it has changed since ${checkpoint} was written, which needs it as it was`,
    ]);
  });
});

describe('the name of a time', () => {
  it.each([
    [50_700_000, '14h5m'],
    [90_000_000, '1d1h'],
    [1, '1ms'],
    [61_001, '1m1s1ms'],
    [0, '0s'],
  ])('%i ms is %s, as --at takes it', (ms, name) => {
    expect(timeName(ms)).toBe(name);
    expect(parseDuration(name)).toBe(ms);
  });
});
