import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { RunRecorder } from '../../src/run/recorder.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { Traces } from '../../src/run/traces.js';
import { Simulation } from '../../src/sim/simulation.js';
import { type PackDone, runPackJob } from '../../src/studies/pack/job.js';
import { preparePack } from '../../src/studies/pack/run.js';

const traces = join(process.env.DRYDOCK_DATA!, 'traces');
const folder = mkdtempSync(join(tmpdir(), 'drydock-sums-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Sums {
  readonly tasks: number;
  readonly vcpuSeconds: number;
  readonly vcpuSecondsUntilLastArrival: number;
  readonly lastArrival: number;
  readonly peakVcpus: number;
  readonly peakTasks: number;
}

/** The sums of a file by a script independent of Drydock. */
function recomputed(format: string, file: string): Sums {
  const { stdout, stderr } = spawnSync('python3', [join(import.meta.dirname, 'recomputed.py'), format, join(traces, file)], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

/** A trace, the file of the same tasks that the script reads, and the map of its columns. */
const CASES = [
  { format: 'swf', file: 'swf/NASA-iPSC-1993-3.1-cln.swf.gz', script: ['swf', 'swf/NASA-iPSC-1993-3.1-cln.swf.gz'], columns: undefined },
  { format: 'swf', file: 'swf/lublin_256.swf', script: ['swf', 'swf/lublin_256.swf'], columns: undefined },
  {
    format: 'parquet',
    file: 'opendc-surf-week/tasks.parquet',
    script: ['opendc', 'opendc-surf-week/tasks.csv'],
    columns: 'name=id,arrival=submission_time:ms,duration=duration:ms,cpu=cpu_count,memory=mem_capacity:mb',
  },
] as const;

/** One machine that every task fits on. */
const MACHINE_VCPUS = 5000;

describe.each(CASES)('$file', ({ format, file, script, columns }) => {
  const sums = recomputed(script[0], script[1]);

  it('has the vCPU-seconds and the peak in a packing that the file itself gives', async () => {
    const fleet = { machines: '1', machineCpu: String(MACHINE_VCPUS), machineMemory: '2000000000' };
    const ready = await preparePack({ format, tasks: join(traces, file), columns, policies: 'first-fit', seeds: '1', ...fleet }, '');
    const done = await runPackJob(ready.input.problem, {
      policy: 'first-fit',
      modulePath: null,
      options: { ...ready.request.replay, seed: 1 },
    });
    const { replay } = done as PackDone;
    const { metrics } = replay;
    expect([replay.arrived, replay.placed]).toEqual([sums.tasks, sums.tasks]);
    // Shares are rounded: by at most half a thousandth of a per cent, 0.025 of these vCPUs.
    expect(Math.abs((metrics.cpuPercentPeak! * MACHINE_VCPUS) / 100 - sums.peakVcpus)).toBeLessThan(0.03);
    const mean = sums.vcpuSecondsUntilLastArrival / sums.lastArrival;
    expect(Math.abs((metrics.cpuPercentTimeAverage! * MACHINE_VCPUS) / 100 - mean)).toBeLessThan(0.03);
  });

  it('has the vCPU-seconds and the peak of tasks in a run that the file itself gives', async () => {
    const path = join(folder, 'scenario.yaml');
    const map = columns === undefined ? '' : `, columns: "${columns}"`;
    writeFileSync(
      path,
      `
name: sums
duration: 150d
quotas: none
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders: [{ name: hosts, autoScalingGroupProvider: {}, autoScalingGroup: { instanceTypes: [host], minSize: 40, maxSize: 40 } }]
instanceTypes: [{ name: host, cpuUnits: 524288, memoryMib: 100000000, eniTasks: 14, usdPerHour: 1 }]
taskDefinitions: [{ family: job, networkMode: bridge, containerDefinitions: [{ name: job, image: job, cpu: 128, memory: 6 }] }]
timings: { imagePull: 0s, containerStart: 0s, containerStop: 0s }
workloads:
  - name: jobs
    taskDefinition: job
    capacityProviderStrategy: [{ capacityProvider: hosts, weight: 1 }]
    arrivals: { type: trace, file: ${JSON.stringify(join(traces, file))}, format: ${format}${map} }
`,
    );
    const scenario = readScenario(path);
    const { setup } = scenario;
    const chunks: string[] = [];
    const recorder = new RunRecorder(setup, { 'tasks.csv': { write: (chunk) => chunks.push(chunk) > 0 } });
    new Simulation(setup, { sources: (await Traces.read(setup, scenario)).sourcesOf(setup), subscribers: [recorder] }).advance();
    const { headline } = recorder.finish(setup.durationMs).metrics;
    const rows = parse(chunks.join(''), { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(sums.tasks);
    expect([headline.tasks_started, headline.tasks_completed]).toEqual([sums.tasks, sums.tasks]);
    // A job of no length runs for a millisecond.
    const ms = (row: Record<string, string>) => Number(row.stopping_ms) - Number(row.running_ms);
    const seconds = (row: Record<string, string>) => (ms(row) === 1 ? 0 : ms(row) / 1000);
    expect(rows.reduce((sum, row) => sum + (seconds(row) * Number(row.cpu_units)) / 1024, 0)).toBeCloseTo(sums.vcpuSeconds, 3);
    const steps = rows
      .flatMap((row) => [[Number(row.running_ms), 1] as const, [Number(row.stopping_ms), -1] as const])
      .sort(([a, up], [b, other]) => a - b || up - other);
    let [now, most] = [0, 0];
    for (const [, step] of steps) {
      now += step;
      most = Math.max(most, now);
    }
    expect(most).toBe(sums.peakTasks);
  });
});
