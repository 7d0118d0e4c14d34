import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: record of resilience tests (INF2006), test R4 (P.92): an instance was terminated in EC2, and its group launched another after 47 s.

/** Two instances that have been in service for whole minutes; one is terminated at 10:30. Health checks come each minute. */
const SCENARIO = `
name: terminated
duration: 20m
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: web
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedDraining: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 2, maxSize: 4, desiredCapacity: 2 }
taskDefinitions: [{ family: app, containerDefinitions: [{ name: app, image: app, cpu: 256, memory: 256 }] }]
services: [{ serviceName: app, taskDefinition: app, desiredCount: 0, launchType: EC2 }]
groups: { launchDelay: 9s, healthCheckInterval: 1m, healthCheckPhase: inService }
faults:
  - { at: 630s, type: terminate, count: 1 }
`;

const launches = (text: string) =>
  predict(text)
    .of('instanceLaunched')
    .map(({ at }) => at)
    .filter((at) => at > 0);

it('[P.92, A.ASG-18] launches another at the next health check of the group', () => {
  expect(launches(SCENARIO)).toEqual([660]);
  expect(launches(SCENARIO.replace('healthCheckInterval: 1m', 'healthCheckInterval: 5m'))).toEqual([900]);
});

it('[P.92] does not hold back instances for which DesiredCapacity was raised meanwhile', () => {
  const raised = `${SCENARIO}  - { at: 635s, type: desiredCapacity, capacityProvider: web, desiredCapacity: 3 }\n`;
  expect(launches(raised)).toEqual([644, 660]);
});

// The check at 660 s is left out. The group finds the instance when its processes go on, at 700 s.
it('[P.92] finds nothing while its health checks or replacements are suspended', () => {
  const suspended = (process: string) =>
    `${SCENARIO}  - { at: 640s, type: suspendProcesses, capacityProvider: web, scalingProcesses: [${process}] }
  - { at: 700s, type: resumeProcesses, capacityProvider: web, scalingProcesses: [${process}] }
`;
  for (const process of ['HealthCheck', 'ReplaceUnhealthy']) expect(launches(suspended(process))).toEqual([700]);
});

// Records found such an instance after 2 s (P.138), 47 s (P.92) and 96 s (P.109): two minutes between checks, at any phase.
it('[P.138, P.92, P.109] has checks at times of its own, an interval apart, which the seed decides', () => {
  const found = (seed: number, at: number) =>
    launches(
      SCENARIO.replace('1m, healthCheckPhase: inService', '2m').replace('630s', `${at}s`).replace('name:', `seed: ${seed}\nname:`),
    )[0] - at;
  const waits = Array.from({ length: 40 }, (_, seed) => found(seed + 1, 630));
  expect([Math.min(...waits) >= 0, Math.max(...waits) < 120]).toEqual([true, true]);
  // Of 40 uniform draws each quarter of the interval has some, but with a chance of 4 x 0.75^40 = 0.00004.
  expect(new Set(waits.map((wait) => Math.floor(wait / 30))).size).toBe(4);
  // Ten seconds later the wait is ten seconds less, or, past the check, 110 s more.
  expect((waits[0] + 120 - found(1, 640)) % 120).toBeCloseTo(10, 6);
});

// "If you don't use Capacity Rebalancing, Amazon EC2 Auto Scaling doesn't replace Spot Instances until after the Spot service interrupts them and their
// health check fails" (page ec2-auto-scaling-capacity-rebalancing). One group tried 4 and 15 s after the end (P.159, koleslaw.ai, 2026-07), another 8 s
// after it (an EKS lab, 2026-09-28); a third is said to launch "about two minutes" after the notice (reproio/ecs_deploy 55, 2019-10-07).
describe('an interrupted Spot instance (C.SPOT-02)', () => {
  const spot = (rebalance: boolean) =>
    SCENARIO.replace(
      'instanceTypes: [m5.large]',
      `instanceTypes: [m5.large], mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } }, capacityRebalance: ${rebalance}`,
    ).replace('type: terminate, count: 1', 'type: spotInterruption, share: 1');

  // The notice comes at 630 s and the end at 750 s. The next check of the group is at 780 s, but the launch comes after launchDelay, 9 s.
  it('[P.159, C.SPOT-02] is lost at its end, and replaced after the delay of a launch', () => {
    expect(
      predict(spot(false))
        .of('instanceTerminated')
        .map(({ at }) => at),
    ).toEqual([750, 750]);
    expect(launches(spot(false))).toEqual([759, 759]);
    expect(launches(spot(false).replace('launchDelay: 9s', 'launchDelay: 0s'))).toEqual([750, 750]);
  });

  // It ends at 750 s, and the processes go on at 800 s.
  it.each(['HealthCheck', 'ReplaceUnhealthy'])('[P.159, A.ASG-18] is not replaced while %s is suspended, whatever the delay', (process) => {
    for (const delay of ['0s', '9s']) {
      const suspended = `${spot(false)}  - { at: 640s, type: suspendProcesses, capacityProvider: web, scalingProcesses: [${process}] }
  - { at: 800s, type: resumeProcesses, capacityProvider: web, scalingProcesses: [${process}] }
`;
      expect(launches(suspended.replace('launchDelay: 9s', `launchDelay: ${delay}`))).toEqual([800, 800]);
    }
  });

  // Without capacity the first try is at 759 s, and the next ones 15, 24, 38.4 s later and so on: the ninth 1048.741 s after the first.
  it('[P.159, A.ASG-13] is retried after 15 s x 1.6 up to ten minutes while there is no capacity', () => {
    const dry = `${spot(false).replace('duration: 20m', 'duration: 1h')}  - { at: 700s, type: spotDrought }\n`;
    const tries = predict(dry)
      .of('launchFailed')
      .map(({ at }) => at);
    expect(tries.slice(0, 4)).toEqual([759, 774, 798, 836.4]);
    expect(tries[8]).toBeCloseTo(759 + 1048.741, 6);
    expect(tries.slice(9)).toEqual([1, 2, 3].map((n) => tries[8] + n * 600).filter((at) => at < 3600));
  });

  it('[A.ASG-17] is replaced at its notice with capacityRebalance, and not again', () => {
    expect(launches(spot(true))).toEqual([630, 630]);
  });
});
