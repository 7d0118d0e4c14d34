import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: deployment-type-ecs, "Container image resolution"; aws/amazon-ecs-agent 4177 and 4226; P.81, P.116 and P.124, and P.70 and P.71 with versionConsistency off.

const text = (service: string, { image = 'w:1', more = '', scheduler = 'turnPhase: 3s', where = FARGATE, rest = '' } = {}) => `
name: version-consistency
duration: 40m
cluster: { availabilityZones: [us-east-1a], ${where} }
taskDefinitions: [{ family: w, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: w, image: "${image}"${more} }] }]
services: [{ serviceName: w, taskDefinition: w, ${service} }]
serviceScheduler: { ${scheduler} }
timings: { imagePull: 0s, containerStart: 1s, eniAttach: 0s }
fargate: { start: { machine: 13s, containers: 0s, unknownImageMib: 0, p95OverMedian: 1 } }
${rest}`;

const FARGATE = 'capacityProviders: [FARGATE], defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]';
const INSTANCES = 'containerInstances: [{ instanceType: m5.xlarge, count: 4 }]';
const CREATED = 'desiredCount: 4, createdAt: 10m';

const starts = (of: string) => predict(of, { hasTurns: true }).tasks.map(({ requested }) => requested);

describe('the first task of a deployment', () => {
  // Created at 600 s; turns at 603, 613, 623 s ... On an instance the first pulls at 603 s, on Fargate after 13 s, at 616 s.
  it('[A.NW-6] starts alone; the others start at the turn after it has begun to pull', () => {
    expect(starts(text(`${CREATED}, launchType: EC2`, { where: INSTANCES }))).toEqual([603, 613, 613, 613]);
    expect(starts(text(CREATED))).toEqual([603, 623, 623, 623]);
  });

  // The update is begun at the first turn 10 s after 600 s, 613 s. Two tasks from the start on, room for two more.
  it('[A.NW-6] starts alone in an update too, and in a traffic shift', () => {
    const update = 'desiredCount: 2, deployments: [{ at: 10m }]';
    expect(starts(text(update))).toEqual([0, 0, 613, 633]);
    const shift = 'deploymentConfiguration: { strategy: BLUE_GREEN, bakeTimeInMinutes: 0 }';
    expect(starts(text(`${update}, ${shift}`))).toEqual([0, 0, 603, 623]);
  });

  it('[A.NW-6] starts with the others where no tag is resolved', () => {
    const atOnce = [603, 603, 603, 603];
    expect(starts(text(CREATED, { more: ', versionConsistency: disabled' }))).toEqual(atOnce);
    expect(starts(text(CREATED, { image: `w@sha256:${'0'.repeat(64)}` }))).toEqual(atOnce);
    expect(starts(text(CREATED, { scheduler: 'turnPhase: 3s, versionConsistency: disabled' }))).toEqual(atOnce);
    expect(starts(text(CREATED, { rest: 'awsBehaviour: guide-2024' }))).toEqual(atOnce);
    expect(starts(text(CREATED, { scheduler: 'reaction: 0s' }))).toEqual([600, 600, 600, 600]);
  });

  // Without turns the others start as soon as the first pulls: on Fargate after 13 s, on an instance at once. Where the first has waited for an
  // instance, which is there at 60 s, services have had their turn in that millisecond.
  it('[A.NW-6] starts alone without turns, too, where that is wanted', () => {
    const scheduler = 'reaction: 0s, versionConsistency: enabled';
    expect(starts(text(CREATED, { scheduler }))).toEqual([600, 613, 613, 613]);
    expect(starts(text(`${CREATED}, launchType: EC2`, { where: INSTANCES, scheduler }))).toEqual([600, 600, 600, 600]);
    const group = 'autoScalingGroup: { instanceTypes: [m5.xlarge], minSize: 1, maxSize: 1, desiredCapacity: 1, atStart: launched }';
    const where = `capacityProviders: [{ name: group, autoScalingGroupProvider: { managedScaling: { status: ENABLED } }, ${group} }]`;
    const waits = text('desiredCount: 2, createdAt: 10s, capacityProviderStrategy: [{ capacityProvider: group, weight: 1 }]', {
      where,
      scheduler,
    });
    expect(starts(waits.replace('timings: {', 'timings: { instanceBoot: 60s,'))).toEqual([10, 60.001]);
  });

  // No start gets as far as its pull. After the third failure the service goes on without digests: its other start waits no more.
  it('[N.CB-7] is tried three times alone where it cannot pull', () => {
    const fails = 'faults: [{ at: 0s, type: startFailure }]';
    const all = starts(text('desiredCount: 2, createdAt: 10m', { rest: fails }));
    expect(new Set(all.slice(0, 3)).size).toBe(3);
    expect(all[3]).toBe(all[4]);
  });
});
