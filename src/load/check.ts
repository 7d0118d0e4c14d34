import type { ServiceUse, TaskUse, WorkerUse } from './settings.js';
import type { LoadShape, Steps } from './shape.js';

/** A mistake: where, and a sentence that says what is wrong and what would be right. */
export interface LoadProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Path = readonly (string | number)[];

/** Everything that is wrong with a load. */
export function shapeProblems(shape: LoadShape, path: Path = []): LoadProblem[] {
  switch (shape.kind) {
    case 'constant':
      return notNegative(shape, ['perSecond'], path);
    case 'diurnal': {
      const found = [...notNegative(shape, ['peakPerSecond', 'troughPerSecond'], path), ...whole(shape, 'peakAtMs', 0, path)];
      const { peakPerSecond, troughPerSecond } = shape;
      if (found.length > 0 || troughPerSecond <= peakPerSecond) return found;
      return [{ path, message: `the trough, ${troughPerSecond}, is above the peak, ${peakPerSecond}: it must not be` }];
    }
    case 'steps':
      return [...positive(shape, ['perMs'], path), ...stepsProblems(shape, path, true)];
    case 'ramps':
      return stepsProblems(shape, path, false);
    case 'sum':
      return shape.of.flatMap((one, i) => shapeProblems(one, [...path, 'of', i]));
    case 'scaled':
      return [...shapeProblems(shape.of, [...path, 'of']), ...stepsProblems(shape.by, [...path, 'by'], true)];
  }
}

/** Everything that is wrong with a service. */
export function serviceProblems(use: ServiceUse): LoadProblem[] {
  const { waitingPerTaskMax, timeoutMs } = use;
  return [
    ...taskProblems(use),
    ...notNegative(use, ['arrivalVariation', 'serviceVariation'], []),
    ...(waitingPerTaskMax === null ? [] : whole({ waitingPerTaskMax }, 'waitingPerTaskMax', 0, [])),
    ...(timeoutMs === null ? [] : whole({ timeoutMs }, 'timeoutMs', 0, [])),
  ];
}

/** Everything that is wrong with tasks that take messages. */
export function workerProblems(use: WorkerUse): LoadProblem[] {
  const found = [...taskProblems(use), ...whole(use, 'visibilityTimeoutMs', 0, [])];
  const { meanMs, visibilityTimeoutMs } = use;
  if (found.length > 0 || meanMs <= visibilityTimeoutMs) return found;
  const message = `${visibilityTimeoutMs} ms are less than the ${meanMs} ms of a message: it would be delivered again while a task works on it`;
  return [{ path: ['visibilityTimeoutMs'], message }];
}

function taskProblems(use: TaskUse): LoadProblem[] {
  const { cpuUnitsMost, cpuUnitsIdle } = use;
  return [
    ...whole(use, 'concurrency', 1, []),
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

function stepsProblems({ atMs, values, everyMs }: Steps, path: Path, isStrict: boolean): LoadProblem[] {
  if (atMs.length === 0) return [{ path: [...path, 'atMs'], message: 'there is no time: give one at least' }];
  if (atMs.length !== values.length)
    return [{ path: [...path, 'values'], message: `there are ${values.length} values for ${atMs.length} times: give one for each` }];
  const found = [
    ...atMs.flatMap((_, i) => whole(atMs, i, 0, [...path, 'atMs'])),
    ...values.flatMap((_, i) => notNegative(values, [i], [...path, 'values'])),
  ];
  atMs.forEach((ms, i) => {
    if (i > 0 && (ms < atMs[i - 1] || (isStrict && ms === atMs[i - 1])))
      found.push({ path: [...path, 'atMs', i], message: `${ms} is not after ${atMs[i - 1]}: times must go up` });
  });
  if (everyMs === null) return found;
  found.push(...whole({ everyMs }, 'everyMs', 1, path));
  if (atMs[atMs.length - 1] > everyMs)
    found.push({ path: [...path, 'everyMs'], message: `${everyMs} is before the last time, ${atMs.at(-1)}: what repeats must end first` });
  return found;
}

function notNegative<T extends object>(of: T, keys: readonly (keyof T & (string | number))[], path: Path): LoadProblem[] {
  return keys
    .filter((key) => !((of[key] as number) >= 0 && (of[key] as number) < Number.POSITIVE_INFINITY))
    .map((key) => ({ path: [...path, key], message: `${of[key]} is not a number, 0 or more` }));
}

function positive<T extends object>(of: T, keys: readonly (keyof T & string)[], path: Path): LoadProblem[] {
  return keys
    .filter((key) => !((of[key] as number) > 0 && (of[key] as number) < Number.POSITIVE_INFINITY))
    .map((key) => ({ path: [...path, key], message: `${of[key]} is not a number above 0` }));
}

function whole<T extends object>(of: T, key: keyof T & (string | number), least: number, path: Path): LoadProblem[] {
  const value = of[key] as number;
  return Number.isSafeInteger(value) && value >= least
    ? []
    : [{ path: [...path, key], message: `${value} is not a whole number, ${least} or more` }];
}
