import { describe, expect, it } from 'vitest';
import { FITS, Refusal } from '../../src/placement/fit.js';
import { type EmptyInstance, extremesOf, type PackInput, packWaiting } from '../../src/placement/pack.js';
import { fitsSmallest, naiveNeed, naiveNewlyBusy } from './naive-pack.js';
import { anyFleet, anyRequest, CLASSES, dice, request, ToyFleet, type ToyRow } from './toy-fleet.js';

/** 4 vCPU, 8 GiB, 3 interfaces, 2 GPUs. */
const EMPTY: EmptyInstance = { cpuUnits: 4096, memoryMib: 8192, eni: 3, gpus: 2, portsUsed: [] };

/** Provider 0, as many non-daemon tasks on a row as its `tasks` say, and one type. */
function pack(rows: ToyRow[], groups: PackInput['groups'], more: Partial<PackInput> = {}) {
  const fleet = new ToyFleet(rows);
  const nonDaemonTasks = fleet.rows.map((row) => row.tasks.reduce((a, b) => a + b));
  return packWaiting({
    fleet,
    provider: 0,
    groups,
    smallest: EMPTY,
    largest: EMPTY,
    nonDaemonTasks,
    groupsCombine: 'max',
    includeBooting: false,
    ...more,
  });
}
const nothing = { add: 0, newlyBusy: 0, isFrozen: false, incompatible: [] };
/** The verdicts of a task that may be on these classes only. */
const only = (...classes: number[]) => Int8Array.from({ length: CLASSES }, (_, one) => (classes.includes(one) ? FITS : Refusal.memberOf));
const vcpu = (n: number, what = {}) => request({ cpuUnits: 1024 * n, memoryMib: 1, ...what });

describe('packWaiting', () => {
  it('adds nothing when nothing waits', () => {
    expect(pack([{}], [])).toEqual(nothing);
    expect(pack([{}], [{ request: vcpu(1), count: 0 }])).toEqual(nothing);
  });

  it.each<[what: string, task: object, copies: number]>([
    ['CPU', { cpuUnits: 1024, memoryMib: 1 }, 4], // 4,096 / 1,024
    ['CPU with a rest', { cpuUnits: 1025, memoryMib: 1 }, 3], // 4,096 / 1,025 = 3.99
    ['memory', { cpuUnits: 1, memoryMib: 1638 }, 5], // 8,192 / 1,638 = 5.001
    ['interfaces', { cpuUnits: 1, memoryMib: 1, eni: 1 }, 3],
    ['GPUs', { cpuUnits: 1, memoryMib: 1, gpus: 1 }, 2],
    ['shares of a GPU', { cpuUnits: 1, memoryMib: 1, gpuMilli: 300 }, 6], // On each of two: 1,000 / 300 = 3.3
    ['a share of half a GPU and more', { cpuUnits: 1, memoryMib: 1, gpuMilli: 501 }, 2], // 1,000 / 501 = 1.996, not 2,000 / 501 = 3.99
    ['a static port', { cpuUnits: 1, memoryMib: 1, ports: [3] }, 1],
    ['distinctInstance', { cpuUnits: 1, memoryMib: 1, isDistinctInstance: true }, 1],
    ['a constraint against its own group', { cpuUnits: 1, memoryMib: 1, repelsItself: true }, 1],
  ])('counts the copies of a new instance by %s', (_, task, copies) => {
    const alone = { request: request(task), count: 3 * copies };
    expect(pack([], [alone])).toEqual({ ...nothing, add: 3 });
    expect(pack([], [{ ...alone, count: 3 * copies + 1 }])).toEqual({ ...nothing, add: 4 });
    // An instance with that much room takes as many copies; one more needs a new instance.
    expect(pack([{ gpus: [1000, 1000] }], [{ ...alone, count: copies }])).toEqual({ ...nothing, newlyBusy: 1 });
    expect(pack([{ gpus: [1000, 1000] }], [{ ...alone, count: copies + 1 }])).toEqual({ ...nothing, add: 1, newlyBusy: 1 });
  });

  it('uses room only where a task may go', () => {
    const group = [{ request: vcpu(1, { ports: [1], classVerdicts: only(0), membership: 1, gpuMilli: 400 }), count: 1 }];
    const good: ToyRow = { members: [1], gpus: [0, 400] };
    for (const useless of [
      { ports: [1] },
      { zone: 1 },
      { rack: 1 },
      { members: [0] },
      { gpus: [399, 399] },
      { gpus: [] },
      { isActive: false },
      { isConnected: false },
      { provider: 1 },
      { provider: -1 },
      { cpu: 1023 },
      { memory: 0 },
    ]) {
      expect(pack([{ ...good, ...useless }], group)).toEqual({ ...nothing, add: 1 });
    }
    expect(pack([good], group)).toEqual({ ...nothing, newlyBusy: 1 });
  });

  it('does not use an instance that hosts the group for distinctInstance', () => {
    const group = [{ request: vcpu(1, { isDistinctInstance: true }), count: 3 }];
    // Two of three rows are free of the group; one of these two hosts another group, so it is busy already.
    expect(pack([{ tasks: [1] }, {}, { tasks: [0, 1] }], group)).toEqual({ ...nothing, add: 1, newlyBusy: 1 });
  });

  it('puts shares on the GPUs that are in use as well, each for itself', () => {
    const group = [{ request: vcpu(0, { gpuMilli: 250 }), count: 9 }];
    // 400 + 400 + 1,000 left: 1 + 1 + 4 of 250, where 1,800 in one piece would take 7. The other three need half of a new instance.
    expect(pack([{ gpus: [400, 400, 1000] }], group)).toEqual({ ...nothing, add: 1, newlyBusy: 1 });
    expect(pack([{ gpus: [400, 400, 1000] }], [{ ...group[0], count: 6 }])).toEqual({ ...nothing, newlyBusy: 1 });
    expect(pack([{ gpus: [400, 400, 1000] }], [{ ...group[0], count: 15 }])).toEqual({ ...nothing, add: 2, newlyBusy: 1 });
  });

  it('counts instances that boot only on request, and never one that drains', () => {
    const booting: ToyRow = { isActive: false, isConnected: false };
    const draining: ToyRow = { isActive: false, isConnected: true };
    const lost: ToyRow = { isActive: true, isConnected: false };
    const group = [{ request: vcpu(4), count: 4 }];
    expect(pack([booting, draining, lost], group)).toEqual({ ...nothing, add: 4 });
    expect(pack([booting, draining, lost], group, { includeBooting: true })).toEqual({ ...nothing, add: 3, newlyBusy: 1 });
  });

  it('fills busy instances first and then the oldest idle ones', () => {
    const rows: ToyRow[] = [{}, { cpu: 2048, tasks: [1] }, {}, {}];
    // 2 of 6 go to the busy row, 4 to the first idle one; the seventh opens a second.
    expect(pack(rows, [{ request: vcpu(1), count: 2 }])).toEqual(nothing);
    expect(pack(rows, [{ request: vcpu(1), count: 6 }])).toEqual({ ...nothing, newlyBusy: 1 });
    expect(pack(rows, [{ request: vcpu(1), count: 7 }])).toEqual({ ...nothing, newlyBusy: 2 });
  });

  it('takes the largest need of several groups, or their sum', () => {
    const groups = [
      { request: vcpu(2), count: 4 },
      { request: vcpu(4), count: 3 },
    ]; // 4 / 2 = 2 and 3 / 1 = 3
    expect(pack([], groups)).toEqual({ ...nothing, add: 3 });
    expect(pack([], groups, { groupsCombine: 'sum' })).toEqual({ ...nothing, add: 5 });
  });

  it('never counts more newly busy instances than are idle, even when groups add up', () => {
    const groups = [
      { request: vcpu(2), count: 2 },
      { request: vcpu(1), count: 4 },
    ]; // Each alone would fill the idle one.
    const rows: ToyRow[] = [{}, { cpu: 0, tasks: [1] }, { provider: 1 }, { isActive: false }];
    expect(pack(rows, groups, { groupsCombine: 'sum' })).toEqual({ ...nothing, newlyBusy: 1 });
  });

  it('counts the instances that groups use together, neither those of the largest group nor the sum', () => {
    const groups = [
      { request: vcpu(2), count: 2 },
      { request: vcpu(2, { memoryMib: 2 }), count: 1 },
      { request: vcpu(1), count: 3 },
    ]; // 2 + 2 of 4 vCPU fill one; 2 + 1 + 1 the second; the last task is on a third. Alone: 1, 1, 1.
    expect(pack([{}, {}, {}, {}], groups)).toEqual({ ...nothing, newlyBusy: 3 });
    expect(pack([{}, {}, {}, {}], groups.slice(0, 2))).toEqual({ ...nothing, newlyBusy: 2 });
    expect(pack([{}, {}, {}, {}], [groups[1], groups[2]])).toEqual({ ...nothing, newlyBusy: 2 });
    expect(pack([{ cpu: 2048, tasks: [1] }, {}, {}], groups.slice(0, 2))).toEqual({ ...nothing, newlyBusy: 1 });
  });

  it('separates groups that need the same port, or are two revisions of a service with distinctInstance', () => {
    for (const apart of [{ ports: [3] }, { isDistinctInstance: true }]) {
      const of = (memoryMib: number) => ({ request: vcpu(1, { memoryMib, ...apart }), count: 1 });
      expect(pack([{}, {}, {}], [of(1), of(2)])).toEqual({ ...nothing, newlyBusy: 2 });
    }
  });

  it('treats groups with equal requirements as one, whatever service they belong to', () => {
    const of = (group: number, what = {}) => ({ request: vcpu(4, { group, ...what }), count: 2 });
    expect(pack([], [of(0), of(1)])).toEqual({ ...nothing, add: 4 });
    expect(pack([], [of(0), of(1, { memoryMib: 2 })])).toEqual({ ...nothing, add: 2 });
    expect(pack([], [of(0), of(1, { eni: 1 })])).toEqual({ ...nothing, add: 2 });
    expect(pack([], [of(0), of(1, { gpus: 1 })])).toEqual({ ...nothing, add: 2 });
    expect(pack([], [of(0), of(1, { cpuUnits: 4095 })])).toEqual({ ...nothing, add: 2 });
    expect(pack([], [of(0, { ports: [1, 2] }), of(1, { ports: [1, 3] })])).toEqual({ ...nothing, add: 2 });
    expect(pack([], [of(0, { ports: [1, 2] }), of(1, { ports: [1, 2] })])).toEqual({ ...nothing, add: 4 });
    expect(pack([], [of(0, { classVerdicts: only(0) }), of(1, { classVerdicts: only(1) })])).toEqual({ ...nothing, add: 2 });
    expect(pack([], [of(0, { classVerdicts: only(0) }), of(1, { classVerdicts: only(0) })])).toEqual({ ...nothing, add: 4 });
    expect(pack([], [of(0, { classVerdicts: only(0) }), of(1)])).toEqual({ ...nothing, add: 2 });
    expect(pack([], [of(0, { membership: 0 }), of(1, { membership: 1 })])).toEqual({ ...nothing, add: 2 });
    expect(pack([], [of(0, { membership: 1 }), of(1, { membership: 1 })])).toEqual({ ...nothing, add: 4 });
    expect(pack([], [of(0, { gpuMilli: 500 }), of(1, { gpuMilli: 501 })])).toEqual({ ...nothing, add: 2 });
  });

  it('does not take two sizes for one because their digits run together', () => {
    const of = (cpuUnits: number, memoryMib: number) => ({ request: request({ cpuUnits, memoryMib }), count: 3 });
    // 111 units with 1,111 MiB and 1,111 with 111: 7 and 3 copies an instance, so 1 and 1; six of the latter need 2.
    expect(pack([], [of(111, 1111), of(1111, 111)])).toEqual({ ...nothing, add: 1 });
    expect(pack([], [of(1111, 111), of(1111, 111)])).toEqual({ ...nothing, add: 2 });
  });

  it('keeps groups apart that must not meet themselves on an instance', () => {
    for (const apart of [{ isDistinctInstance: true }, { repelsItself: true }]) {
      const of = (group: number) => ({ request: vcpu(1, { group, ...apart }), count: 2 });
      expect(pack([], [of(0), of(1)])).toEqual({ ...nothing, add: 2 });
      expect(pack([], [of(1), of(1)])).toEqual({ ...nothing, add: 4 });
    }
  });

  it('leaves a group out when one resource of the smallest type is too small, and is frozen when no other is left', () => {
    const large: EmptyInstance = { cpuUnits: 8192, memoryMib: 16384, eni: 6, gpus: 4, portsUsed: [] };
    for (const more of [{ cpuUnits: 4097 }, { memoryMib: 8193 }, { gpus: 3 }, { eni: 4 }, { gpuMilli: 1001 }]) {
      const misfit = { request: request(more), count: 1 };
      expect(pack([], [misfit], { largest: large })).toEqual({ ...nothing, isFrozen: true, incompatible: [0] });
      expect(pack([], [{ request: vcpu(8), count: 1 }, misfit, { request: vcpu(4), count: 3 }], { largest: large })).toEqual({
        ...nothing,
        add: 2,
        incompatible: [0, 1],
      });
    }
    expect(pack([], [{ request: request({ cpuUnits: 4096, memoryMib: 8192, gpus: 2, eni: 3 }), count: 1 }])).toEqual({
      ...nothing,
      add: 1,
    });
  });

  it('leaves out needs that no zone of a type of the provider can meet', () => {
    const group = [{ request: vcpu(1, { emptyVerdicts: only(1, 4) }), count: 1 }];
    expect(pack([], group).isFrozen).toBe(false);
    expect(pack([], group, { launchClasses: [[0, 1]] }).isFrozen).toBe(false); // One zone is enough,
    expect(pack([], group, { launchClasses: [[0, 2]] }).isFrozen).toBe(true);
    expect(
      pack([], group, {
        launchClasses: [
          [0, 1],
          [4, 5],
        ],
      }).isFrozen,
    ).toBe(false);
    expect(
      pack([], group, {
        launchClasses: [
          [0, 1],
          [5, 6],
        ],
      }).isFrozen,
    ).toBe(true); // but one type that could is not: the provider may launch the other.
    expect(pack([], [{ request: vcpu(1), count: 1 }], { launchClasses: [[1]] }).isFrozen).toBe(false);
  });

  it('evaluates a new instance, not one with tasks', () => {
    // An affinity: two instances have the tasks that it wants beside it, an empty one has not.
    const affine = vcpu(1, { membership: 0, emptyVerdicts: only() });
    const group = [{ request: affine, count: 9 }];
    const rows: ToyRow[] = [{ members: [0], tasks: [0, 1] }, { members: [] }, { members: [0] }];
    expect(pack(rows, group, { launchClasses: [[0]] })).toEqual({ ...nothing, isFrozen: true, incompatible: [0] });
    // The first task of a group that repels itself may come to an empty instance, whatever classVerdicts leave open.
    const repelling = vcpu(1, { membership: 0, repelsItself: true, classVerdicts: only(0), emptyVerdicts: only(0) });
    expect(pack(rows, [{ request: repelling, count: 4 }], { launchClasses: [[0]] })).toEqual({ ...nothing, add: 2, newlyBusy: 1 });
  });

  it('leaves out a group whose port every empty instance has in use', () => {
    const wants = (port: number) => [{ request: vcpu(1, { ports: [port] }), count: 2 }];
    const taken = { ...EMPTY, portsUsed: [5] };
    expect(pack([], wants(5), { smallest: taken, largest: taken })).toEqual({ ...nothing, isFrozen: true, incompatible: [0] });
    expect(pack([], wants(4), { smallest: taken, largest: taken })).toEqual({ ...nothing, add: 2 });
    expect(pack([], wants(5), { largest: { ...taken, portsUsed: [] }, smallest: taken }).isFrozen).toBe(true);
  });

  it('adds nothing for tasks without reservations, and fits nothing where daemons take more than there is', () => {
    expect(pack([], [{ request: request({ cpuUnits: 0, memoryMib: 0 }), count: 9 }])).toEqual(nothing);
    expect(pack([], [{ request: vcpu(1), count: 1 }], { smallest: { ...EMPTY, cpuUnits: -256 } }).isFrozen).toBe(true);
  });

  it.each(Array.from({ length: 150 }, (_, seed) => seed))('agrees with placing copies one by one (seed %i)', (seed) => {
    const roll = dice(7000 + seed);
    const fleet = anyFleet(roll, roll.below(9));
    const room = (least: number): EmptyInstance => ({
      cpuUnits: 256 * (least + roll.below(4)),
      memoryMib: 512 * (least + roll.below(4)),
      eni: least + roll.below(3),
      gpus: roll.below(2) + least - 1,
      portsUsed: roll.chance(50) ? roll.pick([[0], [33], [31, 0]]) : [],
    });
    const [one, other] = [room(1), room(2)];
    // Requests of one group number each, and of sizes that differ: nothing here is merged.
    const groups = [0, 1, 2].map((group) => ({
      request: {
        ...anyRequest(roll),
        group,
        provider: 0,
        cpuUnits: 256 * (1 + roll.below(3)) + group,
        repelsItself: roll.chance(20),
        emptyVerdicts: roll.chance(50) ? null : only(...[0, 1, 2, 3].filter(() => roll.chance(60))),
      },
      count: roll.below(9),
    }));
    const input: PackInput = {
      fleet,
      provider: 0,
      groups,
      ...extremesOf([one, other]),
      nonDaemonTasks: fleet.rows.map(() => roll.below(2)),
      groupsCombine: roll.pick(['max', 'sum']),
      includeBooting: roll.chance(50),
      ...(roll.chance(50) ? { launchClasses: roll.pick([[[0]], [[0, 1]], [[0, 1], [2]]]) } : {}),
    };
    const kept = groups.filter((group) => fitsSmallest(group, input));
    const needs = kept.map((group) => naiveNeed(fleet, input, group));
    const combine = (values: number[]) => (input.groupsCombine === 'sum' ? values.reduce((a, b) => a + b, 0) : Math.max(0, ...values));
    const found = packWaiting(input);
    expect(found.incompatible).toEqual([0, 1, 2].filter((index) => !kept.includes(groups[index])));
    expect(found.isFrozen).toBe(kept.length === 0);
    expect(found.add).toBe(combine(needs.map((need) => need.add)));
    expect(found.newlyBusy).toBe(naiveNewlyBusy(fleet, input, kept));
  });
});

describe('extremesOf', () => {
  it('takes least and most of each resource by itself, and of the ports those that any or that all have in use', () => {
    const compute: EmptyInstance = { cpuUnits: 8192, memoryMib: 4096, eni: 3, gpus: 0, portsUsed: [0, 2] };
    const memory: EmptyInstance = { cpuUnits: 2048, memoryMib: 16384, eni: 2, gpus: 1, portsUsed: [2, 1] };
    expect(extremesOf([compute, memory])).toEqual({
      smallest: { cpuUnits: 2048, memoryMib: 4096, eni: 2, gpus: 0, portsUsed: [0, 2, 1] },
      largest: { cpuUnits: 8192, memoryMib: 16384, eni: 3, gpus: 1, portsUsed: [2] },
    });
    expect(extremesOf([compute])).toEqual({ smallest: compute, largest: compute });
  });
});
