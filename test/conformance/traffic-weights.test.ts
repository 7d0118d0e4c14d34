import { describe, expect, it } from 'vitest';
import { SOUND } from '../../src/services/deployments/failure-modes.js';
import { nativeSteps } from '../../src/services/deployments/native.js';
import { CODE_DEPLOY_CONFIGS, codeDeploySteps } from '../../src/services/deployments/traffic.js';
import { Fact } from '../../src/sim/facts.js';
import { deploymentSpecWith, SLOWER, simulate } from '../sim/deployed.js';
import { constantly, messages, requests } from '../sim/loaded.js';
import { CARE, constant, MINUTE, PLAIN_CARE, type Recorder, UNWATCHED } from '../sim/setups.js';

/** An argument of a fact of the minute that ends then: of the service, or of one of its revisions. */
const ofService = (recorder: Recorder, kind: typeof Fact.serviceLoaded | typeof Fact.serviceMeasured, minute: number) =>
  recorder.of(kind).find(({ atMs }) => atMs === minute * MINUTE)!.args;
const loaded = (recorder: Recorder, minute: number, revision: number) =>
  recorder.of(Fact.revisionLoaded).find(({ atMs, args }) => atMs === minute * MINUTE && args[1] === revision)?.args;
const measured = (recorder: Recorder, minute: number, revision: number) =>
  recorder.of(Fact.revisionMeasured).find(({ atMs, args }) => atMs === minute * MINUTE && args[1] === revision)!.args;
/** Requests a second of blue and of green in a minute. */
const rates = (recorder: Recorder, minute: number) => [0, 1].map((revision) => (loaded(recorder, minute, revision)?.[2] ?? 0) / 60_000);

describe('the traffic of a deployment that shifts it', () => {
  const canary = {
    steps: codeDeploySteps(CODE_DEPLOY_CONFIGS['CodeDeployDefault.ECSCanary10Percent5Minutes'], CARE.deployments),
    ...{ readyWaitMs: 0, terminationWaitMs: 5 * MINUTE, isAutoRollback: true, hooks: [] },
  };
  const codeDeploy = { kind: 'codeDeploy' as const, rules: canary };

  it('[S.BG-1, S.BG-4] goes to blue alone while green is made ready, a tenth to green in a canary, then all', () => {
    const recorder = simulate(requests(constantly(40)), { deploymentSpec: deploymentSpecWith({ shift: codeDeploy }) });
    // Green is healthy at 10 min 40 s: until then it is idle, and idles beside blue.
    expect(rates(recorder, 10)).toEqual([40, 0]);
    expect(rates(recorder, 12)).toEqual([36, 4]);
    expect(rates(recorder, 17)).toEqual([0, 40]);
    expect(loaded(recorder, 25, 0)).toBeUndefined();
    // 4 tasks of 20 requests a second each: half of blue's CPU, then 45 %, and 5 % of green's.
    expect(measured(recorder, 10, 0)[3]).toBeCloseTo(50_000, -2);
    expect([0, 1].map((revision) => Math.round(measured(recorder, 12, revision)[3] / 100))).toEqual([450, 50]);
  });

  it('[S.MET-4] has the CPU of the service over all tasks of both: half as much as before, and requests per target of those that get any', () => {
    const recorder = simulate(requests(constantly(40)), { deploymentSpec: deploymentSpecWith({ shift: codeDeploy }) });
    const cpu = (minute: number) => Math.round(ofService(recorder, Fact.serviceMeasured, minute)[1] / 100);
    expect([cpu(10), cpu(12), cpu(30)]).toEqual([500, 250, 500]);
    const serving = (minute: number) => ofService(recorder, Fact.serviceLoaded, minute)[5];
    expect([serving(10), serving(12), serving(17), serving(30)]).toEqual([4_000, 8_000, 4_000, 4_000]);
  });

  it('[A.NW-4] follows the steps of a linear shift by ECS, and adds up to what came', () => {
    const steps = nativeSteps({ strategy: 'LINEAR', stepPercent: 25, stepBakeTimeInMinutes: 2 });
    const shift = { kind: 'native' as const, rules: { steps, bakeMs: 5 * MINUTE, hooks: [] } };
    const recorder = simulate(requests(constantly(40)), { deploymentSpec: deploymentSpecWith({ shift }) });
    expect([12, 14, 16, 18].map((minute) => rates(recorder, minute))).toEqual([
      [30, 10],
      [20, 20],
      [10, 30],
      [0, 40],
    ]);
    for (const { atMs, args } of recorder.of(Fact.serviceLoaded)) {
      const parts = recorder.of(Fact.revisionLoaded).filter((fact) => fact.atMs === atMs);
      for (const column of [1, 2, 3, 4]) {
        const sum = parts.reduce((all, part) => all + part.args[column + 1], 0);
        expect(Math.abs(sum - args[column])).toBeLessThanOrEqual(2); // Each is rounded to a thousandth of a request.
      }
    }
  });

  it('[S.BG-8] is blue alone again, at once, when green is rolled back', () => {
    const watch = { ...UNWATCHED, alarms: { enable: true, rollback: true } };
    const alarms = [{ fromMs: 13 * MINUTE, untilMs: 14 * MINUTE }];
    const recorder = simulate(requests(constantly(40)), { deploymentSpec: deploymentSpecWith({ shift: codeDeploy, watch, alarms }) });
    expect(rates(recorder, 13)).toEqual([36, 4]);
    expect(rates(recorder, 14)).toEqual([40, 0]);
    expect(ofService(recorder, Fact.serviceLoaded, 14)[3]).toBe(0);
  });

  it('[S.BG-1] lets a green that is too slow turn away requests of its own share only', () => {
    const steps = nativeSteps({ strategy: 'CANARY', canaryPercent: 50, canaryBakeTimeInMinutes: 10 });
    const shift = { kind: 'native' as const, rules: { steps, bakeMs: 0, hooks: [] } };
    const recorder = simulate(requests(constantly(70), {}, SLOWER), { deploymentSpec: deploymentSpecWith({ shift }) });
    // Blue could serve 80 a second, green 80 / 3: of its 35 a second more than 8 are too many.
    const [blue, green] = [0, 1].map((revision) => loaded(recorder, 19, revision)!);
    expect(blue![4]).toBe(0);
    expect(green![4] / 60_000).toBeCloseTo(35 - 80 / 3, 0);
    expect(measured(recorder, 19, 1)[4]).toBeGreaterThan(10 * measured(recorder, 19, 0)[4]);
  });
});

describe('the traffic of external task sets', () => {
  const scale = (fromMin: number) => [{ atMs: fromMin * MINUTE, percent: 100 }];

  it('[S.EXT-2, S.EXT-3] goes by the weights of their target groups, or equally to each task where they have none', () => {
    const weights = (...entries: [minute: number, weight: number][]) =>
      entries.map(([minute, weight]) => ({ atMs: minute * MINUTE, weight }));
    const weighted = [
      { scale: scale(0), weights: weights([0, 1], [20, 3], [30, 0]) },
      { scale: scale(10), weights: weights([20, 1]) },
    ];
    const load = requests(constantly(40), {}, SLOWER);
    const recorder = simulate(load, { deploymentSpec: deploymentSpecWith({ taskSets: weighted }) });
    expect([15, 25, 35].map((minute) => rates(recorder, minute))).toEqual([
      [40, 0],
      [30, 10],
      [0, 40],
    ]);
    const equal = simulate(load, { deploymentSpec: deploymentSpecWith({ taskSets: weighted.map((set) => ({ scale: set.scale })) }) });
    expect([9, 15, 25].map((minute) => rates(equal, minute))).toEqual([
      [40, 0],
      [20, 20],
      [20, 20],
    ]);
  });
});

describe('the tasks of a deployment', () => {
  it('[S.DEP-6] are as slow as their own definition while both serve, and requests go equally to each', () => {
    const recorder = simulate(
      requests(constantly(40), {}, SLOWER),
      { deploymentSpec: deploymentSpecWith({}), minimumHealthyPercent: 100, maximumPercent: 125 },
      { timings: { containerStart: constant(3 * MINUTE) } },
    );
    // One at a time. The first is healthy at 13 min 30 s, the second at 17 min.
    expect([15, 19].map((minute) => rates(recorder, minute))).toEqual([
      [30, 10],
      [20, 20],
    ]);
    expect(measured(recorder, 15, 1)[4]).toBeGreaterThan(2 * measured(recorder, 15, 0)[4]);
    expect([loaded(recorder, 15, 1)![4], loaded(recorder, 35, 0)]).toEqual([expect.any(Number), undefined]);
    // In the end the four slow ones have all, which is half as much again as they can serve.
    expect(loaded(recorder, 39, 1)![4] / 60_000).toBeCloseTo(40 - 80 / 3, 1);
  });

  it('[T.MET-7] use a share of what their own definition reserves: twice the CPU, half the percentage', () => {
    const recorder = simulate(requests(constantly(40), {}, { cpuUnits: 2_048 }), { deploymentSpec: deploymentSpecWith({}) });
    const cpu = (minute: number) => Math.round(ofService(recorder, Fact.serviceMeasured, minute)[1] / 100);
    expect([cpu(10), cpu(35)]).toEqual([500, 250]);
  });

  it('[A.ASG-2] take messages at the pace of both kinds together', () => {
    const { targetGroup } = PLAIN_CARE;
    const load = messages(constantly(3), {}, { meanMs: 3_000 });
    const recorder = simulate(load, {
      deploymentSpec: deploymentSpecWith({ targetGroup }),
      minimumHealthyPercent: 100,
      maximumPercent: 150,
    });
    expect(ofService(recorder, Fact.serviceLoaded, 10)[4]).toBe(0);
    expect(recorder.of(Fact.revisionLoaded)).toEqual([]);
    // Four slow ones finish 80 messages a minute of 180.
    const [before, after] = [34, 35].map((minute) => ofService(recorder, Fact.serviceLoaded, minute)[4]);
    expect((after! - before!) / 1_000).toBeCloseTo(100, 3);
  });
});

describe('a target group without a healthy target', () => {
  /** All four are found unhealthy at the same time, and their replacements take three minutes: meanwhile they stay (S.SVC-5). */
  const ill = (allUnhealthy: 'failOpen' | 'turnAway') => {
    const whole = deploymentSpecWith({});
    const revisions = [{ ...whole.revisions[0]!, mode: { ...SOUND, unhealthyAfterMs: 10 * MINUTE } }];
    return simulate(
      requests(constantly(40)),
      { deploymentSpec: { ...whole, revisions, checks: [[]] } },
      { deploymentAndHealth: { ...CARE, targets: { ...CARE.targets, allUnhealthy } }, timings: { containerStart: constant(3 * MINUTE) } },
    );
  };

  it('[T.LB-2] fails open, or turns all away until a replacement is healthy', () => {
    const shed = (recorder: Recorder) =>
      recorder.of(Fact.serviceLoaded).flatMap(({ atMs, args }) => (atMs > 5 * MINUTE && args[3] > 0 ? [atMs / MINUTE] : []));
    expect(shed(ill('failOpen'))).toEqual([]);
    // Found unhealthy at 13 min 30 s, replaced at 17 min; and the replacements fail in their turn.
    expect(shed(ill('turnAway'))).toEqual([14, 15, 16, 17, 28, 29, 30, 31]);
  });
});
