import { describe, expect, it } from 'vitest';
import { BREAKER_DEFAULTS, tested, UNTRIED } from '../../src/services/circuit-breaker.js';
import { healthyMin, tasksMax } from '../../src/services/replica.js';
import { Fact } from '../../src/sim/facts.js';
import { csvOfText } from '../report/bill.js';
import { playOf } from '../scenario/play.js';

/** Every golden vector of the rules, by its number, with its own figures; those that can be run are. */

const DEFINITION = `
taskDefinitions:
  - { family: a, revision: 1, networkMode: bridge, containerDefinitions: [{ name: a, image: i, cpu: 512, memory: 1024 }] }
  - { family: a, revision: 2, networkMode: bridge, containerDefinitions: [{ name: a, image: j, cpu: 512, memory: 1024 }] }
  - { family: f, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: "256", memory: "512", containerDefinitions: [{ name: a, image: i }] }
  - { family: pod, networkMode: awsvpc, containerDefinitions: [{ name: a, image: i, cpu: 16, memory: 16 }] }
timings: { imagePull: 0s, containerStart: 0s, containerStop: 0s, eniAttach: 0s }`;
const FLEET = 'cluster: { containerInstances: [{ instanceType: m5.4xlarge, count: 4 }] }';
const scenario = (duration: string, cluster: string, work: string) => `name: v\nduration: ${duration}\n${cluster}${DEFINITION}\n${work}\n`;
const play = (duration: string, cluster: string, work: string) => playOf(scenario(duration, cluster, work), []);
const MINUTE = 60_000;

describe('golden vector', () => {
  it.each([
    [1, 3],
    [25, 13],
    [400, 200],
    [800, 200],
  ])('1: [S.CB-1] a circuit breaker of %i tasks trips at %i failures', (desired, threshold) => {
    const isTripped = (failures: number) => tested({ ...UNTRIED, failures }, BREAKER_DEFAULTS, desired).isTripped;
    expect([isTripped(threshold - 1), isTripped(threshold)]).toEqual([false, true]);
  });

  it.each([
    [4, 50, 100, 2, 4], // May stop 2 before it starts 2.
    [2, 75, 100, 2, 2], // May stop none.
    [4, 100, 200, 4, 8], // May start 4 before it stops 4.
    [3, 100, 125, 3, 3], // May start none.
    [1, 100, 200, 1, 2],
    [1, 50, 100, 1, 1],
    [1, 0, 100, 0, 1],
    [3, 50, 150, 2, 4],
    [4, 50, 200, 2, 8],
    [5, 80, 120, 4, 6],
    [7, 33, 133, 3, 9],
    [10, 75, 150, 8, 15],
    [10, 100, 110, 10, 11],
    [3, 75, 125, 3, 3],
  ])('2: [S.DEP-1, S.DEP-2] %i tasks at %i and %i percent are between %i and %i', (desired, minimum, maximum, lower, upper) => {
    expect([healthyMin(desired, minimum), tasksMax(desired, maximum)]).toEqual([lower, upper]);
  });

  // 3: cluster-metrics.test.ts, which is about nothing else.

  it.each([
    [10, 0, 1, 1, [5, 5]],
    [12, 2, 1, 1, [7, 5]], // 2 and half of 10.
    [10, 0, 1, 4, [2, 8]],
  ] as const)('4: [S.CPS-4, S.CPS-5] %i tasks, base %i and weights %i:%i', (count, base, first, second, dealt) => {
    const strategy = `[{ capacityProvider: FARGATE, base: ${base}, weight: ${first} }, { capacityProvider: FARGATE_SPOT, weight: ${second} }]`;
    const { recorder } = play(
      '5m',
      'cluster: { capacityProviders: [FARGATE, FARGATE_SPOT] }',
      `services: [{ serviceName: a, taskDefinition: f, desiredCount: ${count}, availabilityZoneRebalancing: DISABLED, capacityProviderStrategy: ${strategy} }]`,
    );
    const providers = recorder.of(Fact.taskRequested).map(({ args }) => args[2]);
    expect([0, 1].map((provider) => providers.filter((of) => of === provider).length)).toEqual(dealt);
  });

  it('5: [S.PLACE-9] of zones with 1, 0 and 0 tasks the next is in one of the empty ones, of 1, 2 and 2 one of the full ones is left', () => {
    const cluster =
      'cluster: { availabilityZones: [us-east-1a, us-east-1b, us-east-1c], containerInstances: [{ instanceType: m5.4xlarge, count: 3 }] }';
    const counts = (...entries: string[]) => {
      const { placesOf, recorder } = play(
        '1h',
        cluster,
        `services: [{ serviceName: a, taskDefinition: a, desiredCount: 1, launchType: EC2, desiredCountSchedule: { entries: [${entries.join(', ')}] } }]`,
      );
      const places = placesOf('a').map(([instance]) => instance);
      const stopped = recorder.of(Fact.taskStopping).map(({ args: [task] }) => places[task!]!);
      return { places, stopped };
    };
    const { places } = counts('{ at: 10m, desiredCount: 2 }');
    expect(places[1]).not.toBe(places[0]);
    const { places: five, stopped } = counts('{ at: 10m, desiredCount: 5 }', '{ at: 20m, desiredCount: 4 }');
    const countOf = (instance: number) => five.filter((other) => other === instance).length;
    expect([...new Set(five)].map(countOf).sort()).toEqual([1, 2, 2]);
    expect(stopped.map(countOf)).toEqual([2]);
  });

  it('6: [S.RATE-1, T.THR-2] ten calls of RunTask for ten tasks each start 100 on Fargate within a second, one more does not', () => {
    const starts = (calls: number) => {
      const { recorder } = play(
        '1m',
        'cluster: { capacityProviders: [FARGATE] }\nquotas: { fargateVcpus: 1000 }',
        `workloads: [{ name: w, taskDefinition: f, launchType: FARGATE, arrivals: { type: schedule, at: [${Array(calls).fill('1s').join(', ')}] }, count: 10, runTime: 1h }]`,
      );
      return recorder.of(Fact.taskOnFargate).filter(({ atMs }) => atMs === 1_000).length;
    };
    expect([9, 10, 11].map(starts)).toEqual([90, 100, 100]);
  });

  it.each([
    ['disabled', 2],
    ['enabled', 10],
  ])('7: [T.NET-10] a c5.large with trunking %s takes %i awsvpc tasks', (trunking, tasks) => {
    const { placesOf } = play(
      '1h',
      `cluster: { accountSettings: { awsvpcTrunking: ${trunking} }, containerInstances: [{ instanceType: c5.large, count: 1 }] }`,
      'services: [{ serviceName: a, taskDefinition: pod, desiredCount: 20, launchType: EC2 }]',
    );
    expect(placesOf('a')).toHaveLength(tasks);
  });

  it('8: [S.STEP-1] ten tasks and one are eleven', () => {
    const policy =
      'stepScalingPolicyConfiguration: { adjustmentType: ChangeInCapacity, stepAdjustments: [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }] }, alarm: { metricName: CPUUtilization, comparisonOperator: GreaterThanThreshold, threshold: 50, period: 60, evaluationPeriods: 1 }';
    const { recorder } = play(
      '3m',
      FLEET,
      `services: [{ serviceName: a, taskDefinition: a, desiredCount: 10, launchType: EC2, load: { arrivals: { type: constant, rate: 0/s }, task: { serviceTime: 1s, cpuTime: 0s, cpuIdle: 400 } }, scaling: { minCapacity: 1, maxCapacity: 50, policies: [{ ${policy} }] } }]
serviceScaling: { metricDelay: 0s, evaluationPhase: 0s, actionDelay: 0s }`,
    );
    expect(recorder.of(Fact.serviceScaled).map(({ args }) => args.slice(1, 3))).toContainEqual([10, 11]);
    expect(recorder.of(Fact.taskRequested)).toHaveLength(11);
  });

  it('9: [S.CAP-3] five small tasks and no instance: the metric is 200, and two instances come', () => {
    const group =
      '{ name: c, autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100 } }, autoScalingGroup: { instanceTypes: [m5.xlarge], minSize: 0, maxSize: 5 } }';
    const rows = csvOfText(
      scenario(
        '30m',
        `cluster: { capacityProviders: [${group}] }\nscaler: { metricDelay: 0s, evaluationPhase: 0s, actionDelay: 0s }`,
        'services: [{ serviceName: a, taskDefinition: a, desiredCount: 5, capacityProviderStrategy: [{ capacityProvider: c, weight: 1 }] }]',
      ),
      'capacity-providers.csv',
    );
    expect(rows[0]).toMatchObject({ reservation_percent: '200', desired_instances: '2', target_percent: '100' });
    expect(rows[9]).toMatchObject({ running_tasks: '5', active_instances: '2' });
  });

  it('10: [T.LB-2] a target that never answers is unhealthy after two checks 30 seconds apart: 60 seconds', () => {
    const { recorder } = play(
      '5m',
      FLEET,
      'services: [{ serviceName: a, taskDefinition: a, desiredCount: 1, launchType: EC2, loadBalancers: [{ targetGroupArn: a }], failureMode: { unhealthyAfter: 0s, unhealthyBy: check } }]\nserviceScheduler: { firstCheck: afterInterval, reaction: 0s }\ntargetGroups: [{ name: a, healthCheckIntervalSeconds: 30, unhealthyThresholdCount: 2 }]',
    );
    expect(recorder.of(Fact.taskHealthChanged).find(({ args }) => args[1] === 2)!.atMs).toBe(MINUTE);
  });

  it.each([
    ['CodeDeployDefault.ECSCanary10Percent5Minutes', [0, 5], [10, 100]],
    ['CodeDeployDefault.ECSCanary10Percent15Minutes', [0, 15], [10, 100]],
    ['CodeDeployDefault.ECSLinear10PercentEvery1Minutes', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]],
    ['CodeDeployDefault.ECSLinear10PercentEvery3Minutes', [0, 3, 6, 9, 12, 15, 18, 21, 24, 27], [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]],
  ])('11: [S.BG-2] %s moves traffic after %j minutes to %j percent', (name, minutes, percents) => {
    const { recorder } = play(
      '2h',
      FLEET,
      `services: [{ serviceName: a, taskDefinition: "a:1", desiredCount: 2, launchType: EC2, loadBalancers: [{ targetGroupArn: a }], deploymentController: { type: CODE_DEPLOY }, codeDeploy: { deploymentConfigName: ${name} }, deployments: [{ at: 10m, taskDefinition: "a:2" }] }]`,
    );
    const shifts = recorder.of(Fact.trafficShifted);
    expect(shifts.map(({ atMs }) => (atMs - shifts[0]!.atMs) / MINUTE)).toEqual(minutes);
    expect(shifts.map(({ args }) => args[2]! / 10)).toEqual(percents);
  });

  it('12: [S.CB-5, S.SM-3] D1 is COMPLETED, D2 fails and goes back to D1, D3 fails meanwhile: there is nothing to go back to', () => {
    // One stops before another starts, which takes a minute: the rollback is IN_PROGRESS when D3 comes, and D3 fails meanwhile.
    const configuration = '{ minimumHealthyPercent: 0, maximumPercent: 100, deploymentCircuitBreaker: { enable: true, rollback: true } }';
    const bad = 'failureMode: { failedStarts: 1 }';
    const deployments = `[{ at: 10m, taskDefinition: "a:2", ${bad} }, { at: 12m10s, taskDefinition: "a:2", ${bad} }]`;
    const text = `${scenario(
      '3h',
      FLEET,
      `services: [{ serviceName: a, taskDefinition: "a:1", desiredCount: 2, launchType: EC2, deploymentConfiguration: ${configuration}, deployments: ${deployments} }]`,
    ).replace('containerStart: 0s', 'containerStart: 1m')}\nserviceScheduler: { reaction: 0s }\n`;
    const rows = csvOfText(text, 'scaling-activities.csv').filter(({ reason }) => reason!.startsWith('deployment'));
    expect(rows.map(({ time_ms, reason, explanation }) => [Number(time_ms) / 1_000, reason, explanation!.replace(/^a: /, '')])).toEqual([
      [0, 'deploymentBegun', 'begins with a:1'],
      [100, 'deploymentCompleted', 'begins with a:1: COMPLETED after 1 min 40 s'],
      [600, 'deploymentBegun', 'deployed from a:1 to a:2'],
      [720, 'deploymentFailed', 'deployed from a:1 to a:2: FAILED after 2 min by the circuit breaker'],
      [720, 'deploymentRolledBack', 'rolled back from a:2 to a:1'],
      [730, 'deploymentBegun', 'deployed from a:1 to a:2'],
      [850, 'deploymentFailed', 'deployed from a:1 to a:2: FAILED after 2 min by the circuit breaker'],
    ]);
    expect(csvOfText(text, 'services.csv').at(-1)).toMatchObject({ running_tasks: '0', pending_tasks: '0', provisioning_tasks: '0' });
  });
});
