import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { traceSentences } from '../../src/report/replayed-traces.js';
import { summaryOf } from '../../src/report/summary.js';
import { runText } from '../../src/report/terminal.js';
import { execute } from '../../src/run/execute.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { Traces } from '../../src/run/traces.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { drydock } from '../cli/in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));
const UNSPECIFIED = -1;
const FOREVER = Number.POSITIVE_INFINITY;

/** One instance of 8 vCPU and 32 GiB from the start; a task that fits nowhere waits for another one, which boots in a minute. */
const scenarioOf = (arrivals: string, more = '') => `
name: replayed
duration: 1h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: hosts
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, instanceWarmupPeriod: 0 } }
      autoScalingGroup: { instanceTypes: [host], minSize: 1, maxSize: 4 }
instanceTypes: [{ name: host, cpuUnits: 8192, memoryMib: 32768, eniTasks: 14, usdPerHour: 1 }]
taskDefinitions: [{ family: job, networkMode: bridge, containerDefinitions: [{ name: job, image: job, cpu: 256, memory: 512 }] }]
timings: { instanceBoot: 60s, imagePull: 0s, containerStart: 0s, containerStop: 0s }
workloads:
  - name: jobs
    taskDefinition: job
    capacityProviderStrategy: [{ capacityProvider: hosts, weight: 1 }]
    arrivals: { type: trace, file: trace, ${arrivals} }
    ${more}
`;

function scenario(content: string | Uint8Array, arrivals: string, more?: string) {
  writeFileSync(join(folder, 'trace'), content);
  const path = join(folder, 'scenario.yaml');
  writeFileSync(path, scenarioOf(arrivals, more));
  return readScenario(path);
}

/** [time in s, CPU units, MiB, duration in s] of each arrival that a run would get, in order. */
async function arrivalsOf(content: string | Uint8Array, arrivals: string, more?: string) {
  const read = scenario(content, arrivals, more);
  const traces = await Traces.read(read.setup, read);
  const [source] = traces.sourcesOf(read.setup);
  const found: number[][] = [];
  for (; source.peek() === 'ready'; source.take())
    found.push([source.atMs / 1000, source.cpuUnits, source.memoryMib, source.durationMs < 0 ? UNSPECIFIED : source.durationMs / 1000]);
  return found;
}

const mistakesOf = (...words: Parameters<typeof arrivalsOf>) =>
  arrivalsOf(...words).then(
    () => [],
    (error) => error.lines as string[],
  );

const SWF = (job: number, submit: number, run: number, processors: number, kib: number) =>
  `${job} ${submit} 0 ${run} ${processors} -1 -1 ${processors} ${run} ${kib} 1 1 1 1 1 -1 -1 -1`;

describe('a run replays each format that pack reads', () => {
  it('openb: thousandths of a vCPU, seconds, and an empty end', async () => {
    const csv = 'name,cpu_milli,memory_mib,num_gpu,gpu_milli,creation_time,deletion_time\na,1000,2048,0,0,100,160\nb,500,64,0,0,40,\n';
    expect(await arrivalsOf(csv, 'format: openb')).toEqual([
      [0, 512, 64, FOREVER],
      [60, 1024, 2048, 60],
    ]);
  });

  it('swf has a vCPU for each processor, and memory a processor in KiB', async () => {
    const swf = `; Version: 2.2\n${SWF(1, 10, 30, 2, 524_288)}\n${SWF(2, 5, 7, 1, -1)}\n`;
    // 2 x 524,288 KiB are 1,024 MiB. The second job does not say its memory: that of the task definition.
    expect(await arrivalsOf(swf, 'format: swf')).toEqual([
      [0, 1024, UNSPECIFIED, 7],
      [5, 2048, 1024, 30],
    ]);
  });

  it('azure: GiB, durations within their bins, and no end where the trace has none', async () => {
    const head = 'vm,arrival_s,vcpus,memory_gb,duration_min_s,duration_max_s,censored\n';
    const [exact, within, censored] = await arrivalsOf(
      `${head}0,0,1,1.75,300,300,0\n1,5,2,3.5,300,600,0\n2,10,1,1,300,600,1\n`,
      'format: azure',
    );
    expect(exact).toEqual([0, 1024, 1792, 300]);
    expect(within[3]).toBeGreaterThanOrEqual(300);
    expect(within[3]).toBeLessThanOrEqual(600);
    expect(censored[3]).toBe(FOREVER);
  });

  it('vmtable: no header, GiB, and what the notebooks of the data set take for the open buckets', async () => {
    const row = (id: string, created: number, deleted: number, cores: string, gb: string) =>
      `${id},sub,dep,${created},${deleted},99.1,3.4,90.2,Delay-insensitive,${cores},${gb}\n`;
    const rows = row('a', 300, 900, '2', '3.5') + row('b', 0, 600, '>24', '>64');
    const expected = [
      [0, 30 * 1024, 70 * 1024, 600],
      [300, 2048, 3584, 600],
    ];
    expect(await arrivalsOf(rows, 'format: vmtable')).toEqual(expected);
    const head = 'vmid,subscriptionid,deploymentid,vmcreated,vmdeleted,maxcpu,avgcpu,p95maxcpu,vmcategory,vmcorecount,vmmemory\n';
    expect(await arrivalsOf(gzipSync(head + rows), 'format: vmtable')).toEqual(expected);
  });

  it("csv: Drydock's own names, or a map as pack takes it, with its units", async () => {
    expect(await arrivalsOf('cpu,memory_mib,arrival_s,duration_s\n0.25,100,3,9\n', '')).toEqual([[0, 256, 100, 9]]);
    const csv = 'when_ms,until_ms,c,ram\n5000,9000,512,2\n1000,2000,21,1\n';
    // 2 GB are 2e9 / 2^20 = 1,907 MiB, 1 GB 954. 21 units stay 21.
    expect(await arrivalsOf(csv, 'columns: "arrival=when_ms,end=until_ms,cpu=c:units,memory=ram:gb"')).toEqual([
      [0, 21, 954, 1],
      [4, 512, 1907, 4],
    ]);
  });

  it.each([
    ['MiB', 3],
    ['GiB', 3072],
    ['GB', 2861], // 3e9 / 2^20 = 2,861.02
    ['MB', 3], // 3e6 / 2^20 = 2.86
  ])('csv: columns as an object, with memory in %s', async (memoryUnit, mib) =>
    expect(
      await arrivalsOf('at,m,d\n0,3,4\n', `columns: { arrival: at, memory: m, memoryUnit: ${memoryUnit}, duration: d, durationUnit: m }`),
    ).toEqual([[0, UNSPECIFIED, mib, 240]]),
  );

  it('parquet gives the run of csv', async () => {
    const columnData = [
      { name: 'submit', data: [20, 10], type: 'INT32' as const },
      { name: 'cores', data: [2, 1], type: 'INT32' as const },
    ];
    const file = new Uint8Array(parquetWriteBuffer({ columnData }));
    expect(await arrivalsOf(file, 'format: parquet, columns: "arrival=submit:min,cpu=cores"', 'runTime: 5m')).toEqual([
      [0, 1024, UNSPECIFIED, UNSPECIFIED],
      [600, 2048, UNSPECIFIED, UNSPECIFIED],
    ]);
  });
});

describe('rows of a trace in a run', () => {
  const BINS = 'columns: { arrival: at, duration: least, durationMax: most, censored: c }';
  const bins = (count: number, flag = 0) => `at,least,most,c\n${`0,300,600,${flag}\n`.repeat(count)}`;

  it('have their lengths drawn within the bounds, each row by itself', async () => {
    const drawn = (await arrivalsOf(bins(2000), BINS)).map((row) => row[3]);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(300);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(600);
    // Four deviations of the mean: 4 x 300 / sqrt(12 x 2000).
    expect(Math.abs(drawn.reduce((sum, s) => sum + s, 0) / 2000 - 450)).toBeLessThan(7.75);
    expect((await arrivalsOf(bins(3), BINS)).map((row) => row[3])).toEqual(drawn.slice(0, 3));
    expect(await arrivalsOf(bins(1, 1), BINS)).toEqual([[0, UNSPECIFIED, UNSPECIFIED, 300]]);
    expect(await arrivalsOf(bins(1, 1), BINS.replace('c }', 'c, censoredRuns: forever }'))).toEqual([
      [0, UNSPECIFIED, UNSPECIFIED, FOREVER],
    ]);
  });

  it('come in order of time whatever that of the file, and in that of the file in one millisecond', async () => {
    const csv = 'at,cpu\n9,1\n5,2\n9,3\n5,4\n7,5\n';
    const rows = await arrivalsOf(csv, 'columns: { arrival: at, cpu: cpu, cpuUnit: units }', 'runTime: 1m');
    expect(rows.map(([at, cpu]) => [at, cpu])).toEqual([
      [0, 2],
      [0, 4],
      [2, 5],
      [4, 1],
      [4, 3],
    ]);
  });

  it('with mistakes end the command before the run, with row and column, and those of every file', async () => {
    expect(await mistakesOf('cpu,duration_s\nmuch,1\n1,soon\n', '')).toEqual([
      "trace:2 cpu: 'much' is not a number from 0 to 2097151",
      "trace:3 duration_s: 'soon' is not a number from 0 to 35184372088",
    ]);
    expect(await mistakesOf('PAR1....', '')).toEqual(['trace: this is a Parquet file, and csv is text: write the format parquet']);
    expect(await mistakesOf('{"a": 1}', 'format: openb')).toEqual(['trace: this is JSON, and the format is openb']);
    expect(await mistakesOf('cpu\n', '')).toEqual(['trace: there is no task in it']);
  });
});

describe('the scenario of a trace', () => {
  const refused = (arrivals: string, more?: string) => {
    try {
      scenario('', arrivals, more);
      return '';
    } catch (error) {
      return (error as { lines: string[] }).lines.join('\n');
    }
  };

  it.each([
    ['format: openbe', undefined, 'openbe'],
    ['format: openb, columns: "cpu=c"', undefined, 'openb has columns of its own; a map goes with csv and parquet'],
    ['columns: "cpu=c:kg,duration=d"', undefined, "'kg' is no unit of cpu; there are vcpu, milli, units"],
    ['columns: "cpu=c"', undefined, 'is missing: how long a task runs'],
    ['columns: { arrival: a, duration: d, end: e }', undefined, 'says the same as duration: give one of them'],
  ])('refuses %s', (arrivals, more, message) => expect(refused(arrivals, more)).toContain(message));
});

/** The rows of tasks.csv. */
function tasksOf(setup: Setup, traces: Traces): Record<string, string>[] {
  const chunks: string[] = [];
  const recorder = new RunRecorder(setup, { 'tasks.csv': { write: (chunk) => chunks.push(chunk) > 0 } }, { nameOfTraced: traces.nameOf });
  new Simulation(setup, { sources: traces.sourcesOf(setup), subscribers: [recorder] }).advance();
  recorder.finish(setup.durationMs);
  return parse(chunks.join(''), { columns: true });
}

describe('GPUs of a trace', () => {
  const CSV = [
    'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,creation_time,deletion_time',
    'all,1000,100,4,1000,,0,60',
    'share,1000,100,1,300,,10,110',
    'other-share,1000,100,1,700,T4,20,120',
    'three,1000,100,3,1000,,30,130',
    'last,1000,100,1,1000,,70,170',
    'none,1000,100,0,0,,5,15',
  ].join('\n');

  it('are those of its rows, shares of one included, and the report names the features that ECS lacks', async () => {
    const read = scenario(CSV, 'format: openb');
    const set = ['cluster.capacityProviders.hosts.autoScalingGroup={ instanceTypes: [g4dn.12xlarge], minSize: 1, maxSize: 1 }'];
    const { setup } = readScenario(read.path, { set });
    const traces = await Traces.read(setup, read);
    const rows = tasksOf(setup, traces);
    const starts = rows.map((row) => [Number(row.requested_ms) / 1000, Number(row.running_ms) / 1000]);
    // One instance with four GPUs. The first task has all of them until 60 s; then 300 + 700 thousandths fill one and the third task the
    // others, until 160 s. The task without a GPU does not wait.
    expect(starts.sort(([a], [b]) => a - b)).toEqual([
      [0, 0],
      [5, 5],
      [10, 60],
      [20, 60],
      [30, 60],
      [70, 160],
    ]);
    expect(traces.replayed).toMatchObject([{ tasks: 6, gpuShares: 2, gpuModels: 1 }]);
  });

  it('are of the models that the task names, and a task whose models no instance has is refused', async () => {
    const csv = [
      'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,creation_time,deletion_time',
      'a10,1000,100,1,1000,A10G,0,60',
      't4,1000,100,1,1000,T4,1,60',
      // Both boxes have a GPU left; the spec allows the second alone, then none of them.
      'again,1000,100,1,1000,V100|A10G,2,60',
      'full,1000,100,1,1000,A10G,3,60',
      'other,1000,100,1,1000,V100,4,60',
      // The second box is free again.
      'later,1000,100,2,1000,A10G,100,160',
      'any,1000,100,1,1000,,101,160',
    ].join('\n');
    const boxes = (name: string, gpuModel: string) =>
      `{ name: ${name}, cpuUnits: 8192, memoryMib: 32768, eniTasks: 14, gpus: 2, gpuModel: ${gpuModel}, usdPerHour: 1 }`;
    const groups = (name: string) =>
      `{ name: ${name}, autoScalingGroupProvider: {}, autoScalingGroup: { instanceTypes: [${name}], minSize: 1, maxSize: 1 } }`;
    const read = scenario(csv, 'format: openb');
    const { setup } = readScenario(read.path, {
      set: [
        `cluster.capacityProviders=[${groups('first')}, ${groups('second')}]`,
        `instanceTypes=[${boxes('first', 'T4')}, ${boxes('second', 'A10G')}]`,
        'workloads.jobs.capacityProviderStrategy=null',
        'workloads.jobs.launchType=EC2',
      ],
    });
    const traces = await Traces.read(setup, read);
    const rows = tasksOf(setup, traces);
    const placed = rows.map(
      ({ traced_task, requested_ms, instance, cause }) => [Number(requested_ms) / 1000, traced_task, instance, cause] as const,
    );
    expect(placed.toSorted(([a], [b]) => a - b)).toEqual([
      [0, 'a10', '1', 'runEnded'],
      [1, 't4', '0', 'runEnded'],
      [2, 'again', '1', 'runEnded'],
      [3, 'full', '', 'ATTRIBUTE'],
      [4, 'other', '', 'ATTRIBUTE'],
      [100, 'later', '1', 'runEnded'],
      [101, 'any', '0', 'runEnded'],
    ]);
    expect(traces.replayed).toMatchObject([{ tasks: 7, gpuModels: 6, gpuModelsMissing: 1 }]);
  });

  it('are those of the task definition where the file has none', async () => {
    const rows = await arrivalsOf('cpu,duration_s\n1,1\n', '');
    expect(rows).toHaveLength(1);
    const read = scenario('cpu,duration_s\n1,1\n', '');
    expect((await Traces.read(read.setup, read)).sourcesOf(read.setup)[0].gpuNeed).toBe(UNSPECIFIED);
  });

  it('and what is not replayed of them, are reported', () => {
    const counts = { withoutArrival: 0, withoutEnd: 0, afterTheEnd: 0 };
    expect(
      traceSentences([{ workload: 'pods', file: 'p.csv', tasks: 9, ...counts, gpuShares: 2, gpuModels: 5, gpuModelsMissing: 3 }]),
    ).toEqual([
      'pods replayed p.csv: of its 9 tasks 2 share a GPU, which ECS cannot; 5 name GPU models; 3 are never placed, because no instance type here has such a GPU.',
    ]);
    const [one] = traceSentences([
      { workload: 'pods', file: 'p.csv', tasks: 9, ...counts, gpuShares: 0, gpuModels: 1, gpuModelsMissing: 0 },
    ]);
    expect(one).toBe('pods replayed p.csv: of its 9 tasks 1 names GPU models.');
  });
});

describe('names of a trace', () => {
  it('are in tasks.csv beside their tasks, in any order of rows, and change no digest', async () => {
    // The last row comes first; the third waits a minute for an instance to boot.
    const rows = ['b,10,30,1000,100', 'c,20,3000,5000,100', '"=d,1",40,50,4000,100', 'a,0,3000,4000,100'];
    const write = (map: string) =>
      scenario(`job,from,to,milli,mem\n${rows.join('\n')}\n`, `columns: "${map}arrival=from,end=to,cpu=milli:milli,memory=mem"`);
    const named = write('name=job,');
    const traces = await Traces.read(named.setup, named);
    const found = tasksOf(named.setup, traces).map((row) => [row.traced_task, Number(row.requested_ms) / 1000, Number(row.cpu_units)]);
    expect(found.toSorted(([, a], [, b]) => Number(a) - Number(b))).toEqual([
      ['a', 0, 4096],
      ['b', 10, 1024],
      ['c', 20, 5120],
      // A name that a spreadsheet would run gets an apostrophe.
      ["'=d,1", 40, 4096],
    ]);
    const { digest } = (await execute(named)).identity;
    const unnamed = write('');
    expect((await execute(unnamed)).identity.digest).toBe(digest);
    expect(Object.keys(tasksOf(unnamed.setup, await Traces.read(unnamed.setup, unnamed))[0])).not.toContain('traced_task');
  });

  it('reach tasks.csv through the command', async () => {
    const { path } = scenario('name,cpu,duration_s\none,1,60\ntwo,1,60\n', 'format: csv');
    const out = join(folder, 'out');
    expect((await drydock(['run', path, '--out', out], { cwd: folder })).status).toBe(0);
    const rows = parse(readFileSync(join(out, 'tasks.csv'), 'utf8'), { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => row.traced_task)).toEqual(['one', 'two']);
  });
});

describe('the report of a run on its traces', () => {
  const MAP = 'columns: "arrival=from,end=to,cpu=cpu,memory=mem"';
  // Three fit the first instance; the fourth waits a minute for another to boot. The fifth comes after the hour.
  const CSV = 'from,to,cpu,mem\n0,600,3,100\n,600,3,100\n0,,2,100\n60,660,4,100\n7200,7300,1,100\n';

  it('counts tasks without an arrival, which come at the start, without an end, which stay, and after the end', async () => {
    const run = await execute(scenario(CSV, MAP));
    const { headline } = run.record.metrics;
    expect([headline.tasks_requested, headline.tasks_started, headline.tasks_completed]).toEqual([4, 4, 3]);
    // One task of four waited for the boot of its instance.
    expect(headline.wait_boot_mean_ms).toBe(60_000 / 4);
    expect(summaryOf(run).traces).toEqual([
      {
        workload: 'jobs',
        file: 'trace',
        tasks: 5,
        tasks_without_arrival: 1,
        tasks_without_end: 1,
        tasks_after_the_end: 1,
        tasks_that_share_a_gpu: 0,
        tasks_that_name_gpu_models: 0,
        tasks_whose_gpu_models_are_missing: 0,
      },
    ]);
    const text = runText(run, { width: 400, hasColour: false } as never);
    expect(text).toContain(
      'jobs replayed trace: of its 5 tasks 1 has no arrival and came at the start; 1 has no end and stayed; 1 would have come after the end of the run.',
    );
  });

  it('is empty where every row was replayed unchanged', async () => {
    const run = await execute(scenario('from,to,cpu,mem\n0,600,3,100\n', MAP));
    expect(runText(run, { width: 400, hasColour: false } as never)).not.toContain('replayed trace');
  });
});
