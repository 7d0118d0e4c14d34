import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/run/failure.js';
import { runPackJob } from '../../../../src/studies/pack/job.js';
import type { PackArguments } from '../../../../src/studies/pack/options.js';
import type { PackReplay } from '../../../../src/studies/pack/result.js';
import { preparePack, type ReadyPack } from '../../../../src/studies/pack/run.js';

const fixtures = join(import.meta.dirname, '../../../fixtures/pack');
const out = mkdtempSync(join(tmpdir(), 'drydock-prepare-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(out, name), content);
  return join(out, name);
}

function fixture(name: string): string {
  return join(fixtures, name);
}

const OPENB: PackArguments = { format: 'openb', nodes: fixture('openb-nodes.csv'), tasks: fixture('openb-pods.csv'), policies: 'fgd' };
const MACHINES: PackArguments = { machines: '3', machineCpu: '8', machineMemory: '32768' };
const SWF: PackArguments = { format: 'swf', tasks: fixture('log.swf'), policies: 'fgd' };
const JOBS: PackArguments = {
  format: 'csv',
  tasks: fixture('jobs.csv'),
  columns: 'name=job,arrival=submit_s,duration=run_s,cpu=cores,memory=mem_mib,gpus=gpus',
  nodes: fixture('machines.csv'),
  policies: 'best-fit',
};

async function mistakesOf(words: PackArguments): Promise<readonly string[]> {
  try {
    await preparePack(words, 'drydock pack');
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.lines;
  }
}

async function firstReplay({ input, policies, request }: ReadyPack): Promise<PackReplay> {
  const { name, module } = policies[0];
  const options = { ...request.replay, seed: request.seeds[0] };
  const outcome = await runPackJob(input.problem, { policy: name, modulePath: module?.path ?? null, options });
  if (outcome.fault !== undefined) throw new Error(outcome.fault);
  return outcome.replay;
}

describe('the tasks to be packed', () => {
  it.each([
    ['openb', OPENB, { order: 'shuffled', hasLifetimes: false, demand: null, tie: 'fixed-order' }],
    ['openb with lifetimes', { ...OPENB, lifetimes: true }, { order: 'trace', hasLifetimes: true }],
    ['openb in its order', { ...OPENB, order: 'trace' }, { order: 'trace', hasLifetimes: false }],
    ['a log', { ...SWF, ...MACHINES }, { order: 'trace', hasLifetimes: true }],
    ['a log of arrivals', { ...SWF, ...MACHINES, arrivalsOnly: true }, { order: 'trace', hasLifetimes: false }],
    ['a log with a demand', { ...SWF, ...MACHINES, demand: '1.5' }, { order: 'shuffled', hasLifetimes: false, demand: 1.5 }],
  ])('%s: by default the format decides their order and whether they leave', async (_, words, replay) => {
    expect((await preparePack(words, '')).request.replay).toMatchObject(replay);
  });

  it.each([
    ['42-51', [42, 43, 44, 45, 46, 47, 48, 49, 50, 51]],
    ['1,2,3', [1, 2, 3]],
    ['7, 1-3', [7, 1, 2, 3]],
  ])('seeds %s', async (seeds, list) => expect((await preparePack({ ...OPENB, seeds }, '')).request.seeds).toEqual(list));

  it.each([
    ['azure', { format: 'azure', tasks: fixture('azure.csv'), ...MACHINES, policies: 'best-fit' }],
    ['swf', { ...SWF, ...MACHINES }],
    ['csv', JOBS],
    ['a fleet of the catalogue', { ...SWF, fleet: 'm5.large:4,c5.2xlarge:1' }],
  ])('%s can be replayed: tasks leave, and CPU is in use on the way', async (_, words) => {
    const { metrics, arrived } = await firstReplay(await preparePack(words, ''));
    expect(arrived).toBeGreaterThan(10);
    expect(metrics.cpuPercentTimeAverage).toBeGreaterThan(0);
    expect(metrics.cpuPercentTimeAverage).toBeLessThanOrEqual(metrics.cpuPercentPeak!);
  });

  it('is the same from a CSV file, from the gzipped one and from Parquet', async () => {
    const zipped = file('jobs.csv.gz', gzipSync(readFileSync(fixture('jobs.csv'))));
    const parquet = { ...JOBS, format: 'parquet', tasks: fixture('jobs.parquet'), columns: JOBS.columns!.replace('submit_s', 'submit_ms') };
    const [plain, gz, pq] = await Promise.all([JOBS, { ...JOBS, tasks: zipped }, parquet].map((words) => preparePack(words, '')));
    expect(gz.input.problem).toEqual(plain.input.problem);
    expect(pq.input.problem).toEqual(plain.input.problem);
    expect([gz.identity.hash, pq.identity.hash]).toEqual([plain.identity.hash, plain.identity.hash]);
  });

  it('takes as many instances of one type as there may be nodes', async () => {
    expect((await preparePack({ ...SWF, fleet: 'm5.large:200000' }, '')).input.problem.nodes.count).toBe(200_000);
  });

  it('has the memory and the prices of the catalogue', async () => {
    const { nodes } = (await preparePack({ ...SWF, fleet: 'm5.large:2,p3.2xlarge:1' }, '')).input.problem;
    expect(nodes.names).toEqual(['m5.large-1', 'm5.large-2', 'p3.2xlarge-1']);
    expect([...nodes.cpu, ...nodes.gpus]).toEqual([2000, 2000, 8000, 0, 0, 1]);
    expect(nodes.memoryMib[0]).toBeLessThan(8192); // What it registers is less than what is sold.
    expect(nodes.memoryMib[0]).toBeGreaterThan(7168);
    expect(nodes.usdPerHour[0]).toBe(0.096);
  });

  it('lets fewer tasks fail where they leave than where none does', async () => {
    const failedOf = async (more: PackArguments) => (await firstReplay(await preparePack({ ...SWF, ...MACHINES, ...more }, ''))).failed;
    expect(await failedOf({ lifetimes: true })).toBeLessThan(await failedOf({ arrivalsOnly: true }));
  });

  it('has an identity by what is tried, not by how it is written', async () => {
    const hashOf = async (more: PackArguments) => (await preparePack({ ...OPENB, ...more }, '')).identity.hash;
    const same = await hashOf({});
    expect(await hashOf({ workers: '2', order: 'shuffled', seeds: '1,2,3-5' })).toBe(same);
    const others = await Promise.all(
      [{ seeds: '2' }, { tie: 'name' }, { demand: '0.5' }, { policies: 'best-fit' }, { lifetimes: true }].map(hashOf),
    );
    expect(new Set([same, ...others]).size).toBe(6);
  });
});

describe('mistakes', () => {
  it.each<[string, PackArguments, string]>([
    ['nothing at all', {}, '--format: choose from openb, azure, vmtable, swf, csv, parquet'],
    ['an unknown format', { ...OPENB, format: 'openbe' }, '--format openbe: there is no such choice; did you mean openb?'],
    ['no fleet', SWF, 'by one of --nodes FILE, --machines N'],
    ['two fleets', { ...OPENB, ...MACHINES }, '2 of them are given'],
    ['machines without a size', { ...SWF, machines: '3' }, '--machine-memory: say how many MiB'],
    ['machines beyond number', { ...SWF, ...MACHINES, machines: '1e9' }, '--machines 1e9: give a whole number from 1 to 200000'],
    ['a size without machines', { ...OPENB, machineCpu: '3' }, 'describes --machines'],
    ['a type that is none', { ...SWF, fleet: 'm5.larg:2' }, 'did you mean m5.large'],
    ['a type without a price', { ...SWF, fleet: 'm5.large:2', region: 'ap-east-2' }, 'no on-demand price of it in ap-east-2'],
    ['a region that is none', { ...SWF, fleet: 'm5.large:2', region: 'mars-1' }, 'mars-1: is not a region'],
    ['a fleet without a count', { ...SWF, fleet: 'm5.large' }, 'such as m5.4xlarge:100'],
    ['both kinds of leaving', { ...OPENB, lifetimes: true, arrivalsOnly: true }, 'exclude each other'],
    ['an offline policy and lifetimes', { ...OPENB, policies: 'first-fit-decreasing-cpu', lifetimes: true }, 'it is offline'],
    ['a demand of a trace in its order', { ...OPENB, demand: '1', order: 'trace' }, 'a demand needs the order shuffled'],
    ['a policy twice', { ...OPENB, policies: 'fgd,fgd' }, "'fgd' is given twice"],
    ['no policy', { ...OPENB, policies: undefined }, '--policies: name one or more'],
    ['a comma too many', { ...OPENB, policies: 'fgd,' }, 'there is a comma too many'],
    ['a seed twice', { ...OPENB, seeds: '1,1-2' }, 'a seed is given twice'],
    ['no seed', { ...OPENB, seeds: 'x' }, "'x' is neither a whole number nor a range"],
    ['seeds without end', { ...OPENB, seeds: '1-99999' }, 'at most 1000 seeds'],
    ['a directory', { ...SWF, ...MACHINES, tasks: fixtures }, ': this is a directory'],
    ['a file of another format', { ...JOBS, format: 'parquet' }, 'this is a text, and the format is parquet'],
    [
      'a gzip file that is damaged',
      { ...SWF, ...MACHINES, tasks: file('log.gz', gzipSync('no').subarray(0, 12)) },
      'this is a damaged gzip file',
    ],
    [
      'a zstd file that is damaged',
      { ...SWF, ...MACHINES, tasks: file('log.zst', Buffer.from('28b52ffd2004', 'hex')) },
      'this is a damaged zstd file',
    ],
    ['a trace without a row', { ...JOBS, tasks: file('none.csv', 'cores,job,submit_s,run_s,mem_mib,gpus\n') }, 'there is no task in it'],
  ])('%s', async (_, words, message) => expect((await mistakesOf(words)).join('\n')).toContain(message));
});

describe('a module of the user', () => {
  it.each([
    ['no-default.mjs', 'export const name = 1;\n', 'its default export is'],
    ['syntax.ts', "export default () => ({ name: 'x'", 'it cannot be loaded: '],
    ['throws-at-once.mjs', "throw new Error('not today');\n", 'it cannot be loaded: not today'],
    ['nan.mjs', "export default () => ({ name: 'nan', dependsOn: 'row', rank: () => Number.NaN });\n", 'rank() returns NaN'],
    ['name.mjs', "export default () => ({ name: 'My Policy', dependsOn: 'row', rank: () => 0 });\n", "its name is 'My Policy'"],
    [
      'same.mjs',
      "export default () => ({ name: 'fgd', dependsOn: 'row', rank: () => 0 });\n",
      "its name is fgd, which is another policy's",
    ],
    [
      'taken.mjs',
      "export default () => ({ name: 'best-fit', dependsOn: 'row', rank: () => 0 });\n",
      "its name is best-fit, which is another policy's",
    ],
  ])('%s is refused before anything is replayed', async (name, source, message) => {
    const path = file(name, source);
    const lines = await mistakesOf({ ...OPENB, policies: `fgd,${path}` });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(path);
    expect(lines[0]).toContain(message);
  });

  it('has a name that no other of the comparison has', async () => {
    const named = (path: string) => file(path, "export default () => ({ name: 'mine', dependsOn: 'row', rank: () => 0 });\n");
    expect(await mistakesOf({ ...OPENB, policies: `${named('one.mjs')},${named('two.mjs')}` })).toEqual([
      expect.stringContaining('two.mjs: another policy is called mine as well'),
    ]);
  });

  it('that is not there is reported like any other file', async () => {
    expect(await mistakesOf({ ...OPENB, policies: './no-such.ts' })).toEqual(['./no-such.ts: there is no such file']);
  });

  it('chooses as the built-in one whose rule it has', async () => {
    const source =
      "import type { Algorithm } from 'ecs-drydock';\nexport default (): Algorithm => ({ name: 'mine', dependsOn: 'row', rank: (fleet, row) => fleet.instance[row] });\n";
    const mine = await firstReplay(await preparePack({ ...OPENB, policies: file('mine.ts', source) }, ''));
    expect(mine).toEqual(await firstReplay(await preparePack({ ...OPENB, policies: 'first-fit' }, '')));
  });
});
