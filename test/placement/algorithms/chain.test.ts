import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../../../src/placement/algorithms/algorithm.js';
import { AlgorithmChain } from '../../../src/placement/algorithms/chain.js';
import { PolicyFault } from '../../../src/placement/algorithms/fault.js';
import { Guard } from '../../../src/placement/algorithms/guard.js';
import { ALGORITHMS } from '../../../src/placement/algorithms/registry.js';
import { FITS, fit } from '../../../src/placement/fit.js';
import { FleetIndex, INDEX_FROM } from '../../../src/placement/index/room-index.js';
import { BY_LOT, scoreOf } from '../../../src/placement/strategies.js';
import { type FleetView, NOWHERE, type TaskRequest } from '../../../src/placement/view.js';
import { anyTask, LivingFleet } from '../../sim/cluster/living-fleet.js';
import { dice, request, ToyFleet } from '../toy-fleet.js';

const CONTEXT = { most: { cpuUnits: 8192, memoryMib: 15_731, gpus: 2, usdPerHour: 1 }, requests: [], seed: 1 };
/** Ranks in three steps, so that many are equal. */
const coarse: Algorithm = { name: 'coarse', dependsOn: 'row', rank: (fleet, row) => Math.floor(fleet.cpuUnitsFree[row] / 3000) };
const flat: Algorithm = { name: 'flat', dependsOn: 'row', rank: () => 0 };

function chainOf(algorithm: Algorithm, tie: 'oldest' | 'hash' = 'oldest'): AlgorithmChain {
  return new AlgorithmChain(new Guard(algorithm.name, algorithm, (task) => `${task} of web`), tie);
}

/** All rows, sorted by rank and then by age or lot. */
function naivePick(fleet: FleetView, task: TaskRequest, draw: number, by: { algorithm: Algorithm; tie: 'oldest' | 'hash' }): number {
  const lot = scoreOf(BY_LOT);
  const keys = Array.from({ length: fleet.count }, (_, row) => row)
    .filter((row) => fit(fleet, row, task) === FITS)
    .map((row) => ({
      row,
      rank: by.algorithm.rank(fleet, row, task, draw),
      tie: by.tie === 'hash' ? lot(fleet, row, task, draw) : fleet.instance[row],
    }));
  return keys.toSorted((a, b) => a.rank - b.rank || a.tie - b.tie)[0]?.row ?? NOWHERE;
}

describe('an algorithm as a chain', () => {
  const online = [...ALGORITHMS].filter(([, { isOffline }]) => !isOffline).map(([, { factory }]) => factory);

  it.each([
    ['oldest', 1],
    ['hash', 2],
  ] as const)('picks what sorting all rows by rank picks, with and without an index (ties: %s)', (tie, seed) => {
    const roll = dice(seed);
    const living = new LivingFleet(roll);
    for (let i = 0; i < 300; i++) living.launch(roll.chance(90));
    const algorithms = [...online.map((factory) => factory(CONTEXT)), coarse, flat];
    let found = 0;
    for (let operation = 0; operation < 3_000; operation++) {
      living.change();
      if (living.fleet.count < INDEX_FROM) living.launch(true);
      const algorithm = roll.pick(algorithms);
      const task = anyTask(roll);
      const draw = roll.below(2 ** 32);
      const chain = chainOf(algorithm, tie);
      const row = chain.pick(living.fleet, task, draw);
      const where = `operation ${operation}, ${algorithm.name}`;
      expect(chain.pick(living.bare, task, draw), where).toBe(row);
      if (operation % 10 === 0) expect(row, where).toBe(naivePick(living.bare, task, draw, { algorithm, tie }));
      if (row === NOWHERE) continue;
      found++;
      living.put(row, task);
      for (const one of algorithms) one.placed?.(living.fleet, row, task);
    }
    expect(living.fleet.index).toBeInstanceOf(FleetIndex);
    expect(found).toBeGreaterThan(300);
  });

  it('takes the oldest of equal ranks, or the lowest lot', () => {
    const fleet = new ToyFleet(Array.from({ length: 5 }, () => ({})));
    const draws = Array.from({ length: 40 }, (_, draw) => draw);
    expect(new Set(draws.map((draw) => chainOf(flat).pick(fleet, request(), draw)))).toEqual(new Set([0]));
    expect(new Set(draws.map((draw) => chainOf(flat, 'hash').pick(fleet, request(), draw))).size).toBe(5);
  });

  it('calls the ranking of instances that fit only', () => {
    const fleet = new ToyFleet([{ cpu: 10 }, { cpu: 2000 }, { cpu: 20 }]);
    const asked: number[] = [];
    const curious: Algorithm = { ...flat, rank: (_, row) => asked.push(row) };
    expect(chainOf(curious).pick(fleet, request({ cpuUnits: 1000 }), 0)).toBe(1);
    expect(asked).toEqual([1]);
    expect(chainOf(curious).pick(fleet, request({ cpuUnits: 3000 }), 0)).toBe(NOWHERE);
  });

  it.each<[string, Algorithm['rank'], string]>([
    ['is no number', () => Number.NaN, 'returned the rank NaN, which is no finite number'],
    ['is endless', () => Number.NEGATIVE_INFINITY, 'returned the rank -Infinity, which is no finite number'],
    ['is missing', () => undefined as unknown as number, 'returned the rank undefined, which is no finite number'],
    [
      'is thrown over',
      () => {
        throw new Error('no such shelf');
      },
      'threw "no such shelf"',
    ],
  ])('stops with its name and the task when a rank %s', (_, rank, reason) => {
    const guard = new Guard('mine', { ...flat, rank }, (task) => `${task} of web`);
    guard.task = 49;
    const pick = () => new AlgorithmChain(guard, 'oldest').pick(new ToyFleet([{}]), request(), 0);
    expect(pick).toThrow(PolicyFault);
    expect(pick).toThrow(`policy mine, task 49 of web: it ${reason}`);
  });
});
