import { describe, expect, it } from 'vitest';
import { packReplay } from '../../../../src/studies/pack/replay/metrics.js';
import { packPolicy, packResult, packScale, spreadOf } from '../../../../src/studies/pack/replay/summary.js';
import type { PackIdentity, PackReplay } from '../../../../src/studies/pack/result.js';
import { problemOf, resultOf } from './problems.js';

const OPTIONS = { seed: 1, order: 'shuffled', demand: 1.3, hasLifetimes: false, tie: 'fixed-order' } as const;
const IDENTITY = { hasLifetimes: false, tie: 'fixed-order' } as PackIdentity;
const NO_MODULE = { isOffline: false, module: null };

/** 0 to `length - 1`, NaN from `until` on. */
function ramp(length: number, until = length): Float64Array {
  return Float64Array.from({ length }, (_, percent) => (percent < until ? percent : Number.NaN));
}

function replays(...values: (number | null)[]): PackReplay[] {
  const curves = {
    allocatedGpuPercent: ramp(1),
    allocatedCpuPercent: ramp(1),
    fragmentationPercent: ramp(1),
    fragmentedGpuPercent: ramp(1),
    nodesInUse: ramp(1),
    cpuStrandedPercent: ramp(1),
  };
  return values.map((value, seed) => ({
    seed,
    arrived: 1,
    placed: 1,
    failed: 0,
    metrics: { allocatedGpuPercent100: value },
    demandCurves: curves,
    timeCurves: null,
  }));
}

describe('metrics of a replay', () => {
  const problem = problemOf([{}, {}, {}, {}]);

  it('are the shares at 100 % and at the last percent, fragmentation at 90 %, and what failed', () => {
    const curves = {
      allocatedGpuPercent: ramp(131),
      allocatedCpuPercent: ramp(131),
      fragmentationPercent: ramp(131),
      fragmentedGpuPercent: ramp(131),
    };
    expect(packReplay(problem, OPTIONS, resultOf([0, 1, -1, 0], curves)).metrics).toEqual({
      allocatedGpuPercent100: 100,
      allocatedGpuPercent130: 130,
      allocatedGpuPercentEnd: 130,
      allocatedCpuPercent100: 100,
      allocatedCpuPercent130: 130,
      allocatedCpuPercentEnd: 130,
      fragmentationPercent90: 90,
      fragmentationPercentEnd: 130,
      fragmentedGpuPercent90: 90,
      fragmentedGpuPercentEnd: 130,
      nodesInUseEnd: 2,
      cpuStrandedPercentEnd: 2,
      memoryStrandedPercentEnd: 2,
      gpuStrandedPercentEnd: 2,
      arrived: 4,
      placed: 3,
      failed: 1,
      failedPercent: 25,
    });
  });

  it('stop where the demand ends: nothing at 100 %, the last value at the end', () => {
    const curves = { allocatedCpuPercent: ramp(131, 41), allocatedGpuPercent: ramp(131, 41) };
    const { metrics } = packReplay(problem, OPTIONS, resultOf([0], curves));
    expect([metrics.allocatedCpuPercent100, metrics.allocatedCpuPercent130, metrics.allocatedCpuPercentEnd]).toEqual([null, null, 40]);
    const short = packReplay(problem, { ...OPTIONS, demand: 0.8 }, resultOf([0], { allocatedCpuPercent: ramp(81) })).metrics;
    expect([short.allocatedCpuPercent80, short.allocatedCpuPercent100]).toEqual([80, undefined]);
  });

  it('leave GPUs out where there are none, and add shares over time where tasks leave', () => {
    const none = { ...problem, nodes: { ...problem.nodes, gpus: new Int32Array(2) } };
    const { metrics, timeCurves } = packReplay(none, { ...OPTIONS, hasLifetimes: true }, resultOf([0, 1, 0, 1]));
    expect(Object.keys(metrics).filter((name) => /gpu|fragment/i.test(name))).toEqual([]);
    expect([metrics.cpuPercentTimeAverage, metrics.memoryPercentPeak]).toEqual([50, 50]); // 4 of 8 vCPUs, 4 of 8 GiB.
    expect(timeCurves?.timesMs).toHaveLength(501);
  });
});

describe('policies together', () => {
  it('have a spread of each metric over the seeds that have it', () => {
    const { spreads } = packPolicy({ name: 'a', ...NO_MODULE }, replays(90, null, 92));
    expect(spreads.allocatedGpuPercent100).toEqual({ mean: 91, min: 90, max: 92, halfWidth: 12.706 });
    expect(packPolicy({ name: 'a', ...NO_MODULE }, replays(null)).spreads.allocatedGpuPercent100).toBeNull();
  });

  it('are compared seed by seed: a lead in every seed is one, however much the seeds differ', () => {
    const policies = [
      packPolicy({ name: 'low', ...NO_MODULE }, replays(70, 80, 90)),
      packPolicy({ name: 'high', ...NO_MODULE }, replays(71, 81, 91)),
      packPolicy({ name: 'last', ...NO_MODULE }, replays(1, 1, 1)),
    ];
    const { lead } = packResult({ identity: IDENTITY, scale: packScale(problemOf([{}])), policies });
    expect(lead).toEqual({
      metric: 'allocatedGpuPercent100',
      best: 'high',
      second: 'low',
      difference: { mean: 1, min: 1, max: 1, halfWidth: 0 },
    });
    expect(packResult({ identity: IDENTITY, scale: packScale(problemOf([{}])), policies: policies.slice(0, 1) }).lead).toBeNull();
  });
});

describe('a spread', () => {
  it.each([
    // Mean 3, s = sqrt(10 / 4) = 1.5811, t(0.975, 4) = 2.7764 of any table: 2.7764 x 1.5811 / sqrt(5) = 1.9632.
    [[1, 2, 3, 4, 5], { mean: 3, min: 1, max: 5, halfWidth: 1.963 }],
    // s = sqrt(2) / 2 x 2 = 1.4142, t(0.975, 1) = 12.7062: 12.7062 x 1.4142 / sqrt(2) = 12.7062.
    [[10, 12], { mean: 11, min: 10, max: 12, halfWidth: 12.706 }],
    // t(0.975, 9) = 2.2622; values 0 nine times and 10: mean 1, s = sqrt((9 x 1 + 81) / 9) = 3.1623; 2.2622 x 3.1623 / sqrt(10) = 2.2622.
    [[0, 0, 0, 0, 0, 0, 0, 0, 0, 10], { mean: 1, min: 0, max: 10, halfWidth: 2.262 }],
    [[7, 7, 7], { mean: 7, min: 7, max: 7, halfWidth: 0 }],
  ])('of %j has the half width of the t interval', (values, spread) => expect(spreadOf(values)).toEqual(spread));

  it('of one value has no half width, and of none is missing', () => {
    expect(spreadOf([4])).toEqual({ mean: 4, min: 4, max: 4, halfWidth: null });
    expect(spreadOf([])).toBeNull();
  });
});

describe('the scale', () => {
  it('counts tasks that no empty node can take, for lack of any one resource', () => {
    const problem = problemOf([
      {},
      { cpu: 4001 },
      { memoryMib: 4097 },
      { gpus: 3, gpuMilli: 1000 },
      { spec: 'T4' },
      { cpu: 4000, memoryMib: 4096, gpus: 2, gpuMilli: 1000 },
    ]);
    expect(packScale(problem).tasksThatFitNowhere).toBe(4);
    expect(packScale({ ...problem, nodes: { ...problem.nodes, models: ['T4'] } }).tasksThatFitNowhere).toBe(3);
    expect(packScale(problem)).toMatchObject({ nodes: 2, gpus: 4, vcpus: 8, memoryMib: 8192, tasks: 6 });
  });
});
