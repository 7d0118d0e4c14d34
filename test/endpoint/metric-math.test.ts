import { CloudWatch, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advance, clientOf, type Session, sessionOf, WEB } from './session.js';

/** One for all: the tests only read. */
let session: Session;
const cloudwatch = () => new CloudWatch(clientOf(session));

function metric(Id: string, MetricName: string): MetricDataQuery {
  return { Id, MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Average' }, ReturnData: false };
}

/** The values of an expression over the minutes of the hour, the oldest first. */
async function valuesOf(Expression: string): Promise<number[][]> {
  const { MetricDataResults } = await cloudwatch().getMetricData({
    MetricDataQueries: [metric('a', 'A'), metric('b', 'B'), metric('none', 'None'), { Id: 'e', Expression }],
    StartTime: new Date('2026-02-01T00:00:00Z'),
    EndTime: new Date('2026-02-01T00:05:00Z'),
    ScanBy: 'TimestampAscending',
  });
  return MetricDataResults!.map(({ Values }) => Values!);
}

/** A is 10, 20 and 60 in the first three minutes; B is 5 in the first, 0 in the third, and has no point in the second. */
async function putData(): Promise<void> {
  const put = (MetricName: string, Value: number) => cloudwatch().putMetricData({ Namespace: 'Shop', MetricData: [{ MetricName, Value }] });
  await put('A', 10);
  await put('B', 5);
  await advance(session, '1m');
  await put('A', 20);
  await advance(session, '1m');
  await put('A', 60);
  await put('B', 0);
  await advance(session, '1m');
}

beforeAll(async () => {
  session = await sessionOf(`${WEB}\nstartsAt: 2026-02-01T00:00:00Z\n`);
  await putData();
});
afterAll(() => session.close());

describe('metric math of GetMetricData', () => {
  it.each([
    ['a + 1', [11, 21, 61]],
    ['-a * 2', [-20, -40, -120]],
    // Only minutes with both points count, and a division by zero is no point.
    ['a - b', [5, 60]],
    ['a / b', [2]],
    ['a ^ 2 / 100', [1, 4, 36]],
    ['100 * a / MAX(a)', [100 / 6, 200 / 6, 100]],
    ['SUM([a, b])', [15, 20, 60]],
    ['SUM(METRICS())', [15, 20, 60]],
    ['AVG([a, b])', [7.5, 20, 30]],
    ['MIN([a, b])', [5, 20, 0]],
    ['a - AVG(a)', [-20, -10, 30]],
    ['FILL(b, 1)', [5, 1, 0, 1, 1]],
    ['FILL(b, REPEAT)', [5, 5, 0, 0, 0]],
    ['FILL(b, LINEAR)', [5, 2.5, 0]],
    ['FILL(none, 0)', [0, 0, 0, 0, 0]],
    ['IF(a > 15, a, 0)', [0, 20, 60]],
    ['IF(a > 15 AND a < 50, 1)', [1]],
    ['a >= 20 || a == 10', [1, 1, 1]],
    ['DIFF(a)', [10, 40]],
    ['RATE(a)', [10 / 60, 40 / 60]],
    ['RUNNING_SUM(a)', [10, 30, 90]],
    ['a / PERIOD(a)', [10 / 60, 20 / 60, 1]],
    ['CEIL(a / 7) + MINUTE(a)', [2, 4, 11]],
    ['TIME_SERIES(SUM(a))', [90, 90, 90, 90, 90]],
  ])('computes %s', async (expression, values) => {
    expect(await valuesOf(expression)).toEqual([values.map((value) => expect.closeTo(value, 9))]);
  });

  it('returns each series of a list, and refuses what it cannot compute', async () => {
    expect(await valuesOf('METRICS() * 2')).toEqual([[20, 40, 120], [10, 0], []]);
    for (const [expression, why] of [
      ['SUM(a)', /'e': it is a number/],
      ['m9 + 1', /no query has the id m9/],
      ['ANOMALY_DETECTION_BAND(a)', /the function ANOMALY_DETECTION_BAND is not simulated/],
      ['a +', /a \+/],
      ['e + 1', /'e': it names itself/],
    ] as const)
      await expect(valuesOf(expression)).rejects.toMatchObject({ message: expect.stringMatching(why) });
  });

  it('pages by MaxDatapoints', async () => {
    const ask = (NextToken?: string) =>
      cloudwatch().getMetricData({
        MetricDataQueries: [{ ...metric('a', 'A'), ReturnData: true }],
        StartTime: new Date('2026-02-01T00:00:00Z'),
        EndTime: new Date('2026-02-01T00:05:00Z'),
        ScanBy: 'TimestampAscending',
        MaxDatapoints: 2,
        NextToken,
      });
    const first = await ask();
    expect(first.MetricDataResults![0]).toMatchObject({ Values: [10, 20], StatusCode: 'PartialData' });
    const second = await ask(first.NextToken);
    expect(second.MetricDataResults![0]).toMatchObject({ Values: [60], StatusCode: 'Complete' });
    expect(second.NextToken).toBeUndefined();
  });
});
