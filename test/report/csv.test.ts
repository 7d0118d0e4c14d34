import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/placement/fit.js';
import { intervalMs } from '../../src/record/series.js';
import type { StreamedCsvFile } from '../../src/record/tables/all.js';
import { TABLES } from '../../src/record/tables/all.js';
import { headerOf, nameCell } from '../../src/record/tables/column.js';
import { TASKS } from '../../src/record/tables/tasks.js';
import type { CsvSinks } from '../../src/report/csv/files.js';
import { CsvTable, csvText } from '../../src/report/csv/table.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { Fact, StopCause } from '../../src/sim/facts.js';
import type { Setup } from '../../src/sim/setup.js';
import { draws } from '../extent.js';
import { reread } from '../reread.js';
import { History, HOUR, MINUTE, setupFor } from './history.js';
import { RandomHistory } from './random-history.js';
import { Week } from './week.js';

const FILES = Object.keys(TABLES).filter((file) => file !== 'summary.csv') as StreamedCsvFile[];

/** Keeps what it is given, and how much at a time. */
class Memory {
  text = '';
  readonly chunks: number[] = [];
  write(chunk: string): boolean {
    this.text += chunk;
    this.chunks.push(chunk.length);
    return true;
  }
}

function filesOf(history: History, setup: Setup = setupFor(), endMs = HOUR): Record<StreamedCsvFile, string> {
  const sinks = Object.fromEntries(FILES.map((file) => [file, new Memory()])) as Record<StreamedCsvFile, Memory>;
  history.play(new RunRecorder(setup, sinks as CsvSinks)).finish(endMs);
  return Object.fromEntries(FILES.map((file) => [file, sinks[file].text])) as Record<StreamedCsvFile, string>;
}

function rowsOf(text: string): Record<string, string>[] {
  return parse(text, { columns: true, record_delimiter: '\r\n' });
}

/** An instance that boots for a minute; task 0 runs from 2 min to 10 min; tasks 2 and 1 stop together; task 3 is refused, task 4 lives on. */
function shortHistory(): History {
  const history = new History().defineClass(0).launch(0).request(0).at(MINUTE).register(0).place(0, 0, MINUTE);
  history.at(70_000).pend(0, 30_000, 20_000).at(120_000).run(0).request(1).request(2).place(2, 0);
  history
    .at(10 * MINUTE)
    .stop(0)
    .stop(2, StopCause.userStopped)
    .stop(1, StopCause.provisioningTimeout);
  return history
    .at(11 * MINUTE)
    .request(3)
    .add(Fact.taskRefused, 3, Refusal.memory)
    .request(4);
}

describe('tasks.csv', () => {
  it('has a row per task in order of end and id, and those still living at the end', () => {
    const rows = filesOf(shortHistory())['tasks.csv'].split('\r\n');
    expect(`${rows[0]},traced_task,is_present,cut_short_ms,unhealthy_ms,deregistered_ms`).toBe(headerOf(TASKS.columns).join());
    expect(rows.slice(1)).toEqual([
      '600000,0,service,web,workers,0,500,1000,1,0,60000,70000,120000,600000,0,0,120000,0,0,60000,10000,0,30000,20000,STOPPED,runEnded,',
      '600000,1,service,web,workers,,500,1000,1,120000,,,,600000,0,0,,,,,,,,,STOPPED,provisioningTimeout,',
      '600000,2,service,web,workers,0,500,1000,1,120000,120000,,,600000,0,0,,,,,,,,,STOPPED,userStopped,',
      '660000,3,service,web,workers,,500,1000,1,660000,,,,,,,,,,,,,,,REFUSED,RESOURCE:MEMORY,',
      ',4,service,web,workers,,500,1000,1,660000,,,,,,,,,,,,,,,PROVISIONING,,',
      '',
    ]);
  });
});

describe('instances.csv', () => {
  it('has a row per instance with its bill', () => {
    // 11 min = 660 s x 0.36 / 3600 = 0.066; the other lives for the hour less 11 min: 2,940 s x 0.0001 = 0.294.
    const history = shortHistory().launch(1, { provider: -1, trunk: 1, zone: 1 }).terminate(0);
    expect(filesOf(history)['instances.csv'].split('\r\n').slice(1)).toEqual([
      '660000,0,test.small,us-east-1a,workers,0,,0,60000,,660,0.066,2,scaleIn,on-demand,,0,,,,',
      ',1,test.small,us-east-1b,,1,given,660000,,,2940,0.294,0,,on-demand,,0,,,,',
      '',
    ]);
  });
});

describe('capacity-providers.csv and services.csv', () => {
  it('have a row per entity and minute that shows the state after the last millisecond of the minute', () => {
    const files = filesOf(shortHistory());
    // At 1:00 the instance has just registered and task 0 has taken 500 of 2,000 CPU and 1 of 3 ENIs; 60 s cost 0.006.
    expect(files['capacity-providers.csv'].split('\r\n')[1]).toBe('60000,workers,0,0,100,100,0,0,0,1,0,25,25,33.333,0.006,1,0,0,0,');
    const services = rowsOf(files['services.csv'])
      .filter((row) => row.service === 'web')
      .slice(0, 2);
    // At 2:00 task 0 runs since then, 1 and 2 wait.
    expect(services.map((row) => [row.time_ms, row.provisioning_tasks, row.running_tasks, row.requested_tasks, row.started_tasks])).toEqual(
      [
        ['60000', '1', '0', '1', '0'],
        ['120000', '2', '1', '2', '1'],
      ],
    );
  });

  it('have a last, shorter interval', () => {
    const files = filesOf(new History(), setupFor({ durationMs: 90_000 }), 90_000);
    expect(rowsOf(files['services.csv']).map((row) => row.time_ms)).toEqual(['60000', '60000', '90000', '90000']);
  });

  it('have a row for each interval of the scenario: the state at its end, counts and minutes over all of it', () => {
    const history = new History().add(Fact.serviceDesired, 0, 2);
    history.facts.push(...shortHistory().facts);
    const rows = rowsOf(filesOf(history, setupFor({ metrics: { everyMs: 25 * MINUTE } }))['services.csv']).filter(
      (row) => row.service === 'web',
    );
    const cells = rows.map((row) => [
      row.time_ms,
      row.provisioning_tasks,
      row.requested_tasks,
      row.started_tasks,
      row.below_desired_task_minutes,
    ]);
    // Five requests in the first 25 minutes, of which one ran for 8: 2 x 25 - 8. The last interval is shorter.
    expect(cells).toEqual([
      ['1500000', '1', '5', '1', '42'],
      ['3000000', '1', '0', '0', '50'],
      ['3600000', '1', '0', '0', '20'],
    ]);
  });

  it('report the minutes below desired of each interval, which add up to the headline', () => {
    const history = new History().add(Fact.serviceDesired, 0, 2);
    history.facts.push(...shortHistory().facts);
    const setup = setupFor();
    const sink = new Memory();
    const { metrics } = history.play(new RunRecorder(setup, { 'services.csv': sink })).finish(HOUR);
    const minutes = rowsOf(sink.text).reduce((sum, row) => sum + Number(row.below_desired_task_minutes), 0);
    // One of two runs from 2 to 10 min: 2 x 60 - 8.
    expect([minutes, metrics.headline.below_desired_task_minutes]).toEqual([112, 112]);
  });
});

describe('intervals', () => {
  it.each([
    [HOUR, 60_000],
    [7 * 24 * HOUR, 60_000], // 10,080 minutes.
    [7 * 24 * HOUR + 1, 120_000], // One row too many: every second minute.
    [365 * 24 * HOUR, 53 * MINUTE], // 525,600 / 10,080 = 52.14.
  ])('of a run of %i ms are %i ms', (durationMs, everyMs) => {
    expect(intervalMs(durationMs)).toBe(everyMs);
    expect(Math.ceil(durationMs / everyMs)).toBeLessThanOrEqual(10_080);
  });
});

describe('scaling-activities.csv', () => {
  it('has a row per decision with its reason in a sentence', () => {
    const history = new History().at(MINUTE).add(Fact.capacityMeasured, 0, 4, 3, 2, 4, 0).add(Fact.scalingDecided, 0, 3, 4, 8, 4, 3);
    const [row] = rowsOf(filesOf(history)['scaling-activities.csv']);
    expect(row).toMatchObject({ time_ms: '60000', capacity_provider: 'workers', to_desired_instances: '4', reason: 'scaledOut' });
    expect(row.explanation).toBe('M = 4 of N = 3: 133 % > 100 %: DesiredCapacity 3 -> 4');
  });
});

describe('events.csv', () => {
  it('has a row per fact, its arguments under their own names', () => {
    const { history } = new RandomHistory(3, 40);
    const rows = rowsOf(filesOf(history, setupFor(), 48 * HOUR)['events.csv']);
    expect(rows.length).toBe(history.facts.length);
    expect(rows[0]).toMatchObject({ time_ms: '0', fact: 'taskClassDefined', class: '0', workload: '-1', cpu_units: '500', task: '' });
  });
});

describe('CSV text', () => {
  it('gives back any text when it is parsed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string()), { minLength: 1 }), (rows) => {
        const text = csvText([['a', 'b'], ...rows]);
        expect(parse(text, { record_delimiter: '\r\n', relax_column_count: false })).toEqual([['a', 'b'], ...rows]);
      }),
    );
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-web', "'-web"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    ['web-1', 'web-1'],
    ['a=b', 'a=b'],
  ])('keeps a spreadsheet from running the name %j', (name, cell) => expect(nameCell(name)).toBe(cell));

  it('writes every number as JavaScript does', () => {
    const decimals = fc.tuple(fc.integer({ min: -(10 ** 12), max: 10 ** 13 }), fc.constantFrom(1, 10, 1_000, 1_000_000));
    const number = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.constantFrom(0, -0, 2 ** 31, 2 ** 31 - 0.001, 0.0004, 1.9996, 0.29),
      fc.constantFrom(0.000_001, 0.000_000_5, 0.999_999_9, 12.000_001, 999_999_999.999_999, 1e9 + 0.000_001, 2_000_000_000.123_457),
      decimals.map(([a, b]) => a / b),
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 1 }), (row) => csvText([row]) === `${row.map(String).join()}\r\n`),
      { numRuns: draws(100, 2_000) },
    );
  });

  it('leaves negative numbers alone', () => expect(csvText([[-1, 'x']])).toBe('-1,x\r\n'));

  it('leaves a cell without a value empty, as of a chart whose line has no point there', () =>
    expect(csvText([[1, undefined as never, null, 'x']])).toBe('1,,,x\r\n'));

  it('leaves a table in bounded pieces: memory does not grow with the run', () => {
    const sink = new Memory();
    const table = new CsvTable(sink, ['time_ms', 'id']);
    for (let i = 0; i < 10_000; i++) table.add(i, 0, [i, 0]);
    expect(sink.chunks.length).toBeGreaterThan(38); // 10,000 rows, 256 at a time.
    expect(Math.max(...sink.chunks)).toBeLessThan(256 * 10);
    table.flush();
    expect(rowsOf(sink.text).length).toBe(10_000);
  });
});

describe('files', () => {
  it('hold the same bytes for the same facts', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [one, other] = [1, 2].map(() => filesOf(new RandomHistory(seed, 60).history, setupFor(), 48 * HOUR));
        expect(one).toEqual(other);
      }),
      { numRuns: draws(1, 5) },
    );
  });

  it('go on after a save and a load: both parts together are the file', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 100 }), (seed, cut) => {
        const { history } = new RandomHistory(seed, 60);
        const setup = setupFor();
        const parts = [1, 2].map(() => Object.fromEntries(FILES.map((file) => [file, new Memory()])) as Record<StreamedCsvFile, Memory>);
        const [first, second] = parts.map((sinks) => new RunRecorder(setup, sinks));
        for (const fact of history.facts.slice(0, cut)) first.onFact(...fact);
        second.load(reread(first.save()));
        for (const fact of history.facts.slice(cut)) second.onFact(...fact);
        const record = second.finish(48 * HOUR);
        expect(record).toEqual(history.play(new RunRecorder(setup)).finish(48 * HOUR));
        const whole = filesOf(history, setup, 48 * HOUR);
        for (const file of FILES) expect(parts[0][file].text + parts[1][file].text, file).toBe(whole[file]);
      }),
      { numRuns: draws(2, 15) },
    );
  });

  it('equal the headline: tasks, instances and money', () => {
    const sinks = { 'tasks.csv': new Memory(), 'instances.csv': new Memory() };
    const recorder = new RunRecorder(setupFor({ durationMs: 1440 * MINUTE }), sinks);
    new Week(1440, 90).sendTo(recorder);
    const { headline } = recorder.finish(1440 * MINUTE).metrics;
    const tasks = rowsOf(sinks['tasks.csv'].text);
    const usd = rowsOf(sinks['instances.csv'].text).reduce((sum, row) => sum + Number(row.cost_usd), 0);
    expect(tasks.length).toBe(headline.tasks_requested);
    expect(tasks.filter((row) => row.running_ms !== '').length).toBe(headline.tasks_started);
    expect(usd).toBeCloseTo(headline.cost_usd!, 4);
    for (const row of tasks.filter((one) => one.wait_ms !== '')) {
      const parts = ['quota', 'capacity', 'boot', 'eni', 'room', 'pull', 'start'].map((cause) => Number(row[`wait_${cause}_ms`]));
      expect(parts.reduce((sum, ms) => sum + ms, 0)).toBe(Number(row.wait_ms));
    }
    expect(tasks.map((row) => Number(row.ended_ms || Number.MAX_VALUE))).toEqual(
      tasks.map((row) => Number(row.ended_ms || Number.MAX_VALUE)).sort((a, b) => a - b),
    );
  });
});
