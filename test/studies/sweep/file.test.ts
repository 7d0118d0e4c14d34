import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../src/scenario/text/sources.js';
import { type PointPlan, pointsOf } from '../../../src/statistics/points.js';
import { readSweep } from '../../../src/studies/sweep/file.js';
import { pathsOf, pointPlan, trialPoints } from '../../../src/studies/sweep/space.js';

/** The points of a sweep, or all that is wrong with it. */
function pointsIn(text: string): readonly unknown[] {
  const read = readSweep(`scenario: scenarios/headline/binpack-100.yaml\n${text}`, 's.yaml');
  if (read.errors !== undefined) return read.errors.map(formatProblem);
  const { value, problems } = pointPlan(read.sweep, 1);
  return value === undefined ? read.report(problems).map(formatProblem) : [...pointsOf(value)];
}

describe('a sweep file', () => {
  it('combines lists and ranges, the last axis first', () => {
    expect(pointsIn('axes: { a.b: [x, [y, z]], c: { from: 0.1, to: 0.3, step: 0.1 } }')).toEqual([
      { 'a.b': 'x', c: 0.1 },
      { 'a.b': 'x', c: 0.2 },
      { 'a.b': 'x', c: 0.3 },
      { 'a.b': ['y', 'z'], c: 0.1 },
      { 'a.b': ['y', 'z'], c: 0.2 },
      { 'a.b': ['y', 'z'], c: 0.3 },
    ]);
    expect(pointsIn('combine: zipped\naxes: { a: [1, 2], b: { from: 30s, to: 60s, step: 30s } }')).toEqual([
      { a: 1, b: '30s' },
      { a: 2, b: '60s' },
    ]);
    expect(pointsIn('points: [{ a: 1, b: 2 }, { a: 3, b: 4 }]')).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    const places = pointsIn('combine: latinHypercube\nsamples: 4\naxes: { a: [1, 2, 3, 4], b: [5, 6] }') as { a: number; b: number }[];
    expect(places.map(({ a }) => a).sort()).toEqual([1, 2, 3, 4]);
    expect(places.filter(({ b }) => b === 5)).toHaveLength(2);
  });

  it('has its mistakes reported together, each at its place', () => {
    expect(
      readSweep('scenario: s.yaml\naxes: { a: [1] }\nreplications: 0\nmetrics: [zzz]', 's.yaml').errors?.map(formatProblem).at(-1),
    ).toContain(' cost_unreserved_usd, cost_unreserved_percent, ');
    expect(pointsIn('axis: { a: [1] }\naxes: { a: [1] }\nreplications: 0')).toEqual([
      's.yaml:2:1 axis: is not a key that belongs here; did you mean axes?',
      's.yaml:4:1 replications: 0 is out of range: at least 1',
    ]);
    const misnamed = 'scenario: none.yaml\naxes: { a: [1] }\nreplications: 0\nmetrics: [cost, wiat_p95]';
    expect(readSweep(misnamed, 's.yaml').errors?.map(formatProblem)).toEqual([
      's.yaml:1:1 scenario: there is no file none.yaml',
      's.yaml:3:1 replications: 0 is out of range: at least 1',
      's.yaml:4:17 metrics.1: there is no metric wiat_p95; did you mean wait_p95?',
    ]);
    expect(pointsIn('axes: { a: [1], b: [], seed: [1, 2] }\npoints: [{ a: 1 }]\nsamples: 3')).toEqual([
      's.yaml:2:24 axes.seed: is no axis: replications run with seeds of their own, which all points share',
      's.yaml:3:1 points: points take the place of axes: give one of the two',
      's.yaml:4:1 samples: is of a Latin hypercube alone: write combine: latinHypercube as well',
    ]);
    expect(pointsIn('description: nothing')).toEqual(['s.yaml:1:1: there is nothing to vary: give axes, or points']);
    for (const mistaken of ['axes: [{ seed: [1, 2] }]', 'axs: { a: [1] }'])
      expect(pointsIn(mistaken)).toEqual([expect.stringMatching(/ ax\w*s: /)]);
    expect(pointsIn('combine: latinHypercube\naxes: { a: [1] }')).toEqual([
      's.yaml:1:1 samples: is missing: a Latin hypercube has as many points as samples says',
    ]);
    expect(pointsIn('axes: { a: [], b: [1, 1], c: { from: 1, to: 9, step: 0 } }')).toEqual([
      's.yaml:2:48 axes.c.step: a step of 0 never gets from one end to the other: give another',
    ]);
    expect(pointsIn('axes: { a: [], b: [1, 1] }')).toEqual([
      's.yaml:2:9 axes.a: has no values: give at least one',
      's.yaml:2:23 axes.b.1: 1 is there twice: give each value once',
    ]);
    expect(pointsIn('axes: [a, b]')).toEqual([
      's.yaml:2:1 axes: expected paths with their values, such as { services.web.desiredCount: [2, 4] }, not ["a","b"]',
    ]);
    expect(pointsIn('axes: { a: 3, b: { from: 1, to: 2 } }')).toEqual([
      's.yaml:2:9 axes.a: expected a list of values such as [2, 4], or a range such as { from: 2, to: 8, step: 2 }, not 3',
      expect.stringMatching(/^s\.yaml:2:\d+ axes\.b\.step: is missing/),
    ]);
    expect(pointsIn('points: [{ a: 1 }, { b: 1 }]')).toHaveLength(2); // Of the second: no a, and a b.
  });
});

describe('the points that are tried before anything runs', () => {
  const axes = [
    { path: 'a', values: [1, 2, 3] },
    { path: 'b', values: ['x', 'y'] },
  ];

  it('have each value of each axis', () => {
    const plan: PointPlan = { kind: 'cartesian', axes };
    expect(trialPoints(plan, 100)).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: 'x' },
      { a: 3, b: 'x' },
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
    ]);
    expect(pathsOf(plan)).toEqual(['a', 'b']);
  });

  it('are few where there are many, the ends among them', () => {
    const values = Array.from({ length: 1000 }, (_, i) => i);
    const tried = trialPoints({ kind: 'zipped', axes: [{ path: 'a', values }] }, 5).map(({ a }) => a);
    expect(tried).toEqual([0, 250, 500, 749, 999]);
  });
});
