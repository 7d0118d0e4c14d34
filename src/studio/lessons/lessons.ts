import { HOUR_MS, MINUTE_MS } from '../../kernel/durations.js';
import type { FigureOfRun, Lesson } from './lesson.js';

const MANAGED = 'cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling';
const GROUP = 'cluster.capacityProviders.workers.autoScalingGroup';
const target = (percent: number) => `${MANAGED}.targetCapacity=${percent}`;

const of = (figure: string, unit: FigureOfRun['unit']) => ({ figure, unit }) as const;
const cost = of('cost_usd', 'usd');
const peak = of('peak_instances', 'instances');
const scaleOuts = of('scale_outs', 'steps');
const longestWait = of('wait_max_ms', 'ms');
const shed = of('services.web.load.shed', 'requests');
const failedStarts = of('services.web.deployments.failed_starts', 'tasks');
const lost = of('tasks_interrupted_by_spot', 'tasks');
const instancesCost = of('capacity_providers.instances.cost_usd', 'usd');

/** The course, in its order. docs/course.md has the same lessons for a terminal. */
export const LESSONS: readonly Lesson[] = [
  {
    id: 'metric',
    scenario: 'guide/metric',
    lookMs: 63 * MINUTE_MS,
    variants: [{ id: 'half', set: [target(50)] }],
    figures: { peak, halfPeak: { run: 'half', ...peak } },
    guess: { kind: 'number', unit: 'instances', answer: ({ halfPeak }) => halfPeak },
  },
  {
    id: 'packing',
    scenario: 'scaling/spread-or-binpack',
    lookMs: 10 * HOUR_MS + 10 * MINUTE_MS,
    variants: [{ id: 'spread', set: ['services.web.placementStrategy=[{ type: spread, field: instanceId }]'] }],
    figures: { cost, peak, spreadCost: { run: 'spread', ...cost }, spreadIns: { run: 'spread', figure: 'scale_ins', unit: 'steps' } },
    guess: { kind: 'number', unit: 'usd', answer: ({ spreadCost }) => spreadCost },
  },
  {
    id: 'headroom',
    scenario: 'scaling/headroom',
    lookMs: 91 * MINUTE_MS,
    variants: [
      { id: 'none', set: [target(100)] },
      { id: 'double', set: [target(50)] },
    ],
    figures: {
      ...{ cost, wait: of('wait_p50_ms', 'ms') },
      ...{ noneCost: { run: 'none', ...cost }, noneWait: { run: 'none', ...of('wait_p50_ms', 'ms') } },
      ...{ doubleCost: { run: 'double', ...cost }, doubleWait: { run: 'double', ...of('wait_p50_ms', 'ms') } },
    },
    guess: { kind: 'number', unit: 'ms', answer: ({ noneWait }) => noneWait },
  },
  {
    id: 'warmUp',
    scenario: 'scaling/warm-up',
    lookMs: 62 * MINUTE_MS,
    variants: [{ id: 'long', set: [`${MANAGED}.instanceWarmupPeriod=300`] }],
    figures: { wait: longestWait, peak, longWait: { run: 'long', ...longestWait }, longPeak: { run: 'long', ...peak } },
    guess: { kind: 'number', unit: 'ms', answer: ({ longWait, wait }) => longWait - wait },
  },
  {
    id: 'interfaces',
    scenario: 'placement/eni-limits',
    lookMs: 30 * MINUTE_MS,
    variants: [{ id: 'trunk', set: ['cluster.accountSettings.awsvpcTrunking=enabled'] }],
    figures: {
      ...{ peak, cpu: of('cpu_reserved_percent', 'percent'), trunkPeak: { run: 'trunk', ...peak } },
      ...{ cost, trunkCost: { run: 'trunk', ...cost } },
    },
    guess: { kind: 'number', unit: 'instances', answer: ({ trunkPeak }) => trunkPeak },
  },
  {
    id: 'nightly',
    scenario: 'scaling/nightly-batch',
    lookMs: 122 * MINUTE_MS,
    variants: [
      { id: 'ceiling', set: [`${GROUP}.maxSize=6`] },
      { id: 'sooner', set: ['scaler.lowDatapoints=5'] },
    ],
    figures: {
      ...{ cost, wait: longestWait, peak },
      ...{ ceilingCost: { run: 'ceiling', ...cost }, ceilingWait: { run: 'ceiling', ...longestWait } },
      ...{ soonerCost: { run: 'sooner', ...cost }, soonerWait: { run: 'sooner', ...longestWait } },
    },
    guess: { kind: 'number', unit: 'percent', answer: ({ cost: usd, ceilingCost }) => (100 * (usd - ceilingCost)) / usd },
  },
  {
    id: 'twoLoops',
    scenario: 'services/two-loops',
    lookMs: 9 * HOUR_MS + 10 * MINUTE_MS,
    variants: [{ id: 'headroom', set: [target(70)] }],
    figures: {
      ...{ shed, requests: of('services.web.load.requests', 'requests'), wait: of('wait_p50_ms', 'ms') },
      ...{ roomShed: { run: 'headroom', ...shed }, roomWait: { run: 'headroom', ...of('wait_p50_ms', 'ms') } },
    },
    guess: {
      kind: 'choice',
      options: ['all', 'most', 'some'],
      answer: ({ shed: turnedAway, roomShed }) => (roomShed === 0 ? 'all' : 2 * roomShed < turnedAway ? 'most' : 'some'),
    },
  },
  {
    id: 'overshoot',
    scenario: 'services/overshoot',
    lookMs: 32 * MINUTE_MS,
    variants: [{ id: 'halves', set: ['services.web.deploymentConfiguration={ minimumHealthyPercent: 50, maximumPercent: 100 }'] }],
    figures: { peak, halvesPeak: { run: 'halves', ...peak } },
    guess: { kind: 'number', unit: 'instances', answer: ({ halvesPeak }) => halvesPeak },
  },
  {
    id: 'breaker',
    scenario: 'services/circuit-breaker',
    lookMs: 15 * MINUTE_MS,
    variants: [{ id: 'off', set: ['services.web.deploymentConfiguration.deploymentCircuitBreaker.enable=false'] }],
    figures: { failed: failedStarts, offFailed: { run: 'off', ...failedStarts } },
    guess: { kind: 'number', unit: 'tasks', answer: ({ offFailed }) => offFailed },
  },
  {
    id: 'spotNotice',
    scenario: 'capacity/spot-draining',
    lookMs: 59 * MINUTE_MS,
    variants: [{ id: 'off', set: ['cluster.capacityProviders.spot.autoScalingGroup.spotInstanceDraining=false'] }],
    figures: { interrupted: of('interrupted_instances', 'instances'), lost, offLost: { run: 'off', ...lost } },
    guess: { kind: 'number', unit: 'tasks', answer: ({ offLost }) => offLost },
  },
  {
    id: 'breakEven',
    scenario: 'capacity/fargate-or-ec2',
    lookMs: 12 * HOUR_MS,
    variants: [
      {
        id: 'target80',
        set: ['cluster.capacityProviders.instances.autoScalingGroupProvider.managedScaling.targetCapacity=80'],
      },
    ],
    figures: {
      ...{
        instances: instancesCost,
        fargate: of('capacity_providers.FARGATE.cost_usd', 'usd'),
        cpu: of('cpu_reserved_percent', 'percent'),
      },
      ...{ roomInstances: { run: 'target80', ...instancesCost }, roomCpu: { run: 'target80', ...of('cpu_reserved_percent', 'percent') } },
    },
    guess: {
      kind: 'choice',
      options: ['instances', 'serverless', 'same'],
      answer: ({ roomInstances, fargate }) =>
        Math.abs(roomInstances - fargate) < 0.01 * fargate ? 'same' : roomInstances < fargate ? 'instances' : 'serverless',
    },
  },
  {
    id: 'examination',
    scenario: 'questions/empty-cluster-loop',
    lookMs: 90 * MINUTE_MS,
    variants: [
      { id: 'keepOne', set: [`${GROUP}.minSize=1`] },
      { id: 'full', set: [target(100), `${GROUP}.minSize=1`] },
    ],
    figures: {
      ...{ cost, outs: scaleOuts, keepCost: { run: 'keepOne', ...cost }, keepOuts: { run: 'keepOne', ...scaleOuts } },
      ...{ fullCost: { run: 'full', ...cost }, fullOuts: { run: 'full', ...scaleOuts } },
    },
    guess: {
      kind: 'choice',
      options: ['keepOne', 'full', 'neither'],
      answer: ({ keepOuts, fullOuts }) => (keepOuts === 0 ? 'keepOne' : fullOuts === 0 ? 'full' : 'neither'),
    },
  },
];
