import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCALER_DEFAULTS } from '../../src/autoscaling/cluster-scaler-settings.js';
import { listInstanceTypes } from '../../src/catalog/instance-types.js';
import type { LoadOptions } from '../../src/scenario/load-scenario.js';
import type { Setup } from '../../src/sim/setup.js';
import { changed, GOOD, load, messages, placedMessages } from './scenarios.js';

const fixtures = join(import.meta.dirname, '../fixtures/scenarios');
const COMPLETE = readFileSync(join(fixtures, 'complete.yaml'), 'utf8');
const readFixture: Partial<LoadOptions> = { read: (path) => readFileSync(join(fixtures, path), 'utf8') };
const HOUR = 3_600_000;

function setupOf(text: string, options: Partial<LoadOptions> = {}): Setup {
  expect(placedMessages(text, options)).toEqual([]);
  return load(text, options).setup!;
}

describe('the complete scenario', () => {
  const setup = setupOf(COMPLETE, readFixture);

  it('has its own types before those of EC2, prices replaced, and memory as registered', () => {
    expect(setup.instanceTypes).toEqual([
      {
        name: 'm5.xlarge',
        cpuUnits: 4096,
        memoryMib: 15_576,
        memorySource: 'measured',
        eniTasks: 3,
        eniTasksTrunk: 20,
        trunkSource: 'ecs',
        gpus: 0,
        architecture: 'x86_64',
        operatingSystem: 'linux',
        reservedPorts: [],
        usdPerHour: 0.2,
        priceSource: 'given in the scenario',
        volumeSlots: { count: 26, isShared: true },
      },
      {
        name: 'big-box',
        cpuUnits: 16_384,
        memoryMib: 60_000,
        memorySource: 'given',
        eniTasks: 7,
        eniTasksTrunk: 7,
        trunkSource: 'none',
        gpus: 0,
        architecture: 'x86_64',
        operatingSystem: 'linux',
        reservedPorts: [],
        usdPerHour: 1.25,
        priceSource: 'given in the scenario',
      },
    ]);
  });

  it('has its groups with managed scaling in numbers, and the fixed instances older than the opt-in to trunking', () => {
    expect(setup.zones).toEqual(['us-east-1a', 'us-east-1b']);
    const plain = {
      split: null,
      allocation: { onDemand: 'prioritized', spot: 'lowest-price', spotPools: 2 },
      spotMaxPrice: null,
      zoneDistribution: 'balanced-best-effort',
      terminationPolicies: ['Default'],
      isCapacityRebalancing: false,
      hooks: [],
      warmPool: null,
      refreshes: [],
      maxLifetimeMs: null,
      healthGraceMs: 0,
      isNewProtected: false,
      isSpotDraining: false,
      startsCold: false,
    };
    expect(setup.capacityProviders).toEqual([
      {
        name: 'workers',
        instanceTypes: [0],
        ...plain,
        zones: [0, 1],
        minSize: 2,
        maxSize: 60,
        initialSize: 3,
        managedScaling: { isEnabled: true, targetPercent: 90, minimumStep: 2, maximumStep: 20, warmupMs: 120_000 },
        isProtected: true,
        isDraining: true,
        trunkFromMs: 2 * HOUR,
        traits: { attributes: { 'ecs.os-family': 'LINUX', stack: 'prod', ssd: null }, agentVersion: '1.90.0' },
      },
      {
        name: 'plain',
        instanceTypes: [1],
        ...plain,
        zones: [1],
        minSize: 0,
        maxSize: 4,
        initialSize: 0,
        managedScaling: { isEnabled: false, targetPercent: 100, minimumStep: 1, maximumStep: 10_000, warmupMs: 300_000 },
        isProtected: false,
        isDraining: true,
        trunkFromMs: 2 * HOUR,
        traits: {
          // The only subnet of its only zone.
          attributes: { 'ecs.os-family': 'LINUX', 'ecs.subnet-id': 'subnet-two', rack: 'r2', 'ecs.ami-id': 'ami-1' },
          agentVersion: '1.97.0',
        },
      },
    ]);
    const traits = { attributes: { 'ecs.os-family': 'LINUX', rack: 'r1' }, agentVersion: '1.97.0' };
    expect(setup.staticInstances).toEqual([{ instanceType: 1, zones: [0, 1], count: 2, hasTrunk: false, traits }]);
  });

  it('has its task definitions with ports and images by index', () => {
    expect(setup.ports).toEqual(['tcp/8080']);
    expect(setup.images.map(({ name }) => name)).toEqual(['worker:7', 'fluent:2', 'nginx:1']);
    const fargate = { storageGib: 20 };
    const common = { revision: 1, gpus: 0, gpuMilli: 0, architecture: null, operatingSystem: 'linux' };
    const container = (name: string, image: string, cpuUnits: number, isEssential = true) => ({ name, image, cpuUnits, isEssential });
    const [worker, log] = [container('worker', 'worker:7', 0), container('log', 'fluent:2', 0, false)];
    const web = container('web', 'nginx:1', 256);
    const memberOf = ['attribute:ecs.os-family == LINUX'];
    expect(setup.taskDefinitions.map(({ containers }) => containers)).toEqual([[worker, log], [web]]);
    expect(setup.taskDefinitions.map(({ containers: _, ...definition }) => definition)).toEqual([
      {
        ...common,
        family: 'worker',
        cpuUnits: 1024,
        memoryMib: 2048,
        eni: 1,
        ports: [],
        images: [0, 1],
        stopTimeoutMs: 45_000,
        startLimitMs: 180_000,
        fargate,
      },
      {
        ...common,
        family: 'web',
        cpuUnits: 256,
        memoryMib: 512,
        eni: 0,
        ports: [0],
        images: [2],
        stopTimeoutMs: 30_000,
        startLimitMs: 180_000,
        fargate: null,
        memberOf,
      },
    ]);
  });

  it('has its services: a schedule that wraps around, a launch type, a daemon', () => {
    const spread = [
      { type: 'spread', field: 'attribute:ecs.availability-zone' },
      { type: 'spread', field: 'instanceId' },
    ];
    expect(setup.services).toEqual([
      {
        name: 'worker',
        taskDefinition: 0,
        capacity: {
          kind: 'strategy',
          items: [
            { provider: 0, base: 2, weight: 3 },
            { provider: 1, base: 0, weight: 1 },
          ],
        },
        placementStrategy: [{ type: 'binpack', field: 'memory' }],
        isDistinctInstance: true,
        memberOf: ['attribute:stack == prod and not(task:group == batch)'],
        zones: [1], // subnet-two
        ...{ schedulingStrategy: 'REPLICA', resolvesTags: [true] },
        desired: [
          { atMs: 0, count: 4 },
          { atMs: 8 * HOUR, count: 12 },
          { atMs: 20 * HOUR, count: 4 },
        ], // before 8h holds what 20h said
        desiredEveryMs: 24 * HOUR,
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        timeToFailure: null,
        deploymentSpec: null,
        load: null,
        scaling: null,
      },
      {
        name: 'web',
        taskDefinition: 1,
        capacity: { kind: 'launchType' },
        placementStrategy: spread,
        isDistinctInstance: false,
        memberOf: [],
        zones: null,
        isRebalanced: true, // It spreads over zones first.
        ...{ schedulingStrategy: 'REPLICA', resolvesTags: [true] },
        desired: [{ atMs: 0, count: 3 }],
        desiredEveryMs: null,
        minimumHealthyPercent: 50,
        maximumPercent: 150,
        timeToFailure: { kind: 'exponential', meanMs: 30 * 24 * HOUR },
        deploymentSpec: null,
        load: null,
        scaling: null,
      },
      {
        name: 'agent',
        taskDefinition: 1,
        capacity: { kind: 'launchType' },
        placementStrategy: [],
        isDistinctInstance: false,
        memberOf: [],
        zones: null,
        schedulingStrategy: 'DAEMON',
        desired: [],
        desiredEveryMs: null,
        minimumHealthyPercent: 0,
        maximumPercent: 100,
        timeToFailure: null,
        deploymentSpec: null,
        load: null,
        scaling: null,
      },
    ]);
  });

  it('has its workloads on the default strategy of the cluster, placed at random by default', () => {
    const common = {
      capacity: { kind: 'strategy', items: [{ provider: 1, base: 0, weight: 1 }] }, // a sole provider takes all, even at weight 0
      placementStrategy: [{ type: 'random' }],
      isDistinctInstance: false,
      memberOf: [],
      group: null,
      zones: null,
    };
    const rack = { type: 'spread', field: 'attribute:rack' };
    const runTimes = [
      { kind: 'lognormal', medianMs: 1_200_000, p95Ms: 7_200_000 },
      { kind: 'constant', ms: 90_000 },
      { kind: 'constant', ms: 0 },
    ];
    expect(setup.workloads.map(({ arrivals, ...rest }) => rest)).toEqual([
      { ...common, name: 'nightly', taskDefinition: 0, memberOf: [], group: 'batch', count: 5, runTime: runTimes[0] },
      { ...common, name: 'steady', taskDefinition: 1, placementStrategy: [rack], count: 1, runTime: runTimes[1] },
      { ...common, name: 'trace', taskDefinition: 1, count: 1, runTime: runTimes[2] },
    ]);
  });

  it('has its arrivals in milliseconds and per hour', () => {
    expect(setup.workloads.map(({ arrivals }) => arrivals)).toEqual([
      { kind: 'schedule', atMs: [HOUR, 2 * HOUR], everyMs: 24 * HOUR },
      { kind: 'diurnal', peakPerHour: 3600, troughPerHour: 120, peakAtMs: 15 * HOUR },
      {
        kind: 'trace',
        file: 'traces/small.csv',
        format: 'csv',
        censored: 'minimum',
        columns: {
          arrival: { column: 'created', scale: 1000 },
          duration: { column: 'length', scale: 60_000 },
          cpu: { column: 'cores', scale: 1000 },
          memory: { column: 'gb', scale: 1024 },
        },
      },
    ]);
  });

  it('has its settings, with defaults where it is silent', () => {
    expect(setup).toMatchObject({ name: 'complete', seed: 7, durationMs: 7 * 24 * HOUR, region: 'us-east-1' });
    expect(setup.startsAtMs).toBe(Date.UTC(2026, 2, 1, 5)); // 6 h, an hour east of UTC
    expect(setup.placement).toMatchObject({
      tie: 'hash',
      policy: null,
      stoppingRoom: 'free',
      stoppingRoomFrom: 'desired',
      stoppingEni: 'held',
    });
    expect(setup.scaler).toEqual({ ...SCALER_DEFAULTS, newestPoint: 'waits', fromZero: 'formula', scaleInAfterScaleOutMs: 600_000 });
    expect(setup.waiting).toEqual({
      order: 'requestTime',
      headOfLine: 'block',
      retryEveryMs: 300_000,
      quotaOverflow: 'hold',
      provisioningTimeoutMs: null,
      stopTie: 'newest',
      stopShares: 'ignored',
    });
    expect(setup.quotas).toEqual({ provisioningTasks: null, containerInstances: 5_000, serviceLaunchesPerMinute: 500 });
    expect(setup.timings).toMatchObject({
      instanceBoot: { kind: 'uniform', minMs: 60_000, maxMs: 90_000 },
      imagePull: { kind: 'empirical', valuesMs: [3_000, 10_000] },
      containerStart: { kind: 'lognormal', medianMs: 1_000, p95Ms: 2_000 },
      imagePullBehavior: 'prefer-cached',
    });
  });

  it('is written out so that it loads to itself, files and defaults included', () => {
    const first = load(COMPLETE, readFixture);
    const again = load(JSON.stringify(first.setup && first.scenario)); // no file can be read this time
    expect(again).toEqual(first);
  });
});

describe('loading', () => {
  it('gives equal scenarios one canonical text, whatever their order and spelling', () => {
    const canonical = (text: string) => {
      const loaded = load(text);
      return loaded.setup && loaded.canonicalScenario;
    };
    const reordered = changed(['name: small\nduration: 2h', 'duration: 2h\nseed: 1 # the default\nname: small']);
    expect(canonical(reordered)).toBe(canonical(GOOD));
    expect(canonical(changed(['desiredCount: 2', 'desiredCount: 3']))).not.toBe(canonical(GOOD));
  });

  it('names the file of a mistake in a task definition', () => {
    const text = changed([
      '- { family: web, containerDefinitions: [{ name: web, image: nginx, cpu: 256, memory: 512 }] }',
      '- { file: web.json }',
    ]);
    const web =
      '{\n  "family": "web",\n  "containerDefinitions": [\n    { "name": "web", "image": "nginx", "memry": 512, "memory": 512 }\n  ]\n}';
    const lines = placedMessages(text, { read: (path) => (path === 'web.json' ? web : undefined) });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^web\.json:4:40 taskDefinitions\.web\.containerDefinitions\.web\.memry: .*did you mean memory\?$/);
    expect(placedMessages(text, { read: () => '{ "family": ' })[0]).toMatch(/^web\.json:1:\d+: is not valid YAML or JSON/);
  });

  it('takes what describe-task-definition returns, and means the newest revision when none is named', () => {
    const describe = (revision: number, memory: number) =>
      `{ taskDefinition: { family: web, revision: ${revision}, containerDefinitions: [{ name: web, image: nginx, cpu: 256, memory: ${memory} }] } }`;
    const text = changed([
      '- { family: web, containerDefinitions: [{ name: web, image: nginx, cpu: 256, memory: 512 }] }',
      `- ${describe(3, 300)}\n  - ${describe(2, 200)}`,
    ]);
    expect(setupOf(text).services[0]?.taskDefinition).toBe(0);
    expect(setupOf(text.replace('taskDefinition: web\n', 'taskDefinition: web:2\n')).services[0]?.taskDefinition).toBe(1);
  });

  it('begins a schedule that does not repeat with the desired count', () => {
    const text = changed(['desiredCount: 2', 'desiredCount: 2\n    desiredCountSchedule: { entries: [{ at: 1h, desiredCount: 5 }] }']);
    expect(setupOf(text).services[0]).toMatchObject({
      desired: [
        { atMs: 0, count: 2 },
        { atMs: HOUR, count: 5 },
      ],
      desiredEveryMs: null,
    });
  });

  it('opts in to trunking from the start, or not at all, and takes the limits that EC2 implies only on request', () => {
    const { name, eniTasks, trunkTasks } = listInstanceTypes().find(
      (type) => type.trunkTasks?.source === 'ec2-api' && type.architecture === 'x86_64',
    )!;
    const trunked = (limits: string) =>
      changed(
        ['availabilityZones:', `accountSettings: { awsvpcTrunking: enabled${limits} }\n  availabilityZones:`],
        ['[m5.large]', `[${name}]`],
        ['duration: 2h', `duration: 2h\nprices: { ec2: { ${name}: 1 } }`],
      );
    expect(setupOf(GOOD).capacityProviders[0]?.trunkFromMs).toBeNull();
    expect(setupOf(trunked('')).capacityProviders[0]?.trunkFromMs).toBe(0);
    expect(setupOf(trunked('')).instanceTypes[0]).toMatchObject({ eniTasks, eniTasksTrunk: eniTasks, trunkSource: 'none' });
    expect(setupOf(trunked(', trunkLimits: ec2-api')).instanceTypes[0]).toMatchObject({
      eniTasks,
      eniTasksTrunk: trunkTasks!.tasks,
      trunkSource: 'ec2-api',
    });
  });

  it('refuses a value that is not a block of keys', () => {
    expect(messages('[]')).toEqual(['expected a block of keys, not []']);
    expect(messages('scenario')).toEqual(['expected a block of keys, not "scenario"']);
  });

  it('refuses a scenario in which nothing runs', () => {
    expect(messages(GOOD.slice(0, GOOD.indexOf('services:')))).toEqual(['runs nothing: give at least one of services and workloads']);
  });
});
