import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunRecorder } from '../../src/run/recorder.js';
import { Fact } from '../../src/sim/facts.js';
import { HOUR, MINUTE } from '../sim/setups.js';
import { type Played, playOf } from './play.js';
import { type Change, placedMessages } from './scenarios.js';

const textOf = (name: string) => readFileSync(join(import.meta.dirname, `../../scenarios/services/${name}.yaml`), 'utf8');
const play = (name: string, ...changes: readonly Change[]): Played => playOf(textOf(name), changes);
const desired = ({ recorder }: Played): [minute: number, count: number][] =>
  recorder.of(Fact.serviceDesired).map(({ atMs, args }) => [atMs / MINUTE, args[1]]);
/** From 8:00 on: requests before the first task runs are turned away as well. */
const shed = ({ recorder }: Played) =>
  recorder.of(Fact.serviceLoaded).reduce((sum, { atMs, args }) => sum + (atMs > 8 * HOUR ? args[3] / 1_000 : 0), 0);

/** What a report says of its groups. */
function notesOf({ setup, recorder }: Played): readonly string[] {
  const report = new RunRecorder(setup);
  for (const { kind, atMs, args } of recorder.facts)
    report.onFact(kind, atMs, ...(args as [number, number, number, number, number, number]));
  return report.finish(setup.durationMs).capacityNotes;
}

describe('scenarios/services', () => {
  it.each(['two-loops', 'queue-workers', 'flapping', 'from-zero', 'step-scaling'])(
    '%s loads without a warning, and its description has what it shows',
    (name) => {
      expect(placedMessages(textOf(name))).toEqual([]);
      expect(textOf(name)).toMatch(/^# Shows: [\s\S]*\nname: [\s\S]*\nvariants:\n/);
    },
  );

  it('two-loops: tasks are added minutes after 9:00, instances after them; added before, less is lost', () => {
    const played = play('two-loops');
    const nine = (9 * HOUR) / MINUTE;
    const tasksAt = desired(played).find(([minute]) => minute > nine)![0];
    const instancesAt = played.recorder.desiredByMinute.find(([minute]) => minute > nine)![0];
    // Three points above the target, published 150 s late, the next evaluation within a minute, and 3 s.
    expect(tasksAt - nine).toBeGreaterThan(5.5);
    expect(tasksAt - nine).toBeLessThan(6.6);
    expect(instancesAt).toBeGreaterThan(tasksAt + 1); // the first of those tasks find room
    const action =
      'scheduledActions: [{ scheduledActionName: monday, schedule: cron(40 8 ? * MON *), scalableTargetAction: { minCapacity: 30 } }]';
    const prepared = play('two-loops', ['      maxCapacity: 80', `      maxCapacity: 80\n      ${action}`]);
    expect(shed(played)).toBeGreaterThan(10_000);
    expect(shed(prepared)).toBeLessThan(shed(played) / 10);
  });

  it('queue-workers: none at night, as many as the messages take at noon, and none again', () => {
    const played = play('queue-workers');
    const counts = desired(played);
    expect(counts[1]![0]).toBeGreaterThan(6 * 60);
    expect(Math.max(...counts.map(([, count]) => count))).toBeGreaterThanOrEqual(36); // 6 a second, 6 s each
    expect(counts.at(-1)![1]).toBe(0);
    expect(played.recorder.values(Fact.serviceLoaded, 'backlogMilli').at(-1)).toBe(0);
  });

  it('flapping: one task more and one less all day, with instances that come and go; further apart the alarms leave both alone', () => {
    const played = play('flapping');
    const changes = desired(played).slice(1);
    expect(changes.filter(([, count]) => count > 2).length).toBeLessThan(changes.length / 4); // before the metric has seen the second
    expect(changes.length).toBeGreaterThan(30);
    expect(played.countOf(Fact.instanceTerminated)).toBeGreaterThan(15);
    const calm = play('flapping', ['threshold: 40', 'threshold: 20']);
    expect(
      desired(calm)
        .slice(1)
        .map(([, count]) => count),
    ).toEqual([2]);
  });

  it('from-zero: a first task brings two instances of which one idles, and forty tasks begin with two instances as well', () => {
    const played = play('from-zero');
    expect(desired(played)[0]).toEqual([0, 0]);
    const [firstAt, firstCount] = desired(played)[1]!;
    expect(firstCount).toBe(1);
    // The point of 1:01, 150 s, an evaluation within a minute, 3 s.
    expect(firstAt).toBeGreaterThanOrEqual(61 + 2.55);
    expect(firstAt).toBeLessThanOrEqual(61 + 3.55);
    const groups = played.recorder.desiredByMinute;
    expect(groups[0]![1]).toBe(2);
    const places = played.placesOf('worker').filter(([, atMs]) => atMs < 3 * HOUR);
    expect(new Set(places.map(([instance]) => instance)).size).toBe(1);
    const [first, second] = groups.filter(([minute]) => minute >= 180);
    expect(first![1]).toBe(2);
    expect(second![1]).toBe(20);
    expect(notesOf(played)).toEqual([
      expect.stringMatching(
        /^workers scaled out from zero 2 times\. .* 1 time with too few instances; .* 1 instance never had a task and went after 17 min\.$/,
      ),
    ]);
  });

  it('step-scaling: the spike takes the last step, the afternoon the first', () => {
    const counts = desired(play('step-scaling'));
    const steps = counts.slice(1).map(([minute, count], i) => ({ minute, by: (count - counts[i]![1]) / counts[i]![1] }));
    const at = (from: number, to: number) =>
      steps.filter(({ minute, by }) => by > 0 && minute >= from * 60 && minute < to * 60).map(({ by }) => by);
    expect(Math.max(...at(10, 11))).toBeGreaterThan(0.4);
    expect(Math.max(...at(12, 17))).toBeLessThan(0.3);
  });
});
