import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { predict } from './predict.js';

const HIGH = 'ECSServiceAverageCPUUtilizationHighResolution';
const MONITORED = '{ metricConfigurations: [{ metricNames: [CPUUtilization], resolutionSeconds: 20 }] }';

interface Service {
  readonly monitoring?: string;
  readonly metric?: string;
  readonly keys?: string;
  readonly edition?: string;
  readonly top?: string;
}

const scenario = ({ monitoring, metric = HIGH, keys = '', edition = 'current', top = '' }: Service) => `
name: monitored
duration: 40m
awsBehaviour: ${edition}
timings: { containerStart: 1s, imagePull: 0s }
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 1 }]
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [{ name: c, image: w, cpu: 1024, memory: 512 }] }
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: 2
    launchType: EC2
    ${keys}
    ${monitoring === undefined ? '' : `monitoring: ${monitoring}`}
    load: { arrivals: { type: constant, rate: 72/s }, task: { concurrency: 100, serviceTime: 100ms, cpuTime: 50ms } }
    scaling:
      minCapacity: 1
      maxCapacity: 20
      policies:
        - targetTrackingScalingPolicyConfiguration: { targetValue: 50, predefinedMetricSpecification: { predefinedMetricType: ${metric} } }
${top}
`;

function mistakes(service: Service): string[] {
  const { errors } = checkScenario(scenario(service), { file: 'scenario.yaml', read: () => undefined });
  return (errors ?? []).map(({ message }) => message);
}

describe('metrics of 20 seconds', () => {
  // Source: page "target-tracking-faster-auto-scaling" and CreateService, 18 June 2026.
  it('[N.T-MON-a, N.MON-2] a policy needs its own metric at 20 seconds', () => {
    expect(mistakes({})).toEqual([expect.stringContaining('the service does not have: give it monitoring')]);
    expect(mistakes({ monitoring: MONITORED })).toEqual([]);
    const ofMemory = '{ metricConfigurations: [{ metricNames: [MemoryUtilization], resolutionSeconds: 20 }] }';
    expect(mistakes({ monitoring: ofMemory })).toEqual([expect.stringContaining('metricNames: [CPUUtilization], resolutionSeconds: 20')]);
    const memory = HIGH.replace('CPU', 'Memory');
    expect(mistakes({ monitoring: ofMemory, metric: memory })).toEqual([]);
    expect(mistakes({ monitoring: MONITORED, metric: memory })).toEqual([
      expect.stringContaining('metricNames: [MemoryUtilization], resolutionSeconds: 20'),
    ]);
    expect(mistakes({ monitoring: MONITORED.replace('20', '60') })).toHaveLength(1);
    expect(mistakes({ monitoring: MONITORED.replace('20', '30') })).toEqual([expect.stringContaining('30 is no resolution: 20 or 60')]);
  });

  it('[N.T-MON-a, N.MON-1] the controllers CODE_DEPLOY and EXTERNAL have none, and neither has a Classic Load Balancer alone', () => {
    const codeDeploy = {
      keys: 'deploymentController: { type: CODE_DEPLOY }\n    loadBalancers: [{ targetGroupArn: w }]',
      top: 'targetGroups: [{ name: w }]',
    };
    expect(mistakes(codeDeploy)).toEqual([expect.stringContaining('no service with the deployment controller CODE_DEPLOY has')]);
    expect(mistakes({ ...codeDeploy, monitoring: MONITORED })).toEqual([
      expect.stringContaining('with the deployment controller CODE_DEPLOY'),
    ]);
    expect(mistakes({ ...codeDeploy, metric: HIGH.replace('HighResolution', '') })).toEqual([]);
    const classic = { keys: 'loadBalancers: [{ loadBalancerName: old, containerName: c, containerPort: 80 }]', monitoring: MONITORED };
    expect(mistakes(classic)).toEqual(['is missing: expected a text']); // its targetGroupArn: such a service is not simulated
  });

  it('[N.MON-1] the guide of 2024 has neither the key nor the metrics', () => {
    const plain = HIGH.replace('HighResolution', '');
    expect(mistakes({ edition: 'guide-2024', monitoring: MONITORED, metric: plain })).toEqual([
      expect.stringContaining('is newer than the edition in awsBehaviour'),
    ]);
    expect(mistakes({ edition: 'guide-2024' })).toEqual([expect.stringContaining('are newer than the edition in awsBehaviour')]);
    expect(mistakes({ edition: 'guide-2024', metric: plain })).toEqual([]);
  });

  // Two tasks of one vCPU at 72 x 50 ms = 180 %; room for a third never comes. Where one is still to start, the first deployment is not COMPLETED.
  it('[N.MON-1] points of 20 seconds exist once the first deployment is over; points of a minute always', () => {
    const scaled = (service: Service, desired: number) =>
      predict(scenario(service).replace('desiredCount: 2', `desiredCount: ${desired}`)).of('serviceScaled').length;
    // On the instance are two vCPU: the third task waits for ever.
    expect(scaled({ monitoring: MONITORED }, 2)).toBeGreaterThan(0);
    expect(scaled({ monitoring: MONITORED }, 3)).toBe(0);
    expect(scaled({ metric: HIGH.replace('HighResolution', '') }, 3)).toBeGreaterThan(0);
  });
});

/** States of an alarm on 3 of 3 minutes at the end of five: each minute one task at 90 %, at 10 %, or none at all. */
function stateAfter(points: string): string {
  const minutes = [...points];
  const rates = minutes.map((point, i) => `{ at: ${i}m, rate: ${point === 'X' ? 18 : 2}/s }`);
  const counts = minutes.map((point, i) => `{ at: ${i}m, desiredCount: ${point === '-' ? 0 : 1} }`);
  const text = `
name: points
duration: ${minutes.length}m1s
timings: { containerStart: 0s, containerStop: 0s, imagePull: 0s }
serviceScaling: { metricDelay: 0s, evaluationPhase: 0s }
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.large, count: 1 }]
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [{ name: c, image: w, cpu: 1024, memory: 512 }] }
services:
  - serviceName: w
    taskDefinition: w
    launchType: EC2
    desiredCountSchedule: { entries: [${counts.join(', ')}] }
    load: { arrivals: { type: steps, entries: [${rates.join(', ')}] }, task: { concurrency: 100, serviceTime: 100ms, cpuTime: 50ms } }
    deploymentConfiguration: { alarms: { alarmNames: [busy], enable: true, rollback: false } }
    metricAlarms:
      - { alarmName: busy, metricName: CPUUtilization, comparisonOperator: GreaterThanThreshold, threshold: 50, evaluationPeriods: 3 }
`;
  const last = predict(text).of('alarmChanged').at(-1);
  return ['OK', 'ALARM', 'INSUFFICIENT_DATA'][last?.args.state ?? 2]!;
}

describe('missing points', () => {
  // Source: CloudWatch, "Configuring how CloudWatch alarms treat missing data": 3 of 3, two periods more are fetched, missing stays missing.
  it('[N.T-DLY-g, N.DLY-5] an alarm goes back further for real points, and one old breach is enough where all newer points are missing', () => {
    expect(stateAfter('0XX-X')).toBe('ALARM');
    expect(stateAfter('0-X-X')).toBe('OK');
    expect(stateAfter('--X--')).toBe('ALARM');
    expect(stateAfter('---X-')).not.toBe('ALARM');
    expect(stateAfter('-----')).toBe('INSUFFICIENT_DATA');
  });
});
