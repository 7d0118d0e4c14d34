import { describe, expect, it } from 'vitest';
import { compileChain } from '../../../src/placement/compiled.js';
import { FleetIndex, INDEX_FROM } from '../../../src/placement/index/room-index.js';
import { EVERYWHERE } from '../../../src/placement/scans.js';
import { BY_CPU, BY_INSTANCE, BY_LOT, BY_MEMORY, type Criterion, scoreOf, ZONE } from '../../../src/placement/strategies.js';
import { NOWHERE } from '../../../src/placement/view.js';
import { draws } from '../../extent.js';
import { placeByScores } from '../../placement/place-by-scores.js';
import { dice, request } from '../../placement/toy-fleet.js';
import { anyTask, LivingFleet } from './living-fleet.js';

const RACK: Criterion = 1;
const CHAINS: Criterion[][] = [
  [],
  [BY_CPU],
  [BY_MEMORY],
  [BY_INSTANCE],
  [BY_LOT],
  [ZONE],
  [ZONE, BY_MEMORY],
  [ZONE, BY_CPU],
  [ZONE, BY_INSTANCE],
  [RACK, BY_MEMORY],
  [RACK, BY_LOT],
  [ZONE, BY_LOT],
  [BY_MEMORY, ZONE],
  [ZONE, RACK, BY_CPU],
  [BY_CPU, BY_MEMORY, BY_INSTANCE],
];

/** Mutation testing runs this test for each of hundreds of mutants. */
const OPERATIONS = process.env.STRYKER_MUTATOR_WORKER === undefined ? draws(2_500, 5_000) : 1_000;

describe('an index', () => {
  const compiled = CHAINS.map((criteria) => ({ criteria, chain: compileChain(criteria), scores: criteria.map(scoreOf) }));

  it.each([
    ['of 260 instances', 1, 260, 40],
    ['of 400', 2, 400, 40],
    // 1,024 of a class make a block: these two classes need three and then four.
    ['of 4,000 of two classes', 3, 4_000, 2],
    ['that fills up', 4, 300, 40],
  ])('%s picks what the scan and the scores pick through thousands of operations', (_, seed, instances, classes) => {
    const roll = dice(seed);
    const living = new LivingFleet(roll, classes);
    // Some come again and again, and the index may remember where they found nothing.
    const remembered = Array.from({ length: 32 }, (__, bit) => ({ ...anyTask(roll), isDistinctInstance: false, memoBit: 1 << bit }));
    for (let i = 0; i < instances; i++) living.launch(roll.chance(90));
    let found = 0;
    for (let operation = 0; operation < OPERATIONS; operation++) {
      if (seed !== 4 || roll.chance(25)) living.change();
      // Between half of it and all an index stays; the fleet is kept above that, so that every pick has one.
      if (living.fleet.count < INDEX_FROM) living.launch(true);
      const { criteria, chain, scores } = roll.pick(compiled);
      const task = roll.chance(70) ? roll.pick(remembered) : anyTask(roll);
      const draw = roll.below(2 ** 32);
      const row = chain.pick(living.fleet, task, draw);
      const where = () => `operation ${operation}, criteria ${criteria}`;
      if (row !== chain.pick(living.bare, task, draw)) expect(row, where()).toBe(chain.pick(living.bare, task, draw));
      if (operation % 100 === 0) expect(row, where()).toBe(placeByScores(living.fleet, task, scores, draw));
      if (row === NOWHERE) continue;
      found++;
      living.put(row, task);
    }
    expect(living.fleet.index).toBeInstanceOf(FleetIndex);
    expect(found).toBeGreaterThan(OPERATIONS / 10);
    expect(found).toBeLessThan(OPERATIONS);
  });

  it.each([6, 7])('picks what the scan picks while equal tasks come one after the other, with changes between (seed %i)', (seed) => {
    const roll = dice(seed);
    const living = new LivingFleet(roll, 3);
    const binpack = compiled.filter(({ criteria }) => [BY_CPU, BY_MEMORY].includes(criteria.at(-1)!) && criteria.length < 3);
    for (let i = 0; i < 300; i++) living.launch(true);
    let again = 0;
    for (let operation = 0; operation < OPERATIONS / 10; operation++) {
      const { criteria, chain } = roll.pick(binpack);
      const task = anyTask(roll);
      let before = NOWHERE;
      for (let nth = 0; nth < 12; nth++) {
        if (roll.chance(15)) living.change();
        if (living.fleet.count < INDEX_FROM) living.launch(true);
        const row = chain.pick(living.fleet, task, 0);
        const scanned = chain.pick(living.bare, task, 0);
        if (row !== scanned) expect(row, `operation ${operation}, task ${nth}, criteria ${criteria}`).toBe(scanned);
        if (row === NOWHERE) break;
        again += Number(row === before);
        before = row;
        living.put(row, task);
      }
    }
    expect(again).toBeGreaterThan(OPERATIONS / 20);
  });

  it('is made when the fleet has grown to it, and given up at half of that', () => {
    const living = new LivingFleet(dice(5));
    while (living.fleet.count < INDEX_FROM - 1) living.launch(true);
    expect(living.fleet.index).toBeUndefined();
    living.launch(true);
    expect(living.fleet.index).toBeInstanceOf(FleetIndex);
    while (living.fleet.count > INDEX_FROM / 2) living.remove(0);
    expect(living.fleet.index).toBeInstanceOf(FleetIndex);
    living.remove(0);
    expect(living.fleet.index).toBeUndefined();
  });

  it('proposes only rows with room, in the order of their age', () => {
    const living = new LivingFleet(dice(6));
    for (let i = 0; i < 300; i++) living.launch(i % 10 > 0);
    const task = request({ cpuUnits: 5000 });
    const proposed: number[] = [];
    const index = living.fleet.index as FleetIndex;
    for (let row = index.next(task, -1, 0); row !== NOWHERE; row = index.next(task, -1, row + 1)) proposed.push(row);
    const rows = Array.from({ length: 300 }, (_, row) => row);
    expect(proposed).toEqual(rows.filter((row) => living.fleet.isActive[row] === 1 && living.fleet.cpuUnitsFree[row] >= 5000));
  });

  it('keeps no order by a criterion that is not a resource', () => {
    const living = new LivingFleet(dice(5), 2);
    while (living.fleet.count < INDEX_FROM) living.launch(true);
    const everywhere = { crowd: EVERYWHERE, attribute: ZONE };
    const { index } = living.fleet;
    expect(() => index!.least(request({}), everywhere, BY_INSTANCE)).toThrow('an index keeps no order by instanceId or host');
    expect(() => index!.least(request({}), everywhere, -9)).toThrow('no criterion of placement has the number -9');
  });
});
