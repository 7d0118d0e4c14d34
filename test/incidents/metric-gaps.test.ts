import { describe, expect, it } from 'vitest';
import { predict } from '../predicted/predict.js';
import { ONE_ENDS, played, toy } from './toys.js';

/** 2 tasks of a vCPU with room for 10, whose CPU is at 25 % until minute 60 and then at 100 %. All happens at once. */
const loaded = (faults: readonly string[], arrivals = '{ at: 0s, rate: 5/s }, { at: 60m, rate: 30/s }', more = '') => `
name: gap
duration: 2h
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: c5.4xlarge, count: 1 }] }
timings: { imagePull: 0s, containerStart: 5s, containerStop: 0s }
serviceScheduler: { reaction: 0s }
serviceScaling: { metricDelay: 0s, metricDelayHigh: 0s, evaluationPhase: 0s, actionDelay: 0s, evaluationInterval: 1m }
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 1024, memory: 512 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 2
    launchType: EC2
    load:
      arrivals: { type: steps, entries: [${arrivals}] }
      requests: { arrivalVariation: 0, serviceVariation: 0, timeout: 60s }
      task: { concurrency: 1, serviceTime: 100ms, cpuTime: 100ms }
    scaling:
      minCapacity: 2
      maxCapacity: 10
      policies:
        - targetTrackingScalingPolicyConfiguration: { targetValue: 50, predefinedMetricSpecification: { predefinedMetricType: ECSServiceAverageCPUUtilization } }
${more}
faults: [${faults.map((fault) => `{ ${fault} }`).join(', ')}]
`;
const gap = (at: string, long: string, more = '') => `at: ${at}, for: ${long}, type: metricGap${more}`;

function scaled(faults: readonly string[]) {
  const run = predict(loaded(faults));
  const raised = run.of('serviceScaled').find(({ args }) => args.toDesired! > args.fromDesired!);
  // The first tasks start in 5 s, in which 25 requests find none.
  const later = run.of('serviceLoaded').filter(({ at }) => at > 600);
  const shed = later.reduce((sum, { args }) => sum + args.shedMilli! / 1_000, 0);
  return { at: raised === undefined ? null : raised.at / 60, shed };
}

describe('metrics of a service', () => {
  it('[I.MG-1, I.MG-2, I.T-MG-a] without points nothing is raised until three have come again', () => {
    expect(scaled([])).toEqual({ at: 63, shed: expect.closeTo(650, 6) });
    expect(scaled([gap('60m', '30m')])).toEqual({ at: 93, shed: expect.closeTo(18_650, 6) });
  });

  it('[I.T-MG-b] the minute that ends at the end of the window is missing, the one that ends at its begin is not', () => {
    expect(scaled([gap('60m', '30s')]).at).toBe(63);
    expect(scaled([gap('62m', '1m')]).at).toBe(66);
    expect(scaled([gap('62m', '1m', ', metricGapRow: lenient')]).at).toBe(64);
  });

  it('[I.MG-1] only these metrics, and with the chance of the share', () => {
    for (const more of [', metrics: [capacity, alarms]', ', share: 0']) expect(scaled([gap('60m', '30m', more)]).at).toBe(63);
  });

  it('[I.MG-4] late points arrive later by the delay, or all at the end', () => {
    expect(scaled([gap('60m', '30m', ', mode: delayed, delay: 7m')]).at).toBe(70);
    expect(scaled([gap('60m', '30m', ', mode: delayed, delay: 2h')]).at).toBe(90);
    expect(scaled([gap('60m', '30m', ', backfill: true')]).at).toBe(90);
  });

  it('[I.MON-9] a service that would not scale does not notice', () => {
    const steady = (faults: readonly string[]) => predict(loaded(faults, '{ at: 0s, rate: 10/s }'));
    const facts = (faults: readonly string[]) => steady(faults).facts.filter(({ name }) => name !== 'serviceScaled');
    expect(facts([gap('30m', '60m')])).toEqual(facts([]));
  });

  it('goes on in a saved run', () => {
    const raised = (savedAt?: number) =>
      predict(loaded([gap('62m', '1m')]), savedAt === undefined ? {} : { savedAt })
        .of('serviceScaled')
        .find(({ args }) => args.toDesired! > args.fromDesired!)!.at;
    expect(raised(63.5 * 60)).toBe(raised());
  });
});

describe('metrics of capacity', () => {
  const scaling = (faults: readonly string[]) => {
    const text = toy(faults, { service: 'desiredCountSchedule: { entries: [{ at: 62m, desiredCount: 20 }] }' });
    return played(text.replace('managedScaling: { status: DISABLED }', 'managedScaling: { status: ENABLED }'));
  };

  it('[I.MG-3] without them a group grows and shrinks no more, but replaces what ends', () => {
    const usual = scaling([]).launches[0]!;
    expect(usual).toBeLessThan(65);
    const later = scaling([gap('60m', '30m')]).launches[0]!;
    expect(later).toBeGreaterThan(90);
    expect(later).toBeLessThan(93);
    expect(scaling([gap('60m', '30m'), ONE_ENDS]).launches[0]).toBe(60);
    expect(scaling([gap('60m', '30m', ', metrics: [service]')]).launches[0]).toBe(usual);
  });

  it('[I.MG-4] act as much later as they come', () => {
    const usual = scaling([]).launches[0]!;
    expect(scaling([gap('60m', '30m', ', mode: delayed, delay: 10m')]).launches[0]).toBeCloseTo(usual + 10, 9);
  });
});

describe('alarms of deployments', () => {
  it('[I.MG-5] that have no points roll nothing back', () => {
    const service = (faults: readonly string[]) =>
      predict(
        loaded(faults, '{ at: 0s, rate: 5/s }, { at: 60m, rate: 19/s }').replace(
          '    launchType: EC2\n',
          `    launchType: EC2
    deployments: [{ at: 58m }]
    deploymentConfiguration: { alarms: { enable: true, rollback: true, alarmNames: [hot] }, bakeTimeInMinutes: 20 }
    metricAlarms: [{ alarmName: hot, metricName: CPUUtilization, comparisonOperator: GreaterThanThreshold, threshold: 80, evaluationPeriods: 3 }]
`,
        ),
      ).of('deploymentChanged');
    expect(service([]).some(({ args, at }) => args.revision === 0 && at > 3_480)).toBe(true);
    expect(service([gap('59m', '30m')]).some(({ args, at }) => args.revision === 0 && at > 3_480)).toBe(false);
  });
});
