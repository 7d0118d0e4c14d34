import { describe, expect, it } from 'vitest';
import { type StopCandidates, StopOrder, type StopRule } from '../../src/placement/stop.js';
import { BY_CPU, BY_INSTANCE, BY_LOT, BY_MEMORY, type Criterion, lot, lotSeed, ZONE } from '../../src/placement/strategies.js';
import { anyFleet, type Dice, dice, request, ToyFleet, type ToyRow } from './toy-fleet.js';

const CPU = BY_CPU;
const MEMORY = BY_MEMORY;
const HOST = BY_INSTANCE;
const RANDOM = BY_LOT;
const RACK: Criterion = 1;

/** The row that gives up a task: tasks are given by the row of each, in order of request. */
function stop(rows: ToyRow[], tasks: number[], rule: Partial<StopRule> = {}, draw = 0): { task: number; row: number } {
  const tasksOfRow = (row: number) => tasks.filter((at) => at === row).length;
  const fleet = new ToyFleet(rows.map((row, i) => ({ ...row, tasks: [tasksOfRow(i)] })));
  const candidates = { count: tasks.length, row: Int32Array.from(tasks), order: tasks.map((_, i) => 10 * i), request: request() };
  const task = new StopOrder(fleet, candidates, { chain: [], tie: 'newest', ...rule }, draw).next();
  return { task, row: tasks[task] };
}
const draws = Array.from({ length: 60 }, (_, draw) => draw);

describe('the first of a StopOrder', () => {
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

  it('settles a tie by the given age of the instance, then takes the newest task', () => {
    const rows: ToyRow[] = [{}, {}, {}];
    expect(stop(rows, [2, 0, 1, 0, 2, 1], { tie: 'newest' })).toEqual({ task: 4, row: 2 });
    expect(stop(rows, [2, 0, 1, 0, 2, 1], { tie: 'oldest' })).toEqual({ task: 3, row: 0 });
  });

  it('with spread over another attribute chooses at random among the tasks of its most crowded value', () => {
    const rows: ToyRow[] = [
      { zone: 0, rack: 1 },
      { zone: 1, rack: 1 },
      { zone: 2, rack: 2 },
    ];
    // Rack 1 has three tasks, rack 2 two, though instance 2 has most of any instance.
    const stopped = draws.map((draw) => stop(rows, [0, 0, 1, 2, 2], { chain: [RACK] }, draw).task);
    expect([...new Set(stopped)].sort()).toEqual([0, 1, 2]);
  });

  it('never takes a protected task, not even the last one', () => {
    const fleet = new ToyFleet([{ tasks: [3] }, { tasks: [1] }]);
    const isProtected = [1, 0, 1, 0];
    const tasks: StopCandidates = { count: 4, row: [0, 0, 0, 1], order: [0, 1, 2, 3], isProtected, request: request() };
    const rule: StopRule = { chain: [HOST], tie: 'newest' };
    expect(new StopOrder(fleet, tasks, rule, 0).next()).toBe(1); // The others on the crowded instance are protected.
    expect(new StopOrder(fleet, { ...tasks, isProtected: [1, 1, 1, 1] }, rule, 0).next()).toBe(-1);
    const order = new StopOrder(fleet, tasks, rule, 0);
    expect([order.next(), order.next(), order.next()]).toEqual([1, 3, -1]);
  });

  it('gives every task the same chance by lot', () => {
    const rows: ToyRow[] = [{ zone: 0 }, { zone: 1 }, { zone: 1 }];
    const stopped = draws.map((draw) => stop(rows, [0, 1, 1, 2], { chain: [RANDOM] }, draw).task);
    expect([...new Set(stopped)].sort()).toEqual([0, 1, 2, 3]);
  });

  it.each(seeds(80))('agrees with sorting the tasks by all there is to compare (seed %i)', (seed) => {
    const { fleet, rule, tasks, draw } = anyStop(dice(500 + seed));
    const free = Array.from({ length: tasks.count }, (_, task) => task).filter((task) => tasks.isProtected?.[task] !== 1);
    const whole = rule.chain.length === 0 ? [ZONE, HOST] : rule.chain.at(-1)! >= ZONE ? [...rule.chain, RANDOM] : rule.chain;
    const key = (task: number) => {
      const row = tasks.row[task];
      return [
        ...whole.map((criterion) => compared(fleet, criterion, { row, luck: lot(lotSeed(draw), tasks.order[task]) })),
        rule.tie === 'newest' ? row : -row,
        tasks.order[task],
      ];
    };
    const first = free.sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      const at = x.findIndex((value, i) => value !== y[i]);
      return y[at] - x[at];
    })[0];
    expect(new StopOrder(fleet, tasks, rule, draw).next()).toBe(first ?? -1);
  });
});

describe('StopOrder', () => {
  it.each(seeds(150))('takes task after task as choosing anew each time would (seed %i)', (seed) => {
    const roll = dice(9000 + seed);
    const { fleet, rule, tasks, draw } = anyStop(roll);
    // The room of a stopped task comes free at once, or later.
    const leave = roll.chance(50) ? request() : request({ cpuUnits: 0, memoryMib: 0 });
    const other = fleet.clone();
    const order = new StopOrder(fleet, tasks, rule, draw);
    const left = { ...tasks, isProtected: Array.from({ length: tasks.count }, (_, task) => tasks.isProtected?.[task] ?? 0) };
    for (let turn = 0; turn <= tasks.count; turn++) {
      const expected = new StopOrder(other, left, rule, draw).next();
      const taken = order.next();
      expect(taken).toBe(expected);
      if (taken < 0) return;
      left.isProtected[taken] = 1; // Gone, as good as protected.
      for (const one of [fleet, other]) one.change(tasks.row[taken], leave, -1);
    }
    expect.unreachable('it ends');
  });
});

describe('the tasks left after a stop', () => {
  /** Most less fewest tasks in a zone, over the zones that the service may use. */
  const unevenness = (zones: number[]) => Math.max(...zones) - Math.min(...zones);

  it.each(seeds(120))('is spread over zones as evenly as any choice would leave it (seed %i)', (seed) => {
    const roll = dice(40_000 + seed);
    const rows: ToyRow[] = Array.from({ length: 1 + roll.below(5) }, () => ({ zone: roll.below(3) }));
    const taskRows = Array.from({ length: 1 + roll.below(9) }, () => roll.below(rows.length));
    const chain = roll.pick<readonly Criterion[]>([[], [ZONE], [ZONE, MEMORY], [ZONE, HOST]]);
    const unevenAfter = (stopped: number) => {
      const zones = [0, 0, 0];
      for (const [task, row] of taskRows.entries()) if (task !== stopped) zones[rows[row].zone!]++;
      return unevenness(zones);
    };
    const { task } = stop(rows, taskRows, { chain }, roll.below(1000));
    expect(unevenAfter(task)).toBe(Math.min(...taskRows.map((_, choice) => unevenAfter(choice))));
  });
});

function seeds(n: number): number[] {
  return Array.from({ length: n }, (_, seed) => seed);
}

/** A service on a small fleet, counted where it is. */
function anyStop(roll: Dice): { fleet: ToyFleet; tasks: StopCandidates; rule: StopRule; draw: number } {
  const rows = 1 + roll.below(8);
  const list = Array.from({ length: 1 + roll.below(14) }, (_, i) => ({
    row: roll.below(rows),
    order: 7 * i + roll.below(7),
    at: roll.below(99),
  }));
  list.sort((a, b) => a.at - b.at); // Neither in order of request nor by instance.
  const fleet = new ToyFleet(
    anyFleet(roll, rows).rows.map((row, at) => ({ ...row, tasks: [list.filter((task) => task.row === at).length] })),
  );
  const tasks = { count: list.length, row: list.map((task) => task.row), order: list.map((task) => task.order), request: request() };
  return {
    fleet,
    tasks: roll.chance(50) ? tasks : { ...tasks, isProtected: list.map(() => Number(roll.chance(30))) },
    rule: {
      chain: Array.from({ length: roll.below(4) }, () => roll.pick([CPU, MEMORY, ZONE, RACK, HOST, RANDOM])),
      tie: roll.pick(['newest', 'oldest']),
    },
    draw: roll.below(1000),
  };
}

/** What a criterion compares, read from the plain rows. */
function compared(fleet: ToyFleet, criterion: Criterion, { row, luck }: { row: number; luck: number }): number {
  const host = fleet.rows[row];
  const inAll = (key: 'zone' | 'rack') => fleet.rows.filter((one) => one[key] === host[key]).reduce((sum, one) => sum + one.tasks[0], 0);
  if (criterion === CPU) return host.cpu;
  if (criterion === MEMORY) return host.memory;
  if (criterion === HOST) return host.tasks[0];
  if (criterion === RANDOM) return luck;
  return inAll(criterion === ZONE ? 'zone' : 'rack');
}
