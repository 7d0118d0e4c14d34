import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { drydock as inProcess } from './in-process.js';

/** The way of a user who has a snapshot with metrics. A simulated cluster and what CloudWatch would have recorded of it stand for the real one. */

const folder = mkdtempSync(join(tmpdir(), 'drydock-recorded-path-'));

async function drydock(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await inProcess(args, { cwd: folder });
  if (status !== 0) throw new Error(`drydock ${args.join(' ')}: ${status}\n${stderr}`);
  return stdout;
}

const SHOP = `name: shop
duration: 6h
startsAt: 2026-11-23T08:00:00Z
cluster:
  capacityProviders:
    - name: workers
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 30, desiredCapacity: 4 }
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100 } }
  defaultCapacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: web, cpu: 512, memory: 1024, portMappings: [{ containerPort: 80 }] }] }
  - { family: api, containerDefinitions: [{ name: api, image: api, cpu: 256, memory: 512 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 6
    loadBalancers: [{ targetGroupArn: web-tg, containerName: web, containerPort: 80 }]
    load:
      arrivals: { type: ramps, entries: [{ at: 0s, rate: 60/s }, { at: 2h, rate: 200/s }, { at: 4h, rate: 80/s }, { at: 6h, rate: 160/s }] }
      task: { concurrency: 20, serviceTime: 80ms, cpuTime: 15ms, cpuIdle: 20, memoryIdle: 300, memoryEach: 10 }
    scaling:
      minCapacity: 2
      maxCapacity: 40
      policies:
        - policyName: cpu
          targetTrackingScalingPolicyConfiguration: { targetValue: 50, predefinedMetricSpecification: { predefinedMetricType: ECSServiceAverageCPUUtilization } }
  - serviceName: api
    taskDefinition: api
    desiredCount: 4
    desiredCountSchedule: { entries: [{ at: 90m, desiredCount: 12 }, { at: 3h, desiredCount: 6 }] }
`;

/** The cluster as it was then, and what was recorded of all of the run, as a snapshot and a call of get-metric-data leave it. */
async function snapshot(at: string): Promise<string> {
  const name = `snapshot-${at}`;
  await drydock('export', 'shop.yaml', '--at', at, '--out', name);
  writeFileSync(join(folder, name, 'get-metric-data-1.json'), await drydock('backtest', 'shop.yaml', '--record'));
  return name;
}

/** Everything that a user types, and what came of it. */
async function path(directory: string) {
  const scenario = `${directory}.yaml`;
  const said = await drydock('import', directory, '--out', scenario);
  await drydock('validate', scenario);
  await drydock('run', scenario, '--out', `${directory}.run`);
  const { verdict, scores } = JSON.parse(
    await drydock('backtest', scenario, '--observed', directory, '--out', `${directory}.backtest`, '--json'),
  );
  const mae = Object.fromEntries(
    scores.map((score: { metric: string; name: string; mae: number }) => [`${score.metric} ${score.name}`, score.mae]),
  );
  return { said, verdict, mae, scenario: parse(readFileSync(join(folder, scenario), 'utf8')) };
}

beforeAll(async () => {
  writeFileSync(join(folder, 'shop.yaml'), SHOP);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('from a snapshot with metrics to a backtest', () => {
  it('the load is found again, what its tasks take of CPU, and the run is close to what was recorded after the state', async () => {
    const { said, verdict, mae, scenario } = await path(await snapshot('2h'));
    expect(said.replace(/\s+/g, ' ')).toContain('load of web: RequestCountPerTarget of targetgroup/web-tg/0, Sum');
    const [web, api] = scenario.services;
    expect([scenario.startsAt, scenario.duration]).toEqual(['2026-11-23T10:00:00Z', '4h']);
    expect(web.load.arrivals).toMatchObject({ file: 'snapshot-2h/get-metric-data-1.json', format: 'cloudwatch' });
    // A request took 15 ms of a vCPU and 10 MiB for 80 ms, which are 8 MiB for the 100 ms that are assumed.
    expect(web.load.task).toMatchObject({ cpuTime: '15ms', memoryEach: expect.closeTo(8, 0) });
    expect(Math.abs(web.load.task.cpuIdle - 20)).toBeLessThan(2);
    expect(api.desiredCountSchedule.recorded).toMatchObject({ file: 'snapshot-2h/get-metric-data-1.json', metric: 'DesiredTaskCount' });
    expect(verdict).toMatch(/^Instances of workers.*: close/);
    expect(mae['running_tasks web']).toBeLessThan(0.5);
  });

  it('metrics recorded before the state are replayed with the present cluster', async () => {
    const { said, mae, scenario } = await path(await snapshot('6h'));
    expect([scenario.startsAt, scenario.duration]).toEqual(['2026-11-23T08:00:00Z', '6h']);
    expect(said.replace(/\s+/g, ' ')).toContain('the state of 2026-11-23T14:00:00Z stands for that at 2026-11-23T08:00:00Z');
    expect(mae['running_tasks web']).toBeLessThan(1);
    expect(readdirSync(join(folder, 'snapshot-6h.backtest'))).toContain('report.html');
  });
});
