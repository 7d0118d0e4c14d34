import { describe, expect, it } from 'vitest';
import { AlarmState } from '../../src/metrics/alarm.js';
import { type AlarmTerms, Comparison } from '../../src/metrics/alarm-terms.js';
import { ServiceMetric } from '../../src/metrics/names.js';
import { Statistic } from '../../src/metrics/statistics.js';
import { nativeSteps } from '../../src/services/deployments/native.js';
import { RolloutState } from '../../src/services/service-states.js';
import type { DeploymentSpec } from '../../src/sim/deployment-spec.js';
import { Digest } from '../../src/sim/digest.js';
import { DeploymentCause, Fact } from '../../src/sim/facts.js';
import { Simulation } from '../../src/sim/simulation.js';
import { reread } from '../reread.js';
import { deploymentSpecWith, SLOWER, simulate } from '../sim/deployed.js';
import { constantly, inSteps, requests } from '../sim/loaded.js';
import { constant, MINUTE, onLaunchType, type Recorder, service, setup, staticInstance, taskDefinition, UNWATCHED } from '../sim/setups.js';

const { COMPLETED, FAILED } = RolloutState;
/** The response time of a minute is above so many seconds. */
const slow = (threshold: number, over: Partial<AlarmTerms> = {}): AlarmTerms => ({
  ...{ metric: ServiceMetric.ResponseTime, statistic: Statistic.Average, comparison: Comparison.GreaterThanThreshold, threshold },
  ...{ periodMs: MINUTE, evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'missing' as const },
  ...over,
});
const watched = (terms: AlarmTerms, isOfNew: boolean, bakeMs = 0): Partial<DeploymentSpec> => ({
  watch: { ...UNWATCHED, alarms: { enable: true, rollback: true }, bakeMs },
  metricAlarms: [{ name: 'slow', terms, isOfNew }],
});
const CANARY = {
  shift: {
    kind: 'native' as const,
    rules: { steps: nativeSteps({ strategy: 'CANARY', canaryPercent: 10, canaryBakeTimeInMinutes: 10 }), bakeMs: 0, hooks: [] },
  },
};
const end = (recorder: Recorder) => {
  const { atMs, args } = recorder.of(Fact.deploymentChanged).find((fact) => fact.args[1] === 1 && fact.args[2] !== 1)!;
  return [atMs / MINUTE, args[2], args[3]];
};
const alarms = (recorder: Recorder) => recorder.of(Fact.alarmChanged).map(({ atMs, args }) => [atMs / MINUTE, args[2]]);

describe('an alarm of deployments on a metric of the load', () => {
  it('[S.ALARM-1, A.NW-4] of the new tasks rolls a slow canary back, which the mean of all requests hides', () => {
    const load = requests(constantly(30), {}, SLOWER);
    const ofNew = simulate(load, { deploymentSpec: deploymentSpecWith({ ...CANARY, ...watched(slow(0.5), true) }) });
    // The first sees 0.2 s; the canary, from 10 min 40 s on, 0.6 s: nine of ten requests at 0.2 s make 0.24 s of all.
    expect(alarms(ofNew)[0]).toEqual([1, AlarmState.OK]);
    expect(end(ofNew)).toEqual([11, FAILED, DeploymentCause.alarm]);
    const ofAll = simulate(load, { deploymentSpec: deploymentSpecWith({ ...CANARY, ...watched(slow(0.5), false) }) });
    expect(end(ofAll)).toEqual([20 + 40 / 60, COMPLETED, DeploymentCause.steady]);
  });

  it('[S.ALARM-4] is watched for as long after a rolling update as the bake time lasts', () => {
    const load = requests(inSteps([0, 30], [14, 45]), {}, {});
    const busy = slow(0.25, { metric: ServiceMetric.RequestsPerSecond, threshold: 40 });
    const baked = (bakeMs: number) => end(simulate(load, { deploymentSpec: deploymentSpecWith(watched(busy, false, bakeMs)) }));
    expect(baked(0)[1]).toBe(COMPLETED);
    expect(baked(10 * MINUTE)).toEqual([15, FAILED, DeploymentCause.alarm]);
  });

  it('[S.ALARM-3] does not count for a deployment that begins while it is on', () => {
    const load = requests(inSteps([0, 45]), {}, {});
    const busy = slow(0, { metric: ServiceMetric.RequestsPerSecond, threshold: 40 });
    const recorder = simulate(load, { deploymentSpec: deploymentSpecWith({ ...CANARY, ...watched(busy, false) }) });
    expect(alarms(recorder)).toEqual([[1, AlarmState.ALARM]]);
    expect(end(recorder)[1]).toBe(COMPLETED);
  });

  it('goes on from what is saved in the middle of a canary', () => {
    const what = setup({
      ...{ minutes: 40, capacityProviders: [], staticInstances: [staticInstance({ count: 8 })] },
      ...{ taskDefinitions: [taskDefinition(), taskDefinition({ revision: 2 })], timings: { containerStart: constant(10_000) } },
      services: [
        service(4, {
          ...{ capacity: onLaunchType, load: requests(constantly(30), {}, SLOWER) },
          deploymentSpec: deploymentSpecWith({ ...CANARY, ...watched(slow(0.5, { evaluationPeriods: 3, datapointsToAlarm: 3 }), true) }),
        }),
      ],
    });
    const made = () => {
      const digest = new Digest();
      return { digest, simulation: new Simulation(what, { sources: [], subscribers: [digest] }) };
    };
    const whole = made();
    whole.simulation.advance();
    const first = made();
    first.simulation.advance(12.5 * MINUTE);
    const second = made();
    second.simulation.load(reread(first.simulation.save()));
    second.simulation.advance();
    expect(second.digest.text).toBe(whole.digest.text);
  });
});
