import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FiguresRecorder } from '../../src/record/figures-recorder.js';
import { cellsOf, columnsIn } from '../../src/record/tables/column.js';
import { OneServiceRow, SERVICES, ServiceIntervals } from '../../src/record/tables/services.js';
import { CsvRows } from '../../src/report/csv/rows.js';
import { ServiceRows } from '../../src/report/csv/service-rows.js';
import { Fact, type FactKind } from '../../src/sim/facts.js';
import { draws } from '../extent.js';
import { requests } from '../sim/loaded.js';
import { MINUTE, service, setupFor } from './history.js';
import { RandomHistory } from './random-history.js';

const LOADED = { load: requests({ kind: 'constant', perSecond: 1 }) };

it('a row of services.csv has the cells of its columns, however long its counts stay the same', () => {
  let rested = 0;
  const history = fc.record({ seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }), steps: fc.integer({ min: 30, max: 80 }) });
  const cell = fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 0, max: 2 ** 45 }));
  fc.assert(
    fc.property(history, fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 9 }), ({ seed, steps }, loads) => {
      const setup = setupFor({ services: [service('=web, "1"', LOADED), service('agent', { schedulingStrategy: 'DAEMON' })] });
      const columns = columnsIn(SERVICES, setup);
      const figures = new FiguresRecorder(setup);
      const owners = figures.accounts.owners.slice(0, 2);
      const written = new ServiceRows(owners, columns);
      const intervals = owners.map((owner) => new ServiceIntervals(owner));
      const row = new OneServiceRow(owners[0]!);
      const [rows, twin] = [new CsvRows(), new CsvRows()];
      let [fromMs, minutes] = [-1, 0];
      const endMinute = () => {
        const times = { fromMs, timeMs: fromMs === -1 ? MINUTE : fromMs + MINUTE };
        const before = rows.length;
        const [arrived, served, percent] = loads[minutes++ % loads.length]!;
        figures.onFact(Fact.serviceLoaded, times.timeMs, 0, Math.max(0, arrived), Math.max(0, served), 0, 7, 1_000);
        figures.onFact(Fact.serviceMeasured, times.timeMs, 0, percent, percent, arrived, served, percent);
        for (const [nth, owner] of owners.entries()) {
          const amounts = figures.traffic.amountsOf(nth);
          written.write(rows, nth, times, amounts);
          intervals[nth]!.next(row, times);
          row.load = amounts;
          twin.add(cellsOf(columns, row));
          rested += Number(row.requested + row.started + row.stopped === 0 && owner.desired === 0);
        }
        expect(rows.textFrom(before)).toBe(twin.textFrom(before));
        figures.traffic.beginInterval();
        fromMs = times.timeMs;
      };
      const facts = {
        onFact: (kind: FactKind, atMs: number, a: number, b: number, c: number, d: number, e: number, f: number) => {
          while (atMs > fromMs + MINUTE) endMinute();
          figures.onFact(kind, atMs, a, b, c, d, e, f);
        },
      };
      new RandomHistory(seed, steps).history.play(facts);
      for (let more = 0; more < 3; more++) endMinute();
    }),
    // In the example the desired count rises and falls back within a minute, so that tasks were missing in it.
    { numRuns: draws(60, 600), examples: [[{ seed: 1_209_344_650, steps: 30 }, [[0, 0, -1]]]] },
  );
  expect(rested).toBeGreaterThan(100);
});
