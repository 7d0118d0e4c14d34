import { describe, expect, it } from 'vitest';
import { ONE_ENDS, played, toy } from './toys.js';

const SIX = { size: 6 };
const NO_OTHER = 'at: 59m, for: 45m, type: capacityDrought';
const during = (type: string, more = '', long = '30m', at = '60m') => `at: ${at}, for: ${long}, type: ${type}${more}`;
const shortfall = (faults: readonly string[], parts: Parameters<typeof toy>[1] = {}) => played(toy([...faults, ONE_ENDS], parts)).shortfall;

const SCHEDULED = `
workloads: [{ name: job, taskDefinition: web, runTime: 1m, launchType: EC2, arrivals: { type: rate, scheduleExpression: rate(10 minutes) } }]`;
const arrivals = (faults: readonly string[]) =>
  played(toy(faults, { tasks: 1, top: SCHEDULED }))
    .tasks.filter(({ of }) => of === 'job')
    .map(({ requested }) => requested / 60);

describe('two faults of one type at one time', () => {
  it('[I.MAP-8] factors multiply: a boot of 120 s takes 2 x 3 times as long, so four tasks miss 735 s each', () => {
    const both = [during('slowBoot', ', factor: 2'), during('slowBoot', ', factor: 3')];
    expect(shortfall(both)).toBeCloseTo((4 * 735) / 60, 9);
    expect(shortfall(both.slice(1))).toBeCloseTo((4 * 375) / 60, 9);
  });

  it('[I.MAP-8] the smaller rate holds', () => {
    // Two instances end; the second call waits for a token: 100 s at 0.01/s.
    const two = 'at: 60m, type: terminate, count: 2';
    const launches = (faults: readonly string[]) => played(toy([...faults, two])).launches;
    const [slow, fast] = [0.01, 1].map((rate) => during('apiThrottling', `, action: RunInstances, callsPerSecond: ${rate}`));
    expect(launches([slow!, fast!])).toEqual(launches([slow!]));
    expect(launches([slow!])).not.toEqual(launches([fast!]));
  });

  it('[I.MAP-8] the longer delay holds, of the control plane and of schedules', () => {
    const late = [10, 4].map((minutes) => during('controlPlane', `, mode: delay, delay: ${minutes}m`));
    expect(shortfall([...late, NO_OTHER], SIX)).toBeCloseTo(2 * (10 + 5 / 60), 9);
    const schedule = [during('scheduleDelay', ', delay: 3m', '5m'), during('scheduleDelay', ', delay: 5m', '5m')];
    expect(arrivals(schedule)).toEqual(arrivals([]).map((at) => (at === 60 ? 65 : at)));
  });

  it('[I.MAP-8] chances combine as 1 - (1 - p)(1 - q): a certain one leaves the other nothing to decide', () => {
    const failure = (share: number) => during('launchFailure', `, share: ${share}`);
    expect(shortfall([failure(1), failure(0.5)])).toBeCloseTo(shortfall([failure(1)]), 9);
    expect(shortfall([failure(0), failure(0)])).toBeCloseTo(9, 9);
  });

  it('[I.MAP-8] windows that touch are one', () => {
    for (const [type, more] of [
      ['registryDown', ''],
      ['controlPlane', ''],
      ['noNetwork', ''],
      ['launchFailure', ''],
      ['pullFailure', ''],
    ] as const) {
      const halves = [during(type, more, '10m'), during(type, more, '10m', '70m')];
      const parts = type === 'controlPlane' ? SIX : {};
      expect(shortfall(halves, parts), type).toBeCloseTo(shortfall([during(type, more, '20m')], parts), 9);
    }
  });
});
