import type { ServiceUse, TaskUse, WorkerUse } from './resource-use.js';

/** A mistake: its place, and a sentence with the cause and the remedy. */
export interface LoadProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Path = readonly (string | number)[];

/** Returns all mistakes in a service's settings. */
export function serviceProblems(use: ServiceUse): LoadProblem[] {
  const { waitingPerTaskMax, timeoutMs } = use;
  return [
    ...taskProblems(use),
    ...notNegative(use, ['arrivalVariation', 'serviceVariation'], []),
    ...(waitingPerTaskMax === null ? [] : wholeNumber({ waitingPerTaskMax }, 'waitingPerTaskMax', 0, [])),
    ...(timeoutMs === null ? [] : wholeNumber({ timeoutMs }, 'timeoutMs', 0, [])),
  ];
}

/** Returns all mistakes in the settings of queue workers. */
export function workerProblems(use: WorkerUse): LoadProblem[] {
  const found = [...taskProblems(use), ...wholeNumber(use, 'visibilityTimeoutMs', 0, [])];
  const { meanMs, visibilityTimeoutMs } = use;
  if (found.length > 0 || meanMs <= visibilityTimeoutMs) return found;
  const message = `${visibilityTimeoutMs} ms are less than the ${meanMs} ms of a message: it would be delivered again while a task works on it`;
  return [{ path: ['visibilityTimeoutMs'], message }];
}

function taskProblems(use: TaskUse): LoadProblem[] {
  const { cpuUnitsMost, cpuUnitsIdle } = use;
  return [
    ...wholeNumber(use, 'concurrency', 1, []),
    ...positive(use, ['meanMs'], []),
    ...notNegative(use, ['cpuMs', 'cpuUnits', 'memoryMib', 'cpuUnitsIdle', 'memoryMibIdle', 'memoryMibEach'], []),
    ...(cpuUnitsMost === null || cpuUnitsMost > cpuUnitsIdle
      ? []
      : [
          {
            path: ['cpuUnitsMost'],
            message: `${cpuUnitsMost} leaves no CPU beside the ${cpuUnitsIdle} units of an idle task: it must be above them`,
          },
        ]),
  ];
}

function notNegative<T extends object>(fields: T, keys: readonly (keyof T & (string | number))[], path: Path): LoadProblem[] {
  return keys
    .filter((key) => !((fields[key] as number) >= 0 && (fields[key] as number) < Number.POSITIVE_INFINITY))
    .map((key) => ({ path: [...path, key], message: `${fields[key]} is not a number, 0 or more` }));
}

function positive<T extends object>(fields: T, keys: readonly (keyof T & string)[], path: Path): LoadProblem[] {
  return keys
    .filter((key) => !((fields[key] as number) > 0 && (fields[key] as number) < Number.POSITIVE_INFINITY))
    .map((key) => ({ path: [...path, key], message: `${fields[key]} is not a number above 0` }));
}

function wholeNumber<T extends object>(fields: T, key: keyof T & (string | number), least: number, path: Path): LoadProblem[] {
  const value = fields[key] as number;
  return Number.isSafeInteger(value) && value >= least
    ? []
    : [{ path: [...path, key], message: `${value} is not a whole number, ${least} or more` }];
}
