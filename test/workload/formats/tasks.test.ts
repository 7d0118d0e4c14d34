import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AZURE_TASKS,
  type ColumnMap,
  OPENB_TASKS,
  PLAIN_TASKS,
  parseColumnMap,
  type TraceFormat,
} from '../../../src/workload/formats/column-map.js';
import { fixtureBytes, fixtureText } from './fixtures.js';
import { readTrace } from './read-trace.js';

const FORMATS = new Map<ColumnMap, TraceFormat>([
  [OPENB_TASKS, 'openb'],
  [AZURE_TASKS, 'azure'],
]);

const read = (text: string, map: ColumnMap) => readTrace(text, { format: FORMATS.get(map) ?? 'csv', columns: map });

function columns(text: string): ColumnMap {
  const { map, mistakes } = parseColumnMap(text);
  expect(mistakes).toEqual([]);
  return map;
}

const NEVER = Number.POSITIVE_INFINITY;

describe('openb pods', () => {
  it('are tasks with shares of GPUs, models and seconds from the first creation', async () => {
    const { tasks, names, lines } = await read(fixtureText('openb-pods.csv'), OPENB_TASKS);
    expect(lines).toEqual([]);
    expect(tasks.count).toBe(24);
    // pod-05,2000,4096,2,1000,V100,LS,Running,500,2500,500: two whole GPUs, after 500 s, for 2,000 s.
    const at = (column: ArrayLike<number>) => column[5];
    expect([at(tasks.cpu), at(tasks.memoryMib), at(tasks.gpus), at(tasks.gpuMilli)]).toEqual([2000, 4096, 2, 1000]);
    expect([names[5], tasks.specs[at(tasks.spec)], at(tasks.arrivalMs), at(tasks.durationMs)]).toEqual([
      'pod-05',
      'V100',
      500_000,
      2_000_000,
    ]);
    // pod-01 needs no GPU, pod-00 460 thousandths of one.
    expect([tasks.gpus[1], tasks.gpuMilli[1], tasks.gpus[0], tasks.gpuMilli[0]]).toEqual([0, 0, 1, 460]);
    expect(tasks.specs).toEqual(['', 'V100', 'T4|V100', 'T4']);
  });

  it('may lack models and times: any model will do, all come at once and none leaves', async () => {
    const { tasks, lines } = await read('name,cpu_milli,memory_mib,num_gpu,gpu_milli\na,1000,10,1,1000\nb,1000,10,0,0\n', OPENB_TASKS);
    expect(lines).toEqual([]);
    expect([...tasks.arrivalMs, ...tasks.durationMs]).toEqual([0, 0, NEVER, NEVER]);
    expect(tasks.specs).toEqual(['']);
  });
});

describe('Azure virtual machines', () => {
  it('have GiB, the middle of their duration bin, and no end where the trace has none', async () => {
    const row = async (text: string) =>
      (await read(`vm,arrival_s,batch,vcpus,memory_gb,duration_bin,duration_min_s,duration_max_s,censored\n${text}\n`, AZURE_TASKS)).tasks;
    const known = await row('7,1800000,0,8,1.75,11,3300,3901,0');
    // 8 vCPUs; 1.75 x 1,024 = 1,792 MiB; (3,300 + 3,901) / 2 = 3,600.5 s.
    expect([known.cpu[0], known.memoryMib[0], known.durationMs[0], known.arrivalMs[0]]).toEqual([8000, 1792, 3_600_500, 0]);
    expect((await row('7,1800000,0,8,1.75,11,3300,3901,1')).durationMs[0]).toBe(NEVER);
  });
});

describe('columns by a map', () => {
  it('reads each field in its unit: after the colon, else at the end of the name, else the usual one', async () => {
    const text = 'when_ms,how_long,c,ram,share\n5000,2,512,2,0.25\n8000,1,1024,1,2\n';
    const { tasks, names } = await read(text, columns('arrival=when_ms,duration=how_long:min,cpu=c:units,memory=ram:gb,gpus=share'));
    expect([...tasks.arrivalMs]).toEqual([0, 3000]);
    expect([...tasks.durationMs]).toEqual([120_000, 60_000]);
    expect([...tasks.cpu]).toEqual([500, 1000]); // 512 of ECS's units are half a vCPU.
    expect([...tasks.memoryMib]).toEqual([1907, 954]); // 2e9 / 2^20 = 1,907.3; 1e9 / 2^20 = 953.7.
    expect([...tasks.gpus, ...tasks.gpuMilli]).toEqual([1, 2, 250, 1000]);
    expect(names).toEqual(['task-1', 'task-2']);
  });

  it('finds again what was written in any unit', async () => {
    const units = fc.record({
      time: fc.constantFrom(['ms', 1], ['s', 1000], ['min', 60_000], ['h', 3_600_000]),
      cpu: fc.constantFrom(['vcpu', 1000], ['milli', 1]),
      memory: fc.constantFrom(['mib', 1], ['gib', 1024]),
    });
    const rows = fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e6), fc.nat(1e5), fc.nat(1e5)), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(units, rows, async ({ time, cpu, memory }, amounts) => {
        const map = columns(`arrival=a:${time[0]},duration=d:${time[0]},cpu=c:${cpu[0]},memory=m:${memory[0]}`);
        const { tasks, lines } = await read(`a,d,c,m\n${amounts.map((row) => row.join(',')).join('\n')}\n`, map);
        expect(lines).toEqual([]);
        const first = Math.min(...amounts.map(([arrival]) => arrival));
        amounts.forEach(([arrival, duration, cores, ram], i) => {
          expect(tasks.arrivalMs[i]).toBe((arrival - first) * Number(time[1]));
          expect(tasks.durationMs[i]).toBe(duration * Number(time[1]));
          expect(tasks.cpu[i]).toBe(cores * Number(cpu[1]));
          expect(tasks.memoryMib[i]).toBe(ram * Number(memory[1]));
        });
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['cpu', "'cpu' is not written as FIELD=COLUMN or FIELD=COLUMN:UNIT"],
    ['cpu=', "'cpu=' is not written as"],
    ['cpus=c', "'cpus' is no field; there are name, arrival"],
    ['cpu=c,cpu=d', "'cpu' is given twice"],
    ['cpu=c:kg', "'kg' is no unit of cpu; there are vcpu, milli, units"],
    ['cpu=c,gpus=g:s', "'gpus' has no unit"],
    ['cpu=c,duration=d,end=e', "'duration' and 'end' say the same"],
    ['cpu=c,duration-max=e', "'duration-max' needs a 'duration'"],
  ])('refuses the map %s', (text, message) => expect(parseColumnMap(text).mistakes.join('\n')).toContain(message));

  it('reports all mistakes of a map', () => expect(parseColumnMap('cpus=a,memory=m:kg,x').mistakes).toHaveLength(3));
});

describe('mistakes in rows', () => {
  const HEAD = 'name,cpu,memory_mib,arrival_s,duration_s,gpus,gpu_milli,gpu_model';

  it.each([
    ['a,x,1,0,1,0,0,', "f:2 cpu: 'x' is not a number from 0 to 2147483"],
    ['a,,1,0,1,0,0,', 'f:2 cpu: an empty cell is not a number'],
    ['a,-1,1,0,1,0,0,', "f:2 cpu: '-1' is not a number"],
    ['a,1,1e99,0,1,0,0,', "f:2 memory_mib: '1e99' is not a number from 0 to 2147483647"],
    ['a,1,1,0,soon,0,0,', "f:2 duration_s: 'soon' is not a number"],
    ['a,1,1,0,1,1.5,1000,', "f:2 gpus: '1.5' is neither a whole number up to 1000 nor a share of one GPU"],
    ['a,1,1,0,1,1,0,', "f:2 gpu_milli: '0' is not a number from 1 to 1000"],
    ['a,1,1,0,1,2,500,', "f:2 gpu_milli: '500' of each of 2 GPUs: only a task of one GPU may share it"],
    ['a,1,1', 'f:2: the row has 3 fields; the header names 8'],
  ])('names row, column, value and remedy: %s', async (row, message) => {
    const { tasks, lines } = await read(`${HEAD}\n${row}\n`, PLAIN_TASKS);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(message);
    expect(tasks.count).toBe(0);
  });

  it('leaves wrong rows out and counts them once each, whatever is wrong in them', async () => {
    const { names, mistakes } = await read(`${HEAD}\na,1,1,0,1,0,0,\nb,x,y,0,1,0,0,\nc,1,1,9,1,0,0,\nd,1\n`, PLAIN_TASKS);
    expect(names).toEqual(['a', 'c']);
    expect([mistakes.count, mistakes.badRows, mistakes.isUnreadable]).toEqual([3, 2, false]);
  });

  it('shows twenty and counts the rest', async () => {
    const { lines } = await read(`${HEAD}\n${'a,x,1,0,1,0,0,\n'.repeat(33)}`, PLAIN_TASKS);
    expect(lines).toHaveLength(21);
    expect(lines[19]).toContain('f:21 cpu');
    expect(lines[20]).toBe('f: and 13 more');
  });

  it.each([
    ['end before its arrival', 'a,e,c\n5,4,1\n', 'arrival=a,end=e,cpu=c', "f:2 e: '4' is before the arrival"],
    ['bounds that are crossed', 'd,m,c\n5,4,1\n', 'duration=d,duration-max=m,cpu=c', "f:2 m: '4' is less than d, '5'"],
    ['a flag that is none', 'x,c\nmaybe,1\n', 'censored=x,cpu=c', "f:2 x: 'maybe' is neither 0 nor 1"],
  ])('refuses an %s', async (_, text, map, line) => expect((await read(text, columns(map))).lines).toEqual([line]));

  it.each([
    ['', 'f: the file is empty'],
    ['cpu,cpu\n1,1\n', "f: two columns are called 'cpu'"],
    ['cores\n1\n', "f: there is no column 'cpu'; there are 'cores'"],
    ['cpu\n"1\n', 'f: this is no CSV'],
    ['cpu;memory\n1;1\n', 'f: its columns are divided by semicolons: write commas, and a point in decimal numbers'],
    ['\ufffdcpu\n1\n', 'f: this is not a text file: write CSV in UTF-8'],
  ])('has the reason why a whole file cannot be read: %j', async (text, message) => {
    const { lines, mistakes } = await read(text, PLAIN_TASKS);
    expect(lines.join('\n')).toContain(message);
    expect(mistakes.isUnreadable).toBe(true);
  });
});

describe('Parquet', () => {
  const MAP = 'name=job,arrival=submit_ms,duration=run_s,cpu=cores,memory=mem_mib,gpus=gpus';

  const readParquet = (bytes: ArrayBuffer, text: string) => readTrace(new Uint8Array(bytes), { format: 'parquet', columns: columns(text) });

  it('gives the tasks of the CSV file that it was made from', async () => {
    const { tasks: fromCsv } = await read(fixtureText('jobs.csv'), columns(MAP.replace('submit_ms', 'submit_s')));
    expect(fromCsv.count).toBe(16);
    expect(await readParquet(fixtureBytes('jobs.parquet'), MAP)).toMatchObject({ tasks: fromCsv, lines: [] });
  });

  it('reads timestamps as milliseconds', async () => {
    const { tasks } = await readParquet(fixtureBytes('jobs.parquet'), 'arrival=at:ms,cpu=cores');
    expect([...tasks.arrivalMs.slice(0, 3)]).toEqual([0, 60_000, 120_000]);
  });

  it('names a missing column, and a file that is not Parquet', async () => {
    expect((await readParquet(fixtureBytes('jobs.parquet'), 'cpu=vcpus')).lines).toEqual([
      "f: there is no column 'vcpus'; there are 'job', 'submit_ms', 'run_s', 'cores', 'mem_mib', 'gpus', 'at'",
    ]);
    expect((await readParquet(fixtureBytes('jobs.csv'), MAP)).lines[0]).toBe('f: this is a text, and the format is parquet');
  });
});
