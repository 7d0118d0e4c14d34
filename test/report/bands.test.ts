import { describe, expect, it } from 'vitest';
import { valueAxis } from '../../src/report/charts/axes.js';
import { bandOf } from '../../src/report/charts/bands.js';
import { timeChart } from '../../src/report/charts/build.js';
import { type LineDataset, shownOf } from '../../src/report/charts/chart-spec.js';
import { banded } from '../../src/report/client/bands.js';
import { withClock } from '../../src/report/client/clock.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The ends of the minutes of a day. */
const MINUTES = Array.from({ length: 1440 }, (_, i) => (i + 1) * MINUTE_MS);
const HEADING = { id: 'cpu', title: 'CPU', description: 'CPU.' };

describe('a line that swings', () => {
  it('becomes the least, mean and greatest value of each quarter of an hour of a day', () => {
    // 10 and 40 in turn, and 100 in the last minute of the first quarter; nothing in the second quarter.
    const values = MINUTES.map((_, i) => (i === 14 ? 100 : i >= 15 && i < 30 ? null : i % 2 === 0 ? 10 : 40));
    const band = bandOf(MINUTES, values, HOUR_MS)!;
    expect(band.x.slice(0, 3)).toEqual([0.125, 0.375, 0.625]);
    expect(band.x).toHaveLength(96);
    // Minutes 0 to 13 are seven of each, minute 14 is 100: 450 / 15.
    expect([band.low[0], band.mean[0], band.high[0]]).toEqual([10, 30, 100]);
    expect([band.low[1], band.mean[1], band.high[1]]).toEqual([null, null, null]);
    // Minutes 30 to 44: eight of 10 and seven of 40.
    expect([band.low[2], band.mean[2], band.high[2]]).toEqual([10, 24, 40]);
  });

  it('is drawn as it is where it rises and falls a few times', () => {
    expect(
      bandOf(
        MINUTES,
        MINUTES.map((ms) => 50 + 40 * Math.sin(ms / HOUR_MS)),
        HOUR_MS,
      ),
    ).toBeNull();
  });

  it('is drawn as its mean between two edges, and closely as it was', () => {
    const values = MINUTES.map((_, i) => (i % 2 === 0 ? 10 : 40));
    const lines = [{ label: 'cpu', values, colour: '#000000' }];
    const { datasets } = timeChart(HEADING, MINUTES, lines, { y: valueAxis('use (%)') }).config.data;
    const drawn = banded(datasets as LineDataset[], false);
    expect(drawn.map(({ label, data, fill }) => [label, data[1].y, fill])).toEqual([
      ['cpu', 26, false],
      [undefined, 40, '+1'],
      [undefined, 10, false],
    ]);
    expect((datasets[0] as LineDataset).data).toHaveLength(1440);
  });
});

describe('the ticks of simulated time', () => {
  function ticksOf(startsAt: string, [from, to]: readonly [number, number], width: number): string[] {
    const scale = withClock({}, { unitMs: HOUR_MS, startsAtMs: Date.parse(startsAt) }) as { afterBuildTicks: (axis: object) => void };
    const axis = { min: from, max: to, width, ticks: [] as { value: number; label: string | string[] }[] };
    scale.afterBuildTicks(axis);
    return axis.ticks.map(({ value, label }) => `${value} ${[label].flat().join(' ')}`);
  }

  it('are clocks, with a date at the first and at each midnight', () => {
    expect(ticksOf('2026-01-05T00:00:00Z', [0, 30], 300)).toEqual([
      '0 00:00 Mon 5 Jan',
      '6 06:00',
      '12 12:00',
      '18 18:00',
      '24 00:00 Tue 6 Jan',
      '30 06:00',
    ]);
  });

  it('are at round clock times where the run begins between them', () => {
    expect(ticksOf('2026-01-05T21:40:00Z', [0, 8], 200).map((tick) => tick.replace(/^\S+ /, ''))).toEqual([
      '22:00 Mon 5 Jan',
      '00:00 Tue 6 Jan',
      '02:00',
      '04:00',
    ]);
  });

  it('are dates over weeks, and seconds in a close view', () => {
    expect(ticksOf('2026-01-05T00:00:00Z', [0, 21 * 24], 320)).toEqual([
      '0 Mon 5 Jan',
      '168 Mon 12 Jan',
      '336 Mon 19 Jan',
      '504 Mon 26 Jan',
    ]);
    expect(ticksOf('2026-01-05T00:00:00Z', [12, 12 + 1 / 60], 200)).toEqual([
      '12 12:00:00 Mon 5 Jan',
      '12.004166666666666 12:00:15',
      '12.008333333333333 12:00:30',
      '12.0125 12:00:45',
      '12.016666666666667 12:01:00',
    ]);
  });
});

it('a chart over time that has nothing but zero is not shown', () => {
  const of = (id: string, value: number | null) =>
    timeChart({ ...HEADING, id }, [MINUTE_MS, 2 * MINUTE_MS], [{ label: id, values: [0, value], colour: '#000000' }], {
      y: valueAxis('n'),
    });
  expect(shownOf([of('zero', 0), of('none', null), of('one', 1)], DAY_MS).map(({ id, time }) => [id, time?.startsAtMs])).toEqual([
    ['one', DAY_MS],
  ]);
});
