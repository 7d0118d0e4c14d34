import { describe, expect, it } from 'vitest';
import { ServiceMetric } from '../../src/metrics/names.js';
import { ServiceScalingReason as Reason } from '../../src/services/scaling/decision.js';
import { Fact } from '../../src/sim/facts.js';
import { constantly, inSteps, messages, requests, scaling, tracking } from '../sim/loaded.js';
import { constant, HOUR, MINUTE, provider, type Recorder, run, service, staticInstance } from '../sim/setups.js';

const ROOM = [staticInstance({ count: 30 })];
const ALONE = { capacityProviders: [], staticInstances: ROOM };
const onInstances = { capacity: { kind: 'launchType' } } as const;

/** Each change of the desired count: [minute, count]. */
function desired(recorder: Recorder): [number, number][] {
  return recorder.of(Fact.serviceDesired).map(({ atMs, args }) => [atMs / MINUTE, args[1]]);
}

function reasons(recorder: Recorder): [number, number][] {
  return recorder.of(Fact.serviceScaled).map(({ atMs, args }) => [atMs / MINUTE, args[3]]);
}

describe('the load of a service', () => {
  it('[T.MET-7, S.MET-4] is reported each minute: 4 tasks of one vCPU at 40 requests of 50 ms a second are at 50 %', () => {
    const web = service(4, { ...onInstances, load: requests(constantly(40)) });
    const { recorder } = run({ ...ALONE, minutes: 3, services: [web] });
    expect(recorder.minutesOf(Fact.serviceLoaded)).toEqual([1, 2, 3]);
    expect(recorder.values(Fact.serviceLoaded, 'arrivedMilli')).toEqual([2_400_000, 2_400_000, 2_400_000]);
    expect(recorder.values(Fact.serviceMeasured, 'cpuMilliPercent').at(-1)).toBeCloseTo(50_000, -3);
    expect(recorder.values(Fact.serviceLoaded, 'servingMilli')).toEqual([4_000, 4_000, 4_000]);
  });

  it('[T.MET-2, S.SAS-2] has no utilisation while no task runs, and the requests are lost', () => {
    const web = service([[0, 0], [2, 4]], { ...onInstances, load: requests(constantly(40)) }); // biome-ignore format: steps
    const { recorder } = run({ ...ALONE, minutes: 3, services: [web] });
    expect(recorder.values(Fact.serviceMeasured, 'cpuMilliPercent').slice(0, 2)).toEqual([-1, -1]);
    expect(recorder.values(Fact.serviceLoaded, 'shedMilli')).toEqual([2_400_000, 2_400_000, 0]);
    expect(recorder.values(Fact.serviceMeasured, 'cpuMilliPercent')[2]).toBeGreaterThan(49_000);
  });

  it('[S.MET-4] counts a task from RUNNING until it is to stop, within the minute: two for half of it are one', () => {
    const web = service([[0, 0], [0.5, 2], [2.25, 0]], { ...onInstances, load: requests(constantly(8)) }); // biome-ignore format: steps
    const timings = { containerStart: constant(6_000), containerStop: constant(20_000) };
    const { recorder } = run({ ...ALONE, minutes: 3, services: [web], timings });
    expect(recorder.values(Fact.serviceLoaded, 'servingMilli')).toEqual([800, 2_000, 500]);
    // 36 s without a task: none of what comes then is served.
    expect(recorder.values(Fact.serviceLoaded, 'shedMilli')[0]).toBeCloseTo(288_000, -3);
  });
});

describe('service auto scaling in a run', () => {
  it('[A.SAS-1, S.TT-4] adds in proportion after three minutes above the target, and removes after fifteen below', () => {
    const load = requests(inSteps([0, 40], [10, 70], [40, 40]));
    const { recorder } = run({
      ...ALONE,
      minutes: 80,
      services: [service(4, { ...onInstances, load, scaling: scaling([tracking(50.5)]) })],
    });
    const [, out, ...later] = desired(recorder);
    expect(out).toEqual([13, 7]); // 4 x 87.5 / 50.5
    expect(later).toEqual([[55, 4]]);
  });

  it('[A.SAS-3, S.SAS-3] reckons from what runs, not from what is desired: no runaway where nothing more can be placed', () => {
    const load = requests(constantly(160));
    const { recorder } = run({
      capacityProviders: [],
      staticInstances: [staticInstance()],
      minutes: 120,
      services: [service(4, { ...onInstances, load, scaling: scaling([tracking(50)]) })],
    });
    expect(Math.max(...desired(recorder).map(([, count]) => count))).toBe(8); // 4 tasks at 100 % of 50 %, however long it lasts
  });

  it('[A.SAS-9, S.SCHEDSC-1] follows scheduled actions without any metric', () => {
    const action = { name: 'office', timeZone: 'UTC', startMs: 0, endMs: null, maxCapacity: null };
    const actions = [
      { ...action, expression: 'cron(10 * * * ? *)', minCapacity: 6 },
      { ...action, expression: 'at(2026-01-05T00:20:00)', minCapacity: 9 },
    ];
    const { recorder } = run({ ...ALONE, services: [service(2, { ...onInstances, scaling: scaling([], {}, actions) })] });
    expect(desired(recorder)).toEqual([[0, 2], [10, 6], [20, 9]]); // biome-ignore format: steps
    expect(reasons(recorder)).toEqual([[10, Reason.scheduled], [20, Reason.scheduled]]); // biome-ignore format: steps
  });

  it('[A.SAS-7] has points of 20 seconds in high resolution: three above the target are one minute', () => {
    const load = requests(inSteps([0, 40], [10, 80]));
    const policy = tracking(50.5, { isHighResolution: true });
    const { recorder } = run({ ...ALONE, minutes: 20, services: [service(4, { ...onInstances, load, scaling: scaling([policy]) })] });
    expect(desired(recorder)[1]).toEqual([11, 8]);
  });

  it('[S.SAS-8, T.SCALE-6] comes from zero by one task after one data point, then from what runs', () => {
    const load = messages(inSteps([0, 0], [10, 2]));
    const policy = tracking(60, { metric: ServiceMetric.BacklogPerTask });
    const { recorder } = run({
      ...ALONE,
      minutes: 30,
      services: [service(0, { ...onInstances, load, scaling: scaling([policy], { minCapacity: 0 }) })],
    });
    expect(desired(recorder).slice(0, 2)).toEqual([[0, 0], [11, 1]]); // biome-ignore format: steps
    expect(desired(recorder)[2][1]).toBeGreaterThan(2);
  });

  it('[S.SAS-6] scales out to its maximum, and reports once that it is there', () => {
    const load = requests(constantly(160));
    const { recorder } = run({
      ...ALONE,
      services: [service(4, { ...onInstances, load, scaling: scaling([tracking(50)], { maxCapacity: 6 }) })],
    });
    expect(desired(recorder)).toEqual([[0, 4], [3, 6]]); // biome-ignore format: steps
    expect(reasons(recorder).filter(([, reason]) => reason === Reason.atMaximum)).toHaveLength(1);
  });
});

describe('a queue in a run', () => {
  it('gives back what a stopped task had in hand, even when another comes in the same millisecond', () => {
    // Each task fails after 90 s and is replaced at once; a message takes ten minutes and so is never done.
    const load = messages(constantly(1 / 60), { meanMs: 600_000, visibilityTimeoutMs: 900_000 });
    const web = service(1, { ...onInstances, load, timeToFailure: constant(90_000) });
    const { simulation } = run({ ...ALONE, minutes: 10, services: [web] });
    const { load: queue } = simulation.world.traffic.measuredServices[0];
    expect(queue!.ever.served).toBeLessThan(1.5);
    expect(queue!.present).toBeCloseTo(10 - queue!.ever.served, 6);
  });
});

describe('two loops', () => {
  it('[A.SAS-1, C.SOUT-01] lag behind each other: service 3 minutes after the load, its instances one later and a boot after that', () => {
    const load = requests(inSteps([0, 40], [30, 160]));
    const { recorder } = run({
      capacityProviders: [
        provider({
          initialSize: 1,
          managedScaling: { isEnabled: true, targetPercent: 100, minimumStep: 1, maximumStep: 100, warmupMs: 0 },
        }),
      ],
      durationMs: HOUR,
      timings: { instanceBoot: constant(90_000) },
      services: [service(4, { load, scaling: scaling([tracking(60)]) })],
    });
    expect(desired(recorder)[1]).toEqual([33, 7]);
    expect(recorder.desiredByMinute.find(([minute]) => minute >= 30)).toEqual([34, 2]);
    const started = recorder.of(Fact.taskRunning).find(({ atMs }) => atMs > 30 * MINUTE)!;
    expect(started.atMs / MINUTE).toBe(35.5);
  });
});
