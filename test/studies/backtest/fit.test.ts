import { describe, expect, it } from 'vitest';
import type { Setup } from '../../../src/sim/setup.js';
import { Simulation } from '../../../src/sim/simulation.js';
import { comparedIn } from '../../../src/studies/backtest/compared.js';
import { fitTimings } from '../../../src/studies/backtest/fit/fit.js';
import { patchOf, patchYaml, undeterminedTexts } from '../../../src/studies/backtest/fit/fit-texts.js';
import { MinuteLog } from '../../../src/studies/backtest/minute-log.js';
import { recordedRun } from '../../../src/studies/backtest/recorded-run.js';
import { draws } from '../../extent.js';
import { load } from '../../scenario/scenarios.js';
import { GROWS } from './grows.js';

/** A group that grows by four instances each half hour, and shrinks again. */
const SCENARIO = `name: small
duration: 6h
${GROWS}timings: { instanceBoot: 75s, imagePull: 2s, containerStart: 1s }
# What a seed draws anew, such as the moment of an alarm, would hide the timings.
scaler: { metricDelay: 0s, evaluationPhase: 0s, actionDelay: 0s }
groups: { terminationDelay: 0s }
serviceScheduler: { reaction: 0s }
`;

async function simulate(setup: Setup) {
  const log = new MinuteLog(setup, false);
  new Simulation(setup, { sources: [], subscribers: [log] }).advance();
  return log.finish(setup.durationMs);
}

describe('a fit', () => {
  it('finds the boot time of instances, keeps times too short to be measured, and lists them', async () => {
    const { setup } = load(SCENARIO);
    const hidden: Setup = {
      ...setup!,
      seed: 99,
      timings: { ...setup!.timings, instanceBoot: { kind: 'lognormal', medianMs: 160_000, p95Ms: 200_000 } },
    };
    const window = { fromMs: setup!.startsAtMs, minutes: 360 };
    const names = { providers: [{ name: 'workers', groupName: null }], services: ['web'] };
    const compared = comparedIn(recordedRun(await simulate(hidden), setup!.startsAtMs), names);
    const ask = () =>
      fitTimings({
        ...{ setup: setup!, compared, window, open: new Set<string>(), runs: 3, heldOutShare: 0.25, evaluationsMax: draws(40, 80) },
        simulate,
      });
    const fit = await ask();
    const boot = fit.numbers.find(({ name }) => name === 'timings.instanceBoot median')!;
    expect(Math.abs(Math.log(boot.value! / 160_000))).toBeLessThan(0.1);
    expect(boot.range!.low).toBeLessThan(160_000);
    expect(boot.range!.high).toBeGreaterThan(160_000);
    expect(boot.range!.high / boot.range!.low).toBeLessThan(1.5);
    expect(patchYaml(patchOf(fit))).toMatch(/^timings:\n {2}instanceBoot: \{ lognormal: \{ median: 1[4-7]\d/);
    expect(undeterminedTexts(fit).join()).toContain('timings.containerStart');
    expect(fit.misfit.after).toBeLessThan(fit.misfit.before / 4);
    const instances = fit.heldOut.find(({ metric }) => metric === 'instances')!;
    expect(instances.after).toBeLessThan(instances.before / 2);
    expect(await ask()).toEqual(fit);
  });
});
