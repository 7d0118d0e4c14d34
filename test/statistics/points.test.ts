import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeValues } from '../../src/statistics/decimal-range.js';
import { latinHypercube } from '../../src/statistics/latin-hypercube.js';
import { type Axis, type PointPlan, planProblems, pointCount, pointsOf } from '../../src/statistics/points.js';

const range = (from: number | string, to: number | string, step: number | string) => rangeValues({ from, to, step }, ['axes', 'x']);

describe('a range', () => {
  it.each([
    [60, 100, 5, [60, 65, 70, 75, 80, 85, 90, 95, 100]],
    // Added up in doubles the third is 0.30000000000000004, and the tenth 0.9999999999999999.
    [0.1, 1, 0.1, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]],
    ['0.1', '0.3', '0.1', [0.1, 0.2, 0.3]],
    [0, 1, 0.3, [0, 0.3, 0.6, 0.9]],
    [1, 0, -0.25, [1, 0.75, 0.5, 0.25, 0]],
    [-0.2, 0.1, 0.1, [-0.2, -0.1, 0, 0.1]],
    [5, 5, 1, [5]],
    [5, 5, -1, [5]],
    [1e-7, 3e-7, 1e-7, [1e-7, 2e-7, 3e-7]],
    [1e3, 3e3, 1e3, [1000, 2000, 3000]],
    ['30s', '90s', '30s', ['30s', '60s', '90s']],
    ['0.5h', '1h', '0.25h', ['0.5h', '0.75h', '1h']],
    ['10%', '20%', '10%', ['10%', '20%']],
  ])('from %j to %j by %j', (from, to, step, values) => {
    expect(range(from, to, step)).toEqual({ value: values, problems: [] });
  });

  it('has no drift: each value is the double that its decimal is written as', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5_000, max: 5_000 }),
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 0, max: 300 }),
        (a, by, n) => {
          const decimal = (thousandths: number) => Number(`${thousandths}e-3`);
          const { value } = range(decimal(a), decimal(a + n * by), decimal(by));
          expect(value).toEqual(Array.from({ length: n + 1 }, (_, i) => decimal(a + i * by) + 0));
        },
      ),
    );
  });

  it.each([
    [1, 2, 0, 'step', 'a step of 0 never gets from one end to the other: give another'],
    [2, 1, 0.5, 'step', 'a step of 0.5 leads away from 1: give it the other sign'],
    [1, 2, -1, 'step', 'a step of -1 leads away from 2: give it the other sign'],
    ['a lot', 2, 1, 'from', '"a lot" is no number for a range: give one such as 5, 0.1 or 30s'],
    [1, Number.POSITIVE_INFINITY, 1, 'to', 'null is no number for a range: give one such as 5, 0.1 or 30s'],
    ['1m', '90s', '30s', 'step', 'from, to and step must have one unit: they are 1m, 90s and 30s'],
    [0, 1e9, 1, 'step', 'the range has 1000000001 values, at most 100000: give a greater step'],
    [0, '1e31', 1, 'to', '"1e31" is no number for a range: give one such as 5, 0.1 or 30s'],
  ])('from %j to %j by %j is none: %s', (from, to, step, key, message) => {
    expect(range(from, to, step)).toEqual({ problems: [{ path: ['axes', 'x', key], message }] });
  });
});

describe('a Latin hypercube', () => {
  it('has each stratum of each axis once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer(),
        fc.integer({ min: 1, max: 3 }),
        (points, axes, seed, candidates) => {
          const names = Array.from({ length: axes }, (_, i) => `axis ${i}`);
          const design = latinHypercube({ points, axes: names, seed, candidates });
          for (let axis = 0; axis < axes; axis++) {
            const strata = design.map((place) => Math.floor(place[axis] * points)).sort((a, b) => a - b);
            expect(strata).toEqual(Array.from({ length: points }, (_, i) => i));
          }
        },
      ),
    );
  });

  it('is the same for the same seed; another axis moves no point along the others', () => {
    const of = (seed: number, ...axes: string[]) => latinHypercube({ points: 7, axes, seed });
    expect(of(1, 'a', 'b')).toEqual(of(1, 'a', 'b'));
    expect(of(1, 'a', 'b')).not.toEqual(of(2, 'a', 'b'));
    expect(of(1, 'c', 'a').map(([, a]) => a)).toEqual(of(1, 'a').map(([a]) => a));
  });

  it('has a point anywhere in its stratum, and strata in every order', () => {
    // 3! = 6 orders of three strata, 500 each of 3,000, within four standard deviations of 20.4; the places within a stratum have mean 1/2.
    const orders = new Map<string, number>();
    let within = 0;
    for (let seed = 0; seed < 3_000; seed++) {
      const places = latinHypercube({ points: 3, axes: ['x'], seed }).map(([place]) => 3 * place);
      const order = places.map(Math.floor).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
      within += places[0] % 1;
    }
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(Math.abs(count - 500)).toBeLessThan(82);
    expect(within / 3_000).toBeCloseTo(0.5, 1);
  });

  it('of many candidates is the one whose nearest points are farthest apart', () => {
    const nearest = (candidates: number) => {
      const design = latinHypercube({ points: 10, axes: ['x', 'y'], seed: 4, candidates });
      return Math.min(...design.flatMap((a, i) => design.slice(0, i).map((b) => Math.hypot(...a.map((place, axis) => place - b[axis])))));
    };
    const distances = [1, 2, 10, 50, 200].map(nearest);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(distances[4]).toBeGreaterThan(distances[0]);
  });
});

describe('points', () => {
  const axes: Axis[] = [
    { path: 'cluster.size', values: [1, 2, 3] },
    { path: 'cluster.type', values: ['m5.large', 'c5.large'] },
  ];
  const points = (plan: PointPlan) => [...pointsOf(plan)].map((point) => Object.values(point).join(' '));

  it('are all combinations, the last axis first', () => {
    const plan = { kind: 'cartesian' as const, axes };
    expect(points(plan)).toEqual(['1 m5.large', '1 c5.large', '2 m5.large', '2 c5.large', '3 m5.large', '3 c5.large']);
    expect([...pointsOf(plan)][1]).toEqual({ 'cluster.size': 1, 'cluster.type': 'c5.large' });
    expect(pointCount(plan)).toBe(6n);
  });

  it('are counted exactly before any is made', () => {
    const long = Array.from({ length: 4 }, (_, i): Axis => ({ path: `${i}`, values: Array.from({ length: 99_999 }, (_, v) => v) }));
    expect(pointCount({ kind: 'cartesian', axes: long })).toBe(99_999n ** 4n);
    // And made one at a time.
    expect(pointsOf({ kind: 'cartesian', axes: long }).next().value).toEqual({ 0: 0, 1: 0, 2: 0, 3: 0 });
  });

  it('are zipped, the first values with the first', () => {
    const plan = { kind: 'zipped' as const, axes: [axes[0], { path: 'y', values: ['a', 'b', 'c'] }] };
    expect(points(plan)).toEqual(['1 a', '2 b', '3 c']);
    expect(pointCount(plan)).toBe(3n);
  });

  it('are listed', () => {
    const plan = { kind: 'listed' as const, points: [{ x: 1 }, { x: 5 }] };
    expect([...pointsOf(plan)]).toEqual([{ x: 1 }, { x: 5 }]);
    expect(pointCount(plan)).toBe(2n);
  });

  it('of a Latin hypercube have each value as often as any other, where their number allows it', () => {
    const plan = { kind: 'latinHypercube' as const, axes, points: 12, seed: 3 };
    const made = [...pointsOf(plan)];
    expect(pointCount(plan)).toBe(12n);
    for (const { path, values } of axes)
      for (const value of values) expect(made.filter((point) => point[path] === value)).toHaveLength(12 / values.length);
    expect([...pointsOf(plan)]).toEqual(made);
  });

  it('of a plan without mistakes are as many as counted, and on the axes', () => {
    const axis = fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(axis, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('cartesian' as const, 'latinHypercube' as const),
        (lists, kind) => {
          const any = lists.map((values, i): Axis => ({ path: `p${i}`, values }));
          const plan: PointPlan = kind === 'cartesian' ? { kind, axes: any } : { kind, axes: any, points: 9, seed: 1 };
          expect(planProblems(plan)).toEqual([]);
          const made = [...pointsOf(plan)];
          expect(made).toHaveLength(Number(pointCount(plan)));
          if (kind === 'cartesian') expect(new Set(made.map((point) => JSON.stringify(point))).size).toBe(made.length);
          for (const point of made) for (const { path, values } of any) expect(values).toContain(point[path]);
        },
      ),
    );
  });

  it.each<[string, PointPlan, (string | number)[], string]>([
    ['no axis', { kind: 'cartesian', axes: [] }, ['axes'], 'there is no axis: give at least one path with its values'],
    ['no values', { kind: 'cartesian', axes: [{ path: 'x', values: [] }] }, ['axes', 'x'], 'has no values: give at least one'],
    ['one axis twice', { kind: 'cartesian', axes: [axes[0], axes[0]] }, ['axes', 'cluster.size'], 'is there twice: give it once'],
    [
      'one value twice',
      {
        kind: 'cartesian',
        axes: [
          {
            path: 'x',
            values: [
              { a: 1, b: 2 },
              { b: 2, a: 1 },
            ],
          },
        ],
      },
      ['axes', 'x', 1],
      '{"b":2,"a":1} is there twice: give each value once',
    ],
    [
      'zipped axes that differ in length',
      { kind: 'zipped', axes },
      ['axes', 'cluster.type'],
      'has 2 values, cluster.size has 3: zipped axes must have as many',
    ],
    ['half a point', { kind: 'latinHypercube', axes, points: 0.5, seed: 1 }, ['points'], '0.5 must be a whole number of at least 1'],
    [
      'no candidate',
      { kind: 'latinHypercube', axes, points: 5, seed: 1, candidates: 0 },
      ['candidates'],
      '0 must be a whole number of at least 1',
    ],
    [
      'too many distances',
      { kind: 'latinHypercube', axes, points: 10_000, seed: 1, candidates: 11 },
      ['candidates'],
      '11 designs of 10000 points take too long to compare: points x points x candidates must be at most 1000000000',
    ],
    ['no point', { kind: 'listed', points: [] }, ['points'], 'there is no point: give at least one'],
    ['an empty point', { kind: 'listed', points: [{}] }, ['points', 0], 'has no value: give one for at least one path'],
    [
      'a point that lacks a path',
      { kind: 'listed', points: [{ x: 1, y: 1 }, { x: 1 }] },
      ['points', 1],
      'has no value for y, which the first point has: give all points the same paths',
    ],
    [
      'a point with another path',
      { kind: 'listed', points: [{ x: 1 }, { x: 1, y: 2 }] },
      ['points', 1, 'y'],
      'is not in the first point: give all points the same paths',
    ],
  ])('are none with %s', (_, plan, path, message) => expect(planProblems(plan)).toEqual([{ path, message }]));
});
