import { describe, expect, it } from 'vitest';
import { World } from '../../../src/sim/cluster/world.js';
import { Fact } from '../../../src/sim/facts.js';
import { batch, daemon, instanceType, Recorder, type SetupParts, service, setup, taskDefinition } from '../setups.js';

function linesOf(parts: SetupParts) {
  const recorder = new Recorder();
  const { lines } = new World(setup(parts), [recorder]);
  return { lines, defined: () => recorder.of(Fact.taskClassDefined).map(({ args }) => args) };
}

describe('Lines', () => {
  it('defines a class once, before the first task of it, and a class for each size of a trace', () => {
    const { lines, defined } = linesOf({
      services: [service(1)],
      workloads: [batch([0], 1, 1)],
      taskDefinitions: [taskDefinition({ eni: 1 })],
    });
    expect(defined()).toEqual([]);
    expect(lines.classOfService(0)).toBe(lines.classOfService(0));
    const own = lines.classOfWorkload(0, -1, -1);
    expect(lines.classOfWorkload(0, 512, -1)).not.toBe(own);
    expect(lines.classOfWorkload(0, -1, -1)).toBe(own);
    expect(defined()).toEqual([
      [0, 0, -1, 1024, 1024, 1],
      [1, -1, 0, 1024, 1024, 1],
      [2, -1, 0, 512, 1024, 1], // What the trace leaves open is the task definition's.
    ]);
  });

  it("knows the definition's own size again when it is written out", () => {
    const { lines } = linesOf({ workloads: [batch([0], 1, 1)] });
    const own = lines.lineOfWorkload(0, -1, -1, 0);
    for (const [cpuUnits, memoryMib] of [
      [-1, -1],
      [1024, -1],
      [-1, 1024],
      [1024, 1024],
    ]) {
      expect(lines.lineOfWorkload(0, cpuUnits, memoryMib, 0)).toBe(own);
      expect(lines.classOfWorkload(0, cpuUnits, memoryMib)).toBe(own.taskClass);
    }
  });

  it('confuses no two sizes, however large', () => {
    const { lines } = linesOf({ workloads: [batch([0], 1, 1), batch([0], 1, 1, { name: 'other' })] });
    const edges = [0, 1, 2 ** 20 - 1, 2 ** 20, 2 ** 21, 2 ** 31 - 1];
    const sizes = [0, 1].flatMap((workload) => edges.flatMap((cpu) => edges.map((memory) => [workload, cpu, memory] as const)));
    const made = sizes.map(([workload, cpu, memory]) => lines.lineOfWorkload(workload, cpu, memory, 0));
    expect(made.map(({ workload, request }) => [workload, request.cpuUnits, request.memoryMib])).toEqual(sizes);
    expect(sizes.map(([workload, cpu, memory]) => lines.lineOfWorkload(workload, cpu, memory, 0))).toEqual(made);
  });

  it('parts the tasks of a class by their capacity provider, and a launch type has a line of its own', () => {
    const { lines } = linesOf({ services: [service(1)] });
    const made = lines.classOfService(0);
    const [any, first] = [lines.line(made, -1), lines.line(made, 0)];
    expect([any.request.provider, first.request.provider]).toEqual([-1, 0]);
    expect(lines.line(made, -1)).toBe(any);
    expect(lines.all.map((line) => line.index)).toEqual([0, 1]);
  });

  it('asks for a type or a zone only where some would not do', () => {
    const types = [instanceType(), instanceType({ name: 'arm', architecture: 'arm64' }), instanceType({ operatingSystem: 'windows' })];
    const request = (eni: number, zones: number[] | null, instanceTypes = types) => {
      const { lines } = linesOf({ instanceTypes, taskDefinitions: [taskDefinition({ eni })], services: [service(1, { zones })] });
      const { typeFits, zoneFits } = lines.line(lines.classOfService(0), 0).request;
      return [typeFits, zoneFits].map((fits) => fits && Array.from(fits));
    };
    expect(request(1, [2])).toEqual([
      [1, 0, 0],
      [0, 0, 1],
    ]);
    expect(request(0, [2])[1]).toBeNull(); // Subnets are for awsvpc tasks.
    expect(request(1, null)[1]).toBeNull();
    expect(request(1, [0, 1, 2], [types[0]])).toEqual([null, null]);
  });

  it('has a task group for each service, and one a family for standalone tasks', () => {
    const { lines } = linesOf({
      taskDefinitions: [taskDefinition(), taskDefinition({ family: 'other' })],
      services: [service(1), daemon()],
      workloads: [batch([0], 1, 1), batch([0], 1, 1, { name: 'same' }), batch([0], 1, 1, { name: 'other', taskDefinition: 1 })],
    });
    const groupOfWorkload = (index: number) => lines.line(lines.classOfWorkload(index, -1, -1), 0).request.group;
    expect([0, 1].map((index) => lines.line(lines.classOfService(index), 0).request.group)).toEqual([0, 1]);
    expect([0, 1, 2].map(groupOfWorkload)).toEqual([2, 2, 3]);
  });
});
