import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunAccounts } from '../../src/record/ledger/run-accounts.js';
import { measure } from '../../src/record/measure.js';
import { Fact, type FactKind, InstanceCause, StopCause } from '../../src/sim/facts.js';
import { MINUTE } from '../sim/setups.js';
import { type Played, playOf } from './play.js';
import { type Change, load, placedMessages } from './scenarios.js';

const folder = join(import.meta.dirname, '../../scenarios/capacity');
const textOf = (name: string) => readFileSync(join(folder, `${name}.yaml`), 'utf8');
const play = (name: string, ...changes: readonly Change[]): Played => playOf(textOf(name), changes);

const OWN = [
  'mixed-instances-spot',
  'spot-drought',
  'spot-draining',
  'zone-outage',
  'slow-scale-out',
  'agent-disconnect',
  'api-throttling',
  'image-cache',
  'lifecycle-hook',
  'commitments',
  'warm-pool',
  'instance-refresh',
  'refresh-to-other-types',
  'instance-failure',
];
const lost = ({ recorder }: Played) =>
  recorder.values(Fact.taskStopped, 'cause').filter((cause) => cause === StopCause.instanceTerminated).length;
const launchedMinutes = ({ recorder }: Played) => recorder.minutesOf(Fact.instanceLaunched);
/** Types of what was launched with a purchase option, each once. */
function typesOf({ setup, recorder }: Played, purchase: number): string[] {
  const types = recorder.values(Fact.instanceLaunched, 'type');
  const purchases = recorder.values(Fact.instanceLaunched, 'purchase');
  const found = types.filter((_, i) => purchases[i] === purchase).map((type) => setup.instanceTypes[type]!.name);
  return [...new Set(found)].sort();
}

describe('scenarios/capacity', () => {
  it.each(OWN)('%s loads without a warning, and its description has what it shows', (name) => {
    expect(readdirSync(folder)).toContain(`${name}.yaml`);
    expect(placedMessages(textOf(name))).toEqual([]);
    expect(textOf(name)).toMatch(/^# Shows: [\s\S]*\nname: [\s\S]*\nvariants:\n/);
    expect(load(textOf(name)).setup?.name).toBe(name);
  });

  it('mixed-instances-spot: two and a quarter of the rest On-Demand, and half of Spot lost at 3h', () => {
    const mixed = play('mixed-instances-spot');
    // 10 instances for 40 tasks of a quarter each: 2 + ceil(8 / 4) = 4 of them On-Demand.
    expect(
      mixed.recorder
        .values(Fact.instanceLaunched, 'purchase')
        .slice(0, 10)
        .filter((purchase) => purchase === 0),
    ).toHaveLength(4);
    expect(typesOf(mixed, 0)).toEqual(['m5.xlarge']);
    expect(typesOf(mixed, 1)).toEqual(['m4.xlarge']);
    expect(mixed.countOf(Fact.instanceNoticed)).toBe(3);
    expect(lost(mixed)).toBe(12);
    const plain = play('mixed-instances-spot', ['AboveBaseCapacity: 25', 'AboveBaseCapacity: 100']);
    expect([typesOf(plain, 1), plain.countOf(Fact.instanceNoticed)]).toEqual([[], 0]);
    expect(typesOf(play('mixed-instances-spot', ['price-capacity-optimized', 'lowest-price']), 1)).toEqual(['m5.xlarge', 'm5a.xlarge']);
  });

  it('spot-drought: nothing replaces Spot, and the group tries again until there is some', () => {
    const drought = play('spot-drought');
    const afterStart = (played: Played) =>
      launchedMinutes(played)
        .filter((minute) => minute > 10)
        .map(Math.floor);
    expect(afterStart(drought)).toEqual([249, 249, 249]); // 3 lost at minute 92; tries every 10 minutes from 109.6 on
    expect(afterStart(play('spot-drought', ['for: 3h', 'for: 3h, availabilityZone: us-east-1a']))).toEqual([92, 92, 92]);
    const eager = play('spot-drought', ['faults:', 'groups: { launchRetryMax: 1m }\nfaults:']);
    expect(afterStart(eager)).toEqual([240, 240, 240]);
    expect(eager.countOf(Fact.launchFailed)).toBeGreaterThan(6 * drought.countOf(Fact.launchFailed));
  });

  it('spot-draining: no task is lost with its instance', () => {
    expect(lost(play('spot-draining'))).toBe(0);
    const off: Change = ['spotInstanceDraining: true', 'spotInstanceDraining: false'];
    expect(lost(play('spot-draining', off))).toBe(12); // 3 on each of 4
    expect(lost(play('spot-draining', off, ['managedDraining: DISABLED', 'managedDraining: ENABLED']))).toBe(0);
    const slow = play('spot-draining', ['containerStart: 2s', 'containerStart: 3m']);
    expect(lost(slow)).toBeGreaterThan(0);
    expect(slow.recorder.of(Fact.instanceTerminated).map(({ atMs }) => atMs / MINUTE)).toEqual([62, 62, 62, 62]);
  });

  it('zone-outage: another zone takes over, and the group moves back when there is capacity again', () => {
    const zonesAfter = (...changes: Change[]) => {
      const { recorder } = play('zone-outage', ...changes);
      return recorder.of(Fact.instanceLaunched).flatMap(({ atMs, args }) => (atMs > 0 ? [[atMs / MINUTE, args[2]]] : []));
    };
    expect(zonesAfter()).toEqual([
      [60, 1],
      [120, 0],
    ]);
    const only = 'availabilityZoneDistribution: { capacityDistributionStrategy: balanced-only }';
    const tries = ['maxSize: 9', `maxSize: 9, ${only}`] as const;
    // It tries each ten minutes from 17.5 minutes after the first try at 60 on.
    expect(zonesAfter([...tries]).map(([minute, zone]) => [Math.floor(minute!), zone])).toEqual([[127, 0]]);
    // The last that was placed before the zone is back.
    const placedAgain = (played: Played) =>
      Math.max(...played.placesOf('web').flatMap(([, atMs]) => (atMs < 120 * MINUTE ? [atMs / MINUTE] : [])));
    expect(Math.floor(placedAgain(play('zone-outage', ['minSize: 3', 'minSize: 6'])))).toBe(60); // At the next turn of the scheduler.
    expect(placedAgain(play('zone-outage'))).toBeGreaterThan(60);
  });

  it('slow-scale-out: each time another part of the start takes longer, and at last the jobs do not start', () => {
    // When the last job of each round runs, in minutes after they came.
    const lasts = (...changes: Change[]) => {
      const minutes = play('slow-scale-out', ...changes).recorder.minutesOf(Fact.taskRunning);
      return [10, 130, 250, 370].map((from) => Math.max(...minutes.filter((minute) => minute >= from && minute < from + 60)) - from);
    };
    const NEVER = Number.NEGATIVE_INFINITY;
    const [well, boot, pull, registry] = lasts();
    expect(boot).toBeGreaterThan(well! + 1); // Three more boots of 28 s are 84 s.
    expect(pull).toBeGreaterThan(well! + 2);
    expect(registry).toBe(NEVER);
    // The agent gives up after at most 1.2 x (40 + 20) s, and starts the job from the image that it has (N.PULL-1, N.PULL-3).
    const ready: Change = ['minSize: 0', 'minSize: 6'];
    expect(Math.max(...lasts(ready).slice(1))).toBeLessThan(2);
    expect(lasts(ready, ['name: slow', 'imagePullBehavior: always\nname: slow'])[3]).toBe(NEVER);
  });

  it('agent-disconnect: what is new waits for agents to be back', () => {
    const startedLate = (...changes: Change[]) =>
      play('agent-disconnect', ...changes)
        .recorder.minutesOf(Fact.taskPlaced)
        .filter((minute) => minute >= 90);
    const half = startedLate().length;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(14);
    expect(startedLate(['share: 0.5', 'share: 1'])).toEqual(Array(14).fill(expect.closeTo(90 + 50 / 60, 0))); // A turn after 70:00, then :25, :50, 75:50 and 90:50 later (A.FL-2).
    expect(startedLate(['for: 30m', 'for: 5m'])).toEqual([]);
  });

  it('api-throttling: each time another call is the one that takes its time', () => {
    // By round of two hours, minutes from when the jobs came until the last of the kind.
    const lasts = (kind: FactKind, ...changes: Change[]) => {
      const minutes = play('api-throttling', ...changes).recorder.minutesOf(kind);
      return [10, 130, 250, 370].map((from) => Math.max(...minutes.filter((minute) => minute < from + 60)) - from);
    };
    const launched = lasts(Fact.instanceLaunched);
    expect(launched[1]).toBeGreaterThan(launched[0]! + 5);
    expect(lasts(Fact.taskRequested).map(Math.round)).toEqual([0, 0, 4, 0]);
    const registered = lasts(Fact.instanceRegistered);
    expect(registered[3]).toBeGreaterThan(registered[0]! + 3);
    expect(lasts(Fact.instanceLaunched, ['callsPerSecond: 0.02', 'callsPerSecond: 2'])[1]).toBeLessThan(launched[0]! + 1);
    expect(lasts(Fact.taskRequested, ['count: 48', 'count: 10'])).toEqual([0, 0, 0, 0]);
  });

  it('instance-refresh: one at a time, and the service keeps its tasks', () => {
    const launchedAfter = (...changes: Change[]) => {
      const played = play('instance-refresh', ...changes);
      return [launchedMinutes(played).filter((minute) => minute > 0), lost(played)] as const;
    };
    const [minutes, taken] = launchedAfter();
    expect(minutes.length).toBe(10);
    expect(new Set(minutes).size).toBe(10);
    expect(taken).toBe(0);
    const [ahead] = launchedAfter(['minHealthyPercentage: 90', 'minHealthyPercentage: 90, maxHealthyPercentage: 120']);
    expect(new Set(ahead).size).toBeLessThan(10);
    const [half] = launchedAfter(['minHealthyPercentage: 90', 'minHealthyPercentage: 50']);
    expect(half.filter((minute) => minute === 60)).toHaveLength(5);
  });

  it('refresh-to-other-types: a quarter first, then the others, and new instances stay', () => {
    const launchedAt = (...changes: Change[]) => {
      const played = play('refresh-to-other-types', ...changes);
      expect(lost(played)).toBe(0);
      const types = played.recorder.values(Fact.instanceLaunched, 'type').map((type) => played.setup.instanceTypes[type]!.name);
      const later = launchedMinutes(played)
        .map((minute, i) => [minute < 180, types[i]] as const)
        .slice(8);
      const count = (isEarly: boolean) => later.filter(([early]) => early === isEarly).length;
      return [count(true), count(false), ...new Set(later.map(([, type]) => type))];
    };
    expect(launchedAt()).toEqual([2, 6, 'm6i.large']);
    expect(launchedAt(['skipMatching: true', 'skipMatching: false'])).toEqual([2, 8, 'm6i.large']);
    const version: Change[] = [1, 2].map(() => [
      'desiredConfiguration: { instanceTypes: [m6i.large] }',
      'desiredConfiguration: { launchTemplate: { version: 2 } }',
    ]);
    expect(launchedAt(...version)).toEqual([2, 6, 'm5.large']);
  });

  it('warm-pool: the jobs have instances 9 and 36 s after the decision, and where the pool is empty after 9 and 195', () => {
    // Seconds from the measurement, which comes 107 before the decision, until each instance of the second round registered.
    const waits = (...changes: Change[]) => {
      const { recorder } = play('warm-pool', ...changes);
      const minutes = recorder.minutesOf(Fact.instanceRegistered).filter((minute) => minute > 180 && minute < 240);
      return minutes.map((minute) => Math.round((minute - 180) * 60)).sort((a, b) => a - b);
    };
    expect(waits()).toEqual([152, 152, 152, 152, 152]);
    const pool = 'warmPool: { poolState: Stopped, warmPoolsCheck: true }';
    expect(waits([pool, ''])).toEqual([311, 311, 311, 311, 311]);
    expect(waits(['poolState: Stopped', 'maxGroupPreparedCapacity: 3'])).toEqual([152, 152, 311, 311, 311]);
    const running = waits(['poolState: Stopped', 'poolState: Running']);
    expect(running).toHaveLength(5);
    expect(Math.max(...running)).toBeLessThan(107 + 9 + 60);
    const atOnce = (...changes: Change[]) => {
      const { recorder } = play('warm-pool', ...changes);
      return recorder.minutesOf(Fact.instanceRegistered).filter((minute) => minute === 0).length;
    };
    expect([atOnce(), atOnce(['warmPoolsCheck: true', 'warmPoolsCheck: false'])]).toEqual([1, 7]);
  });

  it('instance-failure: two are found after a minute, and are paid for 48 hours more while they are drained', () => {
    const evenMinutes: Change = ['timings:', 'groups: { healthCheckPhase: inService }\ntimings:'];
    const ends = (...changes: Change[]) => {
      const { recorder } = play('instance-failure', ...changes);
      return recorder.of(Fact.instanceTerminated).map(({ atMs, args }) => [atMs / MINUTE, args[1]]);
    };
    const { unhealthy } = InstanceCause;
    expect(ends(evenMinutes)).toEqual(Array(2).fill([49 * 60, unhealthy]));
    expect(launchedMinutes(play('instance-failure', evenMinutes)).slice(6)).toEqual([60, 60]);
    const atOnce = ['timings:', 'groups: { unhealthyEnds: at-once, healthCheckPhase: inService }\ntimings:'] as const;
    expect(ends(atOnce)).toEqual(Array(2).fill([60, unhealthy]));
    expect(ends(evenMinutes, ['managedDraining: ENABLED', 'managedDraining: DISABLED'])).toEqual(Array(2).fill([60, unhealthy]));
    expect(lost(play('instance-failure', atOnce))).toBe(4);
  });

  it('lifecycle-hook: an instance that hangs is replaced, and one that ends has time for its logs', () => {
    const hooked = play('lifecycle-hook');
    const abandoned = ({ recorder }: Played) =>
      recorder.values(Fact.instanceTerminated, 'cause').filter((cause) => cause === InstanceCause.hookAbandoned).length;
    const waits = ({ recorder }: Played) => {
      const answered = recorder.of(Fact.hooksAnswered).filter(({ args }) => args[2] === 1);
      const since = new Map(recorder.of(Fact.instanceDraining).map(({ atMs, args }) => [args[0], atMs]));
      return answered.map(({ atMs, args }) => (atMs - since.get(args[0])!) / MINUTE);
    };
    expect(abandoned(hooked)).toBe(1);
    expect(launchedMinutes(hooked)).toHaveLength(8 + 1);
    expect(waits(hooked)).toEqual(Array(9).fill(3));
    const patient = play('lifecycle-hook', ['heartbeatTimeout: 300', 'heartbeatTimeout: 300\n            defaultResult: CONTINUE']);
    expect([abandoned(patient), launchedMinutes(patient).length]).toEqual([0, 8]);
    const never = play('lifecycle-hook', ['actionTime: { lognormal: { median: 2m, p95: 7m } }', 'actionTime: never']);
    expect(launchedMinutes(never).length).toBeGreaterThan(12);
    expect(never.countOf(Fact.taskRunning)).toBe(16);
    expect(waits(play('lifecycle-hook', ['heartbeatTimeout: 600', 'heartbeatTimeout: 30']))).toEqual(Array(9).fill(0.5));
  });

  it('commitments: four that run all day pay, eight that run half of it do not', () => {
    const billOf = (count: string, ...changes: Change[]) => {
      const { setup, recorder } = play('commitments', ['count: 4', `count: ${count}`], ...changes);
      const accounts = new RunAccounts(setup);
      for (const { kind, atMs, args } of recorder.facts)
        accounts.onFact(kind, atMs, ...(args as [number, number, number, number, number, number]));
      return measure(accounts, setup.durationMs);
    };
    const [four, twelve] = [billOf('4'), billOf('12')];
    // 4 x 48 h x (0.192 - 0.121)
    expect(four.headline.commitments_usd).toBeCloseTo(-13.632, 3);
    expect(four.commitments[0]?.used_percent).toBe(100);
    // Eight more are paid for 48 h, and run from 8h to 20h and until they are scaled in: 8 x (48 x 0.121 - 24.x x 0.192).
    expect(twelve.headline.cost_usd! - four.headline.cost_usd!).toBeGreaterThan(8);
    expect(twelve.headline.cost_usd! - four.headline.cost_usd!).toBeLessThan(8 * (48 * 0.121 - 24 * 0.192));
    const plan = billOf('4', [
      'reservedInstances: [{ instanceType: m5.xlarge, count: 4, usdPerHour: 0.121 }]',
      'savingsPlan: { usdPerHour: 0.5, percentOff: { m5.xlarge: 28 } }',
    ]);
    expect(plan.headline.commitments_usd).toBeCloseTo(48 * (0.5 - 0.5 / 0.72), 3);
  });

  it('image-cache: an image unused for hours is pulled again, unless images stay and the disk takes them', () => {
    const pullsAndFailures = (...changes: Change[]) => {
      const { recorder } = play('image-cache', ...changes);
      const pulls = recorder.values(Fact.taskPending, 'pullMs').filter((ms) => ms > 0).length;
      return [pulls, recorder.values(Fact.taskStopped, 'cause').filter((cause) => cause === StopCause.cannotPull).length];
    };
    expect(pullsAndFailures()).toEqual([1 + 4 * 10 - 1, 0]); // The last d would come at 48:55.
    const stays: Change = ['imagePullBehavior: default', 'imagePullBehavior: prefer-cached'];
    expect(pullsAndFailures(stays)).toEqual([1 + 3 + 9, 9]);
    expect(pullsAndFailures(stays, ['diskMib: 12000', 'diskMib: 20000'])).toEqual([1 + 4, 0]);
    expect(pullsAndFailures(['diskMib: 12000', 'diskMib: 6000, taskCleanupWait: 10m, minimumCleanupAge: 30m'])[1]).toBe(0);
  });
});
