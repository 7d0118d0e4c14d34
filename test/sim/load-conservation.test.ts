import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SOUND } from '../../src/services/deployments/failure-modes.js';
import { type NativeShift, nativeSteps } from '../../src/services/deployments/native.js';
import { codeDeploySteps } from '../../src/services/deployments/traffic.js';
import type { DeploymentSpec } from '../../src/sim/deployment-spec.js';
import { Fact } from '../../src/sim/facts.js';
import { deploymentSpecWith, simulate } from './deployed.js';
import { inSteps, messages, requests } from './loaded.js';
import { CARE, constant, MINUTE, type Recorder, type SetupParts, UNWATCHED } from './setups.js';

/** Each amount is rounded to a thousandth. */
const ROUNDING = 4;

const native = (shift: NativeShift): Partial<DeploymentSpec> => ({
  shift: { kind: 'native', rules: { steps: nativeSteps(shift), bakeMs: 2 * MINUTE, hooks: [] } },
});
const codeDeploy = (isAutoRollback: boolean): Partial<DeploymentSpec> => {
  const steps = codeDeploySteps({ type: 'TimeBasedLinear', percentage: 30, intervalMinutes: 2 }, CARE.deployments);
  return { shift: { kind: 'codeDeploy', rules: { steps, readyWaitMs: 0, terminationWaitMs: MINUTE, isAutoRollback, hooks: [] } } };
};
const TASK_SETS: Partial<DeploymentSpec> = {
  taskSets: [
    { scale: [{ atMs: 0, percent: 100 }, { atMs: 20 * MINUTE, percent: 0 }] },
    { scale: [{ atMs: 10 * MINUTE, percent: 70 }] },
  ], // biome-ignore format: scales
};

const strategies = fc.constantFrom<Partial<DeploymentSpec>[]>(
  {},
  native({ strategy: 'BLUE_GREEN' }),
  native({ strategy: 'CANARY', canaryPercent: 10, canaryBakeTimeInMinutes: 4 }),
  native({ strategy: 'LINEAR', stepPercent: 33.3, stepBakeTimeInMinutes: 2 }),
  codeDeploy(true),
  codeDeploy(false),
  TASK_SETS,
);
const modes = fc.constantFrom(
  {},
  { unhealthyAfterMs: 2 * MINUTE },
  { unhealthyAfterMs: 90_000, unhealthyBy: 'hang' as const },
  { failedStarts: 0.5 },
  { crashesPerHour: 20 },
);
const bounds = fc.constantFrom({}, { timeoutMs: null }, { timeoutMs: 2_000 }, { waitingPerTaskMax: 5 });
const alarms = fc.constantFrom<Partial<DeploymentSpec>[]>(
  {},
  { watch: { ...UNWATCHED, alarms: { enable: true, rollback: true } }, alarms: [{ fromMs: 13.3 * MINUTE, untilMs: 15 * MINUTE }] },
);
const scenario = fc.record({
  ...{ strategy: strategies, mode: modes, alarm: alarms, bound: bounds, isQueue: fc.boolean(), failsOpen: fc.boolean() },
  rates: fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 4, maxLength: 4 }),
  slower: fc.constantFrom(1, 0.5, 3),
  cpuUnits: fc.constantFrom(256, 512, 1_024),
  minimumHealthyPercent: fc.constantFrom(0, 50, 100),
  maximumPercent: fc.constantFrom(125, 200),
  startMs: fc.integer({ min: 0, max: 100_000 }),
});
type Drawn = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function played(drawn: Drawn): Recorder {
  const { rates, slower, cpuUnits, bound } = drawn;
  const shape = inSteps([0, rates[0]!], [8, rates[1]!], [13, rates[2]!], [24, rates[3]!]);
  // No service uses more CPU than its tasks have.
  const [first, second] = [
    { ...bound, cpuUnits, cpuUnitsMost: cpuUnits },
    { ...bound, cpuUnits: 512, cpuUnitsMost: 512, meanMs: 200 * slower, cpuMs: 50 * slower },
  ];
  const load = drawn.isQueue ? messages(shape, first, second) : requests(shape, first, second);
  const spec = { minimumHealthyPercent: drawn.minimumHealthyPercent, maximumPercent: drawn.maximumPercent };
  const targets = { ...CARE.targets, lostTargetMs: 4_000, allUnhealthy: drawn.failsOpen ? ('failOpen' as const) : ('turnAway' as const) };
  const parts: SetupParts = { timings: { containerStart: constant(drawn.startMs) }, deploymentAndHealth: { ...CARE, targets } };
  return simulate(
    load,
    { ...spec, deploymentSpec: deploymentSpecWith({ ...drawn.strategy, ...drawn.alarm }, { ...SOUND, ...drawn.mode }) },
    parts,
  );
}

describe('the load of a service, whatever is deployed', () => {
  it('is served, turned away or waits, in each minute and over all, also by revision; and no task uses more than it has', () => {
    fc.assert(
      fc.property(scenario, (drawn) => {
        const recorder = played(drawn);
        let before = 0;
        for (const { atMs, args } of recorder.of(Fact.serviceLoaded)) {
          const [, arrived, served, shed, backlog] = args as [number, number, number, number, number];
          const lost = recorder.of(Fact.requestsLost).find((fact) => fact.atMs === atMs)?.args[1] ?? 0;
          // Of a queue, messages that tasks have in hand are neither done nor in the backlog.
          if (!drawn.isQueue) expect(Math.abs(arrived + before - served - shed - lost - backlog)).toBeLessThanOrEqual(ROUNDING);
          before = backlog;
          const parts = recorder.of(Fact.revisionLoaded).filter((fact) => fact.atMs === atMs);
          if (parts.length === 0) continue;
          for (const column of [1, 2, 3, 4])
            expect(Math.abs(parts.reduce((sum, part) => sum + part.args[column + 1]!, 0) - args[column]!)).toBeLessThanOrEqual(ROUNDING);
        }
        const all = (arg: string) => recorder.values(Fact.serviceLoaded, arg).reduce((sum, value) => sum + value, 0);
        expect(all('arrivedMilli') - all('servedMilli') - all('shedMilli')).toBeGreaterThanOrEqual(-40 * ROUNDING);
        const came = [8, 5, 11, 16].reduce((sum, minutes, i) => sum + 60 * minutes * drawn.rates[i]!, 0);
        expect(all('arrivedMilli') / 1_000).toBeCloseTo(came, 0);
        const cpu = [
          ...recorder.values(Fact.serviceMeasured, 'cpuMilliPercent'),
          ...recorder.values(Fact.revisionMeasured, 'cpuMilliPercent'),
        ];
        expect(Math.max(...cpu)).toBeLessThanOrEqual(100_000);
      }),
      { numRuns: 150 },
    );
  });
});
