import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { execute } from '../../../src/run/execute.js';
import { UserError } from '../../../src/run/failure.js';
import { jobScenarioOf } from '../../../src/run/jobs/job-scenario.js';
import { JobWorker } from '../../../src/run/jobs/job-worker.js';
import { type RunDone, type RunJob, readRunJob, readRunResult, runJobOf } from '../../../src/run/jobs/run-job.js';
import { runPolicyOf } from '../../../src/run/policies.js';
import { readScenario } from '../../../src/run/scenario-file.js';
import { SMALL, smallJobs } from './jobs.js';
import { NO_MATERIALS } from './no-materials.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-jobs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const [job] = await smallJobs(1);

/** With its own id, whatever it says. */
function withId({ id: _, engineVersion: __, ...rest }: RunJob, change: Partial<RunJob>): RunJob {
  return runJobOf({ ...rest, ...change });
}

describe('a run as a job', () => {
  it('gives what a run of the same scenario and seed gives, and no more than fits a line', async () => {
    const worker = new JobWorker(NO_MATERIALS);
    for (const seed of [7, 8, 7]) {
      const { identity, record } = await execute(readScenario(SMALL, { seed, set: ['duration=2h'] }));
      const result = await worker.run(plain(withId(job, { seed, set: [{ path: 'duration', value: '2h' }] })));
      expect(result).toEqual({
        id: result.id,
        identity,
        headline: record.metrics.headline,
        failures: [],
        limits: [],
        scaler: 'CapacityProviderReservation',
      });
      expect(readRunResult(plain(result))).toEqual(plain(result));
      expect(JSON.stringify(result).length).toBeLessThan(3000);
    }
  });

  it('has one id for one content, whatever the order of its keys, and another for any other', async () => {
    const { scenario } = job;
    const reordered = { traces: {}, texts: scenario.texts, text: scenario.text, file: scenario.file };
    expect(withId(job, { scenario: reordered }).id).toBe(job.id);
    const others = [
      withId(job, { seed: 2 }),
      withId(job, { set: [{ path: 'duration', value: '2h' }] }),
      withId(job, { scenario: { ...scenario, text: `${scenario.text}\n` } }),
      withId(job, { policy: { name: 'best-fit', module: null } }),
    ];
    expect(new Set([job, ...others].map(({ id }) => id)).size).toBe(5);
  });

  it('is refused when it is for another engine, differs from its id, or is not a job', async () => {
    expect(() => readRunJob({ ...job, engineVersion: '9.9.9' })).toThrow(/it is for Drydock 9\.9\.9, and this is/);
    expect(() => readRunJob({ ...job, seed: 5 })).toThrow(`job ${job.id}: its id is not the hash of its content`);
    expect(() => readRunJob({ ...job, run: 'rm -rf' })).toThrow(/^job: /);
    const half = { ...job, seed: -1, scenario: { ...job.scenario, text: 5 } };
    expect(() => readRunJob(half)).toThrow(/job scenario\.text: .*\njob seed: /s);
    fc.assert(fc.property(fc.jsonValue(), (junk) => void expect(() => readRunJob(junk)).toThrow(UserError)));
  });

  it('with an invalid scenario has its mistakes as the result', async () => {
    const result = await new JobWorker(NO_MATERIALS).run(withId(job, { set: [{ path: 'duratoin', value: '2h' }] }));
    expect(result.failure).toEqual(['--set duratoin=2h: there is no duratoin; did you mean duration?']);
    expect(readRunResult(plain(result))).toEqual(result);
  });
});

describe('the content that a job only names', () => {
  const source = "export default () => ({ name: 'mine', dependsOn: 'row', rank: (fleet, row) => -row });";

  async function under(text: string) {
    const path = join(folder, 'mine.js');
    writeFileSync(path, text);
    const policy = await runPolicyOf(path, []);
    const read = readScenario(SMALL, { policy });
    const { materials, ...carried } = await jobScenarioOf(read, policy);
    return { read, path, materials, job: withId(job, carried) };
  }

  it('a module of the user runs where it is, and is refused where it is not', async () => {
    const { read, materials, job: mine } = await under(source);
    const { identity } = await execute(read);
    expect(((await new JobWorker(materials).run(withId(mine, { seed: identity.seed }))) as RunDone).identity).toEqual(identity);
    await expect(new JobWorker(NO_MATERIALS).run(mine)).rejects.toThrow(/the policy module mine\.js \([0-9a-f]{16}\) is not here/);
  });

  it('a module that breaks its contract fails its run, in words that are the same on every machine', async () => {
    const picky =
      "export default ({ seed }) => { if (seed > 1) throw new Error('odd'); return { name: 'mine', dependsOn: 'row', rank: () => 0 }; };";
    const { path, materials, job: mine } = await under(picky);
    const { failure } = await new JobWorker(materials).run(withId(mine, { seed: 7 }));
    expect(failure).toEqual(['mine.js: policy mine, task (before the first): it threw "odd" when it was made']);
    expect(failure?.join()).not.toContain(path);
  });

  it('a policy that is unknown, or needs all tasks first, is refused', async () => {
    for (const name of ['best-fitt', 'first-fit-decreasing'])
      await expect(new JobWorker(NO_MATERIALS).run(withId(job, { policy: { name, module: null } }))).rejects.toThrow(
        `there is no policy '${name}'`,
      );
  });

  it('a trace is replayed from any place, if it is the same file', async () => {
    const trace = join(folder, 'jobs.csv');
    const scenario = join(folder, 'traced.yaml');
    writeFileSync(trace, 'at,run\n0,60\n90,30\n');
    writeFileSync(scenario, TRACED);
    const read = readScenario(scenario);
    const { materials, ...carried } = await jobScenarioOf(read);
    const elsewhere = join(folder, 'elsewhere.csv');
    writeFileSync(elsewhere, 'at,run\n0,60\n90,30\n');
    const sha256 = createHash('sha256').update('at,run\n0,60\n90,30\n').digest('hex');
    expect(materials.traces).toEqual({ [sha256]: trace });
    const traced = withId(job, { ...carried, seed: 1 });
    const worker = new JobWorker({ ...NO_MATERIALS, traces: { [sha256]: elsewhere } });
    const result = (await worker.run(traced)) as RunDone;
    expect(result.identity).toEqual((await execute(read)).identity);
    expect(result.headline.tasks_completed).toBe(2);
    await expect(new JobWorker(NO_MATERIALS).run(traced)).rejects.toThrow(`the trace jobs.csv (SHA-256 ${sha256}) is not here`);
    writeFileSync(elsewhere, 'at,run\n0,60\n');
    await expect(new JobWorker({ ...NO_MATERIALS, traces: { [sha256]: elsewhere } }).run(traced)).rejects.toThrow(
      'it has changed since the job was made',
    );
  });
});

const TRACED = `name: traced
seed: 1
duration: 1h
cluster: { containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions: [{ family: job, containerDefinitions: [{ name: job, image: x, cpu: 256, memory: 512 }] }]
workloads:
  - name: jobs
    taskDefinition: job
    launchType: EC2
    arrivals: { type: trace, file: jobs.csv, columns: { arrival: at, duration: run } }
`;
