import { describe, expect, it } from 'vitest';
import { played, toy } from './toys.js';

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
