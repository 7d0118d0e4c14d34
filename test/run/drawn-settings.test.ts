import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readScenario } from '../../src/run/scenario-file.js';
import { drawnOver, matteringTo } from '../../src/run/uncertain/worlds.js';
import { PLAUSIBLE } from '../../src/scenario/plausible/plausible.js';
import { isDrawable } from '../../src/scenario/plausible/range.js';

const LIBRARY = [
  'capacity/api-throttling',
  'capacity/fargate-mix',
  'capacity/spot-rebalance',
  'capacity/warm-pool',
  'headline/spread-100',
  'measured/bad-secret-rollback',
  'measured/bottlerocket-node',
  'measured/created-with-fast-check',
  'measured/group-target-tracking',
  'measured/hung-task-container-check',
  'measured/network-load-balancer',
  'measured/rolling-wordpress',
  'measured/stop-only-task',
  'questions/daemon-race',
  'services/alarm-rollback',
  'services/two-loops',
];

const group = (more: string) => `
duration: 1h
startsAt: 2026-11-26T03:00:00Z
cluster:
  capacityProviders: [{ name: w, autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 9, maxInstanceLifetime: 86400 } }]
  defaultCapacityProviderStrategy: [{ capacityProvider: w, weight: 1 }]${more}`;

/** What the library has nowhere: volumes that start with their task, instances of Windows, a lifetime, a state to begin with, a policy on requests, a scheduled action, Service Connect. */
const OWN = {
  volumes: `name: volumes${group('')}
taskDefinitions:
  - family: web
    volumes: [{ name: data, configuredAtLaunch: true }]
    containerDefinitions: [{ name: c, image: x, cpu: 16, memory: 64, mountPoints: [{ sourceVolume: data, containerPath: /d }] }]
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 1
    volumeConfigurations: [{ name: data, managedEBSVolume: { roleArn: "arn:aws:iam::1:role/x", sizeInGiB: 500 } }]
present: { at: 2026-11-26T03:00:00Z, containerInstances: [{ ec2InstanceId: i-0a, capacityProvider: w, instanceType: m5.large, availabilityZone: us-east-1a }] }
`,
  windows: `name: windows
prices: { ec2: { m5.large: 0.188 } }${group('\n  ami: windows')}
taskDefinitions:
  - family: web
    runtimePlatform: { operatingSystemFamily: WINDOWS_SERVER_2022_CORE }
    containerDefinitions: [{ name: c, image: x, cpu: 16, memory: 64 }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 1 }]
`,
  requests: `name: requests
duration: 1h
cluster: { capacityProviders: [FARGATE], defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }] }
taskDefinitions: [{ family: web, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: c, image: x }] }]
targetGroups: [{ name: web }]
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 1
    loadBalancers: [{ targetGroupArn: web, containerName: c, containerPort: 80 }]
    load: { arrivals: { type: constant, rate: 1/s }, task: { concurrency: 1, serviceTime: 10ms, cpuTime: 1ms } }
    scaling:
      minCapacity: 1
      maxCapacity: 9
      scheduledActions: [{ scheduledActionName: up, schedule: rate(10 minutes), scalableTargetAction: { minCapacity: 2 } }]
      policies:
        - policyType: TargetTrackingScaling
          targetTrackingScalingPolicyConfiguration: { targetValue: 9, predefinedMetricSpecification: { predefinedMetricType: ALBRequestCountPerTarget } }
`,
  connect: `name: connect${group('')}
taskDefinitions: [{ family: web, memory: "1024", containerDefinitions: [{ name: c, image: x, cpu: 16, memory: 64 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 1, createdAt: 1m, serviceConnectConfiguration: { enabled: true } }]
`,
};

it('--uncertain draws every marked setting that has a range, where a scenario depends on it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drawn-'));
  const own = Object.entries(OWN).map(([name, text]) => {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, text);
    return file;
  });
  const files = [...LIBRARY.map((name) => `scenarios/${name}.yaml`), ...own];
  const drawn = new Set(
    files
      .map((file) => readScenario(file))
      .flatMap((scenario) => drawnOver(matteringTo([scenario]), { scenario, worlds: 2, seed: 1 }).map(({ setting }) => setting.path)),
  );
  const open = PLAUSIBLE.filter(isDrawable).map(({ path }) => path);
  expect(open.filter((path) => !drawn.has(path))).toEqual([]);
  for (const path of [
    'serviceScheduler.replacesAfter',
    'serviceScaling.activityTime',
    'serviceScheduler.firstCheckNetwork',
    'fargate.stop.exitNoticed',
  ])
    expect(open).toContain(path);
});

it.each([
  ['without a given phase', [], ['counts', 'waits']],
  ['with a given phase', ['scaler.evaluationPhase=30s'], []],
  ['with both given', ['scaler.evaluationPhase=30s', 'scaler.newestPoint=counts'], ['counts', 'waits']],
])('--uncertain draws scaler.newestPoint where its default is not that of a given phase: %s', (_, set, figures) => {
  const scenario = readScenario('scenarios/capacity/warm-pool.yaml', { set });
  const drawn = drawnOver(matteringTo([scenario]), { scenario, worlds: 40, seed: 1 });
  const found = drawn.find(({ setting }) => setting.path === 'scaler.newestPoint');
  expect([...new Set(found?.setting.figures)].sort()).toEqual(figures);
});

it.each([
  ['current', { refusal: [50, 90], check: [2, 180] }],
  ['guide-2024', { refusal: [5, 30], check: [70, 240] }],
])('--uncertain draws over the ranges of the edition: %s', (edition, { refusal, check }) => {
  const scenario = readScenario('scenarios/measured/rolling-one-task.yaml', { set: [`awsBehaviour=${edition}`] });
  const drawn = drawnOver(matteringTo([scenario]), { scenario, worlds: 40, seed: 1 });
  for (const [path, [least, most]] of [
    ['timings.fargatePullRefusal', refusal],
    ['serviceScheduler.firstCheckNetwork', check],
  ] as const) {
    const figures = drawn.find(({ setting }) => setting.path === path)!.setting.figures.map(Number);
    expect(Math.min(...figures)).toBeGreaterThanOrEqual(least!);
    expect(Math.max(...figures)).toBeLessThanOrEqual(most!);
  }
});
