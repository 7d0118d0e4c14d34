import { describe, expect, it } from 'vitest';
import { compileChain } from '../../src/placement/compiled.js';
import { countRefusals, refusalText } from '../../src/placement/explain.js';
import { FITS, fit, REFUSALS, Refusal } from '../../src/placement/fit.js';
import { type EmptyInstance, extremesOf, type PackResult, packWaiting, type WaitingGroup } from '../../src/placement/pack.js';
import { StopOrder } from '../../src/placement/stop.js';
import { criterionOf, SERVICE_DEFAULT, STANDALONE_DEFAULT, ZONE_ATTRIBUTE } from '../../src/placement/strategies.js';
import { NOWHERE, type PlacementStrategy, type TaskRequest } from '../../src/placement/view.js';
import { CLASSES, RACKS, request, ToyFleet, type ToyRow } from '../placement/toy-fleet.js';

const CPU: PlacementStrategy = { type: 'binpack', field: 'cpu' };
const MEMORY: PlacementStrategy = { type: 'binpack', field: 'memory' };
const ZONE: PlacementStrategy = { type: 'spread', field: 'attribute:ecs.availability-zone' };
const INSTANCE_ID: PlacementStrategy = { type: 'spread', field: 'instanceId' };
const HOST: PlacementStrategy = { type: 'spread', field: 'host' };
const RACK: PlacementStrategy = { type: 'spread', field: 'attribute:rack' };
const RANDOM: PlacementStrategy = { type: 'random' };
/** Attributes of the toy fleet. */
const ATTRIBUTES = [ZONE_ATTRIBUTE, 'rack'];
const criteria = (chain: readonly PlacementStrategy[]) => chain.map((strategy) => criterionOf(strategy, ATTRIBUTES));
const DRAWS = Array.from({ length: 60 }, (_, draw) => draw);
const [A, B, C] = [0, 1, 2];

function place(chain: readonly PlacementStrategy[], rows: ToyRow[], task: Partial<TaskRequest> = {}, draw = 0): number {
  return compileChain(criteria(chain)).pick(new ToyFleet(rows), request(task), draw);
}
/** The rows that one task after the other goes to; NOWHERE where it finds no room. */
function placeAll(chain: readonly PlacementStrategy[], rows: ToyRow[], tasks: Partial<TaskRequest>[]): number[] {
  const fleet = new ToyFleet(rows);
  const compiled = compileChain(criteria(chain));
  return tasks.map((task, draw) => {
    const row = compiled.pick(fleet, request(task), draw);
    if (row !== NOWHERE) fleet.change(row, request(task), 1);
    return row;
  });
}
const copies = (n: number, task: Partial<TaskRequest> = {}) => Array.from({ length: n }, () => task);
/** One verdict for each instance class, from its zone and its rack. */
const verdicts = (of: (zone: number, rack: number) => number) =>
  Int8Array.from({ length: CLASSES }, (_, one) => of(Math.floor(one / RACKS), one % RACKS));
/** ECS's name of why the only instance refuses the task, or 'FITS'. */
function reason(row: ToyRow, task: Partial<TaskRequest> = {}): string {
  const verdict = fit(new ToyFleet([row]), 0, request(task));
  return verdict === FITS ? 'FITS' : REFUSALS[verdict].name;
}

describe('the steps of placement', () => {
  it('[S.PLACE-1, A.PL-1] keeps what has the resources, then what meets the constraints, then ranks, then picks one', () => {
    // Memory binpack likes row 0 best, but it lacks CPU; then row 1, but it hosts the group; then row 2 over row 3.
    const rows: ToyRow[] = [{ memory: 600, cpu: 0 }, { memory: 700, tasks: [1] }, { memory: 800 }, { memory: 900 }];
    expect(place([MEMORY], rows, { isDistinctInstance: true })).toBe(2);
    expect(place([MEMORY], rows)).toBe(1);
    expect(place([MEMORY], rows, { cpuUnits: 0 })).toBe(0);
  });

  it('[S.PLACE-2] requires the attributes of the task in the first step', () => {
    const task = { classVerdicts: verdicts((_, rack) => (rack === 1 ? Refusal.attribute : FITS)) };
    expect(reason({ rack: 1 }, task)).toBe('ATTRIBUTE');
    expect(reason({ rack: 1, cpu: 0 }, task)).toBe('ATTRIBUTE');
    expect(reason({ rack: 0 }, task)).toBe('FITS');
  });

  it('[S.PLACE-3] takes a strategy as best effort and a constraint as binding', () => {
    // Zone B is the emptiest and full: the task goes to crowded zone A all the same.
    const rows: ToyRow[] = [
      { zone: A, tasks: [3] },
      { zone: B, memory: 0 },
    ];
    expect(place([ZONE], rows)).toBe(0);
    expect(place([ZONE], rows, { isDistinctInstance: true })).toBe(NOWHERE);
  });

  it('[T.LIFE-18, T.FAIL-6] names the first failing check: state, agent, attribute, location, constraints, then resources', () => {
    const classVerdicts = verdicts((zone, rack) => (rack === 1 ? Refusal.attribute : zone === 1 ? Refusal.location : FITS));
    const task = { classVerdicts, membership: 0, isDistinctInstance: true, ports: [1], eni: 1, gpus: 1 };
    const flaws: ToyRow[] = [
      { isActive: false },
      { isConnected: false },
      { rack: 1 },
      { zone: 1 },
      { members: [] },
      { tasks: [1] },
      { cpu: 0 },
      { memory: 0 },
      { ports: [1] },
      { eni: 0 },
      { gpus: [] },
    ];
    const good: ToyRow = { gpus: [1000], members: [0] };
    const names = flaws.map((_, first) => reason(Object.assign({ ...good }, ...flaws.slice(first)), task));
    expect(names).toEqual([
      'INACTIVE',
      'AGENT',
      'ATTRIBUTE',
      'LOCATION',
      'MEMBER_OF',
      'DISTINCT_INSTANCE',
      'RESOURCE:CPU',
      'RESOURCE:MEMORY',
      'RESOURCE:PORTS',
      'RESOURCE:ENI',
      'RESOURCE:GPU',
    ]);
    expect(reason(good, task)).toBe('FITS');
  });

  it('[S.INST-1] considers only ACTIVE instances', () => {
    expect(place([MEMORY], [{ memory: 512, isActive: false }, { memory: 8192 }])).toBe(1);
    expect(place([MEMORY], [{ memory: 512 }, { memory: 8192 }])).toBe(0);
    expect(reason({ isActive: false })).toBe('INACTIVE');
  });

  it('[S.INST-5] does not use an ACTIVE instance whose agent is disconnected', () => {
    expect(place([], [{ isConnected: false }, {}])).toBe(1);
    expect(reason({ isConnected: false })).toBe('AGENT');
  });

  it('counts the refusals of the candidates by what they lack', () => {
    const counts = new Int32Array(REFUSALS.length);
    countRefusals(new ToyFleet([{ memory: 0 }, { memory: 511 }, { cpu: 255 }, { provider: 1 }]), request({ provider: 0 }), counts);
    expect(refusalText(counts)).toBe('0 of 3 instances fit: 2 memory, 1 CPU');
  });
});

describe('strategies', () => {
  it('[S.PLACE-4] binpack takes the least available of its resource that still fits', () => {
    const rows: ToyRow[] = [
      { memory: 1024, cpu: 256 },
      { memory: 512, cpu: 1024 },
      { memory: 511, cpu: 255 },
    ];
    expect(place([MEMORY], rows)).toBe(1);
    expect(place([CPU], rows)).toBe(0);
  });

  it('[S.PLACE-4, A.PL-3] binpack uses few instances', () => {
    // 8 GiB an instance takes 4 copies of 2 GiB: ten fill two and open a third.
    expect(placeAll([MEMORY], [{}, {}, {}, {}], copies(10, { memoryMib: 2048, cpuUnits: 1 }))).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2]);
  });

  it('[S.PLACE-5, A.PL-5] random chooses among all that fit and ignores a field', () => {
    const rows: ToyRow[] = [{}, { memory: 0 }, { tasks: [9] }, {}];
    const taken = new Set(DRAWS.map((draw) => place([RANDOM], rows, {}, draw)));
    expect([...taken].sort()).toEqual([0, 2, 3]);
    expect(DRAWS.map((draw) => place([{ type: 'random', field: 'memory' }], rows, {}, draw))).toEqual(
      DRAWS.map((draw) => place([RANDOM], rows, {}, draw)),
    );
  });

  it('[S.PLACE-6] spread goes round the values of its field, and host is instanceId', () => {
    const rows: ToyRow[] = [{ zone: A }, { zone: A }, { zone: B }];
    expect(placeAll([ZONE], rows, copies(6))).toEqual([0, 2, 0, 2, 0, 2]);
    expect(placeAll([INSTANCE_ID], rows, copies(6))).toEqual([0, 1, 2, 0, 1, 2]);
    expect(placeAll([HOST], rows, copies(6))).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('[S.PLACE-6] spread goes round the values of a custom attribute, whatever their zones', () => {
    const rows: ToyRow[] = [
      { zone: A, rack: 0 },
      { zone: B, rack: 0 },
      { zone: B, rack: 1 },
    ];
    expect(placeAll([RACK], rows, copies(6))).toEqual([0, 2, 0, 2, 0, 2]);
    expect(placeAll([ZONE], rows, copies(6))).toEqual([0, 1, 0, 1, 0, 1]);
    expect(placeAll([RACK, HOST], rows, copies(6))).toEqual([0, 2, 1, 2, 0, 2]);
  });

  it('[S.PLACE-7, A.PL-4] spread counts tasks of the same service or group only', () => {
    // Group 0 has a task on row 0, group 1 has three on row 1.
    const rows: ToyRow[] = [
      { zone: A, tasks: [1, 0] },
      { zone: B, tasks: [0, 3] },
    ];
    for (const chain of [[ZONE], [HOST]]) {
      expect(place(chain, rows, { group: 0 })).toBe(1);
      expect(place(chain, rows, { group: 1 })).toBe(0);
      expect(place(chain, rows, { group: 2 })).toBe(0);
    }
  });

  it('[S.PLACE-8, A.PL-2] a chain is applied in order: balance zones, then pack memory inside the zone', () => {
    const rows: ToyRow[] = [
      { zone: A, memory: 512, tasks: [1] },
      { zone: B, memory: 4096 },
      { zone: B, memory: 2048 },
    ];
    expect(place([ZONE, MEMORY], rows)).toBe(2);
    expect(place([MEMORY, ZONE], rows)).toBe(0);
  });

  it('[S.PLACE-9, S.PLACE-11, A.PL-6] a service without a strategy goes to the emptiest zone, in it to the emptiest instance', () => {
    const rows: ToyRow[] = [{ zone: A }, { zone: B, tasks: [1] }, { zone: B }, { zone: A, tasks: [2] }];
    expect(place(SERVICE_DEFAULT, rows)).toBe(2); // A has 2, B has 1; row 1 has 1, row 2 has none.
    expect(place([ZONE], rows)).toBe(1); // Spread over zones alone leaves the tie to the oldest.
  });

  it('[A.T-PL-a] zones with 1, 0 and 0 tasks: the next goes to one of the empty zones', () => {
    const rows: ToyRow[] = [{ zone: A, tasks: [1] }, { zone: A }, { zone: C }, { zone: B }];
    expect(place(SERVICE_DEFAULT, rows)).toBe(2);
    expect(place(SERVICE_DEFAULT, [...rows.slice(0, 2), { zone: C, memory: 0 }, { zone: B }])).toBe(3);
  });

  it('[S.PLACE-10, C.SCH-02] RunTask without a strategy scatters tasks over the cluster', () => {
    const rows = Array.from({ length: 4 }, () => ({}));
    const taken = placeAll(STANDALONE_DEFAULT, rows, copies(40, { cpuUnits: 1, memoryMib: 1 }));
    const perRow = rows.map((_, row) => taken.filter((other) => other === row).length);
    expect(Math.min(...perRow)).toBeGreaterThan(2); // 10 each on average, standard deviation sqrt(40 x 3/16) = 2.7.
    expect(new Set(perRow).size).toBeGreaterThan(1); // Chance, not a round.
  });
});

describe('requirements of an instance', () => {
  it('[S.PLACE-17] 1,024 units are one vCPU: a task of 1,000 fits once into 1,024, and so does 1,000 MiB', () => {
    const small = copies(2, { cpuUnits: 1000, memoryMib: 1 });
    expect(placeAll([], [{ cpu: 1024 }, { cpu: 1024 }], small)).toEqual([0, 1]);
    expect(placeAll([], [{ cpu: 2000 }, { cpu: 1024 }], small)).toEqual([0, 0]);
    expect(placeAll([], [{ memory: 1024 }, { memory: 1024 }], copies(3, { cpuUnits: 1, memoryMib: 1000 }))).toEqual([0, 1, NOWHERE]);
  });

  it('[S.PLACE-19, T.NET-3, T.NET-4] a static host port is taken once per instance, until its task stops', () => {
    const fleet = new ToyFleet([{}, {}]);
    const web = request({ ports: [4] });
    const pick = (task: TaskRequest) => compileChain([]).pick(fleet, task, 0);
    for (const row of [0, 1]) {
      expect(pick(web)).toBe(row);
      fleet.change(row, web, 1);
    }
    expect(pick(web)).toBe(NOWHERE);
    expect(pick(request())).toBe(0); // Without a static port many copies fit.
    expect(reason({ ports: [4] }, { ports: [4] })).toBe('RESOURCE:PORTS');
    fleet.change(1, web, -1);
    expect(pick(web)).toBe(1);
  });

  it('[T.NET-8] tcp and udp of the same number are two ports', () => {
    const [tcp53, udp53] = [0, 1];
    expect(reason({ ports: [tcp53] }, { ports: [udp53] })).toBe('FITS');
    expect(reason({ ports: [tcp53] }, { ports: [tcp53] })).toBe('RESOURCE:PORTS');
  });

  it('[C.NET-03, S.PLACE-16] an awsvpc task goes to a zone of one of its subnets, to an instance with a free interface', () => {
    const task = { eni: 1, classVerdicts: verdicts((zone) => (zone === A ? Refusal.location : FITS)) };
    expect(place([], [{ zone: A }, { zone: C, eni: 0 }, { zone: C, eni: 1 }], task)).toBe(2);
    expect(reason({ zone: A }, task)).toBe('LOCATION');
    expect(reason({ zone: C, eni: 0 }, task)).toBe('RESOURCE:ENI');
  });

  it('[C.NET-05, C.NET-10, T.NET-12] an awsvpc task needs a type with task-eni, which Windows Server 2016 lacks', () => {
    const [linux, windows2016] = [0, 1];
    const lasting = (zone: number, rack: number) => (rack === windows2016 ? Refusal.attribute : zone === A ? FITS : Refusal.location);
    const awsvpc = { eni: 1, classVerdicts: verdicts(lasting) };
    expect(place([MEMORY], [{ rack: windows2016, memory: 512 }, { rack: linux }], awsvpc)).toBe(1);
    expect(place([MEMORY], [{ rack: windows2016, memory: 512 }, { rack: linux }])).toBe(0); // Not awsvpc: either will do.
    expect(reason({ rack: windows2016 }, awsvpc)).toBe('ATTRIBUTE');
    expect(reason({ rack: linux, zone: B }, awsvpc)).toBe('LOCATION');
  });

  it('[C.GPU-01, C.GPU-02] GPUs are whole devices, and a task without a need for one may use a GPU instance', () => {
    expect(placeAll([], [{ gpus: [1000, 1000, 1000] }], copies(2, { gpus: 2 }))).toEqual([0, NOWHERE]);
    expect(placeAll([], [{ gpus: [1000, 1000, 1000, 1000] }], copies(2, { gpus: 2 }))).toEqual([0, 0]);
    expect(place([], [{ gpus: [1000, 1000, 1000, 1000] }])).toBe(0);
    expect(reason({ gpus: [1000] }, { gpus: 2 })).toBe('RESOURCE:GPU');
  });
});

describe('the task that a shrinking service stops', () => {
  /** The zone, row and index of the stopped one of tasks given by their rows, in order of request. */
  function stop(chain: readonly PlacementStrategy[], rows: ToyRow[], tasks: number[], draw = 0) {
    const fleet = new ToyFleet(rows.map((row, i) => ({ ...row, tasks: [tasks.filter((at) => at === i).length] })));
    const task = new StopOrder(
      fleet,
      { count: tasks.length, row: tasks, order: tasks.map((_, i) => i), request: request() },
      { chain: criteria(chain), tie: 'newest' },
      draw,
    ).next();
    return { task, row: tasks[task], zone: fleet.rows[tasks[task]].zone };
  }

  it('[S.STOP-2, A.PL-6, A.T-PL-b] without a strategy: from a zone with most tasks, there from the instance with most', () => {
    const rows: ToyRow[] = [{ zone: A }, { zone: B }, { zone: B }, { zone: C }];
    expect(stop([], rows, [0, 1, 2, 3, 3])).toEqual({ task: 4, row: 3, zone: C }); // 1, 2, 2: B or C; C has two on one instance.
    expect(stop([], rows, [0, 0, 1, 2, 3]).zone).not.toBe(C); // 2, 2, 1
  });

  it('[S.STOP-3, A.PL-3] binpack: where most would be left after the stop', () => {
    expect(stop([MEMORY], [{ memory: 100 }, { memory: 4096 }, { memory: 200 }], [0, 1, 2]).row).toBe(1);
    expect(
      stop(
        [CPU],
        [
          { memory: 100, cpu: 2048 },
          { memory: 4096, cpu: 0 },
        ],
        [0, 1],
      ).row,
    ).toBe(0);
  });

  it('[S.STOP-4, A.PL-4] spread over zones: zones stay balanced, inside the zone chance decides', () => {
    const stopped = DRAWS.map((draw) => stop([ZONE], [{ zone: A }, { zone: B }, { zone: B }], [0, 1, 1, 2], draw));
    expect(new Set(stopped.map(({ zone }) => zone))).toEqual(new Set([B]));
    expect(new Set(stopped.map(({ task }) => task))).toEqual(new Set([1, 2, 3]));
  });

  it('[S.STOP-1, S.STOP-5] the strategy decides: another one stops another task, and random any', () => {
    const rows: ToyRow[] = [{ zone: A, memory: 4096 }, { zone: B }, { zone: B, memory: 1 }];
    const tasks = [0, 1, 2, 2];
    expect(stop([MEMORY], [{ ...rows[0], memory: 9000 }, rows[1], rows[2]], tasks).row).toBe(0);
    expect(stop([HOST], rows, tasks).row).toBe(2);
    expect(stop([ZONE], rows, tasks).zone).toBe(B);
    expect(new Set(DRAWS.map((draw) => stop([RANDOM], rows, tasks, draw).task))).toEqual(new Set([0, 1, 2, 3]));
  });
});

describe('the instances that waiting tasks need', () => {
  const type = (vcpu: number, gib: number, more: Partial<EmptyInstance> = {}): EmptyInstance => ({
    cpuUnits: 1024 * vcpu,
    memoryMib: 1024 * gib,
    eni: 10,
    gpus: 0,
    portsUsed: [],
    ...more,
  });
  const task = (vcpu: number, gib: number, more: Partial<TaskRequest> = {}) =>
    request({ cpuUnits: 1024 * vcpu, memoryMib: 1024 * gib, ...more });
  function pack(types: EmptyInstance[], groups: WaitingGroup[], rows: ToyRow[] = [], groupsCombine: 'max' | 'sum' = 'max'): PackResult {
    const fleet = new ToyFleet(rows);
    const nonDaemonTasks = fleet.rows.map((row) => row.tasks[0]);
    return packWaiting({ fleet, provider: 0, groups, ...extremesOf(types), nonDaemonTasks, groupsCombine, includeBooting: false });
  }

  it('[C.SOUT-01, A.CAS-7] groups tasks of exactly the same requirements', () => {
    const waits = (group: number, gib: number) => ({ request: task(1, gib, { group }), count: 3 });
    expect(pack([type(2, 8)], [waits(0, 1), waits(1, 1)]).add).toBe(3); // One group of 6, two an instance.
    expect(pack([type(2, 8)], [waits(0, 1), waits(1, 2)]).add).toBe(2); // Two groups of 3, the larger of 2 and 2.
  });

  it('[C.SOUT-02, A.CAS-7] takes the smallest and the largest of several types by each parameter', () => {
    const types = [type(8, 16, { eni: 2 }), type(2, 64, { eni: 4 })];
    expect(extremesOf(types)).toEqual({ smallest: type(2, 16, { eni: 2 }), largest: type(8, 64, { eni: 4 }) });
    // 20 vCPU / 8 = 3 although the type with 64 GiB has 2 vCPU; 2 vCPU and 16 GiB is the largest task that is compatible.
    expect(pack(types, [{ request: task(1, 4), count: 20 }]).add).toBe(3);
    expect(pack(types, [{ request: task(2, 16), count: 1 }]).isFrozen).toBe(false);
    expect(pack(types, [{ request: task(2, 17), count: 1 }]).isFrozen).toBe(true);
  });

  it('[C.SOUT-03, A.T-CAS-t] leaves out a group that does not fit the smallest type, though a larger type could run it', () => {
    const m5 = [type(2, 8), type(16, 64)];
    expect(pack(m5, [{ request: task(4, 1), count: 5 }])).toEqual({ add: 0, newlyBusy: 0, isFrozen: true, incompatible: [0] });
    expect(pack(m5, [{ request: task(2, 1), count: 5 }])).toEqual({ add: 1, newlyBusy: 0, isFrozen: false, incompatible: [] });
  });

  it('[C.SOUT-05] stops when all groups are incompatible, not when some are', () => {
    const [tooLarge, fine] = [
      { request: task(3, 1), count: 1 },
      { request: task(1, 1), count: 4 },
    ];
    expect(pack([type(2, 8)], [tooLarge, tooLarge]).isFrozen).toBe(true);
    expect(pack([type(2, 8)], [tooLarge, fine])).toEqual({ add: 2, newlyBusy: 0, isFrozen: false, incompatible: [0] });
    expect(pack([type(2, 8)], []).isFrozen).toBe(false);
  });

  it('[C.SOUT-04] counts what is missing beyond the free room of running instances', () => {
    const rows: ToyRow[] = [{ cpu: 1024, tasks: [1] }, { cpu: 2048 }, { cpu: 900, tasks: [3] }];
    const group = (count: number) => [{ request: task(1, 1), count }];
    expect(pack([type(2, 8)], group(3), rows)).toEqual({ add: 0, newlyBusy: 1, isFrozen: false, incompatible: [] }); // 1 + 2 + 0 copies fit.
    expect(pack([type(2, 8)], group(1), rows)).toEqual({ add: 0, newlyBusy: 0, isFrozen: false, incompatible: [] });
    expect(pack([type(2, 8)], group(6), rows)).toEqual({ add: 2, newlyBusy: 1, isFrozen: false, incompatible: [] }); // ceil((6 - 3) / 2)
  });

  it('[C.SOUT-04, A.CAS-7] is limited by vCPU, memory, interfaces, ports and GPUs alike', () => {
    const big = [type(16, 64, { eni: 3, gpus: 4 })];
    expect(pack(big, [{ request: task(4, 1), count: 9 }]).add).toBe(3); // 4 an instance by vCPU
    expect(pack(big, [{ request: task(1, 16), count: 9 }]).add).toBe(3); // 4 by memory
    expect(pack(big, [{ request: task(1, 1, { eni: 1 }), count: 9 }]).add).toBe(3); // 3 by interfaces
    expect(pack(big, [{ request: task(1, 1, { gpus: 2 }), count: 9 }]).add).toBe(5); // 2 by GPUs
    expect(pack(big, [{ request: task(1, 1, { ports: [0] }), count: 9 }]).add).toBe(9); // 1 by port
    expect(pack(big, [{ request: task(1, 1), count: 9 }]).add).toBe(1); // 16
  });

  it('[A.T-CAS-l] 10 tasks of 2 vCPU and 8 GB on 16 vCPU and 24 GB: memory decides, 4 instances', () => {
    expect(pack([type(16, 24)], [{ request: task(2, 8), count: 10 }]).add).toBe(4); // vCPU: 10 / 8 = 2; memory: 10 / 3 = 4
    expect(pack([type(16, 64)], [{ request: task(2, 8), count: 10 }]).add).toBe(2);
  });

  it('[A.T-CAS-u] 100 tasks of 1 vCPU on types of 2 and 8: the largest counts, 13', () => {
    expect(pack([type(2, 64), type(8, 256)], [{ request: task(1, 1), count: 100 }]).add).toBe(13); // ceil(100 / 8)
    expect(pack([type(2, 64)], [{ request: task(1, 1), count: 100 }]).add).toBe(50);
  });

  it('[A.CAS-8] takes the maximum over groups, not the sum', () => {
    const groups = [
      { request: task(2, 1), count: 2 },
      { request: task(2, 2), count: 3 },
    ];
    expect(pack([type(2, 8)], groups).add).toBe(3);
    expect(pack([type(2, 8)], groups, [], 'sum').add).toBe(5);
  });

  it('[A.CAS-11, C.SOUT-10] distinctInstance: k tasks need k instances without a task of the group', () => {
    const group = [{ request: task(1, 1, { isDistinctInstance: true }), count: 5 }];
    const rows: ToyRow[] = [{ tasks: [1] }, { tasks: [0, 1] }, {}];
    expect(pack([type(16, 64)], group).add).toBe(5);
    expect(pack([type(16, 64)], group, rows).add).toBe(3); // Two of three have none.
    expect(pack([type(16, 64)], [{ ...group[0], request: task(1, 1) }]).add).toBe(1);
  });
});
