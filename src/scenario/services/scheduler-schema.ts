import { z } from 'zod';
import { BREAKER_DEFAULTS } from '../../services/circuit-breaker.js';
import { DEPLOYMENT_DEFAULTS } from '../../services/deployments/deployment-settings.js';
import { TARGET_DEFAULTS } from '../../services/load-balancing/target-settings.js';
import { PLACEMENT_RETRY_DEFAULTS, THROTTLE_DEFAULTS } from '../../services/start-throttle.js';
import { choice, distributionField, distributionOr, duration, durationOr, period, shape, whole } from '../fields.js';
import { show } from '../text/suggest.js';
import { formatDuration, parseDuration } from '../units.js';

const D = DEPLOYMENT_DEFAULTS;
const T = THROTTLE_DEFAULTS.current;
const P = PLACEMENT_RETRY_DEFAULTS;

/** Stops and health of tasks, and their targets. */
const tasks = () => ({
  stoppingCounts: z.boolean().describe('Whether tasks that stop count towards maximumPercent in a deployment.').default(D.stoppingCounts),
  order: choice(
    ['together', 'startFirst'],
    'When old tasks stop: as soon as the minimum allows, or once they are replaced or in the way.',
  ).default(D.order),
  healthyAfter: duration(
    'From RUNNING until a task without any check counts as healthy (N.HLTH-1). Default: 40s, and 0s in the guide of 2024 without a given reaction.',
  ).optional(),
  rollingScaleOut: choice(
    ['both', 'new'],
    'Which revisions a scale-out during a rolling update adds tasks to: the new one, and the old one as far as the minimum needs it, or the new one alone.',
  ).default(D.rollingScaleOut),
  breakerStartsInStage2: z
    .boolean()
    .describe('Whether failed starts go on counting for the circuit breaker once a task of the deployment has been RUNNING.')
    .default(BREAKER_DEFAULTS.countsStartsInStage2),
  breakerThresholdMin: whole(
    1,
    200,
    "The least threshold of a circuit breaker with BOUNDED_PERCENT: 10 before 8 January 2024 (What's New of that day).",
  ).default(BREAKER_DEFAULTS.thresholdMin),
  registersWhen: choice(
    ['healthy', 'running'],
    'When a task is registered with its target group: once its essential containers with a health check are HEALTHY, or at RUNNING.',
  ).default(TARGET_DEFAULTS.registersWhen),
  registration: duration('From then until a task is registered with its target group.').default(
    formatDuration(TARGET_DEFAULTS.registrationMs),
  ),
  firstCheck: z
    .union([choice(['atOnce', 'afterInterval'], 'With the registration, or an interval later.'), duration('This long after it.')])
    .describe('When the first health check of a target comes, after its registration.')
    .default('1.5s'),
  firstCheckNetwork: durationOr(
    ['asOthers'],
    'The same behind a Network Load Balancer, where a new target needs its whole healthyThresholdCount; asOthers: like other targets. Default: 20s, 3m in the guide of 2024, and asOthers with a given reaction.',
  ).optional(),
  lostTarget: duration(
    'From the end of a task by a crash or with its instance until its load balancer sends it no more requests: these are lost.',
  ).default(formatDuration(TARGET_DEFAULTS.lostTargetMs)),
  allUnhealthy: choice(
    ['failOpen', 'turnAway'],
    'Where the requests of a target group without a healthy target go: to the unhealthy ones, or nowhere. Default: failOpen.',
  ).optional(),
});

/** Times of the scheduler. */
const turns = () => ({
  reaction: distributionOr(
    'turns',
    'When the scheduler acts on a change of a service: at its next turn (turns), or after this time, with no turns at all.',
  ).default('turns'),
  turn: period('Between two turns of the scheduler at a service.').default('10s'),
  restTurn: duration(
    'How late a service with nothing to do gets a turn, at most: it repeats the message of its steady state after six hours, at a drawn time within this.',
  ).default('45s'),
  turnPhase: durationOr(['drawn'], 'When the turns begin: drawn for each service, or at this time of the run.').default('drawn'),
  checkingNodes: whole(
    1,
    100,
    'Nodes of a load balancer. Each node checks the targets at times of its own, and a healthy target becomes unhealthy when the last node has found it so. 1: checks are an interval apart from the first on. Default: 2, and 1 with a given reaction.',
  ).optional(),
  containerHealthReport: distributionField(
    "From a change of a container's health until ECS has it. Default: uniform from 4 to 24 s, and 0s with a given reaction.",
  ).optional(),
  unhealthyReaction: distributionField(
    'From an unhealthy target until the scheduler looks at its service; its turn comes then. Default: uniform from 0 to 35 s, and 0s with a given reaction.',
  ).optional(),
  stopTaskReaction: distributionField(
    'From StopTask until the scheduler looks at its service, with the end of the task at the latest, and deregisters the target of one behind a load balancer; its turn comes then. Default: uniform from 0 to 45 s, and 0s in the guide of 2024 or with a given reaction.',
  ).optional(),
  sigtermFirst: z
    .boolean()
    .describe(
      "Whether a task behind a load balancer that a user stops, or that a notice of Fargate Spot ends, gets SIGTERM before its target is deregistered, at the next turn: so it was before 13 February 2023 (What's New of that day).",
    )
    .default(false),
  deploysAfter: duration(
    'From UpdateService until the scheduler begins the new deployment; its turn comes then. Default: 10s, and 0s with a given reaction.',
  ).optional(),
  createsAfter: duration(
    'The same from CreateService on. Default: deploysAfter where that is given, else 10s, and 0s in the guide of 2024 or with a given reaction.',
  ).optional(),
  serviceConnectSetup: duration(
    'How much later the scheduler begins with a service that is created with Service Connect; 0s with a given reaction.',
  ).default('36s'),
  versionConsistency: choice(
    ['enabled', 'disabled'],
    'Whether the first task of a deployment starts alone, and the others at the turn after it has resolved the tags of the images to digests; a container may have its own versionConsistency. Default: enabled, and disabled in the guide of 2024 or with a given reaction.',
  ).optional(),
  replacesAfter: duration(
    'In a rolling update, how long a new task behind a load balancer, without the proxy of Service Connect, must have been RUNNING before an old one goes for it. Default: 50s, 30s in the guide of 2024, and 0s with a given reaction.',
  ).optional(),
  replacesExited: choice(
    ['onceStopped', 'atExit'],
    'When a task on Fargate that has exited by itself is replaced, in a service without a load balancer: at the turn after it is STOPPED, or after ECS has noticed its exit, as behind a load balancer and on instances. Default: onceStopped, and atExit with a given reaction.',
  ).optional(),
  settlesAfter: duration(
    'From the first turn after the call of a rolling update until it may have nothing left to do. Default: 40s, and 0s in the guide of 2024 or with a given reaction.',
  ).optional(),
  completesAfter: duration(
    'From the time at which a deployment has nothing left to do until it is COMPLETED. Default: 40s, and 0s in the guide of 2024 or with a given reaction.',
  ).optional(),
});

/** The end of a deployment, and failures. */
const ends = () => ({
  shiftsComplete: choice(
    ['cleanedUp', 'baked'],
    'When a BLUE_GREEN, LINEAR or CANARY deployment is COMPLETED. cleanedUp: completesAfter after the last old task is gone. baked: at the end of its bake time, when ECS stops the old tasks. Default: cleanedUp; with a given reaction baked.',
  ).optional(),
  drainingTasks: choice(
    ['gone', 'goneWithoutServiceConnect', 'counted'],
    'Whether a task whose target drains is gone for its deployment and the steady state of its service, a turn after its target was deregistered, or counts until it is STOPPED; goneWithoutServiceConnect: gone, and counted where it has a proxy of Service Connect. Default: goneWithoutServiceConnect, and counted in the guide of 2024.',
  ).optional(),
  breakerCountsStarts: choice(
    ['replacedOnFargate', 'replaced', 'atOnce'],
    'When the circuit breaker counts a start that failed, or a task that exited before it was healthy: at the turn after a task was started in its place, on Fargate alone or everywhere, or at the next turn. Default: replacedOnFargate, and atOnce with a given reaction.',
  ).optional(),
  breakerCountsChecksAfter: duration(
    'From a failed health check until the circuit breaker may fail the deployment for it; failedTasks has it at once. Default: 50s, and 0s with a given reaction.',
  ).optional(),
  throttleFreeFailures: whole(
    0,
    1_000,
    'Failed starts in a row without a wait between them; the first wait comes after the last of them.',
  ).default(T.freeFailures),
  throttleFirst: period('The first wait after more; each further failure doubles it.').default(formatDuration(T.firstMs)),
  throttleLongest: period('The longest wait (N.THR-1). Default: 27 minutes, 15 in the guide of 2024.').optional(),
  placementAttempts: whole(1, 1_000, 'Placement attempts in a row of a service without managed scaling before it backs off.').default(
    P.quickAttempts,
  ),
  placementEvery: period('The time between these attempts.').default(formatDuration(P.quickMs)),
  placementBackOff: z
    .union([z.literal('none'), z.array(period('A wait.')).min(1).max(100)])
    .describe('Waits after further failed attempts, the last one repeated; none: its tasks are placed as soon as there is room.')
    .default(P.backOffMs.map(formatDuration)),
});

export const serviceScheduler = shape(
  'Open choices of the service scheduler; docs/reference/ranges.md and docs/reference/readings.md have their sources.',
  () => ({ ...tasks(), ...turns(), ...ends() }),
);

const BAKE_MAX_MS = 24 * 3_600_000;

export const alarms = shape('Alarms that fail deployments.', () => ({
  rollingBakeTime: duration('How long they are watched once a rolling update without bakeTimeInMinutes is steady (N.STRAT-5); at most 24h.')
    .refine((text) => (parseDuration(text) ?? 0) <= BAKE_MAX_MS, { error: (issue) => `${show(issue.input)} is too long: at most 24h` })
    .default('5m'),
}));
