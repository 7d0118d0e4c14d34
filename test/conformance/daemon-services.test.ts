import { describe, expect, it } from 'vitest';
import { holdsRoom, oldDaemonsToStop } from '../../src/services/daemon.js';
import { reconcileReplica } from '../../src/services/replica.js';
import { Fact } from '../../src/sim/facts.js';
import { csvOfText } from '../report/bill.js';
import { playOf } from '../scenario/play.js';
import { load, messages } from '../scenario/scenarios.js';

const scenario = (service: string, more = '') => `
name: daemons
duration: 1h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders: [FARGATE]
  containerInstances: [{ instanceType: m5.large, count: 2, availabilityZones: [us-east-1a] }, { instanceType: m5.large, count: 1, availabilityZones: [us-east-1b] }]
taskDefinitions:
  - { family: a, networkMode: bridge, containerDefinitions: [{ name: a, image: i, cpu: 64, memory: 128 }] }
  - { family: f, networkMode: awsvpc, requiresCompatibilities: [FARGATE, EC2], cpu: "256", memory: "512", containerDefinitions: [{ name: a, image: i }] }
timings: { imagePull: 0s, containerStart: 0s, containerStop: 0s }
services: [{ serviceName: s, ${service} }]
${more}`;
const DAEMON = 'taskDefinition: a, launchType: EC2, schedulingStrategy: DAEMON';
const REPLICA = 'taskDefinition: a, launchType: EC2';
const places = (text: string) => playOf(text, []).placesOf('s');

describe('settings of a service about its tasks', () => {
  it('[S.SVC-1, C.SCH-01, S.DAEMON-1] is REPLICA by default, with a desired count, or DAEMON, with a task on each ACTIVE instance', () => {
    expect(places(scenario(`${REPLICA}, desiredCount: 7`))).toHaveLength(7); // However many instances there are.
    expect(places(scenario(DAEMON)).map(([instance]) => instance)).toEqual([0, 1, 2]);
    const onTwo = `${DAEMON}, placementConstraints: [{ type: memberOf, expression: "attribute:ecs.availability-zone == us-east-1a" }]`;
    expect(places(scenario(onTwo)).map(([instance]) => instance)).toEqual([0, 1]);
  });

  it('[S.DAEMON-4] comes by itself to an instance that joins, and to one that is ACTIVE again', () => {
    const group = '{ name: g, autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 1 } }';
    const grown = scenario(DAEMON).replace('[FARGATE]', `[FARGATE, ${group}]`);
    expect(places(grown)).toHaveLength(4);
    const drain = 'faults: [{ at: 10m, for: 10m, type: drain, availabilityZone: us-east-1b, count: 1 }]';
    expect(places(scenario(DAEMON, drain)).map(([instance, atMs]) => [instance, atMs / 60_000])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [2, 20],
    ]);
  });

  it('[S.SVC-6] needs a desiredCount when it is REPLICA; 0 pauses it', () => {
    expect(messages(scenario(REPLICA))).toEqual(['services.s.desiredCount: is missing: how many tasks the service keeps']);
    expect(places(scenario(`${REPLICA}, desiredCount: 0`))).toEqual([]);
    const counts = { waiting: 1, healthy: 3, unhealthy: 0, onDraining: 0, stopping: 0 };
    const target = { desired: 0, minimumHealthyPercent: 100, maximumPercent: 200, isRollingUpdate: false };
    expect(reconcileReplica(counts, target)).toMatchObject({ start: 0, stop: { waiting: 1, surplus: 3 } });
  });

  it('[S.DAEMON-9] cannot be DAEMON on Fargate, with CODE_DEPLOY or EXTERNAL, or with a desiredCount', () => {
    const onFargate = 'taskDefinition: f, launchType: FARGATE';
    expect(messages(scenario(`${onFargate}, schedulingStrategy: DAEMON`))).toEqual([
      'services.s.schedulingStrategy: DAEMON needs instances, and Fargate has none; write REPLICA, or run the service on EC2',
    ]);
    expect(messages(scenario(`${onFargate}, desiredCount: 1`))).toEqual([]);
    const sets = ', taskSets: [{ taskDefinition: a, scale: [{ at: 0s, value: 100 }] }]';
    for (const [type, more] of [['CODE_DEPLOY', ', loadBalancers: [{ targetGroupArn: a }]'] as const, ['EXTERNAL', sets] as const])
      expect(messages(scenario(`${DAEMON}, deploymentController: { type: ${type} }${more}`))).toEqual([
        'services.s.deploymentController: a DAEMON service has rolling updates only',
      ]);
    expect(messages(scenario(`${DAEMON}, desiredCount: 3`))).toEqual([
      'services.s.desiredCount: a DAEMON service takes none: it runs one task on each active instance',
    ]);
  });

  it('[S.DAEMON-7, S.DAEMON-8, T.HC-9] has a maximum of 100 percent as a DAEMON, and a minimum of 0 unless it names one', () => {
    const percents = (given: string) => `${DAEMON}, deploymentConfiguration: { ${given} }`;
    expect(load(scenario(DAEMON)).setup!.services[0]).toMatchObject({ minimumHealthyPercent: 0, maximumPercent: 100 });
    expect(messages(scenario(percents('maximumPercent: 200')))).toEqual([
      'services.s.deploymentConfiguration.maximumPercent: 200 is not possible for a DAEMON service: 100',
    ]);
    expect(messages(scenario(percents('maximumPercent: 100, minimumHealthyPercent: 99')))).toEqual([]);
    // With 100, another number of the guide, no daemon could ever be replaced.
    expect(messages(scenario(percents('minimumHealthyPercent: 100')))).toEqual([
      'services.s.deploymentConfiguration.minimumHealthyPercent: 100 lets no task of a DAEMON service be replaced, because its maximumPercent is 100: at most 99',
    ]);
    expect(oldDaemonsToStop({ instances: 3, nextHealthy: 0, oldHealthy: 3, oldUnhealthy: 0 }, 100).healthy).toBe(0);
  });

  it('[S.CB-6, S.ALARM-6] has a circuit breaker and alarms only with the controller ECS', () => {
    const blueGreen = (block: string) =>
      messages(
        scenario(
          `${REPLICA}, desiredCount: 1, deploymentController: { type: CODE_DEPLOY }, loadBalancers: [{ targetGroupArn: a }], deploymentConfiguration: { ${block} }`,
        ),
      );
    expect(blueGreen('deploymentCircuitBreaker: { enable: true, rollback: true }')).toEqual([
      'services.s.deploymentConfiguration.deploymentCircuitBreaker: works only with the deployment controller ECS, this one is CODE_DEPLOY',
    ]);
    expect(blueGreen('alarms: { enable: true, alarmNames: [a] }')[0]).toBe(
      'services.s.deploymentConfiguration.alarms: works only with the deployment controller ECS, this one is CODE_DEPLOY',
    );
    expect(blueGreen('deploymentCircuitBreaker: { enable: false, rollback: false }')).toEqual([]);
    expect(
      messages(scenario(`${DAEMON}, deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }`)),
    ).toEqual([]);
  });

  it('[S.SM-1] keeps its name, for no service is deleted within a run', () => {
    const twice = scenario(`${REPLICA}, desiredCount: 1 }, { serviceName: s, ${REPLICA}, desiredCount: 0`);
    expect(messages(twice)).toEqual(['services.1.serviceName: "s" is taken: names are unique here']);
  });

  it('[S.SVC-7] begins a deployment with a new definition or a forced one, not with another count', () => {
    const begun = (more: string) =>
      csvOfText(scenario(`${REPLICA}, desiredCount: 1, ${more}`), 'scaling-activities.csv').filter(
        ({ reason }) => reason === 'deploymentBegun',
      );
    const watched = 'deploymentConfiguration: { deploymentCircuitBreaker: { enable: true } }';
    expect(begun(`${watched}, desiredCountSchedule: { entries: [{ at: 10m, desiredCount: 3 }] }`)).toHaveLength(1); // The first.
    expect(begun('deployments: [{ at: 10m }]')).toHaveLength(2); // forceNewDeployment
    expect(begun('deployments: [{ at: 10m, taskDefinition: a }]')).toHaveLength(2);
  });
});

describe('a daemon service with a new definition', () => {
  const SITE = { isActive: true, meetsConstraints: true, daemons: 0 };

  it('[S.DAEMON-6, S.DAEMON-2] keeps room where it is wanted and not yet there', () => {
    expect(holdsRoom(SITE)).toBe(true); // Whether or not it fits yet.
    expect([{ isActive: false }, { meetsConstraints: false }, { daemons: 1 }].map((site) => holdsRoom({ ...SITE, ...site }))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('[S.DAEMON-7, S.DEP-1] stops old daemons down to the minimum', () => {
    const rollout = { instances: 5, nextHealthy: 0, oldHealthy: 5, oldUnhealthy: 0 };
    expect(oldDaemonsToStop(rollout, 0)).toEqual({ unhealthy: 0, healthy: 5 });
    expect(oldDaemonsToStop(rollout, 50)).toEqual({ unhealthy: 0, healthy: 2 }); // 5 - ceil(2.5)
    expect(oldDaemonsToStop({ ...rollout, nextHealthy: 2, oldHealthy: 3 }, 50).healthy).toBe(2);
    expect(oldDaemonsToStop({ ...rollout, oldHealthy: 2, oldUnhealthy: 1 }, 50)).toEqual({ unhealthy: 1, healthy: 0 });
  });
});

describe('a DRAINING instance', () => {
  it('[T.TEST-2, T.LIFE-7] is still in the reservation metrics and gets no tasks', () => {
    const drain = 'faults: [{ at: 10m, type: drain, availabilityZone: us-east-1b, count: 1 }]';
    const text = scenario(`${REPLICA}, desiredCount: 1, desiredCountSchedule: { entries: [{ at: 20m, desiredCount: 8 }] }`, drain);
    expect(
      places(text)
        .slice(1)
        .every(([instance]) => instance < 2),
    ).toBe(true);
    // Eight times 64 of three times 2,048.
    expect(csvOfText(text, 'cluster.csv').at(-1)).toMatchObject({ cpu_reservation_percent: '8.333' });
    const { recorder } = playOf(text, []);
    expect(recorder.of(Fact.instanceDraining)).toHaveLength(1);
  });
});
