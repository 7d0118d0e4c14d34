import { describe, expect, it } from 'vitest';
import type { StepAdjustment } from '../../../src/autoscaling/adjustment.js';
import { ServiceMetric } from '../../../src/metrics/names.js';
import { policyProblems, type ScaledService, scheduledActionProblems, stepProblems } from '../../../src/services/scaling/rules.js';
import { predicting, stepping, tracking } from './toy-service.js';

const { CPUUtilization, MemoryUtilization, RequestCountPerTarget } = ServiceMetric;
const web: ScaledService = {
  ...{ schedulingStrategy: 'REPLICA', deploymentController: 'ECS' },
  metrics: new Set([CPUUtilization, MemoryUtilization, RequestCountPerTarget]),
  highResolution: new Set([CPUUtilization, MemoryUtilization]),
};
const problemsOf = (...policies: Parameters<typeof policyProblems>[0]) => policyProblems(policies, web).map(({ problem }) => problem);

describe('rules of scaling policies', () => {
  it('require a target above 0 and cooldowns of whole milliseconds', () => {
    expect(problemsOf(tracking(0))).toEqual(['targetNotPositive']);
    expect(problemsOf(tracking(Number.NaN))).toEqual(['targetNotPositive']);
    expect(problemsOf(tracking(0.1, { scaleInCooldownMs: 0 }))).toEqual([]);
    expect(problemsOf(tracking(50, { scaleOutCooldownMs: -1 }))).toEqual(['cooldown']);
    expect(problemsOf(tracking(50, { scaleInCooldownMs: 0.5 }))).toEqual(['cooldown']);
    expect(problemsOf(stepping(1, { cooldownMs: -1 }))).toEqual(['cooldown']);
  });

  it('give high resolution to the metrics of ECS alone', () => {
    expect(problemsOf(tracking(50, { metric: MemoryUtilization, isHighResolution: true }))).toEqual([]);
    expect(problemsOf(tracking(50, { metric: RequestCountPerTarget, isHighResolution: true }))).toEqual(['noHighResolution']);
  });

  it('check forecasts: a target, a metric, a buffer of an hour at most', () => {
    expect(problemsOf(predicting(50), tracking(50))).toEqual([]); // the same metric is fine
    expect(problemsOf(predicting(-1, { metric: ServiceMetric.Backlog, schedulingBufferMs: 3_600_001 }))).toEqual([
      'unknownMetric',
      'targetNotPositive',
      'buffer',
    ]);
    expect(problemsOf(predicting(1, { schedulingBufferMs: 3_600_000 }))).toEqual([]);
  });

  it('check the alarm of a step policy and its steps', () => {
    const { alarm } = stepping(1);
    expect(problemsOf(stepping(1, { alarm: { ...alarm, evaluationPeriods: 2, datapointsToAlarm: 3 }, steps: [] }))).toEqual([
      'datapointsToAlarm',
      'noSteps',
    ]);
  });

  it('require adjacent steps, with an open end away from the threshold', () => {
    const steps = (...bounds: [number | null, number | null][]): StepAdjustment[] =>
      bounds.map(([lower, upper]) => ({ lower, upper, change: 1 }));
    expect(stepProblems(steps([0, 10], [10, null]))).toEqual([]);
    expect(stepProblems(steps([10, null], [0, 10]))).toEqual([]); // in any order
    expect(stepProblems(steps([null, -10], [-10, 0]))).toEqual([]);
    expect(stepProblems(steps([null, null]))).toEqual([]);
    expect(stepProblems([])).toEqual(['noSteps']);
    expect(stepProblems(steps([0, 10], [5, null]))).toEqual(['stepsOverlap']);
    expect(stepProblems(steps([null, 0], [null, null]))).toEqual(['stepsOverlap']);
    expect(stepProblems(steps([0, null], [10, null]))).toEqual(['stepsOverlap']);
    expect(stepProblems(steps([0, 10], [20, null]))).toEqual(['stepsGap']);
    expect(stepProblems(steps([0, 10]))).toEqual(['notOpenAbove']);
    expect(stepProblems(steps([-10, 0]))).toEqual(['notOpenBelow']);
    expect(stepProblems(steps([10, 10], [10, null]))).toContain('emptyStep');
  });

  it('require of a scheduled action a bound, in order, and a time in which it acts', () => {
    const target = { minCapacity: 2, maxCapacity: 10 };
    const problems = (minCapacity: number | null, maxCapacity: number | null, endMs: number | null = null) =>
      scheduledActionProblems({ minCapacity, maxCapacity, startMs: 100, endMs }, target);
    expect(problems(3, null)).toEqual([]);
    expect(problems(null, null)).toEqual(['noBound']);
    expect(problems(11, null)).toEqual(['minAboveMax']);
    expect(problems(null, 1)).toEqual(['minAboveMax']);
    expect(problems(11, 20)).toEqual([]);
    expect([problems(5, 5), problems(10, null), problems(null, 2)]).toEqual([[], [], []]);
    expect(problems(-1, 2.5)).toEqual(['notWhole']);
    expect(problems(3, null, 99)).toEqual(['endsBeforeStart']);
    expect(problems(3, null, 100)).toEqual([]);
  });
});
