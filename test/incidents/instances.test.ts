import { describe, expect, it } from 'vitest';
import { labelOf } from './draws.js';
import { recordOf } from './record.js';
import { ONE_ENDS, played, toy } from './toys.js';

const noNetwork = (more = '') => `at: 60m, for: 20m, type: noNetwork${more}`;
const shortfall = (faults: readonly string[], parts: Parameters<typeof toy>[1] = {}) => played(toy(faults, parts)).shortfall;

describe('instances without a network', () => {
  it('[I.NN-1, I.NN-2, I.T-NN-a] register when the network comes, at the end of the fault or so long after the launch', () => {
    const run = played(toy([noNetwork(), ONE_ENDS]));
    expect(run.launches).toEqual([60]);
    expect(run.failures).toEqual([]);
    expect(run.of('instanceRegistered').at(-1)!.at / 60).toBe(80);
    expect(run.shortfall).toBeCloseTo(81, 9);
    expect(shortfall([noNetwork(', until: 5m'), ONE_ENDS])).toBeCloseTo(21, 9);
    // The network that comes before the boot is over delays nothing.
    expect(shortfall([noNetwork(', until: 100s'), ONE_ENDS])).toBeCloseTo(9, 9);
  });

  it('[I.NN-1] a network that never comes leaves a bill and no place', () => {
    const run = played(toy([noNetwork(', until: never, statusCheck: ok'), ONE_ENDS]));
    expect(run.shortfall).toBeCloseTo(4 * 50, 9);
    expect(run.of('instanceTerminated')).toHaveLength(1);
  });

  it('[I.NN-1] hits only launches at its place and in its time', () => {
    for (const more of [', availabilityZone: us-east-1b', ', share: 0']) expect(shortfall([noNetwork(more), ONE_ENDS])).toBeCloseTo(9, 9);
    expect(shortfall([noNetwork(', availabilityZone: us-east-1a, capacityProvider: w'), ONE_ENDS])).toBeCloseTo(81, 9);
    expect(shortfall(['at: 61m, for: 20m, type: noNetwork', ONE_ENDS])).toBeCloseTo(9, 9);
  });

  it('[I.NN-3, I.T-NN-b] an impaired one is found at the first check after its boot, and another is launched', () => {
    // The first launch of the fault is the fourth of the group, the next the fifth.
    const label = labelOf('w', [3, 4], ([hit, well]) => hit! < 0.5 && well! >= 0.5);
    const run = played(toy([noNetwork(`, until: never, share: 0.5, label: ${label}`), ONE_ENDS]));
    expect(run.launches).toEqual([60, 63]);
    expect(run.shortfall).toBeCloseTo(21, 9);
    const grace = played(
      toy([noNetwork(`, until: never, share: 0.5, label: ${label}`), ONE_ENDS], {
        group: ', healthCheckType: EC2, healthCheckGracePeriod: 150',
      }),
    );
    expect(grace.launches).toEqual([60, 65]);
  });

  it('[I.NN-3] one whose network returns before the check stays', () => {
    expect(played(toy([noNetwork(', until: 150s, statusCheck: impaired'), ONE_ENDS])).launches).toEqual([60]);
    expect(played(toy([noNetwork(', until: 3m, statusCheck: impaired'), ONE_ENDS])).launches).toEqual([60]);
    expect(played(toy([noNetwork(', until: 181s, statusCheck: impaired'), ONE_ENDS])).launches.length).toBeGreaterThan(1);
  });

  it('[I.NN-4] interfaces of tasks wait to the end, or their tasks fail to start', () => {
    const awsvpc = (faults: readonly string[]) =>
      played(
        toy(faults, { size: 6 })
          .replace('networkMode: bridge', 'networkMode: awsvpc')
          .replaceAll('512', '256')
          .replace('containerStop: 0s', 'containerStop: 0s, eniAttach: 4s, eniDetach: 0s'),
      );
    const stop = 'at: 60m, type: stopTask, service: web, count: 1';
    const usual = awsvpc([stop]).lastRunning;
    expect(usual).toBeLessThan(61);
    expect(awsvpc([noNetwork(), stop]).lastRunning).toBeGreaterThan(80);
    expect(awsvpc([noNetwork(', attach: unaffected'), stop]).lastRunning).toBe(usual);
    const failing = awsvpc([noNetwork(', attach: fail'), stop]);
    const [first] = failing.tasks.filter(({ cause }) => cause === 'notInitialized');
    expect([first!.requested, first!.stopping]).toEqual([3600, 3660]);
  });
});

describe('a part of a zone', () => {
  const outage = (more: string) => `at: 60m, for: 1h, type: zoneOutage, availabilityZone: us-east-1a${more}`;
  const ended = (more: string) => played(toy([outage(more)], { size: 9 })).of('instanceTerminated').length;

  it('[I.PZ-1] loses each instance with the chance of the share, the same ones and more at a larger share', () => {
    expect(ended('')).toBe(3);
    expect(ended(', share: 0.000001')).toBe(0);
    const lost = (share: number) =>
      played(toy([outage(`, share: ${share}, label: hall`)], { size: 9 }))
        .of('instanceTerminated')
        .map(({ args }) => args.instance!);
    for (const share of [0.2, 0.4, 0.6, 0.8]) expect(lost(share + 0.2)).toEqual(expect.arrayContaining(lost(share)));
  });

  it('[I.PZ-1] takes launches, if so set', () => {
    const zonesOf = (more: string) =>
      played(toy([outage(more)], { zones: 3 }))
        .of('instanceLaunched')
        .slice(3)
        .map(({ args, at }) => [at / 60, args.zone]);
    expect(zonesOf('')[0]![1]).not.toBe(0);
    expect(zonesOf(', launches: possible')).toEqual([[60, 0]]);
  });

  it('[I.PZ-3] the rush: launches in the other zones fail at a rate and boot slowly', () => {
    const rush = ['us-east-1b', 'us-east-1c'].map(
      (zone) => `at: 60m, for: 20m, type: launchFailure, availabilityZone: ${zone}, label: rush`,
    );
    const run = played(toy([outage(''), ...rush, 'at: 60m, for: 1h, type: slowBoot, factor: 1.5']));
    // Attempts at 60, 61, 63, 67 and 75 fail; that of 90 boots for 180 s.
    expect(run.failures).toEqual([60, 61, 63, 67, 75]);
    expect(run.shortfall).toBeCloseTo(4 * (30 + 3.25), 9);
  });
});

describe('the report of a run', () => {
  it('reports what each of these faults came to', () => {
    const effects = recordOf(toy([`${noNetwork()}, label: x/net`, ONE_ENDS, 'at: 60m, for: 5m, type: pullFailure, share: 0.5'])).faults;
    expect(effects.map(({ label, fault, effect }) => [label, fault, effect])).toEqual([
      ['x/net', 'noNetwork 100 %', '1 instance launched meanwhile; none registered before it ended'],
      [undefined, 'terminate 1', '1 instance ended, and 4 tasks with it'],
      [undefined, 'pullFailure 50 %', 'no task failed to start meanwhile'],
    ]);
  });
});
