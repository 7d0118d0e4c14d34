import { expect, it } from 'vitest';
import type { Headline } from '../../../src/record/metrics.js';
import { MONTH_MS } from '../../../src/report/month.js';
import { loadScenario } from '../../../src/scenario/load-scenario.js';
import type { Setup } from '../../../src/sim/setup.js';
import { spotFigures, spotRiskOf } from '../../../src/studies/advise/spot-risk.js';

/** Two groups on Spot with an interruption of 40 % and 20 % in 30 days, one On-Demand, and FARGATE_SPOT with 30 %. */
const SCENARIO = `
name: risk
duration: 2h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: often
      autoScalingGroupProvider: { managedScaling: { status: ENABLED } }
      autoScalingGroup: &spot
        instanceTypes: [m5.large]
        minSize: 0
        maxSize: 9
        mixedInstancesPolicy: { instancesDistribution: { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 0 } }
    - name: seldom
      autoScalingGroupProvider: { managedScaling: { status: ENABLED } }
      autoScalingGroup: { <<: *spot, instanceTypes: [m5a.large] }
    - name: steady
      autoScalingGroupProvider: { managedScaling: { status: ENABLED } }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 9 }
    - FARGATE
    - FARGATE_SPOT
spot:
  pools:
    - { instanceType: m5.large, interruptionProbability: 0.4 }
    - { instanceType: m5a.large, interruptionProbability: 0.2 }
    - { capacityProvider: FARGATE_SPOT, interruptionProbability: 0.3 }
taskDefinitions:
  - { family: web, networkMode: awsvpc, cpu: '256', memory: '512', containerDefinitions: [{ name: web, image: web }] }
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 4, capacityProviderStrategy: [{ capacityProvider: often, weight: 1 }, { capacityProvider: steady, weight: 3 }] }
workloads:
  - name: nightly
    taskDefinition: web
    arrivals: { type: constant, every: 10m }
    runTime: { empirical: [10m, 30m] }
    capacityProviderStrategy: [{ capacityProvider: FARGATE_SPOT, weight: 1 }, { capacityProvider: FARGATE, weight: 1 }]
`;

const setupOf = (text: string): Setup => loadScenario(text, { file: 'risk.yaml', read: () => undefined }).setup!;

it('interruptions of a month are those of the hours on Spot, and lose the work of a task up to a moment of its run', () => {
  const setup = setupOf(SCENARIO);
  expect(spotFigures(setup)).toEqual([
    ['services', 'web', 'task_hours'],
    ['workloads', 'nightly', 'task_hours'],
    ...['often', 'seldom', 'steady'].map((name) => ['capacity_providers', name, 'instance_hours']),
  ]);
  const headlines = [{ spot_instance_hours: 20, wait_mean_ms: 120_000, task_hours: 140 } as Headline];
  // Half a month: 200 and 80 task-hours a month, 60 and 20 instance-hours of the groups on Spot, of which 40 are Spot: a half.
  const risk = spotRiskOf(setup, { headlines, figures: [100, 40, 30, 10, 60], simulatedMs: MONTH_MS / 2 })!;
  const perHour = (inThirtyDays: number) => -Math.log(1 - inThirtyDays) / 720;
  const [often, seldom, ofTasks] = [0.4, 0.2, 0.3].map(perHour) as [number, number, number];
  expect([risk.instanceHours, risk.fargateTaskHours]).toEqual([40, 40]);
  expect(risk.instancesInterrupted.low).toBeCloseTo(40 * seldom, 9);
  expect(risk.instancesInterrupted.estimate).toBeCloseTo(20 * (often + seldom), 9);
  expect(risk.instancesInterrupted.high).toBeCloseTo(40 * often, 9);
  // A quarter of web is on the group, half of that on Spot; half of nightly is on FARGATE_SPOT.
  const [web, nightly] = [25 * often, 40 * ofTasks];
  expect(risk.tasksInterrupted.estimate).toBeCloseTo(web + nightly, 9);
  const found = risk.hit.map(({ name, tasksInterrupted, lostHours, missingTaskMinutes }) => [
    name,
    tasksInterrupted,
    lostHours,
    missingTaskMinutes,
  ]);
  expect(found.map(([name]) => name)).toEqual(['nightly', 'web']);
  // E[R^2] / 2 E[R] of 10 and 30 min: 500 / 40 = 12.5 min. Until another task of web runs, 2 min.
  expect(found[0]![1]).toBeCloseTo(nightly, 9);
  expect(found[0]![2]).toBeCloseTo((nightly * 12.5) / 60, 9);
  expect(found[1]![1]).toBeCloseTo(web, 9);
  expect(found[1]![3]).toBeCloseTo(2 * web, 9);
  expect([found[0]![3], found[1]![2]]).toEqual([null, null]);
});

it('[C.CAP-07] all tasks are on a provider that stands alone, without a weight and with or without a base', () => {
  const fargateHours = (strategy: string) => {
    const setup = setupOf(SCENARIO.replace(/\[\{ capacityProvider: FARGATE_SPOT, weight: 1 \}.*\]/, strategy));
    const headlines = [{ spot_instance_hours: 20, wait_mean_ms: 0, task_hours: 140 } as Headline];
    return spotRiskOf(setup, { headlines, figures: [100, 40, 30, 10, 60], simulatedMs: MONTH_MS })!.fargateTaskHours;
  };
  expect(fargateHours('[{ capacityProvider: FARGATE_SPOT }]')).toBe(40);
  expect(fargateHours('[{ capacityProvider: FARGATE_SPOT, base: 2 }]')).toBe(40);
});
