import type { ArrivalPattern } from '../../workload/pattern.js';
import type { WorkloadText } from '../schema.js';
import { traceOf } from '../traces/setup.js';
import { durationMs, ratePerHour } from '../units.js';

type Scheduled = Extract<WorkloadText['arrivals'], { type: 'cron' | 'rate' }>;

/** Rates have no time zone and need none. */
export function timeZoneOf(arrivals: Scheduled): string {
  return arrivals.type === 'cron' ? arrivals.scheduleExpressionTimezone : 'UTC';
}

export function arrivalsOf(arrivals: WorkloadText['arrivals'], startsAtMs: number): ArrivalPattern {
  switch (arrivals.type) {
    case 'constant':
      return { kind: 'constant', everyMs: durationMs(arrivals.every), firstMs: durationMs(arrivals.first) };
    case 'poisson':
      return { kind: 'poisson', perHour: ratePerHour(arrivals.rate) };
    case 'diurnal':
      return {
        kind: 'diurnal',
        peakPerHour: ratePerHour(arrivals.peak),
        troughPerHour: ratePerHour(arrivals.trough),
        peakAtMs: durationMs(arrivals.peakAt),
      };
    case 'bursts':
      return { kind: 'bursts', perHour: ratePerHour(arrivals.rate), size: arrivals.size };
    case 'schedule':
      return {
        kind: 'schedule',
        atMs: arrivals.at.map(durationMs).sort((a, b) => a - b),
        everyMs: arrivals.every === undefined ? null : durationMs(arrivals.every),
      };
    case 'cron':
    case 'rate':
      return { kind: arrivals.type, expression: arrivals.scheduleExpression, timeZone: timeZoneOf(arrivals), startsAtMs };
    case 'trace':
      return traceOf(arrivals);
  }
}
