import { describe, expect, it } from 'vitest';
import { played, TRIES, toy } from './toys.js';

const outage = (at: string, more = ', recover: rebooted', long = '20m') =>
  `at: ${at}, for: ${long}, type: zoneOutage, availabilityZone: us-east-1a${more}`;

/** The toy without a group: one instance in each zone, and nothing that replaces it. */
const standing = (faults: readonly string[]) =>
  toy(faults)
    .replace(
      / {2}capacityProviders:[\s\S]*?taskDefinitions:/,
      '  containerInstances: [{ instanceType: m5.large, count: 3 }]\ntaskDefinitions:',
    )
    .replace('capacityProviderStrategy: [{ capacityProvider: w, weight: 1 }]', 'launchType: EC2');

describe('a zone without power', () => {
  it('[I.PZ-2] an instance without a replacement boots again when the power is back, and has its images', () => {
    const run = played(standing([outage('60m')]));
    // Power is back at 80:00; 120 s of boot; no pull; 5 s of start.
    expect(run.of('agentChanged').map(({ at, args }) => [at / 60, args.isConnected])).toEqual([
      [60, 0],
      [82, 1],
    ]);
    expect(run.of('instanceTerminated')).toEqual([]);
    expect(run.lastRunning * 60).toBe(82 * 60 + 5);
    // ECS learns from the agent that the tasks have ended: for it 4 tasks are missing for 5 s.
    expect(run.shortfall).toBeCloseTo((4 * 5) / 60, 9);
    expect(run.tasks.filter(({ cause }) => cause === 'zoneOutage').map(({ stopping }) => stopping! / 60)).toEqual([82, 82, 82, 82]);
  });

  it('[I.PZ-2] its group replaces an instance that it finds unhealthy before', () => {
    // The group looks at whole minutes: at 61:00 it ends the instance and launches another, elsewhere; 4 tasks for 135 s.
    const run = played(toy([outage('3630s', ', recover: rebooted', '1h')]));
    expect(run.of('instanceTerminated').map(({ at }) => at / 60)).toEqual([61]);
    expect(run.launches).toEqual([61]);
    expect(run.shortfall).toBeCloseTo(9, 9);
    expect(run.of('agentChanged').map(({ args }) => args.isConnected)).toEqual([0]);
    // Power that is back before the look: the instance stays, boots from 60:50 on and has its tasks again at 62:55.
    const short = played(toy([outage('3630s', ', recover: rebooted', '20s')]));
    expect(short.launches).toEqual([]);
    expect(short.lastRunning * 60).toBe(62 * 60 + 55);
  });

  // The group finds the instance at 61:00 and drains it. Power is back at 70:00, and its agent at 72:00: its tasks have ended, and it goes.
  it('[I.PZ-2] an instance that its group drains boots again, too, and ends without its tasks', () => {
    const parts = { top: `groups: { unhealthyEnds: drained, healthCheckInterval: 1m, healthCheckPhase: inService, ${TRIES} }` };
    const text = toy([outage('3630s', ', recover: rebooted', '570s')], parts).replace(
      'managedDraining: DISABLED',
      'managedDraining: ENABLED',
    );
    const run = played(text);
    const timesOf = (name: string) => run.of(name).flatMap(({ at, args }) => (args.instance === 0 ? [at / 60] : []));
    expect(['instanceDraining', 'agentChanged', 'instanceTerminated'].map(timesOf)).toEqual([[61], [60.5, 72], [72]]);
  });

  // The group looks at 61:00 in vain; power is back at 62:00, and the instance at 64:00.
  it('[I.PZ-2] an instance comes back that its group may not replace', () => {
    const suspend = `at: 30m, type: suspendProcesses, capacityProvider: w, scalingProcesses: [ReplaceUnhealthy]`;
    const run = played(toy([suspend, outage('3630s', ', recover: rebooted', '90s')]));
    expect(run.of('agentChanged').map(({ at, args }) => [at / 60, args.isConnected])).toEqual([
      [60.5, 0],
      [64, 1],
    ]);
    expect(run.of('instanceTerminated')).toEqual([]);
  });

  // Power is back at 80:00, and the instance 120 s later: ECS does not know it any more.
  it('[I.PZ-2, C.CI-08] an instance that was deregistered meanwhile stays outside', () => {
    const run = played(standing([outage('60m'), 'at: 70m, type: deregister, availabilityZone: us-east-1a, force: true']));
    expect(run.of('agentChanged').map(({ args }) => args.isConnected)).toEqual([0]);
    expect(run.of('instanceTerminated')).toEqual([]);
  });

  it('[I.PZ-2] without an end it does not come back, and what is lost ends at once', () => {
    const forGood = `at: 60m, type: zoneOutage, availabilityZone: us-east-1a, recover: rebooted`;
    expect(played(standing([forGood])).of('agentChanged')).toHaveLength(1);
    const run = played(standing([outage('60m', '')]));
    expect([run.of('instanceTerminated').length, run.of('agentChanged').length]).toEqual([1, 0]);
  });

  it('[I.PZ-2] a task of a workload does not end by itself without power', () => {
    const work = `workloads: [{ name: jobs, taskDefinition: job, launchType: EC2, arrivals: { type: schedule, at: [50m] }, runTime: 15m }]`;
    const text = standing([outage('60m')])
      .replace('desiredCount: 12', 'desiredCount: 0')
      .replace(
        'services:',
        '  - { family: job, networkMode: bridge, containerDefinitions: [{ name: job, image: web, cpu: 512, memory: 512 }] }\nservices:',
      )
      .replace('containerInstances: [{ instanceType: m5.large, count: 3 }]', 'containerInstances: [{ instanceType: m5.large, count: 1 }]');
    const ends = (faults: boolean) =>
      played(`${faults ? text : text.replace(/faults: .*/, '')}\n${work}\n`).tasks.map(({ cause }) => cause);
    expect(ends(false)).toEqual(['runEnded']);
    expect(ends(true)).toEqual(['zoneOutage']);
  });

  it('goes on in a saved run', () => {
    const text = standing([outage('60m')]);
    expect(played(text, 70 * 60).tasks).toEqual(played(text).tasks);
  });
});
