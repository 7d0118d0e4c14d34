import { describe, expect, it } from 'vitest';
import { RolloutState } from '../../src/services/service-states.js';
import { predict } from './predict.js';

// Source: What's New of 30 June 2023 (N.ROOM-1), sil-org/ecs-deploy 95 (V.7), the note ECS Restart Task (V.2), CloudFlow servicectl (P.51), Cookpad's summer internship (P.73), hackforla/CivicTechJobs 436 (P.55), aws/amazon-ecs-cli 902 (P.139), convox (P.167), ecs-end-end-encryption-service (P.161), nginx-basic-fargate (P.29), Yale's spinup (P.113), TestService (P.374).

const service = (more: string, { edition = 'guide-2024', scheduler = '' } = {}) => `
name: before-2025
duration: 1h
awsBehaviour: ${edition}
timings: { imagePull: 0s, containerStart: 1s, containerStop: 5s }
serviceScheduler: { turnPhase: 3s${scheduler} }
cluster:
  availabilityZones: [us-east-1a]
  containerInstances: [{ instanceType: m5.xlarge, count: 2 }]
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [{ name: c, image: w, cpu: 256, memory: 256 }] }
targetGroups: [{ name: w, deregistrationDelaySeconds: 20, healthCheckIntervalSeconds: 15, unhealthyThresholdCount: 2 }]
services:
  - { serviceName: w, taskDefinition: w, launchType: EC2, loadBalancers: [{ targetGroupArn: w, containerName: c, containerPort: 80 }], desiredCount: 1, ${more} }
`;
const update = (options?: Parameters<typeof service>[1]) => {
  const { tasks, of } = predict(service('deployments: [{ at: 10m }]', options), { hasTurns: true });
  const completed = of('deploymentChanged').find(({ at, args }) => at > 600 && args.rollout === RolloutState.COMPLETED)!.at;
  const [old, next] = tasks;
  return { started: next!.requested, stopping: old!.stopping, stopped: old!.stopped, completed };
};

describe('a day in awsBehaviour', () => {
  // Turns at 3, 13, 23 s ... One instance of 2,048 units has room for one task of 1,536. The update begins at 613 s, orders the old task to stop and places the new one
  // into its room. Until 29 June 2023 that room was held until the old task was STOPPED, at 628 s: the first try found none, and the next one comes 25 s later.
  it.each([
    ['2023-06-29', 638],
    ['2023-06-30', 613],
  ])('[N.ROOM-1] %s: the new task takes the room of the old one at %d s', (day, started) => {
    const text = `
name: one-room
duration: 20m
awsBehaviour: ${day}
timings: { imagePull: 0s, containerStart: 1s, containerStop: 15s }
serviceScheduler: { turnPhase: 3s }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [{ name: c, image: w, cpu: 1536, memory: 256 }] }
services:
  - { serviceName: w, taskDefinition: w, launchType: EC2, desiredCount: 1, deploymentConfiguration: { minimumHealthyPercent: 0 }, deployments: [{ at: 10m }] }
`;
    expect(predict(text, { hasTurns: true }).tasks.map(({ placed }) => placed)).toEqual([0, started]);
  });
});

describe('Fargate before the pull', () => {
  // Nothing is drawn: the machine takes its median.
  it.each([
    ['2019-11-30', 13],
    ['2019-12-01', 19],
    ['2021-11-30', 19],
    ['2021-12-01', 13],
  ])('[P.29, P.113, P.374] %s: a machine takes %d s', (day, seconds) => {
    const text = `
name: machine
duration: 10m
awsBehaviour: ${day}
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE], defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }] }
taskDefinitions: [{ family: w, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: w, image: w }] }]
workloads: [{ name: w, taskDefinition: w, arrivals: { type: schedule, at: [1m] }, count: 1, runTime: 1m }]
fargate: { start: { p95OverMedian: 1 } }
`;
    const [task] = predict(text).tasks;
    expect(task!.pending! - task!.placed!).toBe(seconds);
  });
});

describe('deployments of the guide of 2024', () => {
  // Turns at 3, 13, 23 s ... The update begins at the first turn 10 s after its call, 613 s. The new task runs at 614 s, is registered at 623 s and healthy at
  // 624.5 s; the old one begins to stop at the first turn 30 s after 614 s, 653 s, and deregistered at 663 s. Its target has drained at 683 s; the turn after that,
  // 693 s, sends SIGTERM. It is STOPPED at 698 s, and the update is COMPLETED at the turn after it.
  it('[V.7, P.51, P.73] an old task goes 30 s after its replacement is RUNNING, and counts until it is STOPPED', () => {
    expect(update()).toEqual({ started: 613, stopping: 653, stopped: 698, completed: 703 });
  });

  // Where it does not count, the update is COMPLETED a turn after the deregistration.
  it('a draining task that does not count is gone a turn after its target was deregistered', () => {
    expect(update({ scheduler: ', drainingTasks: gone' })).toEqual({ started: 613, stopping: 653, stopped: 698, completed: 673 });
  });

  // At the turn after it is healthy, 633 s.
  it('serviceScheduler.replacesAfter: 0s takes the wait away', () => {
    expect(update({ scheduler: ', replacesAfter: 0s' })).toEqual({ started: 613, stopping: 633, stopped: 678, completed: 683 });
  });

  // Today the update is begun 10 s after its call or later, at 613 s. The new task runs at 614 s; the old one begins to stop 50 s after that, at the turn of 673 s,
  // deregistered at 683 s, and gone at 693 s; COMPLETED comes 40 s later.
  it('[V.1] the waits of today are of the current edition', () => {
    expect(update({ edition: 'current' })).toEqual({ started: 613, stopping: 673, stopped: 718, completed: 733 });
  });

  it('[P.4, P.70] serviceScheduler.deploysAfter: 0s has the update begin at the next turn', () => {
    expect(update({ edition: 'current', scheduler: ', deploysAfter: 0s' })).toEqual({
      started: 603,
      stopping: 663,
      stopped: 708,
      completed: 723,
    });
  });

  it('[P.139, P.167] a creation begins at the next turn, unless createsAfter or deploysAfter is given', () => {
    const created = (scheduler = '') => predict(service('createdAt: 10m', { scheduler }), { hasTurns: true }).tasks[0]!.requested;
    expect([created(), created(', deploysAfter: 5s'), created(', createsAfter: 15s')]).toEqual([603, 613, 623]);
  });

  // Registered at 623 s, the target refuses its checks at 624.5 and 639.5 s: unhealthy. The scheduler looks at once, at the turn of 643 s.
  it.each([
    ['guide-2024', 613, 643],
    ['current', 613, 643],
  ])('[P.55] in %s a target that fails from the start on, at %d s, is acted on at %d s', (edition, started, stopping) => {
    const failing = 'deployments: [{ at: 10m, failureMode: { unhealthyAfter: 0s, unhealthyBy: refusal } }]';
    const { tasks } = predict(service(failing, { edition, scheduler: ', unhealthyReaction: 0s' }), { hasTurns: true });
    expect(tasks.find(({ requested, stopping: at }) => requested === started && at !== undefined)!.stopping).toBe(stopping);
  });

  // As above, with room for three tasks: the replacement begins with the stop today, and began at the turn after it, 653 s.
  it.each([
    ['guide-2024', 613, 653],
    ['current', 613, 643],
  ])('[P.161] in %s the replacement of that target, started at %d s, begins at %d s', (edition, started, replaced) => {
    const failing =
      'deploymentConfiguration: { maximumPercent: 300 }, deployments: [{ at: 10m, failureMode: { unhealthyAfter: 0s, unhealthyBy: refusal } }]';
    const { tasks } = predict(service(failing, { edition, scheduler: ', unhealthyReaction: 0s' }), { hasTurns: true });
    expect(tasks.map(({ requested }) => requested).slice(0, 3)).toEqual([0, started, replaced]);
  });
});
