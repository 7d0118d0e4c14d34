import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Comparison } from '../../../src/metrics/alarm-terms.js';
import { ServiceMetric } from '../../../src/metrics/names.js';
import { Statistic } from '../../../src/metrics/statistics.js';
import type { ScalingPolicy } from '../../../src/services/scaling/policies.js';
import { Digest } from '../../../src/sim/digest.js';
import { Fact } from '../../../src/sim/facts.js';
import type { Setup } from '../../../src/sim/setup.js';
import { Simulation } from '../../../src/sim/simulation.js';
import { draws } from '../../extent.js';
import { inSteps, requests, scaling, tracking } from '../loaded.js';
import { MINUTE, service, setup, staticInstance } from '../setups.js';

const MINUTES = 150;

/** Two tasks more while the average CPU is at 70 % or more for two minutes. */
const bySteps: ScalingPolicy = {
  ...{ policyType: 'StepScaling', cooldownMs: MINUTE, adjustmentType: 'ChangeInCapacity', minMagnitude: 0 },
  steps: [{ lower: 0, upper: null, change: 2 }],
  alarm: {
    ...{ metric: ServiceMetric.CPUUtilization, statistic: Statistic.Average, comparison: Comparison.GreaterThanOrEqualToThreshold },
    ...{ threshold: 70, periodMs: MINUTE, evaluationPeriods: 2, datapointsToAlarm: 2, treatMissingData: 'missing' },
  },
};

const scenario = fc.record({
  rates: fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 3, maxLength: 6 }),
  policies: fc.constantFrom<ScalingPolicy[][]>(
    [tracking(50)],
    [tracking(60, { disableScaleIn: true })],
    [tracking(50), tracking(45, { metric: ServiceMetric.MemoryUtilization })],
    [tracking(55), tracking(65)],
    [tracking(50), bySteps],
    [tracking(60), { ...bySteps, alarm: { ...bySteps.alarm, evaluationPeriods: 6, datapointsToAlarm: 4 } }],
  ),
  delayMs: fc.constantFrom(0, 20_000, 150_000, 400_000),
  isDrawn: fc.boolean(),
  actionDelayMs: fc.constantFrom(0, 3_000, 90_000),
  /** Null: the alarms are evaluated in milliseconds of their own. */
  evaluationPhaseMs: fc.constantFrom(null, 0, 20_000),
  seed: fc.nat(1_000),
});
type Drawn = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function setupOf({ rates, policies, delayMs, isDrawn, actionDelayMs, evaluationPhaseMs, seed }: Drawn): Setup {
  const metricDelay = isDrawn ? ({ kind: 'uniform', minMs: 0, maxMs: 2 * delayMs } as const) : ({ kind: 'constant', ms: delayMs } as const);
  const every = MINUTES / rates.length;
  return setup({
    ...{ minutes: MINUTES, seed, capacityProviders: [], staticInstances: [staticInstance({ count: 40 })] },
    serviceScaling: { metricDelay, evaluationPhaseMs, actionDelayMs, lowDatapoints: 5 },
    services: [0, 1].map((nth) =>
      service(3, {
        ...{ name: `web-${nth}`, capacity: { kind: 'launchType' } },
        load: requests(inSteps(...rates.map((rate, i): [number, number] => [Math.round(i * every), rate + 3 * nth]))),
        scaling: scaling(policies),
      }),
    ),
  });
}

/** How often the alarms are taken as not quiet: they get every point until then, and every evaluation to come looks at them. */
interface Frequency {
  readonly everyMs?: number;
  readonly everyEvents?: number;
}

/** The facts of a run, and its decisions. */
function recordOf(what: Setup, { everyMs = what.durationMs, everyEvents = Number.POSITIVE_INFINITY }: Frequency = {}) {
  const digest = new Digest();
  let decisions = 0;
  const counter = {
    onFact(kind: number) {
      decisions += Number(kind === Fact.serviceScaled);
    },
  };
  const simulation = new Simulation(what, { sources: [], subscribers: [digest, counter] });
  for (let atMs = everyMs; simulation.nowMs < what.durationMs; atMs += everyMs)
    for (let isOver = false; !isOver; ) {
      isOver = simulation.advance(Math.min(atMs, what.durationMs), everyEvents) === 'reached';
      simulation.world.traffic.quiet.settleAll();
      simulation.world.traffic.quiet.forget();
    }
  return { digest: digest.text, decisions, events: simulation.eventsHandled };
}

describe('points that are kept while a service rests', () => {
  it('decide as points that the alarms take when they end', () => {
    let decisions = 0;
    fc.assert(
      fc.property(scenario, (drawn) => {
        const what = setupOf(drawn);
        const kept = recordOf(what);
        decisions += kept.decisions;
        expect(kept).toEqual(recordOf(what, { everyMs: MINUTE }));
        expect(kept).toEqual(recordOf(what, { everyMs: 7.3 * MINUTE }));
        expect(kept).toEqual(recordOf(what, { everyEvents: 7 }));
      }),
      { numRuns: draws(12, 300) },
    );
    expect(decisions).toBeGreaterThan(10);
  });
});
