import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateScaler, initialScalerState, type ScalerObservation } from '../../src/autoscaling/cluster-scaler.js';
import { SCALER_DEFAULTS, type ScalerSettings } from '../../src/autoscaling/cluster-scaler-settings.js';
import { ScalingReason, scalingReasonName } from '../../src/autoscaling/reasons.js';
import { NaiveScaler } from './naive-scaler.js';
import { managed } from './observation.js';

const settings: fc.Arbitrary<ScalerSettings> = fc
  .record({
    fromZero: fc.constantFrom('two', 'formula'),
    emptyGroup: fc.constantFrom('steady', 'aws2019'),
    scaleInShareMax: fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100),
    scaleInRounding: fc.constantFrom('floor', 'ceil'),
    scaleInIntervalMs: fc.constantFrom(10_000, 60_000, 180_000),
    lowDatapoints: fc.integer({ min: 1, max: 5 }),
    highDatapoints: fc.integer({ min: 1, max: 3 }),
    newestPoint: fc.constantFrom('waits', 'counts'),
    scaleInAfterScaleOutMs: fc.constantFrom(0, 120_000, 240_000),
    scaleInWaitsFrom: fc.constantFrom('decision', 'registered'),
    warmup: fc.constantFrom('blocks', 'counts'),
    incompatibleOnly: fc.constantFrom('freeze', 'ignore'),
  })
  .map((chosen) => ({ ...SCALER_DEFAULTS, ...chosen }) as ScalerSettings);

const group = fc.record({
  targetPercent: fc.oneof(fc.constantFrom(100, 90, 50), fc.integer({ min: 1, max: 100 })),
  warmupMs: fc.constantFrom(0, 60_000, 120_000),
  minSize: fc.integer({ min: 0, max: 3 }),
  maxSize: fc.integer({ min: 4, max: 20 }),
  initial: fc.integer({ min: 0, max: 25 }),
});

/** A stretch of equal minutes, so that alarms come to act. Ages are in evaluations before the one that sees them. */
const stretch = fc.record({
  points: fc.integer({ min: 1, max: 8 }),
  needed: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 30 })),
  /** How many more run than DesiredCapacity says: booting, protected or lost ones. */
  surplus: fc.oneof(fc.constant(0), fc.integer({ min: -4, max: 6 })),
  isIncompatibleOnly: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  youngestAge: fc.option(fc.integer({ min: 0, max: 3 })),
  registeredAge: fc.option(fc.integer({ min: 0, max: 6 })),
  booting: fc.integer({ min: 0, max: 1 }),
});

type Group = typeof group extends fc.Arbitrary<infer T> ? T : never;
type Stretch = typeof stretch extends fc.Arbitrary<infer T> ? T : never;

/** Both scalers over the same minutes; each sees the DesiredCapacity that the fast one decided. Reasons that came up are noted. */
function compareOver(stretches: readonly Stretch[], { initial, ...rules }: Group, chosen: ScalerSettings, met: Set<string>): void {
  const naive = new NaiveScaler(chosen);
  let state = initialScalerState();
  let desired = initial;
  let atMs = 0;
  for (const { points, needed, surplus, isIncompatibleOnly, youngestAge, registeredAge, booting } of stretches)
    for (let i = 0; i < points; i++) {
      atMs += chosen.evaluationIntervalMs;
      const ageMs = (age: number | null) => (age === null ? null : atMs - age * chosen.evaluationIntervalMs);
      const seen: ScalerObservation = {
        ...{ atMs, needed, running: Math.max(0, desired + surplus), isIncompatibleOnly, desired, booting },
        ...{
          minSize: rules.minSize,
          maxSize: rules.maxSize,
          managed: managed({ targetPercent: rules.targetPercent, warmupMs: rules.warmupMs }),
        },
        ...{ youngestLaunchMs: ageMs(youngestAge), lastRegisteredMs: ageMs(registeredAge) },
      };
      const decision = evaluateScaler(state, seen, chosen);
      expect({ desired: decision.desired, reason: decision.reason }).toEqual(naive.minute(seen));
      met.add(scalingReasonName(decision.reason));
      ({ state, desired } = decision);
    }
}

describe('the cluster scaler', () => {
  it('decides as the rules read out naively, minute by minute, and meets every reason on the way', () => {
    const met = new Set<string>([scalingReasonName(ScalingReason.notManaged)]);
    const run = fc.property(fc.array(stretch, { minLength: 1, maxLength: 12 }), group, settings, (s, g, c) => compareOver(s, g, c, met));
    fc.assert(run, { numRuns: 600, seed: 20_220_916 });
    expect([...met].sort()).toEqual(Object.keys(ScalingReason).sort());
  });
});
