import { describe, expect, it } from 'vitest';
import { changed, load, messages } from './scenarios.js';

const withKeys = (...keys: string[]) => changed(['desiredCount: 2', ['desiredCount: 2', ...keys].join('\n    ')]);
const TRACKING = '{ targetValue: 50, predefinedMetricSpecification: { predefinedMetricType: ECSServiceAverageCPUUtilization } }';
const scaling = (...policies: string[]) =>
  `scaling: { minCapacity: 1, maxCapacity: 9, policies: [${policies.map((policy) => `{ ${policy} }`).join(', ')}] }`;
const FOLLOWS = scaling(`policyType: TargetTrackingScaling, targetTrackingScalingPolicyConfiguration: ${TRACKING}`);

describe('a mistake in a load', () => {
  it('is not reported as a missing load, too, by policies on its metrics', () => {
    const alarm = 'metricAlarms: [{ alarmName: slow, metricName: CPUUtilization, comparisonOperator: GreaterThanThreshold, threshold: 5 }]';
    const watching = 'deploymentConfiguration: { alarms: { enable: true, alarmNames: [slow] } }';
    expect(messages(withKeys('load: 12', FOLLOWS, alarm, watching))).toEqual([
      'services.web.load: expected a block of keys, not 12; its keys are arrivals, weekly, factor, spikes, task, requests, queue',
    ]);
    const rate = 'load: { arrivals: { type: constant, rate: 5 }, task: { serviceTime: 1s, cpuTime: 1s } }';
    expect(messages(withKeys(rate, FOLLOWS))).toEqual(['services.web.load.arrivals.rate: 5 has no unit: write "5/s" (or /m, /h, /d, /w)']);
    expect(messages(withKeys(FOLLOWS))).toEqual([
      'services.web.scaling.policies.0: needs a metric, and the service has none: give it a load',
    ]);
  });
});

describe('a policy that cannot be read', () => {
  it('hides no mistake of another', () => {
    expect(messages(withKeys(scaling('policyName: empty', `targetTrackingScalingPolicyConfiguration: ${TRACKING}`)))).toEqual([
      expect.stringContaining('services.web.scaling.policies.empty: needs exactly one of'),
      'services.web.scaling.policies.1: needs a metric, and the service has none: give it a load',
    ]);
  });
});

describe('a task definition with mistakes', () => {
  const scenario = (definition: string, more = '') => `
name: s
duration: 1h
cluster: { capacityProviders: [FARGATE, FARGATE_SPOT] }
taskDefinitions:
  - { family: a, networkMode: awsvpc, requiresCompatibilities: [FARGATE], ${definition}, containerDefinitions: [{ name: a, image: i }] }
services: [{ serviceName: web, taskDefinition: a, desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: FARGATE_SPOT, weight: 1 }] }]
${more}`;
  const ARM = 'runtimePlatform: { cpuArchitecture: ARM64 }';
  const SIZE =
    'taskDefinitions.a.memory: 256 CPU units with 8192 MiB is no size of Fargate; write 256 with 2048 MiB, or 1024 with 8192 MiB';

  it('is refused as the name of a file, with what is right', () => {
    expect(messages('name: a\nduration: 1h\ncluster: {}\ntaskDefinitions: [web.json]\nservices: []')).toContain(
      'taskDefinitions.0: expected a task definition, not "web.json"; a file is { file: "web.json" }',
    );
  });

  it('does not put off what is wrong with where it is to run', () => {
    expect(messages(scenario(`cpu: "256", memory: "8192", ${ARM}`, 'awsBehaviour: guide-2024'))).toEqual([
      SIZE,
      'services.web.taskDefinition: a: ARM64 cannot run on FARGATE_SPOT; use FARGATE',
    ]);
  });

  it('an unknown price is reported once, too', () => {
    expect(messages(scenario(`cpu: "256", memory: "8192", ${ARM}`))).toEqual([
      SIZE,
      expect.stringContaining('services.web.taskDefinition: no price is known of Fargate (linux on arm64, spot)'),
    ]);
  });

  it('is not reported for each that uses it', () => {
    expect(messages(scenario('cpu: "256", memory: "8192"'))).toEqual([SIZE]);
    expect(messages(scenario('cpu: [1], memory: "512"'))).toEqual([expect.stringMatching(/^taskDefinitions\.a\.cpu: /)]);
    expect(messages(scenario('memory: "512"'))).toEqual([expect.stringMatching(/^taskDefinitions\.a\.cpu: cpu is missing/)]);
  });
});

describe('an alarm of the timeline', () => {
  const alarms = (names: string, more: string) =>
    withKeys(
      `deploymentConfiguration: { alarms: { enable: true, alarmNames: [${names}] } }`,
      'deployments: [{ at: 1h }]',
      `deploymentAlarms: [${more}]`,
    );
  const timesOf = (text: string) => load(text).setup!.services[0]!.deploymentSpec!.alarms;

  it('is the one that it names, or the only one', () => {
    const time = 'at: 1m, for: 1m';
    const [fromMs, untilMs] = [60_000, 120_000];
    expect(timesOf(alarms('slow', `{ ${time} }`))).toEqual([{ fromMs, untilMs, name: 'slow' }]);
    expect(timesOf(alarms('slow, errors', `{ ${time} }, { ${time}, alarmName: errors }`))).toEqual([
      { fromMs, untilMs },
      { fromMs, untilMs, name: 'errors' },
    ]);
    expect(messages(alarms('slow', `{ ${time}, alarmName: slo }`))).toEqual([
      'services.web.deploymentAlarms.0.alarmName: has no effect: "slo" is not in alarmNames; did you mean slow?',
    ]);
    expect(timesOf(alarms('slow', `{ ${time}, alarmName: slo }`))).toEqual([]);
  });
});
