import { describe, expect, it } from 'vitest';
import { type LoadProblem, serviceProblems, shapeProblems, workerProblems } from '../../src/load/check.js';
import { SERVICE_DEFAULTS, type ServiceUse, WORKER_DEFAULTS, type WorkerUse } from '../../src/load/settings.js';
import { type LoadShape, spike, times, weekly } from '../../src/load/shape.js';

const told = (problems: readonly LoadProblem[]) => problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
const TASK = { meanMs: 100, cpuMs: 10, cpuUnits: 256, memoryMib: 512 };
const service = (wrong: Partial<ServiceUse>) => told(serviceProblems({ ...SERVICE_DEFAULTS, ...TASK, concurrency: 1, ...wrong }));
const worker = (wrong: Partial<WorkerUse>) => told(workerProblems({ ...WORKER_DEFAULTS, ...TASK, ...wrong }));

describe('a load', () => {
  it('is lawful as its builders make it', () => {
    const web: LoadShape = { kind: 'diurnal', peakPerSecond: 5, troughPerSecond: 5, peakAtMs: 0 };
    const peak = spike({ atMs: 0, perSecond: 1, riseMs: 0, holdMs: 5, fallMs: 5, everyMs: 10 });
    expect(told(shapeProblems({ kind: 'sum', of: [weekly(web, [1, 1, 1, 1, 1, 0, 0]), peak, times(web, 0)] }))).toEqual([]);
    expect(told(shapeProblems({ kind: 'sum', of: [] }))).toEqual([]);
  });

  it('tells every mistake by its path', () => {
    const by = { atMs: [0, 0], values: [1, -1], everyMs: null };
    const of: LoadShape = { kind: 'diurnal', peakPerSecond: 1, troughPerSecond: 2, peakAtMs: 0 };
    const shape: LoadShape = {
      kind: 'sum',
      of: [
        { kind: 'constant', perSecond: -1 },
        { kind: 'scaled', of, by },
        { kind: 'ramps', atMs: [0, 5, 4.5], values: [1, Number.NaN, 2], everyMs: 3 },
        { kind: 'steps', perMs: 0, atMs: [0], values: [], everyMs: null },
        { kind: 'steps', perMs: 1, atMs: [], values: [], everyMs: null },
        { ...of, peakAtMs: 0.5, troughPerSecond: 0 },
      ],
    };
    expect(told(shapeProblems(shape, ['load']))).toEqual([
      'load.of.0.perSecond: -1 is not a number, 0 or more',
      'load.of.1.of: the trough, 2, is above the peak, 1: it must not be',
      'load.of.1.by.values.1: -1 is not a number, 0 or more',
      'load.of.1.by.atMs.1: 0 is not after 0: times must go up',
      'load.of.2.atMs.2: 4.5 is not a whole number, 0 or more',
      'load.of.2.values.1: NaN is not a number, 0 or more',
      'load.of.2.atMs.2: 4.5 is not after 5: times must go up',
      'load.of.2.everyMs: 3 is before the last time, 4.5: what repeats must end first',
      'load.of.3.perMs: 0 is not a number above 0',
      'load.of.3.values: there are 0 values for 1 times: give one for each',
      'load.of.4.atMs: there is no time: give one at least',
      'load.of.5.peakAtMs: 0.5 is not a whole number, 0 or more',
    ]);
  });
});

describe('what serves a load', () => {
  it('is lawful by default, and at its ends', () => {
    expect(service({})).toEqual([]);
    expect(service({ waitingPerTaskMax: 0, timeoutMs: 0, cpuMs: 0, cpuUnits: 0, serviceVariation: 0, cpuUnitsMost: 1 })).toEqual([]);
    expect(worker({ meanMs: 30_000 })).toEqual([]);
  });

  it('tells every mistake', () => {
    const wrong = { concurrency: 0.5, meanMs: 0, cpuMs: -1, cpuUnitsIdle: 9, cpuUnitsMost: 9 };
    expect(service({ ...wrong, arrivalVariation: -1, waitingPerTaskMax: 1.5, timeoutMs: -1 })).toEqual([
      'concurrency: 0.5 is not a whole number, 1 or more',
      'meanMs: 0 is not a number above 0',
      'cpuMs: -1 is not a number, 0 or more',
      'cpuUnitsMost: 9 leaves no CPU beside the 9 units of an idle task: it must be above them',
      'arrivalVariation: -1 is not a number, 0 or more',
      'waitingPerTaskMax: 1.5 is not a whole number, 0 or more',
      'timeoutMs: -1 is not a whole number, 0 or more',
    ]);
    expect(worker({ meanMs: 30_001 })).toEqual([
      'visibilityTimeoutMs: 30000 ms are less than the 30001 ms of a message: it would be delivered again while a task works on it',
    ]);
  });
});
