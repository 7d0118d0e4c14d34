import { z } from 'zod';
import { SCALER_DEFAULTS } from '../../autoscaling/cluster-scaler-settings.js';
import { GROUP_DEFAULTS } from '../../autoscaling/group/group-settings.js';
import { ALGORITHMS, isModulePath } from '../../placement/algorithms/registry.js';
import { AGENT_TIMEOUTS } from '../../services/containers/agent-timeouts.js';
import { PULL_DEFAULTS } from '../../services/pulls/pull-settings.js';
import { STOPPING_ROOM_DEFAULTS } from '../../services/stopping-room.js';
import {
  choice,
  distributionField,
  duration,
  durationOr,
  nonEmpty,
  percentage,
  period,
  positive,
  real,
  shape,
  whole,
  wrongChoice,
} from '../fields.js';
import { price } from '../market/price-schema.js';
import { show } from '../text/suggest.js';
import { durationMs, formatDuration } from '../units.js';

const time = formatDuration;

const PULL_TRY_MS = { min: 1_000, max: 300_000 };
const inRange = (text: string, { min, max }: { readonly min: number; readonly max: number }) =>
  durationMs(text) >= min && durationMs(text) <= max;

/** Defaults are anchored in published measurements (docs/reference/ranges.md names each); none of them is a promise of AWS. */
export const timings = shape('How long things take. Each is a duration or a distribution.', () => ({
  instanceBoot: distributionField(
    'From launch to registered and ACTIVE. Default: a median of 28s and a 95th percentile of 42s; with Amazon Linux 1 and 2 40s and 60s, with Bottlerocket 26s and 39s, with Windows 6m and 9m.',
  ).optional(),
  warmStart: distributionField('A stopped or hibernated instance, from leaving the warm pool to registered and ACTIVE.').prefault({
    lognormal: { median: '24s', p95: '40s' },
  }),
  warmRegister: distributionField('One that runs in the warm pool, from leaving it to registered.').prefault({
    uniform: { min: '0s', max: '60s' },
  }),
  trunkAttach: distributionField('Trunk interface: REGISTERING to ACTIVE, after the boot.').prefault('4s'),
  eniAttach: distributionField('Interface of an awsvpc task on an instance.').prefault({ lognormal: { median: '13s', p95: '20s' } }),
  imagePull: distributionField('Pull of the images of one task that the instance has not cached.').prefault({
    lognormal: { median: '10s', p95: '60s' },
  }),
  windowsPullFactor: positive(1_000, 'Multiplies the time of a pull on instances with Windows (C.AGT-03).').default(5),
  containerStart: distributionField('On instances, from images present to RUNNING.').prefault({ lognormal: { median: '1s', p95: '2s' } }),
  containerStop: distributionField('From SIGTERM to exit, cut at stopTimeout.').prefault({ lognormal: { median: '5s', p95: '20s' } }),
  hungStop: choice(
    ['stopTimeout', 'containerStop'],
    'When a task that hangs exits: at stopTimeout, by SIGKILL, because it does not handle SIGTERM; or after containerStop, as a sound one.',
  ).default('stopTimeout'),
  checkStartInterval: durationOr(
    ['none'],
    "On instances: from one check of a container's health to the next in its start period, until one has passed, as in Docker Engine from 25 on; none: its interval, as on Fargate. Default: 5s, and none in the guide of 2024 or with a given reaction.",
  ).optional(),
  containerStopTimeout: period(
    'ECS_CONTAINER_STOP_TIMEOUT of the agents: stopTimeout of a container without one on an instance (N.CTR-7); at least 1s.',
  )
    .refine((text) => durationMs(text) >= AGENT_TIMEOUTS.stopMinMs, 'is less than the 1s that an agent takes')
    .default(time(AGENT_TIMEOUTS.stopMs)),
  containerStartTimeout: period(
    'ECS_CONTAINER_START_TIMEOUT of the agents: the longest start of a container on an instance (N.CTR-9); at least 45s, on Windows 2m. Default: 3m, on Windows 8m.',
  )
    .refine((text) => durationMs(text) >= AGENT_TIMEOUTS.linux.startMinMs, 'is less than the 45s that an agent takes')
    .optional(),
  eniDetach: distributionField('Network interface of a stopped awsvpc task.').prefault({ lognormal: { median: '12s', p95: '20s' } }),
  volumeAttach: distributionField('EBS volume of a task: created and attached, side by side with its interface (N.EBS-3).').prefault({
    lognormal: { median: '10s', p95: '30s' },
  }),
  proxyStart: duration(
    'The proxy of Service Connect, from its start until it is HEALTHY; the other containers of its task start then.',
  ).default('5s'),
  proxyStop: duration(
    'The proxy of Service Connect, from the exit of the other containers of its task until it has stopped; connections drain meanwhile.',
  ).default('20s'),
  volumeDetach: duration('From the end of a task until its EBS volume is detached and deleted.').default('5s'),
  pullTryTimeout: period('How long a try of a pull lasts on an instance when the registry does not answer; 1s to 5m.')
    .refine((text) => inRange(text, PULL_TRY_MS), 'is out of range: 1s to 5m, after which the agent gives up a try without an answer')
    .default(time(PULL_DEFAULTS.tryTimeoutMs)),
  pullRetryJitter: real(
    0,
    1,
    'Largest share by which an agent lengthens a wait between two tries of a pull (source of the agent); 0: no chance.',
  ).default(PULL_DEFAULTS.jitter),
  fargatePullsUpfront: z
    .boolean()
    .describe(
      'On Fargate all images are pulled before any container starts; false: that of a container that waits by dependsOn, when it may start.',
    )
    .default(true),
  fargatePullFailure: period(
    'On Fargate: from the pull until the start fails when the registry cannot be reached. Default: 4m35s, and 3m in the guide of 2024 or with a given reaction.',
  ).optional(),
  fargatePullRefusal: period(
    'On Fargate: the same when the registry refuses, because it does not have the image. Default: 75s, and 10s in the guide of 2024 or with a given reaction.',
  ).optional(),
}));

const D = SCALER_DEFAULTS;

export const scaler = shape(
  'Open choices of cluster auto scaling; docs/reference/ranges.md and docs/reference/readings.md have their sources.',
  () => ({
    fromZero: choice(['two', 'formula'], 'First step of an empty group.').default(D.fromZero),
    emptyGroup: choice(['steady', 'aws2019'], 'Metric when nothing runs and nothing waits.').default(D.emptyGroup),
    scaleInShareMax: positive(1, 'Largest share of the instances that goes in one minute.').default(D.scaleInShareMax),
    scaleInRounding: choice(['floor', 'ceil'], 'Rounding of that share; at least one instance goes.').default(D.scaleInRounding),
    scaleInInterval: period('Between two steps of a scale-in (C.SIN-03).').default(time(D.scaleInIntervalMs)),
    lowDatapoints: whole(1, 1_440, 'Points in a row below the target before a scale-in (C.SIN-02).').default(D.lowDatapoints),
    highDatapoints: whole(1, 1_440, 'Points in a row above the target before a scale-out.').default(D.highDatapoints),
    newestPoint: choice(
      ['waits', 'counts'],
      'Whether the alarms count the newest point only when its minute is over, or at once. Default: waits, and counts with a given evaluationPhase.',
    ).optional(),
    scaleInAfterScaleOut: duration('After a scale-out, no scale-in for this long (C.SIN-04).').default(time(D.scaleInAfterScaleOutMs)),
    scaleInWaitsFrom: choice(['decision', 'registered'], 'Start of that time.').default(D.scaleInWaitsFrom),
    groupsCombine: choice(['max', 'sum'], 'Instances that several groups of waiting tasks need together.').default(D.groupsCombine),
    warmup: choice(['blocks', 'counts'], 'The effect of warming instances on a scale-out.').default(D.warmup),
    countN: choice(['registered', 'launched'], 'Which instances are running ones.').default(D.countN),
    scaleOutFrom: choice(
      ['running', 'desired'],
      'Size that the metric multiplies in a scale-out: the running instances, or DesiredCapacity, which includes booting ones.',
    ).default(D.scaleOutFrom),
    drainingInstances: choice(
      ['ignored', 'counted'],
      'Whether N and M include instances that drain on their way out; they include those that an operator drains.',
    ).default(D.drainingInstances),
    launchTypeBusy: z.boolean().describe('A task with a launch type makes its instance busy.').default(D.launchTypeBusy),
    incompatibleOnly: choice(['freeze', 'ignore'], 'When only tasks wait that fit no instance of the group.').default(D.incompatibleOnly),
    whenAdding: choice(['all-plus-step', 'busy-plus-step'], 'Instances needed when some are to be added.').default(D.whenAdding),
    daemonRoom: choice(['reserved', 'ignored'], 'Room that daemons will take on a new instance.').default(D.daemonRoom),
    firstEvaluation: duration('First measurement.').default(time(D.firstEvaluationMs)),
    evaluationInterval: period('Between measurements (C.CAS-03).').default(time(D.evaluationIntervalMs)),
    metricDelay: duration('From a measurement to its data point.').default(time(D.metricDelayMs)),
    evaluationPhase: durationOr(
      ['drawn'],
      'First evaluation of the alarms of a provider; drawn: each has its own, within the interval.',
    ).default(D.evaluationPhaseMs === null ? 'drawn' : time(D.evaluationPhaseMs)),
    actionDelay: duration('From an evaluation to the new DesiredCapacity.').default(time(D.actionDelayMs)),
    zoneTie: choice(['list', 'rotate'], 'Zone of a launch when several have as few instances.').default(D.zoneTie),
  }),
);

const G = GROUP_DEFAULTS;

export const groups = shape(
  'Open choices of EC2 Auto Scaling; docs/reference/ranges.md and docs/reference/readings.md have their sources.',
  () => ({
    terminationZones: choice(
      ['all', 'first'],
      'When several zones are the fullest: the instances that a termination policy compares.',
    ).default(G.terminationZones),
    terminationTie: choice(['oldest', 'newest', 'drawn'], 'The instance that goes when the termination policies leave several.').default(
      G.terminationTie,
    ),
    purchaseProtected: choice(
      ['other', 'wait'],
      'When every instance of the purchase option that should go is protected: one of the other goes, or none.',
    ).default(G.purchaseProtected),
    priceCapacityFormula: choice(
      ['cheapest-of-deep', 'price-per-depth'],
      'What price-capacity-optimized compares: the prices of the deep pools, or price over depth.',
    ).default(G.priceCapacityFormula),
    deepPercent: percentage(1, 100, 'A pool is deep from this percentage of the depth of the deepest pool of its zone on.').default(
      G.deepPercent,
    ),
    launchDelay: duration(
      'From a raised DesiredCapacity to the launch, and from the end of an interrupted instance to that of its replacement.',
    ).default(time(G.launchDelayMs)),
    terminationDelay: duration('From a lowered DesiredCapacity until the group takes instances out.').default(time(G.terminationDelayMs)),
    launchRetry: period('Wait after a launch without capacity.').default(time(G.launchRetryMs)),
    launchRetryFactor: real(1, 100, 'Each further failure in a row multiplies that wait.').default(G.launchRetryFactor),
    launchRetryMax: period('The longest of these waits, not below launchRetry.').default(time(G.launchRetryMaxMs)),
    capacityRebalanceRounding: choice(
      ['floor', 'ceil'],
      'How 10 percent of a group is made whole, by which capacity rebalancing may exceed the maximum.',
    ).default(G.capacityRebalanceRounding),
    lifetimePercent: percentage(
      1,
      100,
      'Percent of the group that is replaced at the same time for its age; at least one instance.',
    ).default(G.lifetimePercent),
    lifetimeProtected: choice(
      ['kept', 'replaced'],
      'Whether protection from scale-in (by ECS, of an instance with tasks, or by hand) keeps an instance beyond its maximum lifetime.',
    ).default(G.lifetimeProtected),
    zoneRebalanceOn: choice(
      ['listed', 'any'],
      'When a group checks whether its zones are even: when capacity or a price comes back, or each minute.',
    ).default(G.zoneRebalanceOn),
    warmPoolStop: duration('From when an instance is prepared for the warm pool until it is stopped or hibernated there.').default(
      time(G.warmPoolStopMs),
    ),
    warmPoolLeaves: choice(['oldest', 'newest'], 'Which instance of a zone leaves the warm pool.').default(G.warmPoolLeaves),
    unhealthyEnds: choice(
      ['drained', 'at-once'],
      'How an unhealthy instance ends under managed draining: its agent is gone, so running tasks stop only with it.',
    ).default(G.unhealthyEnds),
    healthCheckInterval: period('Between two checks of a group on the health of an instance.').default(time(G.healthCheckIntervalMs)),
    healthCheckPhase: choice(
      ['drawn', 'inService'],
      'When a group checks the health of its instances: at times of its own, whose first is drawn within the interval, or at each instance from its start of service on.',
    ).default(G.healthCheckPhase),
    refreshProtectedWait: period(
      'How long an instance refresh waits for protected instances before it fails (API reference, RefreshPreferences).',
    ).default(time(G.refreshProtectedWaitMs)),
    suspendAfter: durationOr(['none'], 'Time without any success after which the group stops launching; none: it tries for ever.').default(
      'none',
    ),
  }),
);

export const waiting = shape('How tasks wait for room.', () => ({
  order: choice(['requestTime'], 'Which task is tried first.').default('requestTime'),
  headOfLine: choice(['skip', 'block'], 'When the first in line does not fit: those behind it are tried, or wait.').default('skip'),
  retryEvery: durationOr(['none'], 'Waiting tasks are also tried at this period; none: only when room was gained.').default('none'),
  quotaOverflow: choice(['hold', 'refuse'], 'Above the quota of PROVISIONING tasks: requests are kept in order, or turned away.').default(
    'hold',
  ),
  provisioningTimeout: durationOr(['none'], 'A task of a capacity provider that waited this long in PROVISIONING is stopped.').default(
    'none',
  ),
  stopShares: choice(
    ['ignored', 'kept'],
    'When a service on instances of several capacity providers shrinks: its placement strategy alone chooses among all tasks, or base and weights are kept. On Fargate they are kept.',
  ).default('ignored'),
  stopTie: choice(['newest', 'oldest'], 'Which instance loses a task when a service shrinks and its strategy does not decide.').default(
    'newest',
  ),
}));

/** Policies that can place a cluster: an offline algorithm is none, because it needs all tasks before the first. */
const POLICIES = [...ALGORITHMS].flatMap(([name, { isOffline }]) => (isOffline ? [] : [name]));

function policyHelp(value: unknown): string {
  if (typeof value !== 'string') return `expected the name of a policy, not ${show(value)}`;
  if (ALGORITHMS.has(value)) return `${show(value)} is an offline algorithm: it needs all tasks before it places the first`;
  if (isModulePath(value))
    return `${show(value)} is a file: a scenario runs no code; give your own policy to the command: --policy ${value}`;
  return wrongChoice(value, POLICIES);
}

export const placement = shape('Open choices of task placement.', () => ({
  tie: choice(
    ['oldest', 'hash'],
    'Where the strategies leave several instances: the one that was launched first, or one drawn with the seed.',
  ).default('oldest'),
  volumeSlots: choice(
    ['unseen', 'seen'],
    'Whether the scheduler knows how many EBS volumes an instance takes. unseen: a task with a volume too many fails to start.',
  ).default('unseen'),
  policy: z
    .enum(POLICIES, { error: (issue) => policyHelp(issue.input) })
    .describe(
      'An algorithm of the library that places every task but daemons, instead of the strategies; equal ranks by tie. Default: none.',
    )
    .optional(),
  stoppingRoom: choice(
    ['free', 'held'],
    'Room of a task that is to stop: free for other tasks from the moment that stoppingRoomFrom names (N.ROOM-1), or held until it is STOPPED.',
  ).default(STOPPING_ROOM_DEFAULTS.stoppingRoom),
  stoppingRoomFrom: choice(
    ['desired', 'sigterm'],
    'With stoppingRoom: free: from desiredStatus STOPPED on, or only once its target has drained and SIGTERM is sent (N.ROOM-2).',
  ).default(STOPPING_ROOM_DEFAULTS.stoppingRoomFrom),
  stoppingEni: choice(
    ['held', 'free'],
    'With stoppingRoom: free: its network interface counts until it is detached, or is free with the rest, so that a new task waits for the interface on the instance (N.ROOM-6).',
  ).default(STOPPING_ROOM_DEFAULTS.stoppingEni),
}));

/** The GPUs of an instance in use are bits of one word; EC2's largest type has 16. */
const GPUS_MAX = 32;

export const instanceType = shape('An instance type of your own, or exact figures for one of EC2.', () => ({
  name: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,100}$/, 'must be letters, digits, dots, _ and -')
    .describe('Unique here.'),
  cpuUnits: whole(1, 10_000_000, 'CPU units as registered with ECS; 1,024 are one vCPU.'),
  memoryMib: whole(1, 100_000_000, 'MiB as registered with ECS.'),
  eniTasks: whole(0, 10_000, 'awsvpc tasks that it takes without a trunk.').default(0),
  eniTasksTrunk: whole(0, 10_000, 'awsvpc tasks that it takes with a trunk. Default: as without, because it has no trunk.').optional(),
  volumeSlots: whole(0, 1_000, 'EBS volumes that tasks can have on it, besides the root volume. Default: no limit.').optional(),
  gpus: whole(0, GPUS_MAX, 'Whole GPUs.').default(0),
  gpuModel: nonEmpty('Model of its GPUs, such as T4, for the tasks of traces that name models. Default: none.', 100).optional(),
  architecture: choice(['x86_64', 'arm64'], 'CPU architecture.').default('x86_64'),
  operatingSystem: choice(['linux', 'windows'], 'Operating system.').default('linux'),
  usdPerHour: price('On-Demand price.'),
}));

export const metrics = shape('How often a row is written.', () => ({
  every: period(
    'Between two rows of the files with a row per interval, and two points of the charts; at most 527,040 in a run, a year of minutes. Default: a minute, beyond a week longer.',
  ).optional(),
}));
