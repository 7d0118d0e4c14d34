import { describe, expect, it } from 'vitest';
import { Fact } from '../../src/sim/facts.js';
import { reread } from '../reread.js';
import { MINUTE, simulationOf } from '../sim/setups.js';
import { load, messages } from './scenarios.js';

/** Points each minute at half a minute; alarms see them, and policies act, in the millisecond in which the period ends. */
function scenario(policy: string, metrics: Readonly<Record<string, readonly number[]>>): string {
  const points = (values: readonly number[]) => values.map((value, i) => `{ at: ${60 * i + 30}s, value: ${value} }`).join(', ');
  return `name: math
duration: 20m
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.xlarge, count: 1 }]
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: nginx, cpu: 128, memory: 256 }] }]
services:
  - serviceName: web
    taskDefinition: web
    launchType: EC2
    desiredCount: 2
    scaling: { minCapacity: 1, maxCapacity: 20, policies: [${policy}] }
customMetrics:
${Object.entries(metrics)
  .map(([name, values]) => `  - { namespace: Shop, metricName: ${name}, points: [${points(values)}] }`)
  .join('\n')}
serviceScaling: { metricDelay: 0s, metricDelayHigh: 0s, evaluationPhase: 0s, actionDelay: 0s }
timings: { instanceBoot: 0s, containerStart: 0s, imagePull: 0s, containerStop: 0s }
`;
}

const shop = (id: string, name: string, stat = 'Average', period = 60) =>
  `{ id: ${id}, metricStat: { metric: { namespace: Shop, metricName: ${name} }, stat: ${stat}, period: ${period} }, returnData: false }`;
const RUNNING =
  '{ id: tasks, metricStat: { metric: { namespace: ECS/ContainerInsights, metricName: RunningTaskCount }, stat: Average }, returnData: false }';

const tracking = (metrics: string, target: number) =>
  `{ policyName: backlog, targetTrackingScalingPolicyConfiguration: { targetValue: ${target}, disableScaleIn: true, customizedMetricSpecification: { metrics: [${metrics}] } } }`;
const step = (metrics: string, threshold: number, more = '') =>
  `{ policyName: errors, stepScalingPolicyConfiguration: { adjustmentType: ChangeInCapacity, cooldown: 600, stepAdjustments: [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }] }, alarm: { comparisonOperator: GreaterThanThreshold, threshold: ${threshold}, metrics: [${metrics}]${more} } }`;

/** The changes of the desired count: [minute, count]. */
function desiredOf(text: string): [number, number][] {
  expect(messages(text)).toEqual([]);
  const { simulation, recorder } = simulationOf(load(text).setup!);
  simulation.advance();
  return recorder
    .of(Fact.serviceScaled)
    .filter(({ args }) => args[1] !== args[2])
    .map(({ atMs, args }) => [atMs / MINUTE, args[2]!]);
}

describe('metric math', () => {
  // 40 wait for two tasks: 20 for each, above 10 three minutes in a row. Four tasks have 10 each, which is not above.
  it('gives target tracking the backlog of each running task', () => {
    const queries = `${shop('waiting', 'Waiting')}, ${RUNNING}, { id: each, expression: "waiting / tasks", label: Backlog per task }`;
    expect(desiredOf(scenario(tracking(queries, 10), { Waiting: Array(20).fill(40) }))).toEqual([[3, 4]]);
  });

  // Errors are 2 of 200 in the first two minutes, and 20 of 200 in the next two: 1 %, then 10 %.
  it('gives the alarm of a step scaling policy a share over its own periods', () => {
    const queries = `${shop('bad', 'Errors', 'Sum', 120)}, ${shop('all', 'Requests', 'Sum', 120)}, { id: share, expression: "100 * bad / all" }`;
    const metrics = { Errors: [1, 1, 10, 10], Requests: Array(4).fill(100) };
    expect(desiredOf(scenario(step(queries, 5), metrics))).toEqual([[4, 3]]);
  });

  // 5, 5, 5 and 50 requests: the last is 45 more than the one before, in the fourth minute.
  it('reads earlier periods', () => {
    const queries = `${shop('all', 'Requests')}, { id: more, expression: "DIFF(all)" }`;
    expect(desiredOf(scenario(step(queries, 40), { Requests: [5, 5, 5, 50, 50] }))).toEqual([[4, 3]]);
  });

  // The metric has no points: FILL gives the expression one each minute.
  it('fills periods without data', () => {
    const queries = `${shop('all', 'Requests')}, { id: filled, expression: "FILL(all, 7)" }`;
    expect(desiredOf(scenario(step(queries, 5), { Requests: [] }))).toEqual([[1, 3], [11, 4]]); // biome-ignore format: rows
  });

  it('goes on after a save as without one', () => {
    const queries = `${shop('all', 'Requests')}, { id: sum, expression: "RUNNING_SUM(all)" }`;
    const { setup } = load(scenario(step(queries, 25, ', evaluationPeriods: 3, datapointsToAlarm: 1'), { Requests: [10, 10, 10] }));
    const whole = simulationOf(setup!);
    whole.simulation.advance();
    const first = simulationOf(setup!);
    first.simulation.advance(2 * MINUTE);
    const second = simulationOf(setup!);
    second.simulation.load(reread(first.simulation.save()), setup!);
    second.simulation.advance();
    const decided = ({ recorder }: typeof whole) => recorder.of(Fact.serviceScaled).map(({ atMs, args }) => [atMs, ...args]);
    expect(decided(second)).toEqual(decided(whole));
    expect(decided(whole).some(([atMs, , from, to]) => atMs === 3 * MINUTE && from === 2 && to === 3)).toBe(true);
  });

  it('reports each mistake in its queries', () => {
    const problems = (queries: string) => messages(scenario(step(queries, 5), { Errors: [1] }));
    const of = 'services.web.scaling.policies.errors.alarm';
    expect(problems(`${shop('a', 'Errors')}, { id: e, expression: "a + b" }, { id: e, expression: "a", returnData: true }`)).toEqual([
      `${of}.metrics: has not exactly one element that returns data: write returnData: false in the others`,
      `${of}.metrics.2.id: "e" is taken: ids are unique here`,
    ]);
    expect(problems(`${shop('a', 'Errors')}, ${shop('b', 'Orders', 'Sum', 300)}, { id: e, expression: "a + b" }`)).toEqual([
      `${of}.metrics: has metrics with different periods, 60, 300: give them the same`,
      `${of}.metrics.b.metricStat.metric.metricName: "Orders" is neither a metric of a service here nor one of customMetrics with this namespace and these dimensions`,
    ]);
    expect(problems(`${shop('a', 'Errors')}, { id: e, expression: "a + b" }`)).toEqual([
      `${of}.metrics.e.expression: cannot be evaluated: Error in expression 'e': no query has the id b`,
    ]);
    expect(problems(`${shop('a', 'Errors')}, { id: e, expression: "SUM(a)" }`)).toEqual([
      `${of}.metrics.e.expression: gives a number: TIME_SERIES makes a series of one`,
    ]);
    expect(
      messages(scenario(step(`${shop('a', 'Errors')}, { id: e, expression: "a" }`, 5, ', metricName: Errors'), { Errors: [1] })),
    ).toEqual([`${of}: needs exactly one of metricName, metrics`]);
  });
});
