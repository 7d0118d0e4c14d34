import { describe, expect, it } from 'vitest';
import { loadCurve } from '../../src/load/curve.js';
import { AccessLogReader } from '../../src/load/formats/access-log.js';
import { countsOnce, countsRepeated } from '../../src/load/formats/counts.js';
import { type InvocationFilter, InvocationReader } from '../../src/load/formats/invocations.js';
import { readRates } from '../../src/load/formats/rates.js';
import { Mistakes } from '../../src/workload/formats/mistakes.js';
import { csvTable } from '../../src/workload/formats/table.js';

const MINUTE = 60_000;

function rates(...lines: string[]) {
  const mistakes = new Mistakes();
  const { shape = null, fromMs = null } = readRates(csvTable(lines.join('\n'), mistakes), mistakes) ?? {};
  return { shape, fromMs, problems: mistakes.lines('f') };
}

describe('rates of a CSV file', () => {
  it('hold until the next row, the last for ever', () => {
    const { shape, problems } = rates('time_s,per_minute', '0,60', '90.5,120');
    expect(problems).toEqual([]);
    expect(shape).toEqual({ kind: 'steps', perMs: MINUTE, atMs: [0, 90_500], values: [60, 120], everyMs: null });
    expect(loadCurve(shape!).requestsBetween(0, 120_500)).toBe(90.5 + 60);
  });

  it('may have time stamps, which count from the first, and other columns', () => {
    const { shape, fromMs, problems } = rates(
      'timestamp,note,per_second',
      '2026-02-27T23:59:00Z,a,1.5',
      '2026-02-28 00:00:00.250+00:00,b,2',
    );
    expect(problems).toEqual([]);
    expect(shape).toMatchObject({ perMs: 1_000, atMs: [0, 60_250], values: [1.5, 2] });
    expect(fromMs).toBe(Date.UTC(2026, 1, 27, 23, 59));
  });

  it('report each mistake with row, column and value', () => {
    expect(rates('time_min,per_hour', 'x,1', '1,-1', '2,5', '2,6', '3,').problems).toEqual([
      "f:2 time_min: 'x' is not a number from 0 to 586406201",
      "f:3 per_hour: '-1' is not a number of requests, 0 or more",
      "f:5 time_min: '2' is not later than the row before: rows must be in order of time",
      'f:6 per_hour: an empty cell is not a number of requests, 0 or more',
    ]);
    expect(rates('timestamp,per_hour', '2026-02-30T00:00:00Z,1', '2026-02-01T24:00:00Z,1').problems).toEqual([
      "f:2 timestamp: '2026-02-30T00:00:00Z' is no time such as 2026-02-27T18:20:05Z, in UTC",
      "f:3 timestamp: '2026-02-01T24:00:00Z' is no time such as 2026-02-27T18:20:05Z, in UTC",
    ]);
    expect(rates('time,per_second,per_minute', '0,1,2').problems).toEqual([
      "f: the time must be in one of the columns time_ms, time_s, time_min, time_h, timestamp; there are 'time', 'per_second', 'per_minute'",
      "f: the rate must be in one of the columns per_second, per_minute, per_hour; there are 'per_second', 'per_minute'",
    ]);
    expect(rates('time_s,per_second')).toMatchObject({ shape: null, problems: ['f: there is no row in it'] });
    expect(rates('').problems).toEqual(['f: the file is empty: its first row must name the columns']);
  });
});

const HEADER = `HashOwner,HashApp,HashFunction,Trigger,${Array.from({ length: 1_440 }, (_, i) => i + 1).join(',')}`;

/** A function that is called so often in some minutes of the day, counted from 1. */
function invoked(names: string, calls: Readonly<Record<number, string>>): string {
  return `${names},${Array.from({ length: 1_440 }, (_, i) => calls[i + 1] ?? '0').join(',')}`;
}

function invocations(filter: InvocationFilter, ...days: string[][]) {
  const mistakes = new Mistakes();
  const reader = new InvocationReader(filter, mistakes);
  for (const day of days) reader.readDay(day);
  return { ...reader.result(), problems: mistakes.lines('f') };
}

describe('invocations per minute of Azure Functions', () => {
  const day1 = [
    HEADER,
    invoked('o1,a1,f1,http', { 1: '3', 1440: '4' }),
    invoked('o1,a1,f2,queue', { 1: '10' }),
    invoked('o2,a2,f3,http', { 2: '5' }),
  ];
  const day2 = [HEADER, invoked('o1,a1,f1,http', { 1: '6' }), ''];

  it('are added up over the functions that are requested, and follow day by day', () => {
    const all = invocations({}, day1, day2);
    expect(all.problems).toEqual([]);
    expect(all.counts).toHaveLength(2_880);
    expect([0, 1, 1_439, 1_440].map((minute) => all.counts[minute])).toEqual([13, 5, 4, 6]);
    expect(invocations({ app: 'a1', trigger: 'http' }, day1).counts.slice(0, 2)).toEqual([3, 0]);
    expect(invocations({ function: 'f3' }, day1).counts.slice(0, 2)).toEqual([0, 5]);
    expect(invocations({ owner: 'o1' }, day1).counts.slice(0, 2)).toEqual([13, 0]);
  });

  it('are a load with exactly as many in each minute, once or again and again', () => {
    const once = loadCurve(countsOnce(invocations({}, day1), MINUTE));
    expect([0, 1, 2, 1_440, 1_441].map((minute) => once.requestsBetween(minute * MINUTE, (minute + 1) * MINUTE))).toEqual([0, 13, 5, 4, 0]);
    expect(loadCurve(countsOnce({ fromMs: 0, counts: [7] }, 0)).requestsBetween(0, 5 * MINUTE)).toBe(7);
    const again = loadCurve(countsRepeated(invocations({}, day1)));
    expect([0, 1_440, 2_879].map((minute) => again.requestsBetween(minute * MINUTE, (minute + 1) * MINUTE))).toEqual([13, 13, 4]);
    expect(again.requestsBetween(0, 10 * 1_440 * MINUTE)).toBe(220);
  });

  it('report each mistake with row, column and value', () => {
    const wrong = [HEADER, 'o,a,f,http,1', invoked('o,a,f,http', { 7: 'x', 9: '1.5' })];
    expect(invocations({}, wrong).problems).toEqual([
      'f:2: the row has 5 fields; the header names 1444',
      "f:3 7: 'x' is not a whole number of invocations, 0 or more",
      "f:3 9: '1.5' is not a whole number of invocations, 0 or more",
    ]);
    expect(invocations({}, ['a,b']).problems).toEqual(['f: the first row must be HashOwner,HashApp,HashFunction,Trigger,1,...,1440']);
    expect(invocations({}, []).problems).toEqual(['f: the file is empty: its first row must name the columns']);
    expect(invocations({ app: 'a9' }, day1).problems).toEqual(['f: it has none of the requested functions']);
  });
});

function logged(...lines: string[]) {
  const mistakes = new Mistakes();
  const reader = new AccessLogReader(mistakes);
  for (const [i, line] of lines.entries()) reader.read(line, i + 1);
  return { ...reader.result(), problems: mistakes.lines('f') };
}

describe('an access log', () => {
  const line = (time: string) => `host.example - - [${time}] "GET /a [b] "c" HTTP/1.0" 200 6245`;

  it('is counted per minute from its first request to its last, in whatever order', () => {
    const { problems, counts, fromMs } = logged(
      line('01/Jul/1995:00:01:59 -0400'),
      line('01/Jul/1995:00:00:01 -0400'),
      '',
      line('01/Jul/1995:00:01:00 -0400'),
      line('01/Jul/1995:04:04:30 +0000'),
    );
    expect(problems).toEqual([]);
    expect(counts).toEqual([1, 2, 0, 0, 1]);
    expect(fromMs).toBe(Date.UTC(1995, 6, 1, 4));
  });

  it('reports lines without a time, and dates that no calendar has', () => {
    expect(logged(line('28/Feb/1995:12:00:00 +0530'), 'alyssa.p', line('29/Feb/1995:12:00:00 -0400'), line('1995-07-01')).problems).toEqual(
      [
        `f:2: 'alyssa.p' has no [time] "request: a line is HOST - - [01/Jul/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 1`,
        "f:3 time: '29/Feb/1995:12:00:00 -0400' is no time such as 01/Jul/1995:00:00:01 -0400",
        "f:4 time: '1995-07-01' is no time such as 01/Jul/1995:00:00:01 -0400",
      ],
    );
    expect(logged('').problems).toEqual(['f: there is no request in it']);
    const apart = logged(line('01/Jul/1995:00:00:00 +0000'), line('01/Jul/2015:00:00:00 +0000'));
    expect(apart.problems).toEqual(['f: its requests span 10519201 minutes, more than ten years: a date is wrong']);
  });
});
