import { describe, expect, it } from 'vitest';
import { compileChain } from '../../../src/placement/compiled.js';
import { FITS, Refusal } from '../../../src/placement/fit.js';
import { FleetIndex, INDEX_FROM } from '../../../src/placement/index/room-index.js';
import { NOWHERE, placeByScores } from '../../../src/placement/place.js';
import { BY_CPU, BY_INSTANCE, BY_LOT, BY_MEMORY, type Criterion, scoreOf, ZONE } from '../../../src/placement/strategies.js';
import { type FleetView, NO_MEMBERSHIP, type TaskRequest } from '../../../src/placement/view.js';
import { Fleet } from '../../../src/sim/cluster/fleet.js';
import type { InstanceClass } from '../../../src/sim/cluster/instance-classes.js';
import { type Dice, dice, request } from '../../placement/toy-fleet.js';
import { instanceType } from '../setups.js';

const RACK: Criterion = 1;
const TYPES = [
  instanceType({ cpuUnits: 4096, memoryMib: 15_731, eniTasks: 3, gpus: 2 }),
  instanceType({ cpuUnits: 8192, memoryMib: 8192, eniTasks: 4 }),
];
/** Type x zone x provider: 40 of them, more than a set of 32 bits can tell apart. */
const CLASSES: InstanceClass[] = Array.from({ length: 40 }, (_, one) => ({
  type: one % 2,
  zone: (one >> 1) % 4,
  provider: Math.floor(one / 8) - 1,
  hasTrunk: false,
  attributes: new Map(),
  agentVersion: '1.0.0',
}));
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

interface Placed {
  readonly instance: number;
  readonly request: TaskRequest;
  readonly gpuMask: number;
}

/** A fleet that lives: instances come, register, drain and go, tasks take room and give it back. */
class LivingFleet {
  readonly fleet = new Fleet(TYPES, {
    classes: CLASSES,
    values: [Int32Array.from(CLASSES, ({ zone }) => zone), Int32Array.from(CLASSES, (_, one) => one % 3)],
    groups: 3,
    ports: 40,
    images: 0,
    gpuSlots: 2,
  });
  readonly members = this.fleet.addMembership();
  private readonly tasks: Placed[] = [];
  /** The same columns without an index: placement scans them. */
  readonly bare: FleetView = Object.create(this.fleet, { index: { value: undefined } });

  constructor(
    private readonly roll: Dice,
    private readonly classes = CLASSES.length,
  ) {
    for (const group of [0, 1, 2]) this.fleet.countOnInstances(group);
  }

  launch(isReady: boolean): void {
    const instance = this.fleet.launch(0, this.roll.below(this.classes));
    const row = this.fleet.rowOf[instance];
    if (this.roll.chance(50)) this.fleet.setMember(this.members, row, 1);
    if (isReady) this.fleet.register(row, 0);
  }

  anyRow(): number {
    return this.roll.below(this.fleet.count);
  }

  put(row: number, what: TaskRequest): void {
    const gpuMask = this.fleet.take(row, what);
    this.fleet.countTask(what.group, row, 1);
    this.tasks.push({ instance: this.fleet.instance[row], request: what, gpuMask });
  }

  /** A task ends. */
  end(at = this.roll.below(this.tasks.length)): void {
    if (this.tasks.length === 0) return;
    const [gone] = this.tasks.splice(at, 1);
    const row = this.fleet.rowOf[gone.instance];
    this.fleet.countTask(gone.request.group, row, -1);
    this.fleet.give(row, gone.request, gone.gpuMask);
  }

  remove(row: number): void {
    const instance = this.fleet.instance[row];
    for (let at = this.tasks.length - 1; at >= 0; at--) if (this.tasks[at].instance === instance) this.end(at);
    this.fleet.remove(row);
  }

  /** One change of any kind but a placement. */
  change(): void {
    const { roll, fleet } = this;
    const kind = roll.below(100);
    if (kind < 60) this.end();
    else if (kind < 70) this.launch(roll.chance(60));
    else if (kind < 78) {
      const row = this.anyRow();
      if (fleet.state[row] === 0) fleet.register(row, 1);
    } else if (kind < 84) fleet.setMember(this.members, this.anyRow(), roll.below(2));
    else if (kind < 88) fleet.drain(this.anyRow());
    else if (kind < 94) this.remove(this.anyRow());
    else {
      const row = this.anyRow();
      if (fleet.isActive[row] === 1) fleet.isAgentConnected[row] = 1 - fleet.isAgentConnected[row];
      fleet.index?.rowChanged(row);
    }
  }
}

function anyTask(roll: Dice): TaskRequest {
  const sometimes = <T>(value: T, otherwise: T): T => (roll.chance(15) ? value : otherwise);
  const gpus = sometimes(1 + roll.below(2), 0);
  return request({
    cpuUnits: roll.pick([0, 128, 256, 1024, 3000]),
    memoryMib: roll.pick([0, 512, 1000, 4096, 7001]),
    eni: roll.below(2),
    gpus,
    gpuMilli: gpus > 0 ? 0 : sometimes(roll.pick([250, 300, 700]), 0),
    ports: sometimes([roll.below(40)], []),
    provider: sometimes(roll.below(4), -1),
    group: roll.below(3),
    classVerdicts: sometimes<Int8Array | null>(
      Int8Array.from(CLASSES, () => (roll.chance(40) ? FITS : Refusal.memberOf)),
      null,
    ),
    membership: sometimes(0, NO_MEMBERSHIP),
    isDistinctInstance: sometimes(true, false),
  });
}

describe('an index', () => {
  const compiled = CHAINS.map((criteria) => ({ criteria, chain: compileChain(criteria), scores: criteria.map(scoreOf) }));

  it.each([
    ['of 260 instances', 1, 260, 40],
    ['of 400', 2, 400, 40],
    // 1,024 of a class make a block: these two classes need three and then four.
    ['of 4,000 of two classes', 3, 4_000, 2],
    ['that fills up', 4, 300, 40],
  ])('%s picks what the scan and the scores pick through 10,000 operations', (_, seed, instances, classes) => {
    const roll = dice(seed);
    const living = new LivingFleet(roll, classes);
    for (let i = 0; i < instances; i++) living.launch(roll.chance(90));
    let found = 0;
    for (let operation = 0; operation < 10_000; operation++) {
      if (seed !== 4 || roll.chance(25)) living.change();
      // Between half of it and all an index stays; the fleet is kept above that, so that every pick has one.
      if (living.fleet.count < INDEX_FROM) living.launch(true);
      const { criteria, chain, scores } = roll.pick(compiled);
      const task = anyTask(roll);
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
    expect(found).toBeGreaterThan(1_000);
    expect(found).toBeLessThan(10_000);
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
});
