import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunRecorder } from '../../src/run/recorder.js';
import { Fact } from '../../src/sim/facts.js';
import { MINUTE } from '../sim/setups.js';
import { type Played, playOf } from './play.js';
import { type Change, load, placedMessages } from './scenarios.js';

const folder = join(import.meta.dirname, '../../scenarios/services');
const textOf = (name: string) => readFileSync(join(folder, `${name}.yaml`), 'utf8');
const play = (name: string, ...changes: readonly Change[]): Played => playOf(textOf(name), changes);
const OWN = [
  'rolling-update',
  'stuck-100-100',
  'circuit-breaker',
  'restart-storm',
  'overshoot',
  'old-instances',
  'alarm-rollback',
  'canary',
  'lifecycle-hooks',
  'daemon-grows',
  'one-task',
];

/** The report of a run. */
function outcomeOf({ setup, recorder }: Played) {
  const report = new RunRecorder(setup);
  for (const { kind, atMs, args } of recorder.facts)
    report.onFact(kind, atMs, ...(args as [number, number, number, number, number, number]));
  return report.finish(setup.durationMs);
}
/** [task definition, state, whether it is a rollback] of each deployment after the first. */
const deployments = (played: Played) =>
  outcomeOf(played)
    .deployments.slice(1)
    .map((d) => [d.task_definition, d.rollout_state, d.is_rollback]);
const latest = (played: Played) => outcomeOf(played).deployments.at(-1)!;

describe('scenarios/services', () => {
  it.each(OWN)('%s loads without a warning, and its description has what it shows', (name) => {
    expect(readdirSync(folder)).toContain(`${name}.yaml`);
    expect(placedMessages(textOf(name)).length).toBe(name === 'stuck-100-100' ? 1 : 0); // Which is what it is about.
    expect(textOf(name)).toMatch(/^# Shows: [\s\S]*\nname: [\s\S]*\nvariants:\n/);
    expect(load(textOf(name)).setup?.name).toBe(name);
  });

  it('rolling-update: is through the sooner the more the percentages allow', () => {
    const took = (...changes: Change[]) => {
      const played = play('rolling-update', ...changes);
      expect(deployments(played)).toEqual([['web:2', 'COMPLETED', false]]);
      const { begun_ms: from, ended_ms: to } = latest(played);
      return to! - from;
    };
    const usual = took();
    expect(
      took(['minimumHealthyPercent: 50', 'minimumHealthyPercent: 100'], ['maximumPercent: 150', 'maximumPercent: 125']),
    ).toBeGreaterThan(usual);
    const cramped = play('rolling-update', ['maximumPercent: 150', 'maximumPercent: 100']);
    // Tasks that run, at the fewest from the deployment on.
    const fewest = (played: Played) => {
      let running = 0;
      return Math.min(
        ...played.recorder.facts.flatMap(({ kind, atMs }) => {
          running += Number(kind === Fact.taskRunning) - Number(kind === Fact.taskStopping);
          return atMs < 10 * MINUTE ? [] : [running];
        }),
      );
    };
    expect(fewest(cramped)).toBe(4);
  });

  it('stuck-100-100: can neither drain nor deploy, and its events have the reason', () => {
    const stuck = outcomeOf(play('stuck-100-100'));
    const why = 'minimumHealthyPercent 100 keeps ceil(4 × 100 %) = 4 healthy, maximumPercent 100 allows floor(4 × 100 %) = 4';
    expect(stuck.troubles).toEqual([
      expect.stringMatching(/^From 10 min( \d s)? on web was stuck for 10 min with 4 tasks on DRAINING instances/),
    ]);
    expect(stuck.troubles[0]).toContain(why);
    expect(stuck.deployments.at(-1)).toMatchObject({ rollout_state: 'IN_PROGRESS', ended_ms: null });
    expect(stuck.deployments.at(-1)!.explanation).toContain(why);
    for (const change of [
      ['minimumHealthyPercent: 100', 'minimumHealthyPercent: 75'],
      ['maximumPercent: 100', 'maximumPercent: 125'],
    ] as const) {
      const free = outcomeOf(play('stuck-100-100', change));
      expect([free.troubles, free.deployments.at(-1)!.rollout_state]).toEqual([[], 'COMPLETED']);
    }
  });

  it('circuit-breaker: fails, and goes back or stays there', () => {
    const broken = play('circuit-breaker');
    expect(deployments(broken)).toEqual([
      ['web:2', 'FAILED', false],
      ['web:1', 'COMPLETED', true],
    ]);
    expect(outcomeOf(broken).deployments[1]!.failed_starts).toBeGreaterThanOrEqual(4);
    expect(deployments(play('circuit-breaker', ['rollback: true', 'rollback: false']))).toEqual([['web:2', 'FAILED', false]]);
  });

  it('restart-storm: tries for ever, with waits up to 27 minutes', () => {
    const storm = outcomeOf(play('restart-storm'));
    expect(storm.deployments.at(-1)!.rollout_state).toBe('IN_PROGRESS');
    expect(storm.troubles).toEqual([expect.stringMatching(/^\d+ tasks of web failed to start, .* was set to 27 min\.$/)]);
    expect(outcomeOf(play('restart-storm', ['duration: 6h', 'duration: 6h\nawsBehaviour: guide-2024'])).troubles[0]).toMatch(
      /was set to 15 min\.$/,
    );
    const breaker = 'deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }';
    expect(deployments(play('restart-storm', ['launchType: EC2', `launchType: EC2\n    ${breaker}`]))).toEqual([
      ['web:2', 'FAILED', false],
      ['web:1', 'COMPLETED', true],
    ]);
  });

  it('overshoot: the group doubles for a deployment, and need not', () => {
    const usual = outcomeOf(play('overshoot'));
    expect(usual.metrics.headline.peak_instances).toBe(12);
    const why = 'while web was deployed, because maximumPercent 200 lets new tasks run beside old ones';
    expect(usual.capacityNotes).toContainEqual(
      expect.stringContaining(`workers grew from 6 to 12 instances ${why}, until scale-in took some back`),
    );
    const spared = play(
      'overshoot',
      ['minimumHealthyPercent: 100', 'minimumHealthyPercent: 50'],
      ['maximumPercent: 200', 'maximumPercent: 100'],
    );
    expect(outcomeOf(spared).metrics.headline.peak_instances).toBe(6);
    expect(deployments(spared)).toEqual([['web:2', 'COMPLETED', false]]);
    expect(outcomeOf(spared).capacityNotes.join()).not.toContain('while web was deployed');
  });

  it('old-instances: nothing moves to the new instances but what starts anew', () => {
    const on = (played: Played, fromMin: number) =>
      new Set(played.placesOf('web').flatMap(([at, ms]) => (ms >= fromMin * MINUTE ? [at] : [])));
    const piled = play('old-instances');
    expect([on(piled, 0).size, on(piled, 30).size]).toEqual([2, 0]);
    expect(piled.countOf(Fact.instanceLaunched)).toBeGreaterThanOrEqual(6);
    const anew = play('old-instances', ['    desiredCount: 8\n', '    desiredCount: 8\n    deployments: [{ at: 1h }]\n']);
    expect(on(anew, 60).size).toBeGreaterThan(2);
    const why =
      '8 tasks of web were on 2 instances, up to 4 on one: 6 instances came after the last of them had been placed, and ECS moves no running task.';
    expect(outcomeOf(piled).capacityNotes).toEqual([`At the end, 2 h, ${why}`]);
    expect(outcomeOf(anew).capacityNotes).toEqual([]);
  });

  it('daemon-grows: what comes free is kept for it, and jobs are refused until it is there', () => {
    const grown = play('daemon-grows');
    const { troubles, deployments: all } = outcomeOf(grown);
    expect(troubles).toEqual([
      expect.stringMatching(/^From 30 min( \d s)? on ECS kept room for the daemon agent on 2 instances, .* \(CPU\)/),
    ]);
    const through = (all.at(-1)!.ended_ms ?? 0) / MINUTE;
    expect(through).toBeGreaterThan(35);
    const refused = (played: Played) => played.recorder.minutesOf(Fact.taskRefused).filter((minute) => minute > 30 && minute < through);
    expect(refused(grown).length).toBeGreaterThan(2);
    const spared = play('daemon-grows', ['cpu: 1536', 'cpu: 512']);
    expect(refused(spared)).toEqual([]);
    expect(outcomeOf(spared).deployments.at(-1)!.ended_ms! / MINUTE).toBeLessThan(33);
    const replica = play('daemon-grows', ['schedulingStrategy: DAEMON', 'desiredCount: 2']);
    expect(replica.countOf(Fact.daemonRoomHeld)).toBe(0);
    expect(outcomeOf(replica).deployments.at(-1)!.ended_ms).toBeNull();
  });

  it('one-task: two instances come and go every 22 minutes, unless the scheduler is quick or the group protected', () => {
    const flapping = play('one-task');
    const desired = flapping.recorder
      .of(Fact.scalingDecided)
      .map(({ atMs, args: [provider, , to] }) => [provider, to, Math.floor(atMs / MINUTE)]);
    // The alarms count the points of 1:00, 19:00 and 23:00 a minute later. Each action comes 41.772 s after a minute.
    expect(desired.slice(0, 7)).toEqual([[0, 2, 2], [0, 1, 20], [0, 0, 21], [0, 2, 24], [0, 1, 42], [0, 0, 43], [0, 2, 46]]); // biome-ignore format: rows
    expect(new Set(desired.map(([provider]) => provider))).toEqual(new Set([0])); // The second group is never used.
    const [fromZero, flaps] = outcomeOf(flapping).capacityNotes;
    expect(fromZero).toMatch(
      /^cp1 scaled out from zero 17 times\. Without instances .* 16 instances never had a task and went after 19 min on average\.$/,
    );
    expect(flaps).toMatch(
      /^cp1 flaps: 16 of its 17 scale-outs took back a scale-in .* ended 16 tasks .* without managed termination protection/,
    );
    const protect = 'managedTerminationProtection: DISABLED';
    for (const change of [
      ['reaction: 90s', 'reaction: 5s'],
      [protect, 'managedTerminationProtection: ENABLED'],
    ] as const) {
      const calm = play('one-task', change);
      expect(calm.recorder.desiredByMinute.map(([, count]) => count)).toEqual([2, 1]);
      expect(outcomeOf(calm).capacityNotes.join()).not.toContain('flaps');
    }
  });

  it('alarm-rollback: an alarm in the bake time takes it back', () => {
    expect(deployments(play('alarm-rollback'))).toEqual([
      ['web:2', 'FAILED', false],
      ['web:1', 'COMPLETED', true],
    ]);
    for (const change of [
      ['rollingBakeTime: 10m', 'rollingBakeTime: 0s'],
      ['at: 36m', 'at: 29m'],
    ] as const)
      expect(deployments(play('alarm-rollback', change))).toEqual([['web:2', 'COMPLETED', false]]);
  });

  it('canary: its own alarm takes the slow version back before it has more than a tenth', () => {
    const shares = (played: Played) => played.recorder.values(Fact.trafficShifted, 'greenTenths');
    const canary = play('canary');
    const fate = [
      ['web:2', 'FAILED', false],
      ['web:1', 'COMPLETED', true],
      ['web:3', 'COMPLETED', false],
    ];
    expect(deployments(canary)).toEqual(fate);
    expect(shares(canary)).toEqual([100, 0, 100, 1_000]);
    expect(outcomeOf(canary).traffic[0]!.shed).toBe(0);
    const blind = play('canary', ['tasks: new', 'tasks: all']);
    expect(deployments(blind)).toEqual(fate);
    expect(shares(blind)).toEqual([100, 1_000, 0, 100, 1_000]);
    expect(outcomeOf(blind).traffic[0]!.shed).toBeGreaterThan(1_000);
    expect(shares(play('canary', ['canaryPercent: 10', 'canaryPercent: 50']))).toEqual([500, 0, 500, 1_000]);
  });

  it('lifecycle-hooks: a hook that fails takes it back before it has traffic, and a person has to let it go on in time', () => {
    const fates = (...changes: Change[]) => deployments(play('lifecycle-hooks', ...changes)).map(([name, state]) => `${name} ${state}`);
    expect(fates()).toEqual(['web:2 FAILED', 'web:1 COMPLETED', 'web:3 COMPLETED']);
    expect(outcomeOf(play('lifecycle-hooks')).deployments[1]!.explanation).toContain('by a lifecycle hook');
    expect(fates(['8, failedHooks: [POST_TEST_TRAFFIC_SHIFT]', '8']).join()).not.toContain('FAILED');
    const late = ['takes: 5m', 'takes: 40m'] as const;
    expect(fates(late).slice(2)).toEqual(['web:3 FAILED', 'web:1 COMPLETED']);
    expect(fates(late, ['action: ROLLBACK', 'action: CONTINUE']).at(-1)).toBe('web:3 COMPLETED');
  });
});
