import type { Path, Problem } from '../text/problem.js';
import type { LaunchType, NetworkMode, ReadOptions, TaskMemorySum } from './definition.js';
import type { ContainerInput, TaskDefinitionInput } from './schema.js';
import { readCpuUnits, readMemoryMib, type Size } from './sizes.js';

/** A task definition of the right shape, with the values that several rules need. */
export interface Draft {
  readonly input: TaskDefinitionInput;
  readonly path: Path;
  readonly containers: readonly ContainerInput[];
  readonly operatingSystem: 'linux' | 'windows';
  readonly osFamily: string;
  readonly networkMode: NetworkMode;
  /** Task-level sizes as written; undefined if absent. */
  readonly taskCpuUnits: number | undefined;
  readonly taskMemoryMib: number | undefined;
  /** Windows on EC2 ignores task-level sizes (T.TASK-9, C.TD-03); Fargate uses them. */
  readonly isTaskSizeIgnored: boolean;
  /** Launch types in requiresCompatibilities: a problem with one of them is a mistake (T.TASK-8). */
  readonly required: readonly LaunchType[];
  readonly edition: 'current' | 'guide-2024';
  readonly taskMemorySum: TaskMemorySum;
  readonly taskCpuUnitsMax: number;
}

/** T.TASK-2: the guide of 2024 says 10 vCPU in three places and 192 in one; the API reference of today says 192 only. */
const TASK_CPU_UNITS_MAX = { current: 196_608, 'guide-2024': 10_240 };

export function draftOf(
  input: TaskDefinitionInput,
  options: ReadOptions,
): { readonly draft: Draft; readonly problems: readonly Problem[] } {
  const path = options.path ?? [];
  const edition = options.awsBehaviour ?? 'current';
  const osFamily = input.runtimePlatform?.operatingSystemFamily ?? 'LINUX';
  const operatingSystem = osFamily === 'LINUX' ? 'linux' : 'windows';
  const required = (input.requiresCompatibilities ?? []).filter((type) => type !== 'MANAGED_INSTANCES');
  const problems: Problem[] = [];
  const sizeOf = (field: 'cpu' | 'memory', read: (value: string | number) => Size) => {
    const value = input[field];
    if (value === undefined || value === '') return undefined;
    const size = read(value);
    if (size.wrong !== undefined) problems.push({ path: [...path, field], message: `${field} ${size.wrong}` });
    return size.units;
  };
  const draft: Draft = {
    input,
    path,
    containers: input.containerDefinitions ?? [],
    operatingSystem,
    osFamily,
    networkMode: input.networkMode ?? (operatingSystem === 'windows' ? 'default' : 'bridge'),
    taskCpuUnits: sizeOf('cpu', readCpuUnits),
    taskMemoryMib: sizeOf('memory', readMemoryMib),
    isTaskSizeIgnored: operatingSystem === 'windows' && !required.includes('FARGATE'),
    required: required.length === 0 ? ['EC2'] : required,
    edition,
    taskMemorySum: options.taskMemorySum ?? 'reservation',
    taskCpuUnitsMax: options.taskCpuUnitsMax ?? TASK_CPU_UNITS_MAX[edition],
  };
  return { draft, problems };
}

/** The path of a container or of something in it. */
export function inContainer(draft: Draft, index: number, ...rest: Path): Path {
  return [...draft.path, 'containerDefinitions', index, ...rest];
}

/** Returns the name of a container in messages. */
export function shownContainer(container: ContainerInput, index: number): string {
  return container.name ? `container ${container.name}` : `container ${index + 1}`;
}

export function sum<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}

/** Returns false for the empty lists, objects and strings and for the false that `describe-task-definition` writes for absent values. */
export function isSet(value: unknown): boolean {
  if (value === undefined || value === false || value === '') return false;
  return typeof value !== 'object' || Object.keys(value as object).length > 0;
}
