import { describe, expect, it } from 'vitest';
import {
  type DaemonSite,
  daemonChange,
  daemonEvent,
  daemonUpdateChange,
  holdsRoom,
  isOwedRoom,
  oldDaemonsToStop,
} from '../../src/services/daemon.js';
import { percentProblems, percentsInForce } from '../../src/services/deployments/percents.js';
import { type ServiceDefinition, serviceProblems, unknownDefinition } from '../../src/services/deployments/rules.js';
import { DEPLOYMENT_DEFAULTS } from '../../src/services/deployments/settings.js';
import { countsInReservation, InstanceState, takesTasks } from '../../src/services/instance-states.js';
import { reconcileReplica } from '../../src/services/replica.js';

const SITE: DaemonSite = {
  isActive: true,
  isDraining: false,
  isAgentConnected: true,
  meetsConstraints: true,
  hasRoom: true,
  daemons: 0,
  otherTasks: 0,
};

describe('what a service says of its tasks', () => {
  const replica: ServiceDefinition = { desiredCount: 4, controller: 'ECS', isFargate: false, percents: {} };
  const daemon: ServiceDefinition = { schedulingStrategy: 'DAEMON', controller: 'ECS', isFargate: false, percents: {} };
  const paths = (service: ServiceDefinition) => serviceProblems(service).map(({ path }) => path.join('.'));
  const without = ({ desiredCount: _, ...rest }: ServiceDefinition): ServiceDefinition => rest;

  it('[S.SVC-1, C.SCH-01] is REPLICA unless it says DAEMON: so many tasks, or one on each ACTIVE instance that matches', () => {
    expect(serviceProblems(replica)).toEqual([]);
    expect(paths(without(replica))).toEqual(['desiredCount']); // A REPLICA service then.
    expect(serviceProblems(daemon)).toEqual([]);
    const sites = [SITE, SITE, { ...SITE, isActive: false, isDraining: true }];
    expect(sites.map(daemonChange)).toEqual([1, 1, 0]);
    const counts = { waiting: 0, healthy: 0, unhealthy: 0, onDraining: 0, stopping: 0 };
    const percents = { minimumHealthyPercent: 100, maximumPercent: 200, isRollingUpdate: false };
    expect(reconcileReplica(counts, { desired: 4, ...percents }).start).toBe(4); // However many instances there are.
  });

  it('[S.SVC-6] needs a desiredCount when it is REPLICA; 0 pauses it', () => {
    expect(paths({ ...without(replica), schedulingStrategy: 'REPLICA' })).toEqual(['desiredCount']);
    expect(paths({ ...replica, desiredCount: 0 })).toEqual([]);
    const counts = { waiting: 1, healthy: 3, unhealthy: 0, onDraining: 0, stopping: 0 };
    const target = { desired: 0, minimumHealthyPercent: 100, maximumPercent: 200, isRollingUpdate: false };
    expect(reconcileReplica(counts, target)).toMatchObject({ start: 0, stop: { waiting: 1, surplus: 3 } });
    expect(reconcileReplica({ ...counts, waiting: 0, healthy: 0 }, target)).toMatchObject({ start: 0 });
  });

  it('[S.DAEMON-9] cannot be DAEMON on Fargate, with CODE_DEPLOY or EXTERNAL, or with a desiredCount', () => {
    expect(paths({ ...daemon, isFargate: true })).toEqual(['schedulingStrategy']);
    expect(paths({ ...daemon, controller: 'CODE_DEPLOY' })).toEqual(['deploymentController.type']);
    expect(paths({ ...daemon, controller: 'EXTERNAL' })).toEqual(['deploymentController.type']);
    expect(paths({ ...daemon, desiredCount: 3 })).toEqual(['desiredCount']);
    expect(paths({ ...replica, isFargate: true })).toEqual([]);
    expect(paths({ ...replica, controller: 'EXTERNAL', percents: { minimumHealthyPercent: 100, maximumPercent: 100 } })).toEqual([]); // Not its own.
  });

  it('[S.DAEMON-7] has a maximum of 100 percent as a DAEMON', () => {
    const inForce = percentsInForce(
      { schedulingStrategy: 'DAEMON', controller: 'ECS', isFargate: false },
      { maximumPercent: 200 },
      DEPLOYMENT_DEFAULTS,
    );
    expect(inForce?.maximumPercent).toBe(100);
    expect(paths({ ...daemon, percents: { maximumPercent: 200 } })).toEqual(['deploymentConfiguration.maximumPercent']);
    expect(paths({ ...daemon, percents: { maximumPercent: 100 } })).toEqual([]);
    expect(paths({ ...replica, percents: { maximumPercent: 200 } })).toEqual([]);
  });

  it('[S.DAEMON-8, T.HC-9] has a minimum of 0 percent as a DAEMON that names none, by the API; the console writes 50', () => {
    const service = { schedulingStrategy: 'DAEMON', controller: 'ECS', isFargate: false } as const;
    const minimum = (given: object, daemonMinimumHealthyPercent = 0) =>
      percentsInForce(service, given, { ...DEPLOYMENT_DEFAULTS, daemonMinimumHealthyPercent })?.minimumHealthyPercent;
    expect(minimum({})).toBe(0);
    expect(minimum({}, 50)).toBe(50);
    expect(minimum({ minimumHealthyPercent: 25 }, 50)).toBe(25);
    // With 100, the other number of the guide, no daemon could ever be replaced.
    expect(percentProblems(3, { minimumHealthyPercent: 100, maximumPercent: 100 })).toHaveLength(1);
    expect(oldDaemonsToStop({ instances: 3, nextHealthy: 0, oldHealthy: 3, oldUnhealthy: 0 }, 100).healthy).toBe(0);
    expect(serviceProblems({ ...daemon, percents: { minimumHealthyPercent: 100 } })).toMatchObject([{ level: 'warning' }]);
    expect(serviceProblems({ ...daemon, percents: { minimumHealthyPercent: 99 } })).toEqual([]);
  });

  it('[S.CB-6, S.ALARM-6] has a circuit breaker and alarms only with the controller ECS', () => {
    const on = { enable: true, rollback: true };
    expect(paths({ ...replica, circuitBreaker: on, alarms: { ...on, alarmNames: ['errors'] } })).toEqual([]);
    const blueGreen: ServiceDefinition = { ...replica, controller: 'CODE_DEPLOY' };
    expect(paths({ ...blueGreen, circuitBreaker: on })).toEqual(['deploymentConfiguration.deploymentCircuitBreaker']);
    expect(paths({ ...blueGreen, alarms: { ...on, alarmNames: ['errors'] } })).toEqual(['deploymentConfiguration.alarms']);
    expect(paths({ ...blueGreen, circuitBreaker: { enable: false, rollback: false } })).toEqual([]);
    expect(paths({ ...replica, alarms: { ...on, alarmNames: [] } })).toEqual(['deploymentConfiguration.alarms.alarmNames']);
    expect(paths({ ...daemon, circuitBreaker: on })).toEqual([]);
  });

  it('names a task definition that there is', () => {
    expect(unknownDefinition('web:2', ['web:1', 'web:2'])).toEqual([]);
    expect(unknownDefinition('web:3', ['web:1', 'web:2'])).toEqual([
      { path: ['taskDefinition'], message: '"web:3" is no task definition of the scenario: web:1, web:2' },
    ]);
    expect(unknownDefinition('web:3', [])[0]!.message).toContain('there are none');
  });
});

describe('a daemon service with a new definition', () => {
  it('[S.DAEMON-6] keeps room for a daemon that has grown, tells that it does not fit, and starts it when it does', () => {
    const grown = { ...SITE, hasRoom: false };
    expect(daemonChange(grown)).toBe(0);
    expect([holdsRoom(grown), isOwedRoom(grown)]).toEqual([true, false]); // It cannot start, and what comes free is still its own.
    expect(daemonEvent(grown)).toBe('SERVICE_TASK_PLACEMENT_FAILURE');
    expect(daemonChange(SITE)).toBe(1);
    expect(daemonEvent(SITE)).toBeNull();
    const running = { ...SITE, daemons: 1 };
    expect([daemonChange(running), holdsRoom(running), daemonEvent(running)]).toEqual([0, false, null]);
  });

  it('[S.DAEMON-6, S.DAEMON-2] releases instances that no longer match and stops the daemon there', () => {
    const gone = { ...SITE, daemons: 1, meetsConstraints: false };
    expect([daemonChange(gone), holdsRoom(gone), daemonEvent(gone)]).toEqual([-1, false, 'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED']);
    expect(holdsRoom({ ...SITE, meetsConstraints: false })).toBe(false);
    expect(daemonEvent({ ...SITE, hasRoom: false, isAgentConnected: false })).toBeNull();
  });

  it('[S.DAEMON-7, S.DEP-1] stops old daemons down to the minimum, and starts none beside an old one', () => {
    const rollout = { instances: 5, nextHealthy: 0, oldHealthy: 5, oldUnhealthy: 0 };
    expect(oldDaemonsToStop(rollout, 0)).toEqual({ unhealthy: 0, healthy: 5 });
    expect(oldDaemonsToStop(rollout, 50)).toEqual({ unhealthy: 0, healthy: 2 }); // 5 - ceil(2.5)
    expect(oldDaemonsToStop({ ...rollout, nextHealthy: 2, oldHealthy: 3 }, 50).healthy).toBe(2);
    expect(oldDaemonsToStop({ ...rollout, oldHealthy: 2, oldUnhealthy: 1 }, 50)).toEqual({ unhealthy: 1, healthy: 0 });
    expect(daemonUpdateChange(SITE, 1)).toBe(0);
    expect(daemonUpdateChange(SITE, 0)).toBe(1);
    expect(daemonUpdateChange({ ...SITE, daemons: 1, meetsConstraints: false }, 1)).toBe(-1);
  });
});

describe('a DRAINING instance', () => {
  it('[T.TEST-2, T.LIFE-7] is still in the reservation metrics and gets no tasks', () => {
    const { ACTIVE, DRAINING, REGISTERING } = InstanceState;
    expect([ACTIVE, DRAINING, REGISTERING].map(countsInReservation)).toEqual([true, true, false]);
    expect([ACTIVE, DRAINING].map((status) => takesTasks({ status, isAgentConnected: true }))).toEqual([true, false]);
    expect(daemonChange({ ...SITE, isActive: false, isDraining: true })).toBe(0);
  });
});
