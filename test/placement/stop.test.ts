import { describe, expect, it } from 'vitest';
import { chooseToStop, type StopRule } from '../../src/placement/stop.js';
import { lot, lotSeed } from '../../src/placement/strategies.js';
import type { PlacementStrategy } from '../../src/placement/view.js';
import { anyFleet, dice, request, ToyFleet, type ToyRow } from './toy-fleet.js';

const CPU: PlacementStrategy = { type: 'binpack', field: 'cpu' };
const MEMORY: PlacementStrategy = { type: 'binpack', field: 'memory' };
const ZONE: PlacementStrategy = { type: 'spread', field: 'attribute:ecs.availability-zone' };
const HOST: PlacementStrategy = { type: 'spread', field: 'host' };
const RANDOM: PlacementStrategy = { type: 'random' };

/** The row that gives up a task: tasks are given by the row of each, in order of request. */
function stop(rows: ToyRow[], tasks: number[], rule: Partial<StopRule> = {}, draw = 0): { task: number; row: number } {
  const tasksOfRow = (row: number) => tasks.filter((at) => at === row).length;
  const fleet = new ToyFleet(rows.map((row, i) => ({ ...row, tasks: [tasksOfRow(i)] })));
  const candidates = { count: tasks.length, row: Int32Array.from(tasks), order: tasks.map((_, i) => 10 * i), request: request() };
  const task = chooseToStop(fleet, candidates, { chain: [], tie: 'newest', ...rule }, draw);
  return { task, row: tasks[task] };
}
const draws = Array.from({ length: 60 }, (_, draw) => draw);

describe('chooseToStop', () => {
  it('chooses nothing among no tasks', () => {
    for (const chain of [[], [CPU], [ZONE], [RANDOM]]) expect(stop([{}], [], { chain }).task).toBe(-1);
  });

  it('without a strategy empties the most crowded zone, and in it the most crowded instance', () => {
    // Zone 1 has 3 tasks on two instances, zone 0 has 2 on one: the instance with 2 in zone 1.
    expect(stop([{ zone: 0 }, { zone: 1 }, { zone: 1 }], [0, 0, 1, 1, 2]).row).toBe(1);
    // Zone 0 has 2 on one instance, zone 1 has 3 on three: the zone comes first.
    expect(stop([{ zone: 0 }, { zone: 1 }, { zone: 1 }, { zone: 1 }], [0, 0, 1, 2, 3]).row).toBe(3);
  });

  it('with binpack stops the task that leaves most of the resource', () => {
    const rows: ToyRow[] = [
      { cpu: 512, memory: 4096 },
      { cpu: 1024, memory: 1024 },
      { cpu: 256, memory: 2048 },
    ];
    expect(stop(rows, [0, 1, 2], { chain: [CPU] }).row).toBe(1);
    expect(stop(rows, [0, 1, 2], { chain: [MEMORY] }).row).toBe(0);
    expect(stop(rows, [1, 2], { chain: [MEMORY] }).row).toBe(2); // The roomiest has no task to stop.
  });

  it('with spread over instances stops on the most crowded one', () => {
    expect(stop([{ zone: 0 }, { zone: 1 }, { zone: 1 }, { zone: 1 }], [0, 0, 1, 2, 3], { chain: [HOST] }).row).toBe(0);
  });

  it('with spread over zones chooses at random within the most crowded zone, and nowhere else', () => {
    const rows: ToyRow[] = [{ zone: 0 }, { zone: 1 }, { zone: 1 }];
    const stopped = draws.map((draw) => stop(rows, [0, 1, 2, 2], { chain: [ZONE] }, draw).task);
    expect([...new Set(stopped)].sort()).toEqual([1, 2, 3]);
  });

  it('reverses a chain criterion by criterion', () => {
    const rows: ToyRow[] = [
      { zone: 0, memory: 9000 },
      { zone: 1, memory: 100 },
      { zone: 1, memory: 700 },
    ];
    expect(stop(rows, [0, 1, 2], { chain: [ZONE, MEMORY] }).row).toBe(2);
    expect(stop(rows, [0, 1, 2], { chain: [MEMORY, ZONE] }).row).toBe(0);
    expect(stop(rows, [0, 1, 2], { chain: [ZONE, MEMORY] }, 5)).toEqual(stop(rows, [0, 1, 2], { chain: [ZONE, MEMORY] }, 6));
  });

  it('with random lets every task be the one, and the same for the same draw', () => {
    const stopped = draws.map((draw) => stop([{}, {}], [0, 0, 1], { chain: [RANDOM] }, draw).task);
    expect([...new Set(stopped)].sort()).toEqual([0, 1, 2]);
    expect(draws.map((draw) => stop([{}, {}], [0, 0, 1], { chain: [RANDOM] }, draw).task)).toEqual(stopped);
  });

  it('settles a tie by the age of the instance as told, then takes the newest task', () => {
    const rows: ToyRow[] = [{}, {}, {}];
    expect(stop(rows, [2, 0, 1, 0, 2, 1], { tie: 'newest' })).toEqual({ task: 4, row: 2 });
    expect(stop(rows, [2, 0, 1, 0, 2, 1], { tie: 'oldest' })).toEqual({ task: 3, row: 0 });
  });

  it.each(Array.from({ length: 80 }, (_, seed) => seed))('agrees with sorting the tasks by all there is to compare (seed %i)', (seed) => {
    const roll = dice(500 + seed);
    const fleet = anyFleet(roll, 1 + roll.below(8));
    const chain = Array.from({ length: roll.below(4) }, () => roll.pick([CPU, MEMORY, ZONE, HOST, RANDOM]));
    const rule: StopRule = { chain, tie: roll.pick(['newest', 'oldest']) };
    const tasks = Array.from({ length: 1 + roll.below(12) }, (_, i) => ({
      row: roll.below(fleet.count),
      order: 7 * i + roll.below(7),
      index: i,
    }));
    tasks.sort((a, b) => a.row - b.row); // Not in order of request.
    const draw = roll.below(1000);
    const inZone = (zone: number) => fleet.rows.filter((row) => row.zone === zone).reduce((sum, row) => sum + row.tasks[0], 0);
    const compared = (strategy: PlacementStrategy, { row, order }: { row: number; order: number }) =>
      strategy === RANDOM
        ? lot(lotSeed(draw), order)
        : strategy === ZONE
          ? inZone(fleet.rows[row].zone)
          : strategy === HOST
            ? fleet.rows[row].tasks[0]
            : fleet.rows[row][strategy === CPU ? 'cpu' : 'memory'];
    const whole = chain.length === 0 ? [ZONE, HOST] : chain.at(-1) === ZONE ? [...chain, RANDOM] : chain;
    const key = (task: { row: number; order: number }) => [
      ...whole.map((strategy) => compared(strategy, task)),
      rule.tie === 'newest' ? task.row : -task.row,
      task.order,
    ];
    const first = [...tasks].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      const at = x.findIndex((value, i) => value !== y[i]);
      return y[at] - x[at];
    })[0];
    const candidates = { count: tasks.length, row: tasks.map((t) => t.row), order: tasks.map((t) => t.order), request: request() };
    expect(tasks[chooseToStop(fleet, candidates, rule, draw)]).toBe(first);
  });
});
