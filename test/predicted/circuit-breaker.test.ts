import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { predict } from './predict.js';

/** Source: ECS developer guide, deployment-circuit-breaker, and What's New of 1 July 2026 (consecutive failures, configurable threshold). */

const TIMINGS =
  'timings: { instanceBoot: 60s, eniAttach: 0s, imagePull: 0s, containerStart: 1s, containerStop: 1s, eniDetach: 0s, warmStart: 0s, trunkAttach: 0s }';
const DEFINITIONS = `
taskDefinitions:
  - { family: w, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/w:1", cpu: 256, memory: 512 }] }
  - { family: w, revision: 2, networkMode: bridge, containerDefinitions: [{ name: c, image: "ex/w:2", cpu: 256, memory: 512 }] }`;

interface Text {
  readonly seed?: number;
  readonly duration?: string;
  readonly breaker?: string;
  /** Keys of the service beside its name, launch type and configuration. */
  readonly service: string;
  readonly percents?: string;
  /** Further settings of the scheduler, which reacts at once. */
  readonly scheduler?: string;
  /** Further keys of the scenario. */
  readonly more?: string;
}

function text({ seed = 1, duration = '1h', breaker = '', service, percents = '100, 200', scheduler = '', more = '' }: Text): string {
  const [minimum, maximum] = percents.split(', ');
  const configuration = `{ minimumHealthyPercent: ${minimum}, maximumPercent: ${maximum}, deploymentCircuitBreaker: { enable: true, rollback: true${breaker} } }`;
  return `name: breaker
seed: ${seed}
duration: ${duration}
${TIMINGS}
serviceScheduler: { reaction: 0s, ${scheduler} }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.4xlarge, count: 1 }] }
${DEFINITIONS}
services: [{ serviceName: w, taskDefinition: "w:1", launchType: EC2, deploymentConfiguration: ${configuration}, ${service} }]
${more}`;
}

const breakerAt = (type: string, value: number) => `, thresholdConfiguration: { type: ${type}, value: ${value} }`;
const NEVER_RESET = ', resetOnHealthyTask: false';

/** [second, failures in a row] as the breaker of the second revision counted. */
function countsOf(run: ReturnType<typeof predict>, revision = 1): [number, number][] {
  return run
    .of('breakerCounted')
    .filter(({ args }) => args.revision === revision)
    .map(({ at, args }) => [at, args.failures!]);
}

/** When a deployment FAILED. */
function failedAt(run: ReturnType<typeof predict>): number[] {
  return run.of('deploymentChanged').flatMap(({ at, args }) => (args.rollout === 3 ? [at] : []));
}

describe('the threshold of the circuit breaker', () => {
  const shown = (desired: number, breaker: string) => {
    const run = predict(text({ breaker, service: `desiredCount: ${desired}` }), { until: 1 });
    return run.figures.deployments[0]!.circuit_breaker;
  };

  it.each([
    [1, 50, 3],
    [6, 50, 3],
    [7, 50, 4],
    [25, 50, 13],
    [400, 50, 200],
    [800, 50, 200],
    [20, 10, 3],
    [100, 10, 10],
    [3_000, 10, 200],
    [4, 100, 4],
  ])('[N.T-CB-a, N.CB-2] of %i tasks at BOUNDED_PERCENT %i is %i', (desired, value, threshold) => {
    expect(shown(desired, breakerAt('BOUNDED_PERCENT', value))).toMatchObject({ failure_count: 0, threshold });
    if (value === 50) expect(shown(desired, '')).toMatchObject({ threshold }); // The default.
  });

  it.each([
    [800, 'UNBOUNDED_PERCENT', 50, 400],
    [3, 'UNBOUNDED_PERCENT', 50, 2],
    [1, 'UNBOUNDED_PERCENT', 50, 1],
    [5, 'UNBOUNDED_PERCENT', 10, 1],
    [30, 'UNBOUNDED_PERCENT', 1, 1],
    [1, 'COUNT', 5, 5],
    [800, 'COUNT', 5, 5],
  ])('[N.T-CB-b, N.CB-1] of %i tasks at %s %i is %i', (desired, type, value, threshold) => {
    expect(shown(desired, breakerAt(type, value))).toMatchObject({ status: 'MONITORING', threshold });
  });

  it('[N.T-CB-b] COUNT 1: the first failure fails the deployment', () => {
    const service = 'desiredCount: 4, deployments: [{ at: 10m, taskDefinition: "w:2", failureMode: { failedStarts: 1 } }]';
    const run = predict(text({ breaker: breakerAt('COUNT', 1), service, percents: '100, 125' }));
    // One task at a time: requested at 600 s, it has not started at 601 s.
    expect(failedAt(run)).toEqual([601]);
    expect(run.tasks.filter(({ requested }) => requested >= 600)).toHaveLength(1);
  });
});

describe('the count of the circuit breaker', () => {
  // Of the second revision seven starts of ten fail. One task starts at a time (floor(4 x 1.25) = 5), takes a second, and is healthy at
  // RUNNING (healthyAfter 0). With this seed its starts go F F H F F H F F F.
  const story = (breaker: string) =>
    predict(
      text({
        seed: 9,
        breaker,
        percents: '100, 125',
        service: 'desiredCount: 4, deployments: [{ at: 10m, taskDefinition: "w:2", failureMode: { failedStarts: 0.7 } }]',
        scheduler: 'healthyAfter: 0s',
      }),
    );

  it('[N.T-CB-c, N.CB-3] of F F H F F H F F F reaches 3 at the ninth event; without the reset at the fourth', () => {
    const run = story('');
    expect(countsOf(run).map(([, failures]) => failures)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 3]);
    expect(failedAt(run)).toEqual([countsOf(run).at(-1)![0]]);
    const strict = story(NEVER_RESET);
    expect(countsOf(strict).map(([, failures]) => failures)).toEqual([0, 1, 2, 3]);
    expect(failedAt(strict)).toEqual([countsOf(strict).at(-1)![0]]);
  });

  it('[N.T-CB-d, N.CB-3] meets a threshold that comes down with the desired count', () => {
    // 26 tasks at most, so one new one at a time; each fails after a second, from 600 s on: five have failed at 605 s. At 605.5 s the count
    // is set to 8, whose threshold is 4.
    const service = `desiredCount: 25, desiredCountSchedule: { entries: [{ at: 605.5s, desiredCount: 8 }] },
      deployments: [{ at: 10m, taskDefinition: "w:2", failureMode: { failedStarts: 1 } }]`;
    const run = predict(text({ service, percents: '100, 104', scheduler: 'throttleFreeFailures: 100' }));
    expect(run.of('breakerCounted').slice(-2, -1)).toMatchObject([{ at: 605.5, args: { failures: 5, threshold: 4 } }]);
    expect(failedAt(run)).toEqual([605.5]);
  });

  const CHECKED = `desiredCount: 8, loadBalancers: [{ targetGroupArn: w }],
    deployments: [{ at: 10m, taskDefinition: "w:2", failureMode: { unhealthyAfter: 110s, unhealthyBy: refusal } }]`;
  const GROUP = { more: 'targetGroups: [{ name: w, healthCheckIntervalSeconds: 10 }]', scheduler: 'firstCheck: afterInterval' };

  it('[N.T-CB-e, N.CB-4] never exceeds 1 where a healthy task comes before each failure', () => {
    // Each is healthy 10 s after RUNNING; the checks at 110 and 120 s fail, which makes it unhealthy. The next has been healthy meanwhile.
    const run = predict(text({ duration: '3h', service: CHECKED, percents: '100, 113', ...GROUP }));
    const counts = countsOf(run).map(([, failures]) => failures);
    expect([Math.max(...counts), counts.length > 20]).toEqual([1, true]);
    const ages = (condition: number) =>
      run.of('taskHealthChanged').flatMap(({ at, args }) => {
        const { running, requested } = run.tasks[args.task!]!;
        return requested >= 600 && args.condition === condition ? [at - running!] : [];
      });
    expect([new Set(ages(1)), new Set(ages(2))]).toEqual([new Set([10]), new Set([120])]);
    expect(failedAt(run)).toEqual([]);
    expect(run.figures.deployments[1]!.circuit_breaker).toMatchObject({ status: 'MONITORING', threshold: 4 });
  });

  it('[N.T-CB-e] is FAILED at the fourth failed health check where healthy tasks reset nothing', () => {
    const run = predict(text({ duration: '3h', breaker: NEVER_RESET, service: CHECKED, percents: '100, 113', ...GROUP }));
    const unhealthy = run.of('taskHealthChanged').filter(({ args }) => args.condition === 2);
    expect(failedAt(run)).toEqual([unhealthy[3]!.at]);
    expect(run.figures.deployments[1]!.circuit_breaker).toEqual({ status: 'TRIGGERED', failure_count: 4, threshold: 4 });
  });

  it('[N.T-CB-f, N.CB-4] takes a container that exits at once for a failure: it never was healthy', () => {
    // Two tasks run at 1 s and exit at 1.5 s; their replacements run at 2.5 s and exit at 3 s. The third exit is one of these two.
    const run = predict(text({ service: 'desiredCount: 2, timeToFailure: 500ms' }));
    expect(countsOf(run, 0)).toEqual([
      [0, 0],
      [1.5, 2],
      [3, 4],
    ]);
    expect(failedAt(run)).toEqual([3]);
    expect(run.of('startsThrottled')).toEqual([]);
  });

  it('[N.CB-4] takes the exit of a task that had been healthy for none', () => {
    // Healthy 40 s after RUNNING, gone at 50 s, again and again.
    const run = predict(text({ service: 'desiredCount: 2, timeToFailure: 50s' }));
    expect(countsOf(run, 0)).toEqual([[0, 0]]);
    expect(failedAt(run)).toEqual([]);
  });

  it('[N.T-CB-h, N.CB-4] takes a task that Spot ends for none', () => {
    // Notice at 60 s, end at 180 s. Of the three new tasks of 175 s two do not start and one runs, all at 176 s; it ends with its instance
    // before it is healthy. The scheduler reacts 10 s after a change, so nothing else has started by 185 s.
    const run = predict(SPOT, { until: 185 });
    const fresh = run.tasks.filter(({ requested }) => requested === 175);
    expect(fresh.map(({ cause }) => cause)).toEqual(['failedToStart', 'failedToStart', 'instanceTerminated']);
    expect(fresh.map(({ stopped }) => stopped)).toEqual([176, 176, 180]);
    const later = predict(SPOT, { until: 187 });
    expect(later.figures.deployments[1]!.circuit_breaker).toEqual({ status: 'MONITORING', failure_count: 2, threshold: 3 });
  });

  it('[N.CB-5] goes on in stage 2, from 0 in the guide of 2024, and counts no failed start there if so set', () => {
    // The same starts as above, F F R F F R F F F, but nothing is healthy before 40 s and nothing resets: the third F is the fourth event.
    const staged = (scheduler: string, more = '') =>
      countsOf(
        predict(
          text({
            seed: 9,
            breaker: more === '' ? NEVER_RESET : '',
            percents: '100, 125',
            service: 'desiredCount: 4, deployments: [{ at: 10m, taskDefinition: "w:2", failureMode: { failedStarts: 0.7 } }]',
            scheduler,
            more,
          }),
        ),
      ).map(([, failures]) => failures);
    expect(staged('')).toEqual([0, 1, 2, 3]);
    // R sets 2 to 0; then F F, and the next R comes in stage 2.
    expect(staged('', 'awsBehaviour: guide-2024').slice(0, 5)).toEqual([0, 1, 2, 0, 1]);
    expect(staged('breakerStartsInStage2: false')).toEqual([0, 1, 2]);
  });
});

const SPOT = `name: spot
seed: 5
duration: 10m
${TIMINGS}
serviceScheduler: { reaction: 10s }
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: p
      autoScalingGroupProvider: { managedDraining: DISABLED, managedScaling: { status: ENABLED, targetCapacity: 100 } }
      autoScalingGroup: { mixedInstancesPolicy: { launchTemplate: { overrides: [{ instanceType: m5.4xlarge }] }, instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0, spotAllocationStrategy: price-capacity-optimized } }, minSize: 1, maxSize: 10 }
${DEFINITIONS}
services:
  - serviceName: w
    taskDefinition: "w:1"
    desiredCount: 3
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true } }
    capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }]
    deployments: [{ at: 175s, taskDefinition: "w:2", failureMode: { failedStarts: 0.67 } }]
faults: [{ at: 60s, type: spotInterruption, share: 1 }]
`;

describe('the keys of the circuit breaker', () => {
  const errorsOf = (breaker: string, more = '') => {
    const read = checkScenario(text({ breaker, service: 'desiredCount: 2', more }), { file: 's', read: () => undefined });
    return ('errors' in read ? (read.errors ?? []) : []).map(({ message }) => message);
  };

  it.each([
    [breakerAt('BOUNDED_PERCENT', 0), '0 is out of range: at least 1'],
    [breakerAt('UNBOUNDED_PERCENT', 101), '101 is not possible for UNBOUNDED_PERCENT: a percentage from 1 to 100'],
    [breakerAt('BOUNDED_PERCENT', 101), '101 is not possible for BOUNDED_PERCENT: a percentage from 1 to 100'],
    [', thresholdConfiguration: { type: COUNT }', 'is missing: expected a number'],
  ])('[N.T-CB-g, N.CB-1] %s is refused', (breaker, message) => {
    expect(errorsOf(breaker)).toEqual([message]);
  });

  it('[N.T-CB-g, N.CB-1] are of July 2026: the guide of 2024 has neither', () => {
    const GUIDE = 'awsBehaviour: guide-2024';
    const message = 'is newer than the edition in awsBehaviour: leave it out, or write awsBehaviour: current';
    expect(errorsOf(NEVER_RESET, GUIDE)).toEqual([message]);
    expect(errorsOf(breakerAt('COUNT', 101), GUIDE)).toEqual([message]);
    expect(errorsOf(NEVER_RESET + breakerAt('COUNT', 101))).toEqual([]);
  });

  it('[N.CB-6, N.CB-1] shows MONITORING_COMPLETE once the deployment is through, and DISABLED where there is no breaker', () => {
    const through = predict(text({ service: 'desiredCount: 2' }));
    expect(through.figures.deployments.map(({ circuit_breaker }) => circuit_breaker)).toEqual([
      { status: 'MONITORING_COMPLETE', failure_count: 0, threshold: 3 },
    ]);
    const off = predict(text({ service: 'desiredCount: 2, deployments: [{ at: 10m }]' }).replace('enable: true', 'enable: false'));
    expect(off.figures.deployments[1]!.circuit_breaker).toEqual({ status: 'DISABLED', failure_count: 0, threshold: null });
  });
});
