import { describe, expect, it } from 'vitest';
import { reportOf } from '../../../src/record/survival/report.js';
import type { ServiceSurvival, Survival } from '../../../src/record/survival/survival.js';

const MINUTE = 60_000;
const CRITERIA = { zeroMinutes: 0, lostShare: 0.01, timeToRecoverMs: 30 * MINUTE, shortfallTaskMinutes: null, tolerance: 0 };

/** Of one service that lacks tasks and loses requests; one that has not recovered has no time to do so. */
function survival(
  shortfallTaskMinutes: number,
  { requestsLost = 0 as number | null, recoversAfterMs = 0 as number | null } = {},
): Survival {
  const own = { shortfallTaskMinutes, requestsLost, zeroMinutes: 0, recoveredAtMs: recoversAfterMs, lostShare: 0 };
  const service = { service: 'web', worstHealthyShare: 1, arrivals: null, ...own } as ServiceSurvival;
  return { fromMs: 0, services: [service], timeToRecoverMs: recoversAfterMs, ...own } as unknown as Survival;
}

const inZone = (zone: string, survivals: readonly Survival[]) => ({ variant: 'stated', zones: [{ A: zone }], survivals });
const report = (alternatives: readonly ReturnType<typeof inZone>[], choice: 'worst' | 'best' = 'worst') =>
  reportOf({ incidents: [], criteria: CRITERIA, choice, requested: 'stated', alternatives, intervalOf: () => ({ low: 0, high: 1 }) });

describe('the report of an incident', () => {
  it('[I.MAP-3] is of the zones that lose most, or least, in the mean of the seeds; of equal ones those that come first', () => {
    const zones = [
      inZone('a', [survival(10), survival(30)]),
      inZone('b', [survival(25), survival(25)]),
      inZone('c', [survival(20), survival(20)]),
    ];
    const chosen = (choice: 'worst' | 'best') => report(zones, choice).variants.map(({ zones: [zone] }) => zone!.A);
    expect([chosen('worst'), chosen('best')]).toEqual([['b'], ['a']]);
  });

  it('[I.SUR-9] has the lost requests of each seed, and the missing tasks where a seed has no load', () => {
    const losses = (second: number | null) =>
      report([inZone('a', [survival(5, { requestsLost: 700 }), survival(6, { requestsLost: second })])]).seeds.losses;
    expect([losses(800), losses(null)]).toEqual([
      [700, 800],
      [5, 6],
    ]);
  });

  it('[I.SUR-9] leaves out a figure that some seed does not have', () => {
    const figures = (recoversAfterMs: number | null) =>
      report([inZone('a', [survival(5, { recoversAfterMs: 4 * MINUTE }), survival(6, { recoversAfterMs })])]).seeds.figures;
    expect(figures(6 * MINUTE)).toContainEqual({ key: 'timeToRecoverMs', mean: 5 * MINUTE, p5: 4 * MINUTE, p95: 6 * MINUTE });
    expect(figures(null).map(({ key }) => key)).toEqual(['shortfallTaskMinutes', 'zeroMinutes', 'requestsLost']);
  });
});
