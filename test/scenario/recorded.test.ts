import { describe, expect, it } from 'vitest';
import { loadCurve } from '../../src/load/curve.js';
import { changed, load, messages } from './scenarios.js';

const MINUTE = 60_000;
const SERVICE = 'desiredCount: 2';
const TASK = 'task: { concurrency: 4, serviceTime: 200ms, cpuTime: 50ms }';
const query = (id: string, metric: string, stat: string) => ({
  Id: id,
  MetricStat: {
    Metric: { Namespace: 'x', MetricName: metric, Dimensions: [{ Name: 'ServiceName', Value: 'web' }] },
    Period: 60,
    Stat: stat,
  },
});
const at = (minute: number) => `2026-01-05T00:${String(minute).padStart(2, '0')}:00+00:00`;
const QUERIES = JSON.stringify([query('a', 'RequestCount', 'Sum'), query('b', 'DesiredTaskCount', 'Average')]);
const DATA = JSON.stringify({
  MetricDataResults: [
    { Id: 'a', Label: 'requests', Timestamps: [at(0), at(2)], Values: [60, 180], StatusCode: 'Complete' },
    { Id: 'b', Label: 'desired', Timestamps: [at(0), at(1), at(2)], Values: [2, 2, 3], StatusCode: 'Complete' },
  ],
});
const FILES: Record<string, string> = { 'data.json': DATA, 'queries.json': QUERIES };
const read = (file: string) => FILES[file];
const withKeys = (...keys: string[]) => changed([SERVICE, keys.join('\n    ')]);
const loadOf = (series: string) => `load: { arrivals: { type: file, file: data.json, format: cloudwatch, series: ${series} }, ${TASK} }`;

describe('recordings of CloudWatch', () => {
  it('is a load at its time on the calendar, and its gaps are reported', () => {
    const { setup, warnings } = load(withKeys(SERVICE, loadOf('{ queries: queries.json }')), { read });
    const curve = loadCurve(setup!.services[0]!.load!.shape);
    expect([0, 1, 2, 3].map((minute) => curve.requestsBetween(minute * MINUTE, (minute + 1) * MINUTE))).toEqual([60, 0, 180, 0]);
    expect(warnings.map(({ path, message }) => `${path}: ${message}`).filter((line) => line.includes('recorded'))).toEqual([
      expect.stringMatching(
        /^services\.web\.load\.arrivals\.series: RequestCount of web, Sum: 2 of [\d,]+ minutes are recorded; .* are taken as 0$/,
      ),
    ]);
  });

  it('is a desired count, written out as entries', () => {
    const loaded = load(withKeys('desiredCountSchedule: { recorded: { file: data.json, queries: queries.json } }'), { read });
    if (loaded.errors !== undefined) throw new Error('it is lawful');
    const { setup, scenario } = loaded;
    expect(setup.services[0]!.desired).toEqual([
      { atMs: 0, count: 2 },
      { atMs: 2 * MINUTE, count: 3 },
    ]);
    expect(scenario.services[0]!.desiredCountSchedule).toEqual({
      entries: [
        { at: '0s', desiredCount: 2 },
        { at: '2m', desiredCount: 3 },
      ],
    });
  });

  it('is in several files where there are several, and of a recording alone', () => {
    const list = loadOf('{}').replace('data.json', '[queries.json, data.json]');
    expect(loadCurve(load(withKeys(SERVICE, list), { read }).setup!.services[0]!.load!.shape).requestsBetween(0, MINUTE)).toBe(60);
    const rates = `load: { arrivals: { type: file, file: [data.json, queries.json] }, ${TASK} }`;
    expect(messages(withKeys(SERVICE, rates), { read }).join()).toContain('of format rates it is one file, only of cloudwatch several');
  });

  it('that is not there, at another time or of another kind is reported', () => {
    expect(messages(withKeys(SERVICE, loadOf('{ queries: other.json }')), { read }).join()).toContain(
      'the file "other.json" cannot be read',
    );
    expect(messages(withKeys(SERVICE, loadOf('{ metric: CPUUtilization, queries: queries.json }')), { read }).join()).toContain(
      'there is no CPUUtilization, Average: there are RequestCount of web, Sum; DesiredTaskCount of web, Average',
    );
    const later = withKeys(SERVICE, loadOf('{ queries: queries.json }')).replace(/^name:/m, 'startsAt: 2027-01-01\nname:');
    expect(messages(later, { read }).join()).toContain('set startsAt: 2026-01-05T00:00:00Z');
    expect(
      messages(withKeys(SERVICE, `load: { arrivals: { type: file, file: data.json, series: {} }, ${TASK} }`), { read }).join(),
    ).toContain('does not go with format rates: only cloudwatch has any');
    expect(messages(withKeys('desiredCountSchedule: { every: 1d, recorded: { file: data.json } }'), { read }).join()).toContain(
      'does not go with entries and every',
    );
    expect(messages(withKeys('desiredCountSchedule: {}'), { read }).join()).toContain(
      'has no entry: give one at least, or recorded in its place',
    );
  });
});
