import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { type PackJob, runPackJob } from '../../src/studies/pack/job.js';
import { packJson } from '../../src/studies/pack/json.js';
import type { PackArguments } from '../../src/studies/pack/options.js';
import { inOrder } from '../../src/studies/pack/pool.js';
import { packPolicy, packResult, packScale } from '../../src/studies/pack/replay/summary.js';
import { preparePack, type ReadyPack } from '../../src/studies/pack/run.js';

const traces = join(process.env.DRYDOCK_DATA!, 'traces');
const openb = join(traces, 'openb/csv');

/** What `drydock pack --json` prints, without threads. */
async function packed(
  words: PackArguments,
): Promise<{ policies: Record<string, number>[]; tasks: number; nodes: number; tasksThatFitNowhere: number }> {
  const { request, input, policies, identity }: ReadyPack = await preparePack(words, 'drydock pack');
  const all = [];
  for (const policy of policies) {
    const jobs = request.seeds.map((seed): PackJob => ({ policy: policy.name, modulePath: null, options: { ...request.replay, seed } }));
    const done = await inOrder(jobs, (job) => runPackJob(input.problem, job), { signal: new AbortController().signal, progress: () => {} });
    all.push(
      packPolicy(
        policy,
        done.map(({ replay }) => replay),
      ),
    );
  }
  return JSON.parse(packJson(packResult({ identity, scale: packScale(input.problem), policies: all })));
}

/** Names of the policies in the published results. */
const PUBLISHED: Readonly<Record<string, string>> = {
  random: '01-Random',
  'dot-product': '02-DotProd',
  'gpu-clustering': '03-GpuClustering',
  'gpu-packing': '04-GpuPacking',
  'best-fit': '05-BestFit',
  fgd: '06-FGD',
};
/** Two seeds are not ten: points by which their means may lie outside the published range of single seeds. */
const SLACK = 1.5;

describe('openb', () => {
  it('is packed as published: shares of GPUs at 100 % and 130 % and fragmentation at 90 %, for six policies', async () => {
    const rows = parse(readFileSync(join(traces, 'openb/published-results.csv'), 'utf8'), { columns: true }) as Record<string, string>[];
    const { policies, tasks, nodes } = await packed({
      format: 'openb',
      nodes: join(openb, 'openb_node_list_gpu_node.csv'),
      tasks: join(openb, 'openb_pod_list_default.csv'),
      policies: Object.keys(PUBLISHED).join(),
      seeds: '42-43',
      demand: '1.3',
    });
    expect([tasks, nodes]).toEqual([8152, 1213]);
    for (const policy of policies) {
      const published = rows.find((row) => row.workload === 'openb_pod_list_default' && row.policy === PUBLISHED[policy.policy])!;
      for (const [metric, column, slack] of [
        ['allocatedGpuPercent100Mean', 'alloc_100', SLACK],
        ['allocatedGpuPercent130Mean', 'alloc_130', SLACK],
        ['fragmentationPercent90Mean', 'fragratio_90', 6 * SLACK],
      ] as const) {
        expect(policy[metric], `${policy.policy} ${metric}`).toBeGreaterThan(Number(published[`${column}_min`]) - slack);
        expect(policy[metric], `${policy.policy} ${metric}`).toBeLessThan(Number(published[`${column}_max`]) + slack);
      }
    }
  });

  it('is read whole in all five lists', async () => {
    const lists = ['cpu050', 'default', 'gpushare40', 'gpuspec10', 'multigpu20'];
    for (const list of lists) {
      const tasks = join(openb, `openb_pod_list_${list}.csv`);
      const ready = await preparePack({ format: 'openb', nodes: join(openb, 'openb_node_list_gpu_node.csv'), tasks, policies: 'fgd' }, '');
      expect(ready.input.problem.tasks.count, list).toBe(readFileSync(tasks, 'utf8').trim().split('\n').length - 1);
    }
  });
});

describe('traces without GPUs', () => {
  it('Azure: all virtual machines arrive; those that leave make room for others', async () => {
    const words = {
      format: 'azure',
      tasks: join(traces, 'azure-vm-2017/azure-vm-2017-dev.csv.gz'),
      policies: 'best-fit,worst-fit',
      seeds: '1',
    };
    const { policies, tasks } = await packed({ ...words, machines: '400', machineCpu: '64', machineMemory: '458752' });
    expect(tasks).toBe(259_159);
    for (const policy of policies) {
      expect(policy.arrivedMean).toBe(tasks);
      expect(policy.cpuPercentPeakMean).toBeLessThanOrEqual(100);
      expect(policy.cpuPercentTimeAverageMean).toBeGreaterThan(30);
    }
  });

  it.each([
    ['NASA-iPSC-1993-3.1-cln.swf.gz', 18_239, 128],
    ['lublin_256.swf', 10_000, 256],
  ])('%s: every job fits the machine of the log when it is empty', async (log, jobs, processors) => {
    const machine = { machines: '1', machineCpu: String(processors), machineMemory: '1048576' };
    const answer = await packed({ format: 'swf', tasks: join(traces, 'swf', log), ...machine, policies: 'first-fit', seeds: '1' });
    expect([answer.tasks, answer.tasksThatFitNowhere]).toEqual([jobs, 0]);
    expect(answer.policies[0].placedMean).toBeGreaterThan(0.5 * jobs);
  });

  it('SURF Lisa: the CSV and the Parquet file of the same week are the same problem', async () => {
    const columns = 'name=id,arrival=submission_time:ms,duration=duration:ms,cpu=cpu_count,memory=mem_capacity:mb';
    const words = { columns, fleet: 'm5.24xlarge:30', policies: 'best-fit', seeds: '1' };
    const week = join(traces, 'opendc-surf-week');
    const [csv, parquet] = [
      await packed({ ...words, format: 'csv', tasks: join(week, 'tasks.csv') }),
      await packed({ ...words, format: 'parquet', tasks: join(week, 'tasks.parquet') }),
    ];
    expect(csv.tasks).toBe(6295);
    expect(parquet.policies).toEqual(csv.policies);
  });
});
