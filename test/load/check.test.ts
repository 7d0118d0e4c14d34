import { describe, expect, it } from 'vitest';
import { type LoadProblem, serviceProblems, workerProblems } from '../../src/load/check.js';
import { SERVICE_DEFAULTS, type ServiceUse, WORKER_DEFAULTS, type WorkerUse } from '../../src/load/resource-use.js';

const messages = (problems: readonly LoadProblem[]) => problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
const TASK = { meanMs: 100, cpuMs: 10, cpuUnits: 256, memoryMib: 512 };
const service = (wrong: Partial<ServiceUse>) => messages(serviceProblems({ ...SERVICE_DEFAULTS, ...TASK, concurrency: 1, ...wrong }));
const worker = (wrong: Partial<WorkerUse>) => messages(workerProblems({ ...WORKER_DEFAULTS, ...TASK, ...wrong }));

describe('tasks that serve a load', () => {
  it('is lawful by default, and at its ends', () => {
    expect(service({})).toEqual([]);
    expect(service({ waitingPerTaskMax: 0, timeoutMs: 0, cpuMs: 0, cpuUnits: 0, serviceVariation: 0, cpuUnitsMost: 1 })).toEqual([]);
    expect(worker({ meanMs: 30_000 })).toEqual([]);
  });

  it('reports every mistake', () => {
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
