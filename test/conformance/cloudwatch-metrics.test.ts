import { describe, expect, it } from 'vitest';
import { ALARM_STATE_NAMES, Alarm, AlarmState } from '../../src/metrics/alarm.js';
import { type AlarmTerms, alarmProblems, Comparison } from '../../src/metrics/alarm-terms.js';
import { clusterPercent } from '../../src/metrics/formulas.js';
import { PREDEFINED_METRICS, SERVICE_METRIC_NAMES, ServiceMetric } from '../../src/metrics/names.js';
import { MetricReadings, PERIOD_MS, Statistic, StatisticSet } from '../../src/metrics/statistics.js';
import { containerMemoryMib } from '../../src/scenario/task-definition/reservation.js';
import { alarmTerms, feed, states } from '../metrics/alarm-feed.js';

describe('metrics of a cluster', () => {
  it('[S.MET-7] reserve memory by the soft limit where there is one, with tmpfs and shared memory', () => {
    const memoryMib = (limits: object) =>
      containerMemoryMib({
        ...{ name: 'app', ...limits },
        linuxParameters: { sharedMemorySize: 64, tmpfs: [{ containerPath: '/tmp', size: 100 }] },
      } as Parameters<typeof containerMemoryMib>[0]);
    expect(clusterPercent(memoryMib({ memory: 1_024, memoryReservation: 512 }), 6_760, 1)).toBe(10); // 512 + 64 + 100 = 676
    expect(memoryMib({ memory: 1_024 })).toBe(1_188);
  });

  it('[T.MET-2] have no data point without a running task or a registered amount', () => {
    expect([clusterPercent(64, 128, 1), clusterPercent(64, 128, 0), clusterPercent(64, 0, 1)]).toEqual([50, Number.NaN, Number.NaN]);
  });
});

describe('metrics of a service', () => {
  it('[S.MET-6, T.MET-9] report how many tasks run: SampleCount over one minute', () => {
    const readings = new MetricReadings(SERVICE_METRIC_NAMES.length);
    const minute = new StatisticSet();
    readings.set(ServiceMetric.CPUUtilization, 50, 3);
    minute.add(readings, ServiceMetric.CPUUtilization);
    expect(minute.read(Statistic.SampleCount)).toBe(3);
    readings.set(ServiceMetric.CPUUtilization, Number.NaN, 0);
    minute.clear();
    minute.add(readings, ServiceMetric.CPUUtilization);
    expect(minute.read(Statistic.SampleCount)).toBeNaN(); // not 0
  });

  it('[T.MET-1] come each minute with five statistics, and a longer period weighs its minutes by their samples', () => {
    expect(PERIOD_MS.standard).toBe(60_000);
    const readings = new MetricReadings(1);
    const period = new StatisticSet();
    readings.set(0, 30, 1);
    readings.maximum[0] = 35;
    period.add(readings, 0);
    readings.set(0, 60, 3);
    readings.minimum[0] = 10;
    period.add(readings, 0);
    const all = [Statistic.Average, Statistic.Minimum, Statistic.Maximum, Statistic.Sum, Statistic.SampleCount];
    expect(all.map((statistic) => period.read(statistic))).toEqual([52.5, 10, 60, 210, 4]);
    period.clear();
    expect(all.map((statistic) => period.read(statistic))).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  });

  it('[A.SAS-7, S.TT-1] have five predefined names in target tracking, two of them with points of 20 seconds', () => {
    const { CPUUtilization, MemoryUtilization, RequestCountPerTarget } = ServiceMetric;
    expect(PREDEFINED_METRICS.get('ECSServiceAverageCPUUtilization')).toEqual({ metric: CPUUtilization, isHighResolution: false });
    expect(PREDEFINED_METRICS.get('ECSServiceAverageMemoryUtilization')?.metric).toBe(MemoryUtilization);
    expect(PREDEFINED_METRICS.get('ALBRequestCountPerTarget')).toEqual({ metric: RequestCountPerTarget, isHighResolution: false });
    expect(PREDEFINED_METRICS.get('ECSServiceAverageCPUUtilizationHighResolution')?.isHighResolution).toBe(true);
    expect(PREDEFINED_METRICS.get('CPUUtilization')).toBeUndefined();
    expect(PERIOD_MS.highResolution).toBe(20_000);
  });
});

describe('an alarm', () => {
  const of = (more: Partial<AlarmTerms> = {}) => alarmTerms({ evaluationPeriods: 3, datapointsToAlarm: 3, ...more });

  it('[S.STEP-4] goes off when so many of the last data points breach', () => {
    expect(states(of(), 'XXOXXXX')).toBe('OOOOOAA');
    expect(states(of({ datapointsToAlarm: 2 }), 'OXXOOX')).toBe('OOAAOO');
    expect(states(of({ evaluationPeriods: 1, datapointsToAlarm: 1 }), 'OXO')).toBe('OAO');
  });

  it('[S.STEP-4] breaches strictly or not by its comparison operator', () => {
    const breaches = (comparison: Comparison) =>
      [49, 50, 51].map((value) => {
        const alarm = new Alarm(of({ evaluationPeriods: 1, datapointsToAlarm: 1, comparison }));
        feed(alarm, [value]);
        return alarm.state === AlarmState.ALARM;
      });
    expect(breaches(Comparison.GreaterThanThreshold)).toEqual([false, false, true]);
    expect(breaches(Comparison.GreaterThanOrEqualToThreshold)).toEqual([false, true, true]);
    expect(breaches(Comparison.LessThanThreshold)).toEqual([true, false, false]);
    expect(breaches(Comparison.LessThanOrEqualToThreshold)).toEqual([true, true, false]);
  });

  it('[S.STEP-4] uses its own statistic over its own period', () => {
    const alarm = new Alarm(of({ evaluationPeriods: 1, datapointsToAlarm: 1, periodMs: 300_000, statistic: Statistic.Maximum }));
    feed(alarm, [10, 90, 10, 10]);
    expect(alarm.state).toBe(AlarmState.INSUFFICIENT_DATA); // four of five minutes
    feed(alarm, [10], 5);
    expect([alarm.state, alarm.value, alarm.sinceMs]).toEqual([AlarmState.ALARM, 90, 300_000]);
    const average = new Alarm(of({ evaluationPeriods: 1, datapointsToAlarm: 1, periodMs: 300_000 }));
    feed(average, [10, 90, 10, 10, 10]);
    expect([average.state, average.value]).toEqual([AlarmState.OK, 26]);
  });

  /** AWS's tables: five data points, oldest first, and the state for missing, ignore, breaching, notBreaching; K: the state is kept. */
  const table = (terms: Partial<AlarmTerms>, points: string) =>
    (['missing', 'ignore', 'breaching', 'notBreaching'] as const)
      .map((treatMissingData) => {
        // Kept is what both an alarm that was OK and one in ALARM stay in; six more points before are out of the range of five.
        const [was, were] = ['OOOOOO', 'XXXXXX'].map((before) => states(of({ ...terms, treatMissingData }), before + points).at(-1)!);
        return was === were ? was : 'K';
      })
      .join('');

  it('[S.SAS-2] of 3 out of 3 uses older data where recent ones lack, and fills in only what lacks then', () => {
    expect(table({}, 'O-X-X')).toBe('OOOO');
    expect(table({}, 'O----')).toBe('OOOO');
    expect(table({}, '-----')).toBe('IKAO');
    expect(table({}, 'OXX-X')).toBe('AAAA');
    expect(table({}, '--X--')).toBe('AKAO');
  });

  it('[S.SAS-2] of 2 out of 3 does the same', () => {
    const two = { datapointsToAlarm: 2 };
    expect(table(two, 'O-X-X')).toBe('AAAA');
    expect(table(two, 'OOXOX')).toBe('AAAA');
    expect(table(two, 'O-X--')).toBe('OOAO');
    expect(table(two, '----O')).toBe('OOAO');
    expect(table(two, '---X-')).toBe('AKAO');
  });

  it('does not go off by one breaching point until that is as old as the points that it takes', () => {
    expect(table({}, '----X')[0]).toBe('O');
    expect(table({}, '---X-')[0]).toBe('O');
    expect(table({}, '--X-O')[0]).toBe('O');
  });

  it('[S.ALARM-1] is in ALARM from the minute in which a service starts to answer with errors, which fails a deployment that watches it', () => {
    const alarm = new Alarm(
      of({ evaluationPeriods: 2, datapointsToAlarm: 2, statistic: Statistic.Sum, threshold: 10, treatMissingData: 'notBreaching' }),
    );
    feed(alarm, [Number.NaN, Number.NaN, 30, 40, 50]);
    expect([ALARM_STATE_NAMES[alarm.state], alarm.sinceMs]).toEqual(['ALARM', 4 * 60_000]);
    const quiet = new Alarm(alarm.terms);
    feed(quiet, [Number.NaN, Number.NaN, 30, Number.NaN, Number.NaN]);
    expect([ALARM_STATE_NAMES[quiet.state], quiet.sinceMs]).toEqual(['OK', 60_000]);
  });

  it('[S.STEP-4] is refused with a period, a count or a window that CloudWatch does not take', () => {
    expect(alarmProblems(of())).toEqual([]);
    expect(alarmProblems(of({ periodMs: 20_000 }))).toEqual([]);
    expect(alarmProblems(of({ periodMs: 45_000 }))).toEqual(['period']);
    expect(alarmProblems(of({ periodMs: 0 }))).toEqual(['period']);
    expect(alarmProblems(of({ datapointsToAlarm: 4 }))).toEqual(['datapointsToAlarm']);
    expect(alarmProblems(of({ evaluationPeriods: 0 }))).toEqual(['evaluationPeriods', 'datapointsToAlarm']);
    expect(alarmProblems(of({ datapointsToAlarm: 0, threshold: Number.NaN }))).toEqual(['datapointsToAlarm', 'threshold']);
    expect(alarmProblems(of({ evaluationPeriods: 1_440 }))).toEqual([]);
    expect(alarmProblems(of({ evaluationPeriods: 1_441 }))).toEqual(['tooLong']);
    expect(alarmProblems(of({ evaluationPeriods: 168, periodMs: 3_600_000 }))).toEqual([]);
    expect(alarmProblems(of({ evaluationPeriods: 169, periodMs: 3_600_000 }))).toEqual(['tooLong']);
  });
});
