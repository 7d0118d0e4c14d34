import { describe, expect, it } from 'vitest';
import { FITS, Refusal } from '../../../src/placement/fit.js';
import { BY_MEMORY } from '../../../src/placement/strategies.js';
import { NO_MEMBERSHIP, type PlacementStrategy } from '../../../src/placement/view.js';
import { World } from '../../../src/sim/cluster/world.js';
import { Fact } from '../../../src/sim/facts.js';
import type { ServiceSpec } from '../../../src/sim/setup.js';
import {
  batch,
  daemon,
  instanceType,
  onLaunchType,
  Recorder,
  type SetupParts,
  service,
  setup,
  staticInstance,
  taskDefinition,
  withAttributes,
} from '../setups.js';

function classesOf(parts: SetupParts) {
  const recorder = new Recorder();
  const { equivalences } = new World(setup(parts), [recorder]);
  return { equivalences, defined: () => recorder.of(Fact.taskClassDefined).map(({ args }) => args) };
}

const size = (cpuUnits: number, memoryMib: number) => ({ cpuUnits, memoryMib, gpuNeed: -1, gpuModels: '' });

describe('EquivalenceClasses', () => {
  it('defines a class once, before the first task of it, and a class for each size of a trace', () => {
    const { equivalences, defined } = classesOf({
      services: [service(1)],
      workloads: [batch([0], 1, 1)],
      taskDefinitions: [taskDefinition({ eni: 1 })],
    });
    expect(defined()).toEqual([]);
    expect(equivalences.classOfService(0)).toBe(equivalences.classOfService(0));
    const own = equivalences.classOfWorkload(0, size(-1, -1));
    expect(equivalences.classOfWorkload(0, size(512, -1))).not.toBe(own);
    expect(equivalences.classOfWorkload(0, size(-1, -1))).toBe(own);
    expect(defined()).toEqual([
      [0, 0, -1, 1024, 1024, 1],
      [1, -1, 0, 1024, 1024, 1],
      [2, -1, 0, 512, 1024, 1], // What the trace leaves open is the task definition's.
    ]);
  });

  it("finds the class of the definition's own size when it is written out", () => {
    const { equivalences } = classesOf({ workloads: [batch([0], 1, 1)] });
    const own = equivalences.equivalenceOfWorkload(0, size(-1, -1), 0);
    for (const [cpuUnits, memoryMib] of [
      [-1, -1],
      [1024, -1],
      [-1, 1024],
      [1024, 1024],
    ]) {
      expect(equivalences.equivalenceOfWorkload(0, size(cpuUnits, memoryMib), 0)).toBe(own);
      expect(equivalences.classOfWorkload(0, size(cpuUnits, memoryMib))).toBe(own.taskClass);
    }
  });

  it('confuses no two sizes, however large', () => {
    const { equivalences } = classesOf({ workloads: [batch([0], 1, 1), batch([0], 1, 1, { name: 'other' })] });
    const edges = [0, 1, 2 ** 20 - 1, 2 ** 20, 2 ** 21, 2 ** 31 - 1];
    const sizes = [0, 1].flatMap((workload) => edges.flatMap((cpu) => edges.map((memory) => [workload, cpu, memory] as const)));
    const made = sizes.map(([workload, cpu, memory]) => equivalences.equivalenceOfWorkload(workload, size(cpu, memory), 0));
    expect(made.map(({ workload, request }) => [workload, request.cpuUnits, request.memoryMib])).toEqual(sizes);
    expect(sizes.map(([workload, cpu, memory]) => equivalences.equivalenceOfWorkload(workload, size(cpu, memory), 0))).toEqual(made);
  });

  it('finds each of many sizes of two workloads again', () => {
    const { equivalences } = classesOf({ workloads: [batch([0], 1, 1), batch([0], 1, 1)] });
    const sizes = Array.from({ length: 1000 }, (_, nth) => size(1024 * (1 + (nth % 25)), 512 * (1 + Math.floor(nth / 25))));
    const found = () => sizes.flatMap((one) => [0, 1].map((workload) => equivalences.equivalenceOfWorkload(workload, one, -1)));
    const first = found();
    expect(new Set(first).size).toBe(2000);
    expect(first.map(({ workload, cpuUnits, memoryMib }) => [workload, cpuUnits, memoryMib])).toEqual(
      sizes.flatMap(({ cpuUnits, memoryMib }) => [0, 1].map((workload) => [workload, cpuUnits, memoryMib])),
    );
    expect(found().every((one, nth) => one === first[nth])).toBe(true);
    expect(equivalences.all).toHaveLength(2000);
  });

  it('parts the tasks of a class by their capacity provider, and a launch type has a class of its own', () => {
    const { equivalences } = classesOf({ services: [service(1)] });
    const made = equivalences.classOfService(0);
    const [any, first] = [equivalences.of(made, -1), equivalences.of(made, 0)];
    expect([any.request.provider, first.request.provider]).toEqual([-1, 0]);
    expect(equivalences.of(made, -1)).toBe(any);
    expect(equivalences.all.map((equivalence) => equivalence.index)).toEqual([0, 1]);
  });

  it("reads an instance's properties, and zone, only where some would not do", () => {
    const types = [instanceType(), instanceType({ name: 'arm', architecture: 'arm64' }), instanceType({ operatingSystem: 'windows' })];
    /** One class for each type and zone: static instances of each. */
    const request = (eni: number, zones: number[] | null, instanceTypes = types) => {
      const staticInstances = instanceTypes.map((_, type) => staticInstance({ instanceType: type, zones: [0, 1, 2] }));
      const definitions = { taskDefinitions: [taskDefinition({ eni })], services: [service(1, { zones, capacity: onLaunchType })] };
      const { equivalences } = classesOf({ instanceTypes, capacityProviders: [], staticInstances, ...definitions });
      const { classVerdicts, emptyVerdicts, membership } = equivalences.of(equivalences.classOfService(0), -1).request;
      expect([membership, emptyVerdicts]).toEqual([NO_MEMBERSHIP, classVerdicts]);
      return classVerdicts && [0, 3, 6].map((first) => Array.from(classVerdicts.subarray(first, first + 3)));
    };
    const { attribute, location } = Refusal;
    expect(request(1, [2])).toEqual([
      [location, location, FITS],
      [attribute, attribute, attribute],
      [attribute, attribute, attribute],
    ]);
    expect(request(0, [2], [types[0]])).toBeNull(); // Subnets are for awsvpc tasks.
    expect(request(1, null, [types[0]])).toBeNull();
    expect(request(1, [0, 1, 2], [types[0]])).toBeNull();
    expect(request(1, null)?.[0]).toEqual([FITS, FITS, FITS]);
  });

  it('decides memberOf for each class as far as that goes, and leaves the rest to a membership', () => {
    const staticInstances = [['gpu'], ['web']].map(([kind]) => staticInstance({ traits: withAttributes({ kind }) }));
    const requestOf = (...memberOf: string[]) => {
      const services = [service(1, { memberOf, capacity: onLaunchType }), service(1, { name: 'api', memberOf, capacity: onLaunchType })];
      const { equivalences } = classesOf({ capacityProviders: [], staticInstances, services });
      const [request, other] = [0, 1].map((index) => equivalences.of(equivalences.classOfService(index), -1).request);
      expect(other.membership).toBe(request.membership); // Equal constraints share a column.
      const { classVerdicts, emptyVerdicts, membership, repelsItself } = request;
      const plain = [classVerdicts, emptyVerdicts].map((verdicts) => verdicts && Array.from(verdicts));
      return [...plain, membership, repelsItself];
    };
    const no = Refusal.memberOf;
    expect(requestOf()).toEqual([null, null, NO_MEMBERSHIP, false]);
    expect(requestOf('attribute:kind exists')).toEqual([null, null, NO_MEMBERSHIP, false]);
    expect(requestOf('attribute:kind == web')).toEqual([[no, FITS], [no, FITS], NO_MEMBERSHIP, false]);
    expect(requestOf('attribute:kind == web', 'attribute:kind == gpu')).toEqual([[no, no], [no, no], NO_MEMBERSHIP, false]);
    // A new instance has none of the tasks that it would have to have: only the other class might ever do.
    expect(requestOf('attribute:kind == gpu or task:group == service:api')).toEqual([null, [FITS, no], 0, false]);
    expect(requestOf('attribute:kind == web', 'not(task:group == service:web)')).toEqual([[no, FITS], [no, FITS], 0, true]);
    expect(requestOf('not(task:group == service:other)')).toEqual([null, null, 0, false]);
  });

  it('finds on a new instance the daemons that may come, also one with a constraint on another', () => {
    const wants = (group: string) => ({ memberOf: [`task:group == ${group}`], capacity: onLaunchType });
    const emptyOf = (group: string, daemons: ServiceSpec[]) => {
      const services = [...daemons, service(1, wants(group))];
      const staticInstances = ['a', 'b'].map((rack) => staticInstance({ traits: withAttributes({ rack }) }));
      const { equivalences } = classesOf({ capacityProviders: [], staticInstances, services });
      const { emptyVerdicts, classVerdicts } = equivalences.of(equivalences.classOfService(daemons.length), -1).request;
      expect(classVerdicts).toBeNull();
      return emptyVerdicts && Array.from(emptyVerdicts);
    };
    const log = daemon({ name: 'log', memberOf: ['attribute:rack == a'] });
    const ship = daemon({ name: 'ship', ...wants('service:log') });
    const no = Refusal.memberOf;
    expect(emptyOf('service:log', [log])).toEqual([FITS, no]);
    expect(emptyOf('service:ship', [log, ship])).toEqual([FITS, no]);
    expect(emptyOf('service:ship', [ship, log])).toEqual([FITS, no]); // It waits for the other, and comes after it.
    expect(emptyOf('service:ship', [log])).toEqual([no, no]);
  });

  it('has a task group for each service, and one a family for standalone tasks', () => {
    const { equivalences } = classesOf({
      taskDefinitions: [taskDefinition(), taskDefinition({ family: 'other' })],
      services: [service(1), daemon()],
      workloads: [batch([0], 1, 1), batch([0], 1, 1, { name: 'same' }), batch([0], 1, 1, { name: 'other', taskDefinition: 1 })],
    });
    const groupOfWorkload = (index: number) => equivalences.of(equivalences.classOfWorkload(index, size(-1, -1)), 0).request.group;
    expect([0, 1].map((index) => equivalences.of(equivalences.classOfService(index), 0).request.group)).toEqual([0, 1]);
    expect([0, 1, 2].map(groupOfWorkload)).toEqual([2, 2, 3]);
  });

  it('gives a spread over attributes their indexes, and lets ties go by lot where that is the setting', () => {
    const placementStrategy: PlacementStrategy[] = [
      { type: 'spread', field: 'attribute:rack' },
      { type: 'binpack', field: 'memory' },
    ];
    /** The criteria that decide before a tie, and the rows that one draw or another takes of four equal instances. */
    const chosen = (tie: 'oldest' | 'hash') => {
      const parts = { capacityProviders: [], staticInstances: [staticInstance()], placement: { tie, policy: null } };
      const world = new World(setup({ ...parts, services: [service(1, { placementStrategy, capacity: onLaunchType })] }), []);
      for (let row = 0; row < 4; row++) world.fleet.register(world.fleet.rowOf[world.fleet.launch(0, 0)], 0);
      const { criteria, draws, chain, request } = world.equivalences.of(world.equivalences.classOfService(0), -1);
      expect(criteria).toEqual([1, BY_MEMORY]); // Attribute 0 is the zone. The lot is for placing, not for stopping.
      return { draws, rows: new Set(Array.from({ length: 60 }, (_, draw) => chain.pick(world.fleet, request, draw))) };
    };
    expect(chosen('oldest')).toEqual({ draws: false, rows: new Set([0]) });
    expect(chosen('hash')).toEqual({ draws: true, rows: new Set([0, 1, 2, 3]) });
  });
});
