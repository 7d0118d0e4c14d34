import { describe, expect, it } from 'vitest';
import { FITS, fit, fitOnceReady, REFUSALS, Refusal } from '../../src/placement/fit.js';
import type { TaskRequest } from '../../src/placement/view.js';
import { request, ToyFleet, type ToyRow } from './toy-fleet.js';

/** One instance that can just take the task, a neighbour on each side that could not, and the verdict on the one in the middle. */
function verdict(row: ToyRow, task: Partial<TaskRequest>, check: typeof fit = fit): number {
  const full: ToyRow = { cpu: 0, memory: 0, eni: 0, isActive: false, ports: [0, 31, 32, 63], tasks: [9] };
  return check(new ToyFleet([full, row, full]), 1, request(task));
}

/** In the order of the checks: what makes an instance fail one of them, and the task that notices. */
const FLAWS: [code: number, row: ToyRow, task: Partial<TaskRequest>][] = [
  [Refusal.otherProvider, { provider: 2 }, { provider: 1 }],
  [Refusal.inactive, { isActive: false }, {}],
  [Refusal.agent, { isConnected: false }, {}],
  [Refusal.attribute, { type: 1 }, { typeFits: Uint8Array.of(1, 0, 1) }],
  [Refusal.location, { zone: 2 }, { zoneFits: Uint8Array.of(1, 1, 0, 1) }],
  [Refusal.distinctInstance, { tasks: [1] }, { isDistinctInstance: true }],
  [Refusal.cpu, { cpu: 255 }, { cpuUnits: 256 }],
  [Refusal.memory, { memory: 511 }, { memoryMib: 512 }],
  [Refusal.ports, { ports: [40] }, { ports: [40] }],
  [Refusal.eni, { eni: 0 }, { eni: 1 }],
  [Refusal.gpu, { gpus: 1 }, { gpus: 2 }],
];

describe('fit', () => {
  it("numbers the refusals in the order of the checks, each with ECS's name and a word", () => {
    expect(Object.values(Refusal)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(REFUSALS).toEqual([
      { name: 'CAPACITY_PROVIDER', word: 'other provider' },
      { name: 'INACTIVE', word: 'not active' },
      { name: 'AGENT', word: 'agent' },
      { name: 'ATTRIBUTE', word: 'attribute' },
      { name: 'LOCATION', word: 'location' },
      { name: 'DISTINCT_INSTANCE', word: 'distinctInstance' },
      { name: 'RESOURCE:CPU', word: 'CPU' },
      { name: 'RESOURCE:MEMORY', word: 'memory' },
      { name: 'RESOURCE:PORTS', word: 'ports' },
      { name: 'RESOURCE:ENI', word: 'ENI' },
      { name: 'RESOURCE:GPU', word: 'GPU' },
    ]);
  });

  it.each(FLAWS)('refuses with %i an instance with that flaw only', (code, row, task) => {
    expect(verdict(row, task)).toBe(code);
  });

  it.each(FLAWS)('reports %i before all that is checked later', (code) => {
    const later = FLAWS.slice(code);
    const row = Object.assign({}, ...later.map(([, flaw]) => flaw)) as ToyRow;
    const task = Object.assign({}, ...later.map(([, , needs]) => needs)) as Partial<TaskRequest>;
    expect(verdict(row, task)).toBe(code);
  });

  it('takes a task that needs exactly what is free, and refuses it one unit later', () => {
    const exact: ToyRow = { cpu: 256, memory: 512, eni: 1, gpus: 2, type: 1, zone: 2, provider: 1 };
    const task = {
      cpuUnits: 256,
      memoryMib: 512,
      eni: 1,
      gpus: 2,
      provider: 1,
      ports: [5],
      isDistinctInstance: true,
      typeFits: Uint8Array.of(0, 1),
      zoneFits: Uint8Array.of(0, 0, 1),
    };
    expect(verdict(exact, task)).toBe(FITS);
    expect(FITS).toBe(-1);
    expect(verdict({ ...exact, cpu: 255 }, task)).toBe(Refusal.cpu);
    expect(verdict({ ...exact, memory: 511 }, task)).toBe(Refusal.memory);
    expect(verdict({ ...exact, eni: 0 }, task)).toBe(Refusal.eni);
    expect(verdict({ ...exact, gpus: 1 }, task)).toBe(Refusal.gpu);
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

  it.each([0, 1, 30, 31, 32, 33, 63])('knows port slot %i from its neighbours', (slot) => {
    const others = [0, 1, 30, 31, 32, 33, 63].filter((other) => other !== slot);
    expect(verdict({ ports: [slot] }, { ports: [slot] })).toBe(Refusal.ports);
    expect(verdict({ ports: others }, { ports: [slot] })).toBe(FITS);
    expect(verdict({ ports: [slot] }, { ports: others })).toBe(FITS);
    expect(verdict({ ports: [slot] }, { ports: [...others, slot] })).toBe(Refusal.ports);
  });

  it('can be asked what an instance that still boots will say, whoever it belongs to', () => {
    const booting: ToyRow = { isActive: false, isConnected: false, provider: 2 };
    expect(verdict(booting, { provider: 1 }, fitOnceReady)).toBe(FITS);
    expect(verdict({ ...booting, cpu: 255 }, { provider: 1 }, fitOnceReady)).toBe(Refusal.cpu);
  });
});
