import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAIT_BOUNDS_S, waitHistogram } from '../../src/record/histogram.js';
import { Samples } from '../../src/record/ledger/samples.js';
import { timeUnit } from '../../src/report/charts/axes.js';
import type { ChartSpec } from '../../src/report/charts/chart-spec.js';
import { keptIndexes, POINTS_MAX } from '../../src/report/charts/decimate.js';
import { look } from '../../src/report/charts/palette.js';
import { runCharts } from '../../src/report/charts/run-charts.js';
import { comparisonCharts } from '../../src/studies/compare/page/run-charts.js';
import { finishedRun } from './finished.js';
import { HOUR } from './history.js';

const week = finishedRun('week', 90, 10_080);
const charts = runCharts(week.record);
const compared = comparisonCharts([week, finishedRun('day', 100)].map(({ identity, record }) => ({ name: identity.name, record })));

function chart(list: ChartSpec[], id: string): ChartSpec {
  return list.find((one) => one.id === id)!;
}

function labels({ config }: ChartSpec): (string | undefined)[] {
  return config.data.datasets.map((dataset) => dataset.label);
}

describe('charts', () => {
  it('show what a run is about', () => {
    expect(charts.map((one) => one.id)).toEqual([
      'fleet',
      'timeline',
      'instances-workers',
      'reservation-workers',
      'tasks',
      'reserved',
      'cost',
      'wait-parts',
      'waits',
      'longest-waits',
      'cost-by-provider',
    ]);
    expect(labels(chart(charts, 'instances-workers'))).toEqual(['scale-in', 'scale-out', 'needed (M)', 'desired', 'running (N)']);
    expect(labels(chart(charts, 'reservation-workers'))).toEqual(['scale-in', 'scale-out', 'target 90 %', 'reservation']);
    expect(labels(chart(charts, 'tasks'))).toEqual(['running', 'pending', 'provisioning', 'stopping']);
    expect(labels(chart(charts, 'reserved'))).toEqual(['ENIs', 'memory', 'CPU']);
  });

  it('show the same of several runs, a line each, and what they come to as bars', () => {
    expect(compared.map((one) => one.id)).toEqual([
      'cost-bars',
      'wait-bars',
      'instances',
      'reservation-1',
      'waiting',
      'waits',
      'reserved-cpu',
      'reserved-memory',
      'reserved-eni',
      'cost',
      'fleet-week',
      'fleet-day',
    ]);
    expect(labels(chart(compared, 'instances'))).toEqual(['day', 'week']); // The last painted stands first.
    // A week and a day: the bills compare by the month.
    const month = week.record.metrics.headline.cost_per_month_usd;
    expect(chart(compared, 'cost-bars').config.data.datasets[0].data).toEqual([month, expect.any(Number)]);
  });

  it.each([...charts, ...compared])(
    'are plain data with a title, a description and units on their axes: $id',
    ({ id, title, description, config }) => {
      expect(JSON.parse(JSON.stringify(config))).toEqual(config);
      expect(id).toMatch(/^[\w-]+$/);
      expect([title.length, description.length].every((length) => length > 3)).toBe(true);
      const axes = Object.values(config.options!.scales!) as { title?: { text: string; display: boolean } }[];
      const texts = axes.flatMap(({ title: axis }) => axis?.text ?? []).filter((text) => text !== '');
      expect(texts.join()).toMatch(/\(%\)|\(USD\)|\((s|min)\)|instances|tasks|minutes|time/);
      for (const text of texts)
        expect(text).toMatch(
          /^(simulated time \((minutes|hours|days)\)|wait, up to|.*\((%|USD|s|min)\)|minutes|tasks|(container )?instances)$/,
        );
    },
  );

  it('keep at most 1,500 points of a line', () => {
    for (const { config } of [...charts, ...compared])
      for (const { data } of config.data.datasets) expect(data.length).toBeLessThanOrEqual(POINTS_MAX);
    expect(chart(charts, 'cost').config.data.datasets[0].data.length).toBeGreaterThan(1000);
  });

  it('distinguish lines by more than their colour', () => {
    const looks = Array.from({ length: 36 }, (_, n) => `${look(n).colour} ${look(n).dash}`);
    expect(new Set(looks).size).toBe(36);
    const six = Array.from({ length: 6 }, (_, n) => look(n).dash.join());
    expect(new Set(six).size).toBe(6);
  });

  it.each([
    [HOUR, 'minutes', 5], // 60 / 5 = 12 ticks.
    [8 * HOUR, 'hours', 1],
    [24 * HOUR, 'hours', 2],
    [7 * 24 * HOUR, 'days', 1],
    [365 * 24 * HOUR, 'days', 28], // 365 / 14 = 26 ticks are too many, 365 / 28 = 13 are not.
  ])('have ticks that suit %i ms', (spanMs, name, step) => expect(timeUnit(spanMs)).toMatchObject({ name, step }));
});

describe('decimation', () => {
  const value = fc.option(fc.integer({ min: -50, max: 50 }), { nil: null });

  it('keeps order, the ends, and the least and greatest value of every line', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 400 }), fc.integer({ min: 6, max: 60 }), (pairs, most) => {
        const series = [0, 1].map((i) => pairs.map((pair) => pair[i]));
        const kept = keptIndexes(series, most);
        expect(kept.length).toBeLessThanOrEqual(most);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        expect([kept[0], kept.at(-1)]).toEqual([0, pairs.length - 1]);
        for (const values of series) {
          const numbers = values.filter((one) => one !== null);
          const shown = kept.map((i) => values[i]).filter((one) => one !== null);
          expect([Math.max(...shown), Math.min(...shown)]).toEqual([Math.max(...numbers), Math.min(...numbers)]);
        }
      }),
    );
  });

  it('leaves a short series as it is', () => expect(keptIndexes([[3, null, 1]])).toEqual([0, 1, 2]));
});

describe('wait histogram', () => {
  it('counts every wait once, in the first bin whose bound it does not exceed', () => {
    // 0 s and 1 s are up to 1 s; 1.001 s is up to 2 s; 90,000 s are more than a day of 86,400.
    const waits = new Samples();
    for (const ms of [1001, 0, 90_000_000, 1000]) waits.add(ms);
    const counts = waitHistogram(waits.ascending());
    expect([counts[0], counts[1], counts.at(-1)]).toEqual([2, 1, 1]);
    expect(counts.length).toBe(WAIT_BOUNDS_S.length + 1);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  });
});
