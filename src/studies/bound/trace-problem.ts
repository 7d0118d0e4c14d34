import { FITS } from '../../placement/fit.js';
import {
  type LabelColumn,
  MILLI_PER_GPU,
  MILLI_PER_VCPU,
  type NodeColumns,
  type NodeRow,
  type TaskColumns,
  taskName,
} from '../../workload/formats/columns.js';
import type { Requirements } from '../pack/replay/node-kinds.js';
import type { Lifetimes } from './lifetimes.js';
import type { BoundProblem, Offer } from './problem.js';

/** Equal nodes of a trace. */
export interface Kind extends Omit<NodeRow, 'labels'> {
  /** Its model and attributes, an index into the verdicts of requirements. */
  readonly nodeKind: number;
  /** Tasks with a network interface of their own that one instance takes. */
  readonly eni: number;
}

/** Equal nodes are one kind, available in any number. */
export function kindsOfNodes(
  { count, names, cpu, memoryMib, gpus, model, models, usdPerHour }: NodeColumns,
  { kindOf }: Pick<Requirements, 'kindOf'>,
): Kind[] {
  const kinds = new Map<string, Kind>();
  for (let node = 0; node < count; node++) {
    const kind = {
      cpu: cpu[node],
      memoryMib: memoryMib[node],
      gpus: gpus[node],
      model: models[model[node]],
      nodeKind: kindOf[node],
      usdPerHour: usdPerHour[node],
      eni: 0,
    };
    const key = Object.values(kind).join(';');
    if (!kinds.has(key)) kinds.set(key, { ...kind, name: kind.model === '' ? names[node] : `${kind.model} (${names[node]})` });
  }
  return [...kinds.values()];
}

/** Demands of tasks beside their size. */
export interface TaskDemands {
  readonly requirements: Requirements;
  /** Task groups with a limit of tasks an instance; null: there are none. */
  readonly limit: { readonly groups: LabelColumn; readonly most: number } | null;
  readonly hasInterfaces: boolean;
}

/** Returns the tasks as sizes, and the size of each. */
export function problemOf(
  tasks: TaskColumns,
  kinds: readonly Kind[],
  { requirements, limit, hasInterfaces }: TaskDemands,
): { problem: BoundProblem; size: Int32Array } {
  const limited = limit === null ? [] : limitedGroups(limit);
  const hasGpus = tasks.gpus.some((gpus) => gpus > 0);
  const only = <T>(is: boolean, value: T): T[] => (is ? [value] : []);
  const offers = kinds.map(
    ({ name, cpu, memoryMib, gpus, usdPerHour, eni }): Offer => ({
      name,
      usdPerHour,
      room: [cpu, memoryMib, ...only(hasGpus, gpus * MILLI_PER_GPU), ...only(hasInterfaces, eni), ...limited.map(() => limit!.most)],
    }),
  );
  const resources = [
    { name: 'CPU', unit: 'vCPUs', parts: MILLI_PER_VCPU },
    { name: 'memory', unit: 'MiB' },
    ...only(hasGpus, { name: 'GPU', unit: 'GPUs', parts: MILLI_PER_GPU, slot: MILLI_PER_GPU }),
    ...only(hasInterfaces, { name: 'network interfaces', unit: '' }),
    ...limited.map((group) => ({ name: `tasks of the group ${limit!.groups.texts[group]}`, unit: '' })),
  ];
  const sizes: BoundProblem['sizes'][number][] = [];
  const known = new Map<string, number>();
  const size = new Int32Array(tasks.count);
  for (let task = 0; task < tasks.count; task++) {
    const needs = [
      tasks.cpu[task],
      tasks.memoryMib[task],
      ...only(hasGpus, tasks.gpus[task] * tasks.gpuMilli[task]),
      ...only(hasInterfaces, 1),
      ...limited.map((group) => Number(limit!.groups.of[task] === group)),
    ];
    const requirement = requirements.of[task];
    const key = `${needs};${requirement}`;
    const index =
      known.get(key) ?? sizes.push({ name: taskName(tasks, task), needs, ...allowed(requirements.verdicts[requirement], kinds) }) - 1;
    known.set(key, index);
    size[task] = index;
  }
  return { problem: { resources, offers, sizes }, size };
}

/** Groups with more tasks than one instance takes: the others need no limit. */
export function limitedGroups({ groups, most }: NonNullable<TaskDemands['limit']>): number[] {
  const counts = new Int32Array(groups.texts.length);
  for (const group of groups.of) counts[group]++;
  return [...groups.texts.keys()].filter((group) => groups.texts[group] !== '' && counts[group] > most);
}

/** Null verdicts allow any kind. */
function allowed(verdicts: Int8Array | null, kinds: readonly Kind[]): { readonly offers?: readonly number[] } {
  if (verdicts === null) return {};
  return { offers: [...kinds.keys()].filter((kind) => verdicts[kinds[kind].nodeKind] === FITS) };
}

/** The last arrival or departure ends the bound. */
export function livesOf({ count, arrivalMs, durationMs }: TaskColumns, problem: BoundProblem, size: Int32Array): Lifetimes {
  const untilMs = Float64Array.from({ length: count }, (_, task) => arrivalMs[task] + durationMs[task]);
  let endMs = 0;
  for (let task = 0; task < count; task++) endMs = Math.max(endMs, arrivalMs[task], Number.isFinite(untilMs[task]) ? untilMs[task] : 0);
  return { problem, size, fromMs: arrivalMs, untilMs, endMs };
}
