import { describe, expect, it } from 'vitest';
import { FITS, fit, fitOnceReady, REFUSALS, Refusal, tightestGpu } from '../../src/placement/fit.js';
import type { TaskRequest } from '../../src/placement/view.js';
import { CLASSES, RACKS, request, ToyFleet, type ToyRow } from './toy-fleet.js';

/** One instance that can just take the task, a neighbour on each side that could not, and the verdict on the one in the middle. */
function verdict(row: ToyRow, task: Partial<TaskRequest>, check: typeof fit = fit): number {
  const full: ToyRow = { cpu: 0, memory: 0, eni: 0, isActive: false, ports: [0, 31, 32, 63], tasks: [9] };
  return check(new ToyFleet([full, row, full]), 1, request(task));
}

/** Every class takes the task but that of zone 2 in the second rack. */
const REFUSED: ToyRow = { zone: 2, rack: 1 };
const classVerdicts = (refusal: number) => Int8Array.from({ length: CLASSES }, (_, one) => (one === 2 * RACKS + 1 ? refusal : FITS));

/** In the order of the checks: what makes an instance fail one of them, and the task that notices. */
const FLAWS: [code: number, row: ToyRow, task: Partial<TaskRequest>][] = [
  [Refusal.otherProvider, { provider: 2 }, { provider: 1 }],
  [Refusal.inactive, { isActive: false }, {}],
  [Refusal.agent, { isConnected: false }, {}],
  [Refusal.attribute, REFUSED, { classVerdicts: classVerdicts(Refusal.attribute) }],
  [Refusal.location, REFUSED, { classVerdicts: classVerdicts(Refusal.location) }],
  [Refusal.memberOf, REFUSED, { classVerdicts: classVerdicts(Refusal.memberOf) }],
  [Refusal.distinctInstance, { tasks: [1] }, { isDistinctInstance: true }],
  [Refusal.cpu, { cpu: 255 }, { cpuUnits: 256 }],
  [Refusal.memory, { memory: 511 }, { memoryMib: 512 }],
  [Refusal.ports, { ports: [40] }, { ports: [40] }],
  [Refusal.eni, { eni: 0 }, { eni: 1 }],
  [Refusal.gpu, { gpus: [1000, 999, 0] }, { gpus: 2 }],
];

describe('fit', () => {
  it("numbers the refusals in the order of the checks, each with ECS's name and a word", () => {
    expect(Object.values(Refusal)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(REFUSALS).toEqual([
      { name: 'CAPACITY_PROVIDER', word: 'other provider' },
      { name: 'INACTIVE', word: 'not active' },
      { name: 'AGENT', word: 'agent' },
      { name: 'ATTRIBUTE', word: 'attribute' },
      { name: 'LOCATION', word: 'location' },
      { name: 'MEMBER_OF', word: 'memberOf' },
      { name: 'DISTINCT_INSTANCE', word: 'distinctInstance' },
      { name: 'RESOURCE:CPU', word: 'CPU' },
      { name: 'RESOURCE:MEMORY', word: 'memory' },
      { name: 'RESOURCE:PORTS', word: 'ports' },
      { name: 'RESOURCE:ENI', word: 'ENI' },
      { name: 'RESOURCE:GPU', word: 'GPU' },
      { name: 'RESOURCE:VOLUME', word: 'volume' },
    ]);
  });

  it.each(FLAWS)('refuses with %i an instance with that flaw only', (code, row, task) => {
    expect(verdict(row, task)).toBe(code);
  });

  it.each(FLAWS)('reports %i before all that is checked later', (code) => {
    // An instance's class has one verdict: of those that are later, the first flaw and the first need of each kind.
    const later = FLAWS.slice(code).reverse();
    const row = Object.assign({}, ...later.map(([, flaw]) => flaw)) as ToyRow;
    const task = Object.assign({}, ...later.map(([, , needs]) => needs)) as Partial<TaskRequest>;
    expect(verdict(row, task)).toBe(code);
  });

  it('takes a task that needs exactly what is free, and refuses it one unit later', () => {
    const exact: ToyRow = { cpu: 256, memory: 512, eni: 1, gpus: [1000, 0, 1000], zone: 2, rack: 1, members: [1], provider: 1 };
    const task = {
      cpuUnits: 256,
      memoryMib: 512,
      eni: 1,
      gpus: 2,
      provider: 1,
      ports: [5],
      isDistinctInstance: true,
      classVerdicts: classVerdicts(FITS).map((_, one) => (one === 2 * RACKS + 1 ? FITS : Refusal.attribute)),
      membership: 1,
    };
    expect(verdict(exact, task)).toBe(FITS);
    expect(FITS).toBe(-1);
    expect(verdict({ ...exact, cpu: 255 }, task)).toBe(Refusal.cpu);
    expect(verdict({ ...exact, memory: 511 }, task)).toBe(Refusal.memory);
    expect(verdict({ ...exact, eni: 0 }, task)).toBe(Refusal.eni);
    expect(verdict({ ...exact, gpus: [1000, 0, 999] }, task)).toBe(Refusal.gpu);
    expect(verdict({ ...exact, members: [0] }, task)).toBe(Refusal.memberOf);
    expect(verdict({ ...exact, rack: 0 }, task)).toBe(Refusal.attribute);
    expect(verdict({ ...exact, zone: 1 }, task)).toBe(Refusal.attribute);
  });

  it('checks membership after what never changes, and before distinctInstance', () => {
    const stranger: ToyRow = { ...REFUSED, members: [0], tasks: [1], cpu: 0 };
    const task = { membership: 1, isDistinctInstance: true };
    expect(verdict(stranger, { ...task, classVerdicts: classVerdicts(Refusal.location) })).toBe(Refusal.location);
    expect(verdict(stranger, task)).toBe(Refusal.memberOf);
    expect(verdict({ ...stranger, members: [0, 1] }, task)).toBe(Refusal.distinctInstance);
    expect(verdict({ ...stranger, members: [] }, { membership: 0 })).toBe(Refusal.memberOf);
    expect(verdict({ members: [] }, {})).toBe(FITS);
  });

  it('takes a share of a GPU from one GPU', () => {
    expect(verdict({ gpus: [300, 499] }, { gpuMilli: 500 })).toBe(Refusal.gpu);
    expect(verdict({ gpus: [300, 500] }, { gpuMilli: 500 })).toBe(FITS);
    expect(verdict({ gpus: [] }, { gpuMilli: 1 })).toBe(Refusal.gpu);
    expect(verdict({ gpus: [1] }, { gpuMilli: 1 })).toBe(FITS);
  });

  it('lets a task of any provider use every instance, also one outside any provider', () => {
    expect(verdict({ provider: 2 }, {})).toBe(FITS);
    expect(verdict({ provider: -1 }, {})).toBe(FITS);
    expect(verdict({ provider: -1 }, { provider: 0 })).toBe(Refusal.otherProvider);
    expect(verdict({ provider: 0 }, { provider: 0 })).toBe(FITS);
  });

  it('counts only tasks of the same group for distinctInstance', () => {
    expect(verdict({ tasks: [0, 5] }, { isDistinctInstance: true, group: 0 })).toBe(FITS);
    expect(verdict({ tasks: [0, 5] }, { isDistinctInstance: true, group: 1 })).toBe(Refusal.distinctInstance);
    expect(verdict({ tasks: [5] }, { isDistinctInstance: false, group: 0 })).toBe(FITS);
  });

  it.each([0, 1, 30, 31, 32, 33, 63])('distinguishes port slot %i from its neighbours', (slot) => {
    const others = [0, 1, 30, 31, 32, 33, 63].filter((other) => other !== slot);
    expect(verdict({ ports: [slot] }, { ports: [slot] })).toBe(Refusal.ports);
    expect(verdict({ ports: others }, { ports: [slot] })).toBe(FITS);
    expect(verdict({ ports: [slot] }, { ports: others })).toBe(FITS);
    expect(verdict({ ports: [slot] }, { ports: [...others, slot] })).toBe(Refusal.ports);
  });

  it.each<[what: string, left: number[], share: number, gpu: number]>([
    ['the tightest that has it', [1000, 400, 250], 300, 1],
    ['an exact one before all', [500, 250, 251], 250, 1],
    ['the lowest number of equals', [0, 600, 600], 600, 1],
    ['one in use before a free one', [1000, 1000, 900], 100, 2],
    ['none where none has it', [499, 0, 499], 500, -1],
    ['none where there is no GPU', [], 1, -1],
  ])('puts a share on %s', (_, left, share, gpu) => {
    const neighbour = { gpus: [share, share, share] };
    expect(tightestGpu(new ToyFleet([neighbour, { gpus: left }, neighbour]), 1, share)).toBe(gpu);
  });

  it('can evaluate an instance that still boots, of any owner', () => {
    const booting: ToyRow = { isActive: false, isConnected: false, provider: 2 };
    expect(verdict(booting, { provider: 1 }, fitOnceReady)).toBe(FITS);
    expect(verdict({ ...booting, cpu: 255 }, { provider: 1 }, fitOnceReady)).toBe(Refusal.cpu);
  });
});
