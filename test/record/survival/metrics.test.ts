import { describe, expect, it } from 'vitest';
import { type Survival, survivalOf } from '../../../src/record/survival/survival.js';
import type { RunTrack, ServiceMinute, ServiceStep } from '../../../src/record/survival/survival-log.js';

const MINUTE = 60_000;

interface Recorded {
  /** From minute on: desired, running. */
  readonly steps: readonly (readonly [minute: number, desired: number, running: number, healthy?: number])[];
  readonly minutes?: readonly (readonly [minute: number, arrived: number, lost: number, backlog?: number])[];
  readonly usdAt?: readonly [number, number, number];
}

function track({ steps, minutes = [], usdAt = [0, 0, 0] }: Recorded): RunTrack {
  return {
    services: [
      {
        name: 'web',
        isDaemon: false,
        steps: steps.map(
          ([at, desired, running, healthy = running]): ServiceStep => ({
            atMs: at * MINUTE,
            desired,
            running,
            healthy,
            provisioning: 0,
            pending: 0,
          }),
        ),
        minutes: minutes.map(
          ([at, arrived, lost, backlog = 0]): ServiceMinute => ({
            atMs: at * MINUTE,
            arrived: arrived * 1000,
            lost: lost * 1000,
            backlog: backlog * 1000,
          }),
        ),
      },
    ],
    fleet: [{ atMs: 0, registered: 3, booting: 0 }],
    counts: { launches: 0, launchFailures: 0, failedStarts: 0, stoppedAsUnhealthy: 0, deadInstanceMs: 0 },
    usdAt,
  };
}

/** First step at 60, last one ends at 62, counted to 122 minutes. */
function survival(control: Recorded, incident: Recorded, { lastMs = 62 * MINUTE, tolerance = 0 } = {}): Survival {
  const window = { fromMs: 60 * MINUTE, lastMs, untilMs: 122 * MINUTE, holdMs: 15 * MINUTE, tolerance };
  return survivalOf({ control: track(control), incident: track(incident) }, window, false);
}

describe('the cost of an incident', () => {
  it('[I.SUR-1, I.T-SUR-a] a scale-in of the service does not count as survival', () => {
    const found = survival(
      { steps: [[0, 10, 10]] },
      { steps: [[0, 10, 10], [70, 6, 6], [100, 10, 10]] }, // biome-ignore format: steps
    );
    expect(found.shortfallTaskMinutes).toBe(120);
    expect(found.lostTo).toEqual({ noInstance: 0, booting: 0, starting: 0, scaledIn: 120, notStarted: 0 });
  });

  it('[I.SUR-4, I.T-SUR-b] has recovered when nothing is short any more', () => {
    const control: Recorded = { steps: [[0, 12, 12]] };
    const incident: Recorded = { steps: [[0, 12, 12], [60, 12, 8], [62.25, 12, 12], [70, 12, 11], [71, 12, 12]] }; // biome-ignore format: steps
    const found = survival(control, incident);
    expect(found).toMatchObject({ recoveredAtMs: 71 * MINUTE, timeToRecoverMs: 11 * MINUTE });
    expect(found.recoveredAtMs! - found.lastMs).toBe(9 * MINUTE);
    expect(survival(control, control)).toMatchObject({ recoveredAtMs: 60 * MINUTE, timeToRecoverMs: 0, shortfallTaskMinutes: 0 });
    const late: Recorded = { steps: [[0, 12, 12], [60, 12, 8], [110, 12, 12]] }; // biome-ignore format: steps
    expect(survival(control, late).recoveredAtMs).toBeNull();
  });

  it('[I.SUR-4] has recovered if the whole hold of 15 minutes is left of the window, and not a millisecond later', () => {
    const control: Recorded = { steps: [[0, 12, 12]] };
    const until = (minute: number): Recorded => ({ steps: [[0, 12, 12], [60, 12, 8], [minute, 12, 12]] }); // biome-ignore format: steps
    // The window ends at 122.
    expect(survival(control, until(107)).recoveredAtMs).toBe(107 * MINUTE);
    expect(survival(control, until(107 + 1 / MINUTE)).recoveredAtMs).toBeNull();
  });

  it('[I.SUR-4] waits for a backlog that is longer by more than a hundredth and one request', () => {
    const recoveredAt = (backlog: number) => {
      const minutes = (own: number) => [[61, 100, 0, own]] as const;
      return (
        survival({ steps: [[0, 2, 2]], minutes: minutes(100) }, { steps: [[0, 2, 2]], minutes: minutes(backlog) }).recoveredAtMs! / MINUTE
      );
    };
    // 1.01 x 100 + 1 = 102.
    expect([102, 103].map(recoveredAt)).toEqual([60, 61]);
  });

  it('[I.SUR-4] looks past a share of the tasks with a tolerance, never past the last one', () => {
    const incident: Recorded = { steps: [[0, 12, 12], [60, 12, 8], [62.25, 12, 10], [100, 12, 12]] }; // biome-ignore format: steps
    const recoveredAt = (tolerance: number) => survival({ steps: [[0, 12, 12]] }, incident, { tolerance }).recoveredAtMs! / MINUTE;
    // ceil(0.08 x 12) = 1 and ceil(0.1 x 12) = 2 may be missing; two are to 100.
    expect([0, 0.08, 0.1].map(recoveredAt)).toEqual([100, 100, 62.25]);
    // 0.28 x 25 = 7, and 7.000000000000001 in floating point: eight are too many.
    const eight: Recorded = { steps: [[0, 25, 25], [60, 25, 17], [70, 25, 18], [80, 25, 25]] }; // biome-ignore format: steps
    expect(survival({ steps: [[0, 25, 25]] }, eight, { tolerance: 0.28 }).recoveredAtMs).toBe(70 * MINUTE);
    const single: Recorded = { steps: [[0, 1, 1], [60, 1, 0], [70, 1, 1]] }; // biome-ignore format: steps
    expect(survival({ steps: [[0, 1, 1]] }, single, { tolerance: 1 }).recoveredAtMs).toBe(70 * MINUTE);
  });

  it('[I.SUR-1, I.SUR-4] tasks missing without the incident too are not its cost', () => {
    const without: Recorded = { steps: [[0, 12, 10]] };
    const found = survival(without, { steps: [[0, 12, 10], [60, 12, 8], [70, 12, 10]] }); // biome-ignore format: steps
    expect(found).toMatchObject({ shortfallTaskMinutes: 20, recoveredAtMs: 70 * MINUTE });
  });

  it('[I.SUR-2, I.SUR-4] counts requests that are lost more, shows fewer as they are, and waits for the backlog', () => {
    const control: Recorded = { steps: [[0, 2, 2]], minutes: [[60, 100, 50], [61, 100, 1], [62, 100, 0]] }; // biome-ignore format: minutes
    const incident: Recorded = { steps: [[0, 2, 2]], minutes: [[60, 100, 0], [61, 100, 41], [62, 100, 0, 30]] }; // biome-ignore format: minutes
    const found = survival(control, incident);
    expect(found).toMatchObject({ requestsLost: 40, lostShare: 0.2, recoveredAtMs: 62 * MINUTE });
    expect(survival(incident, control).requestsLost).toBe(-40);
    expect(survival({ steps: [[0, 2, 2]] }, { steps: [[0, 2, 2]] }).requestsLost).toBeNull();
  });

  it('[I.SUR-3] counts minutes in which no task serves, healthy ones alone', () => {
    const found = survival({ steps: [[0, 4, 4]] }, { steps: [[0, 4, 4], [60, 4, 4, 0], [63, 4, 4, 1], [64, 4, 4]] }); // biome-ignore format: steps
    expect(found).toMatchObject({ zeroMinutes: 3, shortfallTaskMinutes: 0, recoveredAtMs: 64 * MINUTE });
    expect(found.services[0]!.worstHealthyShare).toBe(0);
  });

  it('[I.SUR-5] has the bill until the end of the last step, and after it, less that without', () => {
    const found = survival({ steps: [[0, 1, 1]], usdAt: [1, 3, 10] }, { steps: [[0, 1, 1]], usdAt: [1, 2.5, 9.75] });
    expect(found).toMatchObject({ costDuringUsd: -0.5, costAfterUsd: 0.25 });
  });
});
