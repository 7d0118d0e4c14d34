import { MILLI_PER_GPU, type NodeColumns, type TaskColumns, taskName } from '../../workload/formats/columns.js';
import type { Lives } from './lives.js';
import type { BoundProblem, Offer } from './problem.js';

export interface Kind {
  readonly name: string;
  readonly cpu: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly model: string;
  readonly usdPerHour: number;
  /** Tasks with a network interface of their own that one instance takes. */
  readonly eni: number;
}

/** Equal nodes are one kind, available in any number. */
export function kindsOfNodes({ count, names, cpu, memoryMib, gpus, model, models, usdPerHour }: NodeColumns): Kind[] {
  const kinds = new Map<string, Kind>();
  for (let node = 0; node < count; node++) {
    const kind = {
      cpu: cpu[node],
      memoryMib: memoryMib[node],
      gpus: gpus[node],
      model: models[model[node]],
      usdPerHour: usdPerHour[node],
      eni: 0,
    };
    const key = Object.values(kind).join(';');
    if (!kinds.has(key)) kinds.set(key, { ...kind, name: kind.model === '' ? names[node] : `${kind.model} (${names[node]})` });
  }
  return [...kinds.values()];
}

/** The tasks as sizes, and the size of each. */
export function problemOf(tasks: TaskColumns, kinds: readonly Kind[], hasInterfaces: boolean): { problem: BoundProblem; size: Int32Array } {
  const hasGpus = tasks.gpus.some((gpus) => gpus > 0);
  const only = <T>(is: boolean, value: T): T[] => (is ? [value] : []);
  const offers = kinds.map(
    ({ name, cpu, memoryMib, gpus, usdPerHour, eni }): Offer => ({
      name,
      usdPerHour,
      room: [cpu, memoryMib, ...only(hasGpus, gpus * MILLI_PER_GPU), ...only(hasInterfaces, eni)],
    }),
  );
  const resources = [
    { name: 'CPU', unit: 'thousandths of a vCPU' },
    { name: 'memory', unit: 'MiB' },
    ...only(hasGpus, { name: 'GPU', unit: 'thousandths', slot: MILLI_PER_GPU }),
    ...only(hasInterfaces, { name: 'network interfaces', unit: '' }),
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
    ];
    const key = `${needs};${tasks.spec[task]}`;
    const index =
      known.get(key) ?? sizes.push({ name: taskName(tasks, task), needs, ...allowed(tasks.specs[tasks.spec[task]], kinds) }) - 1;
    known.set(key, index);
    size[task] = index;
  }
  return { problem: { resources, offers, sizes }, size };
}

/** Models that a task allows, joined by `|`; an empty text allows any. */
function allowed(spec: string, kinds: readonly Kind[]): { readonly offers?: readonly number[] } {
  if (spec === '') return {};
  const models = spec.split('|');
  return { offers: [...kinds.keys()].filter((kind) => models.includes(kinds[kind].model)) };
}

/** The last arrival or departure ends the bound. */
export function livesOf({ count, arrivalMs, durationMs }: TaskColumns, problem: BoundProblem, size: Int32Array): Lives {
  const untilMs = Float64Array.from({ length: count }, (_, task) => arrivalMs[task] + durationMs[task]);
  let endMs = 0;
  for (let task = 0; task < count; task++) endMs = Math.max(endMs, arrivalMs[task], Number.isFinite(untilMs[task]) ? untilMs[task] : 0);
  return { problem, size, fromMs: arrivalMs, untilMs, endMs };
}
