import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

/**
 * Source: page ecs_services (an unhealthy replacement, or the unhealthy task before it, is stopped); aws/containers-roadmap 2714 and P.272
 * (so it was within the grace period of the replacement).
 */

/** Tasks that have failed their checks when the run begins. All fail; a start takes 20 s, a target is unhealthy at its second check, 6.5 s after RUNNING. */
const scenario = (desired: number, { maximum = 200, grace = 120, mode = 'unhealthyAfter: 0s, unhealthyBy: refusal' } = {}) => `
name: failing
duration: 1h
startsAt: 2026-01-15T12:00:00Z
timings: { imagePull: 0s, containerStart: 20s, containerStop: 0s }
serviceScheduler: { reaction: 0s, registration: 0s, unhealthyReaction: 0s }
cluster: { availabilityZones: [us-east-1a], containerInstances: [] }
present:
  containerInstances: [{ ec2InstanceId: i-1, instanceType: m5.large, availabilityZone: us-east-1a, launchTime: 2026-01-15T11:00:00Z }]
  tasks:
${Array.from({ length: desired }, (_, i) => `    - { id: t${i}, taskDefinition: "web:1", group: "service:web", containerInstance: i-1, startedAt: 2026-01-15T11:00:00Z, healthStatus: UNHEALTHY }`).join('\n')}
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 128, memory: 256 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: ${desired}
    launchType: EC2
    healthCheckGracePeriodSeconds: ${grace}
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: ${maximum} }
    loadBalancers: [{ targetGroupArn: web }]
    failureMode: { ${mode} }
targetGroups: [{ name: web, deregistrationDelaySeconds: 30, healthCheckIntervalSeconds: 5, healthCheckTimeoutSeconds: 3, unhealthyThresholdCount: 2 }]
`;

const storyOf = (text: string, until: number) =>
  predict(text, { until }).tasks.map(({ requested, stopping }) => [requested, stopping ?? null]);

describe('a replacement that fails its checks within its grace period', () => {
  it('[S.SVC-3, S.HEALTH-7, P.272] ends the unhealthy task that it replaces, and stays itself until that period is over', () => {
    // RUNNING at 20 s, unhealthy at 26.5 s; its grace period ends at 140 s, and its own replacement fails at 140 + 26.5 s.
    expect(storyOf(scenario(1), 170)).toEqual([
      [0, 26.5],
      [0, 166.5],
      [140, null],
    ]);
  });

  it('[S.SVC-3, P.272] ends one task each, as many as have a replacement', () => {
    expect(storyOf(scenario(2), 100).map(([, stopping]) => stopping)).toEqual([26.5, 26.5, null, null]);
    // There is room for one replacement, so that one old task stops to make room (S.SVC-4), until 30 s. Two tasks are desired: the other old
    // one goes when the second replacement fails, at 30 + 26.5 s.
    expect(storyOf(scenario(2, { maximum: 150 }), 100)).toEqual([
      [0, 56.5],
      [0, 0],
      [0, null],
      [30, null],
    ]);
  });

  it('[S.HEALTH-7] is left alone where no other task is unhealthy', () => {
    // The program answers 30 s after RUNNING: the target is healthy at the check of 31.5 s, 51.5 s after the start of the run.
    const late = predict(scenario(1, { mode: 'answersAfter: 30s' }), { until: 300 });
    expect(late.tasks.map(({ requested, stopping }) => [requested, stopping ?? null])).toEqual([
      [0, 26.5],
      [0, null],
    ]);
  });
});
