import { describe, expect, it } from 'vitest';
import { type Headline, METRICS } from '../../../src/record/metrics.js';
import { cellsOf, headerOf } from '../../../src/record/tables/column.js';
import { plainCell } from '../../../src/run/table-files.js';
import { sweepCharts } from '../../../src/studies/sweep/charts.js';
import { effectsCsv, kindOfValues, runColumns, type SweepRun, summaryColumns } from '../../../src/studies/sweep/csv.js';
import { labelsOf, pointText, type SweepResult } from '../../../src/studies/sweep/result.js';
import { effectLines, sweepNotes, sweepSentence } from '../../../src/studies/sweep/sweep-texts.js';
import { SweepTally } from '../../../src/studies/sweep/tally.js';

const METRIC = (key: string) => METRICS.find((metric) => metric.key === key)!;
const metrics = [METRIC('cost_usd'), METRIC('wait_p95_ms')];
const ZERO = { ...Object.fromEntries(METRICS.map(({ key }) => [key, 0])), task_hours: 1 } as Record<string, number> as Headline;
const headline = (cost: number, wait: number | null = 1000): Headline => ({ ...ZERO, cost_usd: cost, wait_p95_ms: wait });
const paths = ['p.size', 'q.size'];
const ran = (values: Headline, failures: readonly string[] = []) => ({ headline: values, failures: [...failures] });

/** Two axes: the first costs 10 a step, the second 1. Two replications, 2 apart. */
function swept(): SweepResult {
  const tally = new SweepTally(metrics);
  for (const p of [1, 2, 3])
    for (const q of [1, 2]) tally.add({ 'p.size': p, 'q.size': q }, [ran(headline(10 * p + q - 1)), ran(headline(10 * p + q + 1))]);
  const identity = {
    name: 's',
    scenario: 'a',
    hash: 'h',
    engineVersion: '1',
    command: 'c',
    seeds: [1, 2],
    warmUpMs: null,
    measuredMs: null,
    leftOut: null,
  };
  return { identity, paths, metrics, runs: 12, failed: 0, failures: [], isCartesian: true, ...tally.result() };
}

describe('the result of a sweep', () => {
  it('is a mean and an interval a point, the best points and the main effects', () => {
    const { best, effects, points, pointCount } = swept();
    expect(pointCount).toBe(6);
    expect(points.map(({ means }) => means[0]!.estimate)).toEqual([11, 12, 21, 22, 31, 32]);
    // Two values 2 apart: s / sqrt(2) = 1, and t(0.975, 1) = 12.706.
    expect(points[0].means[0]!.high - 11).toBeCloseTo(12.7062047, 5);
    expect(best.map(({ point }) => point)).toEqual([1, 2, 3, 4, 5, 6]);
    const [p, q] = effects[0];
    expect([p.path, p.span, q.path, q.span]).toEqual(['p.size', 20, 'q.size', 1]);
    expect(p.levels.map(({ effect }) => effect)).toEqual([-10, 0, 10]);
  });

  it('ranks by what is better, and no point with a run that failed', () => {
    const tally = new SweepTally([METRIC('cpu_reserved_percent')]);
    for (const [n, share] of [40, 90, 60].entries()) tally.add({ n }, [ran({ ...ZERO, cpu_reserved_percent: share })]);
    const failed = tally.add({ n: 9 }, [ran({ ...ZERO, cpu_reserved_percent: 99 }), null]);
    expect(failed).toMatchObject({ finished: 1, failed: 1 });
    expect(tally.result().best.map(({ values }) => values.n)).toEqual([1, 2, 0]);
  });

  it('names points that share the best value, the first three of many', () => {
    const tally = new SweepTally([METRIC('cost_usd')]);
    for (const [n, cost] of [5, 2, 2, 2, 9, 2, 2].entries()) tally.add({ n }, [ran({ ...ZERO, cost_usd: cost })]);
    const { tied } = tally.result();
    expect(tied).toBe(5);
    const sentence = sweepSentence({ ...swept(), metrics: [METRIC('cost_usd')], paths: ['n'], ...tally.result() });
    expect(sentence).toContain('The lowest cost is $2.00, the same at 5 of 7 points: n 1; n 2; n 3; 2 more.');
  });

  it('puts points that left work undone last, and says what they left', () => {
    const why = 'ran no task of web: even an empty instance does not fit';
    const told = (points: readonly (readonly [cost: number, isUndone: boolean])[]) => {
      const tally = new SweepTally([METRIC('cost_usd')]);
      for (const [n, [cost, isUndone]] of points.entries()) tally.add({ n }, [ran({ ...ZERO, cost_usd: cost }, isUndone ? [why] : [])]);
      const result = { ...swept(), metrics: [METRIC('cost_usd')], paths: ['n'], ...tally.result() };
      return { order: result.best.map(({ values }) => values.n), sentence: sweepSentence(result) };
    };
    const some = told([[0, true], [7, false], [3, false]]); // biome-ignore format: pairs
    expect(some.order).toEqual([2, 1, 0]);
    expect(some.sentence).toMatch(
      /The lowest cost is \$3\.00, with n 2\. 1 point left work undone and comes last: it ran no task of web: .+ fit\.$/,
    );
    const none = told([[0, true], [0, true]]); // biome-ignore format: pairs
    expect(none.sentence).toMatch(/No point did its work in every run, so none is the best\. The first ran no task of web: .+ fit\.$/);
  });

  it('names no best point by a figure that no run has', () => {
    const told = (hours: number) => {
      const tally = new SweepTally([METRIC('wait_p95_ms')]);
      for (const n of [1, 2]) tally.add({ n }, [ran({ ...ZERO, wait_p95_ms: null, task_hours: hours })]);
      return sweepSentence({ ...swept(), metrics: [METRIC('wait_p95_ms')], paths: ['n'], ...tally.result() });
    };
    expect(told(0)).toMatch(
      / No run has a value of "Wait, p95", so no point is the best\. No task ran in any run \(daemons are not counted\)\.$/,
    );
    expect(told(3)).toMatch(/ No run has a value of "Wait, p95", so no point is the best\.$/);
  });

  it('is reported in sentences', () => {
    const result = swept();
    expect(sweepSentence(result)).toBe(
      '6 points with 2 replications each, 12 runs of a. The lowest cost is $11.00 ± 12.71, with p.size 1, q.size 1.',
    );
    // 730 h / 73 h = 10.
    const identity = { ...result.identity, measuredMs: 73 * 3_600_000 };
    expect(sweepSentence({ ...result, identity })).toContain(
      ' The lowest cost is $11.00 ± 12.71 for 3 d 1 h ($110.00 a month), with p.size 1,',
    );
    // No other figure is taken for a month.
    expect(sweepSentence({ ...result, identity, metrics: [metrics[1]!] })).toContain(' is 11 ms ± 13 ms, with p.size 1,');
    expect(effectLines(result)).toEqual([
      'Cost: p.size moves it most, from $11.50 at 1 to $31.50 at 3.',
      'Wait, p95: 1 s at every value of every axis.',
    ]);
    expect(sweepNotes({ ...result, isCartesian: false, failed: 3, failures: ['it broke'] }).slice(1)).toEqual([
      'Axes that move together cannot be told apart: their main effects are those of all together.',
      '3 of 12 runs failed; runs.csv says why. The first: it broke',
    ]);
    expect(labelsOf(['a.b.c', 'a.d', 'x.d'])).toEqual(['c', 'a.d', 'x.d']);
    expect(labelsOf(['groups.od.scaling.managed.target', 'groups.spot.scaling.managed.target'])).toEqual(['od...target', 'spot...target']);
    expect(labelsOf(['a.b.x.d', 'e.b.x.d', 'a.c.x.f.d', 'e.c.x.f.d'])).toEqual(['a.b.x.d', 'e.b.x.d', 'a.c.x.f.d', 'e.c.x.f.d']);
    expect(pointText({ values: { a: ['m5.large', 'c5.large'], b: '30s' } }, ['a', 'b'])).toBe('a m5.large c5.large, b 30s');
    expect(pointText({ values: { faults: [] } }, ['faults'])).toBe('faults []');
  });

  it('claims no effect that may be chance, and one that is not though a larger may be', () => {
    const told = (costs: Readonly<Record<string, readonly [number, number]>>, axes: readonly string[]) => {
      const tally = new SweepTally([METRIC('cost_usd')]);
      for (const [key, [first, second]] of Object.entries(costs)) {
        const values = key.split(' ').map(Number);
        tally.add(Object.fromEntries(axes.map((axis, i) => [axis, values[i]])), [ran(headline(first)), ran(headline(second))]);
      }
      return effectLines({ ...swept(), metrics: [METRIC('cost_usd')], paths: axes, ...tally.result() });
    };
    // The dearer of two values of p is one with the first seed and the other with the second.
    expect(told({ 1: [10, 30], 2: [31, 10] }, ['p'])).toEqual(['Cost: these replications show no effect of any axis.']);
    // q costs 2 more with every seed and value of p, whose means differ by 5.
    expect(told({ '1 1': [10, 40], '1 2': [12, 42], '2 1': [40, 20], '2 2': [42, 22] }, ['p', 'q'])).toEqual([
      'Cost: q moves it most, from $27.50 at 1 to $29.50 at 2.',
    ]);
  });

  it('is in tables with a cell for each column', () => {
    const result = swept();
    const [point] = result.points;
    const ofPoint = summaryColumns(paths, metrics);
    expect(headerOf(ofPoint).slice(0, 7)).toEqual(['point', ...paths, 'finished', 'failed', 'undone', `${metrics[0].key}_mean`]);
    expect(cellsOf(ofPoint, point).slice(0, 7)).toEqual([1, 1, 1, 2, 0, 0, 11]);
    const run = { run: 1, point: 1, replication: 1, seed: 5, values: point.values };
    const identity = { name: 'a', seed: 5, scenarioHash: 'h', engineVersion: '1', digest: 'd', events: 3 };
    const ofRun = runColumns(paths, () => 'number');
    const cost = ofRun.findIndex(({ name }) => name === 'cost_usd');
    const cellsOfRun = (of: Pick<SweepRun, 'done' | 'failure'>) => ofRun.map(({ cell }) => cell({ ...run, ...of }));
    const done = cellsOfRun({ done: { identity, headline: headline(11), scaler: 'none', failures: [] }, failure: [] });
    const failed = cellsOfRun({ done: null, failure: ['=1+1', 'b'] });
    expect([done.slice(0, 11), done[cost], plainCell(failed.at(-1)!)]).toEqual([
      [1, 1, 1, 5, 1, 1, 'placement strategies', 'none', 'h', 'd', 3],
      11,
      "'=1+1; b",
    ]);
    expect([[1, 2.5], [true, false], ['1', 2], [['m5.large']], [null, 1]].map(kindOfValues)).toEqual([
      'number',
      'truth',
      'text',
      'text',
      'text',
    ]);
    expect(effectsCsv(metrics, result.effects).split('\r\n')[1]).toMatch(/^cost_usd,p\.size,1,2,11\.5,-10,/);
  });

  it('is drawn once along a single axis', () => {
    const tally = new SweepTally(metrics);
    for (const n of [1, 2, 3]) tally.add({ n }, [ran(headline(n))]);
    const ids = sweepCharts({ ...swept(), paths: ['n'], ...tally.result() }).map(({ id }) => id);
    expect(ids).toEqual(['cost-against-waiting', 'cost_usd-by-n', 'wait_p95_ms-by-n']);
  });

  it('is drawn: cost against waiting, metrics along the longest axis, main effects', () => {
    const charts = sweepCharts(swept());
    expect(charts.map(({ id }) => id)).toEqual([
      'cost-against-waiting',
      'cost_usd-by-p-size',
      'wait_p95_ms-by-p-size',
      'effects-cost_usd',
      'effects-wait_p95_ms',
    ]);
    const [front, lines] = charts;
    expect(front.config.data.datasets.map(({ data }) => data)).toEqual([
      [
        { x: 11, y: 1 },
        { x: 12, y: 1 },
      ],
      [
        { x: 21, y: 1 },
        { x: 22, y: 1 },
      ],
      [
        { x: 31, y: 1 },
        { x: 32, y: 1 },
      ],
    ]);
    expect(lines.config.data).toMatchObject({
      labels: ['1', '2', '3'],
      datasets: [
        { label: 'q.size 1', data: [11, 21, 31] },
        { label: 'q.size 2', data: [12, 22, 32] },
      ],
    });
    // Only dashes tell the lines apart on paper.
    expect(lines.config.options!.plugins!.legend!.labels).toMatchObject({ pointStyle: 'line' });
  });

  it('draws main effects with a colour an axis, which the legend names, so that names stay short', () => {
    const effects = sweepCharts(swept()).find(({ id }) => id === 'effects-cost_usd')!;
    const { labels, datasets } = effects.config.data;
    expect(labels).toEqual(['1: $11.50', '2: $21.50', '3: $31.50', '1: $21.00', '2: $22.00']);
    expect(datasets.map(({ label, data }) => [label, data])).toEqual([
      ['p.size', [11.5, 21.5, 31.5, null, null]],
      ['q.size', [null, null, null, 21, 22]],
    ]);
  });
});
