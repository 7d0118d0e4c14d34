import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EquivalenceClass } from '../../../src/sim/cluster/equivalence-class.js';
import { NONE } from '../../../src/sim/cluster/fleet.js';
import { World } from '../../../src/sim/cluster/world.js';
import { reread } from '../../reread.js';
import { service, setup } from '../setups.js';

/** A world of services, whose lines are made here; tasks are slots that the tests create themselves. */
function room(count = 3) {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const world = new World(setup({ services: indexes.map((index) => service(0, { name: `service-${index}` })) }), []);
  const equivalenceList = indexes.map((index) => world.equivalences.of(world.equivalences.classOfService(index), 0));
  const newTask = (equivalence: EquivalenceClass) => world.tasks.create(0, equivalence.index, 0, 0);
  return { world, waiting: world.pendingTasks, lines: equivalenceList, newTask };
}

/** Slots in the order in which rounds without any refusal would take them. */
function drain({ waiting: pendingTasks, world }: ReturnType<typeof room>): number[] {
  const order: number[] = [];
  for (let equivalence = pendingTasks.oldest(); equivalence !== undefined; equivalence = pendingTasks.oldest()) {
    const slot = equivalence.head;
    order.push(world.tasks.task[slot]);
    pendingTasks.remove(equivalence, slot);
  }
  return order;
}

describe('WaitingRoom', () => {
  it('is one queue in order of request, though it keeps a list for each line', () => {
    const made = room();
    for (const index of [2, 0, 2, 1, 0]) made.waiting.add(made.lines[index], made.newTask(made.lines[index]));
    expect([made.waiting.total, made.lines.map((equivalence) => equivalence.waiting)]).toEqual([5, [2, 1, 2]]);
    expect(drain(made)).toEqual([0, 1, 2, 3, 4]);
    expect([made.waiting.total, made.waiting.waiting]).toEqual([0, []]);
  });

  it('passes over a line that gave way until a fresh round', () => {
    const { waiting: pendingTasks, lines: equivalenceList, newTask } = room();
    for (const equivalence of [equivalenceList[0], equivalenceList[1]]) pendingTasks.add(equivalence, newTask(equivalence));
    pendingTasks.leaveRound(equivalenceList[0]);
    expect(pendingTasks.oldest()).toBe(equivalenceList[1]);
    pendingTasks.leaveRound(equivalenceList[1]);
    expect(pendingTasks.oldest()).toBeUndefined();
    pendingTasks.beginRound();
    expect(pendingTasks.oldest()).toBe(equivalenceList[0]);
  });

  it('keeps held tasks behind the door, first in, first out', () => {
    const { waiting: pendingTasks, lines: equivalenceList, newTask } = room();
    const slots = [0, 1, 2].map(() => newTask(equivalenceList[0]));
    for (const slot of slots) pendingTasks.hold(slot);
    expect([pendingTasks.held, pendingTasks.total]).toEqual([3, 0]);
    pendingTasks.removeHeld(slots[1]); // One that gave up from the middle.
    const order: number[] = [];
    while (pendingTasks.nextHeld !== NONE) {
      order.push(pendingTasks.nextHeld);
      pendingTasks.removeHeld(pendingTasks.nextHeld);
    }
    expect(order).toEqual([slots[0], slots[2]]);
  });

  it('agrees with a plain sorted list whatever is added and removed, and after save and load', () => {
    const steps = fc.array(fc.record({ line: fc.nat(2), removes: fc.option(fc.nat(50)) }), { minLength: 20, maxLength: 80 });
    fc.assert(
      fc.property(steps, (list) => {
        const made = room();
        const expected: { slot: number; task: number; line: EquivalenceClass }[] = [];
        for (const { line, removes } of list) {
          if (removes !== null && expected.length > 0) {
            const [gone] = expected.splice(removes % expected.length, 1);
            made.waiting.remove(gone.line, gone.slot);
          } else {
            const slot = made.newTask(made.lines[line]);
            made.waiting.add(made.lines[line], slot);
            expected.push({ slot, task: made.world.tasks.task[slot], line: made.lines[line] });
          }
        }
        const again = room();
        again.world.load(reread(made.world.save()));
        expect([again.waiting.total, drain(again)]).toEqual([expected.length, expected.map(({ task }) => task)]);
        expect(drain(made)).toEqual(expected.map(({ task }) => task));
      }),
      { numRuns: 50 },
    );
  });

  it('knows the oldest line that may still try as well as one who asks each', () => {
    const step = fc.record({ does: fc.constantFrom('add', 'add', 'place', 'place', 'leave', 'giveWay', 'freshRound'), at: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 200 }), (steps) => {
        const { waiting: pendingTasks, world, lines: equivalenceList, newTask } = room(9);
        const age = (equivalence: EquivalenceClass) => world.tasks.task[equivalence.head];
        const gaveWay = new Set<EquivalenceClass>();
        const expected = () => pendingTasks.waiting.filter((equivalence) => !gaveWay.has(equivalence)).sort((a, b) => age(a) - age(b))[0];
        const leave = (equivalence: EquivalenceClass, slot: number) => {
          pendingTasks.remove(equivalence, slot);
          if (equivalence.waiting === 0) gaveWay.delete(equivalence); // Who comes back comes as somebody new.
        };
        for (const { does, at } of steps) {
          const first = pendingTasks.oldest();
          const any = pendingTasks.waiting[at % pendingTasks.waiting.length];
          if (does === 'add') pendingTasks.add(equivalenceList[at % 9], newTask(equivalenceList[at % 9]));
          else if (does === 'freshRound') {
            gaveWay.clear();
            pendingTasks.beginRound();
          } else if (does === 'leave' && any !== undefined) leave(any, at % 2 === 0 ? any.head : any.tail);
          else if (does === 'place' && first !== undefined) leave(first, first.head);
          else if (does === 'giveWay' && first !== undefined) {
            gaveWay.add(first);
            pendingTasks.leaveRound(first);
          }
          expect(pendingTasks.oldest()).toBe(expected());
        }
      }),
      { numRuns: 100 },
    );
  });
});
