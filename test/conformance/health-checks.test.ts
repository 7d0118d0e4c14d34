import { describe, expect, it } from 'vitest';
import { type ContainerHealth, conditionOf, type HealthSigns, taskHealth } from '../../src/services/health/condition.js';
import { CHECK_DEFAULTS, type CheckedContainer, healthTimeline } from '../../src/services/health/container-check.js';
import { gracePeriodProblems, healthCheckProblems } from '../../src/services/health/rules.js';
import { type ReplicaCounts, reconcileReplica } from '../../src/services/replica.js';
import { Fact } from '../../src/sim/facts.js';
import { playOf } from '../scenario/play.js';
import { afterCheck, type CheckState, UNCHECKED } from '../services/health/naive-check.js';
import { HEALTH } from '../sim/parts.js';

const MINUTE_MS = 60_000;

describe('the health check of a container', () => {
  const alwaysFails: CheckedContainer = { passesFromMs: null, failsFromMs: null, passMs: 0, failMs: 0 };

  it('[S.HEALTH-5, T.HC-1] has by default an interval of 30 s, a timeout of 5 s, 3 retries and no start period', () => {
    expect(CHECK_DEFAULTS).toEqual({ intervalMs: 30_000, timeoutMs: 5_000, retries: 3, startPeriodMs: 0 });
    expect(healthCheckProblems({})).toEqual([]);
    expect(healthCheckProblems({ interval: 5, timeout: 2, retries: 1, startPeriod: 0 })).toEqual([]);
    expect(healthCheckProblems({ interval: 300, timeout: 60, retries: 10, startPeriod: 300 })).toEqual([]);
    expect(healthCheckProblems({ interval: 4, timeout: 1, retries: 0, startPeriod: -1 })).toHaveLength(4);
    expect(healthCheckProblems({ interval: 301, timeout: 61, retries: 11, startPeriod: 301 })).toHaveLength(4);
    expect(healthCheckProblems({ retries: 2.5 })).toEqual([
      { path: ['healthCheck', 'retries'], message: '2.5 is not possible: a whole number from 1 to 10' },
    ]);
  });

  it('[S.HEALTH-5] that always fails makes it UNHEALTHY after the start period and retries × interval', () => {
    expect(healthTimeline(CHECK_DEFAULTS, alwaysFails)).toEqual([{ atMs: 90_000, status: 'UNHEALTHY' }]); // 3 × 30 s
    expect(healthTimeline({ ...CHECK_DEFAULTS, startPeriodMs: 60_000 }, alwaysFails)).toEqual([{ atMs: 120_000, status: 'UNHEALTHY' }]); // 60, 90, 120
    expect(healthTimeline({ ...CHECK_DEFAULTS, retries: 1, intervalMs: 5_000 }, alwaysFails)).toEqual([
      { atMs: 5_000, status: 'UNHEALTHY' },
    ]);
    // A command that hangs fails at the timeout, and the next one begins an interval after that: 3 × (30 + 5).
    expect(healthTimeline(CHECK_DEFAULTS, { ...alwaysFails, failMs: 60_000 })).toEqual([{ atMs: 105_000, status: 'UNHEALTHY' }]);
  });

  it('[T.HC-2] takes exit code 0 for a success; failures in the start period do not count against the retries', () => {
    const check = { ...CHECK_DEFAULTS, startPeriodMs: 60_000 };
    const having = (...results: [startedMs: number, isSuccess: boolean][]) =>
      results.reduce((state: CheckState, [startedMs, isSuccess]) => afterCheck(state, check, startedMs, isSuccess), UNCHECKED);
    expect(having([30_000, false], [59_999, false])).toEqual(UNCHECKED);
    expect(having([30_000, false], [60_000, false])).toMatchObject({ status: 'UNKNOWN', failures: 1 });
    expect(having([90_000, false], [120_000, false], [150_000, false]).status).toBe('UNHEALTHY');
    expect(having([90_000, false], [120_000, false], [150_000, true])).toMatchObject({ status: 'HEALTHY', failures: 0 });
    // A success ends the start period.
    expect(having([10_000, true], [20_000, false], [30_000, false], [40_000, false]).status).toBe('UNHEALTHY');
    expect(having([10_000, true], [20_000, false], [30_000, false]).status).toBe('HEALTHY');
  });

  it('[T.HC-2] that succeeds only when the container is ready decides between a slow start and a failure', () => {
    const slow = { ...alwaysFails, passesFromMs: 80_000 };
    expect(healthTimeline(CHECK_DEFAULTS, slow)).toEqual([{ atMs: 90_000, status: 'HEALTHY' }]); // The third check is the first success.
    expect(healthTimeline(CHECK_DEFAULTS, { ...slow, passesFromMs: 95_000 })).toEqual([
      { atMs: 90_000, status: 'UNHEALTHY' },
      { atMs: 120_000, status: 'HEALTHY' },
    ]);
    expect(healthTimeline({ ...CHECK_DEFAULTS, startPeriodMs: 31_000 }, { ...slow, passesFromMs: 95_000 })).toEqual([
      { atMs: 120_000, status: 'HEALTHY' },
    ]);
    expect(healthTimeline(CHECK_DEFAULTS, { ...slow, passesFromMs: 0, failsFromMs: 600_000 })).toEqual([
      { atMs: 30_000, status: 'HEALTHY' },
      { atMs: 660_000, status: 'UNHEALTHY' }, // Checks at 600, 630 and 660 s.
    ]);
    expect(healthTimeline(CHECK_DEFAULTS, { ...slow, passMs: 5_001, failMs: 1_000 })).toEqual([{ atMs: 93_000, status: 'UNHEALTHY' }]); // Never in time.
  });
});

describe('the health of a task', () => {
  const of = (...statuses: ContainerHealth['status'][]) => taskHealth(statuses.map((status) => ({ isEssential: true, status })));

  it('[S.HEALTH-6, T.CTR-7] is that of its essential containers: UNHEALTHY before UNKNOWN before HEALTHY', () => {
    expect(of('HEALTHY', 'UNHEALTHY', 'UNKNOWN')).toBe('UNHEALTHY');
    expect(of('HEALTHY', 'UNKNOWN')).toBe('UNKNOWN');
    expect(of('HEALTHY', 'HEALTHY')).toBe('HEALTHY');
    expect(of('UNKNOWN', 'UNKNOWN')).toBe('UNKNOWN');
    const sidecar = { isEssential: false, status: 'UNHEALTHY' } as const;
    expect(taskHealth([{ isEssential: true, status: 'HEALTHY' }, sidecar])).toBe('HEALTHY');
  });

  it('[S.HEALTH-6] takes no notice of containers without a check in the definition, and without any is UNKNOWN', () => {
    expect(of('HEALTHY', null)).toBe('HEALTHY');
    expect(of(null)).toBe('UNKNOWN');
    expect(of()).toBe('UNKNOWN');
  });
});

describe('a task counts as healthy', () => {
  const at = (nowMs: number, signs: Partial<HealthSigns>, graceMs = 0) =>
    conditionOf({ runningSinceMs: 10_000, containers: null, target: null, ...signs }, graceMs, nowMs, HEALTH);
  const now = 20_000;

  it('[S.HEALTH-1, T.HC-6] 40 seconds after RUNNING where nothing is checked', () => {
    expect(at(49_999, {})).toEqual({ condition: 'waiting', againMs: 50_000 });
    expect(at(50_000, {})).toEqual({ condition: 'healthy', againMs: null });
    expect(at(50_000, { runningSinceMs: null })).toEqual({ condition: 'waiting', againMs: null });
    expect(conditionOf({ runningSinceMs: 0, containers: null, target: null }, 0, 0, { healthyAfterMs: 0, reportMs: 0 }).condition).toBe(
      'healthy',
    );
  });

  it('[S.HEALTH-2, T.HC-6] when its checked containers are HEALTHY', () => {
    expect(at(now, { containers: 'HEALTHY' }).condition).toBe('healthy'); // No 40 seconds then.
    expect(at(600_000, { containers: 'UNKNOWN' })).toEqual({ condition: 'waiting', againMs: null });
    expect(at(now, { containers: 'UNHEALTHY' }).condition).toBe('unhealthy');
  });

  it('[S.HEALTH-3, T.HC-6] when its target is healthy', () => {
    expect(at(now, { target: 'healthy' }).condition).toBe('healthy');
    expect(at(600_000, { target: 'initial' }).condition).toBe('waiting');
    expect(at(now, { target: 'healthy', runningSinceMs: null }).condition).toBe('waiting');
  });

  it('[S.HEALTH-4, T.HC-6] when target and containers are, where both are checked', () => {
    expect(at(now, { target: 'healthy', containers: 'HEALTHY' }).condition).toBe('healthy');
    expect(at(now, { target: 'healthy', containers: 'UNKNOWN' }).condition).toBe('waiting');
    expect(at(now, { target: 'initial', containers: 'HEALTHY' }).condition).toBe('waiting');
    expect(at(now, { target: 'healthy', containers: 'UNHEALTHY' }).condition).toBe('unhealthy');
    expect(at(now, { target: 'unhealthy', containers: 'HEALTHY' }).condition).toBe('unhealthy');
  });

  it('[S.HEALTH-7, T.HC-7] and bad news of it is ignored during the grace period, behind a load balancer only', () => {
    const graceMs = 2 * MINUTE_MS;
    expect(at(now, { target: 'unhealthy' }, graceMs)).toEqual({ condition: 'waiting', againMs: 130_000, failsInGrace: true });
    expect(at(129_999, { target: 'unhealthy' }, graceMs).condition).toBe('waiting');
    expect(at(130_000, { target: 'unhealthy' }, graceMs).condition).toBe('unhealthy');
    expect(at(now, { target: 'healthy', containers: 'UNHEALTHY' }, graceMs).condition).toBe('waiting');
    expect(at(now, { target: 'healthy' }, graceMs).condition).toBe('healthy'); // Good news counts at once.
    expect(at(now, { containers: 'UNHEALTHY' }, graceMs).condition).toBe('unhealthy');
    expect(gracePeriodProblems(60, true)).toEqual([]);
    expect(gracePeriodProblems(2_147_483_647, true)).toEqual([]);
    const path = ['healthCheckGracePeriodSeconds'];
    for (const seconds of [-1, 0.5, 2_147_483_648])
      expect(gracePeriodProblems(seconds, true)).toEqual([
        { path, message: `${seconds} is not possible: whole seconds from 0 to 2147483647` },
      ]);
    expect(gracePeriodProblems(0, false)).toEqual([]);
    expect(gracePeriodProblems(60, false)).toEqual([{ path, message: expect.stringContaining('startPeriod') }]);
  });
});

describe('an unhealthy task', () => {
  const decide = (counts: Partial<ReplicaCounts>, maximumPercent: number, isRollingUpdate = false) =>
    reconcileReplica(
      { waiting: 0, healthy: 0, unhealthy: 0, onDraining: 0, stopping: 0, ...counts },
      { desired: 4, minimumHealthyPercent: 100, maximumPercent, isRollingUpdate },
    );

  it('[T.HC-3] of a service is replaced first and stopped then; a standalone one runs on', () => {
    const text = `
name: health
duration: 2h
cluster: { containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions: [{ family: a, networkMode: bridge, containerDefinitions: [{ name: a, image: i, cpu: 64, memory: 128, healthCheck: { command: [CMD, x] } }] }]
timings: { imagePull: 0s, containerStart: 0s, containerStop: 0s }
services: [{ serviceName: s, taskDefinition: a, desiredCount: 1, launchType: EC2, failureMode: { unhealthyAfter: 20m } }]
workloads: [{ name: w, taskDefinition: a, launchType: EC2, arrivals: { type: schedule, at: [1m] }, runTime: 50m }]
`;
    const { recorder } = playOf(text, []);
    const standalone = 1;
    const endOf = (task: number) => recorder.of(Fact.taskStopping).find(({ args }) => args[0] === task)!.atMs / MINUTE_MS;
    expect(endOf(standalone)).toBe(51); // Its health has no effect.
    expect(endOf(0)).toBeLessThan(25);
    expect(decide({ healthy: 3, unhealthy: 1 }, 200)).toMatchObject({ start: 1, stop: { unhealthy: 0 } });
    expect(decide({ healthy: 4, unhealthy: 1 }, 200)).toMatchObject({ start: 0, stop: { unhealthy: 1 } });
    expect(decide({ healthy: 3, unhealthy: 2 }, 200)).toMatchObject({ stop: { unhealthy: 1 } }); // The replacement is no better.
  });

  it('[T.HC-4, A.FL-4] goes first where the maximum leaves no room, one at a time, and all at once during a rolling update', () => {
    expect(decide({ healthy: 2, unhealthy: 2 }, 100)).toMatchObject({ start: 0, stop: { unhealthy: 1 } });
    expect(decide({ healthy: 2, unhealthy: 1, stopping: 1 }, 100)).toMatchObject({ start: 0, stop: { unhealthy: 0 } });
    expect(decide({ healthy: 5 }, 200)).toMatchObject({ stop: { surplus: 1 } }); // What is too much afterwards
    expect(decide({ healthy: 2, unhealthy: 2 }, 200, true)).toMatchObject({ start: 0, stop: { unhealthy: 2 } });
  });
});
