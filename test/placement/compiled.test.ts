import { describe, expect, it } from 'vitest';
import { type CompiledChain, compileChain } from '../../src/placement/compiled.js';
import { FITS, Refusal } from '../../src/placement/fit.js';
import { isPlain, nextCrowd } from '../../src/placement/scans.js';
import { BY_CPU, BY_MEMORY, criterionOf, scoreOf, ZONE_ATTRIBUTE } from '../../src/placement/strategies.js';
import { NOWHERE, type PlacementStrategy, type TaskRequest } from '../../src/placement/view.js';
import { naivePlace } from './naive-place.js';
import { placeByScores } from './place-by-scores.js';
import { anyFleet, anyRequest, CLASSES, dice, request, ToyFleet, type ToyRow } from './toy-fleet.js';

const CPU: PlacementStrategy = { type: 'binpack', field: 'cpu' };
const MEMORY: PlacementStrategy = { type: 'binpack', field: 'memory' };
const ZONE: PlacementStrategy = { type: 'spread', field: 'attribute:ecs.availability-zone' };
const INSTANCE: PlacementStrategy = { type: 'spread', field: 'instanceId' };
const HOST: PlacementStrategy = { type: 'spread', field: 'host' };
const RACK: PlacementStrategy = { type: 'spread', field: 'attribute:rack' };
const RANDOM: PlacementStrategy = { type: 'random' };
const ALL = [CPU, MEMORY, ZONE, INSTANCE, HOST, RACK, RANDOM];

const criteriaOf = (chain: readonly PlacementStrategy[]) => chain.map((strategy) => criterionOf(strategy, [ZONE_ATTRIBUTE, 'rack']));

/** Each way to place, from one description of the chain. */
const WAYS: [name: string, make: (chain: readonly PlacementStrategy[]) => CompiledChain['pick']][] = [
  ['scores', (chain) => (fleet, task, draw) => placeByScores(fleet, task, criteriaOf(chain).map(scoreOf), draw)],
  [
    'the compiled chain',
    (chain) => {
      const compiled = compileChain(criteriaOf(chain));
      return (fleet, task, draw) => compiled.pick(fleet, task, draw);
    },
  ],
];

describe.each(WAYS)('placement by %s', (_, make) => {
  function place(chain: readonly PlacementStrategy[], rows: ToyRow[], task: Partial<TaskRequest> = {}): number {
    return make(chain)(new ToyFleet(rows), request(task), 1);
  }
  const chains: [string, PlacementStrategy[]][] = [
    ['no strategy', []],
    ['binpack', [MEMORY]],
    ['spread over zones', [ZONE]],
    ['zones, then binpack', [ZONE, CPU]],
    ['random', [RANDOM]],
    ['zones, then random', [ZONE, RANDOM]],
    ['racks, then binpack', [RACK, MEMORY]],
    ['zones, then racks', [ZONE, RACK]],
    ['three strategies', [CPU, ZONE, INSTANCE]],
  ];

  it.each(chains)('%s: finds nothing in an empty fleet, a full one and behind its end', (__, chain) => {
    expect(place(chain, [])).toBe(NOWHERE);
    expect(place(chain, [{ cpu: 255 }, { memory: 511 }, { isActive: false }, { isConnected: false }])).toBe(NOWHERE);
    expect(place(chain, [{ eni: 0 }], { eni: 1 })).toBe(NOWHERE);
    expect(place(chain, [{ provider: 2 }, { provider: -1 }], { provider: 1 })).toBe(NOWHERE);
  });

  it.each(chains)('%s: takes the one instance that fits exactly', (__, chain) => {
    const near: ToyRow = { cpu: 256, memory: 512, eni: 1, provider: 1, zone: 3 };
    const rows: ToyRow[] = [
      { ...near, cpu: 255 },
      { ...near, memory: 511 },
      { ...near, eni: 0 },
      { ...near, provider: 0 },
      near,
      { ...near, isActive: false },
    ];
    expect(place(chain, rows, { eni: 1, provider: 1 })).toBe(4);
  });

  it.each(chains.filter(([name]) => !name.includes('random')))('%s: leaves a tie to the oldest', (__, chain) => {
    expect(place(chain, [{ cpu: 0 }, {}, {}, {}])).toBe(1);
    expect(place(chain, [{ cpu: 0 }, { cpu: 256, memory: 512 }, { cpu: 256, memory: 512 }])).toBe(1);
  });

  it('takes the oldest that fits when there is no strategy, however crowded', () => {
    expect(place([], [{ cpu: 0 }, { tasks: [9] }, {}])).toBe(1);
  });

  it('binpack takes the least of its own resource that is enough, not of the other', () => {
    const rows: ToyRow[] = [
      { cpu: 512, memory: 600 },
      { cpu: 1024, memory: 512 },
      { cpu: 300, memory: 4096 },
      { cpu: 200, memory: 511 },
    ];
    expect(place([CPU], rows)).toBe(2);
    expect(place([MEMORY], rows)).toBe(1);
  });

  it('a later strategy only breaks the ties of the earlier ones', () => {
    const rows: ToyRow[] = [
      { zone: 0, memory: 512, tasks: [1] },
      { zone: 1, memory: 8192 },
      { zone: 1, memory: 1024 },
      { zone: 2, memory: 600, cpu: 100 },
    ];
    expect(place([ZONE, MEMORY], rows)).toBe(2);
    expect(place([MEMORY, ZONE], rows)).toBe(0);
  });

  it('goes to the next crowded zone when the emptiest has no room', () => {
    const rows: ToyRow[] = [
      { zone: 0, tasks: [2] },
      { zone: 1, tasks: [1] },
      { zone: 2, memory: 0 },
    ];
    expect(place([ZONE], rows)).toBe(1);
    expect(place([ZONE, INSTANCE], rows)).toBe(1);
  });

  it.each<Partial<TaskRequest>>([
    { ports: [7] },
    { gpus: 1 },
    { gpuMilli: 400 },
    { isDistinctInstance: true },
    { membership: 1 },
    { classVerdicts: Int8Array.from({ length: CLASSES }, (__, one) => (one === 4 ? FITS : Refusal.attribute)) },
  ])('heeds %o with every chain', (special) => {
    const bare: ToyRow = { ports: [7], tasks: [1] };
    const able: ToyRow = { gpus: [1000], rack: 1, zone: 1, members: [1] }; // Class 1 x 3 + 1.
    for (const [, chain] of chains) expect(place(chain, [bare, bare, able, bare], special)).toBe(2);
  });

  it('random takes each of equal instances for some draw, and the same for the same draw', () => {
    const fleet = new ToyFleet([{}, {}, { cpu: 0 }, {}]);
    const pick = make([RANDOM]);
    const picks = Array.from({ length: 50 }, (__, draw) => pick(fleet, request(), draw));
    expect([...new Set(picks)].sort()).toEqual([0, 1, 3]);
    expect(Array.from({ length: 50 }, (__, draw) => pick(fleet, request(), draw))).toEqual(picks);
  });
});

describe('a compiled chain', () => {
  /** Many calls on the same chains, one after the other on fleets of all sizes: nothing may linger from the call before. */
  const roll = dice(1);
  const chains = [[], ...ALL.map((one) => [one]), ...ALL.map((one) => [ZONE, one])].concat(
    Array.from({ length: 20 }, () => Array.from({ length: 2 + roll.below(3) }, () => roll.pick(ALL))),
  );
  const shared = chains.map((chain) => ({
    chain,
    compiled: compileChain(criteriaOf(chain)),
    scores: criteriaOf(chain).map(scoreOf),
  }));

  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'agrees with scores and with sorting through a history of placements (seed %i)',
    (seed) => {
      const random = dice(100 + seed);
      const fleet = anyFleet(random, seed % 6 === 0 ? random.below(301) : random.below(24));
      const placed: { row: number; task: TaskRequest }[] = [];
      for (let step = 0; step < 60; step++) {
        const { chain, compiled, scores } = random.pick(shared);
        const task = anyRequest(random);
        const draw = random.below(2 ** 32);
        const row = compiled.pick(fleet, task, draw);
        const where = `step ${step} of ${JSON.stringify(chain)}`;
        expect(placeByScores(fleet, task, scores, draw), where).toBe(naivePlace(fleet, task, chain, draw));
        expect(row, where).toBe(naivePlace(fleet, task, chain, draw));
        if (row !== NOWHERE && random.chance(70)) {
          fleet.change(row, task, 1);
          placed.push({ row, task });
        }
        if (placed.length > 0 && random.chance(30)) {
          const [gone] = placed.splice(random.below(placed.length), 1);
          fleet.change(gone.row, gone.task, -1);
        }
      }
    },
  );

  it('scans without calls for requests of CPU, memory and interfaces, and only for those', () => {
    expect(isPlain(request({ eni: 1, provider: 2 }))).toBe(true);
    const classVerdicts = new Int8Array(CLASSES).fill(FITS);
    for (const special of [
      { gpus: 1 },
      { gpuMilli: 1 },
      { ports: [0] },
      { isDistinctInstance: true },
      { membership: 0 },
      { classVerdicts },
    ])
      expect(isPlain(request(special))).toBe(false);
  });

  it('reads a zone of each crowd once, the least crowded first', () => {
    const crowds: number[] = [];
    for (let crowd = nextCrowd(Int32Array.of(5, 0, 2, 5, 2), -1); crowd >= 0; crowd = nextCrowd(Int32Array.of(5, 0, 2, 5, 2), crowd))
      crowds.push(crowd);
    expect(crowds).toEqual([0, 2, 5]);
  });

  it('holds at the ends of the numbers: nothing needed, and all that 31 bits can hold is free', () => {
    const most = 2 ** 31 - 1;
    const rows: ToyRow[] = [
      { cpu: most, memory: most },
      { cpu: most - 1, memory: most },
    ];
    for (const need of [0, 1, most - 1])
      expect(compileChain([BY_CPU]).pick(new ToyFleet(rows), request({ cpuUnits: need, memoryMib: need }), 0)).toBe(1);
    expect(compileChain([BY_CPU]).pick(new ToyFleet(rows), request({ cpuUnits: most, memoryMib: most }), 0)).toBe(0);
    expect(compileChain([BY_MEMORY]).pick(new ToyFleet([{ memory: 0 }]), request({ memoryMib: most }), 0)).toBe(NOWHERE);
    expect(compileChain([BY_MEMORY]).pick(new ToyFleet([{ memory: 0, cpu: 0 }]), request({ memoryMib: 0, cpuUnits: 0 }), 0)).toBe(0);
  });
});
