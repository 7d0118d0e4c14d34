import { describe, expect, it } from 'vitest';
import { SERVICE_METRIC_NAMES, ServiceMetric } from '../../../src/metrics/names.js';
import { MetricReadings } from '../../../src/metrics/statistics.js';
import { Forecaster } from '../../../src/services/scaling/forecaster.js';
import { reread } from '../../reread.js';
import { SCALING_AT_ONCE } from '../../sim/setups.js';
import { predicting } from './toy-service.js';

const HOUR_MS = 3_600_000;
const { CPUUtilization } = ServiceMetric;

/** A forecaster without a buffer, for a target of 1: it requires as many tasks as the load that it forecasts. */
const made = (forecastHistoryDays: number, schedulingBufferMs = 0) =>
  new Forecaster(predicting(1, { schedulingBufferMs }), { ...SCALING_AT_ONCE, forecastHistoryDays });

/** One task, and in each hour one data point: of hour h its number h, or none. */
function measure(forecaster: Forecaster, hours: number, has: (hour: number) => boolean = () => true): void {
  const readings = new MetricReadings(SERVICE_METRIC_NAMES.length);
  for (let hour = 0; hour < hours; hour++) {
    readings.set(CPUUtilization, has(hour) ? hour : Number.NaN, 1);
    const seen = { atMs: (hour + 1) * HOUR_MS, running: 1, desired: 1, isDeploying: false, hasHighResolution: false };
    forecaster.record(seen, readings);
  }
}

describe('a forecast', () => {
  // After 48 hours: hour 53 is like hours 5 and 29, hour 48 like 0 and 24, hour 72 like hours 0 and 24 also.
  it('[A.SAS-10] is the mean of the same hour of the days before, up to 48 hours ahead', () => {
    const forecaster = made(14);
    measure(forecaster, 48);
    expect([53, 48, 72, 95, 96].map((hour) => forecaster.capacityAt(hour * HOUR_MS))).toEqual([17, 12, 12, 35, 0]);
  });

  // After eight days, 192 hours: hour 197 of the second Tuesday is like hour 29 of the first.
  it('[A.SAS-10] is the same hour of the week before, once that exists', () => {
    const forecaster = made(14);
    measure(forecaster, 192);
    expect([192, 197].map((hour) => forecaster.capacityAt(hour * HOUR_MS))).toEqual([24, 29]);
  });

  // Of 54 hours two days are remembered, 6 to 53: hour 54 is like 30 and 6.
  it('[A.SAS-10] uses no data before its history, and no hours without data', () => {
    const forecaster = made(2);
    measure(forecaster, 54);
    expect(forecaster.capacityAt(54 * HOUR_MS)).toBe(18);
    const gap = made(2);
    measure(gap, 54, (hour) => hour !== 6);
    expect(gap.capacityAt(54 * HOUR_MS)).toBe(30);
  });

  it('[A.SAS-10] counts for the hour that begins within the buffer, if that needs more', () => {
    const forecaster = made(14, 300_000);
    measure(forecaster, 48);
    const minute = (of: number) => forecaster.capacityAt(53 * HOUR_MS + of * 60_000);
    expect([0, 54, 55].map(minute)).toEqual([17, 17, 18]);
    expect(forecaster.capacityAt(72 * HOUR_MS - 1)).toBe(35);
  });

  it('goes on from what was saved', () => {
    const forecaster = made(14);
    measure(forecaster, 48, (hour) => hour % 24 !== 7);
    const again = made(14);
    again.load(reread(forecaster.save()));
    expect(again.save()).toEqual(forecaster.save());
    expect([53, 55].map((hour) => again.capacityAt(hour * HOUR_MS))).toEqual([17, 0]);
  });
});
