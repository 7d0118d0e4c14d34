import { expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: API RegisterScalableTarget: a scalable target is the DesiredCount of a service that exists; PutScheduledAction needs one.

/** A service that is created at 10 minutes. Its policy wants six tasks from the start, and an action at 5 minutes at least four. */
const scenario = (schedule: string) => `
name: created-later
duration: 30m
startsAt: 2026-11-26T03:00:00Z
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.4xlarge, count: 1 }] }
serviceScaling: { metricDelay: 0s, evaluationPhase: 0s, actionDelay: 0s }
timings: { imagePull: 0s, containerStart: 0s }
taskDefinitions: [{ family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 256 }] }]
customMetrics: [{ namespace: Own, metricName: Waiting, points: [${Array.from({ length: 30 }, (_, i) => `{ at: ${i}m, value: 60 }`).join(', ')}] }]
services:
  - serviceName: web
    taskDefinition: web
    launchType: EC2
    desiredCount: 1
    createdAt: 10m
    scaling:
      minCapacity: 1
      maxCapacity: 6
      policies:
        - policyName: waiting
          targetTrackingScalingPolicyConfiguration: { targetValue: 10, customizedMetricSpecification: { namespace: Own, metricName: Waiting } }
      scheduledActions:
        - { scheduledActionName: more, schedule: "${schedule}", scalableTargetAction: { minCapacity: 4 } }
faults: [{ at: 5m, type: alarmState, service: web, policyName: waiting, stateValue: ALARM }]
`;

/** The desired counts that the run reports, with their seconds. */
const desiredOf = (schedule: string) =>
  predict(scenario(schedule))
    .of('serviceDesired')
    .map(({ at, args }) => [at, args.count]);

// Its alarm receives the first minute at the creation, and the third at 12 minutes: then the policy wants 60 / 10 = 6.
it('[S.SAS-9] scales a service from its creation on: neither a policy, nor a call, nor an action acts before', () => {
  expect(desiredOf('at(2026-11-26T03:05:00)')).toEqual([
    [600, 1],
    [720, 6],
  ]);
});

it('[S.SCHEDSC-1] takes the scheduled actions that come after the creation', () => {
  expect(desiredOf('at(2026-11-26T03:11:00)')).toEqual([
    [600, 1],
    [660, 4],
    [720, 6],
  ]);
});

const ALARMS = 'deploymentConfiguration: { alarms: { enable: true, rollback: true, alarmNames: [slow] } }';

/** A service that is created at 10 minutes, and the states of its deployments with their seconds. */
const rollouts = (alarms: string) =>
  predict(`
name: alarmed
duration: 30m
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
timings: { imagePull: 0s, containerStart: 20s }
alarms: { rollingBakeTime: 1m }
taskDefinitions: [{ family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 256 }] }]
services: [{ serviceName: web, taskDefinition: web, launchType: EC2, desiredCount: 1, createdAt: 10m, ${ALARMS}, deploymentAlarms: [${alarms}] }]
`)
    .of('deploymentChanged')
    .map(({ at, args }) => [at, args.rollout]);

// RUNNING at 620 s, healthy 40 s later (healthyAfter), and watched for a minute. Rollouts: 1 IN_PROGRESS, 2 COMPLETED.
it('[S.ALARM-1] pays no heed to an alarm that was over when the service was created', () => {
  expect(rollouts('{ at: 5m, for: 1m }')).toEqual([
    [600, 1],
    [720, 2],
  ]);
});
