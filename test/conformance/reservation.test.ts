import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { container, copiesOnOneInstance, fargateSample, mistakes, read, sample } from '../scenario/task-definition/sample.js';

const bare = container({ cpu: undefined, memory: undefined });

describe('the reservation of a task', () => {
  it('[T.RES-1] is the sum over its containers of CPU, memory and GPUs', () => {
    const gpus = (value: string) => ({ resourceRequirements: [{ type: 'GPU', value }] });
    const definition = read(
      sample({}, { cpu: 256, memory: 512, ...gpus('1') }, { name: 'b', cpu: 10, memory: 100, ...gpus('2') }, { name: 'c', cpu: undefined }),
    );
    expect(definition).toMatchObject({ cpuUnits: 266, memoryMib: 868, gpus: 3 }); // 256 + 10 + 0; 512 + 100 + 256; 1 + 2
    expect(read(sample({}, { cpu: 256, memory: 512 }))).toMatchObject({ cpuUnits: 256, memoryMib: 512, gpus: 0 });
  });

  it('[T.RES-2] is the soft limit where there is one, else the hard limit', () => {
    expect(read(sample({}, { memory: 300, memoryReservation: 128 })).memoryMib).toBe(128);
    expect(read(sample({}, { memory: undefined, memoryReservation: 128 })).memoryMib).toBe(128);
    expect(read(sample({}, { memory: 300 })).memoryMib).toBe(300);
    expect(read(sample({}, { memory: 300, memoryReservation: 128 }, { name: 'b', memory: 100 })).memoryMib).toBe(228); // 128 + 100
    // 1,000 MiB take 7 copies of 128 MiB, and 3 of 300 MiB.
    expect(copiesOnOneInstance(read(sample({}, { cpu: 1, memory: 300, memoryReservation: 128 })), { memory: 1000 })).toBe(7);
    expect(copiesOnOneInstance(read(sample({}, { cpu: 1, memory: 300 })), { memory: 1000 })).toBe(3);
  });

  it('[T.RES-3] has tmpfs volumes and shared memory on top', () => {
    const tmpfs = [
      { containerPath: '/a', size: 64 },
      { containerPath: '/b', size: 32 },
    ];
    expect(read(sample({}, { memory: 500, linuxParameters: { sharedMemorySize: 100 } })).memoryMib).toBe(600);
    expect(read(sample({}, { memory: 500, linuxParameters: { tmpfs, sharedMemorySize: 100 } })).memoryMib).toBe(696); // 500 + 64 + 32 + 100
    expect(read(sample({}, { memory: 500, linuxParameters: { maxSwap: 100 } })).memoryMib).toBe(500);
  });

  it('[T.RES-4] is the task-level size where there is one, for CPU and memory each', () => {
    const containers = [
      { cpu: 100, memory: 200 },
      { name: 'b', cpu: 50, memory: 100, linuxParameters: { sharedMemorySize: 50 } },
    ];
    expect(read(sample({ cpu: '1024', memory: '2048' }, ...containers))).toMatchObject({ cpuUnits: 1024, memoryMib: 2048 });
    expect(read(sample({ cpu: '1024' }, ...containers))).toMatchObject({ cpuUnits: 1024, memoryMib: 350 }); // 200 + 100 + 50
    expect(read(sample({ memory: '2048' }, ...containers))).toMatchObject({ cpuUnits: 150, memoryMib: 2048 }); // 100 + 50
    expect(read(sample({}, ...containers))).toMatchObject({ cpuUnits: 150, memoryMib: 350 });
  });

  it('[T.RES-5, C.TD-04] needs memory or memoryReservation above zero, the hard limit not below the soft one', () => {
    expect(mistakes(sample({}, { memory: 512, memoryReservation: 256 }))).toEqual([]);
    expect(mistakes(sample({}, { memory: 256, memoryReservation: 512 }))[0]).toContain(
      'memory 256 (hard limit) must not be less than memoryReservation 512',
    );
    expect(mistakes(sample({}, { memory: 255, memoryReservation: 256 }))).toHaveLength(1);
    expect(mistakes(sample({}, { memory: 256, memoryReservation: 256 }))).toEqual([]); // N.MEMR-3
    const neither = 'container app has neither memory nor memoryReservation';
    expect(mistakes(sample({ containerDefinitions: [bare] }))[0]).toContain(neither);
    expect(mistakes(sample({}, { memory: 0, memoryReservation: 0 }))[0]).toContain(neither);
    expect(mistakes(sample({ memory: '512', containerDefinitions: [bare] }))).toEqual([]);
  });

  it('[T.RES-6] is no more than the task has, read to the letter: memory and CPU; equal is enough', () => {
    const two = (memory: number) => [{ memory }, { name: 'b', memory }];
    const letter = { taskMemorySum: 'reserved' } as const;
    expect(mistakes(sample({ memory: '1024' }, ...two(512)), letter)).toEqual([]); // 512 + 512 = 1,024
    expect(mistakes(sample({ memory: '1024' }, ...two(513)), letter)).toEqual([
      "memory: the containers reserve 1026 MiB in all, more than the task's memory of 1024; raise it to 1026 or lower theirs",
    ]);
    expect(mistakes(sample({ memory: '1024' }, { memory: 1025 }))[0]).toContain(
      "memory 1025 of container app is above the task's 1024 MiB",
    );
    const cpus = (...cpu: number[]) => cpu.map((units, i) => ({ name: `c${i}`, cpu: units, memory: 64 }));
    expect(mistakes(fargateSample({}, ...cpus(128, 128)))).toEqual([]);
    const tooMuch = "cpu: the containers ask for 257 CPU units in all, more than the task's 256; raise it to 257 or lower theirs";
    expect(mistakes(fargateSample({}, ...cpus(128, 129)))).toEqual([tooMuch]);
    expect(mistakes(sample({ cpu: '256' }, ...cpus(128, 129)))).toEqual([tooMuch]);
  });

  it('[T.TASK-12] is a hard limit: an instance with a unit less takes no task', () => {
    const definition = read(sample({ cpu: '1024', memory: '2048' }, { cpu: 10, memory: 10 }));
    expect(copiesOnOneInstance(definition, { cpu: 1024, memory: 2048 })).toBe(1);
    expect(copiesOnOneInstance(definition, { cpu: 1023, memory: 2048 })).toBe(0);
    expect(copiesOnOneInstance(definition, { cpu: 1024, memory: 2047 })).toBe(0);
  });

  it('[T.RES-7] lets a task of 1,000 units, or of 1,000 MiB, fit once on an instance with 1,024', () => {
    expect(copiesOnOneInstance(read(sample({}, { cpu: 1000, memory: 10 })), { cpu: 1024 })).toBe(1);
    expect(copiesOnOneInstance(read(sample({}, { cpu: 512, memory: 10 })), { cpu: 1024 })).toBe(2);
    expect(copiesOnOneInstance(read(sample({}, { cpu: 1, memory: 1000 })), { memory: 1024 })).toBe(1);
  });

  it('is the sum that a reader adds up by hand, for any containers', () => {
    const limits = fc.record({
      cpu: fc.option(fc.integer({ min: 0, max: 4096 }), { nil: undefined }),
      memory: fc.integer({ min: 2, max: 4096 }),
      soft: fc.option(fc.integer({ min: 1, max: 4095 }), { nil: undefined }),
      shared: fc.option(fc.integer({ min: 0, max: 128 }), { nil: undefined }),
      tmpfs: fc.array(fc.integer({ min: 1, max: 64 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(limits, { minLength: 1, maxLength: 10 }), (drawn) => {
        let cpuUnits = 0;
        let memoryMib = 0;
        const containers = drawn.map(({ cpu, memory, soft, shared, tmpfs }, i) => {
          const memoryReservation = soft !== undefined && soft < memory ? soft : undefined;
          if (cpu !== undefined) cpuUnits += cpu;
          if (memoryReservation === undefined) memoryMib += memory;
          else memoryMib += memoryReservation;
          for (const size of tmpfs) memoryMib += size;
          if (shared !== undefined) memoryMib += shared;
          const linuxParameters = { sharedMemorySize: shared, tmpfs: tmpfs.map((size) => ({ containerPath: '/t', size })) };
          return { name: `c${i}`, cpu, memory, memoryReservation, linuxParameters };
        });
        expect(read(sample({}, ...containers))).toMatchObject({ cpuUnits, memoryMib });
      }),
    );
  });
});
