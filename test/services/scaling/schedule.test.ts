import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSchedule, type Schedule } from '../../../src/services/scaling/schedule.js';

const read = (expression: string, timeZone = 'UTC', startsAtMs = 0) => readSchedule(expression, { timeZone, startsAtMs }) as Schedule;
/** The next times after a moment, as text in UTC. */
function times(expression: string, { from = '2026-01-05T00:00:00Z', timeZone = 'UTC', count = 3 } = {}): string[] {
  const schedule = read(expression, timeZone);
  const found: string[] = [];
  for (let ms: number | null = Date.parse(from); found.length < count; ) {
    ms = schedule.nextMs(ms);
    if (ms === null) break;
    found.push(new Date(ms).toISOString().slice(0, 16));
  }
  return found;
}

describe('a schedule', () => {
  it('by cron is due at its minutes, hours, days, months and years', () => {
    expect(times('cron(30 9 * * ? *)')).toEqual(['2026-01-05T09:30', '2026-01-06T09:30', '2026-01-07T09:30']);
    expect(times('cron(0/20 10 1,15 * ? *)')).toEqual(['2026-01-15T10:00', '2026-01-15T10:20', '2026-01-15T10:40']);
    expect(times('cron(0 0 1 JAN-MAR ? 2027-2028)')).toEqual(['2027-01-01T00:00', '2027-02-01T00:00', '2027-03-01T00:00']);
    expect(times('cron(0 12 29 2 ? *)')).toEqual(['2028-02-29T12:00', '2032-02-29T12:00', '2036-02-29T12:00']);
    expect(times('cron(0 12 1 1 ? 2020)')).toEqual([]);
  });

  it('counts the days of the week from Sunday, which is 1, and supports last days, nearest weekdays and ordinals', () => {
    expect(times('cron(0 9 ? * 2 *)', { count: 2 })).toEqual(['2026-01-05T09:00', '2026-01-12T09:00']); // Mondays
    expect(times('cron(0 9 ? * SUN *)', { count: 1 })).toEqual(['2026-01-11T09:00']);
    expect(times('cron(0 9 L * ? *)', { count: 2 })).toEqual(['2026-01-31T09:00', '2026-02-28T09:00']);
    expect(times('cron(0 9 ? * 6L *)', { count: 1 })).toEqual(['2026-01-30T09:00']); // the last Friday
    expect(times('cron(0 9 ? * 3#2 *)', { count: 1 })).toEqual(['2026-01-13T09:00']); // the second Tuesday
    expect(times('cron(0 9 31W * ? *)', { count: 1 })).toEqual(['2026-01-30T09:00']); // the 31st is a Saturday
  });

  it('goes by the clocks of its time zone, where an hour is left out and another one comes twice', () => {
    const at = (expression: string, from: string) => times(expression, { from, timeZone: 'Europe/Berlin', count: 2 });
    expect(at('cron(0 9 * * ? *)', '2026-03-28T00:00:00Z')).toEqual(['2026-03-28T08:00', '2026-03-29T07:00']);
    // On 29 March clocks go from 2:00 to 3:00: that day has no 2:30.
    expect(at('cron(30 2 * * ? *)', '2026-03-28T12:00:00Z')).toEqual(['2026-03-30T00:30', '2026-03-31T00:30']);
    expect(at('cron(0/20 2,3 * * ? *)', '2026-03-28T12:00:00Z')).toEqual(['2026-03-29T01:00', '2026-03-29T01:20']);
    expect(at('cron(30 2 29 3 ? *)', '2026-03-28T12:00:00Z')).toEqual(['2027-03-29T00:30', '2028-03-29T00:30']);
    expect(at('cron(30 2 29 3 ? 2026)', '2026-03-28T12:00:00Z')).toEqual([]);
    expect(at('cron(30 2 * * ? *)', '2026-10-24T12:00:00Z')).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
    // The clocks of 25 October show 2:00 to 2:59 at 0:00 and at 1:00 UTC, those of 1 November in New York 1:00 at 5:00 and at 6:00.
    expect(at('cron(30 * * * ? *)', '2026-10-25T00:00:00Z')).toEqual(['2026-10-25T00:30', '2026-10-25T02:30']);
    const newYork = { timeZone: 'America/New_York', from: '2026-11-01T05:10:00Z', count: 2 };
    expect(times('cron(0/20 * ? * * *)', { ...newYork, count: 3 })).toEqual(['2026-11-01T05:20', '2026-11-01T05:40', '2026-11-01T07:00']);
    // Half an hour comes twice: 1:30 to 1:59 on 5 April, at 14:30 and at 15:00 UTC.
    const lordHowe = { timeZone: 'Australia/Lord_Howe', from: '2026-04-04T14:20:00Z', count: 2 };
    expect(times('cron(40 * ? * * *)', lordHowe)).toEqual(['2026-04-04T14:40', '2026-04-04T16:10']);
    expect(times('cron(0 9 * * ? *)', { timeZone: 'Asia/Kolkata', count: 1 })).toEqual(['2026-01-05T03:30']);
  });

  it('by rate is due at whole intervals of the run, and by at once', () => {
    const every = read('rate(5 minutes)', 'UTC', 123);
    expect([-1, 0, 299_999, 300_000].map((ms) => every.nextMs(ms))).toEqual([0, 300_000, 300_000, 600_000]);
    expect(read('rate(1 day)').nextMs(0)).toBe(86_400_000);
    expect(times('at(2026-01-05T09:00:30)', { timeZone: 'America/New_York' })).toEqual(['2026-01-05T14:00']);
    expect(read('at(2026-01-05T09:00:30)', 'UTC', Date.UTC(2026, 0, 5)).nextMs(0)).toBe(9 * 3_600_000 + 30_000);
    expect(times('at(2026-01-05T09:00:00)', { from: '2026-01-05T09:00:00Z' })).toEqual([]);
  });

  it('returns times from the start of the run, from the first millisecond on', () => {
    const startsAtMs = Date.UTC(2026, 0, 5, 9);
    expect(read('cron(0 9 * * ? *)', 'UTC', startsAtMs).nextMs(-1)).toBe(0);
    expect(read('cron(0 9 * * ? *)', 'UTC', startsAtMs).nextMs(0)).toBe(86_400_000);
  });

  it('passes the library the right moment, in any century', () => {
    const everyMinute = read('cron(* * * * ? *)');
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1972, 0, 1), max: Date.UTC(2390, 0, 1) }), (ms) => {
        expect(everyMinute.nextMs(ms)).toBe((Math.floor(ms / 60_000) + 1) * 60_000);
      }),
      { numRuns: 300 },
    );
    for (const day of ['2000-02-28', '2000-02-29', '2000-03-01', '2099-12-31', '2100-02-28', '2100-03-01', '1999-12-31', '2400-02-29']) {
      const ms = Date.parse(`${day}T23:59:59.999Z`);
      expect(everyMinute.nextMs(ms)).toBe(ms + 1);
    }
  });

  it('is refused with what is wrong about it', () => {
    const problem = (expression: string, timeZone = 'UTC') => readSchedule(expression, { timeZone, startsAtMs: 0 });
    expect(['9:00', 'cron(0 9 * * ? *', 'every(5 minutes)', ''].map((text) => problem(text))).toEqual(['form', 'form', 'form', 'form']);
    const crons = [
      '0 9 * * *',
      '0 9 * * * *',
      '0 9 ? * ? *',
      '61 9 * * ? *',
      '0 9 ? * 8 *',
      '0 9 ? * 0 *',
      '0 9 ? * 2-8 *',
      '0 9 ? * MON,9 *',
      'x 9 * * ? *',
      '0 0 9 * * ? *',
    ];
    expect(crons.map((text) => problem(`cron(${text})`))).toEqual(crons.map(() => 'cron'));
    const rates = ['5', '0 minutes', '1 minutes', '5 minute', '5 weeks', '-5 minutes', '1.5 hours'];
    expect(rates.map((text) => problem(`rate(${text})`))).toEqual(rates.map(() => 'rate'));
    const ats = ['2026-01-05', '2026-01-05T09:00', '2026-13-05T09:00:00', '2026-01-05T09:00:00Z'];
    expect(ats.map((text) => problem(`at(${text})`))).toEqual(ats.map(() => 'at'));
    expect(problem('cron(0 9 * * ? *)', 'Mars/Base')).toBe('timeZone');
    expect(problem('at(2026-01-05T09:00:00)', '')).toBe('timeZone');
    expect(typeof problem('rate(5 minutes)', 'Mars/Base')).toBe('object'); // a rate has no time zone
  });
});
