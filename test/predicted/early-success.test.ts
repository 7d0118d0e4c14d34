import { describe, expect, it } from 'vitest';
import { requiredHealthy } from '../../src/services/deployments/early-success.js';
import { checked } from './checked.js';
import { predict } from './predict.js';

// Source: pages early-success-criteria and service_definition_parameters; API reference, DeploymentEarlySuccessCriteria.

const DEPLOYED = 600;
/** Seconds after the deployment at which the four instances of the new revision take tasks. */
const ROOM_AT = [45, 65, 85, 105];

/**
 * Four old tasks, and four instances that take one new task each, from the given times on: healthy 5 s later, as a container starts in 5 s
 * and nothing is checked. A stop takes 100 s.
 */
const text = ({ early = '', more = '', roomAt = ROOM_AT }: { early?: string; more?: string; roomAt?: number[] }) => `
name: early-success
duration: 30m
cluster:
  availabilityZones: [us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e]
  containerInstances:
    - { instanceType: m5.large, count: 4, availabilityZones: [us-east-1e], attributes: { side: old } }
${['a', 'b', 'c', 'd'].map((zone) => `    - { instanceType: m5.large, count: 1, availabilityZones: [us-east-1${zone}], attributes: { side: new } }`).join('\n')}
taskDefinitions:
${['old', 'new'].map((side) => `  - { family: ${side}, placementConstraints: [{ type: memberOf, expression: "attribute:side == ${side}" }], containerDefinitions: [{ name: c, image: x, cpu: 1500, memory: 64, stopTimeout: 120 }] }`).join('\n')}
services:
  - serviceName: web
    taskDefinition: old
    desiredCount: 4
    launchType: EC2
    availabilityZoneRebalancing: DISABLED
    deployments: [{ at: ${DEPLOYED}s, taskDefinition: new }]
    deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 200${early === '' ? '' : `, earlySuccessCriteria: ${early}`}${more} }
faults: [${roomAt.map((seconds, i) => `{ type: drain, availabilityZone: us-east-1${'abcd'[i]}, at: 500s, for: ${DEPLOYED - 500 + seconds}s }`).join(', ')}]
timings: { containerStart: 5s, imagePull: 0s, containerStop: 100s }
serviceScheduler: { reaction: 0s, healthyAfter: 0s, placementBackOff: none }
alarms: { rollingBakeTime: 2m }
`;

/** When the second deployment was COMPLETED, since it began. */
const completed = (parts: Parameters<typeof text>[0]) => {
  const changes = predict(text(parts)).of('deploymentChanged');
  return changes.filter(({ args }) => args.revision === 1 && args.rollout === 2).map(({ at }) => at - DEPLOYED);
};

const DEFERRED = '{ enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: DEFERRED }';
const BLOCKING = '{ enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: BLOCKING }';

describe('early success of a rolling update', () => {
  it('[N.T-EARLY-a, N.EARLY-2] needs so many healthy tasks', () => {
    const needs = (desired: number, healthyPercent: number) => requiredHealthy(desired, { healthyPercent, cleanup: 'BLOCKING' });
    expect([needs(2, 50), needs(3, 50), needs(10, 80), needs(100, 90), needs(10, 100), needs(5, 0)]).toEqual([1, 2, 8, 90, 10, 1]);
  });

  // New tasks are healthy at 50, 70, 90 and 110. Of four old ones two may stop at 0 (gone at 100), one at 50 (gone at 150), one at 70 (gone
  // at 170). Two of four are healthy at 70.
  it('[N.T-EARLY-b, N.EARLY-3] completes at 70 with DEFERRED, at 170 with BLOCKING and at 170 without it', () => {
    const { tasks } = predict(text({}));
    const since = (of: (number | undefined)[]) => of.map((at) => at! - DEPLOYED).sort((a, b) => a - b);
    expect(since(tasks.slice(0, 4).map(({ stopping }) => stopping))).toEqual([0, 0, 50, 70]);
    expect(since(tasks.slice(0, 4).map(({ stopped }) => stopped))).toEqual([100, 100, 150, 170]);
    expect(since(tasks.slice(4).map(({ running }) => running))).toEqual([50, 70, 90, 110]);
    expect([completed({ early: DEFERRED }), completed({ early: BLOCKING }), completed({})]).toEqual([[70], [170], [170]]);
  });

  // The last new task is healthy at 300 instead.
  it('[N.T-EARLY-b] with a late last task DEFERRED at 70, BLOCKING at 170, off at 300; it comes all the same', () => {
    const roomAt = [45, 65, 85, 295];
    expect([completed({ early: DEFERRED, roomAt }), completed({ early: BLOCKING, roomAt }), completed({ roomAt })]).toEqual([
      [70],
      [170],
      [300],
    ]);
    for (const early of [DEFERRED, BLOCKING]) {
      const { tasks } = predict(text({ early, roomAt }));
      expect(tasks.filter(({ running, stopping }) => running !== undefined && stopping === undefined).length, early).toBe(4);
      expect(Math.max(...tasks.map(({ running = 0 }) => running))).toBe(DEPLOYED + 300);
    }
  });

  it('[N.T-EARLY-d] bakes for 120 s after the criterion with alarm rollback: 190', () => {
    expect(completed({ early: DEFERRED, more: ', alarms: { enable: true, rollback: true, alarmNames: [a] }' })).toEqual([190]);
  });

  // An old task that protects itself outlasts a DEFERRED end at 70: it is removed once its protection is over, as the clean-up goes on.
  it('[N.EARLY-3, N.EARLY-4] removes old tasks after a DEFERRED end, when their protection is over', () => {
    const protect = 'availabilityZoneRebalancing: DISABLED\n    taskProtection: { for: 20m, expiresInMinutes: 20, renews: false }';
    const late = text({ early: DEFERRED }).replace('availabilityZoneRebalancing: DISABLED', protect);
    const { tasks, of } = predict(late);
    const ends = of('deploymentChanged').filter(({ args }) => args.revision === 1 && args.rollout === 2);
    expect(ends.map(({ at }) => at - DEPLOYED)).toEqual([70]);
    // RUNNING at 5 s, so protected until 1205 s.
    expect(tasks.slice(0, 4).map(({ stopping }) => stopping)).toEqual([1205, 1205, 1205, 1205]);
    expect(tasks.length).toBe(8);
  });

  // COMPLETED at 70. The alarm of 80 rolls nothing back, nor do the starts of the last new task that fail from 295 to 390, 5 s each: they do not
  // count any more.
  it('[N.EARLY-4] has no alarm, no circuit breaker and no count of failures after its end; missing tasks come all the same', () => {
    const breaker = 'deploymentCircuitBreaker: { enable: true, rollback: true, thresholdConfiguration: { type: COUNT, value: 2 } }';
    const more = `, ${breaker}, alarms: { enable: true, rollback: true, alarmNames: [a] }`;
    const { tasks, of } = predict(
      text({ early: DEFERRED, more, roomAt: [45, 65, 85, 295] })
        .replace('faults: [', `faults: [{ type: startFailure, at: ${DEPLOYED + 290}s, for: 100s }, `)
        .replace('    deployments:', `    deploymentAlarms: [{ at: ${DEPLOYED + 80}s, for: 1m }]\n    deployments:`)
        .replace('rollingBakeTime: 2m', 'rollingBakeTime: 0s'),
    );
    expect(
      of('deploymentChanged')
        .map(({ at, args }) => [at - DEPLOYED, args.revision, args.rollout])
        .slice(-2),
    ).toEqual([
      [0, 1, 1],
      [70, 1, 2],
    ]);
    expect(of('breakerCounted').filter(({ at }) => at > DEPLOYED + 70)).toEqual([]);
    const failed = tasks.filter(
      ({ requested, running, stopped }) => requested >= DEPLOYED && running === undefined && stopped !== undefined,
    );
    expect(failed.length).toBeGreaterThan(2);
    expect(tasks.filter(({ running, stopping }) => running !== undefined && stopping === undefined).length).toBe(4);
  });

  // Two tasks, at least one healthy, at most two. One old task stops at 600 and is gone at 700; its place goes to a new task, which is healthy at
  // 705: COMPLETED. The other old one stops then and counts until 805, so that the second new task waits for it.
  it('[S.DEP-2, S.DEP-4, N.EARLY-4] counts the old tasks that still stop after a DEFERRED end towards the maximum', () => {
    const { tasks, of } = predict(
      text({ early: DEFERRED, roomAt: [0, 0, 0, 0] })
        .replace('desiredCount: 4', 'desiredCount: 2')
        .replace('maximumPercent: 200', 'maximumPercent: 100'),
    );
    const ends = of('deploymentChanged').filter(({ args }) => args.revision === 1 && args.rollout === 2);
    expect(ends.map(({ at }) => at)).toEqual([705]);
    expect(tasks.map(({ requested }) => requested)).toEqual([0, 0, 700, 805]);
    expect(tasks.slice(0, 2).map(({ stopped }) => stopped)).toEqual(expect.arrayContaining([700, 805]));
  });

  it('[N.EARLY-3] goes on from a checkpoint after a DEFERRED end', () => {
    const late = text({ early: DEFERRED, roomAt: [45, 65, 85, 295] });
    expect(predict(late, { savedAt: DEPLOYED + 80 }).facts).toEqual(predict(late).facts);
  });

  it('[N.T-EARLY-c, N.EARLY-1] is refused below the minimum, of other strategies and by guide-2024', () => {
    const said = (config: string, more = '') =>
      checked(text({}).replace('minimumHealthyPercent: 50, maximumPercent: 200', config) + more).errors.map(({ path }) => path);
    const at = 'services.web.deploymentConfiguration.earlySuccessCriteria';
    expect(said('minimumHealthyPercent: 100, maximumPercent: 200, earlySuccessCriteria: { enable: true, healthyPercent: 90 }')).toEqual([
      `${at}.healthyPercent`,
    ]);
    expect(said('strategy: BLUE_GREEN, bakeTimeInMinutes: 0, earlySuccessCriteria: { enable: true }')).toContain(at);
    expect(said('maximumPercent: 200, earlySuccessCriteria: { enable: true }')).toEqual([]);
    expect(said('maximumPercent: 200, earlySuccessCriteria: { enable: true }', 'awsBehaviour: guide-2024')).toContain(at);
  });
});
