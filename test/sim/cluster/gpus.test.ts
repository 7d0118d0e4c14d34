import { describe, expect, it } from 'vitest';
import { giveGpus, takeGpus } from '../../../src/placement/gpus.js';
import { dice, request, ToyFleet } from '../../placement/toy-fleet.js';
import { brokenInvariants } from '../invariants/invariants.js';
import { batch, instanceType, MINUTE, onLaunchType, setup, simulationOf, staticInstance, taskDefinition } from '../setups.js';

const gpusOf = (fleet: ToyFleet, row: number) => Array.from(fleet.gpuMilliFree.subarray(row * fleet.gpuSlots, (row + 1) * fleet.gpuSlots));
const share = (gpuMilli: number) => request({ gpuMilli });
const whole = (gpus: number) => request({ gpus });

/** What a task holds: so much of each of these GPUs. */
interface Held {
  readonly gpus: readonly number[];
  readonly milli: number;
}

/** The GPUs of one instance as a plain list of what is left of each. */
class PlainGpus {
  constructor(readonly left: number[]) {}

  get wholesFree(): number {
    return this.left.filter((milli) => milli === 1000).length;
  }

  take(gpus: number, milli: number): Held {
    const numbered = this.left.map((free, gpu) => ({ free, gpu }));
    // A share: the fullest with room for it. Whole ones: the first that are untouched.
    const byRoom = numbered.filter(({ free }) => free >= milli).sort((a, b) => a.free - b.free || a.gpu - b.gpu);
    const untouched = numbered.filter(({ free }) => free === 1000);
    const held = { gpus: (milli > 0 ? byRoom.slice(0, 1) : untouched.slice(0, gpus)).map(({ gpu }) => gpu), milli: milli || 1000 };
    for (const gpu of held.gpus) this.left[gpu] -= held.milli;
    return held;
  }

  give({ gpus, milli }: Held): void {
    for (const gpu of gpus) this.left[gpu] += milli;
  }
}

const maskOf = ({ gpus }: Held) => gpus.reduce((mask, gpu) => mask + 2 ** gpu, 0);

describe('GPUs of an instance', () => {
  it('gives whole GPUs by the lowest free numbers, and returns these', () => {
    const fleet = new ToyFleet([{ gpus: [1000, 1000, 1000] }, { gpus: [1000, 999, 1000] }]);
    expect(takeGpus(fleet, 1, whole(2))).toBe(0b101);
    expect([gpusOf(fleet, 1), fleet.gpuFree[1]]).toEqual([[0, 999, 0], 0]);
    expect([gpusOf(fleet, 0), fleet.gpuFree[0]]).toEqual([[1000, 1000, 1000], 3]); // The other instance is none of its business.
    giveGpus(fleet, 1, whole(2), 0b101);
    expect([gpusOf(fleet, 1), fleet.gpuFree[1]]).toEqual([[1000, 999, 1000], 2]);
  });

  it('counts a GPU as free until its first share comes, and again when its last one has gone', () => {
    const fleet = new ToyFleet([{ gpus: [1000, 1000] }]);
    const free = () => fleet.gpuFree[0];
    const counts = [takeGpus(fleet, 0, share(250)), free(), takeGpus(fleet, 0, share(250)), free(), takeGpus(fleet, 0, share(600)), free()];
    expect(counts).toEqual([0b01, 1, 0b01, 1, 0b10, 0]); // 500 are left of the first: 600 needs the second.
    giveGpus(fleet, 0, share(250), 0b01);
    expect([gpusOf(fleet, 0), free()]).toEqual([[750, 400, 0], 0]);
    giveGpus(fleet, 0, share(250), 0b01);
    expect([gpusOf(fleet, 0), free()]).toEqual([[1000, 400, 0], 1]);
  });

  it('takes nothing for a task without a GPU', () => {
    const fleet = new ToyFleet([{ gpus: [1000] }]);
    expect([takeGpus(fleet, 0, request()), gpusOf(fleet, 0), fleet.gpuFree[0]]).toEqual([0, [1000, 0, 0], 1]);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'equal those of a plain list through arrivals and departures (seed %i)',
    (seed) => {
      const roll = dice(900 + seed);
      const rows = [0, 1, 2].map(() => Array.from({ length: roll.below(4) }, () => 1000));
      const fleet = new ToyFleet(rows.map((gpus) => ({ gpus })));
      const plain = rows.map((left) => new PlainGpus([...left]));
      const tasks: { row: number; task: ReturnType<typeof request>; mask: number; held: Held }[] = [];
      let taken = 0;
      for (let step = 0; step < 200; step++) {
        const row = roll.below(3);
        const task = roll.chance(70) ? share(roll.pick([1, 100, 250, 333, 500, 999, 1000])) : whole(1 + roll.below(2));
        const fits = task.gpuMilli > 0 ? plain[row].left.some((free) => free >= task.gpuMilli) : plain[row].wholesFree >= task.gpus;
        if (fits && roll.chance(60)) {
          const held = plain[row].take(task.gpus, task.gpuMilli);
          const mask = takeGpus(fleet, row, task);
          expect(mask, `seed ${seed}, step ${step}`).toBe(maskOf(held));
          tasks.push({ row, task, mask, held });
          taken++;
        } else if (tasks.length > 0) {
          const [gone] = tasks.splice(roll.below(tasks.length), 1);
          giveGpus(fleet, gone.row, gone.task, gone.mask);
          plain[gone.row].give(gone.held);
        }
        for (const [at, { left, wholesFree }] of plain.entries()) {
          expect(gpusOf(fleet, at).slice(0, left.length), `seed ${seed}, step ${step}`).toEqual(left);
          expect(fleet.gpuFree[at]).toBe(wholesFree);
        }
      }
      expect(taken).toBeGreaterThan(rows.flat().length === 0 ? -1 : 10);
    },
  );

  it('are distinguished on the largest instance there may be, of 32', () => {
    const gpus = 32;
    const { simulation } = simulationOf(
      setup({
        capacityProviders: [],
        instanceTypes: [instanceType({ gpus, cpuUnits: 2 ** 20, memoryMib: 2 ** 20 })],
        staticInstances: [staticInstance()],
        taskDefinitions: [taskDefinition({ gpus: 1 })],
        workloads: [batch([1, 10], gpus, 5 * MINUTE, { capacity: onLaunchType })],
      }),
    );
    const { fleet } = simulation.world;
    for (const [minute, free] of [
      [2, 0],
      [8, gpus],
      [11, 0],
    ]) {
      simulation.advance(minute * MINUTE);
      expect([fleet.gpuFree[0], ...brokenInvariants(simulation.world)]).toEqual([free]);
    }
  });
});
