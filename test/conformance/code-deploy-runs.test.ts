import { describe, expect, it } from 'vitest';
import { Fact } from '../../src/sim/facts.js';
import { csvOfText } from '../report/bill.js';
import { playOf } from '../scenario/play.js';

const scenario = (more: string, rest = '') => `
name: blue-green
duration: 2h
cluster: { containerInstances: [{ instanceType: m5.4xlarge, count: 6 }] }
timings: { imagePull: 0s, containerStart: 0s, containerStop: 0s }
serviceScheduler: { reaction: 0s }
taskDefinitions:
  - { family: a, revision: 1, networkMode: bridge, containerDefinitions: [{ name: a, image: i, cpu: 512, memory: 1024 }] }
  - { family: a, revision: 2, networkMode: bridge, containerDefinitions: [{ name: a, image: j, cpu: 512, memory: 1024 }] }
services:
  - serviceName: a
    taskDefinition: "a:1"
    desiredCount: 10
    launchType: EC2
    loadBalancers: [{ targetGroupArn: a }]
    deploymentController: { type: CODE_DEPLOY }
    ${more}
${rest}`;

describe('a blue/green deployment of CodeDeploy in a run', () => {
  const hooked = (mode = '') =>
    csvOfText(
      scenario(
        `codeDeploy: { hooks: [{ lifecycleEvent: BeforeInstall, takes: 5m }, { lifecycleEvent: AfterAllowTraffic, takes: 10m }] }
    deployments: [{ at: 10m, taskDefinition: "a:2"${mode} }]`,
      ),
      'scaling-activities.csv',
    )
      .filter(({ time_ms }) => Number(time_ms) >= 600_000)
      .map(({ time_ms, explanation }) => [Number(time_ms) / 60_000, explanation!.replace('a: ', '')]);

  it('[S.BG-8] waits for its functions, and goes back to blue when one fails', () => {
    // Green comes up after BeforeInstall and is healthy by its first check, 1.5 s later.
    expect(hooked()).toEqual([
      [10, 'deployed from a:1 to a:2'],
      [25.025, 'deployed from a:1 to a:2: COMPLETED after 15 min 2 s'],
    ]);
    expect(hooked(', failureMode: { failedHooks: [AfterAllowTraffic] }')).toEqual([
      [10, 'deployed from a:1 to a:2'],
      [25.025, 'deployed from a:1 to a:2: FAILED after 15 min 2 s by a lifecycle hook'],
      [25.025, 'rolled back from a:2 to a:1'],
      // Green has its connections drained.
      [30.025, 'rolled back from a:2 to a:1: COMPLETED after 5 min'],
    ]);
  });

  it('[S.BG-7] shows service auto scaling twice the tasks: of ten one more is 21', () => {
    const step =
      'stepScalingPolicyConfiguration: { adjustmentType: ChangeInCapacity, stepAdjustments: [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }] }, alarm: { metricName: RequestsPerSecond, comparisonOperator: GreaterThanThreshold, threshold: 50, period: 60, evaluationPeriods: 1 }';
    const counts = (deployments: string) =>
      playOf(
        scenario(`codeDeploy: { terminationWait: 20m }
    ${deployments}
    load: { arrivals: { type: steps, entries: [{ at: 0s, rate: 1/s }, { at: 15m, rate: 60/s }] }, task: { concurrency: 100, serviceTime: 1s, cpuTime: 0s } }
    scaling: { minCapacity: 1, maxCapacity: 50, policies: [{ ${step} }] }`),
        [],
      )
        .recorder.of(Fact.serviceScaled)
        .map(({ args }) => args.slice(1, 3));
    expect(counts('deployments: []')[0]).toEqual([10, 11]);
    expect(counts('deployments: [{ at: 10m, taskDefinition: "a:2" }]')[0]).toEqual([10, 21]);
  });
});
