import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EquivalenceClass } from '../../../src/sim/cluster/equivalence-class.js';
import { NONE } from '../../../src/sim/cluster/fleet.js';
import { World } from '../../../src/sim/cluster/world.js';
import { reread } from '../../reread.js';
import { service, setup } from '../setups.js';

/** A world of services with an equivalence class each; tasks are slots that the tests create themselves. */
function queueOf(count = 3) {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const world = new World(setup({ services: indexes.map((index) => service(0, { name: `service-${index}` })) }), []);
  const classes = indexes.map((index) => world.equivalences.of(world.equivalences.classOfService(index), 0));
  const newTask = (equivalence: EquivalenceClass) => world.tasks.create(0, equivalence.index, 0, 0);
  return { world, pendingTasks: world.pendingTasks, classes, newTask };
}

/** Slots in the order in which rounds without any refusal would take them. */
function drain({ pendingTasks, world }: ReturnType<typeof queueOf>): number[] {
  const order: number[] = [];
  for (let equivalence = pendingTasks.oldest(); equivalence !== undefined; equivalence = pendingTasks.oldest()) {
    const slot = equivalence.head;
    order.push(world.tasks.task[slot]);
    pendingTasks.remove(equivalence, slot);
  }
  return order;
}

describe('the queue of pending tasks', () => {
  it('is in order of request, though it keeps a list for each class', () => {
    const made = queueOf();
    for (const index of [2, 0, 2, 1, 0]) made.pendingTasks.add(made.classes[index], made.newTask(made.classes[index]));
    expect([made.pendingTasks.total, made.classes.map((equivalence) => equivalence.waiting)]).toEqual([5, [2, 1, 2]]);
    expect(drain(made)).toEqual([0, 1, 2, 3, 4]);
    expect([made.pendingTasks.total, made.pendingTasks.waiting]).toEqual([0, []]);
  });

  it('passes over a class that left the round until the next round', () => {
    const { pendingTasks, classes, newTask } = queueOf();
    for (const equivalence of [classes[0], classes[1]]) pendingTasks.add(equivalence, newTask(equivalence));
    pendingTasks.leaveRound(classes[0]);
    expect(pendingTasks.oldest()).toBe(classes[1]);
    pendingTasks.leaveRound(classes[1]);
    expect(pendingTasks.oldest()).toBeUndefined();
    pendingTasks.beginRound();
    expect(pendingTasks.oldest()).toBe(classes[0]);
  });

  it('keeps held tasks outside, first in, first out', () => {
    const { pendingTasks, classes, newTask } = queueOf();
    const slots = [0, 1, 2].map(() => newTask(classes[0]));
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
    const steps = fc.array(fc.record({ index: fc.nat(2), removes: fc.option(fc.nat(50)) }), { minLength: 20, maxLength: 80 });
    fc.assert(
      fc.property(steps, (list) => {
        const made = queueOf();
        const expected: { slot: number; task: number; equivalence: EquivalenceClass }[] = [];
        for (const { index, removes } of list) {
          if (removes !== null && expected.length > 0) {
            const [gone] = expected.splice(removes % expected.length, 1);
            made.pendingTasks.remove(gone.equivalence, gone.slot);
          } else {
            const slot = made.newTask(made.classes[index]);
            made.pendingTasks.add(made.classes[index], slot);
            expected.push({ slot, task: made.world.tasks.task[slot], equivalence: made.classes[index] });
          }
        }
        const again = queueOf();
        again.world.load(reread(made.world.save()));
        expect([again.pendingTasks.total, drain(again)]).toEqual([expected.length, expected.map(({ task }) => task)]);
        expect(drain(made)).toEqual(expected.map(({ task }) => task));
      }),
      { numRuns: 50 },
    );
  });

  it('finds the oldest class that may still be tried as well as a scan of all', () => {
    const step = fc.record({ does: fc.constantFrom('add', 'add', 'place', 'place', 'leave', 'leaveRound', 'nextRound'), at: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 200 }), (steps) => {
        const { pendingTasks, world, classes, newTask } = queueOf(9);
        const age = (equivalence: EquivalenceClass) => world.tasks.task[equivalence.head];
        const left = new Set<EquivalenceClass>();
        const expected = () => pendingTasks.waiting.filter((equivalence) => !left.has(equivalence)).sort((a, b) => age(a) - age(b))[0];
        const leave = (equivalence: EquivalenceClass, slot: number) => {
          pendingTasks.remove(equivalence, slot);
          if (equivalence.waiting === 0) left.delete(equivalence); // A class that comes back is a new one.
        };
        for (const { does, at } of steps) {
          const first = pendingTasks.oldest();
          const any = pendingTasks.waiting[at % pendingTasks.waiting.length];
          if (does === 'add') pendingTasks.add(classes[at % 9], newTask(classes[at % 9]));
          else if (does === 'nextRound') {
            left.clear();
            pendingTasks.beginRound();
          } else if (does === 'leave' && any !== undefined) leave(any, at % 2 === 0 ? any.head : any.tail);
          else if (does === 'place' && first !== undefined) leave(first, first.head);
          else if (does === 'leaveRound' && first !== undefined) {
            left.add(first);
            pendingTasks.leaveRound(first);
          }
          expect(pendingTasks.oldest()).toBe(expected());
        }
      }),
      { numRuns: 100 },
    );
  });
});
