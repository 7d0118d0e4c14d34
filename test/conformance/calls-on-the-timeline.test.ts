import { describe, expect, it } from 'vitest';
import { Fact, StopCause } from '../../src/sim/facts.js';
import type { AttributeChange } from '../../src/sim/fault.js';
import { changed, messages } from '../scenario/scenarios.js';
import { constant, daemon, MINUTE, run, staticInstance } from '../sim/setups.js';

const change = (minute: number, over: Partial<AttributeChange>): AttributeChange => ({
  ...{ kind: 'attributes', instances: [0], attributes: {}, removed: [], fromMs: minute * MINUTE },
  ...over,
});

describe('attributes that a user changes', () => {
  it('[S.DAEMON-2] bring a daemon to an instance, and take it away', () => {
    const { recorder } = run({
      capacityProviders: [],
      staticInstances: [staticInstance({ count: 2 })],
      services: [daemon({ memberOf: ['attribute:stack == blue'] })],
      timings: { containerStart: constant(0), containerStop: constant(0) },
      faults: [
        change(10, { attributes: { stack: 'blue' } }),
        change(20, { attributes: { stack: 'green' } }),
        change(30, { removed: ['stack'] }),
      ],
      minutes: 40,
    });
    const at = (kind: number) => recorder.of(kind as never).map(({ atMs, args }) => [atMs / MINUTE, ...args.slice(0, 2)]);
    expect(at(Fact.attributesChanged)).toEqual([[10, 0, 0], [20, 0, 1], [30, 0, 2]]); // biome-ignore format: rows
    expect(at(Fact.taskPlaced)).toEqual([[10, 0, 0]]);
    expect(at(Fact.taskStopping)).toEqual([[20, 0, StopCause.constraintViolated]]);
  });

  it('[S.ATTR-3] are of users alone, and have names and values that ECS takes', () => {
    const faults = `faults:
  - { type: attributes, at: 10m, containerInstances: [0], attributes: { ecs.instance-type: m5.large, "a b": x, stack: "" }, removed: [ecs.vpc-id] }
  - { type: attributes, at: 10m, containerInstances: [0] }
workloads:`;
    expect(messages(changed(['workloads:', faults]))).toEqual([
      'faults.0.attributes.ecs.instance-type: cannot be set: it follows from the instance type',
      expect.stringMatching(/a b.*is no name of an attribute/),
      'faults.0.attributes.stack: is empty: write null for an attribute without a value',
      'faults.0.removed.0: cannot change while the instance runs: ECS sets it',
      'faults.1: changes nothing: give attributes, removed or both',
    ]);
  });
});

describe('customMetrics', () => {
  it('are not metrics of AWS, exist once, and have values between their extremes', () => {
    const metrics = `customMetrics:
  - { namespace: AWS/ECS, metricName: CPUUtilization }
  - { namespace: Shop, metricName: Orders, dimensions: [{ name: a, value: b }, { name: c, value: d }], points: [{ at: 1m, value: 3, minimum: 4 }] }
  - { namespace: Shop, metricName: Orders, dimensions: [{ name: c, value: d }, { name: a, value: b }] }
workloads:`;
    expect(messages(changed(['workloads:', metrics]))).toEqual([
      'customMetrics.0.namespace: "AWS/ECS" is of AWS: take one of your own',
      'customMetrics.1.points.0: has a value that is not between minimum and maximum',
      'customMetrics.2: is there already: namespace, metricName and dimensions tell metrics apart',
    ]);
  });

  it('are what policies follow by namespace and dimensions, without a load of the service', () => {
    const scaled = (dimensions: string) => `    desiredCount: 2
    scaling: { minCapacity: 1, maxCapacity: 9, policies: [{ targetTrackingScalingPolicyConfiguration: { targetValue: 5, customizedMetricSpecification: { namespace: Shop, metricName: Orders, dimensions: ${dimensions} } } }] }`;
    const metrics = 'customMetrics: [{ namespace: Shop, metricName: Orders, dimensions: [{ name: a, value: b }] }]\nworkloads:';
    const problems = (dimensions: string) => messages(changed(['    desiredCount: 2', scaled(dimensions)], ['workloads:', metrics]));
    expect(problems('[{ name: a, value: b }]')).toEqual([]);
    expect(problems('[]')).toEqual([expect.stringMatching(/"Orders" is no metric of a service here, nor one of customMetrics/)]);
  });
});
