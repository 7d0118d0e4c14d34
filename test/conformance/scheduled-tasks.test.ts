import { describe, expect, it } from 'vitest';
import { Fact } from '../../src/sim/facts.js';
import { makeSource } from '../../src/workload/make-source.js';
import type { ArrivalPattern } from '../../src/workload/pattern.js';
import { reread } from '../reread.js';
import { changed, load, placedMessages } from '../scenario/scenarios.js';
import { batch, HOUR, MINUTE, onLaunchType, run, simulationOf, staticInstance } from '../sim/setups.js';

const DAY = 24 * HOUR;
/** Monday, four weeks before clocks in Europe change. */
const MONDAY_MS = Date.UTC(2026, 2, 2);
const every10 = 'arrivals: { type: constant, every: 10m }';

function cron(expression: string, timeZone = 'UTC', startsAtMs = MONDAY_MS): ArrivalPattern {
  return { kind: 'cron', expression: `cron(${expression})`, timeZone, startsAtMs };
}
const rate = (expression: string): ArrivalPattern => ({
  kind: 'rate',
  expression: `rate(${expression})`,
  timeZone: 'UTC',
  startsAtMs: MONDAY_MS,
});

/** When tasks are requested, in hours. */
function hoursOf(arrivals: ArrivalPattern, days: number): number[] {
  const workloads = [batch([], 1, MINUTE, { capacity: onLaunchType, arrivals })];
  const { recorder } = run({
    startsAtMs: MONDAY_MS,
    minutes: days * 24 * 60,
    capacityProviders: [],
    staticInstances: [staticInstance()],
    workloads,
  });
  return recorder.of(Fact.taskRequested).map(({ atMs }) => atMs / HOUR);
}

describe('scheduled tasks', () => {
  it('[C.SCH-05, S.EB-1] come by a cron expression, which may leave out Saturday and Sunday', () => {
    expect(hoursOf(cron('0 9 ? * MON-FRI *'), 8)).toEqual([9, 33, 57, 81, 105, 177]);
    expect(hoursOf(cron('0 9 ? * 2 *'), 8)).toEqual([9, 177]); // 2 is Monday.
    expect(hoursOf(cron('0 0 1 * ? *'), 31)).toEqual([30 * 24]);
    expect(hoursOf(cron('0 0 * * ? *'), 1)).toEqual([0]); // Time 0 counts, the end of the run does not.
  });

  it('[S.EB-1] keep to the clocks of their time zone, through the change to summer time', () => {
    const tuesdaysAtNine = (zone: string) => hoursOf(cron('0 9 ? * TUE *', zone), 31).map((hour) => hour % 24);
    expect(tuesdaysAtNine('UTC')).toEqual([9, 9, 9, 9, 9]);
    expect(tuesdaysAtNine('Europe/Berlin')).toEqual([8, 8, 8, 8, 7]);
    expect(tuesdaysAtNine('Asia/Tokyo')).toEqual([0, 0, 0, 0, 0]);
  });

  it('[S.EB-1] do not come on the day whose clocks leave their time out, and once where it comes twice', () => {
    const daysAt = (hour: number, month: number, day: number) =>
      hoursOf(cron(`30 ${hour} * * ? *`, 'America/New_York', Date.UTC(2026, month - 1, day, 5)), 4).map((hours) => Math.floor(hours / 24));
    expect(daysAt(2, 3, 6)).toEqual([0, 1, 3]); // 8 March has no 2:30.
    expect(daysAt(1, 10, 31)).toEqual([0, 1, 2, 3]); // 1 November has two 1:30.
  });

  it('[C.SCH-05, S.EB-1] come by a rate from the start of the run', () => {
    expect(hoursOf(rate('8 hours'), 1)).toEqual([0, 8, 16]);
    expect(hoursOf(rate('1 day'), 3)).toEqual([0, 24, 48]);
  });

  it('[S.EB-1] come no more when the year is over', () => {
    expect(makeSource(cron('0 9 ? * MON 2025'), { seed: 1, name: 'batch' }).peek()).toBe('done');
    expect(hoursOf(cron('0 23 31 12 ? 2026', 'UTC', Date.UTC(2026, 11, 31)), 3)).toEqual([23]);
  });

  it('go on from a saved state', () => {
    const workloads = [cron('0/20 6-8 ? * MON-FRI *', 'Europe/Berlin'), rate('25 minutes')].map((arrivals, i) =>
      batch([], 2, 7 * MINUTE, { name: `batch-${i}`, capacity: onLaunchType, arrivals }),
    );
    const parts = {
      startsAtMs: MONDAY_MS,
      minutes: 3 * 24 * 60,
      capacityProviders: [],
      staticInstances: [staticInstance({ count: 3 })],
      workloads,
    };
    const whole = run(parts);
    const first = simulationOf(whole.simulation.setup);
    first.simulation.advance(1.3 * DAY);
    const second = simulationOf(whole.simulation.setup);
    second.simulation.load(reread(first.simulation.save()));
    second.simulation.advance();
    const requests = (...runs: (typeof whole)[]) => runs.flatMap(({ recorder }) => recorder.of(Fact.taskRequested));
    expect(requests(first, second)).toEqual(requests(whole));
  });
});

describe('a scenario with scheduled tasks', () => {
  it('[S.EB-1] writes them in the words of EventBridge', () => {
    const text = changed(
      ['duration: 2h', 'duration: 7d\nstartsAt: 2026-03-02'],
      [every10, 'arrivals: { type: cron, scheduleExpression: cron(0 9 ? * MON-FRI *), scheduleExpressionTimezone: Europe/Berlin }'],
    );
    const loaded = load(text) as Extract<ReturnType<typeof load>, { setup: unknown }>;
    expect(loaded.setup.workloads[0].arrivals).toEqual(cron('0 9 ? * MON-FRI *', 'Europe/Berlin'));
  });

  it.each([
    [
      'cron, scheduleExpression: rate(5 minutes)',
      /scheduleExpression: "rate\(5 minutes\)" is no cron expression of EventBridge: six fields/,
    ],
    ['cron, scheduleExpression: cron(0 9 * * MON *)', /is no cron expression of EventBridge: .* with \? for the day/],
    ['cron, scheduleExpression: 0 9 * * *', /"0 9 \* \* \*" is no cron expression/],
    ['rate, scheduleExpression: rate(5 minute)', /scheduleExpression: "rate\(5 minute\)" is no rate: .* such as rate\(5 minutes\)$/],
    ['rate, scheduleExpression: cron(0 9 ? * MON *)', /is no rate/],
    [
      'cron, scheduleExpression: cron(0 9 ? * MON *), scheduleExpressionTimezone: Mars',
      /scheduleExpressionTimezone: "Mars" is no time zone: write an IANA name/,
    ],
    ['cron, scheduleExpression: cron(0 9 ? * SUN *)', /is not due between startsAt and the end of the run: no task comes$/],
    ['cron', /scheduleExpression: is missing/],
  ])('[S.EB-1] is refused for %s', (arrivals, said) => {
    const lines = placedMessages(changed([every10, `arrivals: { type: ${arrivals} }`]));
    expect(lines).toEqual([expect.stringMatching(said)]);
  });
});
