import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overTime } from '../../../../src/studies/pack/replay/over-time.js';
import type { PackProblem, ReplayResult } from '../../../../src/studies/pack/replay/problem.js';
import { leavingOf, problemOf, resultOf } from './problems.js';

/** vCPU thousandths in use at a moment, by looking at every task. */
function cpuAt({ tasks }: PackProblem, { node }: ReplayResult, atMs: number): number {
  let used = 0;
  for (let task = 0; task < tasks.count; task++) {
    const isThere = tasks.arrivalMs[task] <= atMs && atMs < tasks.arrivalMs[task] + tasks.durationMs[task];
    if (node[task] >= 0 && isThere) used += tasks.cpu[task];
  }
  return used;
}

describe('use over time', () => {
  it('is averaged by time, from the first arrival to the last', () => {
    // 8 vCPUs. One task from 0 to 400 ms, one from 100 to 200, one that fails, one that comes at 1,000 and is the end.
    const problem = problemOf([
      { durationMs: 400 },
      { arrivalMs: 100, durationMs: 100, cpu: 3000 },
      { arrivalMs: 150, durationMs: 500, cpu: 4000 },
      { arrivalMs: 1000, gpus: 1, gpuMilli: 500 },
    ]);
    const { means, peaks, curves } = overTime(problem, resultOf([0, 0, -1, 1], leavingOf(problem)));
    // (1 x 400 + 3 x 100) / (8 x 1,000) = 8.75 %; at most 1 + 3 of 8; half of one of 4 GPUs at the very end.
    expect([means.cpu, peaks.cpu, means.gpu, peaks.gpu]).toEqual([8.75, 50, 0, 12.5]);
    // (1 x 400 + 1 x 100) GiB ms of 8 x 1,000 = 6.25 %.
    expect([means.memory, peaks.memory]).toEqual([6.25, 25]);
    expect([curves.timesMs[0], curves.timesMs[50], curves.timesMs[500]]).toEqual([0, 100, 1000]);
    expect([curves.cpuPercent[0], curves.cpuPercent[50], curves.cpuPercent[100], curves.cpuPercent[200]]).toEqual([12.5, 50, 12.5, 0]);
  });

  it('is NaN of a resource that no node has, and what there is when all come at once', () => {
    const problem = problemOf([{}, {}]);
    const { means } = overTime({ ...problem, nodes: { ...problem.nodes, gpus: new Int32Array(2) } }, resultOf([0, 1]));
    expect(means.gpu).toBeNaN();
    expect(means.cpu).toBe(25); // 2 of 8.
  });

  it('equals a count of every task at every millisecond', () => {
    const row = fc.record({
      arrivalMs: fc.nat(60),
      durationMs: fc.oneof(fc.nat(40), fc.constant(Number.POSITIVE_INFINITY)),
      cpu: fc.integer({ min: 1, max: 4000 }),
    });
    const rows = fc.array(fc.tuple(row, fc.constantFrom(-1, 0, 1)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(rows, (drawn) => {
        const sorted = [...drawn].sort((a, b) => a[0].arrivalMs - b[0].arrivalMs);
        const problem = problemOf(sorted.map(([task]) => task));
        const result = resultOf(
          sorted.map(([, node]) => node),
          leavingOf(problem),
        );
        const { means, peaks, curves } = overTime(problem, result);
        const endMs = problem.tasks.arrivalMs.at(-1)!;
        const used = Array.from({ length: endMs + 1 }, (_, ms) => cpuAt(problem, result, ms));
        expect(peaks.cpu).toBeCloseTo((100 * Math.max(...used)) / 8000, 9);
        const area = used.slice(0, -1).reduce((sum, cpu) => sum + cpu, 0);
        expect(means.cpu).toBeCloseTo((100 * (endMs === 0 ? used[0] : area / endMs)) / 8000, 9);
        for (const step of [0, 1, 77, 250, 499, 500])
          expect(curves.cpuPercent[step]).toBeCloseTo((100 * cpuAt(problem, result, (step * endMs) / 500)) / 8000, 9);
      }),
      { numRuns: 200 },
    );
  });
});
