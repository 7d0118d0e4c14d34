import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Active, Booting, Draining, Fleet, NONE } from '../../../src/sim/cluster/fleet.js';
import { instanceType } from '../setups.js';

const TYPES = [instanceType(), instanceType({ name: 'small', cpuUnits: 2048, memoryMib: 7000, eniTasks: 2, eniTasksTrunk: 5, gpus: 1 })];
const SHAPE = { zones: 3, groups: 2, ports: 40, images: 3 };
const made = () => new Fleet(TYPES, SHAPE);
const launch = (fleet: Fleet, over: Partial<Parameters<Fleet['launch']>[1]> = {}, atMs = 0) =>
  fleet.launch(atMs, { type: 0, zone: 0, provider: 0, hasTrunk: false, ...over });
const column = (fleet: Fleet, values: ArrayLike<number>) => Array.from(values).slice(0, fleet.count);

describe('Fleet', () => {
  it('gives a new instance all the room of its type, and no task before it registers', () => {
    const fleet = made();
    launch(fleet, { type: 1, zone: 2, provider: NONE, hasTrunk: true }, 500);
    expect([fleet.cpuUnitsFree[0], fleet.memoryMibFree[0], fleet.eniFree[0], fleet.gpuFree[0]]).toEqual([2048, 7000, 5, 1]);
    expect([fleet.state[0], fleet.isActive[0], fleet.registeredMs[0], fleet.launchedMs[0]]).toEqual([Booting, 0, -1, 500]);
    fleet.register(0, 900);
    expect([fleet.state[0], fleet.isActive[0], fleet.registeredMs[0]]).toEqual([Active, 1, 900]);
    fleet.drain(0);
    expect([fleet.state[0], fleet.isActive[0]]).toEqual([Draining, 0]);
  });

  it('has the plain number of interfaces without a trunk', () => {
    const fleet = made();
    launch(fleet, { type: 1 });
    expect(fleet.eniFree[0]).toBe(2);
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

  it('does not hand ports, images or counts of a gone instance to the next one in its row', () => {
    const fleet = made();
    fleet.countOnInstances(0);
    launch(fleet);
    fleet.portsUsed.fill(0xffffffff, 0, fleet.portWords);
    fleet.imageReadyMs.fill(7, 0, SHAPE.images);
    fleet.countTask(0, 0, 1);
    fleet.remove(0);
    launch(fleet);
    expect(Array.from(fleet.portsUsed.subarray(0, fleet.portWords))).toEqual([0, 0]); // 40 ports in two words
    expect(Array.from(fleet.imageReadyMs.subarray(0, SHAPE.images))).toEqual([NONE, NONE, NONE]);
    expect(fleet.groupOnInstance(0)[0]).toBe(0);
  });

  it('counts tasks of a group by zone always, and by instance only where placement asks', () => {
    const fleet = made();
    fleet.countOnInstances(1);
    launch(fleet, { zone: 2 });
    for (const group of [0, 1, 1]) fleet.countTask(group, 0, 1);
    fleet.countTask(1, 0, -1);
    expect([fleet.groupOnInstance(0)[0], fleet.groupOnInstance(1)[0]]).toEqual([0, 1]);
    expect([fleet.groupInZone(0)[2], fleet.groupInZone(1)[2], fleet.groupInZone(1)[0]]).toEqual([1, 1, 0]);
  });

  /** What one instance says of itself, for comparing with the list of plain objects below. */
  const rowOf = (fleet: Fleet, row: number) => ({
    instance: fleet.instance[row],
    type: fleet.type[row],
    zone: fleet.zone[row],
    launchedMs: fleet.launchedMs[row],
    port: fleet.portsUsed[row * fleet.portWords + 1],
    imageMs: fleet.imageReadyMs[row * SHAPE.images + 2],
    inGroup: fleet.groupOnInstance(0)[row],
  });
  const steps = fc.array(fc.record({ isLaunch: fc.boolean(), at: fc.nat(1000) }), { minLength: 60, maxLength: 120 });

  it('agrees with a list of objects through growth, removal, and save and load', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let fleet = made();
        fleet.countOnInstances(0);
        const expected: ReturnType<typeof rowOf>[] = [];
        list.forEach(({ isLaunch, at }, i) => {
          if (isLaunch || i < 40 || expected.length === 0) {
            const own = { type: at % 2, zone: at % 3, launchedMs: at };
            const instance = fleet.launch(at, { ...own, provider: 0, hasTrunk: false });
            const row = fleet.rowOf[instance];
            expected.push({ instance, ...own, port: at, imageMs: at * 2, inGroup: 1 });
            fleet.portsUsed[row * fleet.portWords + 1] = at;
            fleet.imageReadyMs[row * SHAPE.images + 2] = at * 2;
            fleet.countTask(0, row, 1);
          } else {
            const [gone] = expected.splice(at % expected.length, 1);
            fleet.remove(fleet.rowOf[gone.instance]);
          }
          if (i % 25 === 0) {
            const saved = JSON.parse(JSON.stringify(fleet.save()));
            fleet = made();
            fleet.countOnInstances(0);
            fleet.load(saved);
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
