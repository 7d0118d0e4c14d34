import { describe, expect, it } from 'vitest';
import { loadCurve } from '../../src/load/curve.js';
import { isoMs, isoText } from '../../src/load/formats/clock.js';
import { desiredEntries, type LoadQuestion, loadFrom } from '../../src/observed/load.js';
import { filled, gapsIn, gapsSentence, minutesOf } from '../../src/observed/minutes.js';
import type { ObservedSeries } from '../../src/observed/series.js';

const MINUTE = 60_000;
const NOON = Date.UTC(2025, 10, 3, 12);
const WINDOW = { fromMs: NOON, minutes: 6 };
const ZERO = { fill: 'zero', interpolateUpToMs: 10 * MINUTE } as const;
const TASK = {
  concurrency: 1,
  meanMs: 100,
  cpuMs: 100,
  cpuUnits: 512,
  memoryMib: 512,
  cpuUnitsIdle: 0,
  memoryMibIdle: 0,
  memoryMibEach: 0,
  cpuUnitsMost: null,
};

function series(metric: string, statistic: string, points: Record<number, number>, periodMs = MINUTE): ObservedSeries {
  const minutes = Object.keys(points).map(Number);
  const name = { namespace: 'AWS/ECS', metric, dimensions: { ServiceName: 'web' } };
  return {
    ...{ file: 'x.json', files: ['x.json'], field: '' },
    label: metric,
    name,
    statistic,
    periodMs,
    atMs: minutes.map((m) => NOON + m * MINUTE),
    values: Object.values(points),
  };
}

describe('minutes', () => {
  it('are the values of points: an average for its whole period, a sum shared out, nothing without a measurement', () => {
    expect(minutesOf(series('CPUUtilization', 'Average', { 0: 10, 5: 20 }, 5 * MINUTE), WINDOW)).toEqual([10, 10, 10, 10, 10, 20]);
    expect(minutesOf(series('RequestCount', 'Sum', { 0: 10 }, 5 * MINUTE), WINDOW)).toEqual([2, 2, 2, 2, 2, null]);
    expect(minutesOf(series('RequestCount', 'Sum', { '-1': 9, 1: 3, 5: 4, 6: 9 }), WINDOW)).toEqual([null, 3, null, null, null, 4]);
  });

  it('of a gap are by the rule', () => {
    const values = [null, 4, null, null, 10, null];
    expect(filled(values, ZERO)).toEqual([0, 4, 0, 0, 10, 0]);
    expect(filled(values, { ...ZERO, fill: 'hold' })).toEqual([4, 4, 4, 4, 10, 10]);
    expect(filled(values, { fill: 'interpolate', interpolateUpToMs: 2 * MINUTE })).toEqual([4, 4, 6, 8, 10, 10]);
    expect(filled(values, { fill: 'interpolate', interpolateUpToMs: MINUTE })).toEqual([4, 4, 4, 4, 10, 10]);
  });

  it('that are missing are reported in a sentence', () => {
    const gaps = gapsIn([null, 4, null, null, 10, null]);
    expect(gaps).toEqual({ missing: 4, of: 6, gaps: 3, longestMinutes: 2 });
    expect(gapsSentence(gaps, ZERO)).toBe('2 of 6 minutes are recorded; 4 in 3 gaps, the longest of 2, are taken as 0');
    expect(gapsSentence(gapsIn([1, null]), { fill: 'hold', interpolateUpToMs: 0 })).toBe(
      '1 of 2 minutes are recorded; 1 in one gap hold the value before them',
    );
    expect(gapsSentence(gapsIn([1, 2]), ZERO)).toBeNull();
  });
});

describe('a recorded load', () => {
  const question: LoadQuestion = { metric: 'RequestCount', dimensions: {}, window: WINDOW, gaps: ZERO };
  const perMinute = (load: ReturnType<typeof loadFrom>, task = TASK) => {
    if ('problem' in load) throw new Error(load.problem);
    const curve = loadCurve(load.shapeFor(task));
    return Array.from({ length: 6 }, (_, minute) => Math.round(curve.requestsBetween(minute * MINUTE, (minute + 1) * MINUTE) * 1e6) / 1e6);
  };

  it('gives each minute back as counted', () => {
    const load = loadFrom([series('RequestCount', 'Sum', { 0: 600, 1: 660, 3: 30, 4: 0, 5: 6 })], question);
    expect(perMinute(load)).toEqual([600, 660, 0, 30, 0, 6]);
    expect(load).toMatchObject({ note: 'RequestCount of web, Sum: 5 of 6 minutes are recorded; 1 in one gap are taken as 0' });
  });

  it('by target is that of all tasks that ran', () => {
    const perTarget = series('RequestCountPerTarget', 'Sum', { 0: 100, 1: 100, 2: 50 });
    const running = series('RunningTaskCount', 'Average', { 0: 2, 1: 3, 2: 3 });
    const asked = { ...question, metric: 'RequestCountPerTarget' } as const;
    expect(perMinute(loadFrom([perTarget, running], asked))).toEqual([200, 300, 150, 0, 0, 0]);
    expect(loadFrom([perTarget], asked)).toEqual({
      problem:
        'RequestCountPerTarget needs the tasks that ran: RunningTaskCount, HealthyHostCount, or the SampleCount of CPUUtilization by the minute (T.MET-9), and none is there',
    });
  });

  it('by target is by the tasks of its service, as many as before where they were not counted', () => {
    const perTarget = { ...series('RequestCountPerTarget', 'Sum', { 0: 100, 1: 100, 2: 50, 3: 50, 4: 50, 5: 50 }) };
    const ofGroup = {
      ...perTarget,
      name: { namespace: 'AWS/ApplicationELB', metric: 'RequestCountPerTarget', dimensions: { TargetGroup: 'g' } },
    };
    const running = (service: string, points: Record<number, number>) => {
      const one = series('RunningTaskCount', 'Average', points);
      return { ...one, name: { ...one.name!, dimensions: { ServiceName: service } } };
    };
    const asked = { ...question, metric: 'RequestCountPerTarget', dimensions: { TargetGroup: 'g' }, serviceName: 'web' } as const;
    const other = running('api', { 0: 9, 1: 9, 2: 9, 3: 9, 4: 9, 5: 9 });
    const load = loadFrom([other, ofGroup, running('web', { 0: 2, 1: 3, 4: 4 })], asked);
    expect(perMinute(load)).toEqual([200, 300, 150, 150, 200, 200]);
    expect(load).toMatchObject({
      note: 'RunningTaskCount of web, Average: 3 of 6 minutes are recorded; 3 in 2 gaps, the longest of 2, hold the value before them',
    });
    expect(loadFrom([other, ofGroup, running('db', { 0: 1 })], asked)).toEqual({ problem: expect.stringMatching(/none is there of web$/) });
    expect(perMinute(loadFrom([ofGroup, running('shop-web', { 0: 2, 1: 2, 2: 2, 3: 2, 4: 2, 5: 2 })], asked))[0]).toBe(200);
  });

  // 4 tasks of 512 units at 50 % use one vCPU: 60 s of it a minute, 600 requests of 100 ms. Idle ones of 64 units take a quarter of that.
  it('[T.MET-7] [T.MET-9] is solved from CPU and its samples where requests were not counted', () => {
    const cpu = series('CPUUtilization', 'Average', { 0: 50, 1: 25, 2: 50 });
    const samples = series('CPUUtilization', 'SampleCount', { 0: 4, 1: 4, 2: 8 });
    const load = loadFrom([cpu, samples], { ...question, metric: 'CPUUtilization' });
    expect(perMinute(load)).toEqual([600, 300, 1_200, 0, 0, 0]);
    expect(perMinute(load, { ...TASK, cpuUnitsIdle: 64 })).toEqual([450, 150, 900, 0, 0, 0]);
    expect(load).toMatchObject({ note: expect.stringContaining('shows those served and not those that arrived') });
  });

  it('must meet the run, and be there', () => {
    const early = [series('RequestCount', 'Sum', { '-20': 1, '-10': 1 })];
    expect(loadFrom(early, question)).toEqual({
      problem:
        'RequestCount of web, Sum goes from 2025-11-03T11:40:00Z to 2025-11-03T11:51:00Z, and the run goes from 2025-11-03T12:00:00Z to 2025-11-03T12:06:00Z: set startsAt: 2025-11-03T11:40:00Z',
    });
    expect(loadFrom(early, { ...question, dimensions: { ServiceName: 'api' } })).toEqual({
      problem: 'there is no RequestCount, Sum of ServiceName api: there are RequestCount of web, Sum',
    });
  });

  it('of tasks is a timeline: an entry wherever the count changes', () => {
    const desired = series('DesiredTaskCount', 'Average', { 0: 2, 1: 2, 3: 4.5, 4: 6 });
    const rule = { ...ZERO, fill: 'hold' } as const;
    expect(
      desiredEntries([desired], { metric: 'DesiredTaskCount', dimensions: { ServiceName: 'web' }, window: WINDOW, gaps: rule }),
    ).toEqual({
      entries: [
        { atMs: 0, count: 2 },
        { atMs: 3 * MINUTE, count: 5 },
        { atMs: 4 * MINUTE, count: 6 },
      ],
      note: 'DesiredTaskCount of web, Average: 4 of 6 minutes are recorded; 2 in 2 gaps, the longest of 1, hold the value before them',
    });
  });
});

describe('a moment', () => {
  it('is written as AWS writes it, leap days and centuries too', () => {
    for (const text of [
      '1970-01-01T00:00:00Z',
      '2000-02-29T23:59:59Z',
      '2024-12-31T12:00:01Z',
      '2026-03-01T00:00:00Z',
      '2100-02-28T06:07:08Z',
    ])
      expect(isoText(isoMs(text))).toBe(text);
  });
});
