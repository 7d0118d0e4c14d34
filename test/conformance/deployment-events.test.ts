import { describe, expect, it } from 'vitest';
import { type FailureMode, SOUND } from '../../src/services/deployments/failure-modes.js';
import { CHECK_DEFAULTS } from '../../src/services/health/container-check.js';
import type { DeploymentSpec } from '../../src/sim/deployment-spec.js';
import { DEPLOYMENT, EcsStream } from '../report/ecs-stream.js';
import {
  constant,
  MINUTE,
  onLaunchType,
  PLAIN_CARE,
  type SetupParts,
  service,
  staticInstance,
  taskDefinition,
  UNWATCHED,
} from '../sim/setups.js';

/** A second task definition at minute 10, which may be bad. */
function deploymentSpecWith(mode: Partial<FailureMode> = {}, over: Partial<DeploymentSpec> = {}): DeploymentSpec {
  const revisions = [
    { atMs: 0, taskDefinition: 0, mode: SOUND },
    { atMs: 10 * MINUTE, taskDefinition: 1, mode: { ...SOUND, ...mode } },
  ];
  return {
    revisions,
    ...PLAIN_CARE,
    checks: revisions.map(() => []),
    ...over,
  };
}

const watch = (rollback: boolean) => ({ ...UNWATCHED, circuitBreaker: { ...UNWATCHED.circuitBreaker, enable: true, rollback } });

function stream(of: DeploymentSpec, parts: SetupParts = {}): EcsStream {
  return new EcsStream({
    capacityProviders: [],
    staticInstances: [staticInstance({ count: 4 })],
    taskDefinitions: [taskDefinition(), taskDefinition({ revision: 2 })],
    timings: { containerStart: constant(10_000) },
    services: [service(2, { capacity: onLaunchType, deploymentSpec: of })],
    ...parts,
  });
}

/** [minute, name, deployment, reason] of what is reported from minute 10 on; deployments in the order in which they began. */
function rowsOf(events: EcsStream): (string | number)[][] {
  const all = events.of(DEPLOYMENT);
  const ids = [...new Set(all.map(({ detail }) => detail.deploymentId))];
  return all
    .filter(({ time }) => time >= '2026-01-05T00:10')
    .map(({ time, detail }) => {
      const reason = ids.reduce((text: string, id, i) => text.replace(id, `#${i}`), detail.reason);
      return [Number(time.slice(14, 16)), detail.eventName, ids.indexOf(detail.deploymentId), reason];
    });
}

const messages = (events: EcsStream) => events.messages.map(({ message }) => message.replace('(service web) ', ''));

describe('events of a deployment', () => {
  it('[T.EVT-8, S.SM-2] report when it begins and when it is through, and its tasks are of its task definition', () => {
    const events = stream(deploymentSpecWith());
    expect(rowsOf(events)).toEqual([
      [10, 'SERVICE_DEPLOYMENT_IN_PROGRESS', 1, 'ECS deployment #1 in progress.'],
      [10, 'SERVICE_DEPLOYMENT_COMPLETED', 1, 'ECS deployment #1 completed.'],
    ]);
    const definitions = [0, 1, 2, 3].map((task) => events.ofTask(task)[0].detail);
    expect(definitions.map(({ taskDefinitionArn }) => taskDefinitionArn.slice(-5))).toEqual(['app:1', 'app:1', 'app:2', 'app:2']);
    expect(definitions[3].startedBy).toBe(events.of(DEPLOYMENT).at(-1)!.detail.deploymentId);
    expect(events.ofTask(0).at(-1)!.detail).toMatchObject({ lastStatus: 'STOPPED', stopCode: 'ServiceSchedulerInitiated' });
    // Not steady in between, and steady again: first at 0:50, when two tasks count as healthy (S.HEALTH-1).
    expect(events.named('SERVICE_STEADY_STATE').map(({ time }) => time.slice(14, 19))).toEqual(['00:50', '10:50']);
  });

  it('[T.MSG-4, S.DEP-8] report once that the percentages let nothing start or stop', () => {
    const rolled = (maximumPercent: number) => {
      const percents = { minimumHealthyPercent: 100, maximumPercent };
      return messages(
        stream(deploymentSpecWith(), {
          services: [service(2, { capacity: onLaunchType, ...percents, deploymentSpec: deploymentSpecWith() })],
        }),
      );
    };
    const blocked = expect.stringMatching(
      /^was unable to stop or start tasks during a deployment because of the service deployment config/,
    );
    expect(rolled(100).slice(-1)).toEqual([blocked]);
    expect(rolled(100).filter((message) => message.startsWith('was unable'))).toHaveLength(1);
    expect(rolled(200)).not.toContainEqual(blocked);
  });

  it('[T.MSG-6, S.PROT-5] report that protected tasks hold it up', () => {
    const protection = { share: 1, work: constant(20 * MINUTE), minutes: 120, isRenewed: true };
    const said = messages(stream(deploymentSpecWith({}, { protection })));
    const held =
      /^was unable to reach steady state because task set \(ecs-svc\/\d+\) was unable to scale in\. Reason: The number of protected/;
    expect(said.filter((message) => held.test(message))).toHaveLength(1);
    expect(messages(stream(deploymentSpecWith()))).not.toContainEqual(expect.stringMatching(held));
  });

  it('[T.EVT-8, T.MSG-8, S.SM-3] report that the circuit breaker found it to fail, and the way back', () => {
    const events = stream(deploymentSpecWith({ failedStarts: 1 }, { watch: watch(true) }));
    const failed = rowsOf(events);
    expect(failed.map(([, name, deployment, reason]) => [name, deployment, reason])).toEqual([
      ['SERVICE_DEPLOYMENT_IN_PROGRESS', 1, 'ECS deployment #1 in progress.'],
      ['SERVICE_DEPLOYMENT_FAILED', 1, 'ECS deployment circuit breaker: task failed to start.'],
      ['SERVICE_DEPLOYMENT_IN_PROGRESS', 0, 'ECS deployment circuit breaker: rolling back to deploymentId #0.'],
      ['SERVICE_DEPLOYMENT_COMPLETED', 0, 'ECS deployment #0 completed.'],
    ]);
    expect(failed[1][0]).toBe(failed[2][0]);
    expect(events.named('SERVICE_DEPLOYMENT_FAILED')[0].detail.eventType).toBe('ERROR');
    const [first] = events.of(DEPLOYMENT);
    expect(messages(events)).toContain(`rolling back to deployment ${first.detail.deploymentId}.`);
    expect(messages(events)).toContainEqual(
      expect.stringMatching(/^\(deployment ecs-svc\/\d+\) deployment failed: tasks failed to start\.$/),
    );
    expect(events.ofTask(2).at(-1)!.detail).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: expect.stringMatching(/^CannotStartContainerError: /),
    });
  });

  it('[T.EVT-8] without rollback end with its failure; without a circuit breaker there is no such event, and a warning', () => {
    const names = (events: EcsStream) => rowsOf(events).map(([, name]) => name);
    expect(names(stream(deploymentSpecWith({ failedStarts: 1 }, { watch: watch(false) })))).toEqual([
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_FAILED',
    ]);
    const unwatched = stream(deploymentSpecWith({ failedStarts: 1 }));
    expect(names(unwatched)).toEqual(['SERVICE_DEPLOYMENT_IN_PROGRESS']);
    expect(unwatched.named('SERVICE_TASK_START_IMPAIRED')).not.toEqual([]);
    const steady = unwatched.named('SERVICE_STEADY_STATE').map(({ time }) => time);
    expect(steady.filter((time) => time > '2026-01-05T00:10')).toEqual([]);
  });

  it('[T.EVT-8, S.ALARM-2] of an alarm is the way back alone', () => {
    const alarms = [{ fromMs: 10.5 * MINUTE, untilMs: 12 * MINUTE }];
    const events = stream(
      deploymentSpecWith({}, { watch: { ...UNWATCHED, alarms: { enable: true, rollback: true }, bakeMs: 5 * MINUTE }, alarms }),
    );
    expect(
      rowsOf(events)
        .map(([minute, name, deployment]) => [minute, name, deployment])
        .slice(0, 2),
    ).toEqual([
      [10, 'SERVICE_DEPLOYMENT_IN_PROGRESS', 1],
      [10, 'SERVICE_DEPLOYMENT_IN_PROGRESS', 0],
    ]);
    expect(rowsOf(events)[1][3]).toBe('ECS deployment alarms: rolling back to deploymentId #0.');
  });
});

describe('events of health', () => {
  const checks = [[CHECK_DEFAULTS], [CHECK_DEFAULTS]];

  it('[T.HC-1, T.EVT-2] follow the checks of its containers; without checks there is no status', () => {
    const events = stream(deploymentSpecWith({ unhealthyAfterMs: 5 * MINUTE }, { checks }));
    const health = (task: number) => [...new Set(events.ofTask(task).map(({ detail }) => detail.healthStatus))];
    expect(health(0)).toEqual([undefined, 'UNKNOWN', 'HEALTHY']);
    expect(health(2)).toEqual([undefined, 'UNKNOWN', 'HEALTHY', 'UNHEALTHY']);
    const unhealthy = events.ofTask(2).at(-1)!.detail;
    expect(unhealthy).toMatchObject({ stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' });
    expect(messages(events)).toContainEqual(expect.stringMatching(/^\(task [0-9a-f]{24}00000002\) failed container health checks\.$/));
    expect(
      stream(deploymentSpecWith())
        .ofTask(0)
        .map(({ detail }) => detail.healthStatus),
    ).not.toContain('HEALTHY');
  });
});
