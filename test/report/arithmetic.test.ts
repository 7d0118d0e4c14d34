import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { hash32 } from '../../src/kernel/hash.js';
import { drydock } from '../cli/in-process.js';
import { seeds } from '../extent.js';

const HOUR = 3_600_000;
/** USD an hour On-Demand, a vCPU-hour and a GB-hour of Fargate and of Fargate Spot, an address-hour, a GiB-month. */
const PRICE = {
  'm5.large': 0.1,
  'm5a.large': 0.09,
  vcpu: 0.04,
  gb: 0.005,
  spotVcpu: 0.012,
  spotGb: 0.0015,
  address: 0.005,
  gibMonth: 0.08,
};
/** vCPUs and memory weigh 9 : 1; the memory that ECS registers is in summary.json. */
const CPU_WEIGHT = 9;

/** Two services on instances, a daemon there, one on both kinds of Fargate, and jobs; Spot Instances that EC2 takes, some in their first hour. */
function drawn(seed: number) {
  let calls = 0;
  const below = (bound: number) => hash32(seed, 19, calls++, 0) % bound;
  const container = (name: string, cpu: number, memory: number) => [{ name, image: `${name}:1`, cpu, memory }];
  const fargate = { networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '1024' };
  const onGroup = { capacityProviderStrategy: [{ capacityProvider: 'group', weight: 1 }] };
  const peak = 40 + below(60);
  return {
    name: 'drawn',
    seed,
    duration: `${150 + below(120)}m`,
    cluster: {
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      capacityProviders: [
        {
          name: 'group',
          autoScalingGroupProvider: { managedScaling: { status: 'ENABLED', targetCapacity: 80 + below(21), instanceWarmupPeriod: 60 } },
          autoScalingGroup: {
            instanceTypes: ['m5.large', 'm5a.large'],
            mixedInstancesPolicy: {
              instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 10 * below(6) },
            },
            minSize: 2,
            maxSize: 30,
          },
        },
        'FARGATE',
        'FARGATE_SPOT',
      ],
    },
    taskDefinitions: [
      { family: 'web', containerDefinitions: container('web', 256 * (1 + below(3)), 512 + 256 * below(3)) },
      { family: 'api', containerDefinitions: container('api', 300, 700) },
      { family: 'agent', containerDefinitions: container('agent', 64, 128) },
      { family: 'edge', ...fargate, containerDefinitions: [{ name: 'edge', image: 'edge:1' }] },
    ],
    services: [
      {
        serviceName: 'web',
        taskDefinition: 'web',
        desiredCount: 3,
        ...onGroup,
        load: {
          arrivals: {
            type: 'ramps',
            entries: [
              { at: '0s', rate: '10/s' },
              { at: '1h', rate: `${peak}/s` },
              { at: '2h', rate: '10/s' },
            ],
          },
          task: { concurrency: 2, serviceTime: '200ms', cpuTime: '50ms', memoryIdle: 200, memoryEach: 8 },
          requests: { timeout: '5s' },
        },
      },
      {
        serviceName: 'api',
        taskDefinition: 'api',
        desiredCountSchedule: {
          entries: [
            { at: '0s', desiredCount: 2 + below(4) },
            { at: `${40 + below(60)}m`, desiredCount: 6 + below(8) },
          ],
        },
        ...onGroup,
      },
      { serviceName: 'agent', taskDefinition: 'agent', schedulingStrategy: 'DAEMON' },
      {
        serviceName: 'edge',
        taskDefinition: 'edge',
        desiredCount: 2 + below(5),
        capacityProviderStrategy: [
          { capacityProvider: 'FARGATE', weight: 1 },
          { capacityProvider: 'FARGATE_SPOT', weight: 1 },
        ],
      },
    ],
    workloads: [
      {
        name: 'jobs',
        taskDefinition: 'api',
        arrivals: { type: 'poisson', rate: '20/h' },
        runTime: { exponential: { mean: '7m' } },
        ...onGroup,
      },
    ],
    faults: [
      { at: `${20 + below(30)}m`, type: 'spotInterruption', share: 1 },
      { at: `${90 + below(50)}m`, type: 'spotInterruption', share: 0.5 },
    ],
    prices: {
      ec2: { 'm5.large': PRICE['m5.large'], 'm5a.large': PRICE['m5a.large'] },
      fargate: {
        linux: {
          x86_64: {
            'on-demand': { usdPerVcpuHour: PRICE.vcpu, usdPerGbHour: PRICE.gb },
            spot: { usdPerVcpuHour: PRICE.spotVcpu, usdPerGbHour: PRICE.spotGb },
          },
        },
      },
      rootVolume: { usdPerGibMonth: PRICE.gibMonth },
    },
    billing: { items: { rootVolume: { gib: 30 }, publicIpv4: {} } },
  };
}

type Row = Readonly<Record<string, string>>;
const folder = mkdtempSync(join(tmpdir(), 'arithmetic-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `drydock run`, and what it wrote and printed. */
async function ran(seed: number) {
  const scenario = drawn(seed);
  const out = join(folder, `${seed}`);
  writeFileSync(`${out}.yaml`, stringify(scenario));
  const { stdout, stderr, status } = await drydock(['run', `${out}.yaml`, '--out', out], { cwd: folder });
  if (status !== 0) throw new Error(stderr);
  const rows = (file: string): Row[] => parse(readFileSync(join(out, file)), { columns: true, record_delimiter: '\r\n' });
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
  const endMs = summary.duration_ms as number;
  return {
    // The answers stand beside what they are about: one line each.
    answers: stdout.replace(/\n {14}/g, ' '),
    summary,
    endMs,
    instances: rows('instances.csv'),
    tasks: rows('tasks.csv'),
    services: rows('services.csv'),
    costs: rows('costs.csv'),
  };
}

const sum = <T>(list: readonly T[], of: (one: T) => number) => list.reduce((total, one) => total + of(one), 0);
const cell = (row: Row, key: string, otherwise = 0) => (row[key] === '' ? otherwise : Number(row[key]));
const two = (value: number) => value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Four vCPUs and 8 GB on Windows, and 100 GiB more storage than is included on Linux. */
const EXTRAS = {
  name: 'extras',
  duration: '1h',
  cluster: { capacityProviders: ['FARGATE'] },
  taskDefinitions: [
    {
      family: 'desk',
      ...{ networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '4096', memory: '8192' },
      runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' },
      containerDefinitions: [{ name: 'desk', image: 'desk' }],
    },
    {
      family: 'disk',
      ...{ networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '1024', memory: '2048' },
      ephemeralStorage: { sizeInGiB: 120 },
      containerDefinitions: [{ name: 'disk', image: 'disk' }],
    },
  ],
  workloads: ['desk', 'disk'].map((name) => ({
    ...{ name, taskDefinition: name, runTime: '50m', capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] },
    arrivals: { type: 'schedule', at: ['0s'] },
  })),
  prices: {
    fargate: {
      storageUsdPerGbHour: 0.0001,
      linux: { x86_64: { 'on-demand': { usdPerVcpuHour: 0.04, usdPerGbHour: 0.005 } } },
      windows: { x86_64: { 'on-demand': { usdPerVcpuHour: 0.09, usdPerGbHour: 0.01, licenseUsdPerVcpuHour: 0.05 } } },
    },
  },
};

it('licences and storage of Fargate have hours of their own', async () => {
  writeFileSync(join(folder, 'extras.yaml'), stringify(EXTRAS));
  const { stdout, stderr, status } = await drydock(['run', 'extras.yaml', '--out', 'extras'], { cwd: folder });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const { capacity_providers, cost_usd } = JSON.parse(readFileSync(join(folder, 'extras/summary.json'), 'utf8'));
  const rows: Row[] = parse(readFileSync(join(folder, 'extras/tasks.csv')), { columns: true, record_delimiter: '\r\n' });
  const [desk, disk] = ['desk', 'disk'].map((name) => {
    const row = rows.find((one) => one.name === name)!;
    return Math.ceil((cell(row, 'ended_ms') - cell(row, 'pending_ms')) / 1000) / 3600;
  });
  const { vcpu_hours, gb_hours, licensed_vcpu_hours, storage_gb_hours } = capacity_providers[0].fargate;
  expect(vcpu_hours).toBeCloseTo(4 * desk! + disk!, 2);
  expect(gb_hours).toBeCloseTo(8 * desk! + 2 * disk!, 2);
  expect(licensed_vcpu_hours).toBeCloseTo(4 * desk!, 2);
  expect(storage_gb_hours).toBeCloseTo(100 * disk!, 2);
  const linux = disk! * (0.04 + 2 * 0.005);
  const windows = desk! * (4 * 0.09 + 8 * 0.01);
  expect(cost_usd).toBeCloseTo(linux + windows + licensed_vcpu_hours * 0.05 + storage_gb_hours * 0.0001, 3);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    `${two(vcpu_hours)} vCPU-hours (${two(licensed_vcpu_hours)} with a Windows licence) and ${two(gb_hours)} GB-hours on Fargate and ${two(storage_gb_hours)} GB-hours of extra storage`,
  );
  expect(readFileSync(join(folder, 'extras/report.html'), 'utf8')).toContain('GB-hours of extra storage');
});

describe.each(seeds(2, 12, 1))('the figures of a drawn scenario (seed %i)', async (seed) => {
  const { answers, summary, endMs, instances, tasks, services, costs } = await ran(seed);
  const daemons: string[] = summary.task_owners.flatMap((owner: { name: string; is_daemon?: true }) =>
    owner.is_daemon ? [owner.name] : [],
  );
  const counted = tasks.filter(({ name }) => !daemons.includes(name!));
  const onFargate = tasks.filter(({ name, pending_ms }) => name === 'edge' && pending_ms !== '');
  const item = (name: string) => summary.items.find((one: { item: string }) => one.item === name);
  const spot = instances.filter(({ purchase_option }) => purchase_option === 'spot');
  const lifeSeconds = (row: Row) => Math.max(60, Math.ceil((cell(row, 'terminated_ms', endMs) - cell(row, 'launched_ms')) / 1000));

  it('cost is the sum of the files', () => {
    expect(sum(costs, (row) => cell(row, 'cost_usd'))).toBeCloseTo(summary.cost_usd, 4);
    const capacity = sum(instances, (row) => cell(row, 'cost_usd')) + sum(onFargate, (row) => cell(row, 'cost_usd'));
    expect(capacity + item('rootVolume').cost_usd + item('publicIpv4').cost_usd).toBeCloseTo(summary.cost_usd, 4);
    expect(answers).toContain(`$${two(summary.cost_usd)} for `);
  });

  it('cost a month is that of 730 such hours', () => {
    const month = (summary.cost_usd * 730) / (endMs / HOUR);
    expect(summary.cost_per_month_usd).toBeCloseTo(month, 2);
    expect(answers).toMatch(new RegExp(`^Money +\\$${two(summary.cost_per_month_usd).replace('.', '\\.')} a month \\(730 h\\); `, 'm'));
  });

  it('instance-hours times the price are the cost On-Demand', () => {
    const onDemand = instances.filter(({ purchase_option }) => purchase_option === 'on-demand');
    const usd = sum(onDemand, (row) => (lifeSeconds(row) * PRICE[row.instance_type as 'm5.large']) / 3600);
    const ofFargate = summary.capacity_providers.find((one: { capacity_provider: string }) => one.capacity_provider === 'FARGATE').cost_usd;
    expect(usd + ofFargate).toBeCloseTo(summary.cost_on_demand_usd, 4);
    expect(sum(onDemand, lifeSeconds) / 3600).toBeCloseTo(summary.on_demand_instance_hours, 2);
  });

  it('Spot hours but the free ones cost what the pools charge, and save the rest of the price On-Demand', () => {
    expect(summary.free_instance_hours).toBeGreaterThan(0);
    const free = spot.filter((row) => row.cause === 'interrupted' && cell(row, 'terminated_ms') - cell(row, 'launched_ms') < HOUR);
    expect(sum(free, (row) => cell(row, 'cost_usd'))).toBe(0);
    expect(sum(free, lifeSeconds) / 3600).toBeCloseTo(summary.free_instance_hours, 2);
    expect(sum(spot, lifeSeconds) / 3600).toBeCloseTo(summary.spot_instance_hours, 2);
    expect(
      sum(
        summary.spot_pools,
        (pool: { mean_usd_per_hour: number; instance_hours: number }) => pool.mean_usd_per_hour * pool.instance_hours,
      ),
    ).toBeCloseTo(
      sum(spot, (row) => cell(row, 'cost_usd')),
      3,
    );
    const onDemand = sum(spot, (row) => (lifeSeconds(row) * PRICE[row.instance_type as 'm5.large']) / 3600);
    const ofTasks = onFargate.filter((row) => row.capacity_provider === 'FARGATE_SPOT');
    const listed = sum(ofTasks, (row) => (fargateSeconds(row) * (PRICE.vcpu / 4 + PRICE.gb)) / 3600);
    expect(onDemand + listed - summary.cost_spot_usd).toBeCloseTo(summary.spot_savings_usd, 4);
  });

  /** From the image pull to the end, begun seconds as whole ones, a minute at least. */
  function fargateSeconds(row: Row): number {
    return Math.max(60, Math.ceil((cell(row, 'ended_ms', endMs) - cell(row, 'pending_ms')) / 1000));
  }

  it('billed hours of Fargate times its prices are its cost', () => {
    const hours = sum(onFargate, fargateSeconds) / 3600;
    expect(hours / 4).toBeCloseTo(summary.fargate_vcpu_hours, 2);
    expect(hours).toBeCloseTo(summary.fargate_gb_hours, 2);
    expect(answers).toContain(`${two(summary.fargate_vcpu_hours)} vCPU-hours and ${two(summary.fargate_gb_hours)} GB-hours on Fargate`);
    for (const [name, vcpu, gb] of [
      ['FARGATE', PRICE.vcpu, PRICE.gb],
      ['FARGATE_SPOT', PRICE.spotVcpu, PRICE.spotGb],
    ] as const) {
      const { cost_usd, fargate } = summary.capacity_providers.find((one: { capacity_provider: string }) => one.capacity_provider === name);
      expect(fargate.vcpu_hours * vcpu + fargate.gb_hours * gb).toBeCloseTo(cost_usd, 3);
    }
  });

  it('amounts of the items times their prices are their costs', () => {
    expect(item('rootVolume').amount).toBeCloseTo((30 * sum(instances, lifeSeconds)) / 3600 / 730, 3);
    expect(item('rootVolume').amount * PRICE.gibMonth).toBeCloseTo(item('rootVolume').cost_usd, 5);
    expect(item('publicIpv4').amount).toBeCloseTo((sum(instances, lifeSeconds) + sum(onFargate, fargateSeconds)) / 3600, 3);
    expect(item('publicIpv4').amount * PRICE.address).toBeCloseTo(item('publicIpv4').cost_usd, 5);
  });

  it('unreserved capacity is the rest of the weight of each instance', () => {
    const weightOf = new Map<string, number>(
      summary.instance_types.map((type: { instance_type: string; cpu_units: number; memory_mib: number }) => [
        type.instance_type,
        CPU_WEIGHT * type.cpu_units + type.memory_mib,
      ]),
    );
    const rows = new Map(instances.map((row) => [row.instance, row]));
    // A Spot Instance has one price all its life here: its pool's.
    const reserved = sum(
      tasks.filter(({ instance }) => instance !== ''),
      (task) => {
        const host = rows.get(task.instance)!;
        const paid = cell(host, 'cost_usd') / lifeSeconds(host) / 1000;
        const untilMs = Math.min(cell(task, 'stopping_ms', Number.POSITIVE_INFINITY), cell(task, 'ended_ms', endMs));
        const weight = CPU_WEIGHT * cell(task, 'cpu_units') + cell(task, 'memory_mib');
        return (paid * (untilMs - cell(task, 'placed_ms')) * weight) / weightOf.get(host.instance_type!)!;
      },
    );
    const all = sum(instances, (row) => cell(row, 'cost_usd'));
    expect(summary.cost_unreserved_usd).toBeCloseTo(all - reserved, 3);
    expect(summary.cost_unreserved_percent).toBeCloseTo((100 * (all - reserved)) / all, 1);
    expect(answers).toContain(
      `$${two(summary.cost_unreserved_usd)} of the $${two(summary.cost_usd)} went for capacity that no task reserved`,
    );
  });

  it('waits are nearest ranks over tasks.csv, daemons aside, and their number is the stated one', () => {
    const waits = counted.flatMap((row) => (row.wait_ms === '' ? [] : [Number(row.wait_ms)])).sort((a, b) => a - b);
    const rank = (percent: number) => waits[Math.ceil((percent * waits.length) / 100) - 1];
    expect([50, 95, 99, 100].map(rank)).toEqual([summary.wait_p50_ms, summary.wait_p95_ms, summary.wait_p99_ms, summary.wait_max_ms]);
    expect(waits.length).toBe(summary.tasks_waited);
    expect(answers).toContain(`${waits.length} tasks, daemons aside: from request to running`);
  });

  it('task-hours, counts and the cost of a task-hour are without daemons too', () => {
    const ran = counted.filter(({ running_ms }) => running_ms !== '');
    const untilMs = (row: Row) => Math.min(cell(row, 'stopping_ms', Number.POSITIVE_INFINITY), cell(row, 'ended_ms', endMs));
    const hours = sum(ran, (row) => untilMs(row) - cell(row, 'running_ms')) / HOUR;
    expect(hours).toBeCloseTo(summary.task_hours, 2);
    expect(summary.cost_usd / hours).toBeCloseTo(summary.cost_per_task_hour_usd, 4);
    expect([counted.length, ran.length]).toEqual([summary.tasks_requested, summary.tasks_started]);
    const owners: { is_daemon?: true; tasks_interrupted: number; tasks_started: number }[] = summary.task_owners;
    expect(sum(owners, (owner) => owner.tasks_interrupted)).toBe(summary.tasks_interrupted);
    expect(
      sum(
        owners.filter((owner) => !owner.is_daemon),
        (owner) => owner.tasks_started,
      ),
    ).toBe(summary.tasks_started);
    expect(summary.tasks_interrupted).toBeGreaterThan(0);
  });

  it('tasks missing and requests lost are those of services.csv, the worst service by name', () => {
    const names = [...new Set(services.map((row) => row.service!))].filter((name) => !daemons.includes(name));
    const missing = names.map((name) => ({
      name,
      minutes: sum(
        services.filter((row) => row.service === name),
        (row) => cell(row, 'below_desired_task_minutes'),
      ),
    }));
    const worst = missing.reduce((most, other) => (other.minutes > most.minutes ? other : most));
    expect(sum(missing, ({ minutes }) => minutes)).toBeCloseTo(summary.below_desired_task_minutes, 1);
    expect(worst.minutes).toBeCloseTo(summary.worst_service_task_minutes, 1);
    expect(answers).toContain(`(worst: ${worst.name}, `);
    const lost = sum(services, (row) => cell(row, 'shed') + cell(row, 'requests_lost'));
    expect(lost).toBeCloseTo(summary.requests_lost, 1);
    expect(summary.requests_lost).toBeGreaterThan(0);
    expect(sum(services, (row) => cell(row, 'shed_or_lost'))).toBeCloseTo(lost, 6);
    expect(summary.service_load.reduce((all: number, row: { shed_or_lost: number }) => all + row.shed_or_lost, 0)).toBe(
      summary.requests_lost,
    );
    const requests = sum(services, (row) => cell(row, 'requests'));
    expect(answers).toContain(
      `${Math.round(lost).toLocaleString('en-US')} of ${Math.round(requests).toLocaleString('en-US')} requests lost`,
    );
  });
});
