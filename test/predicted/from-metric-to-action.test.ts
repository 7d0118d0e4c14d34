import { describe, expect, it } from 'vitest';
import { ServiceScalingReason } from '../../src/services/scaling/decision.js';
import { predict } from './predict.js';

const CPU = 'ECSServiceAverageCPUUtilization';

interface Jump {
  /** Requests a second from a time on; with four tasks of one vCPU and 50 ms each, 8 are 10 %. */
  readonly rates: readonly (readonly [at: string, perSecond: number])[];
  readonly scaling?: string;
  readonly metric?: string;
  readonly bounds?: readonly [min: number, max: number];
  readonly duration?: string;
  readonly tasks?: number;
}

/** A service of four tasks that follows 50 % of CPU, on an instance with room for all. */
function scenario({ rates, scaling = '{}', metric = CPU, bounds = [4, 20], duration = '2h', tasks = 4 }: Jump): string {
  const isHigh = metric.endsWith('HighResolution');
  return `
name: jump
duration: ${duration}
timings: { containerStart: 1s, containerStop: 1s, imagePull: 0s }
serviceScaling: ${scaling}
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.12xlarge, count: 1 }]
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [{ name: c, image: w, cpu: 1024, memory: 512 }] }
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: ${tasks}
    launchType: EC2
    ${isHigh ? 'monitoring: { metricConfigurations: [{ metricNames: [CPUUtilization], resolutionSeconds: 20 }] }' : ''}
    load:
      arrivals: { type: steps, entries: [${rates.map(([at, rate]) => `{ at: ${at}, rate: ${rate}/s }`).join(', ')}] }
      task: { concurrency: 100, serviceTime: 100ms, cpuTime: 50ms }
    scaling:
      minCapacity: ${bounds[0]}
      maxCapacity: ${bounds[1]}
      policies:
        - targetTrackingScalingPolicyConfiguration: { targetValue: 50, predefinedMetricSpecification: { predefinedMetricType: ${metric} } }
`;
}

/** Changes of the desired count after the start: [second, count]. */
function changes(text: string): [number, number][] {
  return predict(text)
    .of('serviceDesired')
    .slice(1)
    .map(({ at, args }) => [at, args.count!]);
}

const JUMP = [['0s', 16], ['30m30s', 72]] as const; // biome-ignore format: 20 % to 90 %
const TO_90 = [['0s', 16], ['30m', 72]] as const; // biome-ignore format: 20 % to 90 %
const HIGH = { metric: `${CPU}HighResolution` };
const AT_ONCE = 'metricDelay: 0s, metricDelayHigh: 0s, evaluationPhase: 0s, actionDelay: 0s';

describe('from the metric to the action of a service', () => {
  // Source: CloudWatch, "Evaluating an alarm"; the sums are AWS's benchmark of 18 June 2026 (N.DLY-2). Minute 1,800 to 1,860 averages 55 %: it breaches.
  // Third point: ends 1,980, available 2,130, evaluated at 30 s past the minute in the same second, acted on 3 s later: 4 x 90 / 50 = 8 tasks.
  it('[N.T-DLY-a, N.DLY-1, N.DLY-4] three minutes, 150 s of publication, the next evaluation and 3 s: 303 or 333 s after the jump', () => {
    expect(changes(scenario({ rates: JUMP, scaling: '{ evaluationPhase: 30s }' }))[0]).toEqual([2_133, 8]);
    expect(changes(scenario({ rates: JUMP, scaling: '{ evaluationPhase: 0s }' }))[0]).toEqual([2_163, 8]);
  });

  // Third point of 20 s: ends 1,880, available 1,898, evaluated each 10 s: 1,900, or 1,898 with a phase of 8 s.
  it('[N.T-DLY-b] three points of 20 seconds, 18 s, the next evaluation of ten seconds and 3 s: 73 or 71 s after the jump', () => {
    expect(changes(scenario({ rates: JUMP, ...HIGH, scaling: '{ evaluationPhase: 0s }' }))[0]).toEqual([1_903, 8]);
    expect(changes(scenario({ rates: JUMP, ...HIGH, scaling: '{ evaluationPhase: 8s }' }))[0]).toEqual([1_901, 8]);
  });

  // 15 points below 45 %: the last ends 6,900, is available 7,050 and is evaluated 7,080.
  it('[N.T-DLY-d] removes 18 minutes after the load fell, not 15', () => {
    const rates = [['0s', 40], ['6000s', 8]] as const; // biome-ignore format: 50 % to 10 %
    const [first] = changes(scenario({ rates, bounds: [1, 20], duration: '3h', scaling: '{ evaluationPhase: 0s }' }));
    expect(first![0]).toBe(7_083);
  });

  // The alarm calls again each minute. The first step's activity ends 30 s after it, and 300 s of cooldown follow: the call at 7,383 is too early, that at 7,443 not.
  it('P.10 takes the steps of a cooldown of 300 s a whole call later: 360 s apart', () => {
    const rates = [['0s', 40], ['6000s', 8]] as const; // biome-ignore format: 50 % to 10 %
    const steps = (scaling: string) => changes(scenario({ rates, bounds: [1, 20], duration: '3h', scaling }));
    expect(steps('{ evaluationPhase: 0s }')).toEqual([[7_083, 3], [7_443, 2], [7_803, 1]]); // biome-ignore format: one row
    expect(steps('{ evaluationPhase: 0s, activityTime: 0s }')).toEqual([[7_083, 3], [7_383, 2], [7_683, 1]]); // biome-ignore format: one row
  });

  // The same with points of 20 s: 45 of them end 6,900, available 6,918, evaluated 6,920 (phase 0), acted 6,923.
  it('[N.DLY-4] and 45 points of 20 seconds are fifteen minutes too', () => {
    const rates = [['0s', 40], ['6000s', 8]] as const; // biome-ignore format: 50 % to 10 %
    const [first] = changes(scenario({ rates, ...HIGH, bounds: [1, 20], duration: '3h', scaling: '{ evaluationPhase: 0s }' }));
    expect(first![0]).toBe(6_923);
  });

  it('[N.T-DLY-e, N.DLY-7] with all delays and the phase 0 acts in the millisecond in which the third point ends', () => {
    expect(changes(scenario({ rates: JUMP, scaling: `{ ${AT_ONCE} }` }))[0]).toEqual([1_980, 8]);
    expect(changes(scenario({ rates: JUMP, ...HIGH, scaling: `{ ${AT_ONCE} }` }))[0]).toEqual([1_880, 8]);
  });

  // Tasks that run at the action count, not those of the evaluation: one that starts 150 s into the wait is among them.
  it('[N.DLY-4] the action reckons with the newest point available and the tasks RUNNING then', () => {
    const text = scenario({ rates: JUMP, scaling: '{ evaluationPhase: 30s }' }).replace(
      'launchType: EC2',
      'launchType: EC2\n    desiredCountSchedule: { entries: [{ at: 2131s, desiredCount: 5 }] }',
    );
    expect(changes(text).slice(0, 2)).toEqual([[2_131, 5], [2_133, 9]]); // biome-ignore format: 5 x 90 / 50
  });

  // However many run, each is at 100 % of its vCPU: without a cooldown each action doubles them. The first: point 3 of the jump at 30:00.
  it('[N.DLY-4] the action comes again once a minute while the alarm stays, whatever the period of its points', () => {
    const starved = {
      rates: [
        ['0s', 16],
        ['30m', 4000],
      ] as const,
      bounds: [4, 200] as const,
    };
    for (const { metric, first } of [
      { metric: CPU, first: 2_163 },
      { metric: HIGH.metric, first: 1_883 },
    ]) {
      // biome-ignore format: two
      const text = scenario({ ...starved, metric, scaling: '{ evaluationPhase: 0s }' }).replace('targetValue: 50', 'targetValue: 50, scaleOutCooldown: 0')
        .replace('cpuTime: 50ms', 'cpuTime: 50ms, cpuLimit: task');
      expect(changes(text).slice(0, 3)).toEqual([[first, 8], [first + 60, 16], [first + 120, 32]]); // biome-ignore format: steps
    }
  });

  // 44 s at 20 % and 16 s at all that four tasks have are 41 %, whatever comes beyond that. So the minutes of 31:00 to 34:00 breach, and their last point is
  // there at 36:30: acted on at 37:03.
  it('P.33 a load that saturates its tasks within a minute counts from then on', () => {
    const rates = [['0s', 16], ['30m44s', 4000]] as const; // biome-ignore format: 20 to 100 %
    const text = scenario({ rates, scaling: '{ evaluationPhase: 0s }', duration: '38m' });
    expect(changes(text.replace('cpuTime: 50ms', 'cpuTime: 50ms, cpuLimit: task'))).toEqual([[2_223, 8]]);
  });

  // Points of 2,163 and before have 90 % of four tasks until that of minute 2,160 comes at 2,370. Those four request 8, which are there. With points
  // of 20 s the action of 1,943 has that of 1,900 to 1,920, with eight tasks: 45 %.
  it('[S.SAS-4, P.10, P.32] within the cooldown target tracking reckons from the tasks that ran before it', () => {
    const minutes = changes(scenario({ rates: TO_90, scaling: '{ evaluationPhase: 0s }', duration: '40m' }));
    expect(minutes).toEqual([[2_163, 8]]);
    expect(changes(scenario({ rates: TO_90, ...HIGH, scaling: '{ evaluationPhase: 0s }', duration: '40m' }))).toEqual([[1_883, 8]]);
  });

  // Four tasks at 60 % request 5. Then they are at 115 % with 5, and at most 100 % is used: 4 x 100 / 50 = 8, of which 1 is added. The point of the
  // minute of 33:00, the first with that load alone, comes at 34:00 + 150 s, and is acted on at the next whole minute.
  it('[S.SAS-4] a larger step within the cooldown adds what it requests beyond that', () => {
    const rates = [['0s', 16], ['30m', 48], ['33m', 400]] as const; // biome-ignore format: 20, 60 and 100 %
    const text = scenario({ rates, scaling: '{ evaluationPhase: 0s }', duration: '38m' }).replace(
      'cpuTime: 50ms',
      'cpuTime: 50ms, cpuLimit: task',
    );
    expect(changes(text)).toEqual([[2_163, 5], [2_223, 8]]); // biome-ignore format: steps
  });

  // Eight tasks at 90 % request 15, which is 7 more: 4 are added already, so 3. 11 request 20, 9 more less 7: 2; 13 request 24, 11 less 9: 2.
  it('[N.DLY-4] reckoned from the tasks that run, points of before a scale-out are acted on again', () => {
    const minutes = changes(scenario({ rates: TO_90, scaling: '{ evaluationPhase: 0s, scaleOutBase: running }', duration: '40m' }));
    expect(minutes).toEqual([[2_163, 8], [2_223, 11], [2_283, 13], [2_343, 15]]); // biome-ignore format: steps
  });

  // Delays between 0 and 240 s would bring minute k + 1 before minute k in many pairs. Each point waits for the one before it.
  it('[N.DLY-4] draws never reorder points: a drawn delay acts within its bounds and repeats with the seed', () => {
    const drawn = scenario({ rates: JUMP, scaling: '{ metricDelay: { uniform: { min: 0s, max: 240s } }, evaluationPhase: 0s }' });
    const [at] = changes(drawn)[0]!;
    expect(at).toBeGreaterThanOrEqual(1_983);
    expect(at).toBeLessThanOrEqual(1_980 + 240 + 60 + 3);
    expect(changes(drawn)[0]).toEqual([at, 8]);
    const seeds = Array.from({ length: 12 }, (_, seed) => changes(drawn.replace('name: jump', `name: jump\nseed: ${seed}`))[0]![0]);
    expect(new Set(seeds).size).toBeGreaterThan(2);
  });

  it('[N.DLY-3] a phase that is drawn differs by service and seed, and is within the interval', () => {
    const seeds = Array.from(
      { length: 20 },
      (_, seed) => changes(scenario({ rates: JUMP }).replace('name: jump', `name: jump\nseed: ${seed}`))[0]![0],
    );
    for (const at of seeds) expect(at - 1_830).toBeGreaterThanOrEqual(303);
    for (const at of seeds) expect(at - 1_830).toBeLessThanOrEqual(363);
    expect(new Set(seeds).size).toBeGreaterThan(15);
  });
});

/**
 * Times from jump to trigger: one run with a jump each twenty minutes, at each of the seconds into a period. The service may not grow, so every
 * jump meets the same four tasks, and the trigger is the first time that its scaler says so.
 */
function triggers({ metric, phase, seconds }: { metric: string; phase: number; seconds: readonly number[] }): number[] {
  const jumps = seconds.map((second, nth) => 1_200 * (nth + 1) + second);
  const rates = [['0s', 8] as const, ...jumps.flatMap((at) => [[`${at}s`, 72] as const, [`${at + 600}s`, 8] as const])]; // 10 % and 90 %
  const duration = `${1_200 * (seconds.length + 1)}s`;
  const triggered = predict(scenario({ rates, metric, duration, bounds: [4, 4], scaling: `{ evaluationPhase: ${phase}s }` }))
    .of('serviceScaled')
    .filter(({ args }) => args.reason === ServiceScalingReason.atMaximum)
    .map(({ at }) => at);
  expect(triggered.length).toBe(jumps.length);
  return triggered.map((at, nth) => at - jumps[nth]!);
}

const halves = (to: number) => Array.from({ length: to }, (_, i) => i + 0.5);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("AWS's benchmark of scale-outs", () => {
  // Source: AWS News blog, 18 June 2026, as retold: 363 s with points of a minute, 86 s with points of 20 seconds.
  // Arithmetic: 3 periods (a period with half of the jump or more breaches: 10 % to 90 % at a target of 50 %) + delay + half an interval + action:
  // 180 + 150 + 30 + 3 = 363; 60 + 18 + 5 + 3 = 86.
  it('[N.T-DLY-c, N.DLY-2] over all jumps and phases a trigger takes 363.0 s with points of a minute', () => {
    const everyFour = Array.from({ length: 15 }, (_, i) => 4 * i);
    const all = everyFour.flatMap((phase) => triggers({ metric: CPU, phase, seconds: halves(60) }));
    expect(all.length).toBe(900);
    expect(mean(all)).toBeCloseTo(363, 6);
  });

  it('[N.T-DLY-c, N.DLY-2] and 86.0 s with points of 20 seconds', () => {
    const all = halves(10).flatMap((phase) => triggers({ metric: HIGH.metric, phase, seconds: halves(20) }));
    expect(all.length).toBe(200);
    expect(mean(all)).toBeCloseTo(86, 6);
  });
});

describe('scale-in by target tracking', () => {
  // Source: a public exam report of September 2026: after five minutes of load four tasks went to three and then to two. Load ends at 60:00: point 15 of the
  // low alarm ends 75:00, is available 77:30, is evaluated 78:00 and acted on 78:03; the activity and its cooldown of 300 s later, at the next call, the next task.
  it('[V.19] removes one task, then the next after the cooldown, though one would do at once', () => {
    const rates = [['0s', 40], ['60m', 0]] as const; // biome-ignore format: 50 % to nothing
    const idle = { rates, bounds: [2, 6] as const, duration: '2h' };
    expect(changes(scenario({ ...idle, scaling: '{ evaluationPhase: 0s }' }))).toEqual([[4_683, 3], [5_043, 2]]); // biome-ignore format: steps
    expect(changes(scenario({ ...idle, scaling: '{ evaluationPhase: 0s, scaleInSteps: proportional }' }))).toEqual([[4_683, 2]]);
  });
});
