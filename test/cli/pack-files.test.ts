import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES, pack } from './pack-program.js';

type Row = Record<string, string>;

const folder = mkdtempSync(join(tmpdir(), 'drydock-pack-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowsOf = (file: string) => parse(readFileSync(join(folder, file), 'utf8'), { columns: true }) as Row[];

/** The cells of a Parquet file as those of a CSV file. */
async function cellsOf(file: string): Promise<Row[]> {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, file)) });
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? '' : String(value)])));
}

describe('pack --per-task', () => {
  const NODES = 'name,cpu,memory_mib,gpus,model\na,4,4096,2,T4\nb,8,8192,0,\n';
  // On node a: half of GPU 0, then GPU 1, which leaves 1 vCPU and 2,048 MiB. On node b: 4 vCPUs, then 1 with 6,000 MiB.
  const TASKS = `name,cpu,memory_mib,arrival_s,duration_s,gpus,gpu_milli,gpu_model
half,2,1024,0,100,1,500,
whole,1,1024,0,,1,1000,T4
more,1,1024,10,10,1,600,
huge,9,1024,10,10,0,,
four,4,1024,20,100,0,,
five,5,1024,20,100,0,,
wide,1,6000,20,100,0,,
both,2,1500,20,100,0,,
`;

  beforeAll(async () => {
    writeFileSync(join(folder, 'nodes.csv'), NODES);
    writeFileSync(join(folder, 'tasks.csv'), TASKS);
    const words = ['--format', 'csv', '--nodes', 'nodes.csv', '--tasks', 'tasks.csv', '--tie', 'name', '--seeds', '7'];
    const answer = await pack(folder, ...words, '--policies', 'first-fit,worst-fit', '--per-task', '--into', 'out');
    expect(answer).toMatchObject({ stderr: '', status: 0 });
  });

  it('has the node and GPUs of each arrival, or the reason of its refusal', () => {
    const rows = rowsOf('out/tasks.csv').filter(({ policy }) => policy === 'first-fit');
    expect(rows.map((row) => [row.arrival, row.task, row.node, row.node_gpus, row.refused])).toEqual([
      ['1', 'half', 'a', '0', ''],
      ['2', 'whole', 'a', '1', ''],
      ['3', 'more', '', '', 'GPU'],
      ['4', 'huge', '', '', 'too large'],
      ['5', 'four', 'b', '', ''],
      ['6', 'five', '', '', 'CPU'],
      ['7', 'wide', 'b', '', ''],
      ['8', 'both', '', '', 'mixed'],
    ]);
  });

  it('counts the nodes that are large enough, and what they lack at that moment', () => {
    const rows = rowsOf('out/tasks.csv').filter(({ policy, refused }) => policy === 'first-fit' && refused !== '');
    const counts = rows.map((row) => [
      row.task,
      row.nodes_large_enough,
      row.nodes_short_of_cpu,
      row.nodes_short_of_memory,
      row.nodes_short_of_gpu,
    ]);
    expect(counts).toEqual([
      ['more', '1', '0', '0', '1'],
      ['huge', '0', '0', '0', '0'],
      ['five', '1', '1', '0', '0'],
      ['both', '2', '1', '1', '0'],
    ]);
  });

  it('has the request and the times of the task, and the policies one after the other', () => {
    const rows = rowsOf('out/tasks.csv');
    expect(rows.map(({ policy }) => policy)).toEqual([...Array(8).fill('first-fit'), ...Array(8).fill('worst-fit')]);
    expect(rows[1]).toMatchObject({ seed: '7', row: '2', arrival_ms: '0', duration_ms: '', cpu_milli: '1000', memory_mib: '1024' });
    expect(rows[2]).toMatchObject({ arrival_ms: '10000', duration_ms: '10000', gpus: '1', gpu_milli: '600', gpu_models: '' });
  });

  it('writes the same cells as Parquet, of tasks and of curves', async () => {
    for (const file of ['tasks', 'seed-curves']) expect(await cellsOf(`out/${file}.parquet`)).toEqual(rowsOf(`out/${file}.csv`));
  });

  it('is the same with one thread and with three, and changes no other file', async () => {
    const words = ['--format', 'openb', '--nodes', 'openb-nodes.csv', '--tasks', 'openb-pods.csv', '--policies', 'random,fgd,best-fit'];
    const into = (name: string, ...more: string[]) =>
      pack(FIXTURES, ...words, '--seeds', '1-3', '--demand', '1.3', '--into', join(folder, name), ...more);
    await Promise.all([
      into('one', '--per-task', '--workers', '1'),
      into('three', '--per-task', '--workers', '3'),
      into('without', '--workers', '1'),
    ]);
    const read = (name: string, file: string) => readFileSync(join(folder, name, file), 'latin1');
    for (const file of ['tasks.csv', 'tasks.parquet']) expect(read('three', file)).toBe(read('one', file));
    for (const file of ['summary.json', 'results.csv', 'curves.csv', 'pairs.csv']) expect(read('without', file)).toBe(read('one', file));
    const rows = rowsOf('one/tasks.csv');
    const failed = rowsOf('one/results.csv').map(({ policy, seed, failed: count }) => [policy, seed, count]);
    const refused = failed.map(([policy, seed]) => [
      policy,
      seed,
      String(rows.filter((row) => row.policy === policy && row.seed === seed && row.refused !== '').length),
    ]);
    expect(refused).toEqual(failed);
  });

  it('needs a directory', async () => {
    const { stderr, status } = await pack(FIXTURES, '--format', 'openb', '--per-task');
    expect(stderr).toContain('--per-task: name the directory of its files by --into DIR\n');
    expect(status).toBe(2);
  });
});

describe('a fleet on which everything fits', () => {
  it('is distinguished by nodes in use and by what is stranded', async () => {
    // On node 1: 4 vCPUs from 0 to 400 s. On node 2: 3 from 100 to 200 s. The end: 2 at 1,000 s, the smallest task of all.
    writeFileSync(join(folder, 'fits.csv'), 'cpu,memory_mib,arrival_s,duration_s\n4,1024,0,400\n3,1024,100,100\n2,1024,1000,10\n');
    const machines = ['--machines', '2', '--machine-cpu', '4', '--machine-memory', '4096'];
    const { stdout } = await pack(
      folder,
      ...['--format', 'csv', '--tasks', 'fits.csv', ...machines, '--policies', 'first-fit', '--seeds', '1', '--json'],
    );
    expect(JSON.parse(stdout).policies[0]).toMatchObject({
      failedMean: 0,
      // (1 x 100 + 2 x 100 + 1 x 200) / 1,000.
      nodesInUseTimeAverageMean: 0.5,
      nodesInUsePeakMean: 2,
      // 1 vCPU of node 2 for 100 s of 8 x 1,000; 3,072 MiB of node 1 for 400 s and of node 2 for 100 of 8,192 x 1,000.
      cpuStrandedPercentTimeAverageMean: 1.25,
      memoryStrandedPercentTimeAverageMean: 18.75,
    });
  });

  it('has a least fleet, found by search, beside the bound', async () => {
    // The same on a fleet of 8: first-fit needs 2 nodes as the bound does, worst-fit 3.
    writeFileSync(join(folder, 'least.csv'), 'cpu,memory_mib\n2,10\n2,10\n3,10\n1,10\n');
    const words = [
      '--format',
      'csv',
      '--tasks',
      'least.csv',
      '--machine-cpu',
      '4',
      '--machine-memory',
      '100',
      '--seeds',
      '1',
      '--tie',
      'name',
    ];
    const { stdout } = await pack(
      folder,
      ...[...words, '--machines', '8', '--policies', 'first-fit,worst-fit', '--least-fleet', '--arrivals-only', '--json'],
    );
    const [first, worst] = JSON.parse(stdout).policies;
    expect([first.leastFleetNodesMean, first.leastFleetAtLeastMean, first.leastFleetGapPercentMean]).toEqual([2, 2, 0]);
    expect([worst.leastFleetNodesMean, worst.leastFleetAtLeastMean, worst.leastFleetGapPercentMean]).toEqual([3, 2, 50]);
    const { stderr } = await pack(folder, ...words, '--machines', '8', '--policies', 'first-fit', '--least-fleet', '--demand', '1.1');
    expect(stderr).toBe('--least-fleet and --demand exclude each other: a demand is a multiple of the fleet\n');
  });

  it('counts at any percent of arrived demand', async () => {
    // Tasks of 1 vCPU that stay on 4 nodes of 2: worst-fit opens one node after the other, first-fit fills two.
    writeFileSync(join(folder, 'stay.csv'), 'cpu,memory_mib\n1,10\n1,10\n1,10\n1,10\n');
    const machines = ['--machines', '4', '--machine-cpu', '2', '--machine-memory', '100'];
    const words = [
      '--format',
      'csv',
      '--tasks',
      'stay.csv',
      ...machines,
      '--arrivals-only',
      '--policies',
      'first-fit,worst-fit',
      '--seeds',
      '1',
    ];
    const { stdout } = await pack(folder, ...words, '--at', '25,50', '--json');
    const [first, worst] = JSON.parse(stdout).policies;
    expect([first.nodesInUse25Mean, first.nodesInUse50Mean, first.nodesInUseEndMean]).toEqual([1, 2, 2]);
    expect([worst.nodesInUse25Mean, worst.nodesInUse50Mean, worst.nodesInUseEndMean]).toEqual([2, 4, 4]);
    const { stderr } = await pack(folder, ...words, '--at', '0,140');
    expect(stderr).toBe('--at 0,140: give whole percents of arrived demand from 1 to 130, such as 50,90\n');
  });
});
