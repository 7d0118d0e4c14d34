import { describe, expect, it } from 'vitest';
import { completed, failed, firstRunning, lost, oldGone, type Played, played, type SetUp, unhealthy } from './two-set-ups.js';

// Source: Developer Guide (deployment-type-ecs, service_definition_parameters, healthcheck, deployment-circuit-breaker, deployment-type-blue-green,
// canary and linear deployments, container-instance-draining, fargate-task-defs), "Health checks for Application Load Balancer target groups" and
// "Deregistration delay"; each line names what it says of the direction. Measurements with both set-ups: V.2 against V.1, V.8 against V.9, V.11 against V.8.

const STOP_FIRST = 'minimumHealthyPercent: 0, maximumPercent: 100';
const DELAY = 'deregistrationDelaySeconds: 30';
const HUNG = { deployment: 'failureMode: { unhealthyAfter: 10m }' };
const LOAD = 'load: { arrivals: { type: constant, rate: 50/s }, task: { concurrency: 50, serviceTime: 20ms, cpuTime: 1ms } }';
const HANGS = 'faults: [{ at: 30m, type: taskFailure, service: web, count: 1 }]';
const BREAKER = 'deploymentCircuitBreaker: { enable: true, rollback: true }';
const BAD = 'failureMode: { failedStarts: 1 }';
const CHECK = (more: string) => `healthCheck: { command: [CMD, check]${more} }`;

/** What is measured of an update, the set-up that AWS's pages have come sooner or cost less, and the one that they have come later or cost more. */
const PAIRS: readonly (readonly [string, (run: Played) => number, SetUp, SetUp])[] = [
  // One batch must stop before the next starts, and stopping waits for the deregistration delay.
  ['100/200 before 0/100 behind a load balancer', completed, {}, { configuration: STOP_FIRST }],
  ['a deregistration delay of 30 s before one of 5 minutes, until the old tasks have stopped', oldGone, { group: DELAY }, {}],
  [
    'a deregistration delay of 30 s before one of 5 minutes, where old tasks stop first',
    completed,
    { configuration: STOP_FIRST, group: DELAY },
    { configuration: STOP_FIRST },
  ],
  [
    '200 percent before 125 percent of eight tasks',
    completed,
    { count: 8 },
    { count: 8, configuration: 'minimumHealthyPercent: 100, maximumPercent: 125' },
  ],
  [
    'a minimum of 50 before one of 100 percent, with a maximum of 125 of four tasks',
    completed,
    { count: 4, configuration: 'minimumHealthyPercent: 50, maximumPercent: 125' },
    { count: 4, configuration: 'minimumHealthyPercent: 100, maximumPercent: 125' },
  ],
  [
    'two tasks before ten, one at a time',
    completed,
    { configuration: 'minimumHealthyPercent: 100, maximumPercent: 150' },
    { count: 10, configuration: 'minimumHealthyPercent: 100, maximumPercent: 110' },
  ],
  [
    'a small image before a large one',
    firstRunning,
    { rest: 'images: [{ image: web, sizeMib: 50 }]' },
    { rest: 'images: [{ image: web, sizeMib: 2000 }]' },
  ],
  [
    'a large image with a SOCI index before one without',
    firstRunning,
    { rest: 'images: [{ image: web, sizeMib: 2000, sociIndex: true }]' },
    { rest: 'images: [{ image: web, sizeMib: 2000 }]' },
  ],
  ['an instance that has the image before Fargate, which has none', firstRunning, { on: 'EC2' }, {}],
  [
    'SIGTERM heeded before SIGTERM ignored, until the old tasks have stopped',
    oldGone,
    { group: DELAY, rest: 'timings: { containerStop: 1s }' },
    { group: DELAY, rest: 'timings: { containerStop: 2m }' },
  ],
  [
    'SIGTERM heeded before SIGTERM ignored, without a load balancer, where old tasks stop first',
    completed,
    { balanced: false, on: 'EC2', configuration: STOP_FIRST, rest: 'timings: { containerStop: 1s }' },
    { balanced: false, on: 'EC2', configuration: STOP_FIRST, rest: 'timings: { containerStop: 2m }' },
  ],
  [
    'a short stopTimeout before a long one, where SIGTERM is ignored',
    oldGone,
    { container: 'stopTimeout: 5', rest: 'timings: { containerStop: 10m }' },
    { container: 'stopTimeout: 110', rest: 'timings: { containerStop: 10m }' },
  ],
  ['no container check before one every 60 s', completed, {}, { container: CHECK(', interval: 60') }],
  [
    'a container check every 10 s before one every 60 s',
    completed,
    { container: CHECK(', interval: 10') },
    { container: CHECK(', interval: 60') },
  ],
  ['an Application before a Network Load Balancer, for a new target', completed, {}, { group: 'loadBalancerType: network' }],

  // Health checks of a target that hangs ten minutes after RUNNING.
  ['a threshold of 2 before one of 5', unhealthy, HUNG, { ...HUNG, group: 'unhealthyThresholdCount: 5' }],
  [
    'an interval of 10 s before one of 60 s',
    unhealthy,
    { ...HUNG, group: 'healthCheckIntervalSeconds: 10' },
    { ...HUNG, group: 'healthCheckIntervalSeconds: 60' },
  ],
  [
    'a timeout of 2 s before one of 25 s',
    unhealthy,
    { ...HUNG, group: 'healthCheckTimeoutSeconds: 2' },
    { ...HUNG, group: 'healthCheckTimeoutSeconds: 25' },
  ],
  [
    'a refused check before one that times out',
    unhealthy,
    { deployment: 'failureMode: { unhealthyAfter: 10m, unhealthyBy: refusal }' },
    HUNG,
  ],
  [
    'three retries of a container check before ten',
    unhealthy,
    { ...HUNG, balanced: false, container: CHECK(', retries: 3') },
    { ...HUNG, balanced: false, container: CHECK(', retries: 10') },
  ],
  [
    'no start period before one of five minutes, for a check that never passes',
    unhealthy,
    { balanced: false, container: CHECK(''), deployment: 'failureMode: { unhealthyAfter: 0s }' },
    { balanced: false, container: CHECK(', startPeriod: 300'), deployment: 'failureMode: { unhealthyAfter: 0s }' },
  ],

  // Requests that a hang, or a stop, costs.
  [
    'a check every 5 s loses fewer requests than one every 30 s',
    lost,
    { service: LOAD, rest: HANGS, group: 'healthCheckIntervalSeconds: 5, healthCheckTimeoutSeconds: 3' },
    { service: LOAD, rest: HANGS, group: 'healthCheckIntervalSeconds: 30' },
  ],
  [
    'one of four tasks that hangs loses fewer requests than one of two',
    lost,
    { service: LOAD, rest: HANGS, count: 4 },
    { service: LOAD, rest: HANGS },
  ],
  [
    'a stop by hand loses fewer requests than a hang',
    lost,
    { service: LOAD, rest: HANGS.replace('taskFailure', 'stopTask') },
    { service: LOAD, rest: HANGS },
  ],

  // Failing deployments.
  [
    'a circuit breaker fails a deployment that never fails without',
    failed,
    { configuration: BREAKER, deployment: BAD },
    { deployment: BAD },
  ],
  [
    'a count of 3 before one of 6 failures',
    failed,
    { configuration: 'deploymentCircuitBreaker: { enable: true, thresholdConfiguration: { type: COUNT, value: 3 } }', deployment: BAD },
    { configuration: 'deploymentCircuitBreaker: { enable: true, thresholdConfiguration: { type: COUNT, value: 6 } }', deployment: BAD },
  ],
  [
    'no grace period before one of ten minutes, for a target that never passes',
    failed,
    { configuration: BREAKER, deployment: 'failureMode: { unhealthyAfter: 0s }' },
    { configuration: BREAKER, service: 'healthCheckGracePeriodSeconds: 600', deployment: 'failureMode: { unhealthyAfter: 0s }' },
  ],
  [
    'a missing image before a registry that does not answer',
    failed,
    { configuration: BREAKER, deployment: 'failureMode: { badImage: true }' },
    { configuration: BREAKER, rest: 'faults: [{ at: 30m, type: registryDown, mode: hang }]' },
  ],
  [
    'an exit at once before one after five minutes',
    failed,
    {
      configuration: BREAKER,
      deployment: 'failureMode: { unhealthyAfter: 0s, crashes: 360/h }',
      service: 'healthCheckGracePeriodSeconds: 7200',
    },
    {
      configuration: BREAKER,
      deployment: 'failureMode: { unhealthyAfter: 0s, crashes: 12/h }',
      service: 'healthCheckGracePeriodSeconds: 7200',
    },
  ],

  // Traffic that is shifted.
  [
    'a bake time of one before one of thirty minutes',
    completed,
    { configuration: 'strategy: BLUE_GREEN, bakeTimeInMinutes: 1' },
    { configuration: 'strategy: BLUE_GREEN, bakeTimeInMinutes: 30' },
  ],
  [
    'a rolling update before blue/green with ten minutes of bake time',
    completed,
    {},
    { configuration: 'strategy: BLUE_GREEN, bakeTimeInMinutes: 10' },
  ],
  [
    'blue/green before a canary with the same bake time',
    completed,
    { configuration: 'strategy: BLUE_GREEN, bakeTimeInMinutes: 10' },
    { configuration: 'strategy: CANARY, bakeTimeInMinutes: 10, canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 10 }' },
  ],
  [
    'a linear deployment of 50 before one of 10 percent a step',
    completed,
    { configuration: 'strategy: LINEAR, linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 2 }' },
    { configuration: 'strategy: LINEAR, linearConfiguration: { stepPercent: 10, stepBakeTimeInMinutes: 2 }' },
  ],
  [
    'a hook that answers at once before one of ten minutes',
    completed,
    { configuration: 'strategy: BLUE_GREEN, bakeTimeInMinutes: 1' },
    {
      configuration:
        'strategy: BLUE_GREEN, bakeTimeInMinutes: 1, lifecycleHooks: [{ lifecycleStages: [POST_TEST_TRAFFIC_SHIFT], takes: 10m }]',
    },
  ],
  [
    'CodeDeploy all at once before its canary of 5 minutes',
    completed,
    { service: 'deploymentController: { type: CODE_DEPLOY }' },
    {
      service:
        'deploymentController: { type: CODE_DEPLOY }\n    codeDeploy: { deploymentConfigName: CodeDeployDefault.ECSCanary10Percent5Minutes }',
    },
  ],
  [
    'CodeDeploy every minute before every three minutes',
    completed,
    {
      service:
        'deploymentController: { type: CODE_DEPLOY }\n    codeDeploy: { deploymentConfigName: CodeDeployDefault.ECSLinear10PercentEvery1Minutes }',
    },
    {
      service:
        'deploymentController: { type: CODE_DEPLOY }\n    codeDeploy: { deploymentConfigName: CodeDeployDefault.ECSLinear10PercentEvery3Minutes }',
    },
  ],
];

describe('which of two set-ups takes longer, or costs more', () => {
  it.each(PAIRS)('%s', (_, measure, less, more) => {
    const [sooner, later] = [measure(played(less)), measure(played(more))];
    expect(Number.isFinite(sooner)).toBe(true);
    expect(later).toBeGreaterThan(sooner);
  });
});
