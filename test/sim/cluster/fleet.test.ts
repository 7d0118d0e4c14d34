import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Active, Booting, Draining, Fleet, NONE } from '../../../src/sim/cluster/fleet.js';
import { NEVER_MS } from '../../../src/sim/cluster/fleet-columns.js';
import type { InstanceClass } from '../../../src/sim/cluster/instance-classes.js';
import { reread } from '../../reread.js';
import { instanceType } from '../setups.js';

const TYPES = [instanceType(), instanceType({ name: 'small', cpuUnits: 2048, memoryMib: 7000, eniTasks: 2, eniTasksTrunk: 5, gpus: 1 })];
/** A class for every pair of type and zone, without a provider and a trunk first, then one with both; two racks across them. */
const CLASSES: readonly InstanceClass[] = [false, true].flatMap((hasTrunk) =>
  [0, 1].flatMap((type) =>
    [0, 1, 2].map((zone) => ({
      type,
      zone,
      provider: hasTrunk ? 0 : NONE,
      hasTrunk,
      purchase: 0,
      attributes: new Map(),
      agentVersion: '1',
    })),
  ),
);
const classOf = (type: number, zone: number, hasTrunk: boolean) => (hasTrunk ? 6 : 0) + 3 * type + zone;
const RACKS = Int32Array.from(CLASSES, (_, one) => one % 2);
const VALUES = [Int32Array.from(CLASSES, ({ zone }) => zone), RACKS];
const SHAPE = { classes: CLASSES, values: VALUES, groups: 2, ports: 40, images: 3, gpuSlots: 2 };
const made = () => new Fleet(TYPES, SHAPE);
const launch = (fleet: Fleet, { type = 0, zone = 0, hasTrunk = false } = {}, atMs = 0) => fleet.launch(atMs, classOf(type, zone, hasTrunk));
const column = (fleet: Fleet, values: ArrayLike<number>) => Array.from(values).slice(0, fleet.count);

describe('Fleet', () => {
  it('gives a new instance all the room of its type, and no task before it registers', () => {
    const fleet = made();
    launch(fleet, { type: 1, zone: 2, hasTrunk: true }, 500);
    expect([fleet.cpuUnitsFree[0], fleet.memoryMibFree[0], fleet.eniFree[0], fleet.gpuFree[0]]).toEqual([2048, 7000, 5, 1]);
    expect(Array.from(fleet.gpuMilliFree.subarray(0, 2))).toEqual([1000, 0]); // Its type has one GPU of the two that some have.
    expect([fleet.instanceClass[0], fleet.type[0], fleet.zone[0], fleet.provider[0], fleet.hasTrunk[0]]).toEqual([11, 1, 2, 0, 1]); // 6 + 3 + 2
    expect([fleet.state[0], fleet.isActive[0], fleet.registeredMs[0], fleet.launchedMs[0]]).toEqual([Booting, 0, NEVER_MS, 500]);
    fleet.register(0, 900);
    expect([fleet.state[0], fleet.isActive[0], fleet.registeredMs[0]]).toEqual([Active, 1, 900]);
    fleet.drain(0);
    expect([fleet.state[0], fleet.isActive[0]]).toEqual([Draining, 0]);
  });

  it('has instances that are launched together, and register together, as if they came one by one', () => {
    const [together, singly] = [made(), made()];
    for (const fleet of [together, singly]) {
      fleet.countOnInstances(0);
      fleet.addMembership();
      // A row that closes up leaves its values behind the last one.
      launch(fleet, { type: 1, hasTrunk: true });
      for (const column of ['firstTask', 'leavesFor', 'stoppingTasks'] as const) fleet[column][0] = 7;
      fleet.setMember(0, 0, 1);
      fleet.firstTask[0] = NONE;
      fleet.remove(0);
    }
    const classes = Array.from({ length: 40 }, (_, nth) => nth % CLASSES.length);
    expect(together.launchAll(500, classes)).toBe(1);
    together.register(0, 900, 40);
    for (const one of classes) singly.launch(500, one);
    for (let row = 0; row < 40; row++) singly.register(row, 900);
    expect(together.save()).toEqual(singly.save());
    expect(together.launch(600, 0)).toBe(41);
  });

  it('has the plain number of interfaces without a trunk', () => {
    const fleet = made();
    launch(fleet, { type: 1 });
    expect([fleet.eniFree[0], fleet.hasTrunk[0], fleet.provider[0]]).toEqual([2, 0, NONE]);
  });

  it('closes up in order of launch when an instance goes, and never gives its ordinal again', () => {
    const fleet = made();
    for (let i = 0; i < 4; i++) launch(fleet, { zone: i % 3 });
    fleet.remove(1);
    launch(fleet);
    expect(column(fleet, fleet.instance)).toEqual([0, 2, 3, 4]);
    expect(column(fleet, fleet.zone)).toEqual([0, 2, 0, 0]);
    expect(Array.from(fleet.rowOf.subarray(0, 5))).toEqual([0, NONE, 1, 2, 3]);
  });

  it('refuses to lose an instance with a task on it, and to register one twice', () => {
    const fleet = made();
    launch(fleet);
    fleet.register(0, 1);
    expect(() => fleet.register(0, 2)).toThrow('registers once');
    fleet.firstTask[0] = 3;
    expect(() => fleet.remove(0)).toThrow('holds no task');
  });

  it('does not hand ports, images, GPUs, counts or memberships of a gone instance to the next one in its row', () => {
    const fleet = made();
    fleet.countOnInstances(0);
    launch(fleet);
    fleet.portsUsed.fill(0xffffffff, 0, fleet.portWords);
    fleet.imageReadyMs.fill(7, 0, SHAPE.images);
    fleet.gpuMilliFree.fill(7, 0, SHAPE.gpuSlots);
    fleet.countTask(0, 0, 1);
    const membership = fleet.addMembership();
    fleet.setMember(membership, 0, 1);
    fleet.remove(0);
    launch(fleet, { type: 1 });
    expect(Array.from(fleet.portsUsed.subarray(0, fleet.portWords))).toEqual([0, 0]); // 40 ports in two words
    expect(Array.from(fleet.imageReadyMs.subarray(0, SHAPE.images))).toEqual([NONE, NONE, NONE]);
    expect(fleet.groupOnInstance(0)[0]).toBe(0);
    expect(Array.from(fleet.gpuMilliFree.subarray(0, SHAPE.gpuSlots))).toEqual([1000, 0]);
    expect(fleet.members(membership)[0]).toBe(0);
  });

  it('reports whether a membership is new, and keeps each separate', () => {
    const fleet = made();
    launch(fleet);
    const [one, other] = [fleet.addMembership(), fleet.addMembership()];
    expect([1, 1, 0, 0].map((is) => fleet.setMember(one, 0, is))).toEqual([true, false, true, false]);
    fleet.setMember(other, 0, 1);
    expect([fleet.members(one)[0], fleet.members(other)[0]]).toEqual([0, 1]);
  });

  it('reports when the first task of a counted group comes and when the last one leaves, and of no other', () => {
    const fleet = made();
    const crossings: [group: number, row: number, count: number][] = [];
    fleet.groupListener = { onGroup: (group, row) => crossings.push([group, row, fleet.groupOnInstance(group)[row]]) };
    fleet.countOnInstances(1);
    launch(fleet);
    launch(fleet);
    for (const change of [1, 1, -1, -1, 1] as const) fleet.countTask(1, 1, change); // 1, 2, 1, 0, 1
    fleet.countTask(0, 1, 1);
    expect(crossings).toEqual([
      [1, 1, 1],
      [1, 1, 0],
      [1, 1, 1],
    ]);
  });

  it('counts tasks of a group by what is spread over always, and by instance only where placement reads that', () => {
    const fleet = made();
    fleet.countOnInstances(1);
    launch(fleet, { zone: 2 });
    for (const group of [0, 1, 1]) fleet.countTask(group, 0, 1);
    fleet.countTask(1, 0, -1);
    expect([fleet.groupOnInstance(0)[0], fleet.groupOnInstance(1)[0]]).toEqual([0, 1]);
    const [zone, rack] = [0, 1].map((attribute) => [0, 1].map((group) => Array.from(fleet.groupByValue(group, attribute))));
    expect(zone).toEqual([
      [0, 0, 1],
      [0, 0, 1],
    ]);
    // Class 2 is in the first rack.
    expect(rack).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  /** What one instance says of itself, for comparing with the list of plain objects below. */
  const rowOf = (fleet: Fleet, row: number) => ({
    instance: fleet.instance[row],
    type: fleet.type[row],
    zone: fleet.zone[row],
    launchedMs: fleet.launchedMs[row],
    port: fleet.portsUsed[row * fleet.portWords + 1],
    imageMs: fleet.imageReadyMs[row * SHAPE.images + 2],
    gpuMilli: Array.from(fleet.gpuMilliFree.subarray(row * SHAPE.gpuSlots, (row + 1) * SHAPE.gpuSlots)),
    isMember: fleet.members(0)[row],
    inGroup: fleet.groupOnInstance(0)[row],
  });
  /** Counts one group by instance and has one membership, as a setup would make it again before load(). */
  const prepared = () => {
    const fleet = made();
    fleet.countOnInstances(0);
    fleet.addMembership();
    return fleet;
  };
  const steps = fc.array(fc.record({ isLaunch: fc.boolean(), at: fc.nat(1000) }), { minLength: 60, maxLength: 120 });

  it('agrees with a list of objects through growth, removal, and save and load', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let fleet = prepared();
        const expected: ReturnType<typeof rowOf>[] = [];
        list.forEach(({ isLaunch, at }, i) => {
          if (isLaunch || i < 40 || expected.length === 0) {
            const own = { type: at % 2, zone: at % 3, launchedMs: at };
            const instance = launch(fleet, own, at);
            const row = fleet.rowOf[instance];
            expected.push({ instance, ...own, port: at, imageMs: at * 2, gpuMilli: [at, 1], isMember: at % 2, inGroup: 1 });
            fleet.gpuMilliFree.set([at, 1], row * SHAPE.gpuSlots);
            fleet.setMember(0, row, at % 2);
            fleet.portsUsed[row * fleet.portWords + 1] = at;
            fleet.imageReadyMs[row * SHAPE.images + 2] = at * 2;
            fleet.countTask(0, row, 1);
          } else {
            const [gone] = expected.splice(at % expected.length, 1);
            fleet.remove(fleet.rowOf[gone.instance]);
          }
          if (i % 25 === 0) {
            const saved = reread(fleet.save());
            fleet = prepared();
            fleet.load(saved);
            for (let row = 0; row < fleet.count; row++) fleet.countTask(0, row, 1);
          }
        });
        expect(Array.from({ length: fleet.count }, (_, row) => rowOf(fleet, row))).toEqual(expected);
        expected.forEach(({ instance }, row) => {
          expect(fleet.rowOf[instance]).toBe(row);
        });
      }),
      { numRuns: 30 },
    );
  });
});
