import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnMs } from '../../src/record/fleet/fleet-log.js';
import { rowText, State } from '../../src/record/fleet/fleet-map.js';
import { chartCsv } from '../../src/report/charts/chart-csv.js';
import { fleetCharts } from '../../src/report/charts/fleet-chart.js';
import { rowRuns } from '../../src/report/client/rows.js';
import { RunRecorder } from '../../src/run/recorder.js';
import { Fact, InstanceCause } from '../../src/sim/facts.js';
import { reread } from '../reread.js';
import { History, HOUR, MINUTE, provider, service, setupFor } from './history.js';
import { Week } from './week.js';

/** 2 h in columns of 10 s. */
const setup = setupFor({ durationMs: 2 * HOUR, capacityProviders: [provider('workers')], services: [service('web')], workloads: [] });

function mapOf(history: History, endMs = 2 * HOUR) {
  return history.play(new RunRecorder(setup)).finish(endMs).fleet;
}

/** The states of a row by column. */
function states(row: string): number[] {
  return rowRuns(row).flatMap(({ from, to, state }) => new Array<number>(to - from).fill(state));
}

describe('the fleet map', () => {
  it('has a column of round width, of which there are never more than 720', () => {
    expect([HOUR, 2 * HOUR, 24 * HOUR, 168 * HOUR].map(columnMs)).toEqual([5_000, 10_000, 2 * MINUTE, 15 * MINUTE]);
    fc.assert(fc.property(fc.integer({ min: 1, max: 4e11 }), (ms) => ms / columnMs(ms) <= 720 && columnMs(ms) % 1000 === 0));
  });

  it('fills a row by what tasks reserve, and colours it by what the instance is', () => {
    const history = new History().defineClass(0); // 500 of 2,000 CPU units, 1,000 of 4,000 MiB: a quarter of both.
    history.launch(0).at(MINUTE).register(0);
    history
      .request(0)
      .at(2 * MINUTE)
      .place(0, 0, 0);
    history.at(HOUR).add(Fact.instanceDraining, 0, InstanceCause.scaleIn);
    history.at(HOUR + 30_000).stop(0, 2);
    history.at(HOUR + MINUTE).terminate(0);
    const { lanes, everyMs, columns } = mapOf(history);
    expect([everyMs, columns, lanes.map(({ name, slots }) => [name, slots])]).toEqual([10_000, 720, [['workers', 1]]]);
    const cells = rowRuns(lanes[0].rows[0]).map(({ from, to, state, cpuPercent, memoryPercent }) => [
      from,
      to,
      state,
      cpuPercent,
      memoryPercent,
    ]);
    expect(cells).toEqual([
      [0, 5, State.booting, 0, 0], // What is true at the end of a column: at 1 min it is registered.
      [5, 11, State.active, 0, 0],
      [11, 359, State.active, 25, 25],
      [359, 362, State.draining, 25, 25], // In the column that ends with the hour it begins to drain.
      [362, 365, State.draining, 0, 0],
    ]);
  });

  it('shows a loss between two samples, and uses the row of a lost instance again', () => {
    const history = new History().defineClass(0);
    history.launch(0).launch(1).at(MINUTE).register(0).register(1);
    history.at(10 * MINUTE + 1_000).add(Fact.instanceNoticed, 1, 12 * MINUTE);
    history.at(10 * MINUTE + 2_000).add(Fact.instanceTerminated, 1, InstanceCause.interrupted);
    history
      .at(20 * MINUTE)
      .launch(2)
      .at(21 * MINUTE)
      .register(2);
    const { lanes, instances } = mapOf(history);
    expect(lanes[0].slots).toBe(2);
    const [first, second] = lanes[0].rows;
    expect(states(first).every((state) => state === State.active || state === State.booting)).toBe(true);
    expect(rowRuns(second).map(({ from, state }) => [from, state])).toEqual([
      [0, State.booting],
      [5, State.active],
      [60, State.lost],
      [119, State.booting],
      [125, State.active],
    ]);
    expect(instances.map(({ instance, slot, cause }) => [instance, slot, cause])).toEqual([
      [0, 0, null],
      [1, 1, 'interrupted'],
      [2, 1, null],
    ]);
  });

  it('folds rows when there are too many, so that a large fleet has a small map', () => {
    const history = new History().defineClass(0);
    for (let n = 0; n < 2000; n++) history.launch(n);
    history.at(MINUTE);
    for (let n = 0; n < 2000; n += 2) history.register(n).request(n).place(n, n, 0);
    const { lanes, slotsPerRow, instances, instancesLeftOut } = mapOf(history);
    expect([slotsPerRow, lanes[0].rows.length, lanes[0].slots]).toEqual([16, 125, 2000]);
    // Of 16 in a row 8 have a quarter reserved: 12.5 % of all, in steps of 5 %.
    expect(rowRuns(lanes[0].rows[7]).at(-1)).toMatchObject({ to: 720, cpuPercent: 15, memoryPercent: 15 });
    expect(instances.length + instancesLeftOut).toBe(2000);
    expect(JSON.stringify(lanes).length).toBeLessThan(10_000);
  });

  it('reads what it wrote', () => {
    const cell = fc.record({
      state: fc.integer({ min: 0, max: 6 }),
      cpuPercent: fc.integer({ min: 0, max: 20 }).map((n) => 5 * n),
      memoryPercent: fc.integer({ min: 0, max: 20 }).map((n) => 5 * n),
    });
    const cells = fc
      .array(fc.tuple(cell, fc.integer({ min: 1, max: 200 })))
      .map((runs) => runs.flatMap(([one, n]) => new Array(n).fill(one)));
    fc.assert(
      fc.property(cells, (of) => {
        const back = new Array(of.length).fill(null);
        for (const { from, to, state, cpuPercent, memoryPercent } of rowRuns(rowText(of)))
          back.fill({ state, cpuPercent, memoryPercent }, from, to);
        expect(back).toEqual(of.map((one) => (one.state === State.none ? null : one)));
      }),
    );
  });

  it('goes on from a saved run as if nothing had been', () => {
    const facts: [number, ...Parameters<RunRecorder['onFact']>][] = [];
    new Week(120, 100).sendTo({ onFact: (...fact) => facts.push([facts.length, ...fact]) });
    const whole = new RunRecorder(setup);
    const parts = [new RunRecorder(setup), new RunRecorder(setup)];
    for (const [n, ...fact] of facts) {
      if (n === 300) parts[1].load(reread(parts[0].save()));
      for (const recorder of [whole, parts[n < 300 ? 0 : 1]]) recorder.onFact(...fact);
    }
    const [one, other] = [whole, parts[1]].map((recorder) => recorder.finish(2 * HOUR));
    expect(other.fleet).toEqual(one.fleet);
    expect(other.activities).toEqual(one.activities);
    expect(other.longestWaits).toEqual(one.longestWaits);
    expect(one.fleet.lanes[0].rows.length).toBeGreaterThan(3);
  });

  it('is a chart with a table of its own', () => {
    const recorder = new RunRecorder(setup);
    new Week(120, 100).sendTo(recorder);
    const [chart] = fleetCharts(recorder.finish(2 * HOUR));
    const [head, ...rows] = chartCsv(chart).trimEnd().split('\r\n');
    expect(head).toBe(
      'capacity_provider,row,from_hours,to_hours,state,cpu_reserved_percent,memory_reserved_percent'.replaceAll('hours', 'minutes'),
    );
    expect(rows[0]).toMatch(/^workers,0,\d/);
    expect(Math.max(...rows.map((row) => Number(row.split(',')[3])))).toBe(120);
    expect(fleetCharts({ ...recorder.finish(2 * HOUR), fleet: { ...mapOf(new History()), lanes: [] } })).toEqual([]);
  });
});
