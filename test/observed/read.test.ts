import { describe, expect, it } from 'vitest';
import { readObserved } from '../../src/observed/read.js';
import { isWanted, seriesText } from '../../src/observed/series.js';

const MINUTE = 60_000;
const NOON = Date.UTC(2025, 10, 3, 12);
const at = (minute: number) => new Date(NOON + minute * MINUTE).toISOString().replace('.000Z', '+00:00');
const json = (name: string, value: unknown) => ({ name, text: JSON.stringify(value) });
const query = (id: string, metric: string, service: string, stat = 'Average') => ({
  Id: id,
  MetricStat: {
    Metric: { Namespace: 'AWS/ECS', MetricName: metric, Dimensions: [{ Name: 'ServiceName', Value: service }] },
    Period: 60,
    Stat: stat,
  },
});
const result = (id: string, minutes: readonly number[], values: readonly number[], more: object = {}) => ({
  Id: id,
  Label: 'CPUUtilization',
  Timestamps: minutes.map(at),
  Values: values,
  StatusCode: 'Complete',
  ...more,
});

describe('answers of get-metric-data', () => {
  it('is in order of time, and each Id is the metric of its query', () => {
    const { series, mistakes } = readObserved([
      json('queries.json', [query('m1', 'CPUUtilization', 'web')]),
      json('data.json', { MetricDataResults: [result('m1', [2, 0, 1], [30, 10, 20])], Messages: [] }),
    ]);
    expect(mistakes).toEqual([]);
    expect(series).toEqual([
      {
        file: 'data.json',
        files: ['data.json', 'queries.json'],
        field: 'MetricDataResults.0',
        label: 'CPUUtilization',
        name: { namespace: 'AWS/ECS', metric: 'CPUUtilization', dimensions: { ServiceName: 'web' } },
        statistic: 'Average',
        periodMs: MINUTE,
        atMs: [NOON, NOON + MINUTE, NOON + 2 * MINUTE],
        values: [10, 20, 30],
      },
    ]);
    expect(seriesText(series[0]!)).toBe('CPUUtilization of web, Average');
  });

  it('is put together from its pages', () => {
    const pages = [
      json('1.json', {
        MetricDataQueries: [query('m1', 'CPUUtilization', 'web')],
        NextToken: 'x',
        MetricDataResults: [result('m1', [0, 1], [1, 2], { StatusCode: 'PartialData' })],
      }),
      json('2.json', { MetricDataQueries: [query('m1', 'CPUUtilization', 'web')], MetricDataResults: [result('m1', [1, 2], [2, 3])] }),
    ];
    const { series, mistakes } = readObserved(pages);
    expect(mistakes).toEqual([]);
    expect(series.map(({ values }) => values)).toEqual([[1, 2, 3]]);
    expect(readObserved(pages.slice(0, 1)).mistakes).toEqual([
      '1.json: NextToken says that there are more pages, and no file has the last one: add it, or ask again without --max-items',
      '1.json: MetricDataResults m1 is PartialData or goes on at a NextToken, and its next page is not among the files: add it, or ask again without --max-items',
    ]);
  });

  it('is refused where pages contradict each other or an Id means two things', () => {
    const one = (name: string, value: number) =>
      json(name, { MetricDataQueries: [query('m1', 'CPUUtilization', 'web')], MetricDataResults: [result('m1', [0], [value])] });
    expect(readObserved([one('a.json', 1), one('b.json', 2)]).mistakes).toEqual([
      'b.json: CPUUtilization: differs from a.json at the same time, 1 and 2: keep one of the files',
    ]);
    const { mistakes } = readObserved([
      json('cpu.json', [query('m1', 'CPUUtilization', 'web')]),
      json('memory.json', [query('m1', 'MemoryUtilization', 'web')]),
      json('data.json', { MetricDataResults: [result('m1', [0], [1])] }),
    ]);
    expect(mistakes).toEqual([
      'data.json: MetricDataResults m1 is CPUUtilization by cpu.json and MemoryUtilization by memory.json: put its queries in data.queries.json',
    ]);
  });

  it('is not matched to the queries of other values with the same Ids', () => {
    const { series } = readObserved([
      json('get-metric-data-1.json', { MetricDataResults: [result('m1', [0], [1])] }),
      json('get-metric-data-1.queries.json', [query('m1', 'CPUUtilization', 'web')]),
      json('whole.json', { MetricDataQueries: [query('m2', 'MemoryUtilization', 'web')], MetricDataResults: [result('m2', [0], [3])] }),
      json('charges.json', { MetricDataResults: [result('m1', [0], [542], { Label: 'EstimatedCharges' }), result('m2', [0], [7])] }),
    ]);
    expect(series.map(({ file, label, name }) => [file, label, name?.metric ?? null])).toEqual([
      ['get-metric-data-1.json', 'CPUUtilization', 'CPUUtilization'],
      ['whole.json', 'CPUUtilization', 'MemoryUtilization'],
      ['charges.json', 'EstimatedCharges', null],
      ['charges.json', 'CPUUtilization', null],
    ]);
  });

  it('is refused where its points are closer than the Period of its query', () => {
    const { mistakes } = readObserved([
      json('queries.json', [
        { ...query('m1', 'CPUUtilization', 'web'), MetricStat: { ...query('m1', 'CPUUtilization', 'web').MetricStat, Period: 300 } },
      ]),
      json('data.json', { MetricDataResults: [result('m1', [0, 1], [1, 2])] }),
    ]);
    expect(mistakes).toEqual([
      'data.json: MetricDataResults[0]: its points are 60 s apart, and its query in queries.json has a Period of 300 s: give the query that was asked',
    ]);
  });

  it('has every mistake reported with its place', () => {
    const { mistakes } = readObserved([
      json('data.json', {
        MetricDataResults: [
          { Id: 'a', Timestamps: ['yesterday'], Values: ['many'] },
          { Id: 'b', Timestamps: [at(0)], Values: [] },
          { Timestamps: [], Values: [] },
        ],
      }),
      { name: 'half.json', text: '{"MetricDataResults": [' },
    ]);
    expect(mistakes.map((line) => line.replace(/no JSON: .*/, 'no JSON'))).toEqual([
      'half.json: this is no JSON',
      "data.json: MetricDataResults[0].Timestamps[0]: 'yesterday' is no time such as 2026-02-27T18:20:00+00:00",
      "data.json: MetricDataResults[0].Values[0]: 'many' is not a number",
      'data.json: MetricDataResults[1]: there are 0 Values for 1 Timestamps',
      'data.json: MetricDataResults[2]: Id, Timestamps and Values must be there, a text and two lists',
    ]);
  });

  it('takes hostile files as the plain data that they are', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const proto =
      '{"__proto__": {"MetricDataResults": [{"Id": "x"}]}, "MetricDataQueries": [{"Id": "__proto__", "MetricStat": {"Metric": {"MetricName": "CPUUtilization", "Dimensions": [{"Name": "__proto__", "Value": "x"}]}, "Period": 60}}]}';
    const huge = json('huge.json', { MetricDataResults: [{ Id: 'a', Timestamps: [1e300], Values: [1] }] });
    const { series, mistakes, others } = readObserved([{ name: 'deep.json', text: deep }, { name: 'proto.json', text: proto }, huge]);
    expect(others).toEqual(['deep.json']);
    expect(mistakes).toEqual(["huge.json: MetricDataResults[0].Timestamps[0]: '1e+300' is no time such as 2026-02-27T18:20:00+00:00"]);
    expect(series.map(({ label }) => label)).toEqual(['a']);
    expect(({} as { MetricDataResults?: unknown }).MetricDataResults).toBeUndefined();
  });
});

describe('answers of get-metric-statistics', () => {
  it('is a series for each statistic, named by its label', () => {
    const { series } = readObserved([
      json('s.json', {
        Label: 'CPUUtilization',
        Datapoints: [
          { Timestamp: '2025-11-03T12:05:00Z', Average: 50, SampleCount: 4, Unit: 'Percent' },
          { Timestamp: '2025-11-03T14:00:00+02:00', Average: 40, SampleCount: 3, Unit: 'Percent' },
        ],
      }),
    ]);
    expect(series.map(({ statistic, atMs, values, periodMs }) => ({ statistic, atMs, values, periodMs }))).toEqual([
      { statistic: 'Average', atMs: [NOON, NOON + 5 * MINUTE], values: [40, 50], periodMs: 5 * MINUTE },
      { statistic: 'SampleCount', atMs: [NOON, NOON + 5 * MINUTE], values: [3, 4], periodMs: 5 * MINUTE },
    ]);
    expect(isWanted(series[0]!, { metric: 'CPUUtilization', statistic: 'Average', dimensions: { ServiceName: 'web' } })).toBe(true);
    expect(isWanted(series[1]!, { metric: 'CPUUtilization', statistic: 'Average' })).toBe(false);
  });
});

describe('the table of the console', () => {
  const table = [
    'Label,web RunningTaskCount,api RunningTaskCount',
    'Full label,AWS web RunningTaskCount,AWS api RunningTaskCount',
    'YAxis,left,left',
    '2025/11/03 12:01:00,3,',
    '2025/11/03 12:00:00,2,7',
  ];

  it('is a series for each column, by the fullest label', () => {
    const { series, mistakes } = readObserved([{ name: 'console.csv', text: table.join('\r\n') }]);
    expect(mistakes).toEqual([]);
    expect(series.map(({ label, atMs, values }) => ({ label, atMs, values }))).toEqual([
      { label: 'AWS web RunningTaskCount', atMs: [NOON, NOON + MINUTE], values: [2, 3] },
      { label: 'AWS api RunningTaskCount', atMs: [NOON], values: [7] },
    ]);
    const ofApi = { metric: 'RunningTaskCount', dimensions: { ServiceName: 'api' } };
    expect(series.map((one) => isWanted(one, ofApi))).toEqual([false, true]);
  });

  it('of an hour that comes twice is in local time, with a warning', () => {
    const text = ['Label,web RunningTaskCount', '2025/11/02 01:00:00,3', '2025/11/02 01:00:00,4'].join('\n');
    expect(readObserved([{ name: 'console.csv', text }]).mistakes).toEqual([
      'console.csv: web RunningTaskCount: has 3 and 4 at 2025-11-02T01:00:00Z: times are in UTC, where no hour comes twice as it does when summer time ends',
    ]);
  });

  it('has its mistakes reported by row, and other tables are left alone', () => {
    const wrong = [...table, '2025/13/03 12:02:00,4,7', '2025/11/03 12:03:00,many,7'].join('\n');
    expect(readObserved([{ name: 'console.csv', text: wrong }]).mistakes).toEqual([
      "console.csv:6 time: '2025/13/03 12:02:00' is no time such as 2026/02/27 18:20:00, in UTC",
      "console.csv:7 AWS web RunningTaskCount: 'many' is not a number",
    ]);
    expect(readObserved([{ name: 'services.csv', text: 'time_ms,service\n0,web\n' }])).toEqual({
      series: [],
      mistakes: [],
      others: ['services.csv'],
    });
  });
});
