import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NONE } from '../../../src/sim/cluster/fleet.js';
import type { Line } from '../../../src/sim/cluster/line.js';
import { World } from '../../../src/sim/cluster/world.js';
import { service, setup } from '../setups.js';

/** A world of services, whose lines are made here; tasks are slots that the tests create themselves. */
function room(count = 3) {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const world = new World(setup({ services: indexes.map((index) => service(0, { name: `service-${index}` })) }), []);
  const lines = indexes.map((index) => world.lines.line(world.lines.classOfService(index), 0));
  const newTask = (line: Line) => world.tasks.create(0, line.index, 0, 0);
  return { world, waiting: world.waiting, lines, newTask };
}

/** Slots in the order in which rounds without any refusal would take them. */
function drain({ waiting, world }: ReturnType<typeof room>): number[] {
  const order: number[] = [];
  for (let line = waiting.firstLine(); line !== undefined; line = waiting.firstLine()) {
    const slot = line.head;
    order.push(world.tasks.task[slot]);
    waiting.remove(line, slot);
  }
  return order;
}

describe('WaitingRoom', () => {
  it('is one queue in order of request, though it keeps a list for each line', () => {
    const made = room();
    for (const index of [2, 0, 2, 1, 0]) made.waiting.add(made.lines[index], made.newTask(made.lines[index]));
    expect([made.waiting.total, made.lines.map((line) => line.waiting)]).toEqual([5, [2, 1, 2]]);
    expect(drain(made)).toEqual([0, 1, 2, 3, 4]);
    expect([made.waiting.total, made.waiting.lines]).toEqual([0, []]);
  });

  it('passes over a line that gave way until a fresh round', () => {
    const { waiting, lines, newTask } = room();
    for (const line of [lines[0], lines[1]]) waiting.add(line, newTask(line));
    waiting.giveWay(lines[0]);
    expect(waiting.firstLine()).toBe(lines[1]);
    waiting.giveWay(lines[1]);
    expect(waiting.firstLine()).toBeUndefined();
    waiting.freshRound();
    expect(waiting.firstLine()).toBe(lines[0]);
  });

  it('keeps held tasks behind the door, first in, first out', () => {
    const { waiting, lines, newTask } = room();
    const slots = [0, 1, 2].map(() => newTask(lines[0]));
    for (const slot of slots) waiting.hold(slot);
    expect([waiting.held, waiting.total]).toEqual([3, 0]);
    waiting.removeHeld(slots[1]); // One that gave up from the middle.
    const order: number[] = [];
    while (waiting.nextHeld !== NONE) {
      order.push(waiting.nextHeld);
      waiting.removeHeld(waiting.nextHeld);
    }
    expect(order).toEqual([slots[0], slots[2]]);
  });

  it('agrees with a plain sorted list whatever is added and removed, and after save and load', () => {
    const steps = fc.array(fc.record({ line: fc.nat(2), removes: fc.option(fc.nat(50)) }), { minLength: 20, maxLength: 80 });
    fc.assert(
      fc.property(steps, (list) => {
        const made = room();
        const expected: { slot: number; task: number; line: Line }[] = [];
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
        again.world.load(JSON.parse(JSON.stringify(made.world.save())));
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
        const { waiting, world, lines, newTask } = room(9);
        const age = (line: Line) => world.tasks.task[line.head];
        const gaveWay = new Set<Line>();
        const expected = () => waiting.lines.filter((line) => !gaveWay.has(line)).sort((a, b) => age(a) - age(b))[0];
        const leave = (line: Line, slot: number) => {
          waiting.remove(line, slot);
          if (line.waiting === 0) gaveWay.delete(line); // Who comes back comes as somebody new.
        };
        for (const { does, at } of steps) {
          const first = waiting.firstLine();
          const any = waiting.lines[at % waiting.lines.length];
          if (does === 'add') waiting.add(lines[at % 9], newTask(lines[at % 9]));
          else if (does === 'freshRound') {
            gaveWay.clear();
            waiting.freshRound();
          } else if (does === 'leave' && any !== undefined) leave(any, at % 2 === 0 ? any.head : any.tail);
          else if (does === 'place' && first !== undefined) leave(first, first.head);
          else if (does === 'giveWay' && first !== undefined) {
            gaveWay.add(first);
            waiting.giveWay(first);
          }
          expect(waiting.firstLine()).toBe(expected());
        }
      }),
      { numRuns: 100 },
    );
  });
});
